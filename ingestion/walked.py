"""The rows of a table sorted out."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingestion.cells import Row
from ingestion.plan import SaleLine, Unread
from ingestion.reading import OwnTotal


@dataclass
class Walked:
    """The rows of a table sorted out. `left_out` keeps each row with its verdict for the quarantine."""

    lines: list[SaleLine] = field(default_factory=list)
    left_out: list[tuple[Unread, Row]] = field(default_factory=list)
    blank: int = 0
    other_header: int | None = None  # line of a second table's header
    own_total: OwnTotal | None = None
    totals_differ: list[OwnTotal] = field(default_factory=list)
    behind_total: int | None = None  # line of a total that is not the last one of a table without dates
    looks_total: OwnTotal | None = None  # a line that equals those above it, of which nobody says that it is a total
    filled_clients: int = 0
