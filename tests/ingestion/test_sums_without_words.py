"""Rows that add up other rows, whatever they are called or are not: they are never sales, and never guessed away."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from ingestion.answers import Answers
from ingestion.reading import Reading

Read = Callable[..., Reading]
Write = Callable[..., Path]
AMOUNTS = [Decimal(f"{place * 37 % 91 + 3}.{place % 10}7") for place in range(12)]
SUM = sum(AMOUNTS, Decimal(0))
MONTH = "Продажи за март 2024 г.;;"


def dated(names: str = "Дата;Клиент;Товар;Сумма") -> list[str]:
    """A table of twelve lines in groups of three."""
    lines = [f"{place + 1:02}.03.2024;Клиент {place // 3};Доска;{amount}" for place, amount in enumerate(AMOUNTS)]
    return [names, *lines]


def test_a_subtotal_may_say_so_behind_the_name(read: Read, write: Write) -> None:
    lines = dated()
    for group in reversed(range(4)):
        own = sum(AMOUNTS[group * 3 : group * 3 + 3], Decimal(0))
        lines.insert(1 + group * 3 + 3, f";Клиент {group} Итог;;{own}")
    found = read(write("sales.csv", lines))
    assert (found.outcome, found.amount_total, found.skipped_by_reason) == ("loaded", SUM, {"subtotal": 4})
    assert found.own_total is None


@pytest.mark.parametrize("word", ["Загалом", "Сводно", "Σ", "Turnover"])
def test_a_last_row_without_a_known_word_is_a_total_where_it_leaves_texts_out(
    word: str, read: Read, write: Write
) -> None:
    lines = [MONTH, "Клиент;Товар;Сумма", *(f"Клиент {place};Доска;{one}" for place, one in enumerate(AMOUNTS))]
    found = read(write("sales.csv", [*lines, f"{word};;{SUM}"]))
    assert (found.outcome, found.lines.loaded, found.amount_total) == ("loaded", 12, SUM)
    assert found.own_total is not None and found.own_total.difference == 0


def test_a_last_row_that_could_be_a_sale_is_asked_about(read: Read, write: Write) -> None:
    lines = [MONTH, "Клиент;Сумма", *(f"Клиент {place};{one}" for place, one in enumerate(AMOUNTS)), f"Сводно;{SUM}"]
    path = write("sales.csv", lines)
    asked = read(path)
    assert (asked.outcome, asked.reason, asked.facts) == ("ask", "looks_total", {"line": 15, "amount": f"{SUM}00"})
    totals = {option["answer"]: Decimal(option["total"]) for option in asked.questions[0].options}
    assert totals == {"total": SUM, "line": 2 * SUM}
    for answer, total in totals.items():
        found = read(path, Answers(options={"looks_total": answer}))
        assert (found.outcome, found.amount_total) == ("loaded", total)
        assert found.lines.conserved()


def test_sums_of_months_with_a_day_and_no_name(read: Read, write: Write) -> None:
    lines = dated()
    for group in reversed(range(1, 4)):  # the first group has none, so the second one adds up its own lines only
        own = sum(AMOUNTS[group * 3 : group * 3 + 3], Decimal(0))
        lines.insert(1 + group * 3 + 3, f"31.03.2024;;;{own}")
    found = read(write("sales.csv", lines))
    assert (found.lines.loaded, found.amount_total, found.skipped_by_reason) == (12, SUM, {"subtotal": 3})


def test_a_sum_without_its_word_that_differs_is_asked_about(read: Read, write: Write) -> None:
    """One of four months lost a line: its sum is a sum all the same, before the others are met and after."""
    for lost in (0, 2):
        lines = dated()
        for group in reversed(range(4)):
            own = sum(AMOUNTS[group * 3 : group * 3 + 3], Decimal(0)) + (5 if group == lost else 0)
            lines.insert(1 + group * 3 + 3, f"31.03.2024;;;{own}")
        found = read(write(f"sales{lost}.csv", lines))
        assert (found.outcome, found.reason, found.lines.loaded) == ("ask", "total_differs", 12)
        assert found.facts["difference"] == "-5.0000"


def test_one_line_alone_that_names_nobody_and_equals_others_is_asked_about(read: Read, write: Write) -> None:
    path = write("sales.csv", [*dated(), f"29.03.2024;;;{sum(AMOUNTS[-3:])}"])
    asked = read(path)
    assert (asked.outcome, asked.reason, asked.facts["line"]) == ("ask", "looks_total", 14)
    for answer, total in (("total", SUM), ("line", SUM + sum(AMOUNTS[-3:]))):
        found = read(path, Answers(options={"looks_total": answer}))
        assert (found.outcome, found.amount_total, found.lines.conserved()) == ("loaded", total, True)


def test_sales_of_nobody_that_equal_others_by_chance_are_sales(read: Read, write: Write) -> None:
    """Round amounts, a third of the buyers not named: some of these equal the two sales above them."""
    lines = ["Дата;Клиент;Сумма"]
    lines += [
        f"{n % 28 + 1:02}.01.2024;{'' if n % 3 == 2 else f'Клиент {n % 7}'};{(n * 7 % 5 + 1) * 100}" for n in range(90)
    ]
    total = sum((n * 7 % 5 + 1) * 100 for n in range(90))
    found = read(write("sales.csv", [*lines, f";Итого;{total}"]))
    assert (found.lines.loaded, found.amount_total, found.skipped_by_reason) == (90, total, {"total": 1})
    assert found.own_total is not None


def test_nameless_lines_among_nameless_lines_are_sales(read: Read, write: Write) -> None:
    lines = ["Дата;Менеджер;Сумма", *(f"{day:02}.03.2024;Иванов;{amount}" for day, amount in ((1, 100), (2, 100), (3, 200), (13, 400)))]  # fmt: skip
    found = read(write("sales.csv", lines), Answers(options={"no_client_column": "unidentified"}))
    assert (found.outcome, found.lines.loaded, found.amount_total) == ("loaded", 4, Decimal(800))


def test_a_line_without_a_name_that_equals_the_one_above_is_a_sale(read: Read, write: Write) -> None:
    found = read(write("sales.csv", [*dated(), f"29.03.2024;;;{AMOUNTS[-1]}"]))
    assert (found.lines.loaded, found.amount_total) == (13, SUM + AMOUNTS[-1])


def test_a_large_table_with_sums_without_names(read: Read, write: Write) -> None:
    lines, total, month = ["Дата;Клиент;Товар;Сумма"], Decimal(0), Decimal(0)
    for place in range(60_000):
        amount = Decimal(place * 7919 % 99_991 + 1) / 100
        total, month = total + amount, month + amount
        lines.append(f"{place % 28 + 1:02}.{place // 5000 + 1:02}.2024;Клиент {place % 700};Доска обрезная;{amount}")
        if place % 5000 == 4999:
            lines.append(f"28.{place // 5000 + 1:02}.2024;;;{month}")
            month = Decimal(0)
    path = write("large.csv", lines)
    assert path.stat().st_size > 2 << 20
    found = read(path)
    assert (found.lines.loaded, found.amount_total, found.skipped_by_reason) == (60_000, total, {"subtotal": 12})


def test_a_total_above_its_rows(read: Read, write: Write) -> None:
    lines = dated()
    found = read(write("sales.csv", [lines[0], f"Итого;;;{SUM}", *lines[1:]]))
    assert (found.outcome, found.amount_total, found.skipped_by_reason) == ("loaded", SUM, {"total": 1})
    assert found.own_total is not None and (found.own_total.line, found.own_total.difference) == (2, 0)
    other = read(write("other.csv", [lines[0], f"Итого;;;{SUM + 1}", *lines[1:]]))
    assert (other.outcome, other.reason) == ("ask", "total_differs")


def test_a_client_may_be_called_a_total(read: Read, write: Write) -> None:
    names = [f"Клиент {place}" for place in range(11)]
    names.insert(4, "Total Energy")
    names[0] = "Всего хорошего"
    rows = [f"{name};Доска;{amount}" for name, amount in zip(names, AMOUNTS, strict=True)]
    found = read(write("sales.csv", [MONTH, "Клиент;Товар;Сумма", *rows, f"Итого;;{SUM}"]))
    assert (found.outcome, found.lines.loaded, found.clients, found.amount_total) == ("loaded", 12, 12, SUM)
    lines = dated()
    lines[5] = f"вчера;Total Energy;Доска;{AMOUNTS[4]}"
    held = read(write("held.csv", lines))
    assert (held.outcome, held.held_by_reason) == ("loaded", {"bad_date": 1})


def test_a_group_may_be_called_a_total(read: Read, write: Write) -> None:
    rows = []
    for group, name in enumerate(("Acme", "Total Energy", "Globex", "Initech")):
        own = AMOUNTS[group * 3 : group * 3 + 3]
        rows += [f"{name};{sum(own, Decimal(0))}", *(f"Invoice {place} of {place + 1:02}.03.2024;{one}" for place, one in enumerate(own, start=group * 3))]  # fmt: skip
    found = read(write("sales.csv", ["Customer / Document;Amount", *rows, f"Total;{SUM}"]))
    assert (found.outcome, found.lines.loaded, found.clients, found.amount_total) == ("loaded", 12, 4, SUM)


def test_a_row_with_a_day_is_no_header_of_another_table(read: Read, write: Write) -> None:
    lines = dated()
    lines[5] = "05.03.2024;ТОВ Разом;Доставка;договорная"
    found = read(write("sales.csv", lines))
    assert (found.outcome, found.lines.loaded, found.held_by_reason) == ("loaded", 11, {"bad_amount": 1})


def test_an_amount_before_the_discount_is_not_taken_for_granted(read: Read, write: Write) -> None:
    rows = [f"{n:02}.03.2024;Клиент {n};2;{n}.00;{2 * n}.00;{n % 3}.00;{2 * n - n % 3}.00" for n in range(1, 15)]
    found = read(write("sales.csv", ["Дата;Клиент;Количество;Цена;Сумма;Скидка;Сумма со скидкой", *rows]))
    assert (found.outcome, found.reason) == ("ask", "which_amount")
    totals = {option["header"]: Decimal(option["total"]) for option in found.questions[0].options}
    assert totals == {"Сумма": Decimal(210), "Сумма со скидкой": Decimal(195)}


def month_of_lines(*foot: str) -> list[str]:
    """A month without dates of its own, its total, and what stands below."""
    rows = [f"Клиент {place};Доска;{amount}" for place, amount in enumerate(AMOUNTS)]
    return [MONTH, "Клиент;Товар;Сумма", *rows, f"Итого;;{SUM}", *foot]


def test_the_tax_below_a_total_is_no_sale(read: Read, write: Write) -> None:
    found = read(write("sales.csv", month_of_lines("В том числе НДС;;12.34", "К оплате;;400.00")))
    assert (found.outcome, found.amount_total, found.skipped_by_reason) == ("loaded", SUM, {"total": 1, "note": 2})


def test_lines_behind_a_total_are_asked_about(read: Read, write: Write) -> None:
    path = write("sales.csv", month_of_lines("Клиент 77;Доска;5.00"))
    asked = read(path)
    assert (asked.outcome, asked.reason) == ("ask", "behind_total")
    totals = {option["answer"]: Decimal(option["total"]) for option in asked.questions[0].options}
    assert totals == {"notes": SUM, "lines": SUM + 5}
    for answer, total in totals.items():
        found = read(path, Answers(options={"behind_total": answer}))
        assert (found.outcome, found.amount_total, found.lines.conserved()) == ("loaded", total, True)


def test_groups_with_totals_follow_one_another(read: Read, write: Write) -> None:
    half = [f"Клиент 9{place};Доска;{amount}" for place, amount in enumerate(AMOUNTS)]
    path = write("sales.csv", month_of_lines(*half, f"Итого;;{SUM}", f"Всего;;{2 * SUM}"))
    found = read(path)
    assert (found.outcome, found.lines.loaded, found.amount_total) == ("loaded", 24, 2 * SUM)
    assert found.skipped_by_reason == {"subtotal": 2, "total": 1}
