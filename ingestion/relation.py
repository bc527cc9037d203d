"""What is known about tables that were read as one: plain records of a reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

JOINED = "*joined"  # the answer that reads related tables as one; no sheet of Excel can be called so


@dataclass(frozen=True)
class RelatedList:
    """A list of names by code. `subject`: client, product or manager; `rows`: its codes; `unused`: codes that no line
    or document has; `nameless`: codes of lines or documents that it does not have.
    """

    subject: str
    rows: int
    unused: int
    nameless: int


@dataclass(frozen=True)
class Related:
    """Which tables were read as one, and what of each found no partner.

    documents: None where there is no table of documents, only lists of names. lines: rows of the table of lines that
    were loaded; lines_alone: rows held back because their document is not there. documents_total: the documents' own
    totals, of those with lines; difference: what their lines add up to minus that; documents_differ: how many.
    unspread: fields of the documents whose sums belong to no single line.
    """

    tables: tuple[str, ...]
    documents: int | None = None
    documents_alone: int = 0
    lines: int = 0
    lines_alone: int = 0
    lists: tuple[RelatedList, ...] = ()
    documents_total: Decimal | None = None
    difference: Decimal = Decimal(0)
    documents_differ: int = 0
    unspread: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As plain values; money as text."""
        plain = asdict(self)
        for name in ("documents_total", "difference"):
            plain[name] = None if plain[name] is None else str(plain[name])
        return plain

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Related:
        """The record that `to_json` gave."""
        known = dict(values)
        known["lists"] = tuple(RelatedList(**one) for one in known["lists"])
        known["documents_total"] = None if known["documents_total"] is None else Decimal(known["documents_total"])
        known["difference"] = Decimal(known["difference"])
        for name in ("tables", "unspread"):
            known[name] = tuple(known[name])
        return cls(**known)
