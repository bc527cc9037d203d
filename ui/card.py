"""The parts of the client card: is he still with us, how did he buy, what did he stop buying."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from analytics.clients.abc_classes import AbcSettings
from analytics.clients.client_history import ClientHistorySettings, client_classes
from analytics.lost.client_status import ClientStatusSettings
from analytics.result import Result
from analytics.scope import Scope
from charts.purchases_timeline import purchases_timeline
from charts.theme import Look
from storage.engine import Engine
from ui.data import currency
from ui.language import language, words
from ui.method_settings import chosen_settings
from ui.name_list import NameList
from ui.page import KEPT_FIGURES, Tile, card, look, show_chart
from ui.status import GONE, LATE, tone
from ui.tables import Column, chosen_list, client_list, list_switch, scale_for, with_unit
from ui.text import plain
from wording import numbers

KINDS = ("product_group", "product", "manager")
_GAPS_SHOWN = 5


def asked(client_id: int) -> ClientHistorySettings:
    """The question about one client, by the rule of loss in force."""
    rule = chosen_settings(ClientStatusSettings, "client_status")
    return replace(ClientHistorySettings(), **vars(rule), client_id=client_id)


def _money(value: Any) -> str:
    return numbers.short_money(value, language(), currency())


def _count(value: float) -> str:
    return numbers.number(value, language(), 0 if value == int(value) else 1)


def classes(engine: Engine, scope: Scope, rules: tuple[ClientHistorySettings, AbcSettings]) -> Result:
    """His class at the end of the last quarters, by the limits in force."""
    return client_classes(engine, scope, *rules)


def question(found: Result) -> str:
    """The owner's question about this client."""
    return words()("card.question", client=plain(found.facts["client"]))


def lead(found: Result) -> str:
    """Where he stands, in one sentence, and the money at stake."""
    t, facts, lang = words(), found.facts, language()
    status = facts["status"]
    if status is None:
        return t("card.lead_none")
    values = {
        "rhythm": _count(facts["rhythm_days"]),
        "silent": t.n("card.days", facts["silent_days"], n=_count(facts["silent_days"])),
        "money": _money(facts["net_12m"]),
        "last": numbers.day(facts["last_purchase"], lang),
        "due": numbers.day(facts["next_due"], lang),
        "lost_on": numbers.day(facts["lost_on"], lang) if facts["lost_on"] else "",
        "threshold": t.n("card.days", facts["threshold_days"], n=_count(facts["threshold_days"])),
        "season": numbers.day(facts["season_due_on"], lang) if facts["waits_for_season"] else "",
        "pause": numbers.day(facts["pause_until"], lang) if facts["pause_until"] else "",
    }
    if facts["waits_for_season"] and status in ("watch", "lost"):
        return t.code("card.lead_season", status, **values)
    sentence = t(f"card.lead.{status}", **values)
    if facts["basis"] == "fallback" and status in ("active", "watch", "lost"):
        sentence += " " + t("card.no_own_rhythm", rhythm=values["rhythm"])
    return sentence


def badges(found: Result, classes: Result, records: Result, plan: Mapping[str, Any] | None) -> None:
    """Status, pause, priority, class, manager, place, since when: one quiet line. plan: of winning him back."""
    t, facts, lang = words(), found.facts, language()
    with st.container(horizontal=True, gap="xsmall"):
        if facts["status"] and facts["status"] != "agreed_pause":
            text = t.code("status", facts["status"])
            if facts["lost_on"] and facts["status"] in GONE:
                text = t("card.lost_since", day=numbers.day(facts["lost_on"], lang))
            st.badge(text, color=tone(facts["status"]))
        pause = facts["pause_until"] or records.facts["pause_until"]
        if pause:
            st.badge(t("card.paused", day=numbers.day(pause, lang)), color="gray")
        if plan:
            st.badge(t("card.priority", n=_count(plan["priority"])), color="blue")
        if classes.facts["class_now"]:
            st.badge(t("card.class", code=classes.facts["class_now"]), color="blue")
        if facts["manager"]:
            st.badge(plain(facts["manager"]), icon=":material/person:", color="gray")
        place = ", ".join(plain(facts[name]) for name in ("channel", "region") if facts[name])
        if place:
            st.badge(place, color="gray")
        if facts["first_purchase"]:
            st.badge(t("card.since", month=numbers.month(facts["first_purchase"], lang)), color="gray")
        if facts["tax_id"]:
            st.badge(t("card.tax_id", value=plain(facts["tax_id"])), color="gray")
        if facts["code"] and facts["code"] != facts["client"]:
            st.badge(t("card.code", value=plain(facts["code"])), color="gray")


def tiles(found: Result, classes: Result, plan: Mapping[str, Any] | None) -> list[Tile]:
    """Last active year, gross profit of it, silence; the average purchase, of the lost what winning them back brings."""
    t, facts = words(), found.facts
    rank = classes.facts["rank_now"]
    place = t("card.rank", n=_count(rank)) if rank else None
    shown = [Tile(t("card.tile_year"), _money(facts["net_12m"]), place, help=t("card.tile_year_help"))]
    if facts["margin_12m"] is not None and facts["net_12m"]:
        share = float(facts["margin_12m"] / facts["net_12m"])
        shown.append(Tile(t("card.tile_margin"), _money(facts["margin_12m"]), numbers.percent(share, language())))
    if facts["silent_days"] is not None:
        times = facts["silent_days"] / facts["rhythm_days"]
        late = facts["status"] in LATE
        shown.append(
            Tile(
                t("card.tile_silent"),
                t.n("card.days", facts["silent_days"], n=_count(facts["silent_days"])),
                None if facts["waits_for_season"] else t("card.rhythms", n=numbers.number(times, language(), 1)),
                False if late else None,
                help=t("card.lost_from_day", n=_count(facts["threshold_days"])),
            )
        )
    if plan is not None:
        cost = t("card.expected_note", cost=_money(plan["cost"]))
        chance = numbers.percent(plan["chance"], language(), 0)
        shown.append(Tile(t("card.tile_expected"), _money(plan["expected"]), chance, None, cost))
    elif facts["average_purchase"] is not None:
        count = facts["purchases"]
        shown.append(
            Tile(
                t("card.tile_average"), _money(facts["average_purchase"]), t.n("card.purchases", count, n=_count(count))
            )
        )
    return shown


def timeline_card(found: Result) -> None:
    """Every purchase as a bar, the missed ones as outlines."""
    t, facts = words(), found.facts
    bought = [row for row in found.rows if row["is_purchase"]]
    title = t.n("card.no_missed", len(bought), n=_count(len(bought)))
    if facts["missed_count"] and facts["waits_for_season"]:
        title = t("card.missed_season", money=_money(facts["missed_money"]))
    elif facts["missed_count"]:
        title = t.n(
            "card.missed", facts["missed_count"], n=_count(facts["missed_count"]), money=_money(facts["missed_money"])
        )
    with card(title, t("card.timeline_note")):
        if not bought:
            st.markdown(t("card.lead_none"))
            return
        figure = _timeline(found, look(), currency())
        show_chart(figure, "card_timeline", alt=title)
        why = _why(found)
        if why:
            st.caption(why)


def _why(found: Result) -> str:
    """The reason of the status in words: the intervals that make the rhythm, or the season."""
    t, facts, lang = words(), found.facts, language()
    if facts["waits_for_season"]:
        ends = {"over": facts["season_over_on"], "due": facts["season_due_on"]}
        return t("card.why_season", **{name: numbers.day(day, lang) for name, day in ends.items()})
    gaps = [row["gap_days"] for row in found.rows if row["gap_days"] is not None][-_GAPS_SHOWN:]
    if facts["basis"] != "own" or not gaps:
        return ""
    listed = ", ".join(_count(gap) for gap in gaps)
    return t(
        "card.why_own", gaps=listed, rhythm=_count(facts["rhythm_days"]), threshold=_count(facts["threshold_days"])
    )


@lru_cache(maxsize=KEPT_FIGURES)
def _timeline(found: Result, drawn: Look, money: str) -> go.Figure:
    t, facts, lost_on = words(), found.facts, found.facts["lost_on"]
    silence = t.n("card.silence_text", facts["silent_days"], n=_count(facts["silent_days"]))
    bought = [{"day": row["day"], "money": row["net"]} for row in found.rows if row["is_purchase"]]
    return purchases_timeline(
        pd.DataFrame(bought),
        drawn,
        as_of=found.params["as_of"],
        missed=facts["missed"] if facts["status"] != "one_off" else [],
        usual_money=facts["average_purchase"],
        lost_on=lost_on,
        rhythm_text="" if facts["waits_for_season"] else t("card.rhythm_text", n=_count(facts["rhythm_days"])),
        silence_text=silence if facts["missed_count"] else "",
        lost_text=t("card.lost_since", day=numbers.short_day(lost_on, drawn.language)) if lost_on else "",
        currency=money,
    )


def parts_by_kind(parts: Result) -> dict[str, NameList]:
    """The parts by kind. Managers alone do not tell what he buys (the badge names his): then there is none."""
    by_kind = {kind: NameList(parts.table).where(pc.field("kind") == kind) for kind in KINDS}
    kinds = {kind: rows for kind, rows in by_kind.items() if "name" in rows.filled}
    return kinds if {"product_group", "product"} & set(kinds) else {}


def parts_card(parts: Result, status: str | None) -> None:
    """What he buys, this active year against the year before: groups, products, managers."""
    t, kinds = words(), parts_by_kind(parts)
    if not kinds:
        return
    chosen = chosen_list(kinds, "card_parts")
    rows = kinds[chosen]
    stopped = rows.where(_amount("revenue") <= 0, _amount("revenue_before") > 0)
    title = (
        t.n("card.stopped", len(stopped), n=_count(len(stopped)))
        if stopped
        else t("card.parts_lost" if status in GONE else "card.parts")
    )
    note = t("card.parts_note", period=numbers.period(*parts.period, language())) if parts.period else ""
    with card(title, note, key="card_parts_card"):
        list_switch(kinds, "card_parts", t("card.parts"), "card.kind")
        divisor, unit = scale_for(rows.usual_size("revenue", "revenue_before"), currency())
        client_list(rows, _part_columns(unit, rows.filled), f"card_{chosen}", divisor, part_row)


def _amount(column: str) -> pc.Expression:
    """A sum as a float: Arrow does not compare a decimal with a plain number."""
    return pc.field(column).cast(pa.float64())


def part_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A part of what he buys, ready for a list or a sheet."""
    most = max((abs(value) for value in row["months"]), default=0) or 1
    return {
        **row,
        "name": row["name"] or words()("card.not_given"),
        "months": [max(0.0, value) / most for value in row["months"]],
    }


def _part_columns(unit: str, filled: Container[str]) -> list[Column]:
    t = words()
    columns = [
        Column("name", t("card.name"), "text", 210),
        Column("revenue", with_unit(t("card.year"), unit), "money", 95),
        Column("revenue_before", with_unit(t("card.year_before"), unit), "money", 125),
        Column("change_share", t("abc.growth"), "change", 90),
        Column("margin_share", t("abc.margin"), "share", 75),
        Column("months", t("card.twelve_months"), "months", 110),
        Column("last_day", t("list.last_purchase"), "date", 115),
    ]
    return [c for c in columns if c.name != "margin_share" or "margin_share" in filled]
