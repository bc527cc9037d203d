"""What files, choices and undos must come to, said in plain Python: lists of lines, nothing of the tables or the SQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Row = dict[str, Any]
Placed = tuple[int, Row]  # line of the file, row


@dataclass
class Loaded:
    """One loading of a file; the same file loaded again is another one."""

    number: int
    lines: list[Placed]
    period: tuple[date, date]
    in_place_of: list[Loaded] = field(default_factory=list)
    in_force: bool = True


@dataclass
class Model:
    """Every loading that ever was, in order; what is counted follows from that."""

    loadings: list[Loaded] = field(default_factory=list)

    def load(self, number: int, rows: list[Row], choice: str) -> None:
        """Load a file under a number, with a choice for what stands here already."""
        placed = list(enumerate(rows, start=2))
        days = [row["day"] for row in rows]
        new = Loaded(number, placed, (min(days), max(days)))
        if choice == "replace":
            new.in_place_of = [one for one in self.in_force() if counts_in_one(rows, self.counted(one))]
        if choice == "only_new":
            there = matched(placed, [self.counted(one) for one in self.in_force()])
            new.lines = [line for line in placed if line not in there]
        self.loadings.append(new)

    def undo(self, number: int) -> None:
        """Take an import back."""
        for one in self.loadings:
            if one.number == number:
                one.in_force = False

    def in_force(self) -> list[Loaded]:
        """Loadings that were not taken back, by number."""
        return sorted((one for one in self.loadings if one.in_force), key=lambda one: one.number)

    def counted(self, one: Loaded) -> list[Row]:
        """Its lines that no later import stands in place of."""
        return [row for _, row in one.lines if not self.covering(one, row["day"])]

    def covering(self, one: Loaded, day: date) -> list[int]:
        """Imports in force that stand in place of a loading on a day, through those that were taken back too."""
        found = []
        for later in self.loadings:
            if one in later.in_place_of and later.period[0] <= day <= later.period[1]:
                found += [later.number] if later.in_force else self.covering(later, day)
        return found

    def lines(self, counted: bool) -> list[tuple[int, int]]:
        """(import, line) of lines that are counted, or of those that are replaced."""
        return sorted(
            (one.number, line)
            for one in self.in_force()
            for line, row in one.lines
            if bool(self.covering(one, row["day"])) != counted
        )


def has(rows: Iterable[Row], column: str) -> bool:
    """Whether any row fills a column."""
    return any(row.get(column) for row in rows)


def shared_columns(one: list[Row], other: list[Row]) -> tuple[bool, bool]:
    """Whether both sides have order numbers, and whether both have products."""
    by_order_no, by_product = (has(one, name) and has(other, name) for name in ("order_no", "product"))
    return by_order_no, by_product


def key(row: Row, columns: tuple[bool, bool]) -> tuple[Any, ...]:
    """What makes two lines the same sale."""
    order_no, product = (
        row.get(name) or "" if shared else "" for name, shared in zip(("order_no", "product"), columns, strict=True)
    )
    return row["day"], row["client"], row["amount"], order_no, product


def counts_in_one(rows: list[Row], loaded: list[Row]) -> int:
    """How many lines of a file stand in one import."""
    columns = shared_columns(rows, loaded)
    return (Counter(key(row, columns) for row in rows) & Counter(key(row, columns) for row in loaded)).total()


def matched(placed: list[Placed], imports: list[list[Row]]) -> list[Placed]:
    """The lines of a file that stand in any import; where more columns can be compared, that comes first."""
    rows = [row for _, row in placed]
    found: list[Placed] = []
    for columns in ((True, True), (True, False), (False, True), (False, False)):
        pool = Counter(
            key(row, columns)
            for loaded in imports
            if loaded and shared_columns(rows, loaded) == columns
            for row in loaded
        )
        for line in placed:
            if line not in found and pool[key(line[1], columns)]:
                pool[key(line[1], columns)] -= 1
                found.append(line)
    return found
