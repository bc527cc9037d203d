"""The file of the demo company: the same bytes everywhere, the same numbers in every language, loaded in seconds."""

from __future__ import annotations

import csv
import hashlib
import os
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from sample_data.demo import COLUMNS, demo_file_names, write_demo
from sample_data.timeline import DEFAULT_LAST_DAY
from sample_data.vocabulary import LANGUAGES, vocabulary

ROOT = Path(__file__).resolve().parents[2]
# A change of the generator changes these on purpose: run the planted facts' tests, then write the new hashes here.
SHA256 = {
    "en": "d421cbabca16dbd4abb5ab3fba35ddf229b2feb500bb122cfbf966ea606e3fd0",
    "ru": "d51acb6fb3e5c9e9c7902cbdb262d9043afa24e5165992660141a0e8ec687256",
    "uk": "fee3a1118dc4607f2e0db4e112457d35db55a72fcfe4ef4ae8524bff3a7c21bb",
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("demo")
    return {language: write_demo(folder, language) for language in LANGUAGES}


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def numbers(path: Path, language: str) -> list[tuple[date, int, Decimal, Decimal, Decimal]]:
    """Day, quantity, price, amount, cost of every line, whatever the language writes."""
    form = "%Y-%m-%d" if language == "en" else "%d.%m.%Y"
    at = {column: place for place, column in enumerate(COLUMNS)}
    return [
        (
            datetime.strptime(row[at["date"]], form).date(),
            int(row[at["quantity"]]),
            *(Decimal(row[at[column]].replace(",", ".")) for column in ("price", "amount", "cost")),
        )
        for row in rows_of(path)[1:]
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_bytes_never_change(files: dict[str, Path], language: str) -> None:
    assert hashlib.sha256(files[language].read_bytes()).hexdigest() == SHA256[language]


@pytest.mark.parametrize("hash_seed", ["1", "4711"])
def test_bytes_do_not_depend_on_the_process(tmp_path: Path, hash_seed: str) -> None:
    command = (
        "import sys, pathlib; from sample_data.demo import write_demo; write_demo(pathlib.Path(sys.argv[1]), 'en')"
    )
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    subprocess.run([sys.executable, "-c", command, str(tmp_path)], cwd=ROOT, env=environment, check=True)
    written = tmp_path / vocabulary("en").file_name
    assert hashlib.sha256(written.read_bytes()).hexdigest() == SHA256["en"]


def test_numbers_are_the_same_in_every_language(files: dict[str, Path]) -> None:
    english = numbers(files["en"], "en")
    assert numbers(files["ru"], "ru") == english
    assert numbers(files["uk"], "uk") == english


def test_every_line_adds_up(files: dict[str, Path]) -> None:
    for day, quantity, price, amount, cost in numbers(files["en"], "en"):
        assert quantity * price == amount
        assert date(2024, 1, 1) <= day <= DEFAULT_LAST_DAY
        assert (cost < 0) == (amount < 0), "goods that come back bring their cost back"


@pytest.mark.parametrize("language", LANGUAGES)
def test_form_of_the_export(files: dict[str, Path], language: str) -> None:
    header, *lines = rows_of(files[language])
    assert header == [vocabulary(language).headers[column] for column in COLUMNS]
    assert 25_000 <= len(lines) <= 45_000
    assert all(len(line) == len(COLUMNS) for line in lines)
    assert {path.name for path in files.values()} == set(demo_file_names())


def test_lines_stand_in_the_order_of_days_to_the_last_day(files: dict[str, Path]) -> None:
    days = [line[0] for line in numbers(files["en"], "en")]
    assert days == sorted(days)
    assert days[-1] == DEFAULT_LAST_DAY


def test_revenue_of_a_quarter_is_that_of_a_middling_wholesaler(files: dict[str, Path]) -> None:
    quarters: dict[tuple[int, int], Decimal] = {}
    for day, _, _, amount, _ in numbers(files["en"], "en"):
        if day < date(2026, 10, 1):
            key = day.year, (day.month - 1) // 3
            quarters[key] = quarters.get(key, Decimal(0)) + amount
    assert 25_000_000 <= sum(quarters.values()) / len(quarters) <= 30_000_000
    assert min(quarters.values()) >= 20_000_000


def test_margin_is_that_of_a_wholesaler(files: dict[str, Path]) -> None:
    lines = numbers(files["en"], "en")
    revenue, cost = sum(line[3] for line in lines), sum(line[4] for line in lines)
    assert Decimal("0.15") <= 1 - cost / revenue <= Decimal("0.30")


def test_another_last_day_moves_the_whole_history(tmp_path: Path) -> None:
    path = write_demo(tmp_path, "en", date(2025, 6, 10))
    days = [line[0] for line in numbers(path, "en")]
    assert (days[0].year, days[0].month) == (2022, 8)
    assert days[-1] == date(2025, 6, 10)


def test_a_language_that_the_demo_does_not_speak_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'de'"):
        write_demo(tmp_path, "de")
    assert not list(tmp_path.iterdir())
