"""One pass over the bytes of a file: its hash, and what its lines are like."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingestion.refusal import Refused

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Survey:
    """Facts about the bytes of a file. `lines` counts a last line without an end too; blank lines at the end apart."""

    sha256: str
    size: int
    lines: int
    blank_at_end: int
    returns: int  # carriage returns
    zeros: bool


def survey(path: Path) -> Survey:
    """Look at every byte once. Raises Refused('missing') where the file cannot be opened."""
    hashed = hashlib.sha256()
    size = newlines = returns = 0
    zeros = False
    tail = b""
    try:
        with path.open("rb") as source:
            while chunk := source.read(_CHUNK):
                hashed.update(chunk)
                size += len(chunk)
                newlines += chunk.count(b"\n")
                returns += chunk.count(b"\r") if b"\r" in chunk else 0  # to look is ten times as fast as to count
                zeros = zeros or b"\0" in chunk
                tail = (tail + chunk)[-4096:]
    except OSError as fault:
        raise Refused("missing") from fault
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
