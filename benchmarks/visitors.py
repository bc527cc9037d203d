"""One visitor uploads, reads and loads a large file; another one goes on looking at a screen: how long does he wait?"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median

from benchmarks.analyses import make_store
from benchmarks.data import OUT, write_sales
from benchmarks.screens import visited
from benchmarks.session import Run, Server, Session
from benchmarks.timing import Line

ANSWER_SECONDS = 2.0
LARGER = 2  # the file has so many times the lines of the store: 200 MB beside a million lines
_PAUSE, _AFTER = 0.1, 3.0
_MEGABYTE = 1 << 20
_OTHER_FILTERS = "period=6m&vs=previous"  # a question that nobody asked before: no answer is kept


@dataclass
class Waits:
    """When the other visitor asked for his page and how long he waited, in seconds of one clock."""

    seen: list[tuple[float, float]] = field(default_factory=list)

    def look(self, session: Session, over: threading.Event) -> None:
        """Ask for the page again and again until it is over."""
        while not over.wait(_PAUSE):
            began = time.perf_counter()
            self.seen.append((began, session.run().wall))

    def between(self, first: float, last: float) -> list[float]:
        """The waits that began and ended between two moments."""
        return [wait for began, wait in self.seen if first <= began and began + wait <= last]

    def across(self, moment: float) -> list[float]:
        """The wait that a moment fell into, and the one after it: what was asked before saw the old data."""
        return [wait for began, wait in self.seen if began <= moment <= began + wait] + [
            wait for began, wait in self.seen if began > moment
        ][:1]


@contextmanager
def watching(session: Session, waits: Waits) -> Iterator[None]:
    """The other visitor looks at his page beside the block."""
    over = threading.Event()
    thread = threading.Thread(target=waits.look, args=(session, over))
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@dataclass(frozen=True)
class Upload:
    """What the uploader saw: the runs that read and that loaded, when each phase began, and what the server held."""

    reading: Run
    loading: Run
    began: dict[str, float]
    held_before: dict[str, float]
    held_after: dict[str, float]

    @property
    def loaded_at(self) -> float:
        """When the bar of loading moved for the last time: the data are the new ones from about then on."""
        return self.began["loading"] + max((seconds for seconds, *_ in self.loading.progress), default=0.0)


def upload(server: Server, session: Session, path: Path) -> Upload:
    """Drop a file into the box of the upload screen and load it as it is."""
    first, began = session.run("upload"), {"sending": time.perf_counter()}
    file = session.hand_over(path.name, path.read_bytes())
    held_before = server.ask("uploads")
    began["reading"] = time.perf_counter()
    found = session.drop(first.uploader, file)
    held_after = server.ask("uploads")
    began["loading"] = time.perf_counter()
    done = session.press(found.buttons["upload_load"])
    return Upload(found, done, began, held_before, held_after)


def moves(run: Run) -> tuple[int, float]:
    """How often the bar moved forward, and the longest time in seconds that it stood still."""
    steps = [(0.0, 0), *((seconds, percent) for seconds, percent, _ in run.progress)]
    forward = [seconds for (_, before), (seconds, now) in pairwise(steps) if now > before]
    stops = [0.0, *forward, run.progress[-1][0] if run.progress else run.wall]
    return len(forward), max(after - before for before, after in pairwise(stops))


def measure(lines: int, rounds: int, folder: Path = OUT) -> Iterator[Line]:
    """Lines of the table; the upload is made once, `rounds` is not used."""
    path, waits = write_sales(lines * LARGER, folder).plain, Waits()
    server = Server(make_store(lines, folder))
    try:
        with visited(server) as uploader, visited(server) as other:
            other.run("pulse")
            with watching(other, waits):
                seen = upload(server, uploader, path)
                time.sleep(_AFTER)
            alone = other.run(query=_OTHER_FILTERS).wall
    finally:
        server.close()
    size = f"{path.stat().st_size / _MEGABYTE:.0f} MB"
    yield from _phases(waits, seen, size, alone)
    for name, run in (("reading", seen.reading), ("loading", seen.loading)):
        count, still = moves(run)
        yield Line(
            "", f"the bar while {name} {size}", f"{count} moves in {run.wall:.1f} s, {still:.1f} s still", "", "", ""
        )
    held = f"{seen.held_after['files']:.0f} files, {seen.held_after['bytes']:.0f} bytes"
    before = f"as it was sent: {seen.held_before['bytes'] / _MEGABYTE:.0f} MB"
    released = not seen.held_after["files"]
    yield Line("", "uploads that the server holds after the drop", held, before, "", "0 bytes", (released,))


def _phases(waits: Waits, seen: Upload, size: str, alone: float) -> Iterator[Line]:
    """What the other visitor waited while the file was sent, read, loaded, and when his page first saw the new data."""
    began = seen.began
    phases = {
        f"while {size} are sent": waits.between(began["sending"], began["reading"]),
        f"while {size} are read": waits.between(began["reading"], began["loading"]),
        f"while {size} are loaded": waits.between(began["loading"], seen.loaded_at),
        "first page on the new data": waits.across(seen.loaded_at),
    }
    for phase, waited in phases.items():
        if waited:
            ours = f"{max(waited):.2f} s at most, {median(waited):.2f} s usually, {len(waited)} runs"
            kept = "" if "new" not in phase else f"new filters, nobody loading: {alone:.2f} s"
            limit, met = f"<= {ANSWER_SECONDS:.0f} s", (max(waited) <= ANSWER_SECONDS,)
            yield Line("T40", f"Pulse of another visitor {phase}", ours, kept, "", limit, met)
