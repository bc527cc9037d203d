"""The plan of new clients and what it stands on: typed, from the data, or the example."""

from __future__ import annotations

from dataclasses import dataclass, fields

from analytics.base.chances import whole
from analytics.errors import WrongSetting
from analytics.settings import Mark, Settings, setting

_MOST = 10_000_000
USUAL = {"plan": 10, "companies_per_deal": 50.0, "live": 1050, "clients": 240, "churn": 0.10}


@dataclass(frozen=True)
class BaseSufficiencySettings(Settings):
    """The plan and what it stands on; what is not typed is taken from the data, where there are none from the example.

    plan: new clients in one cycle. companies_per_deal: of so many companies one buys. won, contacted: the cases behind
    it. cycle_months: how long attracting takes. cycles: for how many cycles the base must last. live: companies that can
    be called. scouts, scout_month: who fills the base, and how many companies each finds a month. decay: share of the
    base that goes out of date in a year. wanted_chance: how sure the plan should be. clients, target_clients,
    target_months, churn: clients now, wanted, in so many months, and the share lost in a year.
    """

    plan: int | None = setting(None, Mark.ART, "clients", low=0, high=100_000)
    companies_per_deal: float | None = setting(None, Mark.ART, "companies", low=1.01, high=100_000)
    won: int | None = setting(None, Mark.ART, "deals", low=0, high=_MOST)
    contacted: int | None = setting(None, Mark.ART, "companies", low=0, high=_MOST)
    cycle_months: float = setting(3.0, Mark.ART, "months", low=0.25, high=60)
    cycles: int = setting(3, Mark.ART, "cycles", low=1, high=24)
    live: int | None = setting(None, Mark.ART, "companies", low=0, high=_MOST)
    scouts: int = setting(1, Mark.ASM, "people", low=0, high=1000)
    scout_month: int = setting(100, Mark.ART, "companies", low=1, high=10_000)
    decay: float = setting(0.30, Mark.ART, "share", low=0, high=0.9)
    wanted_chance: float = setting(0.80, Mark.ASM, "share", low=0.5, high=0.99)
    clients: int | None = setting(None, Mark.ART, "clients", low=0, high=_MOST)
    target_clients: int | None = setting(None, Mark.ART, "clients", low=0, high=_MOST)
    target_months: int = setting(12, Mark.ASM, "months", low=1, high=120)
    churn: float | None = setting(None, Mark.ART, "share", low=0, high=0.99)

    def __post_init__(self) -> None:
        super().__post_init__()
        for declared in fields(self):
            value = getattr(self, declared.name)
            if str(declared.type).startswith("int") and isinstance(value, float) and value != int(value):
                raise WrongSetting("setting_whole", name=declared.name, value=value)
        if self.won is not None and self.contacted is not None and self.won > self.contacted:
            raise WrongSetting("won_above_contacted", won=self.won, contacted=self.contacted)

    @property
    def share(self) -> float:
        """The chance that a company buys within a cycle."""
        return 1 / (self.companies_per_deal or USUAL["companies_per_deal"])


def need_of(found: BaseSufficiencySettings) -> int:
    """How many companies one cycle needs for the plan: plan x companies per deal, rounded up."""
    return whole((found.plan or 0) / found.share)
