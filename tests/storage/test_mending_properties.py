"""Any rows of a good file, spoilt in any way, loaded and mended back, give the lines and the money of the good file."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from held_files import balance
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from ingestion.answers import Answers
from ingestion.job import read_job
from ingestion.mending import mend_job
from ingestion.reading import Reading
from ingestion.row_file import RowFile, RowToRead, write_row_file
from ingestion.task import Job
from storage.held_rows import HeldRow, held_rows
from storage.imports import file_to_load, load, undo
from storage.mending import Outcome, TypedRow, declare_no_sales, mend, mendings, undo_mending
from storage.store import Store, open_store

TODAY = date(2026, 6, 1)
HEAD = ["Дата", "Номер", "Клиент", "Товар", "Сумма"]
ANSWERS = Answers(
    columns={"date": 1, "order_no": 2, "client": 3, "product": 4, "amount": 5}, options={"many_held": "load"}
)
CELLS = list[str]
SPOIL: dict[str, Callable[[CELLS], CELLS]] = {
    "no_date": lambda cells: ["", *cells[1:]],
    "bad_date": lambda cells: ["31.02.2024", *cells[1:]],
    "words": lambda cells: ["вчера", *cells[1:]],
    "future_date": lambda cells: ["01.01.2031", *cells[1:]],
    "old_date": lambda cells: ["01.01.1961", *cells[1:]],
    "no_amount": lambda cells: [*cells[:4], ""],
    "bad_amount": lambda cells: [*cells[:4], "12а5"],
    "too_few_fields": lambda cells: cells[:3],
    "both": lambda cells: ["?", *cells[1:4], "?"],
}


def good_rows(count: int, seed: int) -> list[CELLS]:
    chance = random.Random(seed)
    return [
        [
            f"{date(2024, 1, 3) + timedelta(days=chance.randrange(400)):%d.%m.%Y}",
            f"N-{place}",
            f"Клиент {chance.randrange(4)}",
            chance.choice(["чай", "кофе", ""]),
            f"{chance.choice([1, 1, 1, -1]) * chance.randrange(1, 10**6) / 100:.2f}".replace(".", ","),
        ]
        for place in range(count)
    ]


def read(folder: Path, rows: list[CELLS], name: str) -> Reading:
    path = folder / name
    path.write_text("\n".join(";".join(cells) for cells in (HEAD, *rows)) + "\n", encoding="utf-8")
    work = folder / f"{name}.work"
    work.mkdir()
    return read_job(Job(path, name, work, TODAY, ANSWERS), lambda stage, share: None)


def sales(store: Store, number: int) -> list[tuple[Any, ...]]:
    """The lines of an import as they stand in the store."""
    rows = store.query(
        "SELECT l.line, l.day, p.name, l.amount, l.order_no, l.product FROM sales_lines l JOIN parties p USING (party_id) "
        "WHERE l.import_id = $number ORDER BY l.line",
        number=number,
    )
    return [tuple(row.values()) for row in rows.to_pylist()]


def truth(rows: list[CELLS]) -> list[tuple[Any, ...]]:
    """What stands there when every row is loaded: told by plain Python."""
    return [
        (
            line,
            date(*(int(part) for part in reversed(cells[0].split(".")))),
            cells[2],
            Decimal(cells[4].replace(",", ".")),
            cells[1],
            cells[3] or None,
        )
        for line, cells in enumerate(rows, start=2)
    ]


class Mender:
    """Puts held rows of one import right by the true cells."""

    def __init__(self, store: Store, folder: Path, number: int, found: Reading, rows: list[CELLS]) -> None:
        self.store, self.folder, self.number, self.found, self.rows = store, folder, number, found, rows
        self.times = 0

    def mend(self, lines: list[int], spoilt: Callable[[CELLS], CELLS] | None = None) -> Outcome:
        typed = [TypedRow("", 0, line, tuple((spoilt or list)(self.rows[line - 2])), "ttttt") for line in lines]
        self.times += 1
        work = self.folder / f"mending-{self.times}"
        work.mkdir()
        content = tuple(RowToRead(row.sheet, row.line, row.cells or (), row.kinds or "") for row in typed)
        write_row_file(work / "rows.json", RowFile(self.found.rules, content))
        staged = mend_job(Job(work / "rows.json", "rows.json", work, TODAY, task="mend"))
        return mend(self.store, self.number, typed, staged, "owner")

    def held(self) -> list[HeldRow]:
        return held_rows(self.store, self.number)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(seed=st.integers(0, 10**6), count=st.integers(4, 25), data=st.data())
def test_what_was_spoilt_and_mended_is_as_if_it_had_never_been_spoilt(
    seed: int, count: int, data: st.DataObject, tmp_path: Path
) -> None:
    rows = good_rows(count, seed)
    ways = data.draw(
        st.dictionaries(st.integers(0, count - 1), st.sampled_from(sorted(SPOIL)), min_size=1, max_size=count - 1)
    )
    folder = tmp_path / "example"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    with closing(open_store(folder / "store.duckdb")) as store:  # its own for each example, or one would hide the next
        _mended_back(rows, ways, data, store, folder)


def _mended_back(rows: list[CELLS], ways: dict[int, str], data: st.DataObject, store: Store, folder: Path) -> None:
    count = len(rows)
    spoilt = [SPOIL[ways[at]](cells) if at in ways else cells for at, cells in enumerate(rows)]
    found = read(folder, spoilt, "spoilt.csv")
    assume(found.outcome == "loaded")
    number = load(store, file_to_load(found, folder / "spoilt.csv"), by="owner")
    mender = Mender(store, folder, number, found, rows)
    assert [row.line for row in mender.held()] == [at + 2 for at in sorted(ways)]
    _work_through(data, store, mender, [at + 2 for at in sorted(ways)])
    assert mender.mend([row.line for row in mender.held()]).held == 0 and mender.held() == []
    assert sales(store, number) == truth(rows)
    after = balance(store, number)
    assert (after["loaded"], after["quarantined"], after["skipped"]) == (count, 0, 0)
    assert after["amount"] == sum((row[3] for row in truth(rows)), Decimal(0))
    for one in mendings(store, number):
        undo_mending(store, one.mending_id)
    assert balance(store, number)["quarantined"] == len(ways)
    undo(store, number)
    assert sales(store, number) == []


def _work_through(data: st.DataObject, store: Store, mender: Mender, lines: list[int]) -> None:
    """Some of the rows mended in any order, twice, wrongly, declared no sales, taken back again."""
    for _ in range(data.draw(st.integers(1, 4))):
        some = data.draw(st.lists(st.sampled_from(lines), min_size=1, unique=True))
        act = data.draw(st.sampled_from(["mend", "mend", "mend wrongly", "declare", "undo"]))
        event(act)
        if act == "undo":
            for one in mendings(store, mender.number)[:1]:
                undo_mending(store, one.mending_id)
        elif act == "declare":
            declare_no_sales(store, mender.number, [("", line) for line in some], "owner")
        else:
            outcome = mender.mend(some, SPOIL["both"] if act == "mend wrongly" else None)
            assert outcome.loaded + outcome.held + outcome.gone == len(some)
        balance(store, mender.number)
    for one in mendings(store, mender.number):
        if one.lines_skipped:
            undo_mending(store, one.mending_id)


def test_mended_rows_come_back_with_the_file_from_its_kept_bytes(store: Store, tmp_path: Path) -> None:
    rows = good_rows(12, 3)
    spoilt = [SPOIL["bad_date"](cells) if at in (2, 5) else cells for at, cells in enumerate(rows)]
    found = read(tmp_path, spoilt, "spoilt.csv")
    number = load(store, file_to_load(found, tmp_path / "spoilt.csv"), by="owner")
    mender = Mender(store, tmp_path, number, found, rows)
    mender.mend([4, 7])
    undo(store, number)
    again = replace(file_to_load(found, tmp_path / "spoilt.csv"))
    load(store, again, by="owner", again=number)
    assert sales(store, number) == truth(rows)
