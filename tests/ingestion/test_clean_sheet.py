"""A clean large sheet is typed piece by piece; what comes out is what cell by cell gives, and nothing unclean slips
through."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from two_ways import LARGE, large_and_small, read_here, staged_rows, told, was_clean

from ingestion import clean_sheet

HEADER = ("Дата", "Клиент", "Товар", "Количество", "Себестоимость", "Сумма", "Номер заказа", "Менеджер")
Rows = Sequence[Sequence[Any]]


def clean_rows(count: int = 2000) -> list[list[Any]]:
    """Lines of sales, three to an order, some without a product or a cost."""
    return [
        [
            date(2022, 1, 1) + timedelta(days=n // 2),
            f"Клиент {n % 97}",
            f"Товар {n % 31}" if n % 11 else None,
            n % 7 + 1,
            round(n * 1.37, 2) if n % 13 else None,
            round(n * 2.19 + 0.5, 2),
            f"З-{n // 3:05}",
            f"Менеджер {n % 4}",
        ]
        for n in range(count)
    ]


def inline(path: Path, rows: Rows) -> None:
    """Texts stand in their cells."""
    _by_xlsxwriter(path, rows, {"constant_memory": True})


def shared(path: Path, rows: Rows) -> None:
    """Texts stand in a list of their own."""
    _by_xlsxwriter(path, rows, {})


def _by_xlsxwriter(path: Path, rows: Rows, options: dict[str, Any]) -> None:
    book = xlsxwriter.Workbook(str(path), {**options, "default_date_format": "dd.mm.yyyy"})
    sheet = book.add_worksheet("Продажи")
    for number, row in enumerate([HEADER, *rows]):
        for place, value in enumerate(row):
            if value is not None:
                sheet.write(number, place, value)
    book.close()


def by_openpyxl(path: Path, rows: Rows) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [HEADER, *rows]:
        sheet.append(list(row))
    book.save(path)


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clean_sheet, "_PIECE", 1 << 15)
    monkeypatch.setattr(clean_sheet, "_HEAD", 1 << 14)


@pytest.mark.parametrize("write", [inline, shared, by_openpyxl])
def test_a_clean_sheet_gives_what_cell_by_cell_gives(write: Callable[[Path, Rows], None], tmp_path: Path) -> None:
    path = tmp_path / "sales.xlsx"
    write(path, clean_rows())
    large, small = large_and_small(path, tmp_path)
    assert was_clean(large)
    assert staged_rows(large) == staged_rows(small) and told(large) == told(small)
    assert large.amount_total == sum(Decimal(str(row[5])) for row in clean_rows())


@pytest.mark.parametrize("filled_from", [1500, 0], ids=["filled far below", "never filled"])
def test_a_column_that_is_empty_for_long_is_in_its_place(tmp_path: Path, filled_from: int) -> None:
    rows = [[None, *row] for row in clean_rows()]
    for row in rows[filled_from or len(rows) :]:
        row[0] = "10 %"
    path = tmp_path / "sales.xlsx"
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "dd.mm.yyyy"})
    sheet = book.add_worksheet()
    for number, line in enumerate([("Регион", *HEADER), *rows]):
        for place, value in enumerate(line):
            if value is not None:
                sheet.write(number, place, value)
    book.close()
    large, small = large_and_small(path, tmp_path)
    assert staged_rows(large) == staged_rows(small) and told(large) == told(small)
    assert ("10 %" in {row[15] for row in staged_rows(large)}) == bool(filled_from)


UNCLEAN: dict[str, tuple[int, Any]] = {
    "a text for an amount": (5, "пять"),
    "a number written as text": (5, "1 234,50"),
    "no amount": (5, None),
    "an amount too large": (5, 123456789012345.0),
    "a half of the fourth place": (5, 0.12345),
    "no client": (1, None),
    "a blank behind a name": (1, "Клиент 5 "),
    "a no-break space in a name": (1, "Клиент\u00a05"),
    "a guarded formula": (1, "'+7 900 123"),
    "a total": (1, "Итого"),
    "no day": (0, None),
    "a day as text": (0, "05.01.2022"),
    "a day not yet come": (0, date(2031, 2, 1)),
    "a day long ago": (0, date(1931, 2, 1)),
    "a number for a day": (0, 44_600),
    "one cell more": (7, ("Менеджер 1", "ещё")),
}


@pytest.mark.parametrize(("column", "value"), UNCLEAN.values(), ids=UNCLEAN)
def test_whatever_is_unclean_below_the_sample_is_judged(tmp_path: Path, column: int, value: Any) -> None:
    rows = clean_rows()
    rows[1500][column : column + 1] = value if isinstance(value, tuple) else [value]
    path = tmp_path / "sales.xlsx"
    inline(path, rows)
    large, small = large_and_small(path, tmp_path)
    assert told(large) == told(small)
    assert small.outcome != "loaded" or staged_rows(large) == staged_rows(small)
    assert large.staged is None or not was_clean(large) or value is None


@pytest.mark.parametrize("value", [12345, 1234567.89, 0.1, 1e16, True, date(2024, 1, 5), "007"])
def test_another_kind_of_cell_among_texts_reads_the_same(tmp_path: Path, value: Any) -> None:
    rows = clean_rows()
    rows[1500][1] = rows[1700][2] = value
    path = tmp_path / "sales.xlsx"
    inline(path, rows)
    large, small = large_and_small(path, tmp_path)
    assert staged_rows(large) == staged_rows(small) and told(large) == told(small)


def test_a_time_of_day_is_cut_off(tmp_path: Path) -> None:
    rows = clean_rows()
    for n, row in enumerate(rows):
        row[0] = datetime.combine(row[0], datetime.min.time()) + timedelta(minutes=n % 1440)
    path = tmp_path / "sales.xlsx"
    inline(path, rows)
    large, small = large_and_small(path, tmp_path)
    assert was_clean(large) and staged_rows(large) == staged_rows(small)


def rewritten(path: Path, change: Callable[[bytes], bytes]) -> None:
    """The same workbook with its sheet changed."""
    with zipfile.ZipFile(path) as packed:
        parts = {one.filename: packed.read(one) for one in packed.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, change(content) if name.startswith("xl/worksheets/") else content)


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "a row is missing": lambda xml: re.sub(rb'<row r="1501".*?</row>', b"", xml),
    "rows without numbers": lambda xml: re.sub(rb'(?<=<row) r="\d+"', b"", xml),
    "an empty row": lambda xml: re.sub(rb'(<row r="1501"[^>]*>).*?</row>', rb"\1</row>", xml),
    "rows on lines of their own": lambda xml: xml.replace(b"</row>", b"</row>\n  "),
    "a longer head": lambda xml: xml.replace(b"<sheetData>", b"<cols>" + b" " * 5000 + b"</cols><sheetData>"),
    "much below the rows": lambda xml: xml.replace(
        b"</sheetData>", b"</sheetData><rowBreaks>" + b'<brk id="1" max="9"/>' * 5000 + b"</rowBreaks>"
    ),
    "names with a prefix": lambda xml: re.sub(rb"<(/?)(\w)", rb"<\1x:\2", xml).replace(b"xmlns=", b"xmlns:x=", 1),
}


@pytest.mark.parametrize("what", CHANGES)
def test_sheets_of_other_makes_give_the_same(tmp_path: Path, what: str) -> None:
    path = tmp_path / "sales.xlsx"
    inline(path, clean_rows())
    rewritten(path, CHANGES[what])
    large, small = large_and_small(path, tmp_path)
    assert (large.outcome, large.amount_total, large.lines) == (small.outcome, small.amount_total, small.lines)
    assert small.outcome != "loaded" or staged_rows(large) == staged_rows(small)
    if what in ("rows on lines of their own", "a longer head", "much below the rows"):
        assert was_clean(large)


def test_many_shared_texts_are_not_read_with_every_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clean_sheet, "_LARGEST_PIECE", 1 << 15)
    path = tmp_path / "sales.xlsx"
    shared(path, clean_rows())
    large, small = large_and_small(path, tmp_path)
    assert not was_clean(large) and staged_rows(large) == staged_rows(small)


def test_more_rows_than_may_be_read_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "sales.xlsx"
    inline(path, clean_rows())
    few = replace(LARGE, rows=1000)
    found = read_here(path, tmp_path / "few", few)
    assert (found.outcome, found.reason) == ("refused", "too_many_rows")


@pytest.mark.parametrize(
    ("at", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_have_letters(at: int, letters: str) -> None:
    assert clean_sheet._letters(at) == letters
