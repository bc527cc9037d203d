"""The pairs that wait for a decision, with the money of both, and two clients side by side (M28)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from analytics.merging.merge_candidates import STRENGTHS
from analytics.scope import Scope
from analytics.statements import read_sql
from storage.engine import Engine

MOST_PAIRS = 500  # rows handed over; the counts are of all
ClientPair = tuple[int, int]
_SPELLING = ("tax_id", "code", "name_key", "name")


@dataclass(frozen=True, eq=False)
class Queue:
    """What waits. table: the first pairs in their order; counts: strength -> pairs; money: of all clients in them."""

    table: pa.Table
    counts: dict[str, int]
    clients: int

    @property
    def waiting(self) -> int:
        """Pairs worth asking about: all but the faint ones."""
        return sum(count for strength, count in self.counts.items() if strength != "faint")


def merge_queue(
    engine: Engine,
    scope: Scope,
    pairs: pa.Table,
    without: Collection[ClientPair] = (),
    only: Collection[ClientPair] | None = None,
) -> Queue:
    """Which pairs of clients wait for a decision, the most money first?

    pairs: what `merge_candidates` found. without: pairs of clients that were decided, smaller number first; only: of
    these alone (those put off). Columns of the table: `left_id, right_id` (clients of today), `left, right` (names),
    `strength, reasons, phone, email, domain, likeness, gap_days, region_differs` as they were found, `left_12m,
    right_12m` (money of 365 days), `net_12m, net_all` (of both together), `last_day`, and for the decision the spelling of each side: `left_tax_id, left_code,
    left_name_key, left_name`, the same for `right_`. Two clients that decisions joined are no pair any more.
    """
    entities = engine.query(read_sql("merging/merge_entities"))
    money = engine.query(read_sql("merging/merge_money"), **scope.parameters)
    client_of = _lookup(entities.column("entity_id"), entities.column("client_id"))
    left, right = (client_of[_ids(pairs, side)] for side in ("left_id", "right_id"))
    place_of = _lookup(money.column("client_id"), pa.array(range(money.num_rows)), missing=-1)
    kept = _waiting(left, right, place_of, without, only)
    pairs, left, right = pairs.take(pa.array(kept)), place_of[left[kept]], place_of[right[kept]]
    order = _by_money(pairs, left, right, money)
    found = pairs.take(pa.array(order))
    counts = {row["values"]: row["counts"] for row in found.column("strength").value_counts().to_pylist()}
    first = order[:MOST_PAIRS]
    return Queue(
        _written(found.slice(0, MOST_PAIRS), money.take(pa.array(left[first])), money.take(pa.array(right[first])), entities),
        {strength: counts.get(strength, 0) for strength in STRENGTHS},
        len(np.unique(np.concatenate([left, right]))),
    )  # fmt: skip


def _ids(table: pa.Table, column: str) -> Any:
    return np.asarray(table.column(column).to_numpy(), dtype=np.int64)


def _lookup(keys: Any, values: Any, missing: int = 0) -> Any:
    """An array that gives the value of a number."""
    numbers = np.asarray(keys.to_numpy(), dtype=np.int64)
    table: Any = np.full(int(numbers.max(initial=0)) + 1, missing, dtype=np.int64)
    table[numbers] = np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.int64)
    return table


def _waiting(
    left: Any, right: Any, place_of: Any, without: Collection[ClientPair], only: Collection[ClientPair] | None
) -> Any:
    """Rows to keep: of each pair of different clients with money the first, unless it was decided."""
    size = np.int64(len(place_of))

    def keys(chosen: Collection[ClientPair]) -> Any:
        return np.array([min(pair) * size + max(pair) for pair in chosen], dtype=np.int64)

    key = np.minimum(left, right) * size + np.maximum(left, right)
    _, first = np.unique(key, return_index=True)
    is_first: Any = np.zeros(len(key), dtype=bool)
    is_first[first] = True
    kept = is_first & (left != right) & (left > 0) & (right > 0) & (place_of[left] >= 0) & (place_of[right] >= 0)
    kept &= ~np.isin(key, keys(without))
    if only is not None:
        kept &= np.isin(key, keys(only))
    return np.flatnonzero(kept)


def _by_money(pairs: pa.Table, left: Any, right: Any, money: pa.Table) -> Any:
    """The order of asking: strength, those who went on, equal regions; then the money of both in 12 months, then of all."""
    year, whole = (
        np.asarray(money.column(name).cast(pa.float64()).to_numpy(), dtype=np.float64)
        for name in ("net_12m", "net_all")
    )
    strength = pairs.column("strength").to_pylist()
    place = np.array([STRENGTHS.index(one) for one in strength], dtype=np.int64)
    differs = np.asarray(pairs.column("region_differs").to_numpy(zero_copy_only=False), dtype=bool)
    quiet = np.asarray(pairs.column("gap_days").is_null().to_numpy(zero_copy_only=False), dtype=bool)
    stake = -(np.abs(year[left]) + np.abs(year[right])), -(np.abs(whole[left]) + np.abs(whole[right]))
    numbers = _ids(pairs, "left_id"), _ids(pairs, "right_id")
    return np.lexsort((*numbers[::-1], stake[1], stake[0], differs, quiet, place))


def _written(pairs: pa.Table, left: pa.Table, right: pa.Table, entities: pa.Table) -> pa.Table:
    """The pairs with the clients of today, their money, and the spellings that a decision remembers."""
    found = pairs.drop_columns(["left_id", "right_id"])
    together = {
        name: [a + b for a, b in zip(left.column(name).to_pylist(), right.column(name).to_pylist(), strict=True)]
        for name in ("net_12m", "net_all")
    }
    last = [
        max(days)
        for days in zip(left.column("last_day").to_pylist(), right.column("last_day").to_pylist(), strict=True)
    ]
    columns: dict[str, Any] = {
        "left_id": left.column("client_id"), "right_id": right.column("client_id"),
        "left": left.column("client"), "right": right.column("client"),
        "left_12m": left.column("net_12m"), "right_12m": right.column("net_12m"),
        **{name: pa.array(values, pa.decimal128(19, 4)) for name, values in together.items()},
        "last_day": pa.array(last, pa.date32()),
    }  # fmt: skip
    place_of = _lookup(entities.column("entity_id"), pa.array(range(entities.num_rows)))
    for side in ("left", "right"):
        spelled = entities.take(pa.array(place_of[_ids(pairs, f"{side}_id")]))
        columns |= {f"{side}_{name}": spelled.column(name) for name in _SPELLING}
    for name, values in columns.items():
        found = found.append_column(name, values)
    return found


def merge_sides(engine: Engine, scope: Scope, pair: ClientPair) -> list[dict[str, Any]]:
    """Two clients side by side, in the order of the pair.

    `client_id, client, spellings, tax_ids, codes, managers` (the most money first), `regions, first_day, last_day`
    (lines), `last_purchase, purchases, net_12m, net_all` as of the date.
    """
    rows = engine.query(read_sql("merging/merge_sides"), **scope.parameters, clients=list(pair)).to_pylist()
    by_id = {row["client_id"]: row for row in rows}
    return [by_id[client] for client in pair if client in by_id]
