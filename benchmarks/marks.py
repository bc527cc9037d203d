"""The marks of the importer in full: what `make test` samples is run here to the end. The tests are in tests/marks.

Marks that stand on the public corpus need it beside the project; without it their line says so.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import mean

from benchmarks.data import OUT, write_sales
from benchmarks.kill_import import Torn, kill_import
from benchmarks.timing import Line
from ingestion.limits import Limits
from ingestion.process import ReaderProcess
from ingestion.read import read_file
from storage.errors import StoreError
from storage.imports import load
from storage.store import open_store
from tests.marks import faults, stored
from tests.marks.changes import changes_that_matter, fuzz
from tests.marks.corpus import CORPUS, TODAY, Corpus, table
from tests.marks.fresh_files import fresh_files
from tests.marks.fresh_reading import read_fresh
from tests.marks.hostile import peak_bytes
from tests.marks.sessions import load_together

KILLS, CHANGES, FILES, DAMAGES, FRESH, SESSIONS, LARGE = 200, 500, 200, 50, 1000, 8, 1_000_000
SETS, SET = 20, 68
MEGABYTE = 1 << 20
_SMALL = Limits(bulk_from_bytes=100, bulk_from_workbook_bytes=100)  # small files by the way of large ones


@contextmanager
def _scratch(folder: Path) -> Iterator[tuple[Path, ReaderProcess]]:
    with tempfile.TemporaryDirectory(dir=folder, prefix="marks-") as scratch, ReaderProcess() as process:
        yield Path(scratch), process


def t01(folder: Path) -> Iterator[Line]:
    """Tables of sales with known truth, then fresh ones of the same kinds."""
    with _scratch(folder) as (scratch, process):
        if CORPUS.exists():
            corpus = Corpus(process)
            verdicts = corpus.verdicts
            easy = [verdicts[one.name] for one in corpus.read("sales") if one.truth["tier"] in ("easy", "medium")]
            hard = [verdicts[one.name] for one in corpus.read("sales") if one.truth["tier"] not in ("easy", "medium")]
            wrong = sum(one in ("SILENT WRONG", "NOT HELD", "CRASHED") for one in verdicts.values())
            full, kept = easy.count("FULL") / len(easy), sum(one in ("FULL", "ASKED") for one in hard) / len(hard)
            hard_full = hard.count("FULL") / len(hard)
            ours = f"easy and medium full {full:.1%}; hard full {hard_full:.1%}, full or asked {kept:.1%}; wrong in silence {wrong}"
            met = full >= 0.92 and kept >= 0.88 and hard_full >= 0.45 and not wrong
            yield Line("T01", f"{len(verdicts)} tables of sales", ours, "truth", "", "92, 45, 88 %; 0", (met,))
        else:
            yield Line("T01", "tables of sales", "the public corpus is not here", "", "", "", ())
        for limits, way in ((None, "as they are"), (_SMALL, "as large ones")):
            found = Counter(
                read_fresh(file, scratch, process, limits).verdict.split(":")[0] for file in fresh_files(FRESH, 3)
            )
            wrong = found["silent wrong"] + found["answered wrong"]
            ours = ", ".join(f"{name} {count}" for name, count in found.most_common())
            yield Line("T01", f"{FRESH} fresh files read {way}", ours, "truth", "", "0 wrong", (not wrong,))


def t10(folder: Path) -> Iterator[Line]:
    """Sets of fresh files: how far they differ."""
    shares = []
    with _scratch(folder) as (scratch, process):
        for seed in range(100, 100 + SETS):
            found = [read_fresh(file, scratch, process).verdict for file in fresh_files(SET, seed)]
            shares.append(sum(one in ("full", "asked") for one in found) / SET)
    spread = max(shares) - min(shares)
    ours = f"{min(shares):.1%} to {max(shares):.1%} full or rightly asked"
    yield Line("T10", f"{SETS} sets of {SET} fresh files", ours, "", "", "spread 3 points", (spread <= 0.03,))


def t03(folder: Path) -> Iterator[Line]:
    """Lines of headers."""
    if not CORPUS.exists():
        yield Line("T03", "lines of headers", "the public corpus is not here", "", "", "", ())
        return
    with _scratch(folder) as (_, process):
        truth = {row["file"]: row for row in table("HEADER_TRUTH.csv")}
        found = Corpus(process).read("headers")
        right = [
            one.reading.header_row is not None
            and str(one.reading.header_row[-1]) in {truth[one.name]["header_last"], *truth[one.name]["also"].split()}
            for one in found
        ]
        deep = [ok for ok, one in zip(right, found, strict=True) if int(truth[one.name]["header_last"]) > 1]
    ours = f"{mean(right):.1%}; not on line 1: {mean(deep):.1%}"
    yield Line("T03", f"headers of {len(right)} sheets", ours, "labels", "", "95 %, 85 %", (mean(right) >= 0.95 and mean(deep) >= 0.85,))  # fmt: skip


def t06(folder: Path) -> Iterator[Line]:
    """Files of other readers' tests."""
    if not CORPUS.exists():
        yield Line("T06", "generic files", "the public corpus is not here", "", "", "", ())
        return
    with _scratch(folder) as (_, process):
        found = Corpus(process).read("generic")
    lost = sum(one.reading.reason in ("reader_failed", "too_slow", "too_heavy") for one in found)
    seconds = [one.reading.seconds for one in found]
    ours = f"lost {lost}; mean {mean(seconds) * 1000:.0f} ms, slowest {max(seconds):.1f} s"
    yield Line("T06", f"{len(found)} files of other readers", ours, "", "", "0; 2 s, 10 s", (not lost and max(seconds) < 10 and mean(seconds) < 2,))  # fmt: skip


def t11(folder: Path) -> Iterator[Line]:
    """Changes that must not matter."""
    with _scratch(folder) as (scratch, process):
        tried, broken = changes_that_matter(CHANGES, 11, scratch, process)
    yield Line("T11", f"{tried} changes that must not matter", f"{len(broken)} mattered", "0", "", "0", (not broken,))


def t12(folder: Path) -> Iterator[Line]:
    """Damaged bytes."""
    with _scratch(folder) as (scratch, process):
        found = fuzz(FILES, DAMAGES, 12, scratch, process)
    ours = f"processes lost {len(found.lost)}, rows gone without a word {len(found.silent)}"
    yield Line(
        "T12", f"{FILES} files x {DAMAGES} damages", ours, "0", "", "0, 0", (not found.lost and not found.silent,)
    )


def t20(folder: Path) -> Iterator[Line]:
    """Killed imports."""
    what = f"import killed {KILLS} times at random moments"
    try:
        outcome = kill_import(KILLS, seed=20, before_lines=5000, lines=20_000, folder=folder)
    except Torn as fault:
        yield Line("T20", what, f"torn: {fault}", "", "", "0; 5 s", (False,))
        return
    ours = f"0 torn, {outcome.committed - outcome.too_late} had been finished; slowest reopening {outcome.slowest_reopen * 1000:.0f} ms"
    yield Line("T20", what, ours, "all or nothing", "", "0; 5 s", (outcome.slowest_reopen < 5,))


def t21(folder: Path) -> Iterator[Line]:
    """The n-th statement or commit fails."""
    with _scratch(folder) as (scratch, process):
        store = faults.FailingStore(scratch / "sales.duckdb")
        first = stored.write_sales(scratch / "first.csv", stored.sales_of(date(2024, 1, 1), 90, 60, 1))
        stored.load_file(store, first, process)
        second = stored.write_sales(scratch / "second.csv", stored.sales_of(date(2024, 5, 1), 60, 40, 2))
        found = faults.fail_each_call(store, stored.staged(store, second, process))
        store.close()
    yield Line("T21", f"each of {found.calls} calls of a load fails once", f"{len(found.torn)} torn", "0", "", "0", (not found.torn,))  # fmt: skip


def t22(folder: Path) -> Iterator[Line]:
    """A full disk of 6 MB, a file system in memory."""
    with _scratch(folder) as (scratch, process), faults.small_disk(scratch) as disk:
        if disk is None:
            yield Line("T22", "a full disk", "no file system may be mounted here", "", "", "", ())
            return
        store = open_store(disk / "sales.duckdb")
        loaded, said = 0, ""
        for number in range(1, 100):
            path = stored.write_sales(scratch / f"{number}.csv", stored.sales_of(date(2024, 1, 1), 90, 1500, number))
            reading = read_file(path, work=scratch, process=process, today=TODAY)
            try:
                load(store, stored.file_to_load(reading, path), "owner")
            except StoreError as refused:
                said = refused.code
                break
            loaded += 1
        whole = stored.are_whole(store) and len(stored.batches(store)) == loaded
        store.close()
    yield Line("T22", "a disk of 6 MB (tmpfs) filled", f"{loaded} loaded, then {said}; whole: {whole}", "", "", "no_room", (said == "no_room" and whole,))  # fmt: skip


def t23(folder: Path) -> Iterator[Line]:
    """Cut logs and flipped bytes."""
    with _scratch(folder) as (scratch, _):
        files = [
            stored.write_sales(scratch / f"{n}.csv", stored.sales_of(date(2024, n, 1), 25, 300, n)) for n in range(1, 9)
        ]
        database = scratch / "sales.duckdb"
        open_store(database).close()
        faults.loaded_and_killed(database, files)
        chance = random.Random(23)
        cut = Counter(faults.opened_after(database, scratch, faults.cut_log(chance))[0] for _ in range(41))
        store = open_store(database)
        rows = stored.contents(store)
        store.close()
        flipped = Counter(faults.opened_after(database, scratch, faults.flip_bytes(chance), rows)[0] for _ in range(60))
    for what, found in (("log cut at 41 places", cut), ("eight bytes flipped at 60 places", flipped)):
        yield Line("T23", what, ", ".join(f"{name} {count}" for name, count in found.most_common()), "", "", "whole or said", (set(found) <= {"whole", "damaged"},))  # fmt: skip


def t33(folder: Path) -> Iterator[Line]:
    """Sessions at once."""
    for what in ("different files", "the same file"):
        with _scratch(folder) as (scratch, process):
            store = open_store(scratch / "sales.duckdb")
            names = range(1, SESSIONS + 1) if what == "different files" else [1] * SESSIONS
            paths = [
                stored.write_sales(scratch / f"{n}.csv", stored.sales_of(date(2024, n, 1), 25, 3000 + n, n))
                for n in names
            ]
            found = load_together(store, [stored.staged(store, path, process) for path in paths])
            whole, copies = stored.are_whole(store), len(stored.batches(store))
            store.close()
        ended = ", ".join(f"{name} {count}" for name, count in found.ended.most_common())
        wanted = SESSIONS if what == "different files" else 1
        met = whole and copies == wanted and not found.faults and not found.torn
        yield Line("T33", f"{SESSIONS} sessions load {what}", f"{ended}; {found.looks} looks, torn {found.torn}", "", "", f"{wanted} in force", (met,))  # fmt: skip


def t40(folder: Path) -> Iterator[Line]:
    """Hostile files: what came of them, the memory of the child, and a second user's question meanwhile."""
    if not CORPUS.exists():
        yield Line("T40", "hostile files", "the public corpus is not here", "", "", "", ())
        return
    with _scratch(folder) as (scratch, process):
        corpus = Corpus(process)
        fitting, peak, slowest = 0, 0, 0.0
        for row in corpus.rows["hostile"]:
            started = time.monotonic()
            found = read_file(CORPUS / row["file"], work=scratch, process=process, today=TODAY)
            slowest = max(slowest, time.monotonic() - started)
            peak = max(peak, peak_bytes(process))
            first, *also = row["expect"].split("|")
            allowed = set(corpus.scorer.HOSTILE_OK.get(first, {"refused"} if first.startswith("refuse") else {"loaded", "ask", "refused"}))  # fmt: skip
            fitting += found.outcome in allowed | {{"ask": "ask", "refuse": "refused"}[way] for way in also}
        count = len(corpus.rows["hostile"])
    ours = f"{fitting} as expected; child at most {peak / MEGABYTE:.0f} MB; slowest {slowest:.1f} s"
    yield Line("T40", f"{count} hostile files", ours, "", "", "all; 1.5 GB; 60 s", (fitting == count and peak <= 1536 * MEGABYTE and slowest <= 60,))  # fmt: skip


def t46(folder: Path) -> Iterator[Line]:
    """A million rows from the file to the store."""
    path = write_sales(LARGE, folder).plain
    with _scratch(folder) as (scratch, process):
        store = open_store(scratch / "sales.duckdb")
        started = time.monotonic()
        stored.load_file(store, path, process)
        seconds = time.monotonic() - started
        store.close()
    yield Line("T46", "a million rows loaded", f"{seconds:.1f} s", "60 s", "", "60 s", (seconds <= 60,))


MARKS: dict[str, Callable[[Path], Iterator[Line]]] = {
    "T01": t01, "T03": t03, "T06": t06, "T10": t10, "T11": t11, "T12": t12, "T20": t20, "T21": t21, "T22": t22, "T23": t23, "T33": t33,
    "T40": t40, "T46": t46,
}  # fmt: skip


def measure(lines: int, rounds: int, folder: Path = OUT, only: Sequence[str] = ()) -> Iterator[Line]:
    """The lines of the table, of all marks or of those named; their sizes are their own, whatever the others use."""
    folder.mkdir(parents=True, exist_ok=True)
    for mark in only or MARKS:
        yield from MARKS[mark](folder)
