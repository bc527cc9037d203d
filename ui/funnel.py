"""The screen of the funnel: which funnel it asks about, its sentence, its tiles, what it leaves out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import streamlit as st

from analytics.funnel.funnel_sources import FunnelSource
from analytics.funnel.sales_funnel import SalesFunnelSettings, sales_funnel
from analytics.result import Notice, Result
from analytics.scope import Scope
from ui.data import answer, currency
from ui.funnel_data import key_of, norms_of, sources, stage_text, stages_of
from ui.language import language, words
from ui.method_settings import chosen_settings
from ui.notices import sentence
from ui.page import Tile
from ui.text import plain
from wording import numbers

WORTH_A_WORD = 0.5  # deals; less to gain is nothing to train for
_GROUPS = ("manager", "channel", "product", "month")
Row = Mapping[str, Any]


def money(value: Any, signed: bool = False) -> str:
    """A sum in a sentence."""
    return numbers.short_money(value, language(), currency(), signed)


def count(value: Any) -> str:
    """A whole number."""
    return numbers.number(value, language())


def tenths(value: float | None, signed: bool = False) -> str:
    """Deals, a tenth of one told."""
    return numbers.number(value, language(), 1, signed)


def percent(share: float | None, digits: int | None = None) -> str:
    """A share; small ones with a tenth of a percent."""
    if digits is None:
        digits = 0 if share is not None and share >= 0.1 else 1
    return numbers.percent(share, language(), digits)


def step_title(before: str, after: str) -> str:
    """A step between two stages: "Call → Visit"; a letter for the eyes, not for Markdown."""
    return words()("funnel.step", before=stage_text(before), after=stage_text(after))


@dataclass(frozen=True, eq=False)
class Funnel:
    """Everything that the screen says: the funnel asked about and the same funnel in the period compared with."""

    scope: Scope
    source: FunnelSource
    settings: SalesFunnelSettings
    result: Result
    before: Result

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages in order."""
        return tuple(self.result.facts.get("stages", ()))

    @property
    def company(self) -> list[dict[str, Any]]:
        """The rows of the company, a stage each."""
        return [row for row in self.result.rows if row["is_company"]]

    @property
    def groups(self) -> dict[str, list[dict[str, Any]]]:
        """name -> its rows, whoever has most to gain first."""
        made: dict[str, list[dict[str, Any]]] = {}
        for row in self.result.rows:
            if not row["is_company"]:
                made.setdefault(row["name"], []).append(row)
        return made

    @property
    def weak(self) -> list[dict[str, Any]]:
        """The weak step of each group that has more to gain than a word is worth, the most first."""
        found = [row for rows in self.groups.values() for row in rows if row["is_weak"] and row["gain"] >= WORTH_A_WORD]
        return sorted(found, key=lambda row: (-row["gain"], row["name"]))

    def step(self, row: Row) -> str:
        """The title of the step that a row is about."""
        return step_title(self.stages[row["place"] - 1], self.stages[row["place"]])

    def group_text(self, name: str) -> str:
        """A group as it is called on the screen."""
        if self.settings.by == "month":
            return numbers.month(date.fromisoformat(name), language()) if name else words()("funnel.undated")
        return " ".join(name.split()) or words()("frame.not_given")


def chosen_funnel(found: Sequence[FunnelSource]) -> FunnelSource:
    """Which of the funnels is shown: the one chosen in this visit, else the first."""
    key = st.session_state.get("funnel_source")
    return next((one for one in found if key_of(one) == key), found[0])


def funnel(scope: Scope) -> Funnel | None:
    """Ask everything that the screen opens with; None where the data hold no funnel."""
    found = sources(scope.as_of)
    if not found:
        return None
    source = chosen_funnel(found)
    by = st.session_state.get("funnel_by")
    asked = replace(
        chosen_settings(SalesFunnelSettings, "sales_funnel"),
        source=source.source,
        pipeline=source.pipeline if source.source == "deals" else None,
        stages=stages_of(source) if stages_of(source) != source.stages else (),
        norms=norms_of(source),
        by=by if by in groups_of(source) else "manager",
    )
    first, last = scope.compared_period
    earlier = replace(scope, first_day=first, last_day=last)
    return Funnel(scope, source, asked, answer(sales_funnel, scope, asked), answer(sales_funnel, earlier, asked))


def groups_of(source: FunnelSource) -> tuple[str, ...]:
    """By what a funnel can be split."""
    return _GROUPS if source.source == "deals" else ("manager", "channel", "month")


def lead(found: Funnel) -> str:
    """How many deals came of how many contacts, and where the most are lost."""
    t, facts = words(), found.result.facts
    if not found.company or not facts["contacts"]:
        return t("funnel.lead_nobody")
    said = t.n(
        "funnel.lead", facts["deals"], n=count(facts["deals"]), contacts=count(facts["contacts"]),
        stage=plain(stage_text(found.stages[0])), share=percent(facts["end_share"]),
    )  # fmt: skip
    proven = [row for row in found.weak if row["is_proven"]]
    worst = next(iter(proven or found.weak), None)
    if worst is None:
        return f"{said} {t('funnel.lead_even')}"
    key = "funnel.lead_weak" if worst["gain_money"] is not None else "funnel.lead_weak_deals"
    values = {
        "name": plain(found.group_text(worst["name"])),
        "step": plain(found.step(worst)),
        "gain": tenths(worst["gain"]),
    }
    said += " " + t(key, money=money(worst["gain_money"]), **values)
    return said if proven else f"{said} {t('funnel.lead_unproven')}"


def tiles(found: Funnel) -> list[Tile]:
    """Deals, the two steps where most is to be gained, the money of the weak steps."""
    facts = found.result.facts
    return [
        _deals_tile(found),
        *(_step_tile(found, place) for place in dear_steps(found, 2)),
        *_money_tile(found, facts),
    ]


def dear_steps(found: Funnel, most: int) -> list[int]:
    """The steps (places from 1) in which the groups have most to gain, in their order."""
    gains: dict[int, float] = dict.fromkeys(range(1, len(found.stages)), 0.0)
    for row in found.result.rows:
        if not row["is_company"] and row["gain"]:
            gains[row["place"]] += row["gain"]
    dearest = sorted(gains, key=lambda place: (-gains[place], place))[:most]
    return sorted(dearest)


def _deals_tile(found: Funnel) -> Tile:
    t, facts, before = words(), found.result.facts, found.before.facts
    note = t("funnel.of_contacts", share=percent(facts["end_share"], 1))
    change, good = None, None
    if before.get("contacts"):
        moved = facts["deals"] - before["deals"]
        change, good = f"{numbers.number(moved, language(), signed=True)}", None if not moved else moved > 0
        note = t.code("frame.vs", found.scope.compare)
    return Tile(t("funnel.tile_deals"), count(facts["deals"]), change or note, good, note if change else None)


def _step_tile(found: Funnel, place: int) -> Tile:
    t, row = words(), found.company[place - 1]
    best = next((r["benchmark"] for r in found.result.rows if r["place"] == place and r["benchmark"] is not None), None)
    label = plain(step_title(found.stages[place - 1], found.stages[place]))
    part = t("funnel.part", n=count(row["passed"]), all=count(row["entered"]))
    if best is None or row["share"] is None:
        return Tile(label, percent(row["share"], 1), part)
    said = (
        t("funnel.best", share=percent(best, 1))
        if not found.settings.norms
        else t("funnel.norm", share=percent(best, 1))
    )
    return Tile(label, percent(row["share"], 1), said, row["share"] >= best, help=t("funnel.tile_step_help", part=part))


def _money_tile(found: Funnel, facts: Mapping[str, Any]) -> list[Tile]:
    t = words()
    gain = sum(row["gain"] for row in found.weak)
    said = t("funnel.deals_tenths", n=tenths(gain))
    if facts["deal_value"] is None:
        return [Tile(t("funnel.tile_gain"), said)]
    worth = sum((row["gain_money"] for row in found.weak), start=0)
    note = t.code("funnel.value_from", facts["value_from"], money=money(facts["deal_value"]))
    return [Tile(t("funnel.tile_money"), money(worth), said, False if found.weak else None, help=note)]


def edges(found: Funnel) -> list[str]:
    """How it was counted here, and what was left out."""
    t, facts = words(), found.result.facts
    said = [t.code("funnel.mode", facts["mode"])] if "mode" in facts else []
    if found.settings.ripening_days is None and facts.get("ripening_days"):
        said.append(t.n("funnel.ripe_from", facts["ripening_days"], n=count(facts["ripening_days"])))
    said += [_notice(notice) for notice in found.result.warnings if notice.code != "W_NO_FUNNEL"]
    if found.scope.regions or found.scope.product_groups:
        said.append(t("funnel.no_regions"))
    return said


def _notice(notice: Notice) -> str:
    if "stages" in notice.facts:
        notice = Notice(
            notice.code, {**notice.facts, "stages": [stage_text(stage) for stage in notice.facts["stages"]]}
        )
    return sentence(notice)
