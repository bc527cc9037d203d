"""What a person types into the lists of winning back, as records for the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from analytics.winback.loss_reasons import OF_CLIENTS, group_of
from storage.store import Store
from storage.typed import next_step_no, type_records, untype

STEP_FIELDS = ("step", "channel", "owner", "due", "done_at", "offer", "outcome", "cost")
_OF_PLAN = {"step": "step", "due": "due", "owner": "owner", "outcome": "outcome"}

Row = Mapping[str, Any]


def day_of(value: Any) -> date | None:
    """A day as a date column gives it: text, a date, or nothing."""
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(str(value)[:10])


def save_plan_edit(store: Store, row: Row, changes: Row, steps: Sequence[Row], as_of: date) -> None:
    """Keep what was changed in one line of the list. row: of `win_back_plan`; changes: step, due, owner, outcome,
    reason; steps: of this client. A result closes the step on the as-of date.
    """
    records: dict[str, list[Row]] = {}
    if changes.keys() & _OF_PLAN.keys():
        records["winback"] = [_next_step(store, row, changes, steps, as_of)]
    if "reason" in changes:
        if not changes["reason"]:
            untype(store, row["client_id"], "losses", _voice_key(row))
        else:
            records["losses"] = [voice_of(row, changes["reason"], row["evidence"] or "staff")]
    if records:
        type_records(store, row["client_id"], records)


def _voice_key(row: Row) -> dict[str, Any]:
    lost_date = row["reason_date"] if row["reason"] else row["lost_on"]
    return {"lost_date": lost_date, "evidence": row["evidence"] or "staff"}


def voice_of(row: Row, reason: str, evidence: str, group: str | None = None) -> dict[str, Any]:
    """Why a client left, as one of the sides says it; what he said himself is confirmed."""
    same = row["reason"] and evidence == row["evidence"]
    return {
        "lost_date": row["reason_date"] if same else row["lost_on"], "reason": reason, "evidence": evidence,
        "reason_group": group_of(reason) or group or row["reason_group"] or None, "confirmed": evidence in OF_CLIENTS,
    }  # fmt: skip


def _next_step(store: Store, row: Row, changes: Row, steps: Sequence[Row], as_of: date) -> dict[str, Any]:
    known = next((s for s in steps if s["step_no"] == row["step_no"] and row["step_no"] is not None), None)
    made = {name: (known[_stored(name)] if known else None) for name in STEP_FIELDS}
    made["step_no"] = row["step_no"] if known else next_step_no(store, row["client_id"])
    made["channel"] = made["channel"] or row["way"]
    made["owner"] = made["owner"] or row["manager"] or None
    made |= {name: value for name, value in changes.items() if name in _OF_PLAN}
    made["due"] = day_of(made["due"])
    if changes.get("outcome"):
        made["done_at"] = as_of
    return made


def _stored(name: str) -> str:
    """The column of `win_back_steps` for a field of a step."""
    return "step_channel" if name == "channel" else name


def save_steps(
    store: Store,
    client_id: int,
    steps: Sequence[Row],
    edited: Mapping[int, Row],
    added: Sequence[Row],
    deleted: Sequence[int],
) -> None:
    """Keep the changes of one client's steps: edited (place -> fields), added, deleted (places)."""
    rows = [_step(steps[place], changes) for place, changes in edited.items() if place < len(steps)]
    number = next_step_no(store, client_id)
    rows += [_step({"step_no": number + at}, fields) for at, fields in enumerate(filter(_says_something, added))]
    if rows:
        type_records(store, client_id, {"winback": rows})
    for place in deleted:
        untype(store, client_id, "winback", {"step_no": steps[place]["step_no"]})


def _says_something(fields: Row) -> bool:
    return any(value not in (None, "") for value in fields.values())


def _step(known: Row, changes: Row) -> dict[str, Any]:
    made = {name: changes.get(name, known.get(_stored(name))) for name in STEP_FIELDS}
    made |= {name: day_of(made[name]) for name in ("due", "done_at")}
    cost = made["cost"]
    made["cost"] = None if cost is None else round(Decimal(str(cost)), 4)
    return {**made, "step_no": known["step_no"]}
