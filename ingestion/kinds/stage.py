"""Records as the store keeps them: what follows from the cells is filled in, and the rows are written to Parquet."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from ingestion.kinds.catalogue import KINDS
from ingestion.plan import EARLIEST
from ingestion.vocabulary import state_of_sale

Record = Mapping[str, Any]
# The table of the store for a kind where it is called otherwise.
TABLES = {"clients": "client_details"}
# The column by which a kind is dated, for its period.
DATED_BY = {
    "deals": "created", "stage_log": "moved_on", "touches": "day", "base": "created", "clients": "since",
    "spend": "month", "payments": "day", "plans": "period", "kpi_norms": "active_from", "kpi_facts": "period",
    "funnel_counts": "period", "surveys": "day", "complaints": "day", "service_requests": "asked_at",
    "standard_checks": "day", "training_hours": "day", "requests_internal": "asked_at",
}  # fmt: skip
NAMED_BY = {"deals": "client", "stage_log": "company", "touches": "client", "base": "company", "clients": "client",
            "payments": "client", "surveys": "client", "complaints": "client"}  # fmt: skip
_PASSPORT = ("tax_id", "phone", "email", "site", "industry", "size", "contact_name", "contact_role", "source")
_SHARE = Decimal("0.0001")


def table_of(kind: str) -> str:
    """The table of the store that a kind fills."""
    return TABLES.get(kind, kind)


def finished(kind: str, records: Sequence[Record]) -> list[dict[str, Any]]:
    """Records with the columns of their table in the store, what follows from the cells filled in."""
    finish = _FINISH.get(kind)
    return [finish(record) if finish else dict(record) for record in records]


def _deal(record: Record) -> dict[str, Any]:
    """When it was won or lost follows from its stage and the day it was closed."""
    made = dict(record)
    closed = made.pop("closed", None)
    state = state_of_sale(made["stage"])
    if state == "won":
        made["won_at"] = made.get("won_at") or closed
    elif state in ("lost", "cancelled"):
        made["lost_at"] = made.get("lost_at") or closed
    made["client"] = made.get("client") or ""
    made["deal_id"] = made.get("deal_id") or f"{made['client']} {made.get('created') or ''}".strip()
    return made


def _prospect(record: Record) -> dict[str, Any]:
    """How complete it is: the share of what is asked of a record that is filled."""
    filled = sum(bool(record.get(name)) for name in _PASSPORT)
    share = (Decimal(filled) / len(_PASSPORT)).quantize(_SHARE)
    return {**record, "state": record.get("state") or "live", "completeness": share}


def _plan(record: Record) -> dict[str, Any]:
    """Whose plan it is: a manager's, a product's, or the company's."""
    made = dict(record)
    manager, product = made.pop("manager", None), made.pop("product", None)
    made.pop("year", None)
    level = "manager" if manager else "product" if product else "company"
    return {**made, "level": level, "name": manager or product or "", "measure": made.get("measure") or "revenue"}


def _norm(record: Record) -> dict[str, Any]:
    """A norm without a first day was always in force."""
    return {
        **record,
        "active_from": record.get("active_from") or EARLIEST,
        "direction": record.get("direction") or "higher",
    }


def _touch(record: Record) -> dict[str, Any]:
    return {**record, "by_substitute": bool(record.get("by_substitute"))}


def _answer(record: Record) -> dict[str, Any]:
    return {**record, "kind": record.get("kind") or "NPS"}


_FINISH: Mapping[str, Callable[[Record], dict[str, Any]]] = {
    "deals": _deal, "base": _prospect, "plans": _plan, "kpi_norms": _norm, "touches": _touch, "surveys": _answer,
}  # fmt: skip
_DERIVED = {"deals": ("won_at", "lost_at", "deal_id"), "base": ("state", "completeness"),
            "plans": ("level", "name", "measure"), "kpi_norms": ("active_from", "direction"),
            "touches": ("by_substitute",), "surveys": ("kind",)}  # fmt: skip
_DROPPED = {
    "deals": ("closed",), "plans": ("manager", "product", "year"), "service_requests": ("asked_time", "wait", "call_type"),
    "training_hours": ("course",), "requests_internal": ("asked_time",),
}  # fmt: skip


_TYPES = {("service_requests", "missed"): "bool"}  # a word of a list in the file, yes or no in the store


def columns_of(kind: str) -> dict[str, str]:
    """Columns of the table of a kind, in order, with their types: those that a file can fill."""
    types = {
        "money": "money",
        "date": "date",
        "month": "date",
        "count": "int",
        "score": "int",
        "minutes": "int",
        "flag": "bool",
        "moment": "moment",
        "hours": "money",
    }
    kept = {
        one.name: _TYPES.get((kind, one.name)) or types.get(one.type, "text")
        for one in KINDS[kind].fields
        if one.name not in _DROPPED.get(kind, ())
    }
    more = {"completeness": "share"}
    return kept | {name: kept.get(name, more.get(name, "text")) for name in _DERIVED.get(kind, ())}


def write_records(path: Path, kind: str, records: Sequence[Record]) -> list[dict[str, Any]]:
    """Write records with the columns of their table, and return them as they were written."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"money": pa.decimal128(18, 4), "share": pa.decimal128(5, 4), "date": pa.date32(), "int": pa.int32(),
             "bool": pa.bool_(), "text": pa.string(), "moment": pa.timestamp("us")}  # fmt: skip
    made = finished(kind, records)
    columns = columns_of(kind)
    arrays = [pa.array([record.get(name) for record in made], types[of]) for name, of in columns.items()]
    pq.write_table(pa.table(arrays, names=list(columns)), path)
    return made


def period_of_records(kind: str, records: Sequence[Record]) -> tuple[date | None, date | None]:
    """The first and last day of records."""
    found = [day for record in records if (day := record.get(DATED_BY[kind])) is not None and day != EARLIEST]
    days = [day.date() if isinstance(day, datetime) else day for day in found]
    last = max(days, default=None)
    if last is not None and KINDS[kind].by_name[DATED_BY[kind]].type == "month":
        last = last.replace(day=monthrange(last.year, last.month)[1])
    return min(days, default=None), last
