"""The companies that a channel brought, one by one: who asked, who bought, who still ripens."""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import ceil
from typing import Any

from analytics.errors import WrongSetting
from analytics.periods import month_start
from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.statements import statement
from analytics.windows import data_span, parameters_in_force
from storage.engine import Engine

USUAL_CYCLE = 90  # days of one cycle of attraction where one's own deals do not tell it: management practice
LEAST_DEALS = 5  # so many first deals tell the own cycle
CYCLE_WINDOW = 365  # of the days up to the as-of date: how one sells now, not years ago
_MONTH_DAYS = 30.4375


@dataclass(frozen=True)
class ChannelLeadsSettings(Settings):
    """How a channel is judged.

    cycle_days: from the first record of a company to its first deal; younger ones ripen and stay out of conversions; by
    default the median of one's own first deals of a year. horizon_months: so long after his first deal a client's money counts.
    margin_share: gross profit in a unit of revenue, where the sales do not tell it. joined: names of one channel that
    differ between files, a JSON object {"name as written": "name of the channel"}.
    """

    cycle_days: int | None = setting(None, Mark.ASM, "days", low=0, high=1095)
    horizon_months: int = setting(12, Mark.ART, "months", low=1, high=60)
    margin_share: float | None = setting(None, Mark.ASM, "share", low=0.001, high=1)
    joined: str = setting("", Mark.ASM)

    def __post_init__(self) -> None:
        super().__post_init__()
        joined_names(self.joined)


def channel_leads(engine: Engine, scope: Scope, settings: ChannelLeadsSettings | None = None) -> Result:
    """Which companies came within the period, through which channel, and what became of them?

    One row a company by revenue descending: `client_id` (None: has not bought), `client`, `manager`, `channel_key` (see
    `channel_funnels`; '' not known), `first_seen`, `request_on`, `first_deal`, `stage` (lead, request, deal), `is_ripe`
    (older than the usual cycle), `target` (None: nobody said), `revenue, margin` (within the horizon of the first deal).
    Who had bought before he was written down is an old client and is left out. Source: management practice.
    """
    settings = settings or ChannelLeadsSettings()
    span = data_span(engine, scope.as_of)
    table = engine.query(statement("attraction/channel_leads", scope), **lead_parameters(scope, settings))
    return Result(
        table=table,
        status=Status.OK if span else Status.NOT_ENOUGH_DATA,
        period=(scope.first_day, scope.last_day),
        params=parameters_in_force(scope, settings),
        rows_used=table.num_rows,
    )


def lead_parameters(scope: Scope, settings: ChannelLeadsSettings) -> dict[str, Any]:
    """The named parameters of the statements about leads. Whole months of spend are counted: nobody knows its days."""
    names = {"": ""} | joined_names(settings.joined)  # never an empty list: it would have no type
    return scope.parameters | {
        "joined_from": list(names),
        "joined_to": list(names.values()),
        "cycle_days": settings.cycle_days,
        "least_deals": LEAST_DEALS,
        "usual_cycle": USUAL_CYCLE,
        "cycle_window": CYCLE_WINDOW,
        "horizon_days": ceil(settings.horizon_months * _MONTH_DAYS),
        "first_month": month_start(scope.first_day),
    }


def channel_key(name: str) -> str:
    """A channel's name made comparable: spaces at the ends, capital letters and ё do not matter."""
    return name.strip(" ").replace("ё", "е").replace("Ё", "Е").lower()


def joined_names(text: str) -> dict[str, str]:
    """key of a name -> key of the channel it belongs to. Raises `WrongSetting` where the text is no such object."""
    if not text.strip():
        return {}
    try:
        found = json.loads(text)
    except json.JSONDecodeError as fault:
        raise WrongSetting("channel_names", value=text) from fault
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise WrongSetting("channel_names", value=text)
    return {channel_key(name): channel_key(value) for name, value in found.items() if channel_key(name)}
