"""Packed files looked at before anything is unpacked: the directory of a zip, the running size of a gzip."""

from __future__ import annotations

import gzip
import shutil
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from ingestion.limits import Limits
from ingestion.refusal import Refused

_CHUNK = 1 << 20
# What `zipfile` raises for bytes that are not a sound zip, here and when a part is read: structure and checksum; broken
# deflated data; data that end too early; an offset outside the file; a version or a kind of packing or encryption that
# it does not know; a name that is not the UTF-8 its flag promises.
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, UnicodeDecodeError)
_TABLE_ENDINGS = (".csv", ".tsv", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
DROPPED_TOGETHER = b"tables that were dropped together"  # comment of a zip in which every file is a table
_NAMES_SHOWN = 5
_LONGEST_NAMES = 300
_OFFICE_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # no spreadsheet program packs otherwise


def check_zip(path: Path, limits: Limits) -> zipfile.ZipFile:
    """Open a zip after its directory has been checked. Raises Refused('damaged'), ('too_big_unpacked'),
    ('password')."""
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN_ZIP as fault:
        raise Refused("damaged") from fault
    entries = archive.infolist()
    if len(entries) > limits.archive_entries:
        raise Refused("too_many_entries", limit=limits.archive_entries, found=len(entries))
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.unpacked_bytes:
        raise Refused("too_big_unpacked", limit=limits.unpacked_bytes, found=unpacked)
    for entry in entries:
        if entry.flag_bits & 1:
            raise Refused("password")
        if entry.compress_type not in _OFFICE_METHODS:
            raise Refused("damaged")
        packed = max(entry.compress_size, 1)
        if entry.file_size > limits.ratio_free_bytes and entry.file_size > limits.unpack_ratio * packed:
            raise Refused("packed_too_tightly", limit=limits.unpack_ratio, found=entry.file_size // packed)
    return archive


def is_workbook(archive: zipfile.ZipFile) -> bool:
    """Whether a zip holds an Office workbook (xlsx, xlsm, xlsb) or an OpenDocument sheet."""
    names = {entry.filename.lower() for entry in archive.infolist()}
    return any(name.startswith("xl/workbook.") for name in names) or {"mimetype", "content.xml"} <= names


def tables_in(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files of a zip that can be tables: the only one at all, else those named like tables.

    Raises Refused('archive_of_files') where there are none.
    """
    files = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_litter(entry.filename)]
    if len(files) == 1 or (files and archive.comment == DROPPED_TOGETHER):
        return files
    tables = [entry for entry in files if entry.filename.lower().endswith(_TABLE_ENDINGS)]
    if not tables:
        raise several_files(files)
    return tables


def several_files(entries: Sequence[zipfile.ZipInfo]) -> Refused:
    """The refusal of an archive out of which nobody has said what to take, with the first names in it."""
    names = ", ".join(entry.filename for entry in entries[:_NAMES_SHOWN])
    return Refused("archive_of_files", files=len(entries), names=names[:_LONGEST_NAMES])


def _is_litter(name: str) -> bool:
    """What macOS and Windows put into a zip beside the files."""
    parts = name.split("/")
    return parts[0] == "__MACOSX" or parts[-1].startswith(".") or parts[-1].lower() in ("thumbs.db", "desktop.ini")


def unpack_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    """Write one file of a zip to `target`; its own name and path are not used. Raises Refused('damaged')."""
    try:
        with archive.open(entry) as source, target.open("wb") as unpacked:
            shutil.copyfileobj(source, unpacked, _CHUNK)
    except BROKEN_ZIP as fault:
        raise Refused("damaged") from fault


def unpack_gzip(path: Path, target: Path, limits: Limits) -> int:
    """Write the content of a gzip to `target` and return its size; counted while it streams.

    Raises Refused('damaged') for a cut or broken file, so that a first half is never taken for the whole.
    """
    size, packed = 0, max(path.stat().st_size, 1)
    try:
        with gzip.open(path, "rb") as source, target.open("wb") as unpacked:
            while chunk := source.read(_CHUNK):
                size += len(chunk)
                if size > limits.text_bytes:
                    raise Refused("too_big_unpacked", limit=limits.text_bytes, found=size)
                if size > limits.ratio_free_bytes and size > limits.unpack_ratio * packed:
                    raise Refused("packed_too_tightly", limit=limits.unpack_ratio, found=size // packed)
                unpacked.write(chunk)
    except (EOFError, gzip.BadGzipFile, zlib.error, OSError) as fault:
        raise Refused("damaged") from fault
    return size
