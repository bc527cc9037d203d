"""Under which conditions the rules of loss are tried on an earlier day; nothing of this is saved."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from analytics.lost.client_status import ClientStatusSettings
from analytics.lost.rule_backtest import RuleBacktestSettings
from ui.data import setting
from ui.language import words
from ui.lost import count

MONTHS = (3, 6, 9, 12)
_KEY = "lost_look_{}"
_BASES = ("median", "mean")
# name -> least, most; where the fields of the settings end.
_FIELDS = {"days_back": (0, 1095), "least_purchases": (2, 20), "within_days": (30, 3650)}


def conditions(rule: ClientStatusSettings) -> RuleBacktestSettings:
    """The conditions as they stand on the screen; the usual ones where nobody changed them."""
    usual = RuleBacktestSettings(**rule.loss_rule, model=bool(setting("analysts")))
    state = st.session_state
    months = state.get("lost_look_back")
    changed: dict[str, Any] = {"months_back": months if months in MONTHS else usual.months_back}
    for name in (*_FIELDS, "k_lost", "rhythm_base"):
        value = state.get(_KEY.format(name))
        if value is not None:
            changed[name] = value
    if abs(changed.get("k_lost", usual.k_lost) - usual.k_lost) < 0.005:
        changed.pop("k_lost", None)  # the field shows two digits of 4/3
    return replace(usual, **changed)


def choose_months() -> None:
    """How many months ago."""
    t = words()
    st.session_state.setdefault("lost_look_back", 6)
    st.segmented_control(
        t("lost.look_back"), MONTHS, key="lost_look_back", format_func=lambda n: t.n("lost.months_ago", n, n=count(n)),
        required=True, persist_state="session",
    )  # fmt: skip


def choose_more(rule: ClientStatusSettings) -> None:
    """Another day, other clients, another plain rule: to compare with what somebody else has counted."""
    t, usual = words(), RuleBacktestSettings(**rule.loss_rule)
    with st.expander(t("lost.look_more"), type="compact", icon=":material/tune:"):
        places = st.columns(5, gap="small", vertical_alignment="bottom")
        for place, (name, (least, most)) in zip(places, _FIELDS.items(), strict=False):
            place.number_input(
                t.code("lost.look_field", name), least, most, getattr(usual, name), key=_KEY.format(name),
                help=t("lost.look_days_help") if name == "days_back" else None,
            )  # fmt: skip
        places[3].number_input(
            t("lost.look_factor"), 1.01, 3.0, round(usual.k_lost, 2), 0.01, "%.2f", key=_KEY.format("k_lost")
        )
        places[4].selectbox(
            t("lost.look_base"), _BASES, _BASES.index(usual.rhythm_base), key=_KEY.format("rhythm_base"),
            format_func=lambda code: t.code("setting.choice", code),
        )  # fmt: skip
