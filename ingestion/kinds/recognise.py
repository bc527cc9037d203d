"""Which kind of table is it? By the headers, confirmed by the values; where two kinds fit alike a person is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from ingestion import date_format
from ingestion.cells import Cell, text_of
from ingestion.headers import EXACT, PARTIAL, WITH_UNIT, normalise, without_units
from ingestion.kinds.catalogue import KINDS, SALES, Field, Kind, codes, synonyms
from ingestion.kinds.values import minutes_of, month_of_cell
from ingestion.profile import MOSTLY, ColumnProfile

SHORTEST_PART = 5  # a shorter word inside a header says too little
FEW_KNOWN = 0.2  # share of a column's cells that are known words of the choice
OUTWEIGHS = 1.5  # points by which a kind must be ahead of the next one
LEAST_COVERED = 0.5  # share of the filled columns that a sure kind explains
LEAST_NUMBERS = 0.5  # of a column that its header gives away already
WIDE_COLUMNS = 2
WIDE_MONTHS = 3
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

    spread: columns whose headers are values of the kind's wide field.
    """

    kind: Kind
    columns: Mapping[str, int]
    points: float
    vague: bool
    spread: tuple[int, ...] = ()


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
    if wanted.type in ("date", "month"):
        return profile.readable_date_share >= 0.5 or _share(profile, lambda cell: month_of_cell(cell, "dmy")) >= 0.5
    if wanted.type in ("money", "count", "score"):
        return profile.number_share >= MOSTLY
    if wanted.type == "minutes":
        return _share(profile, minutes_of) >= MOSTLY
    if wanted.type in ("choice", "flag"):
        return _knows(profile, wanted.choice or "flag") or normalise(profile.header) not in _VAGUE
    return profile.date_share < 0.5


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


def fit(kind: Kind, profiles: Sequence[ColumnProfile], speaks_of_plan: bool = False) -> Fit | None:
    """The columns of a table as those of a kind; None where something that the kind cannot do without is missing."""
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
        unclear = normalise(profile.header) in _VAGUE or points <= PARTIAL
        vague = vague or (wanted.needed and unclear)
        clear = clear or (wanted.needed and wanted.marker and not unclear)
        gained += points / 100 * (2 if wanted.marker and not unclear else 1)
    spread = _spread(kind, profiles, columns, speaks_of_plan)
    missing = {one.name for one in kind.fields if one.needed} - set(columns)
    if spread:
        missing -= {kind.wide, kind.value}
        gained += 2 + len(spread) / 4
    if missing or any(not set(group) & set(columns) for group in kind.one_of):
        return None
    if not spread and not _given_away(kind, columns, profiles):
        return None
    return Fit(kind, columns, gained, vague and not clear, spread)


def _given_away(kind: Kind, columns: Mapping[str, int], profiles: Sequence[ColumnProfile]) -> bool:
    """Whether a header that belongs to this kind alone is there."""
    header_of = {profile.index: profile.header for profile in profiles}
    return any(
        one.marker
        and one.name in columns
        and normalise(header_of[columns[one.name]]) not in _VAGUE
        and score(header_of[columns[one.name]], one.words) > PARTIAL
        for one in kind.fields
    )


def _spread(
    kind: Kind, profiles: Sequence[ColumnProfile], columns: Mapping[str, int], speaks_of_plan: bool
) -> tuple[int, ...]:
    """Columns whose headers are months of a plan or stages of a funnel."""
    if not kind.wide or kind.value in columns:
        return ()
    if kind.wide == "period":
        months = tuple(
            one.index for one in profiles if date_format.is_month(one.header) and one.number_share >= LEAST_NUMBERS
        )
        if "year" in columns and not months:
            months = tuple(one.index for one in profiles if date_format.month_of_a_year(one.header))
        return months if speaks_of_plan and len(months) >= WIDE_MONTHS else ()
    known = codes("stage_of_funnel")
    stages = tuple(
        one.index for one in profiles if normalise(one.header) in known and one.number_share >= LEAST_NUMBERS
    )
    return stages if len(stages) >= WIDE_COLUMNS else ()


def recognise(profiles: Sequence[ColumnProfile], sales: SalesFound, title: str = "") -> KindGuess:
    """The kind of a located table.

    sales: whether a date and money of sales were found in it, or could be by somebody's word. title: what stands above the table, the names of its
    sheet and file. Deals with money are deals and sales at once and come back as 'deals'.
    """
    plan_words = set(synonyms("plan"))
    speaks_of_plan = any(word in plan_words for word in normalise(title).split())
    plans = [one for one in profiles if score(one.header, "plan") > PARTIAL]
    fits = [found for kind in KINDS.values() if (found := fit(kind, profiles, speaks_of_plan or bool(plans)))]
    fits.sort(key=lambda found: -found.points)
    if not fits:
        return KindGuess()
    best = fits[0]
    if sales == "clear" or (sales and best.kind.name == "deals"):
        return _beside_sales(fits, profiles)
    others = tuple(found.kind.name for found in fits[1:] if _rivals(found, best))
    filled = sum(1 for one in profiles if one.filled)
    covered = (len(best.columns) + len(best.spread)) / filled if filled else 0.0
    if others or best.vague or covered < LEAST_COVERED:
        return KindGuess(best.kind.name, best, (best.kind.name, *others, SALES))
    return KindGuess(best.kind.name, best)


def _rivals(other: Fit, best: Fit) -> bool:
    """Whether another kind fits nearly as well, and by columns that the best one does not explain."""
    explained = {*best.columns.values(), *best.spread}
    return other.points > best.points - OUTWEIGHS and not {*other.columns.values(), *other.spread} < explained


def _beside_sales(fits: Sequence[Fit], profiles: Sequence[ColumnProfile]) -> KindGuess:
    """A table that has what sales need: deals are both; contacts that cost money are asked about."""
    deals = next((found for found in fits if found.kind.name == "deals"), None)
    if deals is not None:
        return KindGuess("deals", deals)
    contacts = next((found for found in fits if found.kind.name == "touches"), None)
    if contacts is None:
        return KindGuess()
    header_of = {profile.index: normalise(profile.header) for profile in profiles}
    markers = [one.name for one in contacts.kind.fields if one.marker and one.name in contacts.columns]
    if sum(header_of[contacts.columns[name]] not in _VAGUE for name in markers) < WIDE_COLUMNS:
        return KindGuess()
    return KindGuess(SALES, None, (SALES, "touches"))
