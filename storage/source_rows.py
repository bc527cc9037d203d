"""Which rows of which files a number of a client is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from storage.derived import read_sql
from storage.engine import Engine

MOST_LINES = 200


@dataclass(frozen=True)
class SourceLine:
    """One line of sales with the place it came from.

    kept_file: name of the uploaded file in the folder of kept files. sheet: number of the sheet in the workbook, 0 in a
    text file. line: line of the file or row of the sheet, counted from 1. amount: net of discount, returns negative.
    manager: empty where the row named none.
    """

    import_id: int
    file_name: str
    kept_file: str | None
    sheet: int
    line: int
    day: date
    amount: Decimal
    product: str | None
    order_no: str | None
    manager: str


def source_lines(
    store: Engine,
    client_id: int,
    day: date | None = None,
    first: date | None = None,
    last: date | None = None,
    limit: int = MOST_LINES,
) -> list[SourceLine]:
    """Which rows of which files is a number of this client made of? The newest days first, at most `limit` of them.

    day: of one day only. first, last: of a period, both days included; an end that is not given is open. client_id 0 is
    the unidentified buyer. Lines that a later import replaced are in no number and not here.
    """
    rows = store.query(
        read_sql("source_lines"), client=client_id, first=day or first, last=day or last, limit=limit
    ).to_pylist()
    return [SourceLine(**row) for row in rows]
