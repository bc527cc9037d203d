"""A field of a calculator whose number is a setting of its method: marked with where it came from, checked at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import streamlit as st

from analytics.settings import Settings
from ui.language import language, words
from ui.text import plain
from wording import numbers

DATA, USUAL, ASSUMED, EXAMPLE = "data", "usual", "assumed", "example"
_BADGES = {DATA: "blue", USUAL: "gray", ASSUMED: "gray", EXAMPLE: "gray"}


@dataclass(frozen=True)
class TypedNumber:
    """One field. name: the setting; first: its value before anybody types; origin: data, usual, assumed, example; note:
    what stands behind the mark.
    """

    name: str
    first: Any
    origin: str = USUAL
    note: str = ""


def field_key(method: str, name: str) -> str:
    """Under which key a field of a calculator is kept for the visit."""
    return f"typed_{method}_{name}"


def calculator_number(kind: type[Settings], method: str, field: TypedNumber) -> Any:
    """The value of a field; where it is wrong a sentence says so under it, and the first value stands in."""
    t = words()
    declared = next(one for one in fields(kind) if one.name == field.name)
    is_share = declared.metadata["unit"] == "share"
    whole = str(declared.type).startswith("int")
    key = field_key(method, field.name)
    # The value is put into the state first: a field with both a default and a state would warn.
    st.session_state.setdefault(key, _shown(field.first, is_share, whole))
    label = t(f"setting.{method}.{field.name}")
    typed = st.number_input(
        f"{label}, %" if is_share else label,
        value=None,
        step=1 if whole and not is_share else _step(declared.metadata["unit"]),
        format="%d" if whole and not is_share else "%.12g",
        key=key,
        help=t(f"setting.{method}.{field.name}.help"),
        persist_state="session",
    )
    fault = _fault(typed, declared.metadata, is_share)
    if fault:
        st.markdown(f":small[:red[:material/error: {fault}]]")
        return field.first
    untouched = typed == _shown(field.first, is_share, whole)
    _mark(field, untouched)
    value = field.first if untouched else typed / 100 if is_share and typed is not None else typed
    return int(value) if whole and value is not None else value


def _shown(first: Any, is_share: bool, whole: bool) -> Any:
    if first is None:
        return None
    return round(first * 100.0, 2) if is_share else int(first) if whole else float(first)


def _step(unit: str) -> float:
    return {"share": 1.0, "money": 100.0, "months": 0.5}.get(unit, 1.0)


def _fault(typed: Any, limits: Mapping[str, Any], is_share: bool) -> str:
    """What is wrong with a typed number, in a sentence; empty where it fits."""
    t, lang = words(), language()
    if typed is None:
        return t("typed.missing")
    low, high = (None if end is None else end * (100 if is_share else 1) for end in (limits["low"], limits["high"]))
    if (low is None or typed >= low) and (high is None or typed <= high):
        return ""
    least, most = (None if end is None else _written(end, is_share, lang) for end in (low, high))
    if most is None:
        return t("typed.below", low=least)
    return t("typed.outside", low=least, high=most)


def _written(value: float, is_share: bool, lang: str) -> str:
    if is_share:
        return numbers.percent(value / 100, lang, 0)
    return numbers.number(value, lang, 0 if value == int(value) else 2)


def _mark(field: TypedNumber, untouched: bool) -> None:
    """Where the number comes from, in a badge under it."""
    t = words()
    if not untouched:
        said = f":gray-badge[{t('typed.typed')}]"
        if field.origin == DATA:
            said += f" :small[:gray[{plain(t('typed.was', value=_first_text(field)))}]]"
        st.markdown(said)
    elif field.origin != USUAL or field.note:
        badge = f":{_BADGES[field.origin]}-badge[{t.code('typed.origin', field.origin)}]"
        st.markdown(badge + (f" :small[:gray[{plain(field.note)}]]" if field.note else ""))


def _first_text(field: TypedNumber) -> str:
    whole = isinstance(field.first, int) or float(field.first) == int(field.first)
    return numbers.number(field.first, language(), 0 if whole else 2)


def forget_typed(method: str, names: list[str]) -> None:
    """Take the fields back to what they began with."""
    for name in names:
        st.session_state.pop(field_key(method, name), None)


def put_typed(method: str, kind: type[Settings], values: Mapping[str, Any]) -> None:
    """Write numbers into the fields, as if somebody had typed them."""
    for declared in fields(kind):
        if values.get(declared.name) is not None:
            is_share, whole = declared.metadata["unit"] == "share", str(declared.type).startswith("int")
            st.session_state[field_key(method, declared.name)] = _shown(values[declared.name], is_share, whole)
