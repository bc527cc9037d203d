"""One file as the importer read it, on its way into the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol


class StagedRows(Protocol):
    """The typed rows of a file, ready to be loaded (`ingestion.reading.StagedFile`)."""

    @property
    def left_out(self) -> Path: ...

    @property
    def records(self) -> Path | None:
        """Rows for a table of records, in Parquet; None where the file has none."""

    @property
    def records_table(self) -> str:
        """The table of `storage.records` that they are for."""

    def relation_sql(self) -> str:
        """A SELECT of the rows to load with their canonical columns."""


@dataclass(frozen=True)
class FileToLoad:
    """One file as the importer read it.

    answers and report are JSON-able and kept in the ledger. lines: total, header, blank, loaded, quarantined, skipped.
    sale_lines: how many lines of sales the loaded rows gave where a row may give several; None where each gave one.
    amounts: the sum of each currency by its code, '' where nothing names it; checked one by one where they are given.
    """

    path: Path
    name: str
    sha256: str
    fingerprint: str
    kind: str
    lines: dict[str, int]
    amount_total: Decimal
    date_min: date | None
    date_max: date | None
    answers: dict[str, Any]
    report: dict[str, Any]
    staged: StagedRows
    is_demo: bool = False
    sale_lines: int | None = None
    amounts: dict[str, Decimal] | None = None

    @property
    def made(self) -> int:
        """Lines of sales in the file."""
        return self.lines["loaded"] if self.sale_lines is None else self.sale_lines

    @property
    def has_sales(self) -> bool:
        """Whether the lines loaded are sales; of another kind of table they are records."""
        return self.kind == "sales"


class ReadFile(Protocol):
    """What the importer says of a file that was read (`ingestion.reading.Reading`)."""

    @property
    def name(self) -> str: ...
    @property
    def sha256(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def amount_total(self) -> Decimal: ...
    @property
    def date_min(self) -> date | None: ...
    @property
    def date_max(self) -> date | None: ...
    @property
    def amounts(self) -> dict[str, Decimal]: ...
    @property
    def lines(self) -> Any: ...
    @property
    def answers(self) -> Any: ...
    @property
    def staged(self) -> Any: ...

    def to_json(self) -> dict[str, Any]:
        """Everything as plain values."""
        ...


_COUNTS = ("total", "header", "blank", "loaded", "quarantined", "skipped")
_NOT_KEPT = ("file", "preview", "quarantine", "staged", "answers")  # rows and paths do not belong into the ledger


def file_to_load(reading: ReadFile, path: Path, is_demo: bool = False) -> FileToLoad:
    """A reading as the store takes it; `path` is where the bytes lie."""
    if reading.staged is None:
        raise ValueError(f"{reading.name} was not staged")
    report = {name: value for name, value in reading.to_json().items() if name not in _NOT_KEPT}
    return FileToLoad(
        path=path,
        name=reading.name,
        sha256=reading.sha256,
        fingerprint=reading.fingerprint,
        kind=reading.kind,
        lines={name: getattr(reading.lines, name) for name in _COUNTS},
        amount_total=reading.amount_total,
        date_min=reading.date_min,
        date_max=reading.date_max,
        answers=reading.answers.to_json(),
        report=report,
        staged=reading.staged,
        is_demo=is_demo,
        sale_lines=reading.lines.sale_lines,
        amounts=dict(reading.amounts),
    )
