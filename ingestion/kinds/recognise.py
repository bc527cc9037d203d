"""Which kind of table is it? By the headers, confirmed by the values; where two kinds fit alike a person is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

from ingestion.cells import Cell, text_of
from ingestion.headers import EXACT, PARTIAL, WITH_UNIT, normalise, without_units
from ingestion.kinds.catalogue import KINDS, SALES, codes, synonyms, unsure_words
from ingestion.kinds.kind import Field, Kind
from ingestion.kinds.moments import clock_of_cell, hours_of_cell, wait_of_cell
from ingestion.kinds.spread import NOTHING, Spread, spread_of
from ingestion.kinds.title import PLANS, Title
from ingestion.kinds.values import minutes_of, month_of_cell
from ingestion.number_format import NumberFormat, is_number_like
from ingestion.profile import MOSTLY, ColumnProfile

SHORTEST_PART = 5  # a shorter word inside a header says too little
FEW_KNOWN = 0.2  # share of a column's cells that are known words of the choice
OUTWEIGHS = 1.5  # points by which a kind must be ahead of the next one
LEAST_COVERED = 0.5  # share of the filled columns that a sure kind explains
CLEAR_CONTACTS = 2
_OF_SALES = ("client", "product")  # whose figures are sales, whatever the title says
# Headers that may mean anything: a column that is known by nothing else decides no kind.
_VAGUE = frozenset(
    normalise(word)
    for word in (
        "name", "title", "type", "total", "number", "value", "to", "from", "at", "id", "code", "comment", "note", "answer",
        "result", "status", "state", "reason", "название", "наименование", "тип", "статус", "состояние", "номер", "код",
        "комментарий", "примечание", "назва", "найменування", "стан", "примітка", "коментар", "фио", "піб", "контакт",
        "contact", "причина", "количество", "quantity", "кількість", "count", "число",
    )
)  # fmt: skip


SalesFound = Literal["", "asked", "clear"]


@dataclass(frozen=True)
class Fit:
    """How well a table is of a kind: the column of each field (from 0), points, how sure the headers are.

    spread: columns whose headers are values of a field of the kind.
    """

    kind: Kind
    columns: Mapping[str, int]
    points: float
    vague: bool
    spread: Spread = NOTHING


@dataclass(frozen=True)
class KindGuess:
    """The best kind of a table, and all that come into question when it is not sure, the best first."""

    name: str = SALES
    fit: Fit | None = None
    others: tuple[str, ...] = field(default=())

    @property
    def is_sure(self) -> bool:
        """Whether nobody has to be asked."""
        return not self.others


@lru_cache(maxsize=8192)
def score(header: str, words: str) -> float:
    """How well a header names an entry of the words: 0..100, earlier words a little better than later ones."""
    name = normalise(header)
    known = synonyms(words)
    for whole, points in ((name, EXACT), (without_units(name), WITH_UNIT)):
        if whole in known:
            return points - min(known.index(whole), 40) / 20
    if any(len(part) >= SHORTEST_PART and (name.startswith(part + " ") or name.endswith(" " + part)) for part in known):
        return PARTIAL
    return 0.0


def fits_type(profile: ColumnProfile, wanted: Field) -> bool:
    """Whether the values of a column can be what a field holds; an empty column can be anything."""
    if not profile.filled:
        return True
    if wanted.type in ("date", "month", "moment"):
        return profile.readable_date_share >= 0.5 or _share(profile, lambda cell: month_of_cell(cell, "dmy")) >= 0.5
    if wanted.type in ("money", "count", "score"):
        return profile.number_share >= MOSTLY
    if wanted.type in _READ_BY:
        return _share(profile, _READ_BY[wanted.type]) >= MOSTLY and profile.date_share < MOSTLY
    if wanted.type in ("choice", "flag"):
        knows = _knows(profile, wanted.choice or "flag")
        return knows or (not wanted.listed and normalise(profile.header) not in _VAGUE)
    return profile.date_share < 0.5


_READ_BY: Mapping[str, Callable[[Cell], object]] = {
    "minutes": minutes_of,
    "clock": clock_of_cell,
    "wait": wait_of_cell,
    "hours": lambda cell: cell if is_number_like(cell) else hours_of_cell(cell, NumberFormat(None)),
}


def _is_day_of(points: float, profile: ColumnProfile, wanted: Field) -> bool:
    """Whether a column that is only partly called as a text, `Invoice Date`, holds days."""
    return points <= PARTIAL and wanted.type in ("text", "code") and profile.readable_date_share >= MOSTLY


def _share(profile: ColumnProfile, read: Callable[[Cell], object]) -> float:
    found = sum(count for cell, count in profile.values.items() if read(cell) is not None)
    return found / profile.filled if profile.filled else 0.0


def _knows(profile: ColumnProfile, choice: str) -> bool:
    known = codes(choice)
    found = sum(count for cell, count in profile.values.items() if normalise(text_of(cell)) in known)
    return bool(profile.filled) and found / profile.filled >= FEW_KNOWN


def fit(kind: Kind, profiles: Sequence[ColumnProfile], title: Title | None = None) -> Fit | None:
    """The columns of a table as those of a kind; None where something that the kind cannot do without is missing."""
    title = title or Title()
    columns, gained, vague, clear = _assigned(kind, profiles)
    spread = spread_of(kind, profiles, _firm(kind, profiles, columns), title)
    missing = {one.name for one in kind.fields if one.needed} - set(columns)
    if spread.columns:
        columns = {name: at for name, at in _firm(kind, profiles, columns).items() if at not in spread.columns}
        missing = {one.name for one in kind.fields if one.needed} - set(columns) - {spread.by, kind.value}
        missing -= {"period"} if title.month else set()
        gained += 2 + len(spread.columns) / 4
    if missing or any(not set(group) & set(columns) for group in kind.one_of):
        return None
    spoken = kind.name != PLANS and title.speaks_of(kind.name)
    if not spread.columns and not _given_away(kind, columns, profiles) and not spoken:
        return None
    if spread.columns:
        return Fit(
            kind, columns, gained, not spread.is_sure or (vague and not clear and kind.wide == ("stage",)), spread
        )
    return Fit(kind, columns, gained, vague and not clear and not spoken)


def _assigned(kind: Kind, profiles: Sequence[ColumnProfile]) -> tuple[dict[str, int], float, bool, bool]:
    """The column of each field by headers and values, points, whether a needed one is vague, whether one is clear."""
    pairs = []
    for order, wanted in enumerate(kind.fields):
        for profile in profiles:
            points = score(profile.header, wanted.words)
            if points and fits_type(profile, wanted) and not _is_day_of(points, profile, wanted):
                pairs.append((points, wanted.needed, -order, -profile.index, wanted, profile))
    columns: dict[str, int] = {}
    gained = 0.0
    vague = clear = False
    for points, _, _, _, wanted, profile in sorted(pairs, key=lambda pair: pair[:4], reverse=True):
        if wanted.name in columns or profile.index in columns.values():
            continue
        columns[wanted.name] = profile.index
        unclear = _is_vague(profile.header, kind) or points <= PARTIAL
        vague = vague or (wanted.needed and unclear)
        clear = clear or (not unclear and wanted.marker and (wanted.needed or wanted.name in kind.sure_by))
        gained += points / 100 * (2 if wanted.marker and not unclear else 1)
    return columns, gained, vague, clear


def _is_vague(header: str, kind: Kind) -> bool:
    name = normalise(header)
    return name in _VAGUE or name in unsure_words(kind.name)


def _firm(kind: Kind, profiles: Sequence[ColumnProfile], columns: Mapping[str, int]) -> dict[str, int]:
    """The columns without those that are only partly called as a value: `Calls plan` is an indicator of its own."""
    values = {kind.value, "kpi", "norm", "standard"}
    return {
        name: at
        for name, at in columns.items()
        if name not in values or score(profiles[at].header, kind.by_name[name].words) > PARTIAL
    }


def _given_away(kind: Kind, columns: Mapping[str, int], profiles: Sequence[ColumnProfile]) -> bool:
    """Whether a header that belongs to this kind alone is there."""
    header_of = {profile.index: profile.header for profile in profiles}
    return any(
        one.marker
        and one.name in columns
        and not _is_vague(header_of[columns[one.name]], kind)
        and score(header_of[columns[one.name]], one.words) > PARTIAL
        for one in kind.fields
    )


def recognise(profiles: Sequence[ColumnProfile], sales: SalesFound, title: Title | None = None) -> KindGuess:
    """The kind of a located table.

    sales: whether a date and money of sales were found in it, or could be by somebody's word. title: what stands above
    the table, the names of its sheet and file. Deals with money are deals and sales at once and come back as 'deals'.
    """
    title = title or Title()
    if any(score(one.header, "plan") > PARTIAL for one in profiles):
        title = replace(title, kinds=title.kinds | {PLANS})
    fits = [found for kind in KINDS.values() if (found := fit(kind, profiles, title))]
    fits.sort(key=lambda found: -found.points)
    if not fits:
        return KindGuess()
    best = fits[0]
    if sales == "clear" or (sales and best.kind.name == "deals"):
        return _beside_sales(fits, profiles)
    others = tuple(found.kind.name for found in fits[1:] if _rivals(found, best))
    filled = sum(1 for one in profiles if one.filled)
    covered = (len(best.columns) + len(best.spread.columns)) / filled if filled else 0.0
    if others or best.vague or covered < LEAST_COVERED:
        return KindGuess(best.kind.name, best, (best.kind.name, *others, SALES))
    return KindGuess(best.kind.name, best)


def _rivals(other: Fit, best: Fit) -> bool:
    """Whether another kind fits nearly as well, and by columns that the best one does not explain."""
    explained = {*best.columns.values(), *best.spread.columns}
    return other.points > best.points - OUTWEIGHS and not {*other.columns.values(), *other.spread.columns} < explained


def _beside_sales(fits: Sequence[Fit], profiles: Sequence[ColumnProfile]) -> KindGuess:
    """A table that has what sales need: deals are both; contacts that cost money are asked about."""
    deals = next((found for found in fits if found.kind.name == "deals"), None)
    if deals is not None:
        return KindGuess("deals", deals)
    spread = next((found for found in fits if found.spread.by == "kpi"), None)
    if spread is not None and not any(score(one.header, name) for one in profiles for name in _OF_SALES):
        return KindGuess(spread.kind.name, spread, (spread.kind.name, SALES))
    contacts = next((found for found in fits if found.kind.name == "touches"), None)
    if contacts is None:
        return KindGuess()
    header_of = {profile.index: normalise(profile.header) for profile in profiles}
    markers = [one.name for one in contacts.kind.fields if one.marker and one.name in contacts.columns]
    if sum(header_of[contacts.columns[name]] not in _VAGUE for name in markers) < CLEAR_CONTACTS:
        return KindGuess()
    return KindGuess(SALES, None, (SALES, "touches"))
