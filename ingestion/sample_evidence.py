"""What the sample of a large table, or the types of its columns, make sure about how its cells are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ingestion import date_format, number_format
from ingestion.bulk_sums import Irregular
from ingestion.cells import text_of
from ingestion.plan import Plan
from ingestion.profile import ColumnProfile

USUAL_DATES = 0.95


@dataclass(frozen=True)
class SampleEvidence:
    """What the sample showed: number columns with groups of thousands or whole numbers only, and how days are
    written."""

    grouped: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()  # number columns whose sample has whole numbers only
    iso_dates: bool = False
    dotted_dates: bool = False
    slashed_dates: bool = False
    typed: bool = False  # a sheet: dates and numbers come as such
    odd_texts: bool = False  # texts hold odd blanks, or an apostrophe that guards them
    numeric_texts: frozenset[int] = frozenset()  # places of columns of a sheet that are texts for us and numbers there


def evidence_of(plan: Plan, profiles: Sequence[ColumnProfile]) -> SampleEvidence:
    """What of the sample the statement may rely on. Raises Irregular where the sample itself is undecided."""
    grouped, plain = set(), set()
    for name, number in plan.numbers.items():
        values = profiles[plan.columns[name]].values
        verdict = number_format.decide(values)
        if verdict in ("mixed", "unknown") or number.decimal is None:
            raise Irregular(f"the decimal sign of {name} is not decided by the sample")
        if verdict == "plain" and not any(not isinstance(cell, str) for cell in values):
            plain.add(name)
        if any(isinstance(cell, str) and _has_groups(text_of(cell)) for cell in values):
            grouped.add(name)
            plain.discard(name)
    dates = profiles[plan.columns["date"]].values
    kinds: Counter[str] = Counter()
    for cell, count in dates.items():
        kinds[_date_kind(text_of(cell))] += count
    kind, count = kinds.most_common(1)[0]
    if count < USUAL_DATES * sum(kinds.values()) or date_format.decide(dates) not in ("dmy", "mdy", "plain"):
        raise Irregular("dates of several kinds")
    if kind not in ("iso", "dotted", "slashed"):
        raise Irregular("dates in words")
    return SampleEvidence(frozenset(grouped), frozenset(plain), kind == "iso", kind == "dotted", kind == "slashed")


def evidence_of_kinds(plan: Plan, kinds: Sequence[str]) -> SampleEvidence:
    """The types of a sheet's columns instead of a sample. Raises Irregular where a needed column holds mixed cells."""
    if kinds[plan.columns["date"]] != "day" or any(kinds[plan.columns[name]] != "number" for name in plan.numbers):
        raise Irregular("dates or numbers mixed with text")
    fields = [name for name in plan.columns if name not in plan.numbers and name != "date"]
    if any(kinds[plan.columns[name]] not in ("text", "number") for name in fields):
        raise Irregular("a text column of another type")
    numeric = frozenset(plan.columns[name] for name in fields if kinds[plan.columns[name]] == "number")
    return SampleEvidence(typed=True, numeric_texts=numeric)


def _has_groups(text: str) -> bool:
    parts = number_format.dissect(text)
    return parts is not None and len(parts.whole) > 3 and parts.whole not in text


def _date_kind(text: str) -> str:
    found = date_format.dissect(text)
    if isinstance(found, date_format.NumericDate):
        return "dotted" if found.dotted else "slashed" if "/" in text else "dashed"
    if isinstance(found, date):
        return "iso" if len(text) >= 8 and text[4:5] == "-" else "worded"
    return ""
