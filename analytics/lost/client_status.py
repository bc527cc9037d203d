"""M14: where every client stands, judged by his own rhythm of purchases."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analytics.errors import WrongSetting
from analytics.lost.loss_rule import rule_parameters
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.statements import RULES, statement
from analytics.windows import data_span, parameters_in_force, stale_notices
from storage.engine import Engine

STATUSES = ("active", "watch", "lost", "seasonal", "agreed_pause", "closed", "one_off", "one_off_gone")
CLIENTS_WITH_RHYTHM = 30  # below, the rhythm of clients without one of their own is an assumption of days


@dataclass(frozen=True)
class ClientStatusSettings(Settings):
    """When silence counts as loss: T = max(min_gap, ceil(rhythm * k_lost + plus_days)) days.

    k_lost: how many rhythms. min_gap: nobody is lost sooner than so many days. plus_days: added to the rhythms; 1 and
    30 read the rule as "a month late". rhythm_base: median of the last intervals, or the mean of all of them.
    rule: rhythm is the above; silence judges each client by his own regularity: he is lost when a silence as long as
    his would come with a chance below silence_lost, late below silence_watch (see `analytics.lost.loss_rule`).
    seasons: a seasonal client is not lost by either rule before the clock of his season says so.
    """

    k_lost: float = setting(4 / 3, Mark.ART, "rhythms", low=1, high=3)
    min_gap: int = setting(14, Mark.ASM, "days", low=0, high=365)
    plus_days: float = setting(0, Mark.OPT, "days", low=0, high=365)
    rhythm_base: str = setting("median", Mark.ASM, choices=("median", "mean"))
    rule: str = setting("rhythm", Mark.ART, choices=RULES)
    silence_lost: float = setting(0.05, Mark.OPT, "share", low=0.01, high=0.2)
    silence_watch: float = setting(0.20, Mark.OPT, "share", low=0.02, high=0.5)
    seasons: bool = setting(True, Mark.ASM)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.k_lost == 1 and self.plus_days == 0:
            raise WrongSetting("lost_when_due", k_lost=self.k_lost, plus_days=self.plus_days)
        if self.silence_lost >= self.silence_watch:
            raise WrongSetting("silence_shares", lost=self.silence_lost, watch=self.silence_watch)

    @property
    def loss_rule(self) -> dict[str, Any]:
        """The settings that are the rule of loss, for other settings that take them over."""
        return {name: getattr(self, name) for name in RULE_FIELDS}


RULE_FIELDS = tuple(field.name for field in fields(ClientStatusSettings))
ONE_MONTH_LATE = ClientStatusSettings(k_lost=1, plus_days=30)


def client_status(engine: Engine, scope: Scope, settings: ClientStatusSettings | None = None) -> Result:
    """Who buys as usual, who is late, who is lost on the as-of date?

    One row per client with a purchase on or before the date, by `net_12m` descending. `status`: active (silent for less
    than his rhythm), watch (late), seasonal (silent between the end of his last season and the day on which the next
    one was due), lost (silent for `threshold_days` or more), one_off and one_off_gone (the same with one purchase
    only); of those who are silent for longer than usual apart: closed (the company is no more: marked so in the list of
    clients, or noted so since his last purchase) and agreed_pause (until a day that has not come yet: somebody typed it,
    or a contact after his last purchase set the day of the next one). A client is seasonal when, judged by what was
    known at his last purchase, he has bought on four days or more over 300 days or more, at uneven intervals (variation
    of 0.6 or more), four fifths of them within four neighbouring months of the year. His season is those of the four
    months in which he bought; he is due a year after the first purchase of the last one, and lost when another 4/3 of
    the season, at least 45 days, have passed. `basis`: own rhythm or the fallback of other clients. `lost_on` is set for
    the lost, also where the company is closed; `due_on` is the day on which the next purchase, out of season the next
    season, was due, of a pause its last day; `purchases` are all purchase days, `purchases_12m`, `net_12m`, `margin_12m`
    those of the 365 days ending with the last one. `revenue`, `margin`: money of the scope's period.
    Facts: clients, per status the clients and their `net_12m`, clients with a rhythm of their own, the median rhythm.
    Source: management practice (four months of silence at a rhythm of three; the season has a yearly clock; a
    pause that was agreed upon is no loss); the least gap, the months, fifths and days of a season are assumptions.
    """
    settings = settings or ClientStatusSettings()
    table = engine.query(
        statement("lost/client_status", scope, rule=settings.rule),
        **scope.parameters,
        **rule_parameters(engine, settings),
    )
    span = data_span(engine, scope.as_of)
    if span is None:
        return Result(table, Status.NOT_ENOUGH_DATA, None, parameters_in_force(scope, settings))
    facts = status_facts(table)
    few = facts["clients_with_rhythm"] < CLIENTS_WITH_RHYTHM
    notices = stale_notices(scope, span)
    if few:
        notices += (Notice("W_FEW_RHYTHMS", {"clients": facts["clients_with_rhythm"], "need": CLIENTS_WITH_RHYTHM}),)
    return Result(
        table=table,
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=(span[0], scope.as_of),
        params=parameters_in_force(scope, settings),
        warnings=notices,
        facts=facts,
        rows_used=int(pc.sum(table.column("purchases")).as_py() or 0),
    )


def status_facts(table: pa.Table) -> dict[str, Any]:
    """The counts and the money of each status, and how many clients have a rhythm of their own."""
    groups = table.group_by("status").aggregate([("client_id", "count"), ("net_12m", "sum")]).to_pylist()
    found = {row["status"]: row for row in groups}
    own = table.filter(pc.equal(table.column("basis"), "own"))
    statuses = {
        code: {
            "clients": found[code]["client_id_count"] if code in found else 0,
            "net_12m": found[code]["net_12m_sum"] if code in found else Decimal(0),
        }
        for code in STATUSES
    }
    middle = pc.quantile(own.column("rhythm_days"), 0.5)[0].as_py() if own.num_rows else None
    return {
        "clients": table.num_rows,
        "statuses": statuses,
        "clients_with_rhythm": own.num_rows,
        "median_rhythm": middle,
    }


def lost_since(table: pa.Table, day: date) -> pa.Table:
    """The rows of clients with two purchases or more who were lost after a day."""
    late = pc.and_(pc.equal(table.column("status"), "lost"), pc.greater(table.column("lost_on"), pa.scalar(day)))
    return table.filter(pc.fill_null(late, False))
