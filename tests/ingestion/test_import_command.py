"""`python -m ingestion` as another program calls it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from example_files import Sale, russian_lines, total

from storage.store import open_store

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ingestion", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=60)


def test_one_json_object_a_file_in_order(write: Callable[..., Path], sales: list[Sale]) -> None:
    good = write("good.csv", russian_lines(sales))
    bad = write("bad.csv", b"\x89PNG\r\n\x1a\n")
    done = run("--json", good, bad, good)
    readings = [json.loads(line) for line in done.stdout.splitlines()]
    assert [reading["file"] for reading in readings] == [str(good), str(bad), str(good)]
    assert [reading["outcome"] for reading in readings] == ["loaded", "refused", "loaded"]
    first = readings[0]
    assert first["amount_total"] == f"{total(sales):.4f}"
    assert first["columns"]["client"] == {"header": "Контрагент", "index": 2}
    lines = first["lines"]
    assert (
        lines["total"] == lines["header"] + lines["blank"] + lines["loaded"] + lines["quarantined"] + lines["skipped"]
    )
    assert all(reading["message"] for reading in readings)
    assert done.returncode == 1 and "Traceback" not in done.stderr


def test_sentences_in_the_language_asked_for(write: Callable[..., Path], sales: list[Sale]) -> None:
    done = run("--lang", "uk", write("good.csv", russian_lines(sales)))
    assert done.returncode == 0
    assert "120 рядків" in done.stdout


def test_the_clean_table_is_written(write: Callable[..., Path], tmp_path: Path, sales: list[Sale]) -> None:
    target = tmp_path / "clean.csv"
    assert run("--clean", target, write("good.csv", ["Отчёт", *russian_lines(sales)])).returncode == 0
    assert len(target.read_text(encoding="utf-8").splitlines()) == 121


def test_lines_that_are_loaded_already_are_asked_about(
    write: Callable[..., Path], sales: list[Sale], tmp_path: Path
) -> None:
    database = tmp_path / "store.duckdb"
    first, second = write("first.csv", russian_lines(sales[:80])), write("second.csv", russian_lines(sales[40:]))
    assert run("--db", database, first).returncode == 0
    asked = run("--db", database, "--json", second)
    reading = json.loads(asked.stdout)
    assert asked.returncode == 1 and (reading["outcome"], reading["reason"]) == ("ask", "overlap")
    assert reading["questions"][0]["facts"] == {"lines": 40} and "second.csv" in reading["message"]
    added = json.loads(run("--db", database, "--overlap", "only_new", "--json", second).stdout)
    assert (added["import_id"], added["lines"]["loaded"]) == (2, 40)
    assert added["skipped_by_reason"] == {"already_loaded": 40} and "already loaded" in added["message"]
    store = open_store(database)
    (row,) = store.query("SELECT count(*) AS n, sum(amount) AS money FROM sales_lines").to_pylist()
    store.close()
    assert (row["n"], row["money"]) == (len(sales), total(sales))


def test_wrong_arguments() -> None:
    assert run("--clean", "x.csv", "a.csv", "b.csv").returncode == 2
    assert run().returncode == 2
