"""The uploaded files themselves, kept compressed, so that the source row of any number can be shown."""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from storage.errors import StoreError
from storage.store import Store

_CHUNK = 1 << 20


def keep_file(folder: Path, source: Path, sha256: str) -> str:
    """Write a compressed copy of `source`; its name comes from the content, never from the uploaded name."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ValueError("a kept file is named by its SHA-256")
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{sha256}.zst"
    if (folder / name).exists():
        return name
    unfinished = folder / f"{sha256}.{os.getpid()}-{threading.get_ident()}.part"  # two sessions may bring one file
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


def kept_copy(store: Store, import_id: int, target: Path) -> Path:
    """Write the file of an import, byte for byte as it was uploaded, to `target`; returns `target`.

    Undone imports have their files too. Raises StoreError: `no_import` for a number that the ledger does not have,
    `no_kept_file` where the file is not beside the database any more.
    """
    rows = store.query("SELECT file_name, kept_file FROM imports WHERE import_id = $id", id=import_id).to_pylist()
    if not rows:
        raise StoreError("no_import", import_id=import_id)
    name = rows[0]["kept_file"]
    if name is None or not (store.files / name).exists():
        raise StoreError("no_kept_file", file=rows[0]["file_name"], folder=str(store.files))
    with open_kept(store.files, name) as kept, target.open("wb") as copy:
        shutil.copyfileobj(kept, copy, _CHUNK)
    return target
