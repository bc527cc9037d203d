"""T04: Pollock's pollutions, nothing told. T05: rows that do not belong, SURAGH's measure.

Neither the clean truth of Pollock's 2290 files nor SURAGH's labels of ill-formed rows are in the open corpus. Pollock's 23
files here are one table spoiled in 23 ways, so the one whose pollution changes no cell (no line end at the end) is the truth
of the others; the 131 files of SURAGH are replaced by fresh tables whose spoiled rows are known.
"""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean

import pytest

from ingestion.reading import Reading
from tests.marks.corpus import CORPUS

Rows = list[list[str]]
POLLOCK = CORPUS / "generic" / "pollock"
CLEAN = "file_no_trailing_newline.csv"
TWO_TABLES = "file_multitable_same.csv"  # its truth has both tables, which is not this one


def prf(found: Counter[object], wanted: Counter[object]) -> tuple[float, float, float]:
    """Precision, recall and their harmonic mean of two multisets."""
    both = (found & wanted).total()
    precision = both / found.total() if found else 0.0
    recall = both / wanted.total() if wanted else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if both else 0.0


def ten_scores(found: Rows, wanted: Rows) -> list[float]:
    """Success, and precision, recall and F1 of the header, the records and the cells."""
    if not found:
        return [0.0] * 10
    parts: list[tuple[Counter[object], Counter[object]]] = [
        (Counter(found[0]), Counter(wanted[0])),
        (Counter(map(tuple, found[1:])), Counter(map(tuple, wanted[1:]))),
        (Counter(cell for row in found[1:] for cell in row), Counter(cell for row in wanted[1:] for cell in row)),
    ]
    return [1.0, *(score for one, other in parts for score in prf(one, other))]


def rows_of(path: Path) -> Rows:
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as source:
        return [[" ".join(cell.split()) for cell in row] for row in csv.reader(source)]


@pytest.mark.skipif(not POLLOCK.exists(), reason="the public corpus is not on this machine")
def test_t04_polluted_files(read: Callable[..., Reading], tmp_path: Path) -> None:
    wanted = rows_of(POLLOCK / CLEAN)
    scores, slowest = [], 0.0
    for path in sorted(POLLOCK.iterdir()):
        if path.name == TWO_TABLES:
            continue
        clean = tmp_path / f"{path.name}.clean"
        reading = read(path, clean=clean)
        slowest = max(slowest, reading.seconds)
        kept = reading.lines.quarantined + reading.lines.loaded + reading.lines.skipped
        assert kept >= len(wanted) - 1, path.name  # no row is dropped in silence
        scores.append(ten_scores(rows_of(clean), wanted))
    simple = sum(mean(column) for column in zip(*scores, strict=True))
    assert simple >= 9.5
    assert slowest <= 2


SPOILERS: dict[str, Callable[[list[str], random.Random], str]] = {
    "a field less": lambda row, _: ";".join(row[:-1]),
    "a field more": lambda row, chance: ";".join([*row, str(chance.randint(1, 99)), "x"]),
    "columns moved": lambda row, _: ";".join([row[1], row[0], *row[2:]]),
    "amount in words": lambda row, _: ";".join([*row[:3], "по договору", row[4]]),
    "day in words": lambda row, _: ";".join(["позже", *row[1:]]),
    "an open quote": lambda row, _: ";".join([row[0], '"' + row[1], *row[2:]]),
}


def spoiled(seed: int) -> tuple[Sequence[str], set[int]]:
    """Lines of a table of sales and the numbers of those that no one can read as they stand."""
    chance = random.Random(seed)
    lines, ill = ["Дата;Клиент;Товар;Сумма;Менеджер"], set()
    for number in range(2, 152):
        row = [
            f"{chance.randint(1, 28):02}.{chance.randint(1, 12):02}.2024", f"Клиент {chance.randint(1, 20)}", "Доска",
            f"{chance.randint(1, 9999)},{chance.randint(10, 99)}", "Иванов",
        ]  # fmt: skip
        if chance.random() < 0.06:
            ill.add(number)
            lines.append(chance.choice(list(SPOILERS.values()))(row, chance))
        else:
            lines.append(";".join(row))
    return lines, ill


def test_t05_ill_formed_rows(read: Callable[..., Reading], tmp_path: Path) -> None:
    found_right = found = labelled = 0
    for seed in range(14):
        lines, ill = spoiled(seed)
        path = tmp_path / f"{seed}.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        held = {one.line for one in read(path).quarantine}
        found, found_right, labelled = found + len(held), found_right + len(held & ill), labelled + len(ill)
    assert labelled > 100
    assert found_right / found >= 0.8
    assert found_right / labelled >= 0.6
