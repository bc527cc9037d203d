"""Finding the lines of a file that stand in the store already, beside the plainest comparison of two tables."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb

from benchmarks.analyses import DifferentAnswer, make_store, typed_read
from benchmarks.data import OUT, write_sales
from benchmarks.timing import Line, cost_of, in_turns, ratio_line
from ingestion.read import read_file
from storage.imports import file_to_load
from storage.overlap import find_overlap
from storage.store import open_store

_KEY = "date, client, amount, order_no, product"
_PLAIN = f"SELECT count(*) FROM (SELECT {_KEY} FROM lines INTERSECT ALL SELECT {_KEY} FROM again)"


def measure(lines: int, rounds: int, folder: Path = OUT) -> Iterator[Line]:
    """The same report in two dialects: one is loaded, the other staged and about to be loaded. All of its lines match."""
    files, database = write_sales(lines, folder), make_store(lines, folder)
    store, plain = open_store(database), _two_tables(files.plain)
    with tempfile.TemporaryDirectory(dir=folder) as work:
        file = file_to_load(read_file(files.regional, work=Path(work)), files.regional)
        found = find_overlap(store, file)
        counted = plain.execute(_PLAIN).fetchall()[0][0]
        if found is None or not found.lines == counted == lines:
            raise DifferentAnswer(f"{lines} lines are the same; ours {found}, the yardstick {counted}")
        pair = in_turns(
            lambda: cost_of(lambda: find_overlap(store, file)),
            lambda: cost_of(lambda: plain.execute(_PLAIN).fetchall()),
            rounds,
        )
    store.close()
    plain.close()
    yield ratio_line("", "lines of a file that are loaded already", pair, "INTERSECT ALL of two tables in memory")


def _two_tables(path: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for table in ("lines", "again"):
        connection.execute(f"CREATE TABLE {table} AS {typed_read(path)}")
    return connection
