"""Decisions and notes as clients of today: which pairs are decided, and by which spelling a client is remembered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from storage.engine import Engine
from storage.identity import Party, Spelling, SpellingIndex
from storage.store import Store
from storage.verdicts import Verdict, in_force, read_decisions

_PARTIES = "SELECT party_id, tax_id, code, name_key, client_id FROM parties ORDER BY party_id"
_SPELLING = """
SELECT p.tax_id, p.code, p.name_key
FROM parties p JOIN party_entities e ON e.party_id = p.party_id JOIN sales_lines l ON l.party_id = p.party_id
WHERE p.client_id = $client
GROUP BY p.party_id, p.tax_id, p.code, p.name_key, e.entity_id
ORDER BY e.entity_id <> $client, count(*) DESC, p.party_id LIMIT 1
"""
_STATES = """
SELECT n.client_id, c.client, n.state, n.since, n.source FROM noted_states n JOIN clients c ON c.client_id = n.client_id
WHERE n.state <> 'live' ORDER BY n.since DESC, n.client_id
"""


@dataclass(frozen=True)
class NotedState:
    """What somebody wrote down about a client of today."""

    client_id: int
    client: str
    state: str
    since: date
    source: str


def decided_clients(store: Store) -> dict[tuple[int, int], Verdict]:
    """(smaller, larger number of two clients of today) -> the latest decision about them.

    A pair whose spellings are one client now, or that no line in force has, is not there.
    """
    with store.cursor() as cursor:
        decisions = in_force(read_decisions(cursor, "client"))
        if not decisions:
            return {}
        rows = cursor.execute(_PARTIES).fetchall()
    index = SpellingIndex([Party(*row[:4]) for row in rows], {row[0]: row[4] for row in rows})
    found: dict[tuple[int, int], Verdict] = {}
    for one in decisions:
        left, right = index.entity(one.left), index.entity(one.right)
        if left is not None and right is not None and left != right:
            found[min(left, right), max(left, right)] = one.verdict
    return found


def spelling_of(engine: Engine, client_id: int) -> Spelling | None:
    """The spelling by which a decision or a note remembers a client: the one on most of its lines; None for nobody."""
    rows = engine.query(_SPELLING, client=client_id).to_pylist()
    return Spelling(*rows[0].values()) if rows else None


def noted_states(engine: Engine) -> list[NotedState]:
    """Clients that somebody noted as closed, moved or refused, the latest first."""
    return [NotedState(**row) for row in engine.query(_STATES).to_pylist()]
