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
from ui.number_field import Limits, kept_number, limits_of, number_field

MONTHS = (3, 6, 9, 12)
_KEY = "lost_look_{}"
_BASES = ("median", "mean")
_FIELDS = ("days_back", "least_purchases", "within_days", "k_lost")


def conditions(rule: ClientStatusSettings) -> RuleBacktestSettings:
    """The conditions as they stand on the screen; the usual ones where nobody changed them."""
    usual = RuleBacktestSettings(**rule.loss_rule, model=bool(setting("analysts")))
    state = st.session_state
    months = state.get("lost_look_back")
    changed: dict[str, Any] = {"months_back": months if months in MONTHS else usual.months_back}
    for name in _FIELDS:
        changed[name] = kept_number(_KEY.format(name), _limits(name), getattr(usual, name))
    changed["rhythm_base"] = state.get(_KEY.format("rhythm_base")) or usual.rhythm_base
    return replace(usual, **changed)


def _limits(name: str) -> Limits:
    """As the setting says; the factor ends where nobody would look any more."""
    return Limits(1.01, 3.0) if name == "k_lost" else limits_of(RuleBacktestSettings, name)


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
        for place, name in zip(places, _FIELDS, strict=False):
            with place:
                number_field(
                    t("lost.look_factor") if name == "k_lost" else t.code("lost.look_field", name), _KEY.format(name),
                    getattr(usual, name), _limits(name), help=t("lost.look_days_help") if name == "days_back" else None,
                    stands_in=True,
                )  # fmt: skip
        places[4].selectbox(
            t("lost.look_base"), _BASES, _BASES.index(usual.rhythm_base), key=_KEY.format("rhythm_base"),
            format_func=lambda code: t.code("setting.choice", code),
        )  # fmt: skip
