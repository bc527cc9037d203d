"""Notices of a method as sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from analytics.result import Notice
from ui.data import currency
from ui.language import language, words
from ui.text import plain
from wording import numbers

_SHARES = {"share", "p", "gini"}
_MONTHS = {"month", "m"}


def sentence(notice: Notice) -> str:
    """One notice in the user's language, its facts written as numbers, dates and money."""
    return words()(f"notice.{notice.code}", **{name: _written(name, value) for name, value in notice.facts.items()})


def sentences(notices: Sequence[Notice]) -> list[str]:
    """All notices, in their order."""
    return [sentence(notice) for notice in notices]


def _written(name: str, value: Any) -> str:
    lang = language()
    if isinstance(value, date):
        return numbers.month(value, lang) if name in _MONTHS else numbers.day(value, lang)
    if name in _SHARES and isinstance(value, float):
        return numbers.percent(value, lang)
    if isinstance(value, Decimal):
        return numbers.short_money(value, lang, currency())
    if isinstance(value, int | float):
        return numbers.number(value, lang, 0 if value == int(value) else 1)
    if isinstance(value, list | tuple):
        return ", ".join(plain(str(part)) for part in value)
    return plain(str(value))
