"""Sums over the rows of a large table, and what in them gives the table up to the row-by-row path."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ingestion.assemble import amounts_by_currency
from ingestion.cells import text_of, unguarded
from ingestion.review import repeats_totals
from ingestion.staged import StagedFile, sql_text
from ingestion.vocabulary import is_return, is_total_word

SAMPLED = 16  # one line of so many is looked at first: grouping the orders of millions takes as long as typing them
_PIECES = 8  # neighbouring lines in so many places: the lines of an order mostly stand together
SURE_SAMPLE = (
    1000  # orders of several lines; of so many the share of a sample is within a few hundredths of the whole's
)
_NAMELESS = "SELECT count(*) FROM loaded WHERE coalesce(client, code, tax_id, product, order_no) IS NULL"
_BY_CURRENCY = "SELECT coalesce(currency, ''), sum(amount) FROM loaded GROUP BY 1"
_ORDERS = """
    SELECT count(*), count(*) FILTER (low = high AND low <> 0)
    FROM (SELECT min(amount) AS low, max(amount) AS high FROM {lines}
          WHERE order_no IS NOT NULL GROUP BY order_no HAVING count(*) > 1)"""


class Irregular(Exception):
    """The table is not as regular as its sample; it must be read row by row."""


class OddTexts(Exception):
    """Names hold odd blanks or guards against formulas, which the sample had not."""


@dataclass(frozen=True)
class RowSums:
    """What is added up and collected over all rows to load."""

    total: Decimal
    first: date | None
    last: date | None
    rows: int
    names: Collection[str | None]  # each different one: of clients, or their codes or tax numbers
    preview: tuple[dict[str, str], ...]
    has_minus: bool  # an amount below zero
    has_back: bool  # a quantity below zero
    doc_types: Sequence[str] = ()
    currencies: Sequence[str] = ()
    by_currency: Sequence[tuple[str, Decimal]] = ()
    nobody: int = 0  # rows without a client
    nobodys: Decimal = Decimal(0)  # and their amount


def fields_of(sums: RowSums, columns: Sequence[str], odd_texts: bool) -> dict[str, Any]:
    """Fields of a reading. Raises OddTexts where names hold odd blanks that were not looked for (odd_texts), Irregular
    where the row path must look closer."""
    if not odd_texts and any(name and unguarded(text_of(name)) != name for name in sums.names):
        raise OddTexts
    if any(name and is_total_word(name) for name in sums.names):
        raise Irregular("a client that is called a total")
    if not sums.has_minus and (sums.has_back or any(map(is_return, sums.doc_types))):
        raise Irregular("returns without a minus")
    if sums.nobody > 0.3 * sums.rows and "client" in columns:
        raise Irregular("many rows without a client")
    return {
        "amount_total": sums.total, "date_min": sums.first, "date_max": sums.last, "clients": len({*sums.names} - {None}),
        "unidentified_lines": sums.nobody, "unidentified_amount": sums.nobodys, "currencies": tuple(sums.currencies),
        "preview": sums.preview, "amounts": amounts_by_currency(sums.by_currency),
    }  # fmt: skip


def sums_of(engine: Any, staged: StagedFile, odd_texts: bool) -> dict[str, Any]:
    """Fields of a reading over all rows to load. Raises OddTexts and Irregular as `fields_of` does."""
    engine.execute(f"CREATE TEMP VIEW loaded AS {staged.relation_sql()}")
    currencies, doc_types = (_distinct(engine, staged, name) for name in ("currency", "doc_type"))
    query = """
        SELECT coalesce(sum(amount), 0), min(day), max(day), count(*) FILTER (nobody),
               coalesce(sum(amount) FILTER (nobody), 0), min(amount) < 0, coalesce(min(quantity) < 0, false), count(*)
        FROM (SELECT *, client IS NULL AND code IS NULL AND tax_id IS NULL AS nobody FROM loaded)"""
    total, first, last, nobody, nobodys, minus, back, rows = engine.execute(query).fetchone()
    names = [
        name for (name,) in engine.execute("SELECT DISTINCT coalesce(client, code, tax_id) FROM loaded").fetchall()
    ]
    if nobody and _add_up(engine):
        raise Irregular("lines that name nothing and equal the sum of others")
    sums = RowSums(
        total=total, first=first, last=last, rows=rows, names=names, preview=_preview(engine, staged), has_minus=minus,
        has_back=back, doc_types=doc_types, currencies=currencies, nobody=nobody, nobodys=nobodys,
        by_currency=engine.execute(_BY_CURRENCY).fetchall() if currencies else [("", total)],
    )  # fmt: skip
    return fields_of(sums, staged.columns, odd_texts)


def _add_up(engine: Any) -> bool:
    """Whether a line that names neither client nor product nor order equals the sum of all lines above it, or of those
    since the line before that names nothing: a total without its word."""
    if not engine.execute(_NAMELESS).fetchone()[0]:
        return False
    query = """
        WITH s AS (SELECT line, amount, sum(amount) OVER (ORDER BY line) AS reached,
                          coalesce(client, code, tax_id, product, order_no) IS NULL AS nameless FROM loaded),
             n AS (SELECT line, amount, reached - amount AS above, lag(reached, 1, 0) OVER (ORDER BY line) AS before
                   FROM s WHERE nameless)
        SELECT count(*) FROM n WHERE line > 3 AND amount <> 0 AND (amount = above OR amount = above - before)"""
    (found,) = engine.execute(query).fetchone()
    return bool(found)


def _distinct(engine: Any, staged: StagedFile, column: str) -> list[str]:
    """The values of a column, in order; none where the file has no such column: to look for them would take time."""
    if column not in staged.columns and staged.mended is None:
        return []
    found = engine.execute(f"SELECT DISTINCT {column} FROM loaded WHERE {column} IS NOT NULL ORDER BY 1").fetchall()
    return [value for (value,) in found]


def far_from_repeating(several: int, equal: int) -> bool:
    """Whether a sample tells for sure that lines do not repeat the totals of their orders: enough orders with several
    lines, and not even half of them with one amount."""
    return several >= SURE_SAMPLE and 2 * equal < several


def check_orders(engine: Any, staged: StagedFile, rows: int, header: str) -> None:
    """Raise Irregular where the lines of an order seem to repeat the order's total: that is a question.

    rows: how many the staged lines are.
    """
    several, equal = engine.execute(_ORDERS.format(lines=_pieces(staged, rows))).fetchone()
    if not far_from_repeating(several, equal):
        several, equal = engine.execute(_ORDERS.format(lines="loaded")).fetchone()
    if repeats_totals(several, equal, header):
        raise Irregular("lines repeat the total of their order")


def _pieces(staged: StagedFile, rows: int) -> str:
    """A sample of neighbouring lines from all over the file."""
    step, length = rows // _PIECES, rows // _PIECES // SAMPLED
    places = " OR ".join(
        f"file_row_number BETWEEN {at * step} AND {at * step + length}" for at in range(_PIECES)
    )  # fmt: skip
    path = sql_text(str(staged.lines))
    return f"(FROM read_parquet({path}, file_row_number = true) WHERE NOT left_out AND ({places}))"


def _preview(engine: Any, staged: StagedFile) -> tuple[dict[str, str], ...]:
    in_order = "" if staged.mended is None else " ORDER BY line"  # one file stands in order already
    cursor = engine.execute(f"SELECT * EXCLUDE (sheet) FROM loaded{in_order} LIMIT 8")
    names = [column[0] for column in cursor.description]
    rows = cursor.fetchall()
    return tuple(
        {name: str(value) for name, value in zip(names, row, strict=True) if value is not None} for row in rows
    )
