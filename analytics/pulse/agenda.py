"""What wants a decision this week: a few points by the money behind them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analytics.lost.client_status import ClientStatusSettings, client_status, lost_since
from analytics.periods import day_months_before, last_complete_months, months_between
from analytics.pulse.revenue_bridge import BridgeSettings, bridge_clients
from analytics.pulse.sales_pulse import SalesPulseSettings, sales_pulse
from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, setting
from analytics.statements import statement
from analytics.windows import PulseWindows, data_span, parameters_in_force, pulse_windows
from storage.engine import Engine

NAMES = 3
_MONEY = pa.decimal128(38, 4)
_KOPECK = Decimal("0.0001")
_SCHEMA = pa.schema(
    [
        ("code", pa.string()),
        ("clients", pa.int64()),
        ("money", _MONEY),
        ("names", pa.list_(pa.string())),
        ("client_ids", pa.list_(pa.int64())),
        ("manager", pa.string()),
        ("share", pa.float64()),
        ("share_before", pa.float64()),
        ("days", pa.int64()),
    ]
)
_EMPTY = {"clients": None, "money": Decimal(0), "names": [], "client_ids": [], "manager": None} | dict.fromkeys(
    ("share", "share_before", "days")
)


@dataclass(frozen=True)
class AgendaSettings(ClientStatusSettings):
    """The rule of loss (see `ClientStatusSettings`), and from where on a point is worth a place.

    rows: points at most. lost_months: how far back a loss is still fresh. band: a client who cut back by more than this
    share. dependence_share: part of the income of one client. margin_points: fall of the margin. margin_client_share: a
    client is named for a falling margin when he brings at least this part of revenue. unidentified_points,
    unidentified_share: growth and size of the money without a client. stale_days: age of the data, counted to `today`.
    """

    rows: int = setting(7, Mark.ASM, "rows", low=1, high=20)
    lost_months: int = setting(3, Mark.ASM, "months", low=1, high=12)
    band: float = setting(0.30, Mark.ASM, "share", low=0, high=0.99)
    dependence_share: float = setting(0.20, Mark.ART, "share", low=0.01, high=1)
    margin_points: float = setting(0.01, Mark.ASM, "share", low=0.001, high=0.5)
    margin_client_share: float = setting(0.005, Mark.ASM, "share", low=0, high=1)
    unidentified_points: float = setting(0.02, Mark.ASM, "share", low=0.001, high=1)
    unidentified_share: float = setting(0.05, Mark.ASM, "share", low=0, high=1)
    stale_days: int = setting(10, Mark.ASM, "days", low=1, high=365)
    today: date | None = setting(None, Mark.ASM, "date")  # noqa: RUF009 (declares the field)


def agenda(engine: Engine, scope: Scope, settings: AgendaSettings | None = None) -> Result:
    """What wants a decision this week?

    Rows by `money` (a year, in revenue), at most `rows`, old data first whatever they weigh: `code`, `clients`,
    `names` and `client_ids` of the three largest, `manager` (who holds more than half of the money, else None),
    `share` and `share_before`, `days`. Codes: data_stale, call_late, win_back, ask_why_less, depend_on_one,
    margin_falls, client_margin_falls, name_buyers. The scope's filters apply, its period does not: late and lost are
    of the as-of date, changes compare the windows of Pulse, dependence is judged by the last twelve complete months.
    """
    settings = settings or AgendaSettings()
    span = data_span(engine, scope.as_of)
    if span is None:
        return Result(_SCHEMA.empty_table(), Status.NOT_ENOUGH_DATA, None, parameters_in_force(scope, settings))
    points = _silence_points(engine, scope, settings) + _dependence(engine, scope, settings, span[0])
    windows = pulse_windows(engine, scope)
    if isinstance(windows, PulseWindows):
        points += _cut_back(engine, windows, settings) + _margins(engine, windows, settings)
        points += _margin_and_names(engine, scope, settings)
    points.sort(key=lambda point: (-point["money"], point["code"]))
    chosen = (_stale(span[1], settings) + points)[: settings.rows]
    return Result(
        table=pa.Table.from_pylist(
            [point | {"money": point["money"].quantize(_KOPECK)} for point in chosen], schema=_SCHEMA
        ),
        status=Status.OK,
        period=(span[0], scope.as_of),
        params=parameters_in_force(scope, settings),
        facts={"points_found": len(points)},
        rows_used=len(points),
    )


def _point(code: str, rows: list[dict[str, Any]], money: str, per_year: Decimal = Decimal(1)) -> list[dict[str, Any]]:
    """A point about clients: their number, their money a year, the largest of them, and whose they mostly are."""
    if not rows:
        return []
    largest = sorted(rows, key=lambda row: (-row[money], row["client_id"]))
    total = sum((row[money] for row in rows), Decimal(0))
    by_manager: Counter[str] = Counter()
    for row in rows:
        by_manager[row["manager"]] += row[money]
    manager, his = max(by_manager.items(), key=lambda item: (item[1], item[0]))
    named = {
        "code": code,
        "clients": len(rows),
        "money": total * per_year,
        "names": [row["client"] for row in largest[:NAMES]],
        "client_ids": [row["client_id"] for row in largest[:NAMES]],
        "manager": manager if manager and his * 2 > total else None,
    }
    return [_EMPTY | named]


def _silence_points(engine: Engine, scope: Scope, settings: AgendaSettings) -> list[dict[str, Any]]:
    table = client_status(engine, scope, ClientStatusSettings(**settings.loss_rule)).table
    table = table.filter(pc.greater(table.column("net_12m"), Decimal(0)))
    late = table.filter(pc.equal(table.column("status"), "watch"))
    lost = lost_since(table, day_months_before(scope.as_of, settings.lost_months))
    wanted = ["client_id", "client", "manager", "net_12m"]
    late_rows, lost_rows = late.select(wanted).to_pylist(), lost.select(wanted).to_pylist()
    return _point("call_late", late_rows, "net_12m") + _point("win_back", lost_rows, "net_12m")


def _cut_back(engine: Engine, windows: PulseWindows, settings: AgendaSettings) -> list[dict[str, Any]]:
    rule = BridgeSettings(**settings.loss_rule, band=settings.band)
    table = bridge_clients(engine, replace(windows.scope, measure="revenue"), rule).table
    # The late and the lost have points of their own.
    active_and_down = pc.and_(pc.equal(table.column("movement"), "down"), pc.equal(table.column("status"), "active"))
    table = table.filter(pc.fill_null(active_and_down, False)).select(["client_id", "client", "manager", "change"])
    rows = [row | {"less": -row["change"]} for row in table.to_pylist()]
    return _point("ask_why_less", rows, "less", _per_year(windows))


def _per_year(windows: PulseWindows) -> Decimal:
    return Decimal(12) / (months_between(*windows.after) + 1)


def _dependence(engine: Engine, scope: Scope, settings: AgendaSettings, first_day: date) -> list[dict[str, Any]]:
    window = last_complete_months(scope.as_of, 12, first_day)
    if window is None:
        return []
    rows = _client_margins(engine, scope, window, window)
    total = sum((row["revenue"] for row in rows), Decimal(0))
    large = [
        row
        for row in rows
        if row["client_id"] and total > 0 and row["revenue"] > total * Decimal(str(settings.dependence_share))
    ]
    points = _point("depend_on_one", large, "revenue")
    return [point | {"share": float(point["money"] / total)} for point in points]


def _client_margins(
    engine: Engine, scope: Scope, before: tuple[date, date], after: tuple[date, date]
) -> list[dict[str, Any]]:
    windows = {"first_before": before[0], "last_before": before[1], "first_after": after[0], "last_after": after[1]}
    found = engine.query(statement("pulse/client_margins", scope), **scope.parameters, **windows)
    rows: list[dict[str, Any]] = found.to_pylist()
    return rows


def _margins(engine: Engine, windows: PulseWindows, settings: AgendaSettings) -> list[dict[str, Any]]:
    """Clients of weight whose margin fell: usually a discount that nobody decided upon."""
    rows = _client_margins(engine, windows.scope, windows.before, windows.after)
    total = sum((row["revenue"] for row in rows), Decimal(0))
    fallen = []
    for row in rows:
        before, after = row["margin_share_before"], row["margin_share"]
        if (
            not row["client_id"]
            or before is None
            or after is None
            or row["revenue"] < total * Decimal(str(settings.margin_client_share))
        ):
            continue
        if before - after >= 3 * settings.margin_points:
            fallen.append(row | {"given": row["revenue"] * Decimal(str(before - after))})
    points = _point("client_margin_falls", fallen, "given", _per_year(windows))
    return [
        point | {"share": _weighted(fallen, "margin_share"), "share_before": _weighted(fallen, "margin_share_before")}
        for point in points
    ]


def _weighted(rows: list[dict[str, Any]], share: str) -> float:
    revenue = sum(float(row["revenue"]) for row in rows)
    weighted: float = sum(float(row["revenue"]) * row[share] for row in rows) / revenue
    return weighted


def _margin_and_names(engine: Engine, scope: Scope, settings: AgendaSettings) -> list[dict[str, Any]]:
    """The margin of the whole company, and the part of revenue that has no client."""
    pulse = sales_pulse(engine, scope, SalesPulseSettings())
    months = Decimal(12) / SalesPulseSettings().months
    points: list[dict[str, Any]] = []
    margin = next((row for row in pulse.rows if row["factor"] == "profitability"), None)
    if (
        margin is not None
        and margin["after"] is not None
        and margin["before"] - margin["after"] >= settings.margin_points
    ):
        money = -margin["margin_effect"] * months
        points.append(
            _EMPTY
            | {"code": "margin_falls", "money": money, "share": margin["after"], "share_before": margin["before"]}
        )
    facts = pulse.facts
    if facts and facts["revenue_before"] > 0 and facts["revenue_after"] > 0:
        before = float(facts["unidentified_before"] / facts["revenue_before"])
        after = float(facts["unidentified_after"] / facts["revenue_after"])
        if after > settings.unidentified_share and after - before >= settings.unidentified_points:
            money = facts["unidentified_after"] * months
            points.append(_EMPTY | {"code": "name_buyers", "money": money, "share": after, "share_before": before})
    return points


def _stale(last_day: date, settings: AgendaSettings) -> list[dict[str, Any]]:
    age = (settings.today - last_day).days if settings.today else 0
    return [_EMPTY | {"code": "data_stale", "days": age}] if age > settings.stale_days else []
