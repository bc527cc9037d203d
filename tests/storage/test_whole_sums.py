"""Sums over a join to an empty table: DuckDB 2.0 cuts them unless it is told not to pack what it sorts."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from storage.engine import DuckDBEngine, Engine
from storage.store import Store

ROWS = pa.table({"stage": ["deal", "lead", "lead"] * 100, "n": pa.array(range(1000, 1300), pa.int32())})
WHOLE = [{"stage": "deal", "n": 114_850}, {"stage": "lead", "n": 230_000}]
SUMS = """
SELECT stage, CAST(coalesce(sum(n), 0) AS BIGINT) AS n
FROM counted f LEFT JOIN chosen_names m ON m.kind = 'manager' AND m.written = f.stage
GROUP BY stage ORDER BY stage
"""


def sums(engine: Engine) -> list[dict[str, object]]:
    engine.load("counted", ROWS)
    rows: list[dict[str, object]] = engine.query(SUMS).to_pylist()
    return rows


def test_sums_beside_an_empty_table_are_whole(store: Store, tmp_path: Path) -> None:
    assert sums(store) == WHOLE
    copy = tmp_path / "copy.duckdb"
    store.copy_to(copy)
    store.replace_by(copy)
    assert sums(store) == WHOLE, "the file that is opened in the place of another one too"
    store.erase()
    assert sums(store) == WHOLE, "and the new one after an erasure"


@pytest.mark.parametrize("is_guarded", [True, False])
def test_the_fault_is_still_there(is_guarded: bool) -> None:
    """When it is mended in DuckDB, `storage.engine.with_whole_sums` can go."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE chosen_names (kind VARCHAR, written VARCHAR, chosen VARCHAR)")
    engine = DuckDBEngine(connection)
    if not is_guarded:
        connection.execute("RESET disabled_optimizers")
    assert (sums(engine) == WHOLE) == is_guarded
    engine.close()
