"""Small worlds of potential clients: entries, talks, deals and sales, with everything that makes them awkward."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st
from line_store import Line, Store
from written_records import written

from analytics.scope import Scope
from storage.names import name_key
from storage.records import TYPED, insert_records

AS_OF = date(2024, 12, 31)
SCOPE = Scope(AS_OF, date(2024, 1, 1), AS_OF)
COMPANIES = ("Alfa", "Beta", "Gamma", "Delta", "Omega")
SCOUT, SELLER = "Scout Ann", "Petrov"

Row = dict[str, Any]


@dataclass
class World:
    """Rows as people write them."""

    base: list[Row] = field(default_factory=list)
    touches: list[Row] = field(default_factory=list)
    deals: list[Row] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def entry(company: str, created: date | None = None, **more: Any) -> Row:
    """An entry of the base with every column that the methods read."""
    usual: Row = {
        "state": "live", "verified_at": None, "created_by": None, "completeness": Decimal(1), "source": "Fair",
        "phone": None, "email": None, "industry": None, "size": None, "contact_name": None, "contact_role": None,
    }  # fmt: skip
    return {"company": company, "created": created, **usual, **more}


def talk(client: str, day: date, result: str | None, target: bool | None = True, **more: Any) -> Row:
    """A contact with its result."""
    usual: Row = {"manager": SELLER, "kind": "call", "direction": "out", "next_date": None, "cost": None}
    return {"client": client, "day": day, "result": result, "target": target, **usual, **more}


def deal(number: int, client: str, created: date, **more: Any) -> Row:
    """A deal; open unless it says otherwise."""
    usual: Row = {
        "stage": "request",
        "won_at": None,
        "lost_at": None,
        "lost_by": None,
        "lost_reason": None,
        "channel": None,
    }
    usual |= {"manager": SELLER, "amount": Decimal(100)}
    return {"deal_id": str(number), "client": client, "created": created, **usual, **more}


@contextmanager
def standing(build: Callable[..., Store], world: World) -> Iterator[Store]:
    """The store that holds a world; its records are gone afterwards."""
    store = build(world.lines)
    with written(store), store.engine.cursor() as cursor:
        for table, rows in (("base", world.base), ("touches", world.touches), ("deals", world.deals)):
            if rows:
                insert_records(cursor, TYPED, table, pa.Table.from_pylist(rows, _schema(table)))
        yield store


def _schema(table: str) -> pa.Schema:
    text, day, money = pa.string(), pa.date32(), pa.decimal128(18, 4)
    columns = {
        "base": ([("company", text), ("created", day), ("state", text), ("verified_at", day), ("created_by", text)]
                 + [("completeness", pa.decimal128(5, 4))]
                 + [(name, text) for name in ("source", "phone", "email", "industry", "size", "contact_name", "contact_role")]),
        "touches": [("client", text), ("day", day), ("result", text), ("target", pa.bool_()), ("manager", text),
                    ("kind", text), ("direction", text), ("next_date", day), ("cost", money)],
        "deals": [("deal_id", text), ("client", text), ("created", day), ("stage", text), ("won_at", day), ("lost_at", day),
                  ("lost_by", text), ("lost_reason", text), ("channel", text), ("manager", text), ("amount", money)],
    }  # fmt: skip
    return pa.schema(columns[table])


def days(low: int = -40, high: int = 900) -> st.SearchStrategy[date]:
    """Days before the as-of date; a few lie after it."""
    return st.integers(low, high).map(lambda back: AS_OF - timedelta(days=back))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Shuffled rows about five companies: doubled, undated, future, closed, spoken to, won, lost, bought."""
    names = st.sampled_from(COMPANIES)
    optional = st.one_of(st.none(), days())
    base = [
        entry(
            draw(names), draw(optional), state=draw(st.sampled_from(["live"] * 4 + ["closed", "invalid", "duplicate"])),
            verified_at=draw(optional), created_by=draw(st.sampled_from([None, SCOUT, SCOUT, SELLER])),
            completeness=draw(st.sampled_from([None, Decimal(1), Decimal("0.5")])), source=draw(st.sampled_from(["Fair", "Ads"])),
            size=draw(st.sampled_from([None, "small", "large"])),
        )
        for _ in range(draw(st.integers(0, 7)))
    ]  # fmt: skip
    results = st.sampled_from(
        [("request", True), ("interest", True), ("refusal", True), ("refusal", False), ("refusal", None), (None, None)]
    )
    touches = []
    for _ in range(draw(st.integers(0, 8))):
        result, target = draw(results)
        when = draw(st.sampled_from([AS_OF - timedelta(days=back) for back in (-3, 0, 10, 60, 61, 150, 200, 400)]))
        touches.append(
            talk(
                draw(names),
                when,
                result,
                target,
                next_date=draw(optional),
                manager=draw(st.sampled_from([SELLER, "Ivanova"])),
            )
        )
    deals = []
    for number in range(draw(st.integers(0, 3))):
        created = draw(days(-5, 300))
        ends = created + timedelta(days=draw(st.integers(0, 60)))
        ending = draw(
            st.sampled_from(
                [{}, {"won_at": ends}, {"lost_at": ends, "lost_by": "we"}, {"lost_at": ends, "lost_by": "client"}]
            )
        )
        deals.append(deal(number, draw(names), created, **ending))
    lines = [
        Line(draw(days(0, 700)), draw(names), Decimal(100), manager=draw(st.sampled_from(["", SELLER])))
        for _ in range(draw(st.integers(0, 5)))
    ]
    return World(base, touches, deals, lines)


def shuffled_world(world: World, turn: int) -> World:
    """The same rows in another order."""

    def moved(rows: Sequence[Any]) -> list[Any]:
        at = turn % len(rows) if rows else 0
        return [*rows[at:], *rows[:at]][::-1]

    return World(moved(world.base), moved(world.touches), moved(world.deals), moved(world.lines))


def key(name: str) -> str:
    """The name as the store compares it."""
    return name_key(name)
