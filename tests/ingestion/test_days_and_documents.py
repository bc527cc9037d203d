"""Days that do not stand on every line: written once, above their rows, inside the names of documents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from ingestion.answers import Answers
from ingestion.reading import Reading

Read = Callable[..., Reading]
Write = Callable[..., Path]


def once(total: str = "") -> list[str]:
    """Four days with three clients each; the day stands on its first line."""
    rows = [f"{'0' + str(line // 3 + 1) + '.03.2024' if line % 3 == 0 else ''};Клиент {line};{line + 1}.50" for line in range(12)]  # fmt: skip
    return ["Дата;Клиент;Сумма", *rows, *([total] if total else [])]


def test_a_day_written_once_is_asked_about(read: Read, write: Write) -> None:
    path = write("sales.csv", once(";Итого;84.00"))
    asked = read(path)
    assert (asked.outcome, asked.reason, asked.facts) == ("ask", "date_blank_below", {"lines": 8, "header": "Дата"})
    totals = {option["answer"]: Decimal(option["total"]) for option in asked.questions[0].options}
    assert totals == {"fill_down": Decimal(84), "hold": Decimal(24)}
    found = read(path, Answers(options={"date_blank_below": "fill_down"}))
    assert (found.outcome, found.lines.loaded, found.amount_total) == ("loaded", 12, Decimal(84))
    assert (found.date_max, found.skipped_by_reason) == (date(2024, 3, 4), {"total": 1})
    held = read(path, Answers(options={"date_blank_below": "hold"}))
    assert (held.outcome, held.lines.loaded, held.held_by_reason) == ("loaded", 4, {"no_date": 8})


def test_days_above_their_rows(read: Read, write: Write) -> None:
    for sums in (True, False):
        lines = ["Date,Customer,Amount"]
        for day in (21, 22, 25):
            lines.append(f"03/{day}/2024,,{day * 3 if sums else ''}")
            lines += [f",Client {number},{day}.00" for number in range(3)]
        found = read(write(f"sales{sums}.csv", lines))
        assert (found.outcome, found.lines.loaded, found.amount_total) == ("loaded", 9, Decimal(204)), found.questions
        assert (found.date_min, found.date_max) == (date(2024, 3, 21), date(2024, 3, 25))
        assert (found.clients, found.skipped_by_reason) == (3, {"group": 3})


def test_days_above_their_rows_that_may_be_read_in_two_ways(read: Read, write: Write) -> None:
    lines = ["Date,Customer,Amount"]
    for month in (1, 2, 3):
        lines += [f"{month:02}/05/2024,,30.00", *(f",Client {number},10.00" for number in range(3))]
    path = write("sales.csv", lines)
    assert read(path).reason == "ambiguous_dates"
    found = read(path, Answers(date_order="mdy"))
    assert (found.date_min, found.date_max, found.lines.loaded) == (date(2024, 1, 5), date(2024, 3, 5), 9)


def test_a_register_is_dated_by_its_documents(read: Read, write: Write) -> None:
    rows = [f"Реализация товаров и услуг 0000-{day:06} от {day:02}.03.2024 12:00:01;Клиент {day % 4};{day}.00" for day in range(1, 20)]  # fmt: skip
    rows.append("Корректировка;Клиент 1;5.00")
    found = read(write("sales.csv", ["Документ;Контрагент;Сумма", *rows]))
    assert (found.outcome, found.lines.loaded, found.amount_total) == ("loaded", 19, Decimal(190))
    assert (found.date_min, found.date_max) == (date(2024, 3, 1), date(2024, 3, 19))
    assert found.held_by_reason == {"no_date": 1}
    assert found.preview[0]["order_no"] == "0000-000001"


def test_documents_with_slashes_may_be_read_in_two_ways(read: Read, write: Write) -> None:
    rows = [f"Invoice {month:05} of {month:02}/02/2024,Client {month},5.00" for month in range(1, 9)]
    path = write("sales.csv", ["Document,Customer,Amount", *rows])
    assert read(path).reason == "ambiguous_dates"
    assert read(path, Answers(date_order="mdy")).date_max == date(2024, 8, 2)


def test_one_order_with_its_total_on_both_lines_is_asked_about(read: Read, write: Write) -> None:
    rows = ["1;01.03.2024;А;300.00", "2;02.03.2024;Б;70.00", "2;02.03.2024;Б;70.00", "3;13.03.2024;В;15.00"]
    path = write("orders.csv", ["Номер заказа;Дата;Покупатель;Сумма заказа", *rows])
    assert read(path).reason == "order_total_repeated"
    lines = write("lines.csv", ["Номер заказа;Дата;Покупатель;Сумма", *rows])
    assert (read(lines).outcome, read(lines).amount_total) == ("loaded", Decimal(455))
