"""What a list of names by code gives to the lines: the name of a client, product or manager, and what else it knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingestion.cells import Cell, Row, is_blank, is_no_number, text_of
from ingestion.headers import normalise, scores
from ingestion.mapping import CLIENT_ROLES
from ingestion.profile import MOSTLY, ColumnProfile
from ingestion.related import NameList, Relation
from ingestion.table_keys import CLIENT, MANAGER, PRODUCT, View, words_of

_NAME_FIELDS = {CLIENT: CLIENT_ROLES, PRODUCT: ("product",), MANAGER: ("manager",)}
_MORE_FIELDS = {CLIENT: ("tax_id", "segment", "region"), PRODUCT: ("category",), MANAGER: ("region",)}
_NAMES = frozenset(
    ["name", "full name", "title", "наименование", "полное наименование", "название", "имя", "фио",
     "назва", "повна назва", "найменування", "піб"]
)  # fmt: skip
_FIRST = frozenset(["first name", "firstname", "имя", "ім я", "імя", "given name"])
_LAST = frozenset(["last name", "lastname", "surname", "family name", "фамилия", "прізвище"])


@dataclass(frozen=True)
class ListColumn:
    """A column that a list adds to the lines: its header, the field it is for, and its cell for a row of the list."""

    field: str
    header: str
    cell: Callable[[Row], str]


def columns_of(found: NameList, relation: Relation) -> list[ListColumn]:
    """What the list adds: the name where the lines have only a code, and fields that the lines do not have."""
    columns = []
    if not _holds_names(found):
        places = _name_columns(found.view, found.link.key, found.subject)
        if places:
            header = " ".join(found.view.table.header[at] for at in places)
            columns.append(ListColumn(found.subject, header, lambda row: _joined(row, places)))
    for field in _MORE_FIELDS[found.subject]:
        at = found.view.column(field)
        if at is not None and at != found.link.key and _is_filled(found.view, at) and _is_missing(field, relation):
            columns.append(ListColumn(field, found.view.table.header[at], lambda row, at=at: _known(row, at)))  # type: ignore[misc]
    return columns


def _holds_names(found: NameList) -> bool:
    """Whether the key itself is the name: a header without a word for codes, and texts under it."""
    header = found.view.table.header[found.link.key]
    named = words_of(header) == normalise(header) and any(
        field in _NAME_FIELDS[found.subject] for field, _ in scores(header)
    )
    return named and found.view.profiles[found.link.key].number_share < 1 - MOSTLY


def _name_columns(view: View, key: int, subject: str) -> tuple[int, ...]:
    """The column of names, or the two of first and last names; empty where none can be told."""
    texts = [one for one in view.profiles if one.index != key and _is_text(one, view)]
    by_field = [
        (_NAME_FIELDS[subject].index(field), one.index)
        for one in texts
        for field, score in scores(one.header)
        if field in _NAME_FIELDS[subject] and score == scores(one.header)[0][1] and _is_no_code(one.header)
    ]
    halves = _first_and_last(texts)
    plain = [one.index for one in texts if normalise(one.header) in _NAMES]
    if subject == MANAGER and halves:
        return halves
    if by_field:
        return (min(by_field)[1],)
    if halves:
        return halves
    if plain:
        return (plain[0],)
    return (texts[0].index,) if len(texts) == 1 else ()


def _is_text(profile: ColumnProfile, view: View) -> bool:
    return profile.number_share < 0.5 and profile.date_share < 0.5 and _is_filled(view, profile.index)


def _is_no_code(header: str) -> bool:
    return words_of(header) == normalise(header)


def _first_and_last(texts: Sequence[ColumnProfile]) -> tuple[int, ...]:
    """Columns of the first and the last name in the order in which the language of the headers speaks them."""
    first = next((one for one in texts if normalise(one.header) in _FIRST), None)
    last = next((one for one in texts if normalise(one.header) in _LAST), None)
    if first is None or last is None:
        return ()
    return (first.index, last.index) if last.header.isascii() else (last.index, first.index)


def _is_filled(view: View, at: int) -> bool:
    """Whether half of the rows of a column say something; NULL and dashes say nothing."""
    filled = sum(count for cell, count in view.profiles[at].values.items() if not is_no_number(cell))
    return 2 * filled >= len(view.whole)


def _is_missing(field: str, relation: Relation) -> bool:
    """Whether neither the lines nor the documents have the field, or only as a code that is a number."""
    for view in (relation.lines, relation.documents):
        at = view.column(field) if view is not None else None
        if view is not None and at is not None and view.profiles[at].number_share < MOSTLY:
            return False
    return True


def _joined(row: Row, places: Sequence[int]) -> str:
    return " ".join(text_of(row.cells[at]) for at in places if at < len(row.cells) and not is_blank(row.cells[at]))


def _known(row: Row, at: int) -> str:
    cell: Cell = row.cells[at] if at < len(row.cells) else None
    return "" if is_no_number(cell) else text_of(cell)
