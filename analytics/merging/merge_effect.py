"""What joining clients changed: how many there are, and how many of them are lost (M28, by the statuses of M14)."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from analytics.lost.client_status import ClientStatusSettings, client_status
from analytics.scope import Scope
from storage.engine import Engine

_REPEAT = 2  # purchases: with one there is no rhythm that could be broken


@dataclass(frozen=True)
class Standing:
    """clients: with a purchase. repeat: of them with two purchases or more; lost: of these, those who are lost."""

    clients: int
    repeat: int
    lost: int

    @property
    def lost_share(self) -> float | None:
        """The lost ratio, None where nobody bought twice."""
        return self.lost / self.repeat if self.repeat else None


@dataclass(frozen=True)
class MergeEffect:
    """The same sales counted without people's decisions and with them."""

    before: Standing
    after: Standing


def merge_effect(
    engine: Engine, apart: Engine | None, scope: Scope, settings: ClientStatusSettings | None = None
) -> MergeEffect:
    """What did the decisions change in the number of clients and in the share of the lost?

    apart: an engine over the joined clients only, each as the rules alone make them (`storage.unmerged`); None where
    nobody was joined. Everybody else is counted once for both. Filters of the scope are applied as by `client_status`.
    Source: management practice: some of the lost buy on under another name.
    """
    together = client_status(engine, scope, settings).table
    after = _standing(together)
    if apart is None:
        return MergeEffect(after, after)
    single = client_status(apart, scope, settings).table
    joined = engine.query(_JOINED).column("client_id").combine_chunks()
    others = together.filter(pc.invert(pc.is_in(together.column("client_id"), joined)))
    before = _standing(others), _standing(single)
    return MergeEffect(_sum(*before), after)


_JOINED = """
SELECT DISTINCT p.client_id FROM parties p JOIN party_entities e ON e.party_id = p.party_id WHERE p.client_id <> e.entity_id
"""


def _standing(table: pa.Table) -> Standing:
    repeat = pc.sum(pc.greater_equal(table.column("purchases"), _REPEAT)).as_py() or 0
    lost = pc.sum(pc.equal(table.column("status"), "lost")).as_py() or 0
    return Standing(table.num_rows, int(repeat), int(lost))


def _sum(one: Standing, other: Standing) -> Standing:
    return Standing(one.clients + other.clients, one.repeat + other.repeat, one.lost + other.lost)
