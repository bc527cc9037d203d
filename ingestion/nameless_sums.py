"""Lines with a day and an amount that name nobody and nothing, unlike the lines above them: sums without their word, or
sales of a till. How many of them equal the lines above tells which.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate

from ingestion.cells import Row
from ingestion.plan import SaleLine, held, skipped
from ingestion.reading import OwnTotal
from ingestion.sums import Sums
from ingestion.walked import Walked

DIFFERING = 0.5  # of the sums without their word may differ from their lines
MOST_ADDED = 2000  # lines right above such a sum


def says_who_or_what(line: SaleLine) -> bool:
    """Whether a line says who bought, what, or by which document."""
    return bool(line.client or line.code or line.tax_id or line.product or line.order_no)


class NamelessSums:
    """The lines of a table that may be sums; what they are is settled when all rows are known."""

    def __init__(self, walked: Walked, sums: Sums) -> None:
        self._walked = walked
        self._sums = sums
        self._left_out: list[SaleLine] = []
        self._doubtful: list[tuple[SaleLine, Row, Decimal]] = []  # loaded, with what the group adds up to beyond them

    def is_sum(self, line: SaleLine) -> bool:
        """Whether a line names nothing and equals its group or the lines right above it, one alone only among others."""
        if not self._is_nameless(line):
            return False
        if self._sums.group_rows > 1 and line.amount == self._sums.group:
            return True
        added = accumulate(one.amount for one in reversed(self._walked.lines[-MOST_ADDED:]))
        return any(one == line.amount for rows, one in enumerate(added, start=1) if rows > 1 or self._left_out)

    def leave_out(self, line: SaleLine, row: Row) -> None:
        """Take it for a sum until all rows are known."""
        self._left_out.append(line)
        self._sums.close_group(line.amount)
        self._walked.left_out.append((skipped(row, "subtotal"), row))

    def doubt(self, line: SaleLine, row: Row) -> None:
        """Remember a line to load that names nothing and equals nothing."""
        if self._is_nameless(line):
            self._doubtful.append((line, row, self._sums.group - line.amount))

    def settle(self, answer: str) -> None:
        """Sums where most such lines are, sales where few are, and a question where there is one alone. answer: 'total' or
        'line' where a person said what it is."""
        if not self._left_out:
            return
        if len(self._doubtful) > DIFFERING * len(self._left_out) or answer == "line":
            self._load()
        elif len(self._left_out) == 1 and answer != "total":
            (found,) = self._left_out
            self._walked.looks_total = OwnTotal(found.line, found.amount, Decimal(0))
            self._load()
        else:
            self._hold_doubtful()

    def _is_nameless(self, line: SaleLine) -> bool:
        lines = self._walked.lines
        return bool(lines and line.amount) and not says_who_or_what(line) and says_who_or_what(lines[-1])

    def _load(self) -> None:
        """They are sales of nobody, that equal others by chance."""
        walked, taken = self._walked, {line.line for line in self._left_out}
        walked.left_out[:] = [one for one in walked.left_out if one[0].line not in taken]
        walked.lines[:] = sorted((*walked.lines, *self._left_out), key=lambda one: one.line)
        self._sums.add(sum((line.amount for line in self._left_out), Decimal(0)), len(taken))

    def _hold_doubtful(self) -> None:
        """Among sums without their word these do not agree with their lines."""
        for line, row, difference in self._doubtful:
            self._walked.lines.remove(line)
            self._sums.add(-line.amount, -1)
            self._walked.totals_differ.append(OwnTotal(row.line, line.amount, difference))
            self._walked.left_out.append((held(row, "total_differs", "amount", str(line.amount)), row))
