"""A clean large text is typed without a statement; what comes out is what the other ways give, and nothing unclean slips
through."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pytest
from example_files import some_sales, total
from hypothesis import given
from hypothesis import strategies as st
from two_ways import LARGE, large_and_small, read_here, staged_rows, told, was_clean

from ingestion import bulk_text, clean_rows, clean_text
from ingestion.cells import is_no_number
from ingestion.number_format import NumberFormat

HEADER = "Дата;Клиент;Товар;Количество;Себестоимость;Сумма;Номер заказа;Менеджер"
Write = Callable[..., Path]


def clean_lines(count: int = 3000) -> list[str]:
    """Lines of sales with a decimal comma, three to an order, the quantities whole."""
    lines = []
    for n, sale in enumerate(some_sales(count)):
        amount = f"{sale.quantity * sale.price:.2f}".replace(".", ",")
        cost = f"{sale.quantity * sale.price / 2:.2f}".replace(".", ",")
        day = f"{sale.day:%d.%m.%Y}"
        lines.append(f"{day};Клиент {n % 97};Товар {n % 31};{n % 7 + 1};{cost};{amount};З-{n // 3:05};Менеджер {n % 4}")
    return lines


@pytest.mark.parametrize("piece", [1 << 12, 8 << 20], ids=["many pieces", "one piece"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["unix", "windows"])
def test_a_clean_text_gives_what_the_row_path_gives(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int, ends: str
) -> None:
    monkeypatch.setattr(clean_text, "_PIECE", piece)
    path = write("sales.csv", ends.join([HEADER, *clean_lines(), "", ""]))
    large, small = large_and_small(path, tmp_path)
    assert was_clean(large)
    assert staged_rows(large) == staged_rows(small) and told(large) == told(small)
    assert large.amount_total == total(some_sales(3000))


def changed(lines: Sequence[str], at: int, column: int, value: str) -> list[str]:
    cells = lines[at].split(";")
    cells[column] = value
    return [*lines[:at], ";".join(cells), *lines[at + 1 :]]


UNCLEAN = {
    "a quote": (1, '"Ромашка"'),
    "a blank behind a name": (1, "Клиент 5 "),
    "a blank before a number of an order": (6, " З-00500"),
    "a no-break space in a name": (1, "Клиент\u00a05"),
    "a guarded formula": (1, "'+7 900 123"),
    "no client": (1, ""),
    "groups of thousands": (5, "1 234,50"),
    "a point that is a group": (5, "1.234"),
    "no amount": (5, ""),
    "an amount in words": (5, "пять"),
    "a number to the base of sixteen": (3, "0x10"),
    "a whole number that may be a thousand": (3, "1.234"),
    "a fraction among whole numbers": (3, "1,5"),
    "a dash for a cost": (4, "-"),
    "more places than four": (5, "1,23456"),
    "an amount too large": (5, "123456789012345,00"),
    "a day that is not": (0, "31.02.2024"),
    "a day not yet come": (0, "01.02.2031"),
    "a day long ago": (0, "01.02.1931"),
    "a short year": (0, "01.02.24"),
    "a day with a time": (0, "01.02.2024 10:30"),
    "no day": (0, ""),
    "one field more": (7, "Менеджер 1;ещё"),
    "a very long name": (1, "К" * 40_000),
    "a total": (1, "Итого"),
}


@pytest.mark.parametrize(("column", "value"), UNCLEAN.values(), ids=UNCLEAN)
def test_whatever_is_unclean_below_the_sample_is_judged(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, column: int, value: str
) -> None:
    monkeypatch.setattr(clean_text, "_looks_clean", lambda *_: True)  # as if the sample had not seen it
    path = write("sales.csv", [HEADER, *changed(clean_lines(), 1500, column, value)])
    large, small = large_and_small(path, tmp_path)
    assert told(large) == told(small)
    assert small.outcome != "loaded" or staged_rows(large) == staged_rows(small)
    if small.staged is not None and large.staged is not None and large.staged.line_offset is not None:
        assert not was_clean(large) or value == ""


@pytest.mark.parametrize("line", ["", ";;;;;;;", "Отчёт"], ids=["a blank line", "blank cells", "a remark"])
def test_lines_that_are_no_rows_are_judged(write: Write, tmp_path: Path, line: str) -> None:
    lines = clean_lines()
    path = write("sales.csv", [HEADER, *lines[:1500], line, *lines[1500:]])
    large, small = large_and_small(path, tmp_path)
    assert told(large) == told(small) and staged_rows(large) == staged_rows(small)


def test_a_text_that_is_not_utf8_to_the_end_is_judged(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    lines = [HEADER, *clean_lines()]
    path.write_bytes("\n".join(lines).encode() + "\n01.02.2024;Кл".encode() + b"\xff\n")
    large, small = large_and_small(path, tmp_path)
    assert (large.outcome, large.amount_total) == (small.outcome, small.amount_total)


@pytest.mark.parametrize("column", [1, 6, 7], ids=["client", "order", "manager"])
def test_names_that_hardly_repeat_are_typed_too(write: Write, tmp_path: Path, column: int) -> None:
    lines = clean_lines()
    for at in range(len(lines)):
        lines = changed(lines, at, column, f"Имя {at}") if at % 10 == 0 else lines
    path = write("sales.csv", [HEADER, *lines])
    large, small = large_and_small(path, tmp_path)
    assert was_clean(large)
    assert staged_rows(large) == staged_rows(small) and told(large) == told(small)


@pytest.mark.parametrize("filled", [range(1500, 1510), range(0)], ids=["in ten lines of the middle", "never"])
@pytest.mark.parametrize("ending", ["", " "], ids=["clean", "judged"])
def test_a_column_that_the_sample_leaves_empty_is_not_lost(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, filled: range, ending: str
) -> None:
    monkeypatch.setattr(bulk_text, "_HEAD", 1 << 13)
    monkeypatch.setattr(bulk_text, "_PIECE", 1 << 12)
    lines = [f"{line}{ending};{'Север' if n in filled else ''}" for n, line in enumerate(clean_lines())]
    path = write("sales.csv", [f"{HEADER};Регион", *lines])
    large, small = large_and_small(path, tmp_path)
    assert staged_rows(large) == staged_rows(small) and told(large) == told(small)
    assert ("Север" in {row[15] for row in staged_rows(large)}) == bool(filled)


def test_orders_whose_lines_repeat_one_total_are_asked_about(write: Write, tmp_path: Path) -> None:
    lines = [
        f"{date(2024, 1 + n // 600, 1 + n % 27):%d.%m.%Y};Клиент {n // 3 % 50};{n // 3 + 10},50;З-{n // 3:05}"
        for n in range(6000)
    ]
    path = write("orders.csv", ["Дата;Клиент;Сумма;Номер заказа", *lines])
    large, small = large_and_small(path, tmp_path)
    assert [question.code for question in large.questions] == [question.code for question in small.questions]
    assert large.outcome == "ask"


def test_numbers_of_many_threads_are_not_mixed(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Arrow's own threads share a room in which numbers with a decimal comma are turned; ours must not."""
    monkeypatch.setattr(clean_text, "_PIECE", 1 << 14)
    monkeypatch.setattr(clean_rows, "_MOST_THREADS", 4)
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    dice = random.Random(7)
    amounts = [Decimal(dice.randint(1, 10**9)) / 100 for _ in range(30_000)]
    lines = [
        f"{n % 28 + 1:02}.01.2024;Клиент {n % 50};{amount:.2f}".replace(".", ",") for n, amount in enumerate(amounts)
    ]
    lines = [line.replace(",01,2024", ".01.2024") for line in lines]
    path = write("sales.csv", ["Дата;Клиент;Сумма", *lines])
    for turn in range(3):
        found = read_here(path, tmp_path / str(turn), LARGE)
        assert was_clean(found)
        assert [row[6] for row in staged_rows(found)] == amounts


@given(
    text=st.text("0123456789.,-+eEx ()'", min_size=1, max_size=9), sign=st.sampled_from([".", ","]), whole=st.booleans()
)
def test_arrow_takes_no_text_for_another_number_than_we_do(text: str, sign: str, whole: bool) -> None:
    """What Arrow refuses is judged by the statement; what it accepts must be the number that a person reads."""
    if any(strange.decode() in text for strange in clean_text._STRANGE):
        return
    kind = pa.int32() if whole else pa.decimal128(18, 4)
    try:
        (found,) = pyarrow.csv.read_csv(
            pa.BufferReader(f"{text};x\n".encode()),
            pyarrow.csv.ReadOptions(column_names=["number", "other"], use_threads=False),
            pyarrow.csv.ParseOptions(delimiter=";", quote_char=False, ignore_empty_lines=False),
            pyarrow.csv.ConvertOptions(
                column_types={"number": kind, "other": pa.string()}, null_values=[""], strings_can_be_null=True,
                decimal_point=sign,
            ),
        )["number"].to_pylist()  # fmt: skip
    except pa.ArrowInvalid:
        return
    expected = None if is_no_number(text) else NumberFormat(sign).read(text)  # type: ignore[arg-type]
    assert (found is None) == (expected is None), text
    if found is not None and expected is not None:
        assert abs(Decimal(found) - expected) <= Decimal("0.00005"), text
        assert not whole or "." not in text
