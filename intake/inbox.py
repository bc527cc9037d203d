"""A folder that other programs put reports into: what is new there is taken in, and nothing in it is ever changed.

What was done is remembered by the hash of the bytes in the ledger of imports: a file that was loaded once is never
loaded again from here, not even after its import was taken back, whatever it is called.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ingestion.folder import SETTLE_SECONDS, files_at_rest, leads_out
from ingestion.limits import Limits
from ingestion.process import ReaderProcess
from ingestion.reading import refused
from intake.one_file import Taken, sha256_of, take_in
from storage.imports import was_ever_loaded
from storage.store import Store

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class InboxState:
    """How far the inbox is: `is_reading` while it is looked through; what became of its files the last time.

    taken: loaded now, waiting for an answer, or refused; files that were loaded before are not told. is_missing: the
    folder cannot be read. round: grows with every look through.
    """

    is_reading: bool = False
    is_missing: bool = False
    taken: tuple[Taken, ...] = ()
    round: int = 0

    def with_outcome(self, outcome: str) -> list[Taken]:
        """The files with one outcome."""
        return [one for one in self.taken if one.outcome == outcome]


class Inbox:
    """One folder and the store that its files go into. Looked through in a thread of its own, one at a time."""

    def __init__(self, store: Store, folder: Path, settle: float = SETTLE_SECONDS) -> None:
        self.folder = folder
        self._store, self._settle = store, settle
        self._state = InboxState()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> InboxState:
        """How far it is now."""
        return self._state

    def begin(self) -> None:
        """Look through the folder in the background, unless that is going on already."""
        with self._lock:
            if self._state.is_reading:
                return
            self._state = replace(self._state, is_reading=True)
            # A thread that the process does not wait for: an import that it leaves half done is rolled back.
            self._thread = threading.Thread(target=self._run, name="inbox", daemon=True)
            self._thread.start()

    def wait(self, seconds: float | None = None) -> InboxState:
        """The state after the look through that is going on, if one is."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)
        return self._state

    def _run(self) -> None:
        taken: tuple[Taken, ...] = ()
        is_missing = False
        try:
            for one in look_through(self._store, self.folder, self._settle):
                taken = (*taken, one)
                self._state = replace(self._state, taken=taken)
        except OSError as fault:
            _LOG.warning("the inbox %s cannot be read: %s", self.folder, fault)
            is_missing = True
        finally:
            self._state = InboxState(False, is_missing, taken, self._state.round + 1)


def look_through(store: Store, folder: Path, settle: float = SETTLE_SECONDS) -> Iterator[Taken]:
    """Take in every file of the folder that is at rest and was never loaded; those loaded before are passed over.

    A link that leads out of the folder is refused (`leads_out`). Raises OSError where the folder cannot be read.
    """
    files = files_at_rest(folder, settle)
    if not files:
        return
    with ReaderProcess() as process:
        for path in files:
            taken = _take_one(store, folder, path, process)
            if taken is not None:
                yield taken


def _take_one(store: Store, folder: Path, path: Path, process: ReaderProcess) -> Taken | None:
    """What becomes of one file; None where it was loaded before or has gone."""
    if leads_out(folder, path):
        return Taken("refused", path.name, "", refused(path, path.name, "leads_out", {}))
    limit = Limits().text_bytes
    try:
        size = path.stat().st_size
        if size > limit:
            return Taken("refused", path.name, "", refused(path, path.name, "too_big", {"limit": limit, "found": size}))
        if was_ever_loaded(store, sha256_of(path)):
            return None
        return _take_copy(store, path, process)
    except OSError as fault:
        _LOG.warning("%s is left in the inbox: %s", path.name, fault)
        return None


def _take_copy(store: Store, path: Path, process: ReaderProcess) -> Taken:
    """Take in a copy: the file itself may be written anew while it is read."""
    store.work.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=store.work, prefix="inbox-"))
    try:
        copy = Path(shutil.copyfile(path, work / "file"))
        return take_in(store, copy, work=work, name=path.name, process=process)
    finally:
        shutil.rmtree(work, ignore_errors=True)
