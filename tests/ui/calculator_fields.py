"""The calculators as they stand on an empty database: their screens, views and fields, and what each field refuses."""

from __future__ import annotations

from dataclasses import dataclass

WRONG = ("0", "-5", "120 %", "ten", "")
# What a sentence says of each: one of these, by the field.
FAULTS = {
    "0": ("above", "least"),
    "-5": ("above", "least"),
    "120 %": ("no_percent", "most"),
    "ten": ("no_number",),
    "": ("missing",),
}


@dataclass(frozen=True)
class Field:
    """One field. other: a good number that changes the answer; refuses_zero: by the method, nothing is no number here;
    takes_negative: a loss is one.
    """

    key: str
    other: str
    refuses_zero: bool = False
    takes_negative: bool = False

    def refuses(self, typed: str) -> bool:
        """Whether a sentence must stand at the field."""
        return not (typed == "0" and not self.refuses_zero) and not (typed == "-5" and self.takes_negative)


@dataclass(frozen=True)
class Calculator:
    """screen: its name and address; view: the key of its switch and the place of the choice, None where there is none."""

    screen: str
    fields: tuple[Field, ...]
    view: tuple[str, int, str] | None = None

    @property
    def name(self) -> str:
        """For the reader of a failed test."""
        return self.screen if self.view is None else f"{self.screen}-{self.view[2]}"


def _of(prefix: str, good: dict[str, str], zero: str = "", negative: str = "") -> tuple[Field, ...]:
    return tuple(
        Field(f"{prefix}{name}", other, name in zero.split(), name in negative.split()) for name, other in good.items()
    )


_SIDE = {"spend": "60000", "leads": "250", "requests": "50", "deals": "4", "deal_margin": "9000", "repeats": "2"}
_OTHER_SIDE = {"spend": "16000", "leads": "30", "requests": "11", "deals": "4", "deal_margin": "8000", "repeats": "1"}


def _side(side: str, good: dict[str, str]) -> tuple[Field, ...]:
    return _of(f"attraction_calculator_{side}__", good, negative="deal_margin")


CALCULATORS = (
    Calculator(
        "base",
        _of(
            "typed_base_sufficiency_",
            {
                "plan": "12", "companies_per_deal": "40", "live": "900", "cycle_months": "4", "cycles": "4", "scouts": "2",
                "scout_month": "80", "decay": "25 %", "wanted_chance": "90", "clients": "250", "target_clients": "310",
                "target_months": "10", "churn": "12",
            },
            zero="companies_per_deal cycle_months cycles scout_month wanted_chance target_months",
        ),
    ),
    Calculator(
        "base",
        _of(
            "typed_scouts_",
            {"managers": "20", "gap": "1200", "gap_months": "2", "entered": "40", "duplicates": "5", "incomplete": "2", "working_days": "4"},
            zero="gap_months working_days",
        ),
        ("base_view", 1, "scouts"),
    ),
    Calculator(
        "base",
        _of("typed_base_freshness_", {"entries": "1800", "months": "9", "decay": "20 %"}),
        ("base_view", 2, "freshness"),
    ),
    Calculator(
        "base",
        _of(
            "typed_life_cycle_",
            {"first_cost": "15000", "repeat_cost": "2500", "buyers": "220", "asked": "60", "given": "24", "bought": "6"},
        ),
        ("base_view", 3, "life_cycle"),
    ),
    Calculator(
        "funnel",
        _of(
            "funnel_calc_",
            {"contacts": "150", "now_1": "6", "tried_1": "12 %", "now_2": "30", "tried_2": "45", "value": "140000", "plan": "7", "days": "20"},
            zero="contacts now_1 tried_1 now_2 tried_2 plan days",
        ),
    ),
    Calculator("attraction", _side("a", _SIDE) + _side("b", _OTHER_SIDE)),
    Calculator("lost", _of("lost_calculator_", {"clients": "20", "average_check": "40000", "purchases": "5"})),
    Calculator("kpi", _of("kpi_calc_", {"norm_": "30"}, zero="norm_"), ("kpi_more", 4, "calculator")),
    Calculator(
        "pay",
        _of(
            "pay_",
            {
                "calc_fixed": "50000", "calc_rate": "2 %", "calc_revenue": "1500000", "calc_bonuses": "30000",
                "calc_average_check": "120000", "calc_conversion": "2", "shared_amount": "400000",
                "shared_share_0": "70 %", "shared_share_1": "30 %",
            },
        ),
    ),
    Calculator(
        "service",
        _of("service_calc_", {f"{which}_{name}": str(10 + at) for which in ("now", "then") for at, name in enumerate(("promoters", "passives", "detractors"))})
        + _of(
            "service_contact_",
            {"requests": "50", "in_time": "30", "leads": "100", "unanswered": "20", "lead_cost": "500", "checks": "3", "check_minutes": "30", "staff_hours": "60"},
            zero="requests leads staff_hours",
        ),
    ),
    Calculator(
        "calls",
        _of("calls_", {"new_technical": "4", "new_personal": "2", "new_motive": "1"})
        + _of("calls_effect_", {"cases_before": "8", "of_before": "120", "cases": "20", "of": "130"}, zero="of_before of"),
    ),
)  # fmt: skip
