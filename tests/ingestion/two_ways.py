"""One file read in this process as a large one and row by row, and what is compared of the two."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
from example_files import TODAY

from ingestion.answers import Answers
from ingestion.job import read_job
from ingestion.limits import Limits
from ingestion.reading import Reading
from ingestion.staged import COLUMNS
from ingestion.task import Job

LARGE = Limits(bulk_from_bytes=1, bulk_from_workbook_bytes=1)
SMALL = Limits()


def read_here(path: Path, work: Path, limits: Limits, answers: Answers | None = None) -> Reading:
    work.mkdir(exist_ok=True, parents=True)
    return read_job(Job(path, path.name, work, TODAY, answers, limits), lambda stage, share: None)


def large_and_small(path: Path, tmp_path: Path) -> tuple[Reading, Reading]:
    return read_here(path, tmp_path / "large", LARGE), read_here(path, tmp_path / "small", SMALL)


def staged_rows(reading: Reading) -> list[tuple[object, ...]]:
    assert reading.staged is not None, reading.reason
    with duckdb.connect() as engine:
        rows = f"SELECT {', '.join(COLUMNS)} FROM ({reading.staged.relation_sql()}) ORDER BY sheet, line"
        return engine.execute(rows).fetchall()


def told(reading: Reading) -> Reading:
    """What a reading says, but for the time, the files, and what is told by the whole or by a sample."""
    return replace(reading, seconds=0, staged=None, mapping=(), file="", encoding=None)


def was_clean(reading: Reading) -> bool:
    """Whether the rows were staged without judging them: neither row by row nor by DuckDB's statement."""
    assert reading.staged is not None
    by = str(pq.read_metadata(reading.staged.lines).created_by).lower()
    return reading.staged.line_offset is not None and "duckdb" not in by
