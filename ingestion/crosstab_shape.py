"""Which columns of a table by periods become what, and names that stand once above several rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingestion.answers import Answers
from ingestion.cells import Cell, Row, is_blank, is_blank_row, text_of
from ingestion.headers import scores
from ingestion.period import Period


@dataclass(frozen=True)
class PeriodColumn:
    """A column of amounts: its place in the file, the days it covers, its header."""

    at: int
    period: Period
    name: str


@dataclass(frozen=True)
class Shape:
    """Which columns of the file become what. beside: field -> {column of an amount: column of another measure}."""

    labels: tuple[int, ...]
    periods: tuple[PeriodColumn, ...]
    beside: Mapping[str, Mapping[int, int]]
    names: tuple[str, ...]
    last: int  # place of the last header row


def fill_names(rows: Sequence[Row], shape: Shape, answers: Answers) -> tuple[Sequence[Row], bool]:
    """The rows with names that stand once above several rows repeated on each of them, and whether some were.

    A column is filled so where each of its names occurs once and a later column has a name on every row; the innermost
    of two columns of names only where a person said that a client named once belongs to the rows below.
    """
    told = answers.options.get("client_blank_below") == "fill_down"
    body = [row for row in rows[shape.last + 1 :] if not is_blank_row(row.cells)]
    wanted = [at for at in shape.labels[:-1] if _is_outline(body, at, shape) and (told or at != _clients(shape))]
    if not wanted:
        return rows, False
    above: dict[int, Cell] = {}
    made: list[Row] = list(rows[: shape.last + 1])
    for row in rows[shape.last + 1 :]:
        made.append(_filled(row, wanted, above))
    return made, True


def _clients(shape: Shape) -> int | None:
    """The column of clients by its header."""
    return next((at for at in shape.labels if any(role == "client" for role, _ in scores(shape.names[at]))), None)


def _is_outline(body: Sequence[Row], at: int, shape: Shape) -> bool:
    cells = [row.cells[at] if at < len(row.cells) else None for row in body]
    names = [text_of(cell) for cell in cells if not is_blank(cell)]
    inner = [label for label in shape.labels if label > at]
    blank = [row for row, cell in zip(body, cells, strict=True) if is_blank(cell)]
    named = all(any(label < len(row.cells) and not is_blank(row.cells[label]) for label in inner) for row in blank)
    return bool(blank) and bool(names) and not is_blank(cells[0]) and len(set(names)) == len(names) and named


def _filled(row: Row, wanted: Sequence[int], above: dict[int, Cell]) -> Row:
    cells = list(row.cells)
    for at in wanted:
        if at < len(cells) and not is_blank(cells[at]):
            above[at] = cells[at]
        elif at < len(cells) and not is_blank_row(row.cells):
            cells[at] = above.get(at)
    return Row(row.line, cells, row.flaw)
