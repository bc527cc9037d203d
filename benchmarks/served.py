"""Serves the app as `start.py` does, and says on demand what its queries took and what DuckDB holds.

`python -m benchmarks.served [streamlit options]`; for every line on the standard input one JSON object comes out:
`queries` gives number and seconds of the store's queries since the last time, `memory` the bytes of DuckDB's buffers.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from typing import Any

import pyarrow as pa

import start
from storage.engine import DuckDBEngine

_plain_query = DuckDBEngine.query


class Counter:
    """Adds up the time of every query of the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seconds, self._count = 0.0, 0
        self._engine: DuckDBEngine | None = None

    def query(self, engine: DuckDBEngine, sql: str, params: dict[str, Any]) -> pa.Table:
        """Run a query as the engine would, and remember how long it took."""
        started = time.perf_counter()
        try:
            return _plain_query(engine, sql, **params)
        finally:
            with self._lock:
                self._seconds += time.perf_counter() - started
                self._count += 1
                self._engine = engine

    def queries(self) -> dict[str, float]:
        """What there was since the last time."""
        with self._lock:
            said = {"seconds": self._seconds, "count": self._count}
            self._seconds, self._count = 0.0, 0
        return said

    def memory(self) -> dict[str, float]:
        """Bytes that DuckDB holds, files on disk not counted."""
        if self._engine is None:
            return {"bytes": 0}
        sql = "SELECT coalesce(sum(memory_usage_bytes), 0)::BIGINT AS bytes FROM duckdb_memory()"
        return {"bytes": _plain_query(self._engine, sql).column("bytes")[0].as_py()}


def _answer(counter: Counter) -> None:
    for line in sys.stdin:
        said = counter.memory() if line.strip() == "memory" else counter.queries()
        print(json.dumps(said), flush=True)


def main() -> None:
    """Start the app with its queries counted."""
    counter = Counter()

    def counted(self: DuckDBEngine, sql: str, **params: Any) -> pa.Table:
        return counter.query(self, sql, params)

    DuckDBEngine.query = counted  # type: ignore[method-assign]
    threading.Thread(target=_answer, args=(counter,), daemon=True).start()
    start.main()


if __name__ == "__main__":
    main()
