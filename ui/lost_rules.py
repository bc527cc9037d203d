"""Which rule of loss to believe: looking back, and about whom the two disagree."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from analytics.lost.rule_backtest import rule_backtest
from analytics.result import Result, Status
from ui.data import answer
from ui.language import words
from ui.lost import Losses, count, money, percent
from ui.lost_look_back import choose_months, choose_more, conditions
from ui.notices import sentences
from wording import numbers


def _backtest(found: Losses) -> Result:
    return answer(rule_backtest, found.scope, conditions(found.settings))


def rules_head(found: Losses) -> tuple[str, str]:
    """How often each rule was right, had it been asked then."""
    t, rows = words(), {row["rule"]: row for row in _backtest(found).rows}
    shares = {name: rows[name]["precision"] if rows else None for name in ("rhythm", "silence")}
    if None in shares.values():
        return t("lost.rules_none"), t("lost.rules_note")
    said = {name: percent(share) for name, share in shares.items()}
    return t("lost.rules_title", **said), t("lost.rules_note")


def rules(found: Losses) -> None:
    """The table of the rules on an earlier day, and the disagreements of today."""
    t = words()
    choose_months()
    tested = _backtest(found)
    if tested.status is Status.NOT_ENOUGH_DATA or not tested.rows[0]["clients"]:
        st.caption(" ".join(sentences(tested.warnings)) or t("lost.look_empty"))
    else:
        _table(tested)
    choose_more(found.settings)
    _disagreements(found)
    with st.container(horizontal=True):
        st.caption(t("lost.rules_switch"))


def _table(tested: Result) -> None:
    t, lang = words(), words().language
    looked = numbers.day(tested.facts["looked_on"], lang)
    row = tested.rows[0]
    st.markdown(t("lost.looked", day=looked, called=count(row["called"]), gone=count(row["called"] - row["right"])))
    headers = [t("lost.rule_column"), t("lost.called"), t("lost.right"), t("lost.precision"), t("lost.recall")]
    table = pd.DataFrame([_cells(row) for row in tested.rows], columns=headers)
    help_of = {headers[3]: t("lost.precision_help"), headers[4]: t("lost.recall_help")}
    config = {
        name: st.column_config.TextColumn(name, help=help_of.get(name), alignment="left" if at == 0 else "right")
        for at, name in enumerate(headers)
    }
    st.dataframe(table, hide_index=True, height="content", column_config=config, key="lost_backtest")


def _cells(row: dict[str, Any]) -> list[str]:
    t, lang = words(), words().language
    precision = numbers.DASH
    if row["precision"] is not None:
        low = numbers.number(row["precision_low"] * 100, lang)
        precision = t(
            "lost.with_interval", share=percent(row["precision"]), low=low, high=percent(row["precision_high"])
        )
    shares = [precision, percent(row["recall"])]
    return [t.code("lost.rule", row["rule"]), count(row["called"]), count(row["right"]), *shares]


def _disagreements(found: Losses) -> None:
    """How many clients the rules judge differently, and what to do with each kind."""
    t, verdicts = words(), found.odds.facts["verdicts"]
    said = [
        t.n(
            f"lost.disagree_{name}",
            verdicts[name]["clients"],
            n=count(verdicts[name]["clients"]),
            money=_sum(verdicts[name]),
        )
        for name in ("soft", "late_regular")
        if verdicts[name]["clients"]
    ]
    st.markdown("  \n".join(said) if said else t("lost.agree"))


def _sum(verdict: dict[str, Any]) -> str:
    value: Decimal = verdict["value"]
    return money(value)
