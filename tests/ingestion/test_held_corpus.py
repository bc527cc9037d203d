"""Files whose held rows are known: exact rows and reasons, and the true total once they are mended."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from example_files import TODAY
from test_public_corpus import SHARED

from ingestion.answers import Answers
from ingestion.process import ReaderProcess
from ingestion.read import mend_rows
from ingestion.reading import Reading
from ingestion.row_file import RowFile, RowToRead

Read = Callable[..., Reading]
CORPUS = SHARED / "corpus"
needs_corpus = pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of files with known truth is not here")
CODES = {
    "bad date": "bad_date",
    "too few fields": "too_few_fields",
    "too many fields": "too_many_fields",
    "extra column (broken quotes)": "too_many_fields",
}
ANSWERS = {"public_sales/us01_gas_bills_broken_quotes.csv": {"date": 2, "amount": 4, "client": 1}}
# What a person types, and the money of all rows then.
MENDED = {
    "public_sales/uk01_nhs_spend.csv": {54: {"date": "08/01/2019"}},
    "generated/ragged_rows.csv": {14: {"amount": "10"}, 26: {"amount": "20"}},
}


def manifest() -> list[dict[str, str]]:
    """Files of the open corpus that must load with some rows held."""
    path = CORPUS / "MANIFEST.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as rows:
        return [row for row in csv.DictReader(rows) if int(row["n_quarantine"] or 0) and row["expect"] == "load"]


def stated(row: dict[str, str]) -> dict[int, str]:
    """line -> reason, as the manifest states them."""
    pairs = (one.split(":", 1) for one in row["quarantine_rows"].split(";"))
    return {
        int(line): next(code for words, code in CODES.items() if reason.startswith(words)) for line, reason in pairs
    }


@needs_corpus
@pytest.mark.parametrize("row", manifest(), ids=lambda row: row["file"])
def test_exact_rows_and_reasons(row: dict[str, str], read: Read) -> None:
    columns = ANSWERS.get(row["file"])
    found = read(CORPUS / row["file"], Answers(columns=columns) if columns else None)
    assert found.outcome == "loaded", found.reason
    assert {held.line: held.reason for held in found.quarantine} == stated(row)
    assert (found.lines.loaded, found.lines.quarantined) == (int(row["n_rows"]), int(row["n_quarantine"]))
    assert found.amount_total == Decimal(row["amount_sum"])


@needs_corpus
def test_the_open_quote_holds_one_row_and_no_more(read: Read) -> None:
    found = read(CORPUS / "hostile" / "unclosed_quote.csv")
    assert (found.lines.loaded, [(held.line, held.reason) for held in found.quarantine]) == (
        1999,
        [(32, "unclosed_quote")],
    )


@needs_corpus
@pytest.mark.parametrize("name", MENDED)
def test_mended_rows_make_up_for_what_was_held(name: str, read: Read, reader: ReaderProcess, tmp_path: Path) -> None:
    found = read(CORPUS / name)
    assert found.staged is not None
    (rules,) = found.rules
    raw = duckdb.sql(f"SELECT line, raw, kinds, amount FROM read_parquet('{found.staged.left_out}')").fetchall()
    rows = []
    for line, cells, kinds, _ in raw:
        typed = [*cells, *[""] * (len(rules.header) - len(cells))][: len(rules.header)]
        for field, text in MENDED[name][line].items():
            typed[rules.columns[field]] = text
        rows.append(RowToRead("", line, tuple(typed), kinds))
    staged = mend_rows(RowFile(found.rules, tuple(rows)), work=tmp_path, today=TODAY, process=reader)
    ((count, money),) = duckdb.sql(f"SELECT count(*), sum(amount) FROM ({staged.relation_sql()})").fetchall()
    known = sum((amount for *_, amount in raw if amount is not None), Decimal(0))
    assert count == len(rows) and money == (known or Decimal(30))


def nine_bad_rows() -> tuple[list[str], list[str], dict[int, str]]:
    """A hundred rows with returns, nine of them spoilt: the file, the true rows, and line -> reason."""
    head = "Дата;Документ;Контрагент;Сумма"
    true = [
        f"{date(2024, 1 + at // 28, 1 + at % 28):%d.%m.%Y};Р-{at:03};ООО Клиент {at % 7};"
        f"{'-' if at % 10 == 9 else ''}{1000 + at * 37},{at % 100:02}"
        for at in range(100)
    ]
    reasons = {
        4: "no_date", 13: "bad_date", 22: "future_date", 35: "old_date", 41: "no_amount", 50: "bad_amount",
        66: "too_few_fields", 78: "too_many_fields", 91: "unclosed_quote",
    }  # fmt: skip
    spoilt = list(true)
    for at, reason in reasons.items():
        day, number, client, amount = true[at].split(";")
        spoilt[at] = {
            "no_date": f";{number};{client};{amount}",
            "bad_date": f"31.02.2024;{number};{client};{amount}",
            "future_date": f"01.01.2031;{number};{client};{amount}",
            "old_date": f"01.01.1961;{number};{client};{amount}",
            "no_amount": f"{day};{number};{client};",
            "bad_amount": f"{day};{number};{client};12а5",
            "too_few_fields": f"{day};{number}",
            "too_many_fields": f"{day};{number};{client};{amount};лишнее",
            "unclosed_quote": f'{day};{number};"{client};{amount}',
        }[reason]
    return [head, *spoilt], [head, *true], {at + 2: reason for at, reason in reasons.items()}


def test_returns_and_nine_bad_rows(
    read: Read, write: Callable[..., Path], reader: ReaderProcess, tmp_path: Path
) -> None:
    spoilt, true, reasons = nine_bad_rows()
    found, whole = read(write("spoilt.csv", spoilt)), read(write("true.csv", true))
    assert {held.line: held.reason for held in found.quarantine} == reasons
    assert (found.lines.loaded, found.lines.quarantined, whole.lines.loaded) == (91, 9, 100)
    rows = tuple(RowToRead("", line, tuple(true[line - 1].split(";")), "tttt") for line in reasons)
    staged = mend_rows(RowFile(found.rules, rows), work=tmp_path, today=TODAY, process=reader)
    assert found.staged is not None and whole.staged is not None
    both = f"({found.staged.relation_sql()} UNION ALL {staged.relation_sql()})"
    assert duckdb.sql(f"SELECT * FROM {both} EXCEPT ALL {whole.staged.relation_sql()}").fetchall() == []
    ((count, money),) = duckdb.sql(f"SELECT count(*), sum(amount) FROM {both}").fetchall()
    assert (count, money) == (100, whole.amount_total)
