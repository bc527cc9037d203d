"""A number that somebody types: text is taken as people write it, and what is wrong is said at the field."""

from __future__ import annotations

import re

import streamlit as st

from ui.language import language, words
from ui.typed_number import fault_of
from wording import numbers

_SPACES = re.compile(r"[\s\u00a0\u202f']")


def number_of(text: str) -> float | None:
    """The number of a text: `40 000`, `1,8`, `1.8`, `40,000.50`, with or without a percent sign; None where it is none."""
    plain = _SPACES.sub("", text.replace("−", "-")).rstrip("%").strip()
    if "," in plain and "." in plain:
        plain = (
            plain.replace(",", "") if plain.rfind(".") > plain.rfind(",") else plain.replace(".", "").replace(",", ".")
        )
    elif re.fullmatch(r"-?\d{1,3}(,\d{3})+", plain) and language() == "en":
        plain = plain.replace(",", "")
    plain = plain.replace(",", ".")
    return float(plain) if re.fullmatch(r"-?\d+(\.\d+)?|-?\.\d+", plain) else None


def written_number(
    label: str,
    value: float,
    key: str,
    *,
    least: float = 0,
    most: float = 1e12,
    above: bool = False,
    from_data: bool = False,
) -> float | None:
    """A field with a first value; None, with a sentence under the field, where the text is no number or out of range.

    least, most: the ends that make sense; above: `least` itself does not. from_data: the first value is not a usual
    one but comes from the data, and the label says so.
    """
    t, lang = words(), language()
    name = f"{label} :blue-badge[{t('typed.from_data')}]" if from_data else label
    text = st.text_input(name, numbers.number(value, lang, _digits(value)), key=key)
    found = number_of(text or "")
    wrong = t("typed.no_number") if found is None else fault_of(found, least, most, above)
    if wrong:
        st.error(wrong)
        return None
    return found


def _digits(value: float) -> int:
    return next((digits for digits in range(4) if abs(round(value, digits) - value) < 1e-9), 4)
