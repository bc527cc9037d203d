"""M15: how many clients each manager loses, and every other group of clients."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from analytics.lost.client_status import ClientStatusSettings
from analytics.lost.loss_period import LossPeriod, loss_period, whole_months
from analytics.lost.lost_clients import LostClientsSettings, clients_at_end
from analytics.proportion import FEW_CASES, control_limits, wilson
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, setting
from analytics.statements import statement
from analytics.windows import data_span, not_enough, parameters_in_force, stale_notices
from storage.engine import Engine

GROUPS = ("manager", "region", "channel", "abc_class", "product_group", "reason")
BEST_SHARE = 0.11  # management practice: excellent companies lose 9-11 % a year
HIGH_SHARE = 0.20  # public sources: the average firm loses 20-40 % a year
LONG_RHYTHM_SHARE = 0.20  # assumption: so many clients with a longer threshold make a period too short for its question

_MONEY = pa.decimal128(38, 4)
_SHARES = ("lost_share", "low", "high", "annual_share", "annual_low", "annual_high", "control_low", "control_high")
_SCHEMA = pa.schema(
    [
        ("name", pa.string()),
        ("is_company", pa.bool_()),
        ("clients", pa.int64()),
        ("lost", pa.int64()),
        *((name, pa.float64()) for name in _SHARES),
        ("verdict", pa.string()),
        ("level", pa.string()),
        ("money", _MONEY),
        ("margin", _MONEY),
        ("returned", pa.int64()),
        ("returned_money", _MONEY),
        ("net_lost", pa.int64()),
        ("one_offs", pa.int64()),
        ("one_offs_gone", pa.int64()),
        ("lost_by_others", pa.int64()),
        ("top_reason", pa.string()),
        ("top_reason_group", pa.string()),
    ]
)


@dataclass(frozen=True)
class LossReportSettings(LostClientsSettings):
    """The rule of loss, whom it counts and the limits of the classes (see `LostClientsSettings`), and by what to group.

    by: manager, region or channel of the last purchase, class by what the client brings in a year, the product group
    he bought most of in his last active year, or the reason of the loss.
    """

    by: str = setting("manager", Mark.ART, choices=GROUPS)


def loss_report(engine: Engine, scope: Scope, settings: LossReportSettings | None = None) -> Result:
    """Who loses how many clients, and how much money goes with them?

    One row a group, the company last (`is_company`, its `name` is None): `clients` who were clients at some time in
    the scope's period (not lost before it), `lost` of them at its end, `lost_share` with its Wilson interval `low`,
    `high`; `annual_*`: the same as of a year. `control_low`, `control_high`: the limits within which chance alone
    carries a group of that size; `verdict`: above, within, below, or too_few (below five clients). `level` of the
    annual share: best (to 11 %), usual, high (above 20 %). `money`, `margin`: what the lost brought in a year;
    `returned`: returns of the period, `returned_money`, `net_lost` = lost - returned; `one_offs`, `one_offs_gone`:
    buyers of one day, who count among the clients only when the settings say so; `lost_by_others`: losses judged by
    the fallback rhythm; `top_reason` of the lost whose reason is written down. A loss belongs to the group of the
    client's last purchase, a return to whoever sold then. A seasonal client is lost by the clock of his season (see
    `client_status`). Only complete numbers: groups add up to the company.
    Facts: `days`, `months` of the period. W_SHORT: more than a fifth of the clients have a longer threshold than the
    period; `months` of it would do. Source: management practice; intervals by Wilson, limits of a p-chart.
    """
    settings = settings or LossReportSettings()
    period, span = loss_period(scope), data_span(engine, scope.as_of)
    if span is None:
        return not_enough(scope, settings, _SCHEMA.empty_table(), 1, 0)
    asked = clients_at_end(engine, scope, settings, with_groups=settings.by == "product_group", only_lost=False)
    found = _counted(engine, scope, settings, asked)
    told = engine.query(statement("lost/lost_reasons", scope, rule=settings.rule), **asked)
    reasons = _reasons(told.to_pylist(), settings.by)
    company = next(row for row in found if row["is_company"])
    rows = [_told(row, company, period, reasons.get(row["name"], ("", ""))) for row in found]
    rows.sort(key=lambda row: (row["is_company"], row["verdict"] == "too_few", -(row["lost_share"] or 0), row["name"]))
    notices = _short(engine, scope, settings, period, asked) + stale_notices(scope, span)
    return Result(
        table=pa.Table.from_pylist(rows, schema=_SCHEMA),
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=(scope.first_day, period.until),
        params=parameters_in_force(scope, settings),
        warnings=notices,
        facts={"days": period.days, "months": period.months},
        rows_used=sum(row["clients"] for row in rows if not row["is_company"]),
    )


def _counted(engine: Engine, scope: Scope, settings: LossReportSettings, asked: dict[str, Any]) -> list[dict[str, Any]]:
    text = statement("lost/loss_report", scope, rule=settings.rule).replace(":group:", settings.by)
    found: list[dict[str, Any]] = engine.query(text, **asked).to_pylist()
    return found


def _told(row: dict[str, Any], company: dict[str, Any], period: LossPeriod, reason: tuple[str, str]) -> dict[str, Any]:
    """A row with its share, its interval and what may be said of it."""
    lost, clients = row["lost"] or 0, row["clients"] or 0
    share = lost / clients if clients else None
    of_all = (company["lost"] or 0) / company["clients"] if company["clients"] else 0.0
    low, high = wilson(lost, clients)
    control_low, control_high = control_limits(of_all, clients)
    annual = period.annual(share)
    sums = {name: row[name] or 0 for name in ("returned", "one_offs", "one_offs_gone", "lost_by_others")}
    return {
        **row, **sums, "clients": clients, "lost": lost, "lost_share": share, "low": low, "high": high,
        "money": row["money"] or Decimal(0), "returned_money": row["returned_money"] or Decimal(0),
        "annual_share": annual, "annual_low": period.annual(low), "annual_high": period.annual(high),
        "control_low": control_low, "control_high": control_high,
        "verdict": _verdict(share, clients, control_low, control_high), "level": level_of(annual),
        "net_lost": lost - sums["returned"], "top_reason": reason[0], "top_reason_group": reason[1],
    }  # fmt: skip


def _verdict(share: float | None, clients: int, low: float, high: float) -> str:
    if share is None or clients < FEW_CASES:
        return "too_few"
    return "above" if share > high else "below" if share < low else "within"


def level_of(annual: float | None) -> str | None:
    """What a share lost in a year means: best to 11 %, high above 20 %, usual between; None where there is none."""
    if annual is None:
        return None
    return "best" if annual <= BEST_SHARE else "high" if annual > HIGH_SHARE else "usual"


def _reasons(lost: list[dict[str, Any]], by: str) -> dict[str | None, tuple[str, str]]:
    """The reason told most often in each group, of equal ones the dearer; under None that of the company."""
    counted: dict[str | None, Counter[tuple[str, str]]] = {}
    money: Counter[tuple[str, str]] = Counter()
    for row in lost:
        reason = (row["reason"], row["reason_group"])
        money[reason] += row["value"]
        for name in (row[by], None):
            counted.setdefault(name, Counter())[reason] += 1
    return {
        name: max(found.items(), key=lambda item: (item[1], money[item[0]], item[0]))[0]
        for name, found in counted.items()
    }


def _short(
    engine: Engine, scope: Scope, settings: ClientStatusSettings, period: LossPeriod, asked: dict[str, Any]
) -> tuple[Notice, ...]:
    text = statement("lost/long_thresholds", scope, rule=settings.rule)
    row = engine.query(text, **asked, period_days=period.days).to_pylist()[0]
    if not row["clients"] or row["longer"] <= LONG_RHYTHM_SHARE * row["clients"]:
        return ()
    months = whole_months(max(row["high"], row["middle"]))
    return (Notice("W_SHORT", {"share": row["longer"] / row["clients"], "months": months}),)
