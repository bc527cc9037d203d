"""Which files of a folder are whole and may be read: nothing hidden, nothing half written, nothing from elsewhere."""

from __future__ import annotations

import stat
import time
from collections.abc import Callable
from pathlib import Path

SETTLE_SECONDS = 2.0
_UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".filepart", ".tmp", ".opdownload")
_LOCK = "~$"  # a spreadsheet that is open somewhere
_State = tuple[int, int]


def files_at_rest(
    folder: Path, seconds: float = SETTLE_SECONDS, wait: Callable[[float], None] = time.sleep
) -> list[Path]:
    """The files that stand directly in a folder and are not being written, by name.

    A file is at rest when its size and time of change are the same at two looks `seconds` apart. Hidden files, locks of
    open spreadsheets and downloads that are not complete are no files yet. A link stays a link here: see `leads_out`.
    Raises OSError where the folder cannot be read. Nothing in the folder is changed.
    """
    first = _look(folder)
    if not first:
        return []
    wait(seconds)
    second = _look(folder)
    return [path for path, state in sorted(second.items()) if first.get(path) == state]


def _look(folder: Path) -> dict[Path, _State]:
    """Every file that could be read, with what tells that it changed."""
    found: dict[Path, _State] = {}
    for path in folder.iterdir():
        if _is_no_file_yet(path.name):
            continue
        try:
            seen = path.stat()
        except OSError:  # gone meanwhile, or a link to nothing
            continue
        if stat.S_ISREG(seen.st_mode):  # a pipe or a device would be waited for without end
            found[path] = (seen.st_size, seen.st_mtime_ns)
    return found


def _is_no_file_yet(name: str) -> bool:
    return name.startswith((".", _LOCK)) or name.lower().endswith(_UNFINISHED)


def leads_out(folder: Path, path: Path) -> bool:
    """Whether a path, its links followed, ends outside the folder."""
    return not path.resolve().is_relative_to(folder.resolve())
