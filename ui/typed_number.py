"""A field for a number that says in words what is wrong with it."""

from __future__ import annotations

import streamlit as st

from ui.language import language, words
from wording import numbers


def typed_number(
    label: str, key: str, value: float | None, low: float, high: float, *, above: bool = False, whole: bool = False,
    help: str | None = None,
) -> float | None:  # fmt: skip
    """What was typed, or None with a sentence under the field: nothing typed, below `low` (or at it, where it must be
    above), over `high`.

    The field itself takes any number: its own limits would speak English.
    """
    start = None if value is None else (round(value) if whole else float(value))
    shown = st.number_input(
        label, value=start, step=1 if whole else 0.1, format="%d" if whole else "%g", key=key, help=help
    )
    wrong = fault_of(shown, low, high, above)
    if shown is None or wrong:
        st.markdown(f":red[:small[{wrong}]]")
        return None
    return float(shown)


def fault_of(value: float | None, low: float, high: float, above: bool = False) -> str:
    """What is wrong with a typed number, in a sentence; '' where it fits. above: `low` itself does not fit."""
    t = words()
    if value is None:
        return t("typed.missing")
    if value < low or (above and value == low):
        return t("typed.above" if above else "typed.least", limit=_written(low))
    return t("typed.most", limit=_written(high)) if value > high else ""


def _written(limit: float) -> str:
    return numbers.number(limit, language(), 0 if limit == int(limit) else 1)
