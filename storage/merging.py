"""Decisions about spellings: made, taken back, remembered; what they change is rebuilt in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

import duckdb

from storage.clients import regroup_clients
from storage.derived import rebuild
from storage.engine import single_row
from storage.errors import StoreError
from storage.identity import Party, Spelling, SpellingIndex
from storage.settings import rhythm_rules
from storage.store import Store
from storage.verdicts import (
    KINDS,
    VERDICTS,
    Decision,
    Kind,
    Verdict,
    chosen_names,
    in_force,
    names_called,
    read_decisions,
    same_pairs,
)

STATES = ("live", "closed", "moved", "refused")


class Pair(NamedTuple):
    """Two spellings to decide about, and what they are called now. Of managers and products `left` is the one that stays."""

    left: Spelling
    right: Spelling
    left_shown: str
    right_shown: str


def written(name: str) -> Spelling:
    """The spelling of a manager or a product: the name as it stands in the files and nothing else."""
    return Spelling("", "", name)


def on_plan(name: str) -> Spelling:
    """The spelling of somebody on a plan: another list than the sales, even where both use the same numbers."""
    return Spelling("", "plan", name)


def decide(store: Store, kind: Kind, pairs: Sequence[Pair], verdict: Verdict, by: str) -> int:
    """Remember what somebody decided about some pairs, and bring every table to it; returns the number of the batch.

    "same" joins, "different" is never asked again, "later" only says so. The latest decision about a pair holds. Raises
    StoreError `decided_different` where a "same" would join two that were decided to be different; nothing is
    remembered then. Raises ValueError for an unknown kind or verdict, or where there is no pair.
    """
    if kind not in KINDS or verdict not in VERDICTS or not pairs:
        raise ValueError(f"no such decision: {kind!r}, {verdict!r}, {len(pairs)} pairs")
    if any(pair.left == pair.right for pair in pairs):
        raise ValueError("a spelling is always the same as itself")
    with store.writing() as cursor:
        before = read_decisions(cursor, kind)
        batch_id = _insert(cursor, kind, pairs, verdict, by)
        _bring_up_to_date(cursor, store, kind, before)
        return batch_id


def _insert(cursor: duckdb.DuckDBPyConnection, kind: Kind, pairs: Sequence[Pair], verdict: Verdict, by: str) -> int:
    last = "SELECT coalesce(max(decision_id), 0), coalesce(max(batch_id), 0) FROM merge_decisions"
    decision_id, batch_id = single_row(cursor, last)
    now = _now()
    rows = [
        [decision_id + at, batch_id + 1, kind, verdict, *pair.left, *pair.right, pair.left_shown, pair.right_shown, now, by]
        for at, pair in enumerate(pairs, start=1)
    ]  # fmt: skip
    cursor.executemany(
        "INSERT INTO merge_decisions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)", rows
    )
    return int(batch_id) + 1


def take_back(store: Store, batch_id: int, by: str) -> None:
    """Take back the decisions that were made at once; every table is as if they had never been made.

    Raises StoreError `no_decision` where none of them is in force.
    """
    with store.writing() as cursor:
        found = cursor.execute(
            "SELECT DISTINCT kind FROM merge_decisions WHERE batch_id = ? AND undone_at IS NULL", [batch_id]
        ).fetchall()
        if not found:
            raise StoreError("no_decision", batch_id=batch_id)
        kind: Kind = found[0][0]
        before = read_decisions(cursor, kind)
        cursor.execute(
            "UPDATE merge_decisions SET undone_at = ?, undone_by = ? WHERE batch_id = ? AND undone_at IS NULL",
            [_now(), by, batch_id],
        )
        _bring_up_to_date(cursor, store, kind, before)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _bring_up_to_date(cursor: duckdb.DuckDBPyConnection, store: Store, kind: Kind, before: Sequence[Decision]) -> None:
    """Rebuild what the decisions of a kind change, if they change anything; refuse what newly contradicts itself."""
    after = read_decisions(cursor, kind)
    known = _contradictions(cursor, kind, before)
    if kind == "client" and same_pairs(before) != same_pairs(after):
        regroup_clients(cursor)
    for one in _contradictions(cursor, kind, after):
        if one not in known:
            raise StoreError("decided_different", left=one.left_shown, right=one.right_shown)
    if kind == "client":
        if same_pairs(before) != same_pairs(after):
            rebuild(cursor, rhythm_rules(store))
    elif names_called(kind, before) != names_called(kind, after):
        _write_names(cursor, kind, names_called(kind, after))
        if kind == "manager":
            rebuild(cursor, rhythm_rules(store))
    store.bump_version(cursor)


def _contradictions(cursor: duckdb.DuckDBPyConnection, kind: Kind, decisions: Iterable[Decision]) -> list[Decision]:
    """Pairs decided to be different that other decisions make one."""
    apart = [one for one in in_force(decisions) if one.verdict == "different"]
    if not apart:
        return []
    if kind == "client":
        return _joined_clients(cursor, apart)
    if kind == "person":
        return []  # nothing is joined through a third name
    chosen = chosen_names(decisions)
    return [
        one for one in apart if chosen.get(one.left.name, one.left.name) == chosen.get(one.right.name, one.right.name)
    ]


def _joined_clients(cursor: duckdb.DuckDBPyConnection, apart: Iterable[Decision]) -> list[Decision]:
    """Those of the pairs that are one client now; what the rules alone join is their business."""
    rows = cursor.execute(
        "SELECT p.party_id, p.tax_id, p.code, p.name_key, p.client_id, e.entity_id "
        "FROM parties p JOIN party_entities e ON e.party_id = p.party_id ORDER BY p.party_id"
    ).fetchall()
    parties = [Party(*row[:4]) for row in rows]
    clients = SpellingIndex(parties, {row[0]: row[4] for row in rows})
    entities = SpellingIndex(parties, {row[0]: row[5] for row in rows})
    return [
        one
        for one in apart
        if clients.entity(one.left) is not None
        and clients.entity(one.left) == clients.entity(one.right)
        and entities.entity(one.left) != entities.entity(one.right)
    ]


def _write_names(cursor: duckdb.DuckDBPyConnection, kind: Kind, chosen: dict[str, str]) -> None:
    cursor.execute("DELETE FROM chosen_names WHERE kind = ?", [kind])
    if chosen:
        rows = [[kind, name, stays] for name, stays in chosen.items()]
        cursor.executemany("INSERT INTO chosen_names VALUES (?, ?, ?)", rows)


def decisions_made(store: Store, kind: Kind) -> list[Decision]:
    """The log: every decision of a kind, newest first, those taken back too."""
    with store.cursor() as cursor:
        return read_decisions(cursor, kind)[::-1]


def name_client(store: Store, spelling: Spelling, name: str, by: str) -> None:
    """Call the client of a spelling by a name of one's own; '' gives back the usual one. The latest name holds."""
    with store.writing() as cursor:
        _note(cursor, "client_names", [*spelling, " ".join(name.split())], by)
        regroup_clients(cursor)
        store.bump_version(cursor)


def note_state(store: Store, spelling: Spelling, shown: str, state: str, since: date, source: str, by: str) -> None:
    """Write down what became of the client of a spelling: closed, moved to a competitor, refused, or live again.

    since: the day of it. source: how it is known, in words. The latest note holds. Raises ValueError for another state.
    """
    if state not in STATES:
        raise ValueError(f"a client is one of {STATES}, not {state!r}")
    with store.writing() as cursor:
        _note(cursor, "client_states", [*spelling, shown, state, since, " ".join(source.split())], by)
        regroup_clients(cursor)
        store.bump_version(cursor)


def _note(cursor: duckdb.DuckDBPyConnection, table: str, values: list[object], by: str) -> None:
    note_id = single_row(cursor, f"SELECT coalesce(max(note_id), 0) + 1 FROM {table}")[0]
    marks = ", ".join("?" * (len(values) + 3))
    cursor.execute(f"INSERT INTO {table} VALUES ({marks})", [note_id, *values, _now(), by])
