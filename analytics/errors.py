"""Faults of a question. They carry a code and facts; the sentence is made where the language is known."""

from __future__ import annotations

from typing import Any


class AnalysisError(Exception):
    """A question that cannot be answered as it was asked.

    code: key of the sentence (`error.<code>` of the catalogue). facts: the values that the sentence needs.
    """

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


class WrongSetting(AnalysisError):
    """A setting outside its range, or settings that contradict each other."""


class NoSales(AnalysisError):
    """There is not one sale on or before the date."""


class UnknownClient(AnalysisError):
    """No client has this number."""
