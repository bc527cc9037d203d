"""Goal 19: no thread ever gets rows that another thread asked for."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.analyses import make_store
from benchmarks.data import OUT
from benchmarks.timing import Line
from storage.store import Store, open_store

THREADS, QUERIES = 10, 500
_TAGGED = "SELECT $tag AS tag, client_id, count(*) AS days, sum(net) AS net FROM client_day WHERE client_id = $client GROUP BY client_id"


def wrong_answers(store: Store, threads: int = THREADS, queries: int = QUERIES) -> int:
    """Answers that carry another thread's tag or another client's money, of so many queries in so many threads at once."""
    sums = store.query(
        "SELECT client_id, count(*) AS days, sum(net) AS net FROM client_day GROUP BY client_id ORDER BY client_id"
    ).to_pylist()

    def ask(thread: int) -> int:
        wrong = 0
        for number in range(queries):
            expected = sums[(thread * queries + number) % len(sums)]
            tag = f"{thread}/{number}"
            rows = store.query(_TAGGED, tag=tag, client=expected["client_id"]).to_pylist()
            wrong += rows != [{"tag": tag, **expected}]
        return wrong

    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(ask, range(threads)))


def measure(lines: int, rounds: int, folder: Path = OUT) -> Iterator[Line]:
    """The line of the table for goal 19."""
    store = open_store(make_store(lines, folder))
    try:
        wrong = wrong_answers(store)
    finally:
        store.close()
    what = f"{THREADS} threads x {QUERIES} tagged queries through one store"
    yield Line("19", what, f"{wrong} wrong", "0", "", "0 wrong", (wrong == 0,))
