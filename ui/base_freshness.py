"""How much of the base is still true: its ages, who checks what this month, what is left when nobody looks after it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import plotly.graph_objects as go
import pyarrow.compute as pc
import streamlit as st

from analytics.base.base_freshness import BaseFreshnessSettings, base_freshness, typed_base_freshness
from analytics.result import Result
from analytics.scope import Scope
from charts.norm_columns import NormColumn, norm_columns
from charts.theme import Look
from storage.settings import save_setting
from ui.base import count, decimal, missing, percent, share_range
from ui.data import answer, store
from ui.excel import ExcelSheet
from ui.language import words
from ui.method_settings import changed_sentences, saved_settings
from ui.name_list import NameList
from ui.notices import sentences
from ui.number_field import DATA, EXAMPLE, USUAL, TypedNumber, forget_typed, setting_field
from ui.page import KEPT_FIGURES, Tile, card, look, show_chart
from ui.page import tiles as tiles_row
from ui.tables import Column, client_list, excel_button, excel_sheet
from ui.text import plain

METHOD = "base_freshness"
LISTS = ("month", "stale", "all")
_LAST_QUARTER = 11  # older ones are one column
SIZES = ("small", "medium", "large")


@dataclass(frozen=True, eq=False)
class Freshness:
    """found: the entries and their ages; asked: the settings in force."""

    found: Result
    asked: BaseFreshnessSettings

    @property
    def facts(self) -> dict[str, Any]:
        """The figures beside the entries."""
        return self.found.facts


def freshness(scope: Scope) -> Freshness:
    """Ask the base."""
    asked = saved_settings(BaseFreshnessSettings, METHOD)
    return Freshness(answer(base_freshness, scope, asked), asked)


def lead(here: Freshness | None) -> str:
    """How many entries are expected to be true, how many nobody has checked for a year, what a year without care leaves."""
    t = words()
    if here is None or not here.facts["entries"]:
        return t("base.fresh_lead_typed")
    facts = here.facts
    said = {"live": count(facts["live"]), "expected": count(facts["expected_live"]), "left": count(facts["in_a_year"])}
    return t.n("base.fresh_lead", facts["stale"], n=count(facts["stale"]), **said)


def tiles(here: Freshness) -> list[Tile]:
    """Expected to be true, not checked for a year, to check this month, out of date every month."""
    t, facts = words(), here.facts
    month = sum(owner["this_month"] for owner in facts["owners"])
    share = facts["expected_live"] / facts["live"] if facts["live"] else None
    own = facts["own"]
    known = t("base.own_rate", share=percent(own["rate"])) if own["rate"] is not None else None
    return [
        Tile(t("base.tile_true"), count(facts["expected_live"]), t("base.of_entries", share=percent(share), n=count(facts["live"]))),
        Tile(t("base.tile_stale"), count(facts["stale"]), t("base.older_than", n=count(here.asked.stale_months)), not facts["stale"]),
        Tile(t("base.tile_month"), count(month), t("base.a_twelfth")),
        Tile(t("base.tile_decay"), percent(facts["decay"]), known, help=t("base.tile_decay_help")),
    ]  # fmt: skip


def ages_card(here: Freshness) -> None:
    """Entries by age, the part expected to be true strong."""
    t, facts = words(), here.facts
    aged = facts["aging"] + facts["stale"]
    share = percent(facts["fresh"] / facts["live"] if facts["live"] else None)
    title = t.n("base.ages_title", aged, n=count(aged), share=share)
    with card(title, t("base.ages_note", decay=percent(facts["decay"])), key="base_ages"):
        columns = tuple(_age_columns(facts["histogram"]))
        if columns:
            said = ", ".join(f"{column.name} {count(column.counts + column.rest)}" for column in columns)
            show_chart(_drawn(columns, look()), "base_ages_chart", t("base.ages_alt", ages=said))


def _age_columns(bars: list[dict[str, Any]]) -> list[NormColumn]:
    t = words()
    added: dict[int | None, tuple[int, float]] = {}
    for bar in bars:
        quarter = None if bar["quarter"] is None else min(bar["quarter"], _LAST_QUARTER)
        entries, expected = added.get(quarter, (0, 0.0))
        added[quarter] = entries + bar["entries"], expected + bar["expected"]
    made = []
    for quarter, (entries, expected) in added.items():
        key = "none" if quarter is None else "last" if quarter == _LAST_QUARTER else "months"
        first = 3 * (quarter or 0)
        name = t.code("base.age", key, first=count(first), last=count(first + 3))
        note = t("base.age_note", age=name, entries=count(entries), expected=count(expected))
        made.append(
            NormColumn(
                str(quarter),
                name,
                round(expected),
                entries - round(expected),
                note,
                "bad" if quarter is None or quarter >= 4 else "plain",
            )
        )
    return made


@lru_cache(maxsize=KEPT_FIGURES)
def _drawn(columns: tuple[NormColumn, ...], drawn: Look) -> go.Figure:
    return norm_columns(columns, drawn, width=560, height=270)


def owners_card(here: Freshness) -> None:
    """Whose task it is: scouts look after those who have not bought, managers after their clients."""
    t = words()
    with card(t("base.owners_title"), t("base.owners_note"), key="base_owners"):
        rows = [
            {t("base.col_person"): plain(_owner(owner)), t("base.col_month"): count(owner["this_month"]), t("base.col_role"): t.code("base.role", owner["role"]),
             t("base.col_entries"): count(owner["entries"]), t("base.col_stale"): count(owner["stale"])}
            for owner in here.facts["owners"]
        ]  # fmt: skip
        st.table(rows, hide_index=True)


def _owner(owner: dict[str, Any]) -> str:
    return owner["owner"] or words()("base.nobodys")


def decay_card(here: Freshness | None) -> None:
    """The yearly rate: usual, typed or of one's own checks; what is left of a base after some months."""
    t = words()
    with card(t("base.decay_title"), t("base.decay_note"), key="base_decay"):
        entries = here.facts["live"] if here and here.facts["live"] else 0
        fields = {
            "entries": TypedNumber("entries", entries or 1500, DATA if entries else EXAMPLE),
            "months": TypedNumber("months", BaseFreshnessSettings().months),
            "decay": TypedNumber("decay", here.asked.decay if here else BaseFreshnessSettings().decay, USUAL),
        }
        typed = {}
        for column, (name, field) in zip(st.columns(3, gap="small"), fields.items(), strict=True):
            with column:
                typed[name] = setting_field(BaseFreshnessSettings, METHOD, field)
        found = typed_base_freshness(BaseFreshnessSettings(**typed))
        (row,) = found.rows
        said = {"live": count(row["live"]), "lost": count(row["lost"]), "months": count(row["months"])}
        st.markdown(
            t("base.decay_says", entries=count(typed["entries"]), upkeep=decimal(row["upkeep"]),
              share=percent(found.facts["monthly_loss"], 2), **said)
        )  # fmt: skip
        if here:
            _own(here, typed["decay"])


def _own(here: Freshness, typed: float) -> None:
    """One's own checks beside the usual rate, and the choice between them, kept at once."""
    t, own = words(), here.facts["own"]
    if own["rate"] is not None:
        said = {"untrue": count(own["untrue"]), "checked": count(own["checked"]), "share": percent(own["rate"])}
        key = "base.own_enough" if own["enough"] else "base.own_few"
        st.markdown(t(key, range=share_range(own["low"], own["high"]), **said))
    if own["enough"] and own["rate"] is not None:
        chosen = st.toggle(
            t("setting.base_freshness.own_decay"),
            here.asked.own_decay,
            help=t("setting.base_freshness.own_decay.help"),
            key="base_own_decay",
        )
        if chosen != here.asked.own_decay:
            save_setting(store(), "base_freshness.own_decay", chosen or None)
            st.rerun()
    if round(typed, 6) != here.asked.decay and st.button(
        t("base.keep_decay", share=percent(typed)), icon=":material/check:", key="base_keep_decay"
    ):
        usual = BaseFreshnessSettings().decay
        for method in (METHOD, "base_sufficiency"):
            save_setting(store(), f"{method}.decay", None if typed == usual else round(typed, 6))
        forget_typed("base_sufficiency", ["decay", "live"])
        st.rerun()


def list_card(here: Freshness) -> None:
    """Whom to check: this month's part of each person, everything not checked for a year, all."""
    t = words()
    made = lists(here)
    with card(t("base.check_title"), t("base.check_note"), key="base_checks"):
        chosen = st.pills(
            t("base.check_title"), LISTS, default=LISTS[0], key="base_check_list", required=True, label_visibility="collapsed",
            format_func=lambda name: f"{t.code('base.check', name)} {count(len(made[name]))}", persist_state="session",
        )  # fmt: skip
        client_list(made[str(chosen or LISTS[0])], check_columns(), "base_check", written=_written)


def lists(here: Freshness) -> dict[str, NameList]:
    """The lists by name."""
    table = here.found.table
    whole = table.append_column("client", table.column("company"))
    names = NameList(whole)
    return {
        "month": names.where(pc.field("this_month")),
        "stale": names.where(pc.field("age_class") == "stale"),
        "all": names,
    }


def check_columns() -> list[Column]:
    """The columns of the list."""
    t = words()
    return [
        Column("client", t("base.col_company"), "text", 148), Column("who", t("base.col_owner"), "text", 108),
        Column("true_on", t("base.col_true_on"), "date", 98), Column("live_share", t("base.col_live"), "share", 102),
        Column("size", t("base.col_size"), "text", 78), Column("source", t("base.col_source"), "text", 102),
        Column("contact_name", t("base.col_contact"), "text", 104), Column("phone", t("base.col_phone"), "text", 114),
    ]  # fmt: skip


def _written(row: dict[str, Any]) -> dict[str, Any]:
    t = words()
    size = t.code("base.size", row["size"]) if row["size"] in SIZES else row["size"]
    who = row["owner"] or t("base.nobodys")
    return {**row, "client_id": row["client_id"] or None, "size": size, "who": who}


def edges(here: Freshness) -> list[str]:
    """Entries that are no companies to call, dates that are missing."""
    t, facts = words(), here.facts
    gone = {name: count(facts[name]) for name in ("duplicates", "closed", "invalid", "not_target", "clients")}
    said = t("base.fresh_edge", entries=count(facts["entries"]), **gone)
    return [
        *changed_sentences(saved_settings(BaseFreshnessSettings, METHOD), METHOD),
        said,
        *sentences(here.found.warnings),
    ]


def sheets(here: Freshness, preface: list[str]) -> list[ExcelSheet]:
    """The list of this month and all entries."""
    t, made = words(), lists(here)
    return [
        excel_sheet(t.code("base.check", name), check_columns(), [_written(row) for row in made[name].rows()], preface)
        for name in ("month", "all")
    ]


def view(here: Freshness | None, actions: Any) -> None:
    """The whole view under its headline."""
    if here is None or not here.facts["entries"]:
        if here is not None:
            missing("freshness")
        decay_card(None)
        return
    tiles_row(tiles(here))
    left, right = st.columns([1.25, 1], gap="small")
    with left:
        ages_card(here)
    with right:
        owners_card(here)
    list_card(here)
    decay_card(here)
    with actions:
        excel_button("freshness", lambda: sheets(here, edges(here)), key="base_fresh_excel")
