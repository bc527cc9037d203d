"""Good files changed in ways that must not matter (T11), and damaged in ways that must not pass unnoticed (T12)."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ingestion.process import ReaderProcess
from ingestion.read import read_file
from ingestion.reading import Reading
from tests.marks.corpus import TODAY
from tests.marks.fresh_files import FreshFile, fresh_files, verdict
from tests.marks.fresh_layouts import Table
from tests.marks.fresh_writing import Style, Value, as_text

Made = tuple[Table, Style]
LOST = ("reader_failed", "too_slow", "too_heavy")


@dataclass(frozen=True)
class Broken:
    """A change that mattered, or a damage that passed unnoticed."""

    file: str
    what: str
    before: str
    after: str


def good_files(count: int, seed: int, folder: Path, process: ReaderProcess) -> Iterator[tuple[FreshFile, Reading]]:
    """So many fresh texts that are read to the last row, each with its reading."""
    found = 0
    for file in fresh_files(count * 20, seed):
        if found == count:
            return
        if not file.name.endswith(".csv") or len(file.table.sales) > 60:
            continue
        reading = read_bytes(file.content, file.name, folder, process)
        if verdict(file, reading) == "full" and reading.outcome == "loaded":
            found += 1
            yield file, reading


def read_bytes(content: bytes, name: str, folder: Path, process: ReaderProcess) -> Reading:
    """The reading of these bytes."""
    work = Path(tempfile.mkdtemp(dir=folder))
    path = work / name
    path.write_bytes(content)
    try:
        return read_file(path, work=work, process=process, today=TODAY)
    finally:
        shutil.rmtree(work)


def _blank_row(made: Made, chance: random.Random) -> Made:
    table, style = made
    rows = list(table.rows)
    rows.insert(chance.randint(table.header, len(rows)), [None] * len(rows[table.header - 1]))
    return replace(table, rows=rows), style


def _title_row(made: Made, chance: random.Random) -> Made:
    table, style = made
    words = ("Отчет по продажам", "Report 15", "ТОВ Наша фірма, код 12345678")
    title: list[Value] = [chance.choice(words), *[None] * (len(table.rows[table.header - 1]) - 1)]
    return replace(table, rows=[title, *table.rows], header=table.header + 1), style


def _mark(made: Made, chance: random.Random) -> Made:
    return made[0], replace(made[1], encoding=chance.choice(("utf-8-sig", "utf-16")))


def _columns_moved(made: Made, chance: random.Random) -> Made:
    """Not where two tables stand beside each other (mixed up, their columns are one table that nobody can part), nor where
    rows lack cells."""
    table, style = made
    if table.layout in ("beside", "ragged"):
        return made
    width = len(table.rows[table.header - 1])
    order = chance.sample(range(width), width)
    moved = [[row[at] for at in order] if len(row) == width else row for row in table.rows[table.header - 1 :]]
    return replace(table, rows=[*table.rows[: table.header - 1], *moved]), style


def _delimiter(made: Made, chance: random.Random) -> Made:
    return made[0], replace(made[1], delimiter=chance.choice("\t;|,"))


def _encoding(made: Made, chance: random.Random) -> Made:
    return made[0], replace(made[1], encoding="utf-8")


def _line_ends(made: Made, chance: random.Random) -> Made:
    return made[0], replace(made[1], line_end=chance.choice(("\n", "\r\n", "\r")), quote_all=chance.random() < 0.5)


def _without_total(made: Made, chance: random.Random) -> Made:
    """Only where the last row is not a sale."""
    table, style = made
    body = len(table.rows) - table.header
    last = table.rows[-1]
    if body <= len(table.sales) or table.layout != "register" or not any(str(v).strip() for v in last if v is not None):
        return made
    dated = list(table.columns).index("date")
    return (replace(table, rows=table.rows[:-1]), style) if last[dated] in (None, "") else made


CHANGES: dict[str, Callable[[Made, random.Random], Made]] = {
    "a blank row": _blank_row, "a title row": _title_row, "a byte mark": _mark, "columns moved": _columns_moved,
    "another delimiter": _delimiter, "another encoding": _encoding, "other line ends": _line_ends, "no total": _without_total,
}  # fmt: skip


def changes_that_matter(cases: int, seed: int, folder: Path, process: ReaderProcess) -> tuple[int, list[Broken]]:
    """Of so many random changes of good files, how many were tried and which changed the rows or the sum."""
    chance, broken, tried = random.Random(seed), [], 0
    for file, before in good_files(-(-cases // len(CHANGES)), seed, folder, process):
        for what, change in CHANGES.items():
            table, style = change((file.table, file.style), chance)
            after = read_bytes(as_text(table.rows, style), file.name, folder, process)
            tried += 1
            if _essence(after) != _essence(before):
                broken.append(Broken(file.name, what, str(_essence(before)), str(_essence(after))))
    return tried, broken


def _essence(reading: Reading) -> tuple[object, ...]:
    return reading.outcome, reading.lines.loaded, reading.amount_total, reading.date_min, reading.date_max


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The bytes with one to four of them flipped, taken out or put in.

    Longer pieces are not taken out: two rows spliced at the same column make a row that no reader can tell from a good one.
    """
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(content))
        content = chance.choice(
            (
                content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :],
                content[:at] + content[at + 1 :],
                content[:at] + bytes([chance.choice(b'";,\t\n\r\0 0A\xd0')]) + content[at:],
            )
        )
    return content


@dataclass(frozen=True)
class Fuzzed:
    """What came of damaged files: how many were tried, lost processes, rows gone without a word."""

    tried: int
    lost: list[Broken]
    silent: list[Broken]


def fuzz(files: int, times: int, seed: int, folder: Path, process: ReaderProcess) -> Fuzzed:
    """Damage so many good files so many times each and look whether every row that is gone is told about."""
    chance, tried = random.Random(seed), 0
    lost: list[Broken] = []
    silent: list[Broken] = []
    for file, before in good_files(files, seed, folder, process):
        for number in range(times):
            content = damaged(file.content, chance)
            after = read_bytes(content, file.name, folder, process)
            tried += 1
            spoiled = set(content.splitlines()) - set(file.content.splitlines())
            said = Broken(file.name, f"damage {number}: {sorted(spoiled)}", _told(before), _told(after))
            if after.reason in LOST:
                lost.append(said)
            elif is_silent(before, after, file.content, content):
                silent.append(said)
    return Fuzzed(tried, lost, silent)


def is_silent(before: Reading, after: Reading, original: bytes, content: bytes) -> bool:
    """Whether rows are gone or added and neither rows held or left out, a warning nor a question says so.

    A damage may take whole lines out or double them: then the file is another one, and nothing can be told.
    """
    if after.outcome != "loaded" or after.lines.loaded == before.lines.loaded:
        return False
    told = (after.lines.quarantined, after.lines.skipped, after.lines.blank, after.warnings)
    if told != (before.lines.quarantined, before.lines.skipped, before.lines.blank, before.warnings):
        return False
    return not set(content.splitlines()) <= set(original.splitlines())


def _told(reading: Reading) -> str:
    return f"{reading.outcome} {reading.reason or ''} {reading.lines} {reading.warnings} {reading.skipped_by_reason}"
