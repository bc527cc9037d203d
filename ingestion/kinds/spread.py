"""Tables whose values stand in the headers: months of a plan, stages of a funnel, standards of a checklist, indicators.

A column of such a table gives one record a row. Of indicators a plan and a fact may stand side by side: `Calls plan`,
`Calls fact`. Source of the forms: how such tables are kept by hand.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from ingestion import date_format
from ingestion.cells import text_of
from ingestion.headers import is_unit, normalise
from ingestion.kinds.catalogue import codes
from ingestion.kinds.kind import Kind
from ingestion.kinds.title import PLANS, Title
from ingestion.kinds.values import first_of_month, flag_of_cell, month_of_cell
from ingestion.profile import MOSTLY, ColumnProfile
from ingestion.vocabulary import is_total_word

FACTS, NORMS, CHECKS = "kpi_facts", "kpi_norms", "standard_checks"
LEAST_NUMBERS = 0.5  # of a column that its header gives away already
WIDE_COLUMNS = 2
WIDE_MONTHS = 3
SURE_STANDARDS = 3
_WHOSE = {FACTS: ("employee",), NORMS: ("employee", "position")}
_FACT_WORDS = r"факт|факту|фактически|фактично|fact|actual|actuals|achieved"
_NORM_WORDS = r"план|плана|плану|норма|норматив|цель|ціль|plan|norm|target|goal"
_BETWEEN = r"[\s/,\-–—(:._]+"
_BEHIND = re.compile(rf"^(.+?){_BETWEEN}(?:({_FACT_WORDS})|({_NORM_WORDS}))\)?\.?$", re.IGNORECASE)
_BEFORE = re.compile(rf"^(?:({_FACT_WORDS})|({_NORM_WORDS})){_BETWEEN}(.+)$", re.IGNORECASE)
_WITH_UNIT = re.compile(r"^(.+?)(?:,\s*|\s+(?=\())(\([^()]{1,12}\)|[^\s,()]{1,12})$")
Role = Literal["fact", "norm", ""]


@dataclass(frozen=True)
class Head:
    """What a header of an indicator says: its name, its unit, and whether a fact or a norm stands below it."""

    name: str
    role: Role = ""
    unit: str | None = None


@dataclass(frozen=True)
class Spread:
    """The columns that hold a value each, and the field whose values are their headers. is_sure: nobody has to be asked."""

    by: str = ""
    columns: tuple[int, ...] = ()
    is_sure: bool = True


NOTHING = Spread()


def head_of(header: str) -> Head:
    """The indicator that a header names: `Calls, pcs`, `Звонки план`, `Факт: встречи`."""
    text, role = header.strip(), ""
    if match := _BEHIND.match(text):
        text, role = match[1], "fact" if match[2] else "norm"
    elif match := _BEFORE.match(text):
        text, role = match[3], "fact" if match[1] else "norm"
    name = text.strip(" /,-–—:._")
    name = name if "(" in name else name.rstrip(")")
    if (match := _WITH_UNIT.match(name)) and (is_unit(match[2]) or match[2] == "%"):
        return Head(match[1].strip(), role, match[2].strip("()"))  # type: ignore[arg-type]
    return Head(name, role)  # type: ignore[arg-type]


def spread_of(kind: Kind, profiles: Sequence[ColumnProfile], columns: Mapping[str, int], title: Title) -> Spread:
    """The columns of a table that are spread over the values of a field of the kind; NOTHING where there are none."""
    if kind.value in columns:
        return NOTHING
    if kind.name in (FACTS, NORMS):
        return _indicators_by_months(kind, profiles, columns, title) or _indicators(kind, profiles, columns, title)
    if kind.name == CHECKS:
        return _standards(profiles, columns, title)
    if kind.name == PLANS:
        return _months(profiles, columns, title)
    return _stages(profiles) if "stage" in kind.wide else NOTHING


def _months(profiles: Sequence[ColumnProfile], columns: Mapping[str, int], title: Title) -> Spread:
    months = _of_months(profiles)
    if "year" in columns and not months:
        months = tuple(one.index for one in profiles if date_format.month_of_a_year(one.header))
    return Spread("period", months) if title.speaks_of(PLANS) and len(months) >= WIDE_MONTHS else NOTHING


def _of_months(profiles: Sequence[ColumnProfile]) -> tuple[int, ...]:
    return tuple(
        one.index for one in profiles if date_format.is_month(one.header) and one.number_share >= LEAST_NUMBERS
    )


def _stages(profiles: Sequence[ColumnProfile]) -> Spread:
    known = codes("stage_of_funnel")
    stages = tuple(
        one.index for one in profiles if normalise(one.header) in known and one.number_share >= LEAST_NUMBERS
    )
    return Spread("stage", stages) if len(stages) >= WIDE_COLUMNS else NOTHING


def _standards(profiles: Sequence[ColumnProfile], columns: Mapping[str, int], title: Title) -> Spread:
    """Columns of nothing but yes and no beside a day and a name; ones and noughts alone could be counts."""
    if not {"day", "manager"} <= set(columns) or "standard" in columns:
        return NOTHING
    free = [one for one in profiles if one.index not in columns.values() and one.filled and one.header.strip()]
    flags = [one for one in free if all(flag_of_cell(cell) is not None for cell in one.values)]
    if len(flags) < WIDE_COLUMNS:
        return NOTHING
    in_words = any(text_of(cell) not in ("0", "1") for one in flags for cell in one.values)
    is_sure = title.speaks_of(CHECKS) or (in_words and len(flags) >= SURE_STANDARDS and len(flags) == len(free))
    return Spread("standard", tuple(one.index for one in flags), is_sure)


def _indicators_by_months(
    kind: Kind, profiles: Sequence[ColumnProfile], columns: Mapping[str, int], title: Title
) -> Spread | None:
    """A row a person and indicator, a column a month: norms where the title speaks of norms or a plan, else facts."""
    speaks_of_norms = title.speaks_of(NORMS) or title.speaks_of(PLANS)
    if "kpi" not in columns or not set(_WHOSE[kind.name]) & set(columns) or speaks_of_norms != (kind.name == NORMS):
        return None
    if title.speaks_of(PLANS) and all(
        normalise(text_of(one)) in codes("measure") for one in profiles[columns["kpi"]].values
    ):
        return None  # a plan of sales by what is planned
    months = _of_months(profiles)
    return Spread("period", months) if len(months) >= WIDE_COLUMNS else None


def _indicators(kind: Kind, profiles: Sequence[ColumnProfile], columns: Mapping[str, int], title: Title) -> Spread:
    """A row a person and month, a column an indicator; norms may be of a position and of no month."""
    if "kpi" in columns or not set(_WHOSE[kind.name]) & set(columns):
        return NOTHING
    if kind.name == FACTS and "period" not in columns and title.month is None:
        return NOTHING
    heads = {one.index: head_of(one.header) for one in profiles if _is_indicator(one, columns)}
    roles = {head.role for head in heads.values()}
    is_paired = {"fact", "norm"} <= roles
    of_norms = roles == {"norm"} or (title.speaks_of(NORMS) and not is_paired and "fact" not in roles)
    if len(heads) < WIDE_COLUMNS or of_norms != (kind.name == NORMS):
        return NOTHING
    return Spread("kpi", tuple(heads)) if of_norms or is_paired or title.speaks_of(FACTS) else NOTHING


def _is_indicator(profile: ColumnProfile, columns: Mapping[str, int]) -> bool:
    """A column of numbers that is nothing else: no total, no share of a plan that was reached, no month."""
    header = profile.header.strip()
    if profile.index in columns.values() or not header or not profile.numeric_filled:
        return False
    if is_total_word(header) or header.startswith("%") or "выполн" in header.lower() or "викон" in header.lower():
        return False
    return profile.number_share >= MOSTLY and not date_format.is_month(header) and profile.date_share < LEAST_NUMBERS


def month_of_header(header: str, year: int | None) -> date | None:
    """The month that a header names, of the year of the row where the header has none."""
    number = date_format.month_of_a_year(header)
    return month_of_cell(header, "dmy") if number is None else first_of_month(year, number)


def in_force(kind: str, month: date) -> dict[str, date]:
    """The columns of a record that is of one month alone."""
    if kind != NORMS:
        return {"period": month}
    return {"active_from": month, "active_to": month.replace(day=monthrange(month.year, month.month)[1])}


def of_indicator(kind: Kind, head: Head, value: Any) -> dict[str, Any]:
    """What one cell below the header of an indicator gives to its record."""
    made = {"kpi": head.name, "norm" if head.role == "norm" else kind.value: value}
    return made | {"unit": head.unit} if kind.name == NORMS and head.unit else made
