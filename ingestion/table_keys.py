"""Columns by which one table finds rows of another: their headers must speak of the same thing, and the values agree.

Values alone join nothing: numbers from 1 to 830 stand in many tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import PurePosixPath

from ingestion.cells import Cell, Row, is_blank, is_no_number, text_of
from ingestion.headers import normalise, scores
from ingestion.locate import Table
from ingestion.mapping import CLIENT_ROLES
from ingestion.mapping import Mapping as Fields
from ingestion.profile import ColumnProfile
from ingestion.vocabulary import is_total_word
from ingestion.workbook import Sheet

FOUND = 0.8  # of the different values of a column must stand among the keys
ORDER, CLIENT, PRODUCT, MANAGER = "order", "client", "product", "manager"
_SUBJECT_OF = {
    "order_no": ORDER, "deal_id": ORDER, "client_id": CLIENT, **dict.fromkeys(CLIENT_ROLES, CLIENT),
    "product": PRODUCT, "sku": PRODUCT, "manager": MANAGER,
}  # fmt: skip
_CODE_WORDS = frozenset("id ids key code no nr number num uid guid код кода номер № ид ід".split())

KeyForm = Callable[[Cell], str]


def _loose(cell: Cell) -> str:
    """A code without what one of two programs may have dropped: letter case and zeros in front."""
    text = text_of(cell).casefold()
    return text.lstrip("0") or text


FORMS: tuple[KeyForm, ...] = (text_of, _loose)


@dataclass(frozen=True)
class View:
    """A located table as the others may relate to it. `whole`: rows whose cells surely stand in their columns."""

    sheet: Sheet
    table: Table
    whole: Sequence[Row]
    profiles: Sequence[ColumnProfile]
    fields: Fields
    is_mended: bool = False

    @cached_property
    def named_after(self) -> str | None:
        """The subject that the name of the sheet or file speaks of."""
        return subject_of(PurePosixPath(self.sheet.name.replace("\\", "/")).stem)

    def column(self, field: str) -> int | None:
        """The column of a field, None where the table has none."""
        return self.fields.columns.get(field)

    def is_clear(self, *codes: str) -> bool:
        """Whether none of these questions is open."""
        return not any(question.code in codes for question in self.fields.questions)

    @property
    def has_amount(self) -> bool:
        """Whether its rows have an amount, or make one of quantity and price."""
        return self.column("amount") is not None or None not in (self.column("quantity"), self.column("price"))

    @property
    def has_client(self) -> bool:
        """Whether its rows name a client by name or code."""
        return any(self.column(field) is not None for field in ("client", "client_id", "tax_id"))

    @property
    def has_date(self) -> bool:
        """Whether its rows have a date that is surely that of the sale."""
        return self.column("date") is not None and self.is_clear("which_date")


@dataclass(frozen=True)
class Link:
    """A column `at` of one table whose values are keys in the column `key` of another."""

    at: int
    key: int
    form: KeyForm
    rows: Mapping[str, Row]  # of the other table, by key
    share: float

    def partner(self, row: Row) -> Row | None:
        """The row of the other table for a row of the first."""
        return self.rows.get(self.form(row.cells[self.at])) if self.at < len(row.cells) else None


def words_of(header: str) -> str:
    """A header without the words that only say that it is a code: `customer` for `CustomerID`."""
    return " ".join(word for word in normalise(header).split() if word not in _CODE_WORDS)


@lru_cache(maxsize=4096)
def subject_of(header: str) -> str | None:
    """Of whom or what a header speaks: order, client, product, manager, or none of them."""
    bare = words_of(header)
    known = (scores(bare) if bare != normalise(header) else ()) or scores(header)
    found = [_SUBJECT_OF[field] for field, _ in known if field in _SUBJECT_OF]
    if not bare:
        return ORDER if any(field == "order_no" for field, _ in known) else None
    return found[0] if found else None


def link_between(view: View, at: int, other: View, key: int) -> Link | None:
    """The link of two columns; None where headers or values do not agree, or a key stands on two rows."""
    if not _headers_agree(view.table.header[at], other, key):
        return None
    wanted = [cell for cell in view.profiles[at].values if _is_key(cell)]
    for form in FORMS:
        rows = rows_by_key(other.whole, key, form)
        different = {form(cell) for cell in wanted}
        if rows and different:
            share = sum(value in rows for value in different) / len(different)
            if share >= FOUND:
                return Link(at, key, form, rows, share)
    return None


def _headers_agree(header: str, other: View, key: int) -> bool:
    """Whether both columns speak of one thing; a bare `ID` speaks of what its table is called after."""
    own, name = words_of(header), words_of(other.table.header[key])
    if own and own == name:
        return True
    subject = subject_of(header)
    if subject is None:
        return bool(own) and not name and own == words_of(PurePosixPath(other.sheet.name).stem).removesuffix("s")
    named = subject_of(other.table.header[key])
    return subject == (named if name or named else _subject_of_table(other))


def _subject_of_table(view: View) -> str | None:
    """What a table is about: by its name, else documents where it has dates, else a list by the names in it."""
    if view.named_after is not None or view.has_date:
        return view.named_after or ORDER
    return next((field for field in (CLIENT, PRODUCT, MANAGER) if view.column(field) is not None), None)


def _is_key(cell: Cell) -> bool:
    return not is_no_number(cell) and not is_total_word(text_of(cell))


def rows_by_key(rows: Iterable[Row], key: int, form: KeyForm) -> Mapping[str, Row]:
    """The rows of a table by a column of keys; empty where a key stands on two different rows."""
    found: dict[str, Row] = {}
    for row in rows:
        cell = row.cells[key] if key < len(row.cells) else None
        if is_blank(cell) or not _is_key(cell):
            continue
        known = found.setdefault(form(cell), row)
        if known is not row and list(known.cells) != list(row.cells):
            return {}
    return found
