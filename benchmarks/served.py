"""Serves the app as `start.py` does, or one script, and says on demand what runs and queries took and what DuckDB holds.

`python -m benchmarks.served [--script FILE] [streamlit options]`; for every line on the standard input one JSON object comes
out: `spent` gives the seconds of scripts and of the store's queries since the last time, `memory` the bytes of DuckDB's buffers,
`uploads` how many uploaded files the server holds and their bytes.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
from streamlit.runtime import get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import script_runner
from streamlit.web import cli

import start
from storage.engine import DuckDBEngine

_plain_query = DuckDBEngine.query
_plain_run = script_runner.exec_func_with_error_handling  # type: ignore[attr-defined]


class Clock:
    """Adds up the time of every script run and of every query of the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seconds = {"script": 0.0, "queries": 0.0}
        self.engine: DuckDBEngine | None = None

    @contextmanager
    def running(self, what: str) -> Iterator[None]:
        """Add the time of the block to a sum."""
        started = time.perf_counter()
        try:
            yield
        finally:
            with self._lock:
                self._seconds[what] += time.perf_counter() - started

    def spent(self) -> dict[str, float]:
        """The sums since the last time."""
        with self._lock:
            said, self._seconds = self._seconds, dict.fromkeys(self._seconds, 0.0)
        return said

    def memory(self) -> dict[str, float]:
        """Bytes that DuckDB holds, files on disk not counted."""
        if self.engine is None:
            return {"bytes": 0}
        sql = "SELECT CAST(coalesce(sum(memory_usage_bytes), 0) AS BIGINT) AS bytes FROM duckdb_memory()"
        return {"bytes": _plain_query(self.engine, sql).column("bytes")[0].as_py()}


def uploads() -> dict[str, float]:
    """Uploaded files in the memory of the server, and their bytes."""
    manager = get_instance().uploaded_file_mgr
    if not isinstance(manager, MemoryUploadedFileManager):
        raise RuntimeError("the server keeps uploads elsewhere")
    held = [file for files in list(manager.file_storage.values()) for file in list(files.values())]
    return {"files": len(held), "bytes": sum(len(file.data) for file in held)}


def watch(clock: Clock) -> None:
    """Time every query and every run of a script from now on."""

    def query(self: DuckDBEngine, sql: str, **params: Any) -> pa.Table:
        clock.engine = self
        with clock.running("queries"):
            return _plain_query(self, sql, **params)

    def run(func: Any, ctx: Any) -> Any:
        with clock.running("script"):
            return _plain_run(func, ctx)

    DuckDBEngine.query = query  # type: ignore[method-assign]
    script_runner.exec_func_with_error_handling = run  # type: ignore[attr-defined]


def _answer(clock: Clock) -> None:
    for line in sys.stdin:
        answers = {"memory": clock.memory, "uploads": uploads}
        print(json.dumps(answers.get(line.strip(), clock.spent)()), flush=True)


def main() -> None:
    """Start the app, or the script that was named, with its runs and queries timed."""
    clock = Clock()
    watch(clock)
    threading.Thread(target=_answer, args=(clock,), daemon=True).start()
    if sys.argv[1] == "--script":
        sys.argv = ["streamlit", "run", *sys.argv[2:]]
        cli.main()
    else:
        start.main()


if __name__ == "__main__":
    main()
