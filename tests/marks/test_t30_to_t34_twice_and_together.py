"""T30: the same sales again. T31: months that overlap. T32: undo and redo. T33: sessions at once. T34: a second process."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from ingestion.process import ReaderProcess
from storage.errors import StoreError
from storage.imports import ledger, load, undo
from storage.overlap import find_overlap
from storage.store import Store, open_store
from tests.marks.sessions import load_together
from tests.marks.stored import Sale, are_whole, batches, contents, load_file, sales_of, staged, write_sales

ROOT = Path(__file__).resolve().parents[2]
SALES = sales_of(date(2024, 1, 3), 150, 400, 5)
REDONE, SESSIONS = 5, 4


def resaved(path: Path, sales: list[Sale]) -> Path:
    """The same rows saved by a spreadsheet program: other bytes, typed cells."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_row(0, 0, ["Дата", "Номер документа", "Клиент", "Сумма"])
        for at, (when, client, amount, number) in enumerate(sales, start=1):
            sheet.write_datetime(at, 0, when, day)
            sheet.write_row(at, 1, [number, client, float(amount)])
    return path


def revenue(store: Store) -> Decimal:
    found: Decimal = store.query("SELECT coalesce(sum(amount), 0) AS amount FROM sales").column("amount")[0].as_py()
    return found


def test_t30_the_same_sales_three_times(store: Store, tmp_path: Path, reader: ReaderProcess) -> None:
    first = write_sales(tmp_path / "sales.csv", SALES)
    load_file(store, first, reader)
    renamed = tmp_path / "продажи (копия).csv"
    renamed.write_bytes(first.read_bytes())
    for path in (first, renamed):
        with pytest.raises(StoreError) as said:
            load_file(store, path, reader)
        assert said.value.code == "already_loaded"
    third = staged(store, resaved(tmp_path / "sales.xlsx", SALES), reader)
    overlap = find_overlap(store, third)
    assert overlap is not None and overlap.is_question
    assert (overlap.lines, overlap.new_lines, overlap.amount) == (400, 0, sum(sale[2] for sale in SALES))
    assert len(batches(store)) == 1


@pytest.mark.parametrize("choice", ["replace", "only_new"])
def test_t31_overlapping_months(choice: str, store: Store, tmp_path: Path, reader: ReaderProcess) -> None:
    """January to March, then March to May: March counts once, whichever way is chosen, and the choice is offered."""
    early = [sale for sale in SALES if sale[0] < date(2024, 4, 1)]
    late = [sale for sale in SALES if sale[0] >= date(2024, 3, 1)]
    load_file(store, write_sales(tmp_path / "early.csv", early), reader)
    second = staged(store, write_sales(tmp_path / "late.csv", late), reader)
    overlap = find_overlap(store, second)
    march = [sale for sale in SALES if sale[0].month == 3]
    assert overlap is not None and overlap.is_question
    assert (overlap.lines, overlap.amount) == (len(march), sum(sale[2] for sale in march))
    load(store, second, "owner", overlap=choice)  # type: ignore[arg-type]
    assert revenue(store) == sum(sale[2] for sale in SALES)


def test_t32_undo_and_redo(store: Store, tmp_path: Path, reader: ReaderProcess) -> None:
    """Fifty times in tests/storage/test_redo.py; here through the reader, the file read anew each time."""
    load_file(store, write_sales(tmp_path / "kept.csv", sales_of(date(2023, 1, 2), 200, 300, 9)), reader)
    path = write_sales(tmp_path / "sales.csv", SALES)
    number = load_file(store, path, reader)
    before, sizes = contents(store), []
    for _ in range(REDONE):
        undo(store, number)
        assert load_file(store, path, reader, again=number) == number
        with store.cursor() as cursor:
            cursor.execute("CHECKPOINT")
        sizes.append(store.path.stat().st_size)
    assert contents(store) == before
    assert sizes[-1] <= sizes[1] * 1.2
    assert [line.undone_at for line in ledger(store)] == [None, None]


@pytest.fixture
def many(store: Store, tmp_path: Path, reader: ReaderProcess) -> Iterator[list[Path]]:
    """Files of different sales."""
    yield [
        write_sales(tmp_path / f"{n}.csv", sales_of(date(2024, n, 1), 25, 150 + n, n)) for n in range(1, SESSIONS + 1)
    ]


def test_t33_different_files_at_once(store: Store, many: list[Path], reader: ReaderProcess) -> None:
    found = load_together(store, [staged(store, path, reader) for path in many])
    assert found.ended == Counter({"loaded": SESSIONS})
    assert not found.faults and not found.torn and found.looks
    assert len(batches(store)) == SESSIONS and are_whole(store)


def test_t33_the_same_file_at_once(store: Store, many: list[Path], reader: ReaderProcess) -> None:
    found = load_together(store, [staged(store, many[0], reader) for _ in range(SESSIONS)])
    assert found.ended == Counter({"already_loaded": SESSIONS - 1, "loaded": 1})
    assert not found.faults and not found.torn
    assert len(batches(store)) == 1 and are_whole(store)
    assert [entry.suffix for entry in store.files.iterdir()] == [".zst"]


def test_t34_a_second_process(store: Store, tmp_path: Path, reader: ReaderProcess) -> None:
    """It is told in words that the file is taken, and nothing happens to the file."""
    path = write_sales(tmp_path / "sales.csv", SALES)
    load_file(store, path, reader)
    before = contents(store)
    done = subprocess.run(
        [sys.executable, "-m", "ingestion", "--db", str(store.path), str(path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 4 and "Another program holds the file" in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(store) == before
    store.close()
    again = open_store(store.path)
    assert contents(again) == before
    again.close()
