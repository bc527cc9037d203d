"""`python -m ingestion` as another program calls it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from example_files import Sale, russian_lines, total

from ingestion.__main__ import Exit
from ingestion.answers import Answers
from intake.one_file import load_reading, read_for
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
    assert done.returncode == 3 and "Traceback" not in done.stderr


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


def test_wrong_arguments(tmp_path: Path) -> None:
    assert run("--clean", "x.csv", "a.csv", "b.csv").returncode == 2
    assert run("--clean", "x.csv", tmp_path).returncode == 2
    assert run().returncode == 2


AMBIGUOUS = ["Date;Client;Amount", *(f"0{d}/0{m}/2025;Ann;{d}{m},50" for d in (1, 2) for m in (3, 4, 5))]


def test_a_folder_into_a_database_by_a_script(write: Callable[..., Path], sales: list[Sale], tmp_path: Path) -> None:
    database, folder = tmp_path / "store.duckdb", write("x.csv", ["x"]).parent / "inbox"
    folder.mkdir()
    good = folder / "good.csv"
    good.write_text("\n".join(russian_lines(sales)), encoding="utf-8")
    (folder / "next.csv.part").write_text("Дата")
    command = ("--db", database, "--json", "--lang", "uk", folder)
    first = run(*command)
    (line,) = map(json.loads, first.stdout.splitlines())
    assert (first.returncode, line["name"], line["outcome"], line["import_id"]) == (0, "good.csv", "loaded", 1)
    assert (line["lines"]["loaded"], line["amount_total"]) == (len(sales), f"{total(sales):.4f}")
    assert "рядків" in line["message"]
    again = run(*command)
    (line,) = map(json.loads, again.stdout.splitlines())
    assert (again.returncode, line["outcome"], line["import_id"]) == (0, "already_loaded", 1)
    assert line["lines"]["loaded"] == len(sales) and "уже завантажено" in line["message"]

    (folder / "which.csv").write_text("\n".join(AMBIGUOUS))
    (folder / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "stranger.csv").symlink_to(write("outside.csv", russian_lines(sales)))
    worst = run(*command)
    assert worst.returncode == 3, "the gravest of all files counts"
    told = {line["name"]: (line["outcome"], line["reason"]) for line in map(json.loads, worst.stdout.splitlines()[1:])}
    assert told["which.csv"] == ("ask", "ambiguous_dates") and told["picture.csv"][0] == "refused"
    assert told["stranger.csv"] == ("refused", "leads_out")


def test_answers_given_once_are_used(write: Callable[..., Path], tmp_path: Path) -> None:
    database, asks = tmp_path / "store.duckdb", write("asks.csv", AMBIGUOUS)
    assert run("--db", database, asks).returncode == 1
    store = open_store(database)
    store.work.mkdir()
    reading = read_for(store, asks, work=store.work, answers=Answers(date_order="mdy"))
    load_reading(store, reading, asks)
    store.close()
    done = run("--db", database, "--json", write("more.csv", [row.replace("Ann", "Bob") for row in AMBIGUOUS]))
    line = json.loads(done.stdout)
    assert (done.returncode, line["outcome"], line["answers"]) == (0, "loaded", {"date_order": "mdy"})


def test_a_database_that_cannot_be_used(write: Callable[..., Path], sales: list[Sale], tmp_path: Path) -> None:
    good, database = write("good.csv", russian_lines(sales)), tmp_path / "store.duckdb"
    store = open_store(database)
    busy = run("--db", database, good)
    store.close()
    assert busy.returncode == 4 and str(database) in busy.stderr and "Traceback" not in busy.stderr
    (tmp_path / "file").write_text("not a folder")
    for place in (tmp_path / "file" / "store.duckdb", Path("/proc/store.duckdb")):
        nowhere = run("--db", place, "--lang", "ru", good)
        assert nowhere.returncode == 4 and "не разрешает писать" in nowhere.stderr, nowhere.stderr
    damaged = tmp_path / "damaged.duckdb"
    damaged.write_text("day;client;amount\n" * 300)
    assert run("--db", damaged, good).returncode == 4


def test_the_exit_codes_stand_in_the_help() -> None:
    said = run("--help").stdout
    for code in Exit:
        assert re.search(rf"^ +{int(code)}  \w", said, re.MULTILINE), code


def test_won_deals_beside_a_report_of_sales_wait_for_a_word(write: Callable[..., Path], tmp_path: Path) -> None:
    sales, deals, database = tmp_path / "sales.csv", tmp_path / "crm.csv", tmp_path / "x.duckdb"
    sales.write_text("Date;Client;Amount\n2025-01-20;Romashka;1000\n2025-01-25;Lotos;700\n", encoding="utf-8")
    deals.write_text(
        "Deal ID;Company;Amount;Owner;Created;Close date;Stage\n1;Romashka;1000;Smith;2025-01-13;2025-01-20;Won\n"
        "2;Iris;500;Smith;2025-01-15;;Offer\n",
        encoding="utf-8",
    )
    asked = run("--db", database, "--json", sales, deals)
    assert asked.returncode == 1
    last = json.loads(asked.stdout.splitlines()[-1])
    assert (last["outcome"], last["reason"], last["import_id"]) == ("ask", "same_money", None)
    told = run("--db", database, "--deals", "funnel", "--json", deals)
    assert told.returncode == 0
    taken = json.loads(told.stdout)
    assert (taken["kind"], taken["records"], taken["lines"]["loaded"]) == ("deals", {"deals": 2}, 2)
