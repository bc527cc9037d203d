"""Who fills the base: passports of a week against the norm, how many scouts it takes, what their companies came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import plotly.graph_objects as go
import pyarrow as pa

from analytics.base.base_plan import BaseSufficiencySettings
from analytics.base.base_sufficiency import sufficiency_of
from analytics.base.scouts import REFUSED, ScoutsSettings, scouts
from analytics.result import Result
from analytics.scope import Scope
from charts.norm_columns import NormColumn, norm_columns
from charts.theme import Look
from ui.base import count, decimal, missing, percent, share_range
from ui.base_sufficiency import METHOD as PLAN_METHOD
from ui.base_sufficiency import from_data
from ui.data import answer, setting
from ui.excel import ExcelSheet
from ui.language import language, words
from ui.method_settings import changed_sentences, saved_settings
from ui.name_list import NameList
from ui.notices import sentences
from ui.page import KEPT_FIGURES, Tile, card, look, show_chart
from ui.page import tiles as tiles_row
from ui.tables import Column, client_list, excel_button, excel_sheet
from wording import numbers

METHOD = "scouts"
SHOWN_WEEKS = 16


@dataclass(frozen=True, eq=False)
class Scouting:
    """found: what the base says of those who fill it; asked: the settings in force."""

    found: Result
    asked: ScoutsSettings

    @property
    def weeks(self) -> list[dict[str, Any]]:
        """Weeks of the scouts, added up over them, the oldest first."""
        added: dict[date, dict[str, Any]] = {}
        for row in self.found.rows:
            if not row["by_seller"]:
                week = added.setdefault(row["week"], {"week": row["week"], "is_complete": row["is_complete"], "scouts": 0, "norm": 0.0,
                                                      **dict.fromkeys(("entered", "accepted", *REFUSED), 0)})  # fmt: skip
                week["scouts"] += 1
                week["norm"] += row["norm"]
                for name in ("entered", "accepted", *REFUSED):
                    week[name] += row[name]
        return [added[day] for day in sorted(added)]

    @property
    def last_week(self) -> dict[str, Any] | None:
        """The last week that is over."""
        return next((week for week in reversed(self.weeks) if week["is_complete"]), None)

    @property
    def passports(self) -> tuple[int, int]:
        """Passports of the scouts and the new clients that came of them."""
        own = [row for row in self.found.facts["funnel"] if not row["by_seller"]]
        return sum(row["passports"] for row in own), sum(row["deals"] for row in own)


def scouting(scope: Scope) -> Scouting:
    """Ask the base, with the gap that the plan leaves."""
    saved = saved_settings(ScoutsSettings, METHOD)
    plan = saved_settings(BaseSufficiencySettings, PLAN_METHOD)
    found = sufficiency_of(plan, from_data(scope, plan))
    typed = {name: getattr(saved, name) for name in saved.__dataclass_fields__}
    asked = ScoutsSettings(
        **typed | {"gap": found.rows[0]["gap"], "plan": found.rows[0]["plan"], "limits": bool(setting("analysts"))}
    )
    return Scouting(answer(scouts, scope, asked), asked)


def lead(here: Scouting | None) -> str:
    """The last week against the norm, how many scouts the sellers need, how many the gap takes."""
    t = words()
    if here is None or not here.found.rows:
        return t("base.scouts_lead_typed")
    needed, week = here.found.facts["needed"], here.last_week
    if week is None:
        return t("base.scouts_lead_sellers")
    said = {
        "accepted": count(week["accepted"]),
        "share": percent(week["accepted"] / week["norm"]),
        "norm": count(week["norm"]),
    }
    sellers = t.n(
        "base.scouts_for",
        needed["managers"],
        n=count(needed["managers"]),
        range=from_to(needed["least"], needed["most"]),
    )
    return t.n("base.scouts_lead", week["accepted"], n=count(week["accepted"]), **said) + " " + sellers


def from_to(least: int, most: int) -> str:
    """A range of whole numbers; one number where both ends are the same."""
    return count(least) if least == most else f"{count(least)}–{count(most)}"


def tiles(here: Scouting) -> list[Tile]:
    """The last week, scouts needed, who enters records, what hundred passports bring."""
    t, facts, week = words(), here.found.facts, here.last_week
    needed = facts["needed"]
    shown = []
    if week:
        share = week["accepted"] / week["norm"]
        shown.append(
            Tile(t("base.tile_week"), t("base.of", n=count(week["accepted"]), all=count(week["norm"])),
                 t("base.of_norm", share=percent(share)), share >= 1, t("base.entered_n", n=count(week["entered"])))
        )  # fmt: skip
    by_gap = t("base.gap_takes", n=count(needed["by_gap"])) if needed["gap"] else t("base.none_missing")
    shown.append(
        Tile(t("base.tile_scouts"), from_to(needed["least"], needed["most"]), by_gap, None if needed["gap"] else True)
    )
    if facts["sellers_share"] is not None:
        shown.append(
            Tile(t("base.tile_sellers"), percent(facts["sellers_share"]),
                 t("base.roles_mixed" if facts["role_conflict"] else "base.roles_apart"), not facts["role_conflict"],
                 help=t("base.tile_sellers_help"))
        )  # fmt: skip
    passports, deals = here.passports
    if passports:
        note = t("base.of", n=count(deals), all=count(passports))
        shown.append(Tile(t("base.tile_yield"), decimal(100 * deals / passports), note, help=t("base.tile_yield_help")))
    return shown


def weeks_card(here: Scouting) -> None:
    """Accepted passports week by week against the norm; refused ones pale over them."""
    t, weeks = words(), here.weeks[-SHOWN_WEEKS:]
    met = sum(week["accepted"] >= week["norm"] - 0.5 for week in weeks if week["is_complete"])
    whole = sum(week["is_complete"] for week in weeks)
    with card(t("base.weeks_title", met=count(met), weeks=count(whole)), t("base.weeks_note"), key="base_weeks"):
        norm = here.asked.week_norm * max(week["scouts"] for week in weeks)
        columns = tuple(_week_column(week) for week in weeks)
        limits = (norm - 2 * norm**0.5, norm + 2 * norm**0.5) if here.asked.limits else None
        figure = _drawn(columns, float(norm), limits, look())
        show_chart(
            figure,
            "base_weeks_chart",
            t("base.weeks_alt", weeks=", ".join(f"{c.name} {count(c.counts)}" for c in columns)),
        )


def _week_column(week: dict[str, Any]) -> NormColumn:
    t, lang = words(), language()
    parts = [t.code("base.verdict", name, n=count(week[name])) for name in ("accepted", *REFUSED) if week[name]]
    name = numbers.short_day(week["week"], lang)
    low = week["is_complete"] and week["accepted"] < week["norm"] - 0.5
    verdict = "bad" if low and week["accepted"] < 0.8 * week["norm"] else "plain"
    return NormColumn(
        week["week"].isoformat(),
        name,
        week["accepted"],
        week["entered"] - week["accepted"],
        f"{name}: {', '.join(parts)}",
        verdict,
    )


@lru_cache(maxsize=KEPT_FIGURES)
def _drawn(columns: tuple[NormColumn, ...], norm: float, limits: tuple[float, float] | None, drawn: Look) -> go.Figure:
    said = words()("base.norm", n=count(norm))
    return norm_columns(columns, drawn, norm=norm, norm_text=said, limits=limits, width=620, height=290)


def funnel_columns() -> list[Column]:
    """From passport to deal by person."""
    t = words()
    return [
        Column("scout", t("base.col_person"), "text", 150), Column("role", t("base.col_role"), "text", 100),
        Column("passports", t("base.col_passports"), "number", 92), Column("contacts", t("base.col_contacts"), "number", 98),
        Column("requests", t("base.col_requests"), "number", 92), Column("deals", t("base.col_deals"), "number", 84),
        Column("yield_per_100", t("base.col_yield"), "decimal", 126), Column("between", t("base.col_between"), "text", 114),
    ]  # fmt: skip


def funnel_rows(here: Scouting) -> list[dict[str, Any]]:
    """The rows of the list, in words."""
    t = words()
    return [
        {**row, "client_id": 0, "role": t.code("base.role", "seller" if row["by_seller"] else "scout"),
         "between": f"{decimal(row['low'])}–{decimal(row['high'])}"}
        for row in here.found.facts["funnel"]
    ]  # fmt: skip


def funnel_card(here: Scouting) -> None:
    """What became of the companies that each person entered."""
    t, rows = words(), funnel_rows(here)
    if rows:
        with card(t("base.funnel_title"), t("base.funnel_note"), key="base_funnel"):
            client_list(NameList(pa.Table.from_pylist(rows)), funnel_columns(), "base_funnel_list")


def edges(here: Scouting) -> list[str]:
    """What does not count, and warnings."""
    t, facts = words(), here.found.facts
    said = [
        *changed_sentences(saved_settings(ScoutsSettings, METHOD), METHOD),
        t("base.scouts_edge", norm=count(here.asked.week_norm)),
    ]
    if facts["sellers_share"] is not None:
        said.append(t("base.scouts_edge_share", range=share_range(facts["low"], facts["high"])))
    return said + sentences(here.found.warnings)


def sheets(here: Scouting, preface: list[str]) -> list[ExcelSheet]:
    """Weeks by person, and the way from passport to deal."""
    t = words()
    columns = [
        Column("week", t("base.col_week"), "date"), Column("scout", t("base.col_person")),
        Column("entered", t("base.col_entered"), "number"), Column("accepted", t("base.col_accepted"), "number"),
        *(Column(name, t.code("base.col_refused", name), "number") for name in REFUSED),
        Column("norm", t("base.col_norm"), "decimal"), Column("norm_share", t("base.col_norm_share"), "share"),
    ]  # fmt: skip
    return [
        excel_sheet(t("base.col_week"), columns, here.found.rows, preface),
        excel_sheet(t("base.funnel_title"), funnel_columns(), funnel_rows(here), preface),
    ]


def view(here: Scouting | None, actions: Any) -> None:
    """The whole view under its headline."""
    if here is None or not here.found.rows:
        if here is not None:
            missing("scouts")
    else:
        tiles_row(tiles(here))
        if here.weeks:
            weeks_card(here)
        funnel_card(here)
        with actions:
            excel_button("scouts", lambda: sheets(here, edges(here)), key="base_scouts_excel")
