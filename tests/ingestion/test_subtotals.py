"""Subtotals of several levels, clients named once above their rows, and companies in the place of clients."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from ingestion.reading import Reading

Read = Callable[..., Reading]
Write = Callable[..., Path]
HEAD = "Дата;Контрагент;Менеджер;Сумма"
NESTED = [
    HEAD,
    "01.02.2024;Ромашка;Иванов;100,00", "02.02.2024;Вектор;Иванов;50,00", ";Итого за февраль;;150,00",
    "01.03.2024;Ромашка;Иванов;10,00", "15.03.2024;Зоря;Иванов;30,00", ";Итого за март;;40,00",
    ";Итого по менеджеру Иванов;;190,00",
    "05.02.2024;Зенит;Петров;7,00", "25.02.2024;Зенит;Петров;5,50", ";Итого за февраль;;12,50",
    "05.03.2024;Вега;Петров;1,00", "25.03.2024;Зенит;Петров;2,00", ";Итого за март;;3,00",
    ";Итого по менеджеру Петров;;15,50",
    ";Итого;;205,50",
]  # fmt: skip


def clients(reading: Reading) -> list[tuple[int, str | None]]:
    assert reading.staged is not None
    return duckdb.sql(f"SELECT line, client FROM ({reading.staged.relation_sql()}) ORDER BY line").fetchall()


def test_totals_of_several_levels_are_recognised(read: Read, write: Write) -> None:
    found = read(write("nested.csv", NESTED, "cp1251"))
    assert (found.outcome, found.amount_total, found.lines.loaded) == ("loaded", Decimal("205.50"), 8)
    assert found.skipped_by_reason == {"subtotal": 6, "total": 1}
    assert found.own_total is not None and found.own_total.difference == 0


@pytest.mark.parametrize("wrong", [";Итого по менеджеру Петров;;16,50", ";Итого за март;;3,10"])
def test_a_total_of_a_higher_level_that_does_not_agree_is_asked_about(wrong: str, read: Read, write: Write) -> None:
    label = wrong.rsplit(";", 1)[0]
    at = max(place for place, line in enumerate(NESTED) if line.startswith(label))
    found = read(write("nested.csv", [*NESTED[:at], wrong, *NESTED[at + 1 :]], "cp1251"))
    assert "total_differs" in [question.code for question in found.questions]


ONCE = [
    "Контрагент;Дата;Товар;Сумма",
    "ООО Ромашка;01.02.2024;Гвозди;100,00", ";02.02.2024;Клей;50,00", ";20.02.2024;Клей;5,00",
    "Итого по ООО Ромашка;;;155,00",
    "ЗАО Вектор;05.02.2024;Клей;7,00", ";25.02.2024;Гвозди;5,50", "Итого по ЗАО Вектор;;;12,50",
    "Итого;;;167,50",
]  # fmt: skip


def test_clients_named_once_are_filled_down_where_subtotals_prove_it(read: Read, write: Write) -> None:
    found = read(write("once.csv", ONCE))
    assert found.outcome == "loaded" and "clients_filled_down" in found.warnings
    assert [client for _, client in clients(found)] == ["ООО Ромашка"] * 3 + ["ЗАО Вектор"] * 2


@pytest.mark.parametrize(
    ("at", "line"),
    [
        (4, "Итого по группе;;;155,00"),  # the subtotal names nobody
        (2, "ИП Иной;02.02.2024;Клей;50,00"),  # two names in one group
        (1, ";01.02.2024;Гвозди;100,00"),  # the group names nobody
    ],
)
def test_without_the_proof_filling_down_is_asked_about(at: int, line: str, read: Read, write: Write) -> None:
    found = read(write("once.csv", [*ONCE[:at], line, *ONCE[at + 1 :]]))
    assert [question.code for question in found.questions] == ["client_blank_below"]


def test_many_companies_stand_for_clients_with_a_warning(read: Read, write: Write) -> None:
    rows = [f"2024-01-{day:02d},Firm {day},{day}.50" for day in range(1, 20)]
    found = read(write("spend.csv", ["Date,Supplier,Amount", *rows]))
    assert (found.outcome, found.clients) == ("loaded", 19) and "clients_from_companies" in found.warnings


def test_one_company_of_ours_is_no_client(read: Read, write: Write) -> None:
    rows = [f"{day:02d}.01.2024;ООО Наша фирма;{day},50" for day in range(1, 20)]
    found = read(write("own.csv", ["Дата;Организация;Сумма", *rows]))
    assert [question.code for question in found.questions] == ["no_client_column"]
