"""Every code that the importer can give has a sentence in every language, and the sentences carry the facts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from example_files import Sale, russian_lines

import ingestion
from ingestion.headers import fields_known
from ingestion.limits import Limits
from ingestion.reading import Reading
from wording.catalogue import LANGUAGES, words
from wording.imports import evidence_sentence, held_sentence, message, question_sentence

SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(Path(ingestion.__path__[0]).glob("*.py")))
CODES = {
    "refused": set(re.findall(r'Refused\(\s*"(\w+)"', SOURCE)) | {"html", "xml", "not_table", "other_archive", "empty",
               "too_slow", "too_heavy", "reader_failed", "formulas_not_calculated", "nothing_readable"},
    "question": set(re.findall(r'(?:Question|\.ask)\(\s*"(\w+)"', SOURCE)) | {"monthly_dates", "no_date_column"},
    "held": set(re.findall(r'\bheld\(row, "(\w+)"', SOURCE)) | {"unclosed_quote"},
    "skipped": set(re.findall(r'\bskipped\(row, "(\w+)"', SOURCE)) | {"subtotal", "cancelled", "not_won", "sheet"},
    "evidence": set(re.findall(r'Evidence\("(\w+)"', SOURCE)) | {"header_exact", "header_similar", "values_fit",
                "email_as_code", "product_of_quantity_and_price", "identical_columns"},
    "warning": set(re.findall(r'warnings\.append\("(\w+)"', SOURCE)) | {"zero_bytes", "mixed_encodings",
               "repaired_encoding", "unreadable_letters", "hidden_rows"},
    "field": set(fields_known()),
}  # fmt: skip
CASES = [(family, code) for family, codes in CODES.items() for code in sorted(codes)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("family", "code"), CASES)
def test_every_code_has_a_sentence(language: str, family: str, code: str) -> None:
    assert words(language).has(f"ingestion.{family}.{code}")


def test_the_source_was_really_searched() -> None:
    assert len(CODES["refused"]) > 20 and len(CODES["question"]) > 15 and len(CODES["held"]) > 8


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_loaded_file(
    read: Callable[..., Reading], write: Callable[..., Path], sales: list[Sale], language: str
) -> None:
    lines = [*russian_lines(sales), "31.02.2024;А;1;1,00;1,00", "", "Стр. 1"]
    reading = read(write("sales.csv", lines)).to_json()
    sentence = message(reading, words(language))
    assert "sales.csv" in sentence and "120" in sentence and "{" not in sentence
    held = held_sentence(reading["quarantine"][0], words(language))
    assert "122" in held and "31.02.2024" in held and "Дата" in held
    for guess in reading["mapping"]:
        assert guess["header"] in evidence_sentence(guess["evidence"], words(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_refusals_and_questions(
    read: Callable[..., Reading], write: Callable[..., Path], sales: list[Sale], language: str
) -> None:
    path = write("sales.csv", russian_lines(sales))
    refused = read(path, limits=replace(Limits(), rows=100)).to_json()
    assert "121" in message(refused, words(language)) and "100" in message(refused, words(language))
    asked = read(write("asked.csv", ["Date,Customer,Amount", "01/02/2024,Ann,10.5", "03/04/2024,Bob,5.5"])).to_json()
    sentence = message(asked, words(language))
    assert "asked.csv" in sentence and "Date" in sentence and "01/02/2024" in sentence
    assert question_sentence(asked["questions"][0], "asked.csv", words(language)) == sentence


def test_russian_plurals() -> None:
    texts = [words("ru").n("ingestion.held_back", n, n=n, reasons="x").split(" отлож")[0] for n in (1, 3, 5, 21, 112)]
    assert texts == ["1 строка", "3 строки", "5 строк", "21 строка", "112 строк"]
