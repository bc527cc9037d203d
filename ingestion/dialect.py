"""Which sign stands between the fields of a text: the one that cuts the lines most alike into fields that look
like values.

The measure follows the idea of van den Burg, Nazabal & Sutton (2019), "Wrangling messy CSV files by detecting row
and type patterns": likeness of the row patterns times the share of cells of a known kind.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from ingestion import date_format, number_format
from ingestion.cells import text_of
from ingestion.records import Dialect, read_records

DELIMITERS = (";", "\t", ",", "|", "^", "~", ":", " ")
_WEIGHT = {":": 0.3, " ": 0.3, "^": 0.9, "~": 0.9}
_SAMPLE_LINES = 100
_NAMED = re.compile(r"^\s*\"?sep=(.)\"?\s*$", re.IGNORECASE)


def named_delimiter(first_line: str) -> str | None:
    """The delimiter that a first line `sep=;` names for Excel."""
    match = _NAMED.match(first_line)
    return match.group(1) if match else None


def find_dialect(lines: list[str]) -> Dialect:
    """The dialect of a text; a delimiter of '' where the lines have one field only."""
    named = named_delimiter(lines[0]) if lines else None
    escape = _escape(lines)
    sample = _sample(lines)
    if named:
        return Dialect(named, escape, _usual_width(sample[1:], Dialect(named, escape)))
    ranked = sorted(
        ((_likeness(sample, Dialect(sign, escape)), -place) for place, sign in enumerate(DELIMITERS)), reverse=True
    )
    best, place = ranked[0]
    chosen = Dialect(DELIMITERS[-place] if best > 0 else "", escape)
    return replace(chosen, width=_usual_width(sample, chosen))


def _usual_width(sample: list[str], dialect: Dialect) -> int:
    """Fields of most records, 0 where there is no such number."""
    sizes = Counter(len(row.cells) for row in read_records(sample, dialect) if not row.flaw and any(row.cells))
    width, count = sizes.most_common(1)[0] if sizes else (0, 0)
    return width if count > 0.5 * sum(sizes.values()) else 0


def _sample(lines: list[str]) -> list[str]:
    """The first lines with anything on them, and some of the middle, so that a long preamble does not decide."""
    head = [line for line in lines[: 2 * _SAMPLE_LINES] if line.strip()][:_SAMPLE_LINES]
    middle = len(lines) // 2
    return [line[:20_000] for line in head + lines[max(middle, 2 * _SAMPLE_LINES) :][: _SAMPLE_LINES // 2]]


def _escape(lines: list[str]) -> str | None:
    """A backslash before a quote counts as an escape where such pairs occur and doubled quotes do not."""
    sample = "\n".join(lines[:1000])
    return "\\" if '\\"' in sample and '""' not in sample.replace('\\""', "") else None


def _likeness(sample: list[str], dialect: Dialect) -> float:
    """0 for a sign that cuts nothing; the more alike the rows and the more known the cells, the higher."""
    rows = [row.cells for row in read_records(sample, dialect)]
    rows = [cells for cells in rows if any(cells)]
    if not rows:
        return 0.0
    sizes = Counter(len(cells) for cells in rows)
    alike = sum((count / len(rows)) ** 2 * (size - 1) / size for size, count in sizes.items())
    known = total = 0
    usual = max(sizes, key=lambda size: (sizes[size], size))
    for cells in rows:
        if len(cells) == usual:
            total += len(cells)
            known += sum(_is_known(str(cell)) for cell in cells)
    share = known / total if total else 0.0
    return alike * (0.25 + share) * _WEIGHT.get(dialect.delimiter, 1.0)


def _is_known(cell: str) -> bool:
    text = text_of(cell)
    return not text or number_format.dissect(text) is not None or date_format.dissect(text) is not None
