"""Every limit of the importer in one place, so that a test can set them low and an installation can set its own."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

MEGABYTE = 1 << 20
GIGABYTE = 1 << 30


@dataclass(frozen=True)
class Limits:
    """What one file may cost. A file over a limit is refused whole, and the sentence names the limit."""

    text_bytes: int = GIGABYTE
    workbook_bytes: int = 100 * MEGABYTE
    unpacked_bytes: int = GIGABYTE
    unpack_ratio: int = 100  # honest workbooks stay under 15
    ratio_free_bytes: int = 100 * 1024  # small entries may be packed as tightly as they like
    archive_entries: int = 1000
    rows: int = 10_000_000
    columns: int = 500
    cell_bytes: int = 32 * 1024
    sheet_cells: int = 60_000_000  # cells of the used range of one sheet
    memory_bytes: int = 1536 * MEGABYTE  # of the child, whatever it reads
    memory_per_text_byte: int = 4  # a text file may use this much more for each of its bytes
    memory_per_workbook_byte: int = (
        24  # and a packed one this much: a million lines of 57 MB take 2 GB while they are typed
    )
    workbook_seconds: float = 60.0
    text_seconds: float = 30.0
    text_seconds_per_megabyte: float = 0.5
    bulk_from_bytes: int = 2 * MEGABYTE  # from this size on a regular text goes through one DuckDB statement
    bulk_from_workbook_bytes: int = MEGABYTE  # the same for a workbook
    together_bytes: int = 25 * MEGABYTE  # tables of a zip that are looked at together, unpacked
    together_tables: int = 30
    inspected_bytes: int = 32 * MEGABYTE  # parts of a workbook up to this size are looked through whole
    irregular_text_bytes: int = 300 * MEGABYTE  # a larger text must be regular: one row a line, no broken quotes

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if value < 0:
                raise ValueError(f"{name} must not be negative, got {value}")

    def seconds_for(self, kind: str, size: int) -> float:
        """Wall-clock seconds that reading a file of this kind ('text' or 'workbook') and size may take."""
        if kind == "workbook":
            return self.workbook_seconds
        return self.text_seconds + self.text_seconds_per_megabyte * size / MEGABYTE

    def memory_for(self, kind: str, size: int) -> int:
        """Bytes of address space that the child may use."""
        each = self.memory_per_workbook_byte if kind == "workbook" else self.memory_per_text_byte
        return self.memory_bytes + each * size

    def to_json(self) -> dict[str, Any]:
        """As plain values, for the child process."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Limits:
        """The limits that `to_json` gave."""
        return cls(**values)
