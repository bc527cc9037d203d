"""All rows of a located table in their order: which are sales, which are held back, which are no sales at all.

Totals and subtotals are recognised by arithmetic, the word is only a hint; a total that does not agree with the rows
above it is reported, never believed and never ignored.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from ingestion.cells import Cell, Row, is_blank, is_blank_row, text_of
from ingestion.locate import header_words, same_header
from ingestion.plan import Plan, SaleLine, Unread, amount_of, day_of, held, read_line, skipped
from ingestion.reading import OwnTotal
from ingestion.vocabulary import is_total_word

ROUNDING = Decimal("0.01")
NOTE_CELLS = 2


class Ended(NamedTuple):
    """The sums of a group that a subtotal has ended, held rows apart, and how many rows it has."""

    loaded: Decimal
    held: Decimal
    rows: int

    @classmethod
    def together(cls, groups: Sequence[Ended]) -> Ended:
        """The sums of several groups."""
        return cls(
            sum((one.loaded for one in groups), Decimal(0)),
            sum((one.held for one in groups), Decimal(0)),
            sum(one.rows for one in groups),
        )


@dataclass
class Sums:
    """What was added up since the start and since the last subtotal, held rows with a readable amount apart."""

    rows: int = 0
    whole: Decimal = Decimal(0)
    group: Decimal = Decimal(0)
    group_rows: int = 0
    held: Decimal = Decimal(0)
    group_held: Decimal = Decimal(0)
    closed: list[Ended] = field(default_factory=list)

    def add(self, amount: Decimal, rows: int = 1) -> None:
        """Count loaded rows."""
        self.rows += rows
        self.group_rows += rows
        self.whole += amount
        self.group += amount

    def hold(self, amount: Decimal | None) -> None:
        """Count a held row whose amount could be read."""
        self.held += amount or 0
        self.group_held += amount or 0

    def close_group(self, amount: Decimal) -> None:
        """A subtotal ends the group, or groups that ended before it belong to one of a higher level."""
        first = None if self.group_rows else self._first_of_higher(amount)
        first = len(self.closed) if first is None else first
        ended = [*self.closed[first:], Ended(self.group, self.group_held, self.group_rows)]
        self.closed[first:] = [Ended.together(ended)]
        self.group, self.group_rows, self.group_held = Decimal(0), 0, Decimal(0)

    def kind_of(self, amount: Decimal) -> str | None:
        """'total' or 'subtotal' where the amount agrees with the rows above within a hundredth a row, else None."""
        if self.rows and self._agree(amount, self.whole, self.held, self.rows):
            return "total"
        if self.group_rows and self._agree(amount, self.group, self.group_held, self.group_rows):
            return "subtotal"
        if not self.group_rows and self._first_of_higher(amount) is not None:
            return "subtotal"
        return None

    def _first_of_higher(self, amount: Decimal) -> int | None:
        """Place of the first of the ended groups that together make the amount, two of them at least."""
        for place in range(len(self.closed) - 2, -1, -1):
            ended = Ended.together(self.closed[place:])
            if self._agree(amount, ended.loaded, ended.held, ended.rows):
                return place
        return None

    @staticmethod
    def _agree(amount: Decimal, loaded: Decimal, set_aside: Decimal, rows: int) -> bool:
        allowed = min(ROUNDING * rows, Decimal(1))
        return abs(loaded - amount) <= allowed or (bool(set_aside) and abs(loaded + set_aside - amount) <= allowed)


@dataclass
class Walked:
    """The rows of a table sorted out. `left_out` keeps each row with its verdict for the quarantine."""

    lines: list[SaleLine] = field(default_factory=list)
    left_out: list[tuple[Unread, Row]] = field(default_factory=list)
    blank: int = 0
    other_header: int | None = None  # line of a second table's header
    own_total: OwnTotal | None = None
    totals_differ: list[OwnTotal] = field(default_factory=list)
    filled_clients: int = 0


class Walker:
    """Reads rows one after another; `below` says which rows are beyond the located table's header."""

    def __init__(self, plan: Plan, header: Sequence[Cell]) -> None:
        self._plan = plan
        self._header = header
        self._sums = Sums()
        self._client: str | None = None
        self._order: str | None = None
        self._orders: set[str] = set()
        self.walked = Walked()

    def walk(self, rows: Iterable[Row]) -> Walked:
        """Sort all rows."""
        for row in rows:
            self.take(row)
        return self.finish()

    def finish(self) -> Walked:
        """All rows have been given: a total that others follow was one of a group."""
        totals = [place for place, (verdict, _) in enumerate(self.walked.left_out) if verdict.reason == "total"]
        for place in totals[:-1]:
            verdict, row = self.walked.left_out[place]
            self.walked.left_out[place] = (verdict._replace(reason="subtotal"), row)
        return self.walked

    def pass_over(self, amount: Decimal, rows: int) -> None:
        """Count rows that were read elsewhere, between two rows given here."""
        self._sums.add(amount, rows)

    def remember(self, row: Row) -> None:
        """A row that was read elsewhere and stands right above the next one."""
        self._order = self._plan.text(row, "order_no")
        self._client = self._plan.text(row, "client")

    def take(self, row: Row) -> None:
        """Sort one row."""
        if is_blank_row(row.cells):
            self.walked.blank += 1
            return
        if self.walked.other_header is not None:
            self._leave(skipped(row, "other_table"), row)
            return
        found = read_line(self._plan, row, self._client)
        if not isinstance(found, SaleLine):
            self._leave(self._explain(row, found), row)
        elif self._is_dated_total(found) or self._is_total_among_undated(row):
            self._leave(self._total_row(row, held(row, "total_differs", "amount", str(found.amount))), row)
        elif self._plan.order_total_once and found.order_no in self._orders:
            self._leave(skipped(row, "continuation", "order_no", found.order_no), row)
        else:
            self._load(found)

    def _load(self, found: SaleLine) -> None:
        self._client = found.client or self._client
        self._order = found.order_no or self._order
        if found.order_no:
            self._orders.add(found.order_no)
        self._sums.add(found.amount)
        self.walked.lines.append(found)

    def _is_total_among_undated(self, row: Row) -> bool:
        """A total in a table whose rows have no dates of their own, so that a missing date cannot tell."""
        if self._plan.fixed_day is None:
            return False
        texts = [text_of(cell) for cell in row.cells if not is_blank(cell)]
        return any(is_total_word(text) for text in texts[:3]) or self._unnamed_total(row)

    def _is_dated_total(self, found: SaleLine) -> bool:
        """A row with a date that calls itself a total and agrees with the rows above."""
        labels = [text for text in (found.client, found.product, found.order_no) if text]
        named = any(is_total_word(text) for text in labels)
        return named and self._sums.group_rows > 1 and self._sums.kind_of(found.amount) is not None

    def _leave(self, verdict: Unread, row: Row) -> None:
        if verdict.outcome == "quarantined":
            self._sums.hold(verdict.amount)
            self._client = self._plan.text(row, "client") or self._client  # of the rows under it, too
        self.walked.left_out.append((verdict, row))

    def _explain(self, row: Row, found: Unread) -> Unread:
        """Why a row without a readable day or amount is no sale; where nothing explains it, it stays held."""
        if found.outcome == "skipped" or found.reason in ("unclosed_quote", "cell_too_long"):
            return found
        if same_header(row.cells, self._header):
            return skipped(row, "repeated_header")
        texts = [text_of(cell) for cell in row.cells if not is_blank(cell)]
        undated = self._plan.fixed_day is not None or isinstance(day_of(self._plan, row), Unread)
        if undated and any(is_total_word(text) for text in texts[:3]):
            return self._total_row(row, found)
        if found.reason == "no_date" and self._unnamed_total(row):
            return self._total_row(row, found)
        if self._is_other_header(row):
            self.walked.other_header = row.line
            return skipped(row, "other_table")
        return self._remark(row, found, texts, undated)

    def _remark(self, row: Row, found: Unread, texts: list[str], undated: bool) -> Unread:
        no_amount = isinstance(amount_of(self._plan, row), Unread)
        order = self._plan.text(row, "order_no")
        if no_amount and found.reason in ("no_date", "no_amount") and order and order == self._order:
            return skipped(row, "continuation")
        if undated and no_amount and len(texts) <= NOTE_CELLS:
            return skipped(row, "note")
        if undated and self._outside_table(row):
            return skipped(row, "other_table")
        return found

    def _outside_table(self, row: Row) -> bool:
        """Whether every mapped column of the row is blank: something beside the table fills it."""
        return all(is_blank(self._plan.cell(row, name)) for name in self._plan.columns)

    def _is_other_header(self, row: Row) -> bool:
        return self._sums.rows > 0 and header_words(row.cells) >= 2

    def _unnamed_total(self, row: Row) -> bool:
        amount = amount_of(self._plan, row)
        named = self._plan.text(row, "client") or self._plan.text(row, "product")
        return (
            not named and isinstance(amount, Decimal) and self._sums.group_rows > 1 and bool(self._sums.kind_of(amount))
        )

    def _total_row(self, row: Row, found: Unread) -> Unread:
        amount = amount_of(self._plan, row)
        if isinstance(amount, Unread):
            return skipped(row, "note") if amount.reason == "no_amount" else found
        kind = self._sums.kind_of(amount)
        if kind is None:
            self.walked.totals_differ.append(OwnTotal(row.line, amount, self._sums.whole - amount))
            return held(row, "total_differs", "amount", str(amount))
        if kind == "total":
            self.walked.own_total = OwnTotal(row.line, amount, self._sums.whole - amount)
        self._sums.close_group(amount)
        return skipped(row, kind)
