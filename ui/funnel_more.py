"""What unfolds under the list: open deals that stand too long, the gap to the best, typed totals, the stages themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from analytics.funnel.deal_ages import DealAgesSettings, deal_ages
from analytics.result import Result
from ui.data import answer, currency
from ui.funnel import Funnel, count, money, percent, step_title, tenths
from ui.funnel_counts import counts_grid
from ui.funnel_data import sources, stage_text
from ui.funnel_stages import stages_editor
from ui.language import language, words
from ui.method_settings import chosen_settings
from ui.page import card
from ui.tables import SHOWN_ROWS, client_button, scale_for, with_unit
from ui.text import plain
from wording import numbers

_DEALS = "funnel_open_deals"
_VIEWS = ("open", "gap", "counts", "stages")


def more_card(found: Funnel) -> None:
    """One of the views at a time."""
    t = words()
    views = [
        view for view in _VIEWS if view != "open" or any(one.source == "deals" for one in sources(found.scope.as_of))
    ]
    with card(t("funnel.more_title"), key="funnel_more_card"):
        view = st.pills(
            t("funnel.more_title"), views, default=views[0], key="funnel_more", required=True, label_visibility="collapsed",
            format_func=lambda code: t.code("funnel.more", code), persist_state="session",
        )  # fmt: skip
        shown: dict[str, Callable[[Funnel], None]] = {
            "open": _open, "gap": _gap, "counts": lambda _: counts_grid(), "stages": lambda one: stages_editor(one.source),
        }  # fmt: skip
        shown[str(view or views[0])](found)


def _open(found: Funnel) -> None:
    """How long deals stand at each stage, and which stand longer than those that were won."""
    t = words()
    asked = chosen_settings(DealAgesSettings, "sales_funnel", "deal_ages")
    pipeline = found.settings.pipeline
    ages = answer(deal_ages, found.scope, DealAgesSettings(old_share=asked.old_share, pipeline=pipeline))
    facts = ages.facts
    if not facts or not facts["open"]:
        st.markdown(t("funnel.open_none"))
        return
    key = "funnel.open_old" if facts["old"] else "funnel.open_fresh"
    values = {"old": count(facts["old"]), "old_money": money(facts["old_money"]), "money": money(facts["open_money"])}
    st.markdown(
        t.n(key, facts["old"] or facts["open"], n=count(facts["open"]), share=percent(asked.old_share), **values)
    )
    _times(ages)
    _old_deals(ages)


def _times(ages: Result) -> None:
    t, way = words(), ages.facts["way"]
    rows = [
        {
            "stage": stage_text(row["stage"]), "visits": row["visits"], "usual": row["usual_days"], "limit": row["limit_days"],
            "open": row["open"], "old": row["old"],
        }
        for row in ages.facts["stages"]
    ]  # fmt: skip
    rows.append(
        {
            "stage": t("funnel.whole_way"),
            "visits": way["visits"],
            "usual": way["usual_days"],
            "limit": way["limit_days"],
        }
    )
    config = st.column_config
    table = pd.DataFrame(rows)
    table[["open", "old"]] = table[["open", "old"]].astype("Int64")
    st.dataframe(
        table.style.format({"usual": _days, "limit": _days}, na_rep=numbers.DASH),
        hide_index=True,
        height="content",
        placeholder=numbers.DASH,
        column_config={
            "stage": config.TextColumn(t("funnel.col_stage"), width=200),
            "visits": config.NumberColumn(t("funnel.col_visits"), width=130),
            "usual": config.NumberColumn(t("funnel.col_usual_days"), width=130),
            "limit": config.NumberColumn(t("funnel.col_limit_days"), width=150, help=t("funnel.col_limit_help")),
            "open": config.NumberColumn(t("funnel.col_open"), width=100),
            "old": config.NumberColumn(t("funnel.col_old"), width=120),
        },
        key="funnel_times",
    )


def _days(value: Any) -> str:
    return numbers.number(value, language()) if value is not None and value == value else numbers.DASH


def _old_deals(ages: Result) -> None:
    """The deals that stand too long, dearest first; where none does, the dearest open ones."""
    t = words()
    rows = [row for row in ages.rows if row["is_old"]] or ages.rows
    known = sorted(float(row["amount"]) for row in rows if row["amount"])
    divisor, unit = scale_for(known[len(known) // 2] if known else 0, currency())
    shown = [_deal(row, float(divisor)) for row in rows[:SHOWN_ROWS]]
    st.session_state[f"{_DEALS}_ids"] = [row["client_id"] or None for row in rows[:SHOWN_ROWS]]
    if not any(row["card"] for row in shown):
        shown = [{name: value for name, value in row.items() if name != "card"} for row in shown]
    config = st.column_config
    st.dataframe(
        pd.DataFrame(shown).style.format(
            {
                "amount": lambda value: numbers.number(value, language(), 1 if divisor > 1 and value < 100 else 0),
                "days": _days,
                "limit": _days,
            },
            na_rep=numbers.DASH,
        ),
        hide_index=True,
        row_height=36,
        height="content" if len(shown) <= 12 else 12 * 36 + 38,
        placeholder=numbers.DASH,
        column_config={
            "client": config.TextColumn(t("list.client"), width=160, pinned=True),
            "card": client_button(t("funnel.col_card"), _DEALS, 76),
            "deal": config.TextColumn(t("funnel.col_deal"), width=70),
            "manager": config.TextColumn(t("list.manager"), width=116),
            "stage": config.TextColumn(t("funnel.col_stage"), width=104),
            "amount": config.NumberColumn(with_unit(t("funnel.col_amount"), unit), width=100),
            "days": config.NumberColumn(t("funnel.col_days"), width=92),
            "limit": config.NumberColumn(t("funnel.col_limit"), width=90, help=t("funnel.col_limit_help")),
            "by": config.TextColumn(t("funnel.col_judged"), width=118),
        },
        key=_DEALS,
    )
    if len(rows) > len(shown):
        st.caption(t("table.more", shown=count(len(shown)), all=count(len(rows))))


def _deal(row: dict[str, Any], divisor: float) -> dict[str, Any]:
    t = words()
    return {
        "client": row["client"] or None, "card": t("funnel.card") if row["client_id"] else None, "deal": row["deal_id"], "manager": row["manager"] or t("frame.not_given"),
        "stage": stage_text(row["stage"]), "amount": float(row["amount"]) / divisor if row["amount"] is not None else None,
        "days": row["stage_days"] if row["judged_by"] == "stage" else row["age_days"], "limit": row["limit_days"],
        "by": t.code("funnel.judged", row["judged_by"]) if row["judged_by"] else t("funnel.undated"),
    }  # fmt: skip


def _gap(found: Funnel) -> None:
    """Of what the gap of each to the best is made."""
    t, facts = words(), found.result.facts
    if not facts.get("gaps"):
        st.markdown(t("funnel.gap_none"))
        return
    best = facts["best"]
    st.markdown(t("funnel.gap_lead", name=plain(found.group_text(best)), n=count(found.groups[best][-1]["entered"])))
    steps = [step_title(a, b) for a, b in zip(found.stages, found.stages[1:], strict=False)]
    rows = []
    for name in found.groups:
        if name in facts["gaps"]:
            parts = facts["gaps"][name]
            rows.append(
                {
                    "name": found.group_text(name),
                    "gap": sum(parts),
                    **{f"part_{at}": part for at, part in enumerate(parts)},
                }
            )
    last = len(steps) + 1
    used = [at for at in range(last + 1) if at < last or any(abs(row[f"part_{at}"]) >= 0.05 for row in rows)]
    titles = [t("funnel.col_contacts", stage=stage_text(found.stages[0])), *steps, t("funnel.col_later")]
    names = ["gap", *(f"part_{at}" for at in used)]
    config: dict[str, Any] = {
        "name": st.column_config.TextColumn(t.code("funnel.one", found.settings.by), width=190, pinned=True)
    }
    config |= {"gap": st.column_config.NumberColumn(t("funnel.col_gap"), width=120)}
    config |= {f"part_{at}": st.column_config.NumberColumn(titles[at], width=170) for at in used}
    st.dataframe(
        pd.DataFrame(rows, columns=["name", *names]).style.format(dict.fromkeys(names, lambda value: tenths(value, True))),
        hide_index=True, height="content", column_config=config, key="funnel_gap",
    )  # fmt: skip
    st.caption(t("funnel.gap_note"))
