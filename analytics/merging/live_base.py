"""M28: how many clients there really are, from the number that everybody believes in down to those who can buy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.statements import read_sql
from analytics.windows import data_span, parameters_in_force, stale_notices
from storage.engine import Engine

REMOVED = ("entities", "duplicates", "closed", "moved", "refused")
STEPS = ("declared", *REMOVED, "live")
_MOST = 10_000_000


@dataclass(frozen=True)
class LiveBaseSettings(Settings):
    """Numbers typed in place of those of the data; with `declared` 0 everything is counted from the data.

    declared: clients as the company believes. entities: further firms of one owner. duplicates: one client entered
    several times. closed, moved (to a competitor), refused: no clients any more. later: the base a year later, for the
    growth; 0 where it is not known.
    """

    declared: int = setting(0, Mark.ASM, "clients", low=0, high=_MOST)
    entities: int = setting(0, Mark.ASM, "clients", low=0, high=_MOST)
    duplicates: int = setting(0, Mark.ASM, "clients", low=0, high=_MOST)
    closed: int = setting(0, Mark.ASM, "clients", low=0, high=_MOST)
    moved: int = setting(0, Mark.ASM, "clients", low=0, high=_MOST)
    refused: int = setting(0, Mark.ASM, "clients", low=0, high=_MOST)
    later: int = setting(0, Mark.ASM, "clients", low=0, high=_MOST)


def live_base(engine: Engine, scope: Scope, settings: LiveBaseSettings | None = None) -> Result:
    """How many clients can buy, of all that the company believes to have?

    One row a step: `step` (declared, entities, duplicates, closed, moved, refused, live), `clients` (signed; the first
    and the last are totals), `remaining` (after the step), `change_share` of the clients before it. From the data: declared
    are the names as they are written, entities the firms with tax ids of their own that were joined, duplicates what
    else became one; of the states the latest note counts, unless the client bought after its day. Filters are not
    applied: a client is looked for everywhere. Facts: `declared`, `merged` (clients without duplicates), `live`,
    `merged_share`, `gone_share`, `change_share`, `growth_share` (later against live), and of the base of potential
    clients, where there is one, `base_records`, `base_duplicates`, `base_closed`, `base_invalid`, `base_live`.
    E_BASE where more is taken away than there is. Source: management practice (368, 248, 224 clients).
    """
    settings = settings or LiveBaseSettings()
    span = data_span(engine, scope.as_of)
    typed = settings.declared > 0
    counted = _typed(settings) if typed else _counted(engine, scope)
    table, facts = _waterfall(counted), _facts(counted, settings.later)
    params = parameters_in_force(scope, settings)
    if facts["live"] < 0:
        return Result(table, Status.WRONG_INPUT, None, params, (Notice("E_BASE", {"need": -facts["live"]}),), facts)
    if not counted["declared"]:
        return Result(table, Status.NOT_ENOUGH_DATA, None, params, facts=facts)
    notices = () if typed or span is None else stale_notices(scope, span)
    return Result(
        table=table,
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=None if typed or span is None else (span[0], scope.as_of),
        params=params,
        warnings=notices,
        facts=facts | ({} if typed else _base_facts(engine, scope)),
        rows_used=counted["declared"],
    )


def _typed(settings: LiveBaseSettings) -> dict[str, int]:
    return {name: getattr(settings, name) for name in ("declared", *REMOVED)}


def _counted(engine: Engine, scope: Scope) -> dict[str, int]:
    row: dict[str, int] = engine.query(read_sql("merging/live_base"), as_of=scope.as_of).to_pylist()[0]
    return row


def _waterfall(counted: dict[str, int]) -> pa.Table:
    level = counted["declared"]
    rows: list[dict[str, Any]] = [{"step": "declared", "clients": level, "remaining": level, "change_share": None}]
    for step in REMOVED:
        share = -counted[step] / level if level > 0 else None
        level -= counted[step]
        rows.append({"step": step, "clients": -counted[step], "remaining": level, "change_share": share})
    rows.append({"step": "live", "clients": level, "remaining": level, "change_share": None})
    schema = [("step", pa.string()), ("clients", pa.int64()), ("remaining", pa.int64()), ("change_share", pa.float64())]
    return pa.Table.from_pylist(rows, pa.schema(schema))


def _facts(counted: dict[str, int], later: int) -> dict[str, Any]:
    declared = counted["declared"]
    merged = declared - counted["entities"] - counted["duplicates"]
    live = merged - counted["closed"] - counted["moved"] - counted["refused"]
    return {
        "declared": declared,
        "merged": merged,
        "live": live,
        "merged_share": _change(declared, merged),
        "gone_share": _change(merged, live),
        "change_share": _change(declared, live),
        "growth_share": _change(live, later) if later else None,
    }


def _change(before: int, after: int) -> float | None:
    return after / before - 1 if before > 0 else None


def _base_facts(engine: Engine, scope: Scope) -> dict[str, Any]:
    row: dict[str, int] = engine.query(read_sql("merging/base_records"), as_of=scope.as_of).to_pylist()[0]
    if not row["base_records"]:
        return {}
    gone = row["base_duplicates"] + row["base_closed"] + row["base_invalid"]
    return row | {"base_live": row["base_records"] - gone}
