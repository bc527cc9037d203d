"""The uploaded files themselves, kept compressed, so that the source row of any number can be shown."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

_CHUNK = 1 << 20


def keep_file(folder: Path, source: Path, sha256: str) -> str:
    """Write a compressed copy of `source`; its name comes from the content, never from the uploaded name."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ValueError("a kept file is named by its SHA-256")
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{sha256}.zst"
    if (folder / name).exists():
        return name
    unfinished = folder / f"{sha256}.{os.getpid()}.part"
    try:
        with source.open("rb") as file, pa.CompressedOutputStream(str(unfinished), "zstd") as target:
            while chunk := file.read(_CHUNK):
                target.write(chunk)
        unfinished.replace(folder / name)
    finally:
        unfinished.unlink(missing_ok=True)
    return name


def drop_file(folder: Path, name: str) -> None:
    """Remove a kept file that no import needs."""
    (folder / name).unlink(missing_ok=True)


@contextmanager
def open_kept(folder: Path, name: str) -> Iterator[BinaryIO]:
    """The bytes of a kept file as they were uploaded."""
    with pa.CompressedInputStream(str(folder / name), "zstd") as stream:
        yield stream
