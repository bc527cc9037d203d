"""Files that were dropped together as one zip, the same bytes for the same files, so that they are recognised."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from ingestion.archive import BROKEN_ZIP, DROPPED_TOGETHER, is_workbook
from ingestion.signature import kind_of

_HEAD = 1 << 16
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the first that a zip can write
_UNIX = 3  # else the name of the operating system would stand in the bytes


def can_be_packed(path: Path) -> bool:
    """Whether a file is a table by its first bytes: a text, a page or a workbook, and no archive of other files."""
    with path.open("rb") as source:
        kind = kind_of(source.read(_HEAD))
    if kind != "zip":
        return kind in ("text", "html", "ole2")
    try:
        with zipfile.ZipFile(path) as packed:
            return is_workbook(packed)
    except BROKEN_ZIP:
        return False


def pack_together(files: Sequence[tuple[str, Path]], target: Path) -> list[str]:
    """Write files into one zip, whatever the order in which they are given; returns their names in it, in that order.

    files: (name, path). The bytes depend on names and contents only: no times, no compression. Two files of one name
    get a number.
    """
    named = sorted(
        (PurePosixPath(name.replace("\\", "/")).name, path.read_bytes(), at) for at, (name, path) in enumerate(files)
    )
    names = [""] * len(named)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:
        packed.comment = DROPPED_TOGETHER
        for name, content, at in named:
            names[at] = _free_name(name, names)
            entry = zipfile.ZipInfo(names[at], _NO_TIME)
            entry.create_system = _UNIX
            with packed.open(entry, "w") as copy:
                copy.write(content)
    return names


def _free_name(name: str, taken: Sequence[str]) -> str:
    """The name, with a number where another file has it."""
    path, number, free = PurePosixPath(name or "table"), 1, name or "table"
    while free in taken:
        number += 1
        free = f"{path.stem} ({number}){path.suffix}"
    return free
