"""Rows put right by a person on their way to the child process that reads them: a small file of plain values."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ingestion.reading import SheetRules


@dataclass(frozen=True)
class RowToRead:
    """One row: where it stands in its file, its cells as text, and what each of them is (`ingestion.cell_kinds`).

    client_above: the client named last above it, where the file names a client once for several rows.
    """

    sheet: str
    line: int
    cells: tuple[str, ...]
    kinds: str
    client_above: str | None = None


@dataclass(frozen=True)
class RowFile:
    """Rows with the rules of their sheets. known_orders: orders whose total is counted already, where lines repeat it."""

    rules: tuple[SheetRules, ...]
    rows: tuple[RowToRead, ...]
    known_orders: tuple[str, ...] = ()


def write_row_file(path: Path, content: RowFile) -> None:
    """Write rows for `read_row_file`."""
    path.write_text(json.dumps(asdict(content), ensure_ascii=True), encoding="ascii")


def read_row_file(path: Path) -> RowFile:
    """The rows that `write_row_file` wrote."""
    values = json.loads(path.read_text(encoding="ascii"))
    return RowFile(
        tuple(SheetRules.from_json(one) for one in values["rules"]),
        tuple(RowToRead(**{**one, "cells": tuple(one["cells"])}) for one in values["rows"]),
        tuple(values["known_orders"]),
    )


def rules_by_sheet(rules: Sequence[SheetRules]) -> dict[str, SheetRules]:
    """The rules by the name of their sheet; a text file has one sheet without a name."""
    return {one.sheet: one for one in rules}
