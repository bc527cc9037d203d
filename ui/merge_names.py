"""Managers and products under one name: pairs of spellings, which of the two stays, what was decided."""

from __future__ import annotations

from typing import Any, cast

import pandas as pd
import streamlit as st

from analytics.merging.spelling_candidates import SpellingKind, SpellingPair
from analytics.scope import Scope
from storage.merging import Pair, written
from storage.verdicts import Verdict
from ui.data import answer, currency
from ui.language import language, words
from ui.merge_data import remember, spelling_queue
from ui.merge_decided import decided_card
from ui.page import card
from ui.text import plain, shortened
from wording import numbers

_KINDS: dict[str, SpellingKind] = {"managers": "manager", "products": "product"}
_MOST = 30


def names_lead(part: str, scope: Scope) -> str:
    """How many spellings there are, and whether some of them may be one."""
    t = words()
    waiting, facts = answer(spelling_queue, scope, cast(Any, _KINDS[part]))
    said = t.n(f"merge.names_lead.{part}", len(facts), n=numbers.number(len(facts), language()))
    if not waiting:
        return f"{said} {t('merge.lead_done')}"
    pairs = t.n("merge.lead_pairs", len(waiting), n=numbers.number(len(waiting), language()))
    return f"{said} {pairs}"


def names_part(part: str, scope: Scope) -> None:
    """The queue of one kind of names, and what was decided about them."""
    t, kind = words(), _KINDS[part]
    waiting, facts = answer(spelling_queue, scope, cast(Any, kind))
    title = (
        t.n(f"merge.names_title.{part}", len(waiting), n=numbers.number(len(waiting), language()))
        if waiting
        else t(f"merge.names_none.{part}")
    )
    with card(title, t(f"merge.names_note.{part}"), key="merge_names"):
        if waiting:
            _pair(kind, waiting[0], facts)
        if len(waiting) > 1:
            _next(waiting[1 : 1 + _MOST])
    decided_card(kind)


def _pair(kind: SpellingKind, pair: SpellingPair, facts: dict[str, Any]) -> None:
    t = words()
    st.badge(t(f"merge.names_why.{pair.reason}"), color="blue")
    for column, name in zip(st.columns(2, gap="small"), (pair.left, pair.right), strict=True):
        with column, st.container(border=True, height="stretch", gap="xsmall"):
            st.markdown(f"**{plain(name)}**")
            st.caption(_about(facts[name]))
    answers: list[tuple[str, Verdict, str, str]] = [
        (pair.left, "same", pair.right, "1"),
        (pair.right, "same", pair.left, "2"),
        (pair.left, "different", pair.right, "3"),
        (pair.left, "later", pair.right, "4"),
    ]
    with st.container(horizontal=True, gap="small"):
        for place, (stays, verdict, other, key) in enumerate(answers):
            same = verdict == "same"
            text = t("merge.names_same", name=plain(shortened(stays, 36))) if same else t.code("merge.answer", verdict)
            st.button(
                text,
                key=f"merge_name_{place}",
                type="primary" if place == 0 else "secondary",
                shortcut=key,
                on_click=remember,
                args=(kind, [Pair(written(stays), written(other), stays, other)], verdict),
            )


def _about(row: dict[str, Any]) -> str:
    t, lang = words(), language()
    money = plain(numbers.short_money(row["net"], lang, currency()))
    days = numbers.period(row["first_day"], row["last_day"], lang)
    return t.n("merge.names_lines", row["lines"], n=numbers.number(row["lines"], lang), money=money, days=days)


def _next(pairs: list[SpellingPair]) -> None:
    t = words()
    rows = [
        {
            t("merge.column_left"): pair.left,
            t("merge.column_right"): pair.right,
            t("merge.column_why"): t(f"merge.names_why.{pair.reason}"),
        }
        for pair in pairs
    ]
    st.markdown(f"**{t('merge.names_next')}**")
    st.dataframe(
        pd.DataFrame(rows), hide_index=True, height="content" if len(rows) <= 10 else 400, key="merge_name_list"
    )
