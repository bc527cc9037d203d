"""A text file as rows: decoded, its dialect found, its records read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ingestion.cells import Row
from ingestion.dialect import find_dialect, named_delimiter
from ingestion.encoding import decode
from ingestion.limits import Limits
from ingestion.records import Dialect, read_records, split_lines
from ingestion.refusal import Refused

_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_BINARY_SHARE = 0.02


@dataclass(frozen=True)
class TextRows:
    """The rows of a text file and how they were read."""

    rows: tuple[Row, ...]
    encoding: str
    dialect: Dialect
    warnings: tuple[str, ...]


def read_text(path: Path, limits: Limits, encoding: str | None = None) -> TextRows:
    """All rows of a text file. Raises Refused for what is empty, binary, too wide, too large, or in an unknown
    encoding."""
    size = path.stat().st_size
    if size > limits.irregular_text_bytes:
        raise Refused("irregular_and_large", limit=limits.irregular_text_bytes, found=size)
    decoded = decode(path.read_bytes(), encoding)
    text = decoded.text.removeprefix("\ufeff")
    if not text.strip():
        raise Refused("empty")
    check_is_text(text)
    lines = split_lines(text)
    dialect = find_dialect(lines)
    rows = read_rows(lines, dialect, limits)
    return TextRows(rows, decoded.encoding, dialect, decoded.warnings)


def check_is_text(text: str) -> None:
    """Refuse bytes that only happen to decode: control characters do not stand in tables."""
    sample = text[:100_000]
    if len(_CONTROL.findall(sample)) > _BINARY_SHARE * len(sample):
        raise Refused("not_table")


def read_rows(lines: list[str], dialect: Dialect, limits: Limits) -> tuple[Row, ...]:
    """The records; a first line `sep=;` stays as a row of its own, so that lines keep their numbers."""
    if len(lines) > limits.rows:
        raise Refused("too_many_rows", limit=limits.rows, found=len(lines))
    widest = max((line.count(dialect.delimiter) for line in lines[:50]), default=0) + 1 if dialect.delimiter else 1
    if widest > limits.columns:
        found = max(len(row.cells) for row in read_records(lines[:50], dialect))
        if found > limits.columns:
            raise Refused("too_many_columns", limit=limits.columns, found=found)
    rows = tuple(read_records(lines, dialect))
    if named_delimiter(lines[0]):
        return (Row(1, [lines[0]]), *rows[1:])
    return rows
