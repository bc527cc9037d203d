"""One pass over the bytes of a file: its hash, and what its lines are like."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from ingestion.refusal import Refused

_CHUNK = 1 << 18  # stays in the cache of the processor while it is hashed, counted and searched
_TAIL = 4096


@dataclass(frozen=True)
class Survey:
    """Facts about the bytes of a file. `lines` counts a last line without an end too; blank lines at the end apart."""

    sha256: str
    size: int
    lines: int
    blank_at_end: int
    returns: int  # carriage returns
    zeros: bool


class Surveying:
    """A look at every byte of a file, in a thread of its own: the statement over a large text need not wait for it.

    Raises Refused('missing') at once where the file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        try:
            source = path.open("rb")
        except OSError as fault:
            raise Refused("missing") from fault
        pool = ThreadPoolExecutor(1)
        self._found = pool.submit(_survey_of, source)
        pool.shutdown(wait=False)

    def facts(self) -> Survey:
        """What the bytes are like; waits until all were seen. Raises Refused('missing') where they cannot be read."""
        try:
            return self._found.result()
        except OSError as fault:
            raise Refused("missing") from fault

    def known(self) -> dict[str, Any]:
        """The fields of a reading that tell which bytes were read."""
        facts = self.facts()
        return {"sha256": facts.sha256, "bytes": facts.size}


def _survey_of(source: BinaryIO) -> Survey:
    hashed = hashlib.sha256()
    size = newlines = returns = 0
    zeros = False
    tail = b""
    with source:
        while chunk := source.read(_CHUNK):
            hashed.update(chunk)
            size += len(chunk)
            newlines += chunk.count(b"\n")
            returns += chunk.count(b"\r") if b"\r" in chunk else 0  # to look is ten times as fast as to count
            zeros = zeros or b"\0" in chunk
            tail = chunk if len(chunk) >= _TAIL else (tail + chunk)[-_TAIL:]
    unfinished = bool(tail) and not tail.endswith(b"\n")
    ends = tail[len(tail.rstrip(b"\r\n")) :]
    return Survey(
        sha256=hashed.hexdigest(),
        size=size,
        lines=newlines + unfinished,
        blank_at_end=max(0, ends.count(b"\n") - 1),
        returns=returns,
        zeros=zeros,
    )


def sample_lines(path: Path, head: int, elsewhere: int) -> tuple[bytes, list[bytes]]:
    """The first `head` bytes in whole lines, and pieces of whole lines from the middle and the end."""
    size = path.stat().st_size
    with path.open("rb") as source:
        first = source.read(head)
        first = first[: first.rfind(b"\n") + 1]
        pieces = []
        for start in (size // 3, 2 * size // 3, size - elsewhere):
            source.seek(max(start, len(first)))
            piece = source.read(elsewhere)
            at_end = source.tell() >= size
            piece = piece[piece.find(b"\n") + 1 :]
            pieces.append(piece if at_end else piece[: piece.rfind(b"\n") + 1])
    return first, pieces


def lines_at(path: Path, numbers: set[int]) -> Iterator[tuple[int, bytes]]:
    """The lines with the given numbers (from 1), in order."""
    last = max(numbers, default=0)
    with path.open("rb") as source:
        for number, line in enumerate(source, start=1):
            if number in numbers:
                yield number, line
            if number >= last:
                return
