"""All rows of a located table in their order: which are sales, which are held back, which are no sales at all.

Totals and subtotals are recognised by arithmetic, the word is only a hint; a total that does not agree with the rows
above it is reported, never believed and never ignored.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from ingestion.cells import Cell, Row, is_blank, is_blank_row, text_of
from ingestion.locate import header_words, same_header
from ingestion.nameless_sums import NamelessSums
from ingestion.plan import STAGED_TEXT, Plan, SaleLine, Unread, amount_of, day_of, held, read_line, skipped
from ingestion.reading import OwnTotal
from ingestion.sums import Sums
from ingestion.vocabulary import ends_as_total, is_bare_total, is_foot, is_total_word
from ingestion.walked import Walked

NOTE_CELLS = 2
FEWEST_ADDED = 3  # lines that add up to the next one by chance hardly ever


class Walker:
    """Reads rows one after another; `below` says which rows are beyond the located table's header."""

    def __init__(self, plan: Plan, header: Sequence[Cell]) -> None:
        self._plan = plan
        self._header = header
        self._sums = Sums()
        self._client: str | None = None
        self._day: date | None = None
        self._order: str | None = None
        self._orders: set[str] = set()
        self._last: Row | None = None  # of the lines loaded
        self._ended = False  # whether a total has been met below lines
        self.walked = Walked()
        self._nameless = NamelessSums(self.walked, self._sums)

    def walk(self, rows: Iterable[Row]) -> Walked:
        """Sort all rows."""
        for row in rows:
            self.take(row)
        return self.finish()

    def finish(self) -> Walked:
        """All rows have been given: a total that others follow was one of a group, and one above all rows is known."""
        self._nameless.settle(self._plan.looks_total)
        self._settle_totals()
        totals = [place for place, (verdict, _) in enumerate(self.walked.left_out) if verdict.reason == "total"]
        stated = self.walked.own_total
        if stated is not None and self._sums.kind_of(stated.amount) != "total":
            self.walked.own_total = None  # other lines follow: it was the first group's
        for place in totals if self.walked.own_total is None else totals[:-1]:
            verdict, row = self.walked.left_out[place]
            self.walked.left_out[place] = (verdict._replace(reason="subtotal"), row)
        self._settle_last_line()
        if not (self._last is not None and self._lacks_own_day(self._last)):
            self.walked.behind_total = None
        return self.walked

    def _settle_totals(self) -> None:
        """A total that stands above the rows, or above rows that were in doubt: whether it agrees shows only now."""
        differ = reversed(self.walked.totals_differ)
        stated = next((one for one in differ if self._sums.kind_of(one.amount) == "total"), None)
        if stated is None:
            return
        self.walked.totals_differ.remove(stated)
        self.walked.own_total = OwnTotal(stated.line, stated.amount, self._sums.whole - stated.amount)
        for place, (verdict, row) in enumerate(self.walked.left_out):
            if verdict.line == stated.line and verdict.reason == "total_differs":
                self.walked.left_out[place] = (skipped(row, "total"), row)

    def _settle_last_line(self) -> None:
        """The last line of a table without dates equals all lines above it: its word for a total is not known here."""
        lines = self.walked.lines
        if self._last is None or not self._lacks_own_day(self._last) or len(lines) <= FEWEST_ADDED:
            return
        last, above = lines[-1], lines[-2]
        set_aside = self._sums.held + sum((one.amount for one in self.walked.totals_differ), Decimal(0))
        loaded = self._sums.whole - last.amount
        if not last.amount or last.amount not in (loaded, loaded + set_aside):
            return
        texts = [name for name in STAGED_TEXT if getattr(above, name)]
        if all(getattr(last, name) for name in texts) and self._plan.looks_total != "total":
            self.walked.looks_total = OwnTotal(last.line, last.amount, Decimal(0))
            return
        lines.pop()
        self.walked.own_total = OwnTotal(last.line, last.amount, loaded - last.amount)
        self.walked.left_out.append((skipped(self._last, "total"), self._last))

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
        found = read_line(self._plan, row, self._client, self._day_above(row))
        if not isinstance(found, SaleLine):
            self._leave(self._explain(row, found), row)
        elif self._is_dated_total(found) or self._is_total_among_undated(row):
            self._leave(self._total_row(row, held(row, "total_differs", "amount", str(found.amount))), row)
        elif self._ended and self._lacks_own_day(row) and self._is_foot(row):
            self._leave(skipped(row, "note"), row)
        elif self._nameless.is_sum(found):
            self._nameless.leave_out(found, row)
        elif self._plan.order_total_once and found.order_no in self._orders:
            self._leave(skipped(row, "continuation", "order_no", found.order_no), row)
        else:
            self._nameless.doubt(found, row)
            self._load(found)
            self._last = row

    def _day_above(self, row: Row) -> date | None:
        """The last day that a row has stated, this one's own where it has one."""
        if self._plan.fill_date_down and not isinstance(own := day_of(self._plan, row), Unread):
            self._day = own
        return self._day

    def _lacks_own_day(self, row: Row) -> bool:
        """Whether a missing date cannot tell a total from a line: rows have no dates, or those of the rows above."""
        down = self._plan.fill_date_down and isinstance(day_of(self._plan, row), Unread)
        return self._plan.fixed_day is not None or down

    def _load(self, found: SaleLine) -> None:
        self._client = found.client or self._client
        self._order = found.order_no or self._order
        if found.order_no:
            self._orders.add(found.order_no)
        self._sums.add(found.amount)
        self.walked.lines.append(found)

    def _is_total_among_undated(self, row: Row) -> bool:
        """A total in a table whose rows have no dates of their own, so that a missing date cannot tell."""
        if not self._lacks_own_day(row):
            return False
        texts = [text_of(cell) for cell in row.cells if not is_blank(cell)]
        if any(is_total_word(text) for text in texts[:3]) and not self._is_like_lines(row):
            return True
        return self._unnamed_total(row) or self._named_behind(row, texts)

    def _is_foot(self, row: Row) -> bool:
        """Whether a row behind the total is a remark with an amount, such as the tax in it."""
        named = any(is_foot(text_of(cell)) for cell in row.cells if not is_blank(cell))
        return named or self._plan.behind_total == "notes"

    def _fills_texts(self, row: Row) -> bool:
        """Whether a row fills two texts or more, and every one that the last line fills."""
        last = [name for name in STAGED_TEXT if getattr(self.walked.lines[-1], name)]
        return len(last) > 1 and all(self._plan.text(row, STAGED_TEXT[name]) for name in last)

    def _is_like_lines(self, row: Row) -> bool:
        """Whether a row fills every text that the last line fills, as totals do not, and agrees with no sum above it:
        a client may be called Total Energy."""
        amount = amount_of(self._plan, row)
        agrees = isinstance(amount, Decimal) and self._sums.kind_of(amount) is not None
        if agrees:
            return False
        if not self.walked.lines:  # a total above its rows is bare: `Total`, not `Total Energy`
            texts = [text for source in STAGED_TEXT.values() if (text := self._plan.text(row, source))]
            return len(texts) > 1 and not any(map(is_bare_total, texts))
        return self._fills_texts(row)

    def _named_behind(self, row: Row, texts: list[str]) -> bool:
        """A subtotal whose word stands behind the name, which agrees with the rows above."""
        amount = amount_of(self._plan, row)
        named = any(ends_as_total(text) for text in texts[:3])
        return named and isinstance(amount, Decimal) and self._sums.kind_of(amount) is not None

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
        if undated and any(is_total_word(text) for text in texts[:3]) and not self._is_like_lines(row):
            return self._total_row(row, found)
        if found.reason == "no_date" and (self._unnamed_total(row) or self._named_behind(row, texts)):
            return self._total_row(row, found)
        if undated and self._is_other_header(row):
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
        is_sale = isinstance(
            amount_of(self._plan, row), Decimal
        )  # whose client or product is called as a column may be
        return self._sums.rows > 0 and not is_sale and header_words(row.cells) >= 2

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
        self._ended = self._ended or bool(self.walked.lines)
        if kind is None:
            self.walked.totals_differ.append(OwnTotal(row.line, amount, self._sums.whole - amount))
            return held(row, "total_differs", "amount", str(amount))
        if kind == "total":
            self.walked.behind_total = row.line
            self.walked.own_total = OwnTotal(row.line, amount, self._sums.whole - amount)
        else:
            self.walked.behind_total = None  # groups follow one another
        self._sums.close_group(amount)
        return skipped(row, kind)
