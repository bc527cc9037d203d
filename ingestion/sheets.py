"""Which sheets of a workbook hold the sales: the only one with a table, the one that a person names, or all sheets of
one form, as people keep a year of months.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ingestion import workbook
from ingestion.cells import is_blank, is_blank_row, text_of
from ingestion.headers import normalise
from ingestion.locate import Table, header_words, is_plain_text, locate
from ingestion.reading import Question
from ingestion.refusal import Refused
from ingestion.workbook import Sheet

ALL_ALIKE = "*"  # the answer that joins the sheets with the same columns; no sheet of Excel can be called so
REPEATED = 0.2  # of a sheet's rows standing in another one too: not a month of its own but a copy or a summary


def choose_sheets(sheets: Sequence[Sheet], wanted: str | None) -> tuple[Sequence[Sheet], tuple[Question, ...]]:
    """The sheets to read together, and the question where only a person can know."""
    if wanted is not None and wanted != ALL_ALIKE:
        named = [sheet for sheet in sheets if sheet.name == wanted]
        if not named:
            raise Refused("bad_answer", field="sheet", column=0)
        return named, ()
    tables = [(sheet, table) for sheet in sheets if (table := locate(sheet.rows)) is not None]
    tables = [pair for pair in tables if _holds_values(*pair)] or tables
    if not tables:
        return [max(sheets, key=workbook.used_rows)], ()
    if len(tables) == 1:
        return [tables[0][0]], ()
    alike = _alike(tables)
    if wanted == ALL_ALIKE or (len(alike) == len(tables) and not _repeat(alike)):
        return [sheet for sheet, _ in alike], ()
    best = max(tables, key=lambda pair: (_words(*pair), -pair[0].number))[0]
    options = [{"answer": sheet.name, "rows": workbook.used_rows(sheet)} for sheet, _ in tables]
    if len(alike) > 1:
        rows = sum(workbook.used_rows(sheet) for sheet, _ in alike)
        options.append({"answer": ALL_ALIKE, "rows": rows, "sheets": ", ".join(sheet.name for sheet, _ in alike)})
    return [best], (Question("which_sheet", tuple(options)),)


def _holds_values(sheet: Sheet, table: Table) -> bool:
    """Whether a number or a date stands below the header: an explanation of the columns has none."""
    body = sheet.rows[table.last + 1 :]
    return any(not is_plain_text(cell) and not is_blank(cell) for row in body for cell in row.cells)


def _words(sheet: Sheet, table: Table) -> int:
    return header_words(sheet.rows[table.first].cells)


def _columns(table: Table) -> tuple[str, ...]:
    names = [normalise(name) for name in table.header]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _alike(tables: Sequence[tuple[Sheet, Table]]) -> list[tuple[Sheet, Table]]:
    """The largest set of sheets with the same columns in the same order."""
    counts = Counter(_columns(table) for _, table in tables)
    most = counts.most_common(1)[0][0]
    return [(sheet, table) for sheet, table in tables if _columns(table) == most]


def _repeat(tables: Sequence[tuple[Sheet, Table]]) -> bool:
    """Whether a sheet repeats rows of the others, so that joining them would count sales twice."""
    seen: Counter[tuple[str, ...]] = Counter()
    for sheet, table in tables:
        rows = Counter(
            tuple(text_of(cell) for cell in row.cells)
            for row in sheet.rows[table.last + 1 :]
            if not is_blank_row(row.cells)
        )
        if sum((rows & seen).values()) > REPEATED * rows.total():
            return True
        seen |= rows
    return False
