"""M21: why clients left, and who says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import hypot
from typing import Any

import pyarrow as pa

from analytics.proportion import wilson
from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, setting
from analytics.statements import statement
from analytics.winback.win_back_priority import WinBackPrioritySettings, current_borders, priority_parameters
from analytics.windows import data_span, parameters_in_force, stale_notices
from storage.engine import Engine

GROUPS = ("competitor", "company", "client")
REASONS: dict[str, tuple[str, ...]] = {
    "competitor": ("lower_price", "better_terms", "faster_delivery", "personal_relations", "exclusive", "poaching"),
    "company": (
        "rude_staff", "service_level", "late_delivery", "quality", "out_of_stock", "price_rise", "documents",
        "manager_left", "forgotten", "promotion", "complaint",
    ),
    "client": ("closed", "bankrupt", "moved", "no_need", "budget_cut", "changed_business", "merged", "died", "season"),
}  # fmt: skip
EVIDENCE = ("staff", "brainstorm", "client", "call")
OF_STAFF, OF_CLIENTS = ("staff",), ("client", "call")
FEW_VOICES = 5  # of each side; below, nothing is said of who blames what
_NOTHING = Decimal(0)
_SCHEMA = pa.schema(
    [
        ("reason_group", pa.string()), ("reason", pa.string()), ("clients", pa.int64()), ("share", pa.float64()),
        ("value", pa.decimal128(38, 4)), ("value_share", pa.float64()), ("confirmed", pa.int64()),
        ("staff", pa.int64()), ("staff_share", pa.float64()), ("staff_low", pa.float64()), ("staff_high", pa.float64()),
        ("told", pa.int64()), ("told_share", pa.float64()), ("told_low", pa.float64()), ("told_high", pa.float64()),
        ("difference", pa.float64()), ("difference_low", pa.float64()), ("difference_high", pa.float64()),
        ("blamed", pa.string()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class LossReasonsSettings(WinBackPrioritySettings):
    """The rule of loss (see `WinBackPrioritySettings`); one_offs: buyers of one day are asked about too."""

    one_offs: bool = setting(False, Mark.ASM)


def group_of(reason: str) -> str | None:
    """To which group does a reason of the usual list belong? None for a reason in somebody's own words."""
    return next((group for group, reasons in REASONS.items() if reason in reasons), None)


def loss_reasons(engine: Engine, scope: Scope, settings: LossReasonsSettings | None = None) -> Result:
    """Why did the clients who are lost leave, by money; and do the staff tell it as the clients do?

    One row a reason by `value` descending: `reason_group` (competitor, company, client), `reason` ('' nobody knows),
    `clients`, `share` (of those with a reason; None for ''), `value` (a year before they left), `value_share`,
    `confirmed` (clients who said it themselves), `staff`, `told` (voices of the staff, of the clients, each with its
    share and Wilson interval), `difference` of the two shares with its interval, `blamed` (staff: named more often by
    the staff, beyond what few voices explain; clients: the reverse; '').
    A client counts once, by what he said himself before what others think. Facts: `lost, with_reason, coverage,
    confirmed, confirmed_share` (of the lost), `groups` (clients, share of those with a reason, value, value_share by
    group), `staff_voices`, `client_voices`. Source: management practice (three groups, three ways to ask); that sellers
    blame the price and clients the service is known of winning back (J. Griffin, M. Lowenstein).
    """
    settings = settings or LossReasonsSettings()
    span = data_span(engine, scope.as_of)
    asked = priority_parameters(engine, scope, settings, current_borders(engine, scope))
    voices = engine.query(statement("winback/loss_voices", scope, rule=settings.rule), **asked).to_pylist()
    if span is None:
        return Result(_SCHEMA.empty_table(), Status.NOT_ENOUGH_DATA, None, parameters_in_force(scope, settings))
    known = [row for row in voices if row["status"] == "lost" or settings.one_offs]
    rows, facts = reasons_of(known)
    notices = stale_notices(scope, span)
    return Result(
        table=pa.Table.from_pylist(rows, schema=_SCHEMA),
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=(span[0], scope.as_of),
        params=parameters_in_force(scope, settings),
        warnings=notices,
        facts=facts,
        rows_used=len(known),
    )


def reasons_of(voices: Iterable[dict[str, Any]]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The rows and the facts of `loss_reasons` from the voices: one row a voice, at least one a lost client."""
    said = list(voices)
    clients = {row["client_id"]: row for row in said}
    staff = [row["reason"] for row in said if row["evidence"] in OF_STAFF]
    told = [row["reason"] for row in said if row["evidence"] in OF_CLIENTS]
    total = sum((row["value"] for row in clients.values()), _NOTHING)
    with_reason = [row for row in clients.values() if row["main_reason"]]
    names = {(row["main_group"] or "", row["main_reason"]) for row in clients.values()}
    names |= {(row["reason_group"] or "", row["reason"]) for row in said if row["reason"]}
    rows = [
        _reason(name, list(clients.values()), len(with_reason), total) | _sides(name[1], staff, told) for name in names
    ]
    rows.sort(key=lambda row: (-row["value"], -row["clients"], row["reason_group"], row["reason"]))
    confirmed = sum(row["main_confirmed"] for row in with_reason)
    return rows, {
        "lost": len(clients), "with_reason": len(with_reason), "coverage": _part(len(with_reason), len(clients)),
        "confirmed": confirmed, "confirmed_share": _part(confirmed, len(clients)), "value": total,
        "groups": [_group(group, with_reason) for group in GROUPS],
        "staff_voices": len(staff), "client_voices": len(told),
    }  # fmt: skip


def _part(some: int, of: int) -> float | None:
    return some / of if of else None


def _reason(name: tuple[str, str], clients: list[dict[str, Any]], known: int, total: Decimal) -> dict[str, Any]:
    group, reason = name
    mine = [row for row in clients if row["main_reason"] == reason and (row["main_group"] or "") == group]
    value = sum((row["value"] for row in mine), _NOTHING)
    return {
        "reason_group": group, "reason": reason, "clients": len(mine), "value": value,
        "share": _part(len(mine), known) if reason else None, "value_share": float(value / total) if total > 0 else None,
        "confirmed": sum(row["main_confirmed"] for row in mine),
    }  # fmt: skip


def _group(group: str, clients: list[dict[str, Any]]) -> dict[str, Any]:
    mine = [row for row in clients if row["main_group"] == group]
    value, total = (sum((row["value"] for row in some), _NOTHING) for some in (mine, clients))
    return {
        "reason_group": group, "clients": len(mine), "share": _part(len(mine), len(clients)), "value": value,
        "value_share": float(value / total) if total > 0 else None,
    }  # fmt: skip


def _sides(reason: str, staff: list[str], told: list[str]) -> dict[str, Any]:
    """How often the staff and the clients name a reason, and how far the two differ."""
    made: dict[str, Any] = dict.fromkeys(("difference", "difference_low", "difference_high"))
    for side, voices in (("staff", staff), ("told", told)):
        named = voices.count(reason) if reason else 0
        low, high = wilson(named, len(voices)) if voices and reason else (None, None)
        share = _part(named, len(voices)) if reason else None
        made |= {side: named, f"{side}_share": share, f"{side}_low": low, f"{side}_high": high}
    if reason and staff and told:
        made |= _difference(made)
    return made | {"blamed": _blamed(made) if reason and min(len(staff), len(told)) >= FEW_VOICES else ""}


def _difference(sides: dict[str, Any]) -> dict[str, float]:
    """The share of the staff less that of the clients, with its interval (R. Newcombe, 1998)."""
    staff, told = ([sides[f"{side}_{end}"] for end in ("share", "low", "high")] for side in ("staff", "told"))
    difference = staff[0] - told[0]
    low = difference - hypot(staff[0] - staff[1], told[2] - told[0])
    high = difference + hypot(staff[2] - staff[0], told[0] - told[1])
    return {"difference": difference, "difference_low": low, "difference_high": high}


def _blamed(sides: dict[str, Any]) -> str:
    """Who names the reason more often: said only where the share of each lies outside the interval of the other."""
    staff, told = sides["staff_share"], sides["told_share"]
    if sides["told_low"] <= staff <= sides["told_high"] or sides["staff_low"] <= told <= sides["staff_high"]:
        return ""
    return "staff" if staff > told else "clients"
