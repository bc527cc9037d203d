"""Whether a table is a grouped report, and what stands at which level of it.

1C and BAS write manager, client, document and product in one column, each with the sum of what stands below it. Such a
report is recognised by how its rows fit together; its levels are named by the header (`Manager / Client / Product`,
names under one another, or the line above the table that lists the groupings).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import mode

from ingestion.cells import Cell, Row, is_blank, is_blank_row, text_of
from ingestion.group_columns import GroupColumns, group_columns
from ingestion.headers import is_known
from ingestion.levels import ROUNDING, Measures, headings_agree, levels_by_place, levels_by_sums
from ingestion.locate import Table
from ingestion.profile import MOSTLY
from ingestion.vocabulary import is_bare_total, is_total_word

FEWEST_ROWS = 3
PLAIN_ENOUGH = 12  # rows that add up in two groups or more by chance hardly ever
HEADINGS = 2  # so many rows between the lines are groups; one alone is a remark
_NAMES_APART = re.compile(r"\s*[/\\|;]\s*|\s*\n\s*|,\s+|\s+[-–—]\s+")
_GROUPINGS = re.compile(r"^\s*(?:группировк|групуванн|grouping|grouped by)[^:]*:\s*(.+)$", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\([^)]*\)")


@dataclass(frozen=True)
class Groups:
    """A recognised grouped report.

    `names_end` is the place of the last header row. `levels`: line of the file -> level, 0 is the outermost, `depth`
    - 1 the lines. `labels`: line -> what the row is called. `places`: level -> column of its labels. `names`: names
    of the levels that share one column, from the outermost, as far as the report gives them.
    """

    names_end: int
    levels: dict[int, int]
    labels: dict[int, Cell]
    places: tuple[int, ...]
    names: tuple[str, ...]
    amount_at: int | None  # the one column of money whose headings are sums; None where there are several
    is_sure: bool = True  # False where a small flat table could add up so by chance

    @property
    def depth(self) -> int:
        """How many levels there are, lines included."""
        return len(self.places)


def find_groups(rows: Sequence[Row], table: Table) -> Groups | None:
    """The groups of a table; None where it has none, or its headings do not agree with the rows below them."""
    names_end = _end_of_names(rows, table)
    body = [row for row in rows[names_end + 1 :] if not is_blank_row(row.cells)]
    columns = group_columns(table.header, body)
    if columns is None:
        return None
    columns = replace(columns, days_above=_days_stand_above(body, columns))
    for is_total in (is_total_word, is_bare_total):  # a client may be called Total Energy: then the sums must say so
        members = [row for row in body if _is_member(row, columns, is_total)]
        levels = _levels(members, columns)
        if levels is not None:
            break
    else:
        return None
    is_sure = _is_sure(body, members, levels, columns)
    if is_sure is None:
        return None
    labels = {row.line: columns.label(row) for row in members}
    headings = [row for row, level in zip(members, levels, strict=True) if level < max(levels)]
    state_sums = all(columns.measures(row) is not None for row in headings)
    places = tuple(_usual_place(members, levels, level, columns) for level in range(max(levels) + 1))
    return Groups(
        names_end=names_end,
        levels={row.line: level for row, level in zip(members, levels, strict=True)},
        labels={line: None if label is None else label[1] for line, label in labels.items()},
        places=places,
        names=tuple(_level_names(rows, table, names_end, places[0])),
        amount_at=columns.numbers[0][0] if columns.amounts == 1 and state_sums else None,
        is_sure=is_sure,
    )


def _days_stand_above(body: Sequence[Row], columns: GroupColumns) -> bool:
    """Whether days stand on rows of their own, and no row with a name has one."""
    days = [columns.is_dated(row) for row in body]
    named = [columns.label(row) is not None for row in body]
    apart = not any(day and name for day, name in zip(days, named, strict=True))
    return apart and sum(days) >= HEADINGS and sum(named) > sum(days) and days[0]


def _is_sure(body: Sequence[Row], members: Sequence[Row], levels: Sequence[int], columns: GroupColumns) -> bool | None:
    """Whether the levels are beyond doubt; None where the report's own total says that the table is flat."""
    measured = [columns.measures(row) for row in members]
    if any(row is None for row in measured):
        return True  # headings without numbers do not look like lines
    amounts = [row[0] for row in measured if row is not None]
    lines = sum((amount for amount, level in zip(amounts, levels, strict=True) if level == max(levels)), Decimal(0))
    totals = [
        found[0] for row in body if row.line not in {m.line for m in members} and (found := columns.measures(row))
    ]
    if any(abs(total - lines) <= ROUNDING * len(amounts) for total in totals):
        return True
    if any(abs(total - sum(amounts)) <= ROUNDING * len(amounts) for total in totals):
        return None
    dated = columns.date_at is not None
    return dated or (levels.count(0) > 1 and len(levels) >= PLAIN_ENOUGH)


def _usual_place(members: Sequence[Row], levels: Sequence[int], level: int, columns: GroupColumns) -> int:
    """The column in which most rows of a level are called by name."""
    return mode(_label_at(row, columns) for row, own in zip(members, levels, strict=True) if own == level)


def _end_of_names(rows: Sequence[Row], table: Table) -> int:
    """The last row of the header where names of levels stand under one another in one column."""
    last = table.last
    while last + 1 < len(rows):
        filled = [cell for cell in rows[last + 1].cells if not is_blank(cell)]
        if len(filled) != 1 or not isinstance(filled[0], str) or not is_known(filled[0]):
            break
        last += 1
    return last


def _is_member(row: Row, columns: GroupColumns, is_total: Callable[[str], bool]) -> bool:
    """Whether a row belongs to the tree: it has a name or a day, and is neither a total nor broken."""
    if row.flaw:
        return False
    label = columns.label(row)
    if label is None:
        return columns.is_dated(row)
    text = text_of(label[1])
    return not is_total(text) or (columns.measures(row) is None and not is_bare_total(text))


def _levels(members: list[Row], columns: GroupColumns) -> list[int] | None:
    """The level of each member; rows after the last line are no members of any group and are taken off the list."""
    lines = _lines_by_days(members, columns)
    if lines is None and columns.date_at is not None:
        return None  # before the numbers are read: most tables end here
    measured = [columns.measures(row) for row in members]
    lines = lines or _lines_by_numbers(members, measured, columns)
    if lines is None:
        return None
    while members and not lines[-1]:
        for one in (members, measured, lines):
            one.pop()
    if len(members) < FEWEST_ROWS:
        return None
    if all(lines):
        return levels_by_sums([row for row in measured if row is not None])
    places = [None if is_line else _label_at(row, columns) for row, is_line in zip(members, lines, strict=True)]
    levels = levels_by_place(places)
    return levels if levels is not None and headings_agree(levels, measured) else None


def _label_at(row: Row, columns: GroupColumns) -> int:
    label = columns.label(row)
    return 0 if label is None else label[0]


def _lines_by_days(members: Sequence[Row], columns: GroupColumns) -> list[bool] | None:
    """Which members are lines, by their days; None where the table has no days, or is not grouped."""
    if columns.days_above:
        return [not columns.is_dated(row) for row in members]
    if columns.date_at is None:
        return None
    dated = [columns.is_dated(row) and columns.says_amount(row) for row in members]
    return dated if _headings_between(dated) and _clients_unnamed(members, dated, columns) else None


def _lines_by_numbers(
    members: Sequence[Row], measured: Sequence[Measures | None], columns: GroupColumns
) -> list[bool] | None:
    """Which members are lines in a table without days; all of them where only arithmetic can tell. None where the table
    is not grouped."""
    valued = [found is not None for found in measured]
    if all(valued):
        return valued
    is_grouped = _headings_between(valued) and not _are_lines_too(members, valued, columns)
    return valued if is_grouped else _without_remarks(valued)


def _are_lines_too(members: Sequence[Row], valued: Sequence[bool], columns: GroupColumns) -> bool:
    """Whether the rows without an amount name a client beside something else, as the lines below do: a sale whose amount
    is missing, no heading."""
    at = columns.client_at
    if at is None:
        return False
    headings = [row for row, is_line in zip(members, valued, strict=True) if not is_line]
    lines = [row for row, is_line in zip(members, valued, strict=True) if is_line]
    numbers = {place for place, _ in columns.numbers}
    width = max(len(row.cells) for row in members)
    both = {
        place
        for place in set(range(width)) - numbers
        if _fill(headings, place) >= MOSTLY and _fill(lines, place) >= MOSTLY
    }
    return at in both and len(both) > 1


def _fill(rows: Sequence[Row], at: int) -> float:
    """The share of rows in which a column is filled."""
    return sum(at < len(row.cells) and not is_blank(row.cells[at]) for row in rows) / len(rows)


def _without_remarks(valued: list[bool]) -> list[bool] | None:
    """All rows are lines but for remarks behind the last of them."""
    last = max((place for place, is_line in enumerate(valued) if is_line), default=-1)
    return valued if all(valued[: last + 1]) else None


def _headings_between(lines: Sequence[bool]) -> bool:
    last = max((place for place, is_line in enumerate(lines) if is_line), default=-1)
    return last >= 0 and sum(not is_line for is_line in lines[:last]) >= HEADINGS and not lines[0]


def _clients_unnamed(members: Sequence[Row], dated: Sequence[bool], columns: GroupColumns) -> bool:
    """Whether the dated lines do not name their client themselves."""
    at = columns.client_at
    lines = [row for row, is_line in zip(members, dated, strict=True) if is_line]
    named = sum(at is not None and at < len(row.cells) and not is_blank(row.cells[at]) for row in lines)
    return named < (1 - MOSTLY) * len(lines) or _one_column(members, dated, columns)


def _one_column(members: Sequence[Row], dated: Sequence[bool], columns: GroupColumns) -> bool:
    """Whether headings stand in the very column in which lines name something else: the column holds all levels."""
    headings = {_label_at(row, columns) for row, is_line in zip(members, dated, strict=True) if not is_line}
    below = {_label_at(row, columns) for row, is_line in zip(members, dated, strict=True) if is_line}
    return bool(headings) and headings == below == {columns.client_at}


def _level_names(rows: Sequence[Row], table: Table, names_end: int, at: int) -> list[str]:
    """Names of the levels in a column, from the outermost, as far as the report gives them."""
    own = table.header[at] if at < len(table.header) else ""
    under = [text_of(cell) for row in rows[table.last + 1 : names_end + 1] for cell in row.cells if not is_blank(cell)]
    if under:
        return [own, *under] if own else under
    parts = [part for part in _NAMES_APART.split(own) if part]
    if len(parts) > 1 and sum(map(is_known, parts)) >= len(parts) - 1:
        return parts
    return _listed_groupings(rows[: table.first]) or ([own] if own else [])


def _listed_groupings(title: Sequence[Row]) -> list[str]:
    """The groupings that a line above the table lists: `Group rows by: Manager (Items); Client (Items)`."""
    for row in title:
        for cell in row.cells:
            match = _GROUPINGS.match(cell) if isinstance(cell, str) else None
            if match:
                parts = re.split(r"[;,]", match[1])
                return [name for part in parts if (name := _BRACKETS.sub("", part).strip())]
    return []
