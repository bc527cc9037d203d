"""The frame of every screen: period, comparison, measure, filters, as-of date, each a chip that says its value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from analytics.periods import TAIL_GAP_DAYS, add_months, last_complete_months, month_start
from analytics.scope import Scope
from ui.data import Loaded
from ui.language import language, words
from ui.links import taken_from_address, write_to_address
from ui.loss_rule import loss_rule, rule_chip, saved_rule
from ui.text import plain, shortened
from wording import numbers
from wording.catalogue import Words

PRESETS = {"12m": 12, "6m": 6, "3m": 3, "24m": 24}
PERIODS = (*PRESETS, "year", "all", "custom")
COMPARISONS = ("year_ago", "previous")
MEASURES = ("revenue", "margin", "orders")
PARTS = ("period", "vs", "measure", "filters", "as_of")
RULE = "rule"  # of a screen that is about lost clients: its switch stands there always
_FILTERS = {"manager": "managers", "region": "regions", "channel": "channels", "group": "product_groups"}
ALL_MONTHS_COUNT = 31  # a tail gap of a whole month: the last month counts as complete


@dataclass(frozen=True)
class Frame:
    """What is in force on a screen, and the row of chips with room for the buttons of the page on its right."""

    scope: Scope
    tail_gap_days: int
    actions: Any


def _key(name: str) -> str:
    return f"frame_{name}"


def _remember(name: str, default: Any) -> Any:
    """The choice as it stands: from the address if somebody put it there, else from this visit, else the default."""
    key = _key(name)
    found = taken_from_address(name)
    if found is not None:
        st.session_state[key] = found if isinstance(default, list) else found[0]
    return st.session_state.setdefault(key, default)


def _checked(name: str, options: Sequence[str], default: str) -> str:
    chosen = _remember(name, default)
    if chosen not in options:
        st.session_state[_key(name)] = chosen = default
    return str(chosen)


def _day(name: str) -> date | None:
    chosen = _remember(name, None)
    if isinstance(chosen, str):
        try:
            chosen = date.fromisoformat(chosen)
        except ValueError:
            chosen = None
        st.session_state[_key(name)] = chosen
    return chosen if isinstance(chosen, date) else None


def _pick(name: str, label: str, options: Sequence[str], family: str, default: str) -> None:
    """A list of choices inside a chip."""
    t = words()
    _checked(name, options, default)
    st.radio(
        label,
        options,
        key=_key(name),
        format_func=lambda code: t.code(family, code),
        persist_state="session",
    )


def frame(
    profile: Loaded, own_window: Callable[[Scope, int], str] | None = None, parts: Sequence[str] = PARTS
) -> Frame:
    """Draw the chips and give back what they say.

    own_window: a screen that does not obey the period names its own window here, from the question asked and the tail
    gap; the chip is dimmed then. parts: the chips that the screen obeys; other choices wait.
    """
    t, lang = words(), language()
    row = st.container(key="frame", horizontal=True, vertical_alignment="center", gap="xsmall")
    measures = MEASURES if profile.margin_known_share else tuple(code for code in MEASURES if code != "margin")
    as_of = _as_of(profile)
    tail = ALL_MONTHS_COUNT if _remember("complete", "") == "yes" else TAIL_GAP_DAYS
    compare, measure = _checked("vs", COMPARISONS, "year_ago"), _checked("measure", measures, "revenue")
    first_day, last_day = _period(profile, as_of, tail)
    filters = {field: _chosen(name, getattr(profile, field)) for name, field in _FILTERS.items()}
    with row:
        if "period" in parts:
            plainly = Scope(as_of, first_day, last_day, compare, measure)  # type: ignore[arg-type]
            label = own_window(plainly, tail) if own_window else numbers.period(first_day, last_day, lang)
            icon = ":material/calendar_month:"
            with st.popover(label, icon=icon, disabled=own_window is not None, key="chip_period"):
                _period_choice(t, profile, as_of)
        if "vs" in parts:
            with st.popover(t.code("frame.vs", compare), icon=":material/compare_arrows:", key="chip_vs"):
                _pick("vs", t("frame.comparison"), COMPARISONS, "frame.vs", "year_ago")
        if "measure" in parts:
            with st.popover(t.code("frame.measure", measure), icon=":material/payments:", key="chip_measure"):
                _pick("measure", t("frame.measure_label"), measures, "frame.measure", "revenue")
        if "filters" in parts:
            _filter_chip(t, profile, filters)
        if "as_of" in parts:
            with st.popover(t("frame.as_of", day=numbers.day(as_of, lang)), icon=":material/event:", key="chip_as_of"):
                _as_of_choice(t, profile)
        rule_chip(always=RULE in parts)
        st.space("stretch")
        actions = st.container(horizontal=True, width="content", gap="xsmall", vertical_alignment="center")
    _publish(profile, compare, measure, tail, filters)
    scope = Scope(as_of, first_day, last_day, compare, measure, **filters)  # type: ignore[arg-type]
    return Frame(scope, tail, actions)


def _as_of(profile: Loaded) -> date:
    """The chosen day, or the last day of the data: the default follows when newer data arrive."""
    chosen, usual = _day("asof"), st.session_state.get("frame_asof_usual")
    if chosen is None or chosen == usual or not profile.first_day <= chosen <= profile.last_day:
        st.session_state[_key("asof")] = chosen = profile.last_day
    st.session_state["frame_asof_usual"] = profile.last_day
    return chosen


def _as_of_choice(t: Words, profile: Loaded) -> None:
    st.date_input(
        t("frame.as_of_label"),
        key=_key("asof"),
        min_value=profile.first_day,
        max_value=profile.last_day,
        format="DD.MM.YYYY",
        persist_state="session",
    )
    st.caption(t("frame.as_of_help"))


def _period(profile: Loaded, as_of: date, tail: int) -> tuple[date, date]:
    """First and last day of the chosen period."""
    chosen = _checked("period", PERIODS, "12m")
    whole = (profile.first_day, as_of)
    if chosen == "all":
        return whole
    if chosen == "year":
        return max(date(as_of.year, 1, 1), profile.first_day), as_of
    if chosen == "custom":
        first, last = _day("from"), _day("to")
        first = first if first and first <= as_of else add_months(month_start(as_of), -11)
        last = last if last and first <= last <= as_of else as_of
        return first, last
    return last_complete_months(as_of, PRESETS[chosen], profile.first_day, tail) or whole


def _period_choice(t: Words, profile: Loaded, as_of: date) -> None:
    _pick("period", t("frame.period"), PERIODS, "frame.periods", "12m")
    if st.session_state[_key("period")] == "custom":
        limits: dict[str, Any] = {
            "min_value": profile.first_day,
            "max_value": as_of,
            "format": "DD.MM.YYYY",
            "persist_state": "session",
        }
        for name, fallback in (("from", profile.first_day), ("to", as_of)):
            if _day(name) is None or not profile.first_day <= st.session_state[_key(name)] <= as_of:
                st.session_state[_key(name)] = fallback
            st.date_input(t.code("frame.custom", name), key=_key(name), **limits)
    st.toggle(
        t("frame.complete"),
        value=st.session_state.get(_key("complete")) == "yes",
        key="frame_complete_switch",
        help=t("frame.complete_help"),
        on_change=_complete_switched,
    )


def _complete_switched() -> None:
    st.session_state[_key("complete")] = "yes" if st.session_state["frame_complete_switch"] else ""


def _chosen(name: str, options: Sequence[str]) -> tuple[str, ...]:
    """The names of one filter that are chosen and exist."""
    chosen = [value for value in _remember(name, []) if value in options] if len(options) > 1 else []
    st.session_state[_key(name)] = chosen
    return tuple(chosen)


def _filter_chip(t: Words, profile: Loaded, filters: dict[str, tuple[str, ...]]) -> None:
    """All filters in one chip; a filter with nothing to choose from is absent. One name chosen is the chip's label."""
    offered = [name for name, field in _FILTERS.items() if len(getattr(profile, field)) > 1]
    if not offered:
        return
    chosen = [value for field in filters.values() for value in field]
    label = t("frame.filters_on", n=len(chosen)) if chosen else t("frame.filters")
    if len(chosen) == 1:
        label = shortened(chosen[0], 20) or t("frame.not_given")
    with st.popover(plain(label), icon=":material/filter_list:", key="chip_filters"):
        for name in offered:
            _names(t, name, getattr(profile, _FILTERS[name]))


def _names(t: Words, name: str, options: Sequence[str]) -> None:
    st.multiselect(
        t.code("frame.filter", name),
        options,
        key=_key(name),
        format_func=lambda value: value or t("frame.not_given"),
        placeholder=t.code("frame.all", name),
        persist_state="session",
    )


def _publish(profile: Loaded, compare: str, measure: str, tail: int, filters: dict[str, tuple[str, ...]]) -> None:
    """Only what the user chose stands in the address."""
    period = st.session_state[_key("period")]
    as_of = st.session_state[_key("asof")]
    values = {
        "period": [period] if period != "12m" else [],
        "vs": [compare] if compare != "year_ago" else [],
        "measure": [measure] if measure != "revenue" else [],
        "complete": ["yes"] if tail != TAIL_GAP_DAYS else [],
        "asof": [as_of.isoformat()] if as_of != profile.last_day else [],
        "rule": [loss_rule()] if loss_rule() != saved_rule() else [],
    }
    for name in ("from", "to"):
        day = st.session_state.get(_key(name))
        values[name] = [day.isoformat()] if period == "custom" and day else []
    for name, field in _FILTERS.items():
        values[name] = list(filters[field])
    write_to_address(values)
