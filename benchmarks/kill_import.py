"""Goal 18: an import that is killed at any moment leaves the store as it was before or as it is after, never between."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.analyses import ROOT
from benchmarks.data import OUT, write_sales
from benchmarks.imports import loading
from benchmarks.timing import Line
from storage.kept_files import open_kept
from storage.store import Store, open_store

TIMES, REOPEN_SECONDS = 50, 1.0
BEFORE_LINES, KILLED_LINES = 20_000, 100_000
TRIES = 4  # of a kill, where imports end before it

_STATE = """
SELECT i.import_id, i.sha256, i.kept_file, i.lines_loaded AS expected_lines, i.amount_total AS expected_amount,
       count(l.import_id) AS found_lines, coalesce(sum(l.amount), 0) AS found_amount
FROM imports i LEFT JOIN sales_lines l ON l.import_id = i.import_id
WHERE i.undone_at IS NULL GROUP BY ALL ORDER BY i.import_id
"""
_DERIVED = """
SELECT (SELECT sum(amount) FROM sales_lines) = (SELECT sum(net) FROM client_day)
       AND (SELECT count(*) FROM sales) = (SELECT count(*) FROM sales_lines)
       AND (SELECT count(DISTINCT party_id) FROM sales_lines) = (SELECT count(*) FROM parties)
       AND (SELECT count(*) FROM left_out WHERE import_id NOT IN (SELECT import_id FROM imports)) = 0
       AND (SELECT max(day) FROM purchase_states) <= (SELECT max(day) FROM sales_lines) AS whole
"""


class Torn(AssertionError):
    """A killed import left something that is neither before nor after."""


@dataclass
class Outcome:
    """What came of so many killed imports.

    too_late: imports that had ended before they could be killed. committed: all that were found finished, those too.
    left_behind: files that remained, by kind, and how many times.
    """

    kills: int = 0
    too_late: int = 0
    committed: int = 0
    slowest_reopen: float = 0.0
    left_behind: Counter[str] = field(default_factory=Counter)


def kill_import(
    times: int = TIMES, seed: int = 18, before_lines: int = BEFORE_LINES, lines: int = KILLED_LINES, folder: Path = OUT
) -> Outcome:
    """Kill an import so many times, at moments spread by chance over its whole duration, and look at the store each time.

    Raises Torn where a store does not open within a second, holds half a file, lost what it had, or does not take the
    same file afterwards (or does not say `already_loaded` where the killed import had been finished).
    """
    earlier, killed = write_sales(before_lines, folder).plain, write_sales(lines, folder).plain
    dice, outcome = random.Random(seed), Outcome()
    with tempfile.TemporaryDirectory(dir=folder, prefix="kill-") as scratch:
        base = Path(scratch) / "base"
        base.mkdir()
        _import_whole(base / "sales.duckdb", earlier)
        duration = _duration(base, killed, Path(scratch) / "whole")
        for number in range(TRIES * times):
            if outcome.kills == times:
                break
            place = Path(scratch) / f"round-{number}"
            shutil.copytree(base, place)
            moment = dice.uniform(0, duration)
            if _killed(place, killed, moment):
                outcome.kills += 1
            else:  # it had ended by itself: the machine is less busy than it was
                duration = min(duration, moment)
                outcome.too_late += 1
            _inspect(place / "sales.duckdb", killed, outcome)
            shutil.rmtree(place)
    return outcome


def _environment(place: Path) -> dict[str, str]:
    """Temporary files beside the database, so that what a killed process leaves can be counted."""
    temporary = place / "tmp"
    temporary.mkdir(exist_ok=True)
    return os.environ | {"TMPDIR": str(temporary)}


def _import_whole(database: Path, file: Path) -> dict[str, Any]:
    """Import a file to the end; what the command said of it."""
    command = [*loading(file, database), "--json"]
    done = subprocess.run(
        command, cwd=ROOT, env=_environment(database.parent), capture_output=True, text=True, check=False
    )
    if not done.stdout:
        raise Torn(f"the import said nothing: {done.stderr[-500:]}")
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def _duration(base: Path, file: Path, place: Path) -> float:
    """Seconds that the import takes when nobody disturbs it."""
    shutil.copytree(base, place)
    started = time.monotonic()
    _import_whole(place / "sales.duckdb", file)
    seconds = time.monotonic() - started
    shutil.rmtree(place)
    return seconds


def _killed(place: Path, file: Path, moment: float) -> bool:
    """Start an import and kill it with all its children after so many seconds; False where it had ended by itself."""
    command = loading(file, place / "sales.duckdb")
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        command, cwd=ROOT, env=_environment(place), stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        process.wait(timeout=moment)
        return False
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True


def _inspect(database: Path, file: Path, outcome: Outcome) -> None:
    """Open the store again, look whether it is whole, and import the same file once more."""
    _count_left_behind(database, outcome)
    store, seconds = _reopened(database)
    outcome.slowest_reopen = max(outcome.slowest_reopen, seconds)
    try:
        imports = check_whole(store)
        known = {line["kept_file"] for line in imports}
        outcome.left_behind["kept copy of no import"] += any(
            path.suffix == ".zst" and path.name not in known for path in store.files.iterdir()
        )
    finally:
        store.close()
    committed = len(imports) == 2
    outcome.committed += committed
    said = _import_whole(database, file)
    expected = "already_loaded" if committed else "loaded"
    if said["outcome"] != expected:
        raise Torn(
            f"after {'a finished' if committed else 'an unfinished'} import the same file is {said['outcome']}: {said.get('message')}"
        )
    store, _ = _reopened(database)
    try:
        if len(check_whole(store)) != 2:
            raise Torn("the file is not there after it was imported again")
    finally:
        store.close()


def _reopened(database: Path) -> tuple[Store, float]:
    started = time.monotonic()
    store = open_store(database)
    store.version()
    seconds = time.monotonic() - started
    if seconds > REOPEN_SECONDS:
        raise Torn(f"the store took {seconds:.2f} s to open")
    return store, seconds


def check_whole(store: Store) -> list[dict[str, Any]]:
    """The imports in force; raises Torn where one is not there to the last line, or its kept bytes are not its own."""
    imports: list[dict[str, Any]] = store.query(_STATE).to_pylist()
    if len(imports) not in (1, 2):
        raise Torn(f"{len(imports)} imports in force, one or two were expected")
    for line in imports:
        if (line["found_lines"], line["found_amount"]) != (line["expected_lines"], line["expected_amount"]):
            raise Torn(f"half a file: {line}")
        if _kept_sha256(store, line["kept_file"]) != line["sha256"]:
            raise Torn(f"the kept copy of import {line['import_id']} is not the file that was loaded")
    if not store.query(_DERIVED).column("whole")[0].as_py():
        raise Torn("the derived tables do not fit the lines")
    unfinished = [name for name in store.tables() if name.endswith("_new") or name == "own_rhythms"]
    if unfinished:
        raise Torn(f"tables of an unfinished import: {unfinished}")
    return imports


def _kept_sha256(store: Store, kept: str) -> str:
    digest = hashlib.sha256()
    with open_kept(store.files, kept) as content:
        while chunk := content.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def _count_left_behind(database: Path, outcome: Outcome) -> None:
    """Count what the killed process left beside the database: unfinished copies, staged rows, the log."""
    kept = database.with_name(database.stem + ".files")
    names = [path.name for path in kept.iterdir()]
    outcome.left_behind["unfinished copy (.part)"] += any(name.endswith(".part") for name in names)
    outcome.left_behind["write-ahead log"] += Path(f"{database}.wal").exists()
    outcome.left_behind["temporary folder"] += any((database.parent / "tmp").iterdir())


def measure(lines: int, rounds: int, folder: Path = OUT) -> Iterator[Line]:
    """The line of the table for goal 18; the number of lines is the file's own, whatever the other benchmarks use."""
    what = f"import of {KILLED_LINES:,} lines killed {TIMES} times at random moments".replace(",", " ")
    try:
        outcome = kill_import(TIMES, folder=folder)
    except Torn as fault:
        yield Line("18", what, f"torn: {fault}", "all or nothing", "", "reopens <= 1 s", (False,))
        return
    left = ", ".join(f"{kind} {count}x" for kind, count in sorted(outcome.left_behind.items()) if count) or "nothing"
    finished = outcome.committed - outcome.too_late
    ours = f"0 torn, {finished} had been finished; slowest reopening {outcome.slowest_reopen * 1000:.0f} ms; left behind: {left}"
    yield Line("18", what, ours, "all or nothing", "", "reopens <= 1 s", (True,))


if __name__ == "__main__":
    print(kill_import(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
