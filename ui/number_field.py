"""The field for a number: what people write in their language is read, and what is wrong is said in a sentence at it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

import streamlit as st

from analytics.settings import Settings
from ui.language import language, words
from ui.text import plain
from wording import numbers

DATA, USUAL, ASSUMED, EXAMPLE = "data", "usual", "assumed", "example"
_BADGES = {DATA: "blue", USUAL: "gray", ASSUMED: "gray", EXAMPLE: "gray"}
_MOST = 1e12  # no count and no sum of a company is larger


@dataclass(frozen=True)
class Limits:
    """What fits into a field. low, high: the ends, which fit themselves; above: `low` itself does not. whole: without
    fractions. percent: typed and shown in percents, while the value and the ends are shares (0.3 for 30 %).
    """

    low: float = 0
    high: float = _MOST
    above: bool = False
    whole: bool = False
    percent: bool = False


ANY = Limits()


@dataclass(frozen=True)
class Beginning:
    """What stood in a field before anybody typed, in which language it was written."""

    language: str
    text: str


def number_field(
    label: str,
    key: str,
    first: Any,
    limits: Limits = ANY,
    *,
    help: str | None = None,
    origin: str = "",
    note: str = "",
    optional: bool = False,
    stands_in: bool = False,
    persists: bool = False,
    check: Callable[[Any], str] | None = None,
    width: Any = "stretch",
    placeholder: str | None = None,
) -> Any:
    """The number that stands in a field (int where it must be whole, a share where it is typed in percents), or None
    with a sentence at the field: nothing typed, no number, outside the limits, not whole.

    first: the value before anybody types; as long as nobody does, the field follows it. origin: where it comes from
    (data, usual, assumed, example), told in a badge with its note. optional: an empty field is no fault. stands_in: the
    sentence says that `first` is used meanwhile, which the caller must do. persists: it stays typed when another screen
    is looked at. check: what is wrong with a number that fits, for it contradicts another; '' where nothing is.
    """
    _begin(key, first, limits)
    # One element for the page whatever is said: a sentence that comes or goes leaves the fields below where they are.
    with st.container(key=f"number_{key}", gap="xxsmall"):
        text = st.text_input(
            label, key=key, help=help, autocomplete="off", width=width, placeholder=placeholder,
            persist_state="session" if persists else None,
        )  # fmt: skip
        value, wrong = _read(text or "", key, first, limits)
        used = first if stands_in and wrong else None
        if value is not None and check is not None:
            wrong = check(value)
        if wrong and not (optional and not (text or "").strip()):
            _tell(wrong, key, used, limits)
        elif not wrong and origin:
            _mark(key, first, limits, origin, note)
    return None if wrong else value


def kept_number(key: str, limits: Limits, first: Any = None) -> Any:
    """The number of a field that stands further down, as it was typed; `first` where nothing fit to be read was."""
    text = st.session_state.get(key)
    if text is None:
        return first
    value, wrong = _read(str(text), key, first, limits)
    return first if wrong else value


def _begin(key: str, first: Any, limits: Limits) -> None:
    """Put the first value into the field, and what was typed into the writing of a language that was changed."""
    state, lang = st.session_state, language()
    text, began = state.get(key), state.get(_began(key))
    now = Beginning(lang, _text(first, limits, lang))
    written = text
    if text is None or (began is not None and text == began.text):
        written = now.text
    elif began is not None and began.language != lang:
        number = numbers.read_number(text, began.language)
        written = text if number is None else _plain_text(number, lang)
    if written != text:  # writing the same again would overwrite what is being typed in the browser at this moment
        state[key] = written
    state[_began(key)] = now


def _began(key: str) -> str:
    return f"{key}_began"


def _untouched(key: str) -> bool:
    began = st.session_state.get(_began(key))
    return began is not None and st.session_state.get(key) == began.text


def _read(text: str, key: str, first: Any, limits: Limits) -> tuple[Any, str]:
    """The number of a text and what is wrong with it, in a sentence; '' where nothing is."""
    t, began = words(), st.session_state.get(_began(key))
    if not text.strip():
        return None, t("typed.missing")
    number = numbers.read_number(text, began.language if began is not None else language())
    if number is None:
        return None, t("typed.no_number")
    if "%" in text and not limits.percent:
        return None, t("typed.no_percent")
    typed = number / 100 if limits.percent else number
    value = typed if first is None or not _untouched(key) else first  # a third has no exact decimal form
    wrong = _fault(value, limits)
    if wrong:
        return None, wrong
    return (int(value) if limits.whole else float(value)), ""


def _fault(value: Any, limits: Limits) -> str:
    t = words()
    low, high = Decimal(str(limits.low)), Decimal(str(limits.high))
    if value < low or (limits.above and value == low):
        return t("typed.above" if limits.above else "typed.least", limit=_written(limits.low, limits))
    if value > high:
        return t("typed.most", limit=_written(limits.high, limits))
    return t("typed.whole") if limits.whole and value % 1 else ""


def _tell(wrong: str, key: str, first: Any, limits: Limits) -> None:
    """The sentence under the field; the style draws it small and the field's border with it."""
    with st.container(key=f"wrong_{key}"):
        used = "" if first is None else words()("typed.stands_in", value=_written(first, limits))
        st.error(f"{wrong} {used}".strip())


def _mark(key: str, first: Any, limits: Limits, origin: str, note: str) -> None:
    """Where the number comes from, in a badge under it."""
    t = words()
    if not _untouched(key):
        was = t("typed.was", value=_written(first, limits)) if origin == DATA else ""
        st.markdown(f":gray-badge[{t('typed.typed')}]" + _small(was))
    elif origin != USUAL or note:
        st.markdown(f":{_BADGES[origin]}-badge[{t.code('typed.origin', origin)}]" + _small(note))


def _small(note: str) -> str:
    return f" :small[:gray[{plain(note)}]]" if note else ""


def _text(value: Any, limits: Limits, lang: str) -> str:
    """A value as it stands in its field."""
    return "" if value is None else _plain_text(Decimal(str(value)) * (100 if limits.percent else 1), lang)


def _plain_text(value: Decimal, lang: str) -> str:
    return numbers.number(value, lang, _digits(value))


def _written(value: Any, limits: Limits) -> str:
    """A value in a sentence."""
    number = Decimal(str(value))
    if limits.percent:
        return numbers.percent(number, language(), _digits(number * 100))
    return numbers.number(number, language(), _digits(number))


def _digits(value: Decimal) -> int:
    return next((digits for digits in range(5) if abs(round(value, digits) - value) < Decimal("1e-9")), 2)


def limits_of(kind: type[Settings], name: str) -> Limits:
    """What fits into a field by the range that is stated beside a setting."""
    declared = next(one for one in fields(kind) if one.name == name)
    is_whole, stated = str(declared.type).startswith("int"), declared.metadata
    return limits_between(stated["low"], stated["high"], whole=is_whole, percent=stated["unit"] == "share")


def limits_between(low: float | None, high: float | None, *, whole: bool, percent: bool) -> Limits:
    """Limits whose ends may be open: there no number of a company comes near."""
    return Limits(-_MOST if low is None else low, _MOST if high is None else high, whole=whole, percent=percent)


@dataclass(frozen=True)
class TypedNumber:
    """One field of a method's calculator. name: the setting; first: its value before anybody types; origin: data,
    usual, assumed, example; note: what stands behind the mark.
    """

    name: str
    first: Any
    origin: str = USUAL
    note: str = ""


def setting_field(
    kind: type[Settings], method: str, field: TypedNumber, check: Callable[[Any], str] | None = None
) -> Any:
    """The value of a setting's field; where it is wrong a sentence says so, and that the first value is used.

    A number that `check` refuses is told of and given back all the same: the caller knows what it contradicts.
    """
    t, limits = words(), limits_of(kind, field.name)
    label = t(f"setting.{method}.{field.name}")
    value = number_field(
        f"{label}, %" if limits.percent else label, field_key(method, field.name), field.first, limits,
        help=t(f"setting.{method}.{field.name}.help"), origin=field.origin, note=field.note, stands_in=True, persists=True,
        check=check,
    )  # fmt: skip
    return kept_number(field_key(method, field.name), limits, field.first) if value is None else value


def field_key(method: str, name: str) -> str:
    """Under which key a setting's field is kept for the visit."""
    return f"typed_{method}_{name}"


def forget_typed(method: str, names: list[str]) -> None:
    """Take the fields back to what they began with."""
    for name in names:
        st.session_state.pop(field_key(method, name), None)


def put_typed(method: str, kind: type[Settings], values: Mapping[str, Any]) -> None:
    """Write numbers into the fields, as if somebody had typed them."""
    for declared in fields(kind):
        value = values.get(declared.name)
        if value is not None:
            limits = limits_of(kind, declared.name)
            st.session_state[field_key(method, declared.name)] = _text(value, limits, language())
