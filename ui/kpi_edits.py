"""What a person types about norms, facts, plans and their passports: checked, made a record, kept at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from analytics.errors import WrongSetting
from analytics.periods import month_start
from analytics.team.unwilling_sellers import CARD_FIELDS, UnwillingSellersSettings, answers_of, first_failing
from storage.store import Store
from storage.typed import KEYS, type_rows

Row = Mapping[str, Any]
_FAR = date(9999, 12, 31)
_PART = Decimal("0.0001")


@dataclass(frozen=True)
class Refused:
    """Why nothing was kept: code of the sentence, and the row it is about by its name."""

    code: str
    name: str = ""


@dataclass(frozen=True)
class Sheet:
    """A table that is typed: where it is kept, how typed fields become a record, what makes it wrong.

    made: typed fields over what is known -> record. flaw: record and its neighbours -> code of what is wrong, '' where
    nothing is.
    """

    table: str
    made: Callable[[Row], dict[str, Any]]
    flaw: Callable[[Row, Sequence[Row]], str]
    name: str = "kpi"


def save_sheet(store: Store, sheet: Sheet, known: Sequence[Row], state: Row) -> Refused | None:
    """Keep what was edited, added and deleted in a grid, all or nothing. state: of the grid; known: its rows in order.

    A row that was known but was never a record (`is_new`) is added once a field of it is typed.
    """
    deleted = [known[place] for place in state.get("deleted_rows", ()) if place < len(known)]
    edited = {int(place): fields for place, fields in state.get("edited_rows", {}).items() if int(place) < len(known)}
    gone = [_plain(row) for row in deleted if not row.get("is_new")]
    kept = []
    for place, fields in edited.items():
        kept.append(sheet.made({**known[place], **fields}))
        moved = any(kept[-1].get(name) != known[place].get(name) for name in KEYS[sheet.table])
        if moved and not known[place].get("is_new"):
            gone.append(_plain(known[place]))
    kept += [sheet.made(fields) for fields in state.get("added_rows", ()) if _says_something(fields)]
    changed = {id(known[place]) for place in edited}
    others = [row for row in known if id(row) not in changed and row not in deleted and not row.get("is_new")]
    for at, row in enumerate(kept):
        flaw = sheet.flaw(row, [*others, *kept[:at]])
        if flaw:
            return Refused(flaw, str(row.get(sheet.name) or ""))
    if kept or gone:
        type_rows(store, sheet.table, kept, gone)
    return None


def _plain(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "is_new"}


def _says_something(fields: Row) -> bool:
    return any(value not in (None, "") for value in fields.values())


def day_of(value: Any) -> date | None:
    """A day as a date column gives it: text, a date, or nothing."""
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(str(value)[:10])


def number_of(value: Any) -> Decimal | None:
    """A number as a number column gives it, to four places."""
    return None if value is None else round(Decimal(str(value)), 4)


def share_of(value: Any) -> Decimal | None:
    """A percent as typed, as a share."""
    return None if value is None else (Decimal(str(value)) / 100).quantize(_PART)


def text_of(value: Any) -> str | None:
    """Typed words without spaces around them; None for nothing."""
    text = " ".join(str(value).split()) if value is not None else ""
    return text or None


def _norm(fields: Row) -> dict[str, Any]:
    return {
        "position": text_of(fields.get("position")), "employee": text_of(fields.get("employee")),
        "kpi": text_of(fields.get("kpi")), "norm": number_of(fields.get("norm")), "unit": text_of(fields.get("unit")),
        "active_from": day_of(fields.get("active_from")), "active_to": day_of(fields.get("active_to")),
        "direction": fields.get("direction") or "higher",
    }  # fmt: skip


def _norm_flaw(row: Row, others: Sequence[Row]) -> str:
    if not row["kpi"]:
        return "no_name"
    if row["norm"] is None or row["norm"] <= 0:
        return "norm_positive"
    if not row["unit"]:
        return "no_unit"
    if row["active_from"] is None:
        return "no_day"
    last = row["active_to"] or _FAR
    if last < row["active_from"]:
        return "dates"
    for other in others:
        same = all(row[name] == other[name] for name in ("position", "employee", "kpi"))
        if same and other["active_from"] <= last and (other["active_to"] or _FAR) >= row["active_from"]:
            return "two_norms"
    return ""


def _fact(fields: Row) -> dict[str, Any]:
    period = day_of(fields.get("period"))
    return {
        "position": text_of(fields.get("position")), "employee": text_of(fields.get("employee")),
        "kpi": text_of(fields.get("kpi")), "period": month_start(period) if period else None,
        "fact": number_of(fields.get("fact")), "norm": number_of(fields.get("norm")),
    }  # fmt: skip


def _fact_flaw(row: Row, others: Sequence[Row]) -> str:
    if not row["employee"]:
        return "no_employee"
    if not row["kpi"]:
        return "no_name"
    if row["period"] is None:
        return "no_period"
    if row["fact"] is None:
        return "no_fact"
    if row["fact"] < 0:
        return "negative"
    same = any(all(row[name] == other[name] for name in KEYS["kpi_facts"]) for other in others)
    return "two_facts" if same else ""


def _plan(fields: Row) -> dict[str, Any]:
    period = day_of(fields.get("period"))
    name = text_of(fields.get("name"))
    level = fields.get("level") or ("manager" if name else "company")
    return {
        "period": month_start(period) if period else None, "level": level,
        "name": "" if level == "company" else name or "", "measure": fields.get("measure") or "revenue",
        "value": number_of(fields.get("value")),
    }  # fmt: skip


def _plan_flaw(row: Row, others: Sequence[Row]) -> str:
    if row["period"] is None:
        return "no_period"
    if row["level"] != "company" and not row["name"]:
        return "no_employee"
    if row["value"] is None or row["value"] <= 0:
        return "plan_positive"
    same = any(all(row[name] == other[name] for name in KEYS["plans"]) for other in others)
    return "two_plans" if same else ""


def _passport(fields: Row) -> dict[str, Any]:
    def share(name: str) -> Decimal | None:
        return share_of(fields[f"{name}_percent"]) if f"{name}_percent" in fields else fields.get(name)

    return {
        "position": fields.get("position") or "", "kpi": fields.get("kpi"), "influence": share("influence"),
        "who_else": text_of(fields.get("who_else")), "fact_source": fields.get("fact_source") or None,
        "minutes_week": number_of(fields.get("minutes_week")), "kind": fields.get("kind") or None,
        "weight": share("weight"), "accrues": fields.get("accrues"),
    }  # fmt: skip


def _passport_flaw(row: Row, others: Sequence[Row]) -> str:
    for name in ("influence", "weight"):
        if row[name] is not None and not 0 <= row[name] <= 1:
            return "percent"
    return "negative" if row["minutes_week"] is not None and row["minutes_week"] < 0 else ""


NORMS = Sheet("kpi_norms", _norm, _norm_flaw)
FACTS = Sheet("kpi_facts", _fact, _fact_flaw)
PLANS = Sheet("plans", _plan, _plan_flaw, "name")
PASSPORTS = Sheet("kpi_passports", _passport, _passport_flaw)


def _moment(value: Any) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value
    return datetime.fromisoformat(str(value)).replace(tzinfo=None)


def _request(fields: Row) -> dict[str, Any]:
    return {
        "asked_at": _moment(fields.get("asked_at")), "asked_by": text_of(fields.get("asked_by")),
        "asked_of": text_of(fields.get("asked_of")), "kind": text_of(fields.get("kind")),
        "answered_at": _moment(fields.get("answered_at")), "deal_id": text_of(fields.get("deal_id")),
    }  # fmt: skip


def _request_flaw(row: Row, others: Sequence[Row]) -> str:
    if row["asked_at"] is None:
        return "no_period"
    if not row["asked_by"] or not row["asked_of"]:
        return "no_employee"
    return "answered_before" if row["answered_at"] is not None and row["answered_at"] < row["asked_at"] else ""


_FLAGS = {"yes": True, "no": False}


def _task(fields: Row) -> dict[str, Any]:
    def flag(name: str) -> bool | None:
        value = fields.get(name)
        return value if isinstance(value, bool) else _FLAGS.get(str(value))

    described = fields.get("described")
    return {
        "task": text_of(fields.get("task")), "employee": text_of(fields.get("employee")),
        "asked_on": day_of(fields.get("asked_on")), "described": None if described is None else int(described),
        **{name: flag(name) for name in ("taught", "has_time", "has_means", "sees_sense", "is_paid")},
        **{name: day_of(fields.get(name)) for name in ("attested_on", "explained_on", "due", "done_on")},
        "owner": text_of(fields.get("owner")), "note": text_of(fields.get("note")),
    }  # fmt: skip


def _task_flaw(row: Row, others: Sequence[Row]) -> str:
    if not row["task"]:
        return "no_name"
    if not row["employee"]:
        return "no_employee"
    if row["asked_on"] is None:
        return "no_day_of_check"
    if row["described"] is not None and not 0 <= row["described"] <= CARD_FIELDS:
        return "described"
    if any(all(row[name] == other[name] for name in KEYS["seller_tasks"]) for other in others):
        return "two_checks"
    try:
        first_failing(answers_of(row, UnwillingSellersSettings()))
    except WrongSetting:
        return "versions_order"
    return ""


REQUESTS = Sheet("requests_internal", _request, _request_flaw, "asked_of")
TASKS = Sheet("seller_tasks", _task, _task_flaw, "task")
