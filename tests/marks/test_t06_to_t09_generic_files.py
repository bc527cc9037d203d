"""T06: files of other readers' tests never crash or hang. T07: encodings. T08: days. T09: rows held back."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import mean

import pytest

from ingestion.encoding import decode
from ingestion.reading import Reading
from tests.marks.corpus import CORPUS, Corpus
from wording.catalogue import LANGUAGES, words
from wording.imports import message

SAMPLE = 120  # of the files of other readers; `python -m benchmarks --only marks` reads all
CRASHED = ("reader_failed", "too_slow", "too_heavy")


def test_t06_other_readers_files(corpus: Corpus) -> None:
    every = corpus.rows["generic"]
    corpus.rows["generic"] = sorted(
        random.Random(6).sample(every, min(SAMPLE, len(every))), key=lambda row: row["file"]
    )
    found = corpus.read("generic")
    assert not [one.name for one in found if one.reading.reason in CRASHED]
    assert not [one.name for one in found if not one.reading.lines.conserved() and one.reading.outcome == "loaded"]
    assert max(one.reading.seconds for one in found) < 10
    assert mean(one.reading.seconds for one in found) < 2
    for one in found:
        if one.reading.outcome == "refused":
            said = {message(one.as_line(), words(language)) for language in LANGUAGES}
            assert len(said) == len(LANGUAGES) and not any("Traceback" in text for text in said), one.name


def test_t07_encodings(corpus: Corpus) -> None:
    """Every text of sales is decoded byte for byte as its truth says."""
    tried = 0
    for row in corpus.rows["sales"]:
        content = (CORPUS / row["file"]).read_bytes()
        if (
            not row["encoding"]
            or row["note"].startswith("mojibake")
            or "mojibake" in row["file"]
            or "mixed" in row["file"]
        ):
            continue
        if content[:2] == b"PK" or content[:4] == b"\xd0\xcf\x11\xe0" or content[:1] == b"<":
            continue
        tried += 1
        wanted = content.decode(row["encoding"].removesuffix("+BOM"))
        assert decode(content).text.removeprefix("\ufeff") == wanted.removeprefix("\ufeff"), row["file"]
    assert tried > 40


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "cp866", "koi8-r", "koi8-u"])  # fmt: skip
@pytest.mark.parametrize("text", ["Дата;Клиент;Сумма\n", "Дата;Клієнт Їжак;Сума\n"])
def test_t07_fresh_encodings(encoding: str, text: str) -> None:
    body = text + "".join(f"{day:02}.01.2024;{'ООО Ромашка и сыновья' if 'ие' in text else 'ТОВ Добрий вечір'};{day},50\n" for day in range(1, 29))  # fmt: skip
    if encoding in ("koi8-r", "cp866"):
        body = body.replace("і", "и").replace("ї", "и").replace("Ї", "И").replace("є", "е")
    assert decode(body.encode(encoding)).text.removeprefix("\ufeff") == body


def test_t08_days_of_every_full_file(corpus: Corpus) -> None:
    wrong, checked = [], 0
    for one in corpus.read("sales"):
        if corpus.verdicts[one.name] != "FULL" or one.reading.outcome != "loaded" or not one.truth["date_min"]:
            continue
        checked += 1
        found = (str(one.reading.date_min), str(one.reading.date_max))
        if "monthly_grain" in one.reading.warnings:  # a month is dated by its last day here, by its first in the truth
            found = (f"{found[0][:7]}-01", f"{found[1][:7]}-01")
        if found != (one.truth["date_min"], one.truth["date_max"]) and not _dated_otherwise(one.name):
            wrong.append((one.name, found, one.truth["date_min"], one.truth["date_max"]))
    assert checked > 40 and not wrong


def _dated_otherwise(name: str) -> bool:
    """Deals are dated by their closing here and by their creation in the truth."""
    return "deals" in name or "ugody" in name


def test_t08_days_that_can_be_read_in_two_ways(read: Callable[..., Reading], tmp_path: Path) -> None:
    rows = [f"{day:02}/{month:02}/2024,Client {day},5.00" for month in range(1, 13) for day in range(1, 13)]
    path = tmp_path / "ambiguous.csv"
    path.write_text("\n".join(["Date,Customer,Amount", *rows]), encoding="utf-8")
    assert read(path).reason == "ambiguous_dates"
    path.write_text("\n".join(["Date,Customer,Amount", *rows * 15, "12/31/2024,Client 9,5.00"]), encoding="utf-8")
    late = read(path)
    assert (late.outcome, late.date_max) == ("loaded", date(2024, 12, 31))


def test_t09_quarantine_of_the_corpus(corpus: Corpus) -> None:
    """The numbers of the rows are the file's own."""
    checked = 0
    for one in corpus.read("sales"):
        wanted = {int(part.split(":")[0]) for part in one.truth["quarantine_rows"].split(";") if part}
        if wanted and int(one.truth["n_rows"]) and one.reading.outcome == "loaded":
            checked += 1
            assert {held.line for held in one.reading.quarantine} == wanted, one.name
    assert checked


def test_t09_returns_and_nine_bad_rows(read: Callable[..., Reading], tmp_path: Path) -> None:
    """A hundred lines, ten of them returns, nine that cannot be read: 91 are loaded, the nine are named with the reason."""
    lines = ["Дата;Клиент;Количество;Сумма"]
    bad = {
        7: ("31.02.2024;А;1;5,00", "bad_date"), 15: (";А;1;5,00", "no_date"), 23: ("05.01.2024;А;1;", "no_amount"),
        31: ("05.01.2024;А;1;сто", "bad_amount"), 48: ("05.01.2034;А;1;5,00", "future_date"),
        56: ("05.01.1961;А;1;5,00", "old_date"), 64: ("05.01.2024;А", "too_few_fields"),
        77: ("05.01.2024;А;1;5,00;лишнее", "too_many_fields"), 90: ('05.01.2024;"А;1;5,00', "unclosed_quote"),
    }  # fmt: skip
    total = Decimal(0)
    for number in range(2, 102):
        if number in bad:
            lines.append(bad[number][0])
            continue
        amount = Decimal(number * 137 % 9999) / 100 * (-1 if number % 10 == 0 else 1)
        total += amount
        lines.append(
            f"{number % 28 + 1:02}.01.2024;Клиент {number % 9};{-1 if amount < 0 else 1};{str(amount).replace('.', ',')}"
        )
    path = tmp_path / "returns_and_bad_rows.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = read(path)
    assert (found.outcome, found.lines.loaded, found.lines.quarantined, found.amount_total) == ("loaded", 91, 9, total)
    assert {held.line: held.reason for held in found.quarantine} == {line: reason for line, (_, reason) in bad.items()}
