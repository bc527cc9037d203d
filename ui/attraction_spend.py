"""What was spent by month and channel, typed into a grid and kept at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import pandas as pd
import streamlit as st

from analytics.attraction.channel_leads import channel_key
from analytics.periods import add_months, month_end, month_start
from storage.typed_spend import spend_by_month, type_spend
from ui.attraction import Attraction
from ui.data import currency, store
from ui.language import language, words
from wording import numbers

_MONTHS, _HALF = 12, 6
_MOST = Decimal(10) ** 12
_WRONG = "attraction_spend_wrong"
_CHANNEL = "channel"


def spend_grid(found: Attraction) -> None:
    """A row a channel, a column a month: the twelve months up to the as-of date."""
    t = words()
    last = month_start(found.scope.as_of)
    months = [add_months(last, at - _MONTHS + 1) for at in range(_MONTHS)]
    rows = spend_by_month(store(), months[0], last)
    channels = _channels(found, rows)
    st.caption(t("attraction.spend_note", unit=numbers.currency_sign(currency()) or t("attraction.spend_unit")))
    known = {(row["channel"], row["month"]): float(row["amount"]) for row in rows}
    shown = _half(months)
    table = pd.DataFrame(
        [{_CHANNEL: name, **{str(m): known.get((name, m)) for m in shown}} for name in channels],
        columns=[_CHANNEL, *map(str, shown)],
    ).astype({_CHANNEL: object, **{str(month): "float64" for month in shown}})
    key = f"attraction_spend_{shown[0]}_{store().version()}"
    config: dict[str, Any] = {
        _CHANNEL: st.column_config.TextColumn(t("attraction.col_channel"), width=150, required=True, pinned=True)
    }
    config |= {
        str(month): st.column_config.NumberColumn(_short(month, shown), width=100, format="localized")
        for month in shown
    }
    st.data_editor(
        table, hide_index=True, num_rows="dynamic", height="content", placeholder="", column_config=config, key=key,
        on_change=_saved, args=(key, channels, months),
    )  # fmt: skip
    if st.session_state.get(_WRONG):
        st.error(t(st.session_state[_WRONG]))
    typed = sum(row["is_typed"] for row in rows)
    if typed:
        st.caption(t.n("attraction.spend_typed", typed, n=numbers.number(typed, language())))
    _totals(rows)


def _half(months: list[date]) -> list[date]:
    """Half a year at a time: twelve months are wider than a screen."""
    halves = {"late": months[_HALF:], "early": months[:_HALF]}
    chosen = st.segmented_control(
        words()("attraction.spend_half"), list(halves), default="late", key="attraction_spend_half", required=True,
        format_func=lambda half: numbers.period(halves[half][0], month_end(halves[half][-1]), language()),
        label_visibility="collapsed",
    )  # fmt: skip
    return halves[str(chosen or "late")]


def _short(month: date, months: Sequence[date]) -> str:
    """The name of a month; the year where it begins."""
    return numbers.month(month, language(), with_year=month.month == 1 or month == months[0])


def _channels(found: Attraction, rows: list[dict[str, Any]]) -> list[str]:
    """Channels of the spend, then those through which somebody came."""
    spent = list(dict.fromkeys(row["channel"] for row in rows))
    keys = {channel_key(name) for name in spent}
    came = [row["channel"] for row in found.rows if row["channel"] and row["channel_key"] not in keys]
    return spent + came


def _totals(rows: list[dict[str, Any]]) -> None:
    t = words()
    total = sum((row["amount"] for row in rows), Decimal(0))
    st.caption(t("attraction.spend_total", sum=numbers.money(total, language(), currency())))


def _saved(key: str, channels: list[str], months: list[date]) -> None:
    """Keep what was changed; a number that cannot be is told, and nothing is kept until it is put right."""
    rows = spend_by_month(store(), months[0], months[-1])
    amounts = typed_amounts(st.session_state[key], channels, months, rows)
    wrong = _fault(amounts)
    st.session_state[_WRONG] = wrong
    if amounts and not wrong:
        type_spend(store(), amounts)


def typed_amounts(
    state: Mapping[str, Any], channels: Sequence[str], months: Sequence[date], rows: Sequence[dict[str, Any]]
) -> dict[tuple[date, str], Decimal | None]:
    """(month, channel) -> money from the edits of the grid (None: take back what was typed); rows: the spend before.

    What was typed for a renamed channel goes over to its new name; what a file says stays under its own.
    """
    amounts: dict[tuple[date, str], Decimal | None] = {}
    by_name = {str(month): month for month in months}
    for place, fields in state["edited_rows"].items():
        old = channels[int(place)]
        name = str(fields.get(_CHANNEL) or old).strip()
        if name != old:
            for row in rows:
                if row["channel"] == old and row["is_typed"]:
                    amounts |= {(row["month"], old): None, (row["month"], name): row["amount"]}
        amounts |= {(by_name[at], name): _amount(value) for at, value in fields.items() if at in by_name}
    for place in state["deleted_rows"]:
        amounts |= {(month, channels[place]): None for month in months}
    for fields in state["added_rows"]:
        name = str(fields.get(_CHANNEL) or "").strip()
        amounts |= {(by_name[at], name): _amount(value) for at, value in fields.items() if at in by_name and name}
    return amounts


def _amount(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return Decimal("NaN")


def _fault(amounts: dict[tuple[date, str], Decimal | None]) -> str:
    """The key of what is wrong; '' where nothing is."""
    values = [value for value in amounts.values() if value is not None]
    if any(value.is_nan() for value in values):
        return "attraction.wrong_number"
    if any(value < 0 for value in values):
        return "attraction.wrong_negative"
    return "attraction.wrong_large" if any(value > _MOST for value in values) else ""
