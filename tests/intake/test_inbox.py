"""The inbox: what is new is loaded once, what is not whole is left, and the folder stays as it was."""

from __future__ import annotations

import os
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from ingestion.folder import files_at_rest
from intake.inbox import Inbox, look_through
from intake.one_file import Taken
from storage.imports import ledger, undo
from storage.layouts import known_layouts
from storage.store import Store

KNOWN = "Date;Client;Amount"
ASKS = "\n".join(["Date;Client;Amount", *(f"0{d}/0{m}/2025;Ann;{d}{m},50" for d in (1, 2) for m in (3, 4, 5))])


def report(first: int, last: int) -> str:
    """A sale a day of January 2025 between two days."""
    return "\n".join([KNOWN, *(f"2025-01-{day:02};Client {day % 4};{day}.25" for day in range(first, last + 1))])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "inbox"
    made.mkdir()
    return made


def put(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def outcomes(found: list[Taken]) -> dict[str, str]:
    return {one.name: one.outcome for one in found}


def look(store: Store, folder: Path) -> list[Taken]:
    return list(look_through(store, folder, settle=0.0))


def state_of(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Names, sizes, times of change and bytes of everything in a folder."""
    return {
        path.name: (path.stat().st_size, path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.iterdir())
        if path.is_file()
    }


def test_each_file_goes_its_way_and_the_folder_stays_as_it_was(store: Store, folder: Path) -> None:
    put(folder, "a.csv", report(1, 9))
    put(folder, "b.csv", ASKS)
    put(folder, "c.csv", "\x00\x01 no table at all")
    before = state_of(folder)
    found = look(store, folder)
    assert outcomes(found) == {"a.csv": "loaded", "b.csv": "ask", "c.csv": "refused"}
    assert found[0].line is not None and found[0].line.amount_total == Decimal("47.25")
    assert state_of(folder) == before
    assert not list(store.work.glob("inbox-*")), "nothing is left where the copies were looked at"
    assert [line.file_name for line in ledger(store)] == ["a.csv"]


def test_the_same_bytes_are_loaded_once_whatever_they_are_called(store: Store, folder: Path) -> None:
    put(folder, "a.csv", report(1, 9))
    put(folder, "copy of a.csv", report(1, 9))
    assert outcomes(look(store, folder)) == {"a.csv": "loaded"}
    assert look(store, folder) == []
    undo(store, 1)
    assert look(store, folder) == [], "what the owner took back does not come again by itself"


def test_lines_that_are_loaded_already_wait_for_the_owner(store: Store, folder: Path) -> None:
    put(folder, "a.csv", report(1, 20))
    look(store, folder)
    put(folder, "b.csv", report(10, 25))
    (second,) = look(store, folder)
    assert second.outcome == "ask" and second.overlap is not None and second.overlap.lines == 11
    assert len(ledger(store)) == 1


def test_a_known_layout_needs_no_answer(store: Store, folder: Path) -> None:
    from ingestion.answers import Answers
    from intake.one_file import load_reading, read_for

    first = put(folder, "first.csv", ASKS)
    store.work.mkdir()
    reading = read_for(store, first, work=store.work, answers=Answers(date_order="dmy"))
    load_reading(store, reading, first)
    assert list(known_layouts(store)) == [reading.fingerprint]
    put(folder, "second.csv", ASKS.replace("Ann", "Bob").replace("2025", "2024"))
    (second,) = look(store, folder)
    assert second.outcome == "loaded" and second.line is not None
    assert second.line.answers == {"date_order": "dmy"}


@pytest.mark.parametrize(
    "name", [".hidden.csv", "~$open.xlsx", "big.csv.part", "big.csv.crdownload", "BIG.CSV.PART", "x.tmp"]
)
def test_what_is_no_file_yet_is_left(folder: Path, name: str) -> None:
    put(folder, name, report(1, 9))
    put(folder, "whole.csv", report(1, 9))
    assert [path.name for path in files_at_rest(folder, 0.0)] == ["whole.csv"]


def test_a_file_that_is_being_written_is_left(folder: Path) -> None:
    grows, still = put(folder, "grows.csv", report(1, 3)), put(folder, "still.csv", report(1, 3))
    touched, goes = put(folder, "touched.csv", report(1, 3)), put(folder, "goes.csv", report(1, 3))

    def meanwhile(seconds: float) -> None:
        assert seconds == 2.0
        grows.write_text(report(1, 4))
        os.utime(touched, ns=(0, touched.stat().st_mtime_ns + 1))
        goes.unlink()
        put(folder, "new.csv", report(1, 3))

    assert files_at_rest(folder, wait=meanwhile) == [still]


def test_nothing_is_read_outside_the_folder(store: Store, folder: Path, tmp_path: Path) -> None:
    outside = put(tmp_path, "outside.csv", report(1, 9))
    (folder / "leads_out.csv").symlink_to(outside)
    (folder / "also_out.csv").symlink_to(Path("..") / "outside.csv")
    (folder / "nowhere.csv").symlink_to(tmp_path / "nothing.csv")
    (folder / "deeper").mkdir()
    put(folder / "deeper", "c.csv", report(1, 9))
    (folder / "inside.csv").symlink_to(put(folder, "own.csv", report(1, 9)))
    os.mkfifo(folder / "pipe.csv")
    found = look(store, folder)
    assert outcomes(found) == {"leads_out.csv": "refused", "also_out.csv": "refused", "inside.csv": "loaded"}
    assert {one.reading.reason for one in found if one.reading and one.outcome == "refused"} == {"leads_out"}


def test_a_file_over_the_limit_is_refused_without_reading_it(store: Store, folder: Path) -> None:
    with (folder / "huge.csv").open("wb") as file:
        file.truncate(5 << 30)  # a hole: it takes no room
    (found,) = look(store, folder)
    assert found.reading is not None and found.reading.reason == "too_big"


def test_a_folder_that_is_not_there_is_said(store: Store, folder: Path) -> None:
    shutil.rmtree(folder)
    inbox = Inbox(store, folder)
    inbox.begin()
    state = inbox.wait(30)
    assert state.is_missing and not state.is_reading and state.taken == ()


def test_it_is_looked_through_beside_everything_else(store: Store, folder: Path) -> None:
    put(folder, "a.csv", report(1, 9))
    inbox = Inbox(store, folder, settle=0.3)
    inbox.begin()
    assert inbox.state.is_reading and inbox.state.round == 0
    inbox.begin()  # a second press while it is going on changes nothing
    state = inbox.wait(60)
    assert (state.is_reading, state.round, [one.outcome for one in state.taken]) == (False, 1, ["loaded"])
    assert len(ledger(store)) == 1
    inbox.begin()
    assert inbox.wait(60).taken == ()
