"""What the screen of merging knows: pairs that wait, what was decided, what it changed; kept while the data stand."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import streamlit as st

from analytics.lost.client_status import ClientStatusSettings, client_status
from analytics.merging.merge_candidates import (
    Buyers,
    CandidateSettings,
    buyers_before_decisions,
    merge_candidates,
)
from analytics.merging.merge_effect import MergeEffect, merge_effect
from analytics.merging.merge_queue import Queue, merge_queue
from analytics.merging.spelling_candidates import (
    SpellingKind,
    SpellingPair,
    spelling_candidates,
    spellings_in_use,
)
from analytics.scope import Scope
from analytics.statements import read_sql
from storage.decided import decided_clients
from storage.engine import Engine
from storage.errors import StoreError
from storage.merging import Pair, decide, decisions_made, take_back, written
from storage.unmerged import unmerged
from storage.verdicts import Kind, Verdict, chosen_names, in_force
from storage.who import who_loads
from ui.data import store
from ui.language import words
from ui.trouble import store_sentence

_KEPT = 2
_found: OrderedDict[tuple[str, CandidateSettings], pa.Table] = OrderedDict()


def _candidates(buyers: Buyers, chosen: CandidateSettings) -> pa.Table:
    """The pairs of these buyers. A decision changes no buyer of the rules, so the long search is not made again."""
    key = _fingerprint(buyers), chosen
    if key not in _found:
        _found[key] = merge_candidates(buyers, chosen)
        while len(_found) > _KEPT:
            _found.popitem(last=False)
    return _found[key]


def _fingerprint(buyers: Buyers) -> str:
    digest = hashlib.blake2b()
    for table in (buyers.table, buyers.keys):
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table.combine_chunks())
        digest.update(sink.getvalue())
    return digest.hexdigest()


def queues(engine: Engine, scope: Scope, chosen: CandidateSettings) -> tuple[Queue, Queue]:
    """The pairs that wait for a decision, and those put off."""
    pairs = _candidates(buyers_before_decisions(engine, scope), chosen)
    decided = decided_clients(store())
    later = [pair for pair, verdict in decided.items() if verdict == "later"]
    return merge_queue(engine, scope, pairs, without=decided), merge_queue(engine, scope, pairs, only=later)


def effect(engine: Engine, scope: Scope, rules: ClientStatusSettings) -> MergeEffect:
    """What joining changed in the number of clients and in the share of the lost."""
    apart = unmerged(engine)
    try:
        return merge_effect(engine, apart, scope, rules)
    finally:
        if apart is not None:
            apart.close()


def statuses(engine: Engine, scope: Scope, rules: ClientStatusSettings) -> dict[int, str]:
    """client_id -> where he stands."""
    table = client_status(engine, scope, rules).table
    return dict(zip(table.column("client_id").to_pylist(), table.column("status").to_pylist(), strict=True))


def shared_tax_ids(engine: Engine, scope: Scope, _: None) -> dict[str, list[dict[str, Any]]]:
    """tax id -> the clients under it, where the rules leave them apart and nobody decided about all of them."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in engine.query(read_sql("merging/shared_tax_ids"), as_of=scope.as_of).to_pylist():
        found.setdefault(row["tax_id"], []).append(row)
    decided = decided_clients(store())
    return {tax_id: rows for tax_id, rows in found.items() if not _all_decided(rows, decided)}


def _all_decided(rows: Sequence[dict[str, Any]], decided: dict[tuple[int, int], Verdict]) -> bool:
    first = rows[0]["client_id"]
    pairs = [(min(first, row["client_id"]), max(first, row["client_id"])) for row in rows[1:]]
    return all(pair in decided for pair in pairs)


def spelling_queue(engine: Engine, scope: Scope, kind: SpellingKind) -> tuple[list[SpellingPair], dict[str, Any]]:
    """The pairs of spellings that wait, and facts by spelling: lines, net, first_day, last_day."""
    table = spellings_in_use(engine, scope, kind)
    made = decisions_made(store(), kind)
    called, decided = chosen_names(made), {one.pair for one in in_force(made)}
    waiting = [
        pair
        for pair in spelling_candidates(table, kind)
        if frozenset((written(pair.left), written(pair.right))) not in decided
        and called.get(pair.left, pair.left) != called.get(pair.right, pair.right)
    ]
    return waiting, {row["written"]: row for row in table.to_pylist()}


def remember(kind: Kind, pairs: Sequence[Pair], verdict: Verdict) -> None:
    """Write a decision down; what contradicts another one is told in a sentence."""
    try:
        decide(store(), kind, pairs, verdict, who_loads())
    except StoreError as error:
        st.session_state["merge_refused"] = store_sentence(error, words())


def forget(batch_id: int) -> None:
    """Take back what was decided at once."""
    try:
        take_back(store(), batch_id, who_loads())
    except StoreError as error:
        st.session_state["merge_refused"] = store_sentence(error, words())
