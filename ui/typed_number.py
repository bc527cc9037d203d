"""A field for a number that says in words what is wrong with it."""

from __future__ import annotations

from decimal import Decimal

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
    if shown is None:
        _refused("typed.missing")
        return None
    if shown < low or (above and shown == low):
        _refused("typed.above" if above else "typed.least", low)
        return None
    if shown > high:
        _refused("typed.most", high)
        return None
    return float(shown)


def _refused(key: str, limit: float | None = None) -> None:
    t = words()
    if limit is None:
        st.markdown(f":red[:small[{t(key)}]]")
        return
    digits = 0 if limit == int(limit) else 1
    st.markdown(f":red[:small[{t(key, limit=numbers.number(Decimal(str(limit)), language(), digits))}]]")
