"""The parent's side of the child process: hands over jobs, waits with a limit, and outlives whatever happens there."""

from __future__ import annotations

import json
import logging
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from ingestion.held_sheet import HeldSheet
from ingestion.process_limits import resident_bytes
from ingestion.reading import Reading, SourceRow, refused
from ingestion.refusal import Refused
from ingestion.staged import StagedFile
from ingestion.task import Job, cost_kind, size_of

_LOG = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parent.parent
_TIME_TO_LEAVE = 5.0  # seconds that a child without input gets to end by itself
_TIME_TO_END = 0.5  # and, when its pipes are closed already, to be gone
_LOOK_EVERY = 0.25  # seconds between two looks at the child's memory
Progress = Callable[[str, float], None]


class ReaderProcess:
    """One child process that reads files in turn. A crash loses only the file it happened in."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._said: queue.Queue[str | None] = queue.Queue()
        self._errors: IO[str] | None = None
        self._listener: threading.Thread | None = None

    def __enter__(self) -> ReaderProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, job: Job, progress: Progress | None = None) -> Reading:
        """The reading of one file; 'refused' where the child died, hung or took too much memory."""
        message = self._ask(job, progress)
        return Reading.from_json(message["reading"]) if isinstance(message, dict) else message

    def show(self, job: Job) -> list[SourceRow]:
        """The rows that the job names; none where the child was lost over it."""
        message = self._ask(job, None)
        return [SourceRow.from_json(row) for row in message["rows"]] if isinstance(message, dict) else []

    def mend(self, job: Job) -> StagedFile:
        """The rows of a row file, staged. Raises Refused where the child was lost over them."""
        return StagedFile.from_json(self._told(job)["staged"])

    def held_sheet(self, job: Job) -> HeldSheet:
        """The rows of a sheet of held rows. Raises Refused where the file is none or cannot be read."""
        return HeldSheet.from_json(self._told(job)["sheet"])

    def _told(self, job: Job) -> dict[str, Any]:
        message = self._ask(job, None)
        if not isinstance(message, dict):
            raise Refused(message.reason or "reader_failed", **message.facts)
        if "refused" in message:
            raise Refused(message["refused"], **message["facts"])
        return message

    def _ask(self, job: Job, progress: Progress | None) -> dict[str, Any] | Reading:
        """What the child says to a job; a refusal where it was lost."""
        process = self._running()
        kind, size = cost_kind(job.path), size_of(job.path)
        deadline = time.monotonic() + job.limits.seconds_for(kind, size)
        memory = job.limits.memory_for(kind, size)
        if process.stdin is None:
            raise RuntimeError("the reader process has no input")
        try:
            process.stdin.write(json.dumps(_job_to_json(job)) + "\n")
            process.stdin.flush()
        except BrokenPipeError:
            return self._lost(job, "reader_failed")
        return self._wait(job, deadline, memory, progress)

    def _wait(self, job: Job, deadline: float, memory: int, progress: Progress | None) -> dict[str, Any] | Reading:
        while True:
            try:
                line = self._said.get(timeout=_LOOK_EVERY)
            except queue.Empty:
                reason = self._over_limit(deadline, memory)
                if reason:
                    return self._lost(job, reason)
                continue
            if line is None:
                return self._lost(job, "reader_failed")
            message: dict[str, Any] = json.loads(line)
            if "progress" not in message:
                return message
            if progress is not None:
                progress(*message["progress"])

    def _over_limit(self, deadline: float, memory: int) -> str | None:
        if time.monotonic() > deadline:
            return "too_slow"
        if self._process is not None and resident_bytes(self._process.pid) > memory:
            return "too_heavy"
        return None

    def _lost(self, job: Job, reason: str) -> Reading:
        """The child is gone or must go; what it left on its error stream is kept in the log."""
        code = self._stop(hangs=reason != "reader_failed")
        if reason == "reader_failed" and code is not None and code < 0:
            reason = "too_heavy"  # ended by a signal: out of memory, out of time, or a parser that aborts
        if self._errors is not None:
            self._errors.seek(0)
            tail = self._errors.read()[-2000:].strip()
            _LOG.warning("reading %s: child ended with %s: %s", job.name, code, tail)
            self._errors.close()
            self._errors = None
            if "memory allocation" in tail or "MemoryError" in tail:
                reason = "too_heavy"
        return refused(job.path, job.name, reason, {}, bytes=size_of(job.path))

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self._stop()
            self._said = queue.Queue()
            self._errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
            self._process = subprocess.Popen(
                [sys.executable, "-m", "ingestion.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                cwd=_ROOT,
                text=True,
                encoding="utf-8",
            )
            self._listener = threading.Thread(target=_listen, args=(self._process.stdout, self._said), daemon=True)
            self._listener.start()
        return self._process

    def _stop(self, hangs: bool = False) -> int | None:
        """End the child and give its exit code, None where it had to be ended; `hangs`: without waiting for it."""
        process, self._process = self._process, None
        if process is None:
            return None
        if process.stdin is not None:
            _close(process.stdin)
        if self._listener is not None and not hangs:
            self._listener.join(_TIME_TO_LEAVE)  # its pipe ends with the process, at once: `wait` looks in steps
        try:
            code = process.wait(timeout=0 if hangs else _TIME_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            code = None
        if self._listener is not None:
            self._listener.join()
            self._listener = None
        if process.stdout is not None:
            _close(process.stdout)
        return code

    def close(self) -> None:
        """Let the child end: its input ends, so it leaves its loop."""
        self._stop()
        if self._errors is not None:
            self._errors.close()
            self._errors = None


def _close(pipe: IO[str]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        _LOG.debug("the reader process had already gone")


def _listen(pipe: IO[str] | None, said: queue.Queue[str | None]) -> None:
    """Lines of the child into a queue, None when it ends."""
    if pipe is not None:
        for line in pipe:
            said.put(line)
    said.put(None)


def _job_to_json(job: Job) -> dict[str, Any]:
    return {
        "path": str(job.path.resolve()),
        "name": job.name,
        "work": str(job.work.resolve()),
        "today": job.today.isoformat(),
        "answers": None if job.answers is None else job.answers.to_json(),
        "limits": job.limits.to_json(),
        "known_layouts": {layout: known.to_json() for layout, known in job.known_layouts.items()},
        "clean": None if job.clean is None else str(job.clean.resolve()),
        "places": job.places,
        "task": job.task,
    }
