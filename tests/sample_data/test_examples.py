"""Every example file is read as its program meant it: without help, and to the kopeck."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ingestion.process import ReaderProcess
from ingestion.read import read_file
from sample_data.examples import SYSTEMS, Example, examples, recent_lines
from sample_data.timeline import DEFAULT_LAST_DAY

LANGUAGES = ("en", "ru", "uk")
# What a file of each system tells about a sale; at least nine of ten must be found without help.
FIELDS = {
    "1c_grouped": {"date", "order_no", "client", "manager", "quantity", "amount", "cost"},
    "1c_register": {
        "date", "order_no", "client", "tax_id", "product", "quantity", "price", "amount", "cost", "manager",
    },
    "amocrm": {"date", "client", "amount", "manager", "stage", "channel"},
    "bitrix24": {"date", "client", "amount", "manager", "stage"},
    "shopify": {"date", "order_no", "client", "amount", "quantity", "price", "product", "currency", "refund"},
    "by_hand": {"date", "client", "order_no", "amount", "manager"},
}  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> Iterator[ReaderProcess]:
    with ReaderProcess() as process:
        yield process


def test_there_is_a_file_of_every_system_in_every_language() -> None:
    for language in LANGUAGES:
        made = examples(language, DEFAULT_LAST_DAY)
        assert [example.system for example in made] == list(SYSTEMS)
        assert len({example.file_name for example in made}) == len(SYSTEMS)
        assert all(example.sales >= 30 and len(example.content) < 60_000 for example in made)
    assert {example.language for example in examples("uk", DEFAULT_LAST_DAY)} == {"uk", "en"}


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("last_day", [DEFAULT_LAST_DAY, date(2027, 3, 1)])
def test_it_loads_without_a_question(
    language: str, system: str, last_day: date, reader: ReaderProcess, tmp_path: Path
) -> None:
    (example,) = [one for one in examples(language, last_day) if one.system == system]
    path = tmp_path / example.file_name
    path.write_bytes(example.content)
    found = read_file(path, None, work=tmp_path, today=last_day, process=reader)
    assert found.outcome == "loaded", (found.reason, found.questions)
    assert (found.lines.loaded, found.amount_total) == (example.sales, example.amount)
    assert found.lines.conserved() and found.lines.quarantined == 0
    wanted = FIELDS[system]
    assert len(wanted & set(found.columns)) >= 0.9 * len(wanted), wanted - set(found.columns)
    if system in ("1c_grouped", "1c_register", "by_hand"):
        assert found.own_total is not None and found.own_total.difference == 0


def test_the_register_is_in_the_old_code_page() -> None:
    (register,) = [one for one in examples("ru", DEFAULT_LAST_DAY) if one.system == "1c_register"]
    with pytest.raises(UnicodeDecodeError):
        register.content.decode("utf-8")
    assert register.content.decode("cp1251").startswith("Дата;Номер;Контрагент")


def test_sums_are_those_of_the_demo_company() -> None:
    made: dict[str, Example] = {one.system: one for one in examples("ru", DEFAULT_LAST_DAY)}
    whole = sum(line.amount for line in recent_lines("ru", DEFAULT_LAST_DAY))
    assert made["1c_register"].amount * 100 == made["1c_grouped"].amount * 100 == made["by_hand"].amount * 100 == whole
    assert made["amocrm"].amount < made["by_hand"].amount  # only won deals are sales
