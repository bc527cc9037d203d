"""Numbers as people write them: decimal comma or point, groups of thousands, currency signs, brackets for minus.

A text alone cannot always say what it is: `1,234` may be one thousand or one and a bit. So each text is taken apart,
the column's evidence decides the decimal sign, and only then numbers are read. Nothing passes through float.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from ingestion.cells import Cell, is_no_number, text_of

Sign = Literal[",", "."]
Verdict = Literal[",", ".", "mixed", "unknown", "plain"]

_WORDS = (
    r"руб(?:лей|ля|ль|\.)?|р\.?|грн\.?|гривень|тг\.?|тенге|сум|лей|uah|rub|rur|usd|eur|gbp|chf|pln|zł|kč|czk|kzt|byn|"
    r"us\$|сом|kr\.?|sek|nok|dkk|cad|aud|inr|rs\.?"
)
_CURRENCY = re.compile(
    rf"^(?:[₽₴$€£¥₸₹]|(?:{_WORDS})(?=[\s\d(+-]))\s*|[\s|]*(?:[₽₴$€£¥₸₹]|(?:{_WORDS}))$", re.IGNORECASE
)
_BODY = re.compile(r"^(?:\d[\d .,']*|[.,]\d+)(?:[eE]([+-]?\d{1,3}))?$")
_MINUSES = str.maketrans({"−": "-", "–": "-", "‒": "-", "—": "-", "’": "'", "ʼ": "'", "`": "'", "´": "'"})
LONGEST_TEXT = 60
_PLAIN = re.compile(r"^-?\d{1,15}(?:\.\d+)?$")


class Parts(NamedTuple):
    """A number taken apart. `mark` is its only or decimal separator; `sure` tells whether the text itself proves
    its use."""

    negative: bool
    whole: str
    fraction: str
    exponent: int
    mark: str  # ',' or '.' that stands before `fraction`; '' where there is none
    sure: bool
    proves: str  # the decimal sign that the text proves, '' where it proves none


def _strip_signs(text: str) -> tuple[bool, str] | None:
    """Whether the number is negative, and its bare body; None where a sign stands twice."""
    signs = 0
    while True:
        before = text
        text = _CURRENCY.sub("", text).strip()
        if text.startswith("(") and text.endswith(")"):
            text, signs = text[1:-1].strip(), signs + 1
        elif text.startswith("-"):
            text, signs = text[1:].strip(), signs + 1
        elif text.endswith("-"):
            text, signs = text[:-1].strip(), signs + 1
        elif text.startswith("+") and signs == 0:
            text = text[1:].strip()
        if text == before:
            return (signs == 1, text) if signs <= 1 else None


def _groups_of_three(whole: str) -> str | None:
    """The digits of a whole part in groups (`12 345`, `12'345`, `12,34,567`), or None where the groups are wrong."""
    marks = {sign for sign in whole if not sign.isdigit()}
    if not marks:
        return whole
    if len(marks) > 1:
        return None
    mark = marks.pop()
    first, *rest = whole.split(mark)
    if mark == "," and len(rest) > 1 and len(rest[-1]) == 3 and all(len(group) == 2 for group in rest[:-1]):
        return whole.replace(mark, "") if 1 <= len(first) <= 2 else None
    if not 1 <= len(first) <= 3 or any(len(group) != 3 for group in rest):
        return None
    return whole.replace(mark, "")


def _split_body(body: str) -> tuple[str, str, str, bool, str] | None:
    """whole, fraction, mark, sure, proves of an unsigned body without exponent."""
    commas, points = body.count(","), body.count(".")
    if commas and points:
        mark = "," if body.rfind(",") > body.rfind(".") else "."
        if body.count(mark) > 1:
            return None
        whole, _, fraction = body.partition(mark)
        return whole, fraction, mark, True, mark
    if not commas and not points:
        return body, "", "", True, ""
    mark = "," if commas else "."
    if commas + points > 1:
        return body, "", "", True, "." if mark == "," else ","
    whole, _, fraction = body.partition(mark)
    unsure = len(fraction) == 3 and whole.isdigit() and 1 <= len(whole) <= 3 and not whole.startswith("0")
    return whole, fraction, mark, not unsure, "" if unsure else mark


@lru_cache(maxsize=1 << 16)
def dissect(text: str) -> Parts | None:
    """Take a text apart; None where it is not a number."""
    if len(text) > LONGEST_TEXT:
        return None
    signed = _strip_signs(text.translate(_MINUSES))
    if signed is None or not signed[1]:
        return None
    negative, body = signed
    match = _BODY.match(body)
    if not match:
        return None
    exponent = int(match.group(1) or 0)
    if match.group(1):
        body = body[: body.lower().index("e")]
    split = _split_body(body.strip())
    if split is None or (split[1] and not split[1].isdigit()):
        return None
    digits = _groups_of_three(split[0]) if split[0] else "0"
    if digits is None:
        return None
    _, fraction, mark, sure, proves = split
    if match.group(1) and mark:
        sure, proves = True, mark
    return Parts(negative, digits, fraction, exponent, mark, sure, proves)


def _value(parts: Parts, fraction: str) -> Decimal:
    digits = parts.whole + ("" if fraction else parts.fraction) + ("." + fraction if fraction else "")
    value = Decimal(digits).scaleb(parts.exponent) if parts.exponent else Decimal(digits)
    return -value if parts.negative else value


@dataclass(frozen=True)
class NumberFormat:
    """How the texts of one column are read. `decimal` None: only texts that prove themselves are read."""

    decimal: Sign | None = "."

    def read(self, cell: Cell) -> Decimal | None:
        """The number in a cell, None where it is no number or contradicts the column's decimal sign."""
        if isinstance(cell, str):
            return self._read_text(text_of(cell))
        if isinstance(cell, bool) or cell is None or isinstance(cell, date | time | timedelta):
            return None
        value = Decimal(repr(cell))
        return value if value.is_finite() else None

    def _read_text(self, text: str) -> Decimal | None:
        if self.decimal == "." and _PLAIN.match(text):
            return Decimal(text)
        parts = dissect(text)
        if parts is None:
            return None
        if not parts.mark:
            contradicted = parts.proves and self.decimal and parts.proves != self.decimal
            return None if contradicted else _value(parts, "")
        if parts.sure:
            return _value(parts, parts.fraction) if self.decimal in (None, parts.mark) else None
        if self.decimal is None:
            return None
        return _value(parts, parts.fraction if parts.mark == self.decimal else "")


def decide(cells: Iterable[Cell]) -> Verdict:
    """What the texts of a column prove about the decimal sign.

    'plain': no text needs it; 'unknown': `1,234` and the like only; 'mixed': some texts prove one sign, some the other.
    """
    proofs: set[str] = set()
    unsure = False
    for cell in cells:
        if not isinstance(cell, str):
            continue
        parts = dissect(text_of(cell))
        if parts is None:
            continue
        if parts.proves:
            proofs.add(parts.proves)
        unsure = unsure or not parts.sure
    if len(proofs) == 2:
        return "mixed"
    if proofs:
        return "," if "," in proofs else "."
    return "unknown" if unsure else "plain"


def is_number_like(cell: Cell) -> bool:
    """Whether a cell is a number under some reading."""
    if isinstance(cell, str):
        return _PLAIN.match(cell) is not None or dissect(text_of(cell)) is not None
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def is_missing(cell: Cell) -> bool:
    """Whether a cell of a number column says that there is no number."""
    return is_no_number(cell)
