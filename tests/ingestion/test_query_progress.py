"""The bar over a long statement follows what the engine says it has read, and goes forward only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from ingestion.limits import Limits
from ingestion.query_progress import told_while_running
from ingestion.read import read_file

HASHES = "SELECT max(md5(CAST(i AS VARCHAR))) FROM range(CAST($count AS BIGINT)) AS r(i)"
LONGER = (1, 4, 16, 64)  # the same work so many times over, until it is long for the machine at hand


def test_shares_are_told_while_it_runs_and_not_afterwards() -> None:
    told: list[float] = []
    with duckdb.connect() as engine:
        for times in LONGER:
            told.clear()
            with told_while_running(engine, told.append):
                engine.execute(HASHES, {"count": times * 1_500_000}).fetchall()
            if len(told) >= 2:
                break
        after = len(told)
        engine.execute(HASHES, {"count": 1_500_000}).fetchall()
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
    told: list[tuple[str, float]] = []
    for times in LONGER:
        told = shares_of_a_large_text(times, write, tmp_path)
        if any(is_underway(*one) for one in told):
            break
    shares = [share for _, share in told]
    assert shares == sorted(shares) and told[0] == ("opening", 0.0)
    assert any(is_underway(*one) for one in told), told


def is_underway(stage: str, share: float) -> bool:
    return stage == "typing" and 0.1 < share < 0.9


def shares_of_a_large_text(times: int, write: Callable[..., Path], folder: Path) -> list[tuple[str, float]]:
    """What is told of a text of so many times 400 000 lines while it is read."""
    lines = [f"{1 + at % 28:02}.01.2024;Client {at % 97};{at % 5000},50;a product of the kind {at % 31}" for at in range(400_000)]  # fmt: skip
    path = write(f"large_{times}.csv", ["Date;Client;Amount;Product", *(lines * times)])
    assert path.stat().st_size > Limits().bulk_from_bytes
    (folder / str(times)).mkdir()
    told: list[tuple[str, float]] = []
    found = read_file(path, work=folder / str(times), progress=lambda stage, share: told.append((stage, share)))
    assert found.outcome == "loaded" and found.lines.loaded == times * 400_000
    path.unlink()
    return told
