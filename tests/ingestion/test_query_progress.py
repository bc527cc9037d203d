"""The bar over a long statement follows what the engine says it has read, and goes forward only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from ingestion.limits import Limits
from ingestion.query_progress import told_while_running
from ingestion.read import read_file

LONG = "SELECT max(md5(CAST(i AS VARCHAR))) FROM range(1500000) AS r(i)"


def test_shares_are_told_while_it_runs_and_not_afterwards() -> None:
    told: list[float] = []
    with duckdb.connect() as engine:
        with told_while_running(engine, told.append):
            engine.execute(LONG).fetchall()
        after = len(told)
        engine.execute(LONG).fetchall()
    assert len(told) == after >= 2
    assert told == sorted(set(told)) and 0 < told[0] < told[-1] <= 1


def test_a_statement_that_fails_ends_the_watching() -> None:
    with duckdb.connect() as engine:
        try:
            with told_while_running(engine, lambda share: None):
                engine.execute("SELECT no_such_column FROM range(3)")
        except duckdb.Error:
            pass
        assert engine.execute("SELECT 1").fetchall() == [(1,)]


def test_a_large_text_moves_the_bar(write: Callable[..., Path], tmp_path: Path) -> None:
    lines = [f"{1 + at % 28:02}.01.2024;Client {at % 97};{at % 5000},50;a product of the kind {at % 31}" for at in range(400_000)]  # fmt: skip
    path = write("large.csv", ["Date;Client;Amount;Product", *lines])
    assert path.stat().st_size > Limits().bulk_from_bytes
    told: list[tuple[str, float]] = []
    found = read_file(path, work=tmp_path, progress=lambda stage, share: told.append((stage, share)))
    assert found.outcome == "loaded" and found.lines.loaded == 400_000
    shares = [share for _, share in told]
    assert shares == sorted(shares) and told[0] == ("opening", 0.0)
    assert any(stage == "typing" and 0.1 < share < 0.9 for stage, share in told), told
