"""What the columns of a table by periods are: names, the measure that is money, sums of other columns, and the rest.

A column of totals is one whose cells equal the sum of the periods of all rows: the word alone is only a hint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ingestion import number_format
from ingestion.answers import Answers
from ingestion.cells import Row, is_no_number, text_of
from ingestion.crosstab_axis import Axis, Column
from ingestion.headers import NEAR, scores
from ingestion.levels import ROUNDING
from ingestion.mapping import DATE_ROLES, NUMBER_FIELDS
from ingestion.number_format import NumberFormat
from ingestion.period_names import named_period
from ingestion.profile import MOSTLY, ColumnProfile, profile_columns
from ingestion.vocabulary import ends_as_total, is_total_word

BESIDE = ("quantity", "cost", "margin")  # measures that a line of sales may carry beside its amount
_AMOUNTS = ("amount", "worth")
_NO_MONEY = frozenset([*NUMBER_FIELDS, "plan", "score", "balance", "unit"])
_PLAN = re.compile(
    r"\b(?:план(?:а|у|ом|ы|и|ов|ів|ов\w{2})?|норм(?:а|ы|и|атив\w*)|бюджет\w*|прогноз\w*|plans?|planned|targets?|"
    r"budget\w*|quotas?|forecast\w*|kpi)\b",
    re.IGNORECASE,
)
_FACT = re.compile(r"\b(?:факт\w*|actuals?|fact)\b", re.IGNORECASE)
_STATE = re.compile(
    r"\bостат|\bзалишк|задолж|заборг|\bдолг|\bборг|\bbalances?\b|\bdebts?\b|receivabl|\bstocks?\b", re.IGNORECASE
)
_INDICATORS = re.compile(r"^(?:показател\w*|показник\w*|kpi|метрик\w*|metrics?|indicators?)\b", re.IGNORECASE)
_OF_FIELD = re.compile(r"(?:по полю|за полем|\bof)\s+(.+)$", re.IGNORECASE)
_QUANTITY = re.compile(r"количеств|кількіст|\bкол-во\b|\bк-сть\b|\bшт\b|\bquantit|\bunits\b|\bqty\b", re.IGNORECASE)
_MONEY = re.compile(
    r"сумм|\bсум[аиу]\b|выручк|виручк|оборот|продаж|\bгрн\b|\bруб|₴|₽|\$|€|amount|revenue|sales", re.IGNORECASE
)
_PURCHASE = re.compile(r"закуп|поставщ|постачальн|purchase|supplier|vendor", re.IGNORECASE)


def calls_itself_total(text: str) -> bool:
    """Whether a name begins or ends as that of a total: `Итого`, `Grand Total`, `Иванов Итог`. Only a hint."""
    return is_total_word(text) or ends_as_total(text)


@dataclass(frozen=True)
class Columns:
    """The columns that stand beside the periods.

    labels: of names. measures: field -> the name of a measure that lines carry beside their amount. beside: field ->
    {column of an amount: column of that measure}. totals_differ: header of a column of totals that does not add up, and
    the first line where it does not. may_be_list: dates or money of the row itself stand among them.
    """

    labels: tuple[int, ...]
    measures: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    totals_differ: tuple[str, int] | None = None
    may_be_list: bool = False


@dataclass(frozen=True)
class Chosen:
    """The measure that is taken for money ('' where none is named). told: its name in the title. asks: measures to
    choose from. is_plan: the words that speak of plans or balances, '' where
    none do.
    """

    measure: str
    columns: Columns
    told: str = ""
    asks: tuple[str, ...] = ()
    is_plan: str = ""
    is_purchase: bool = False  # the title speaks of suppliers


def choose_columns(title: Sequence[Row], sheet: str, axis: Axis, body: Sequence[Row], answers: Answers) -> Chosen:
    """Which columns are names, money, other measures and totals; what a person must say about them."""
    texts = [text for row in title for cell in row.cells if (text := text_of(cell))] + ([sheet] if sheet else [])
    corner = [axis.names[at] for at in range(min(axis.columns)) if axis.names[at]]
    told = next((match[1].strip() for text in (*texts, *corner) if (match := _OF_FIELD.search(text))), "")
    names = list(dict.fromkeys(column.measure for column in axis.columns.values()))
    measure, asks = _money_of(names, told or _quantity_told(texts), answers.options.get("crosstab_measure"))
    columns = _columns(axis, body, measure)
    plan = _plan_told([*texts, measure], corner)
    return Chosen(measure, columns, told, asks, plan, any(_PURCHASE.search(text) for text in texts))


def _quantity_told(texts: Sequence[str]) -> str:
    """The line of the title that says that the cells are pieces, not money."""
    if any(_MONEY.search(text) for text in texts):
        return ""
    return next((text for text in texts if _QUANTITY.search(text)), "")


def _plan_told(texts: Iterable[str], corner: Sequence[str]) -> str:
    spoken = [text for text in texts if _PLAN.search(text) or _STATE.search(text)]
    if any(_FACT.search(text) for text in spoken):
        return ""
    return next(iter(spoken), "") or next((name for name in corner if _INDICATORS.match(name)), "")


def _role(name: str) -> str:
    """What a measure is: a field or role, 'plan', '' where nothing says it."""
    if _PLAN.search(name) and not _FACT.search(name):
        return "plan"
    if _FACT.search(name):
        return "fact"
    if _QUANTITY.search(name) and not _MONEY.search(name):
        return "quantity"
    found = scores(name)
    return found[0][0] if found and found[0][1] > NEAR else ""


def _money_of(names: Sequence[str], told: str, answer: str | None) -> tuple[str, tuple[str, ...]]:
    """The measure that is money, and those to choose from where only a person can tell."""
    if len(names) == 1:
        (name,) = names
        asks = _role(name or told) in _NO_MONEY and answer is None
        return name, (name or told,) if asks else ()
    if answer in names:
        return answer or "", ()
    roles = {name: _role(name) for name in names}
    amounts = [name for name, role in roles.items() if role in _AMOUNTS]
    amounts = amounts or [name for name, role in roles.items() if role == "fact"]
    if len(amounts) == 1:
        return amounts[0], ()
    offered = tuple(name for name, role in roles.items() if role != "plan" and name) or tuple(names)
    return (amounts or list(offered))[0], offered


def _columns(axis: Axis, body: Sequence[Row], measure: str) -> Columns:
    header = [axis.names[at] if at < len(axis.names) else "" for at in range(len(axis.names))]
    profiles = [one for one in profile_columns(header, body) if one.index not in axis.columns]
    sums = _Sums(axis, body)
    labels, differ, may_be_list = [], None, False
    for profile in profiles:
        kind = _kind(profile, axis, sums)
        if kind == "name":
            labels.append(profile.index)
        differ = differ or ((profile.header, sums.first_difference(profile.index)) if kind == "differs" else None)
        may_be_list = may_be_list or kind == "of_row"
    others = {
        role: name
        for name in dict.fromkeys(column.measure for column in axis.columns.values())
        if name and name != measure and (role := _role(name)) in BESIDE
    }
    beside = {role: _beside(axis, measure, name) for role, name in others.items()}
    return Columns(tuple(labels), others, beside, differ, may_be_list)


def _beside(axis: Axis, measure: str, other: str) -> dict[int, int]:
    """Column of an amount -> the column of another measure of the same period."""
    of = {_time(column): at for at, column in axis.columns.items() if column.measure == other}
    return {at: of[_time(c)] for at, c in axis.columns.items() if c.measure == measure and _time(c) in of}


def _time(column: Column) -> tuple[object, ...]:
    return column.named._replace(rest="")


def _kind(profile: ColumnProfile, axis: Axis, sums: _Sums) -> str:
    """What a column beside the periods is: 'name', 'total', 'differs', 'of_row' (a date or money of the row), 'number'
    or 'empty'.
    """
    if not profile.filled:
        return "name" if profile.header else "empty"
    role = _role(profile.header)
    numeric = profile.numeric_filled > 0 and profile.number_share >= MOSTLY
    if role in DATE_ROLES and profile.readable_date_share >= 0.5:
        return "of_row"
    if not numeric:
        return "name"
    if sums.is_sum(profile.index):
        return "total"
    named = named_period(profile.header)
    if calls_itself_total(profile.header) or profile.index in axis.coarser or (named and named.kind == "year"):
        return "differs"
    if role in _AMOUNTS:
        return "of_row"
    return "number" if role in _NO_MONEY else "name"


class _Sums:
    """Which columns are the sums of others, row by row."""

    def __init__(self, axis: Axis, body: Sequence[Row]) -> None:
        self._axis = axis
        self._body = body
        verdict = number_format.decide(row.cells[at] for row in body for at in axis.columns if at < len(row.cells))
        self._number = NumberFormat("," if verdict == "," else None if verdict == "mixed" else ".")

    def is_sum(self, at: int) -> bool:
        """Whether a column equals the sum of some periods on every row that can be compared, one at least."""
        return any(self._differing(at, of) == [] for of in self._candidates(at))

    def first_difference(self, at: int) -> int:
        """The first line where a column is not the sum of all periods."""
        differing = self._differing(at, next(iter(self._candidates(at)), ()))
        return differing[0] if differing else self._body[0].line

    def _candidates(self, at: int) -> list[tuple[int, ...]]:
        """Sets of columns whose sum a column may hold: of one measure all, a year, those since the total before."""
        found: list[tuple[int, ...]] = []
        for measure in dict.fromkeys(column.measure for column in self._axis.columns.values()):
            own = {place: one.named for place, one in self._axis.columns.items() if one.measure == measure}
            found.append(tuple(own))
            years = {named.year for named in own.values()}
            found += [tuple(place for place, named in own.items() if named.year == year) for year in years]
            quarters = {(named.year, (named.number + 2) // 3) for named in own.values() if named.kind == "month"}
            found += [
                tuple(p for p, named in own.items() if (named.year, (named.number + 2) // 3) == quarter)
                for quarter in sorted(quarters, key=str)
            ]
            found.append(self._run_before(at, own))
        return list(dict.fromkeys(of for of in found if of))

    def _run_before(self, at: int, own: Mapping[int, object]) -> tuple[int, ...]:
        """The columns of the measure right before a column, back to the last one of another kind."""
        run: list[int] = []
        for place in range(at - 1, -1, -1):
            if place in own:
                run.append(place)
            elif place not in self._axis.columns and run:
                break
        return tuple(sorted(run))

    def _differing(self, at: int, of: Sequence[int]) -> list[int] | None:
        """Lines where the column is another number than the sum; None where no line can be compared."""
        compared = False
        lines = []
        for row in self._body:
            own, parts = self._read(row, at), [self._read(row, place) for place in of]
            if own is None or None in parts:
                continue
            added = sum((part for part in parts if part is not None), Decimal(0))
            compared = compared or bool(own)
            if abs(own - added) > min(ROUNDING * len(parts), Decimal(1)):
                lines.append(row.line)
        return lines if compared else None

    def _read(self, row: Row, at: int) -> Decimal | None:
        """A number, nothing as zero, None where it cannot be read."""
        cell = row.cells[at] if at < len(row.cells) else None
        return Decimal(0) if is_no_number(cell) else self._number.read(cell)
