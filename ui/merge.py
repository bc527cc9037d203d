"""How many clients there really are: the sentence, the tiles, the way down from the names to those who can buy."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analytics.merging.live_base import REMOVED
from analytics.merging.merge_effect import MergeEffect
from analytics.merging.merge_queue import Queue
from analytics.result import Result
from charts.live_base import live_base as drawn
from charts.theme import Look
from ui.data import currency
from ui.language import language, words
from ui.page import KEPT_FIGURES, Tile, card, look, show_chart
from wording import numbers

PARTS = ("clients", "managers", "products")
_LOSSES = ("closed", "moved", "refused")


def _count(value: int) -> str:
    return numbers.number(value, language())


def lead(base: Result, waiting: Queue, changed: MergeEffect) -> str:
    """How many clients stand behind the names, what that changed in the lost, what waits for a decision."""
    t, facts, lang = words(), base.facts, language()
    said = [
        t.n("merge.lead", facts["live"], n=_count(facts["live"]), names=_count(facts["declared"]))
        if facts["live"] != facts["declared"]
        else t.n("merge.lead_all", facts["live"], n=_count(facts["live"]))
    ]
    before, after = changed.before, changed.after
    if before != after and before.lost_share is not None and after.lost_share is not None:
        shares = {"before": numbers.percent(before.lost_share, lang), "after": numbers.percent(after.lost_share, lang)}
        said.append(t("merge.lead_lost", **shares))
    if waiting.waiting:
        said.append(t.n("merge.lead_pairs", waiting.waiting, n=_count(waiting.waiting)))
    else:
        said.append(t("merge.lead_done"))
    return " ".join(said)


def chosen_part() -> str:
    """Clients, managers or products, as chosen before."""
    return str(st.session_state.get("merge_part") or "clients")


def part_switch() -> None:
    """The choice of clients, managers or products."""
    t = words()
    st.segmented_control(
        t("merge.part"),
        PARTS,
        default="clients",
        key="merge_part",
        required=True,
        label_visibility="collapsed",
        format_func=lambda code: t.code("merge.parts", code),
        persist_state="session",
    )


def refusal() -> None:
    """Say once what could not be decided, and why."""
    told = st.session_state.pop("merge_refused", None)
    if told:
        st.warning(told, icon=":material/block:")


def tiles(base: Result, waiting: Queue, changed: MergeEffect) -> list[Tile]:
    """Clients who can buy, pairs that wait, the money in them, the share of the lost before and after."""
    t, lang, facts = words(), language(), base.facts
    gone = facts["live"] - facts["declared"]
    change = t("merge.tile_live_change", n=numbers.number(gone, lang, signed=True)) if gone else None
    shown = [
        Tile(t("merge.tile_live"), _count(facts["live"]), change, help=t("merge.tile_live_help")),
        Tile(t("merge.tile_pairs"), _count(waiting.waiting), help=t("merge.tile_pairs_help")),
        Tile(t("merge.tile_money"), _money(_stake(waiting)), help=t("merge.tile_money_help")),
    ]
    before, after = changed.before.lost_share, changed.after.lost_share
    if after is not None and before is not None:
        moved = after - before
        points = t("merge.tile_lost_change", points=numbers.points(moved, lang)) if round(moved, 4) else None
        shown.append(
            Tile(t("merge.tile_lost"), numbers.percent(after, lang), points, moved < 0, help=t("merge.tile_lost_help"))
        )
    return shown


def _money(value: Decimal) -> str:
    return numbers.short_money(value, language(), currency())


def _stake(queue: Queue) -> Decimal:
    """Money of 12 months of the clients in the pairs at hand, faint ones left out, each client once."""
    rows = queue.table.select(["strength", "left_id", "right_id", "left_12m", "right_12m"]).to_pylist()
    worth = {
        row[f"{side}_id"]: row[f"{side}_12m"]
        for row in rows
        if row["strength"] != "faint"
        for side in ("left", "right")
    }
    return sum(worth.values(), Decimal(0))


def base_card(base: Result) -> None:
    """The waterfall, with its conclusion over it."""
    t, facts = words(), base.facts
    share = numbers.percent(abs(facts["change_share"] or 0), language())
    same = facts["live"] == facts["declared"]
    title = t("merge.base_same") if same else t("merge.base_title", share=share)
    with card(title, t("merge.base_note")):
        show_chart(_figure(base, look()), "merge_base", alt=t("merge.base_note"))
        if "base_records" in facts:
            names = ("base_records", "base_duplicates", "base_closed", "base_invalid", "base_live")
            st.caption(t("merge.base_records", **{name: _count(facts[name]) for name in names}))


@lru_cache(maxsize=KEPT_FIGURES)
def _figure(base: Result, drawn_as: Look) -> go.Figure:
    t = words()
    steps = [
        {
            "kind": row["step"],
            "label": t.code("merge.step", row["step"]),
            "clients": row["clients"],
            "left": row["remaining"],
            "is_total": row["step"] not in REMOVED,
            "is_loss": row["step"] in _LOSSES,
        }
        for row in base.rows
        if row["clients"] or row["step"] not in REMOVED
    ]
    return drawn(pd.DataFrame(steps), drawn_as)


def shown_queue(waiting: Queue, later: Queue) -> tuple[Queue, str]:
    """The pairs that wait, or those put off, where there are any and they were asked for."""
    t = words()
    if not later.table.num_rows:
        return waiting, "waiting"
    sizes = {"waiting": waiting.waiting, "later": sum(later.counts.values())}
    chosen = st.segmented_control(
        t("merge.shown"),
        list(sizes),
        default="waiting",
        key="merge_shown",
        required=True,
        label_visibility="collapsed",
        format_func=lambda code: f"{t.code('merge.queue', code)} {_count(sizes[code])}",
    )
    return (later, "later") if chosen == "later" else (waiting, "waiting")


def edges(base: Result) -> Sequence[str]:
    """What the numbers leave out."""
    return [words()("merge.edge")]
