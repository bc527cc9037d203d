"""Is the base big enough: the typed numbers with their marks, the sentence, the tiles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from analytics.base.base_evidence import Evidence, EvidenceSettings, base_evidence
from analytics.base.base_freshness import BaseFreshnessSettings
from analytics.base.base_plan import USUAL as EXAMPLES
from analytics.base.base_plan import BaseSufficiencySettings
from analytics.base.base_sufficiency import filled, sufficiency_of
from analytics.result import Result
from analytics.scope import Scope
from ui.base import count, decimal, percent
from ui.data import answer
from ui.language import words
from ui.method_settings import saved_settings
from ui.number_field import ASSUMED, DATA, EXAMPLE, USUAL, TypedNumber, forget_typed, setting_field
from ui.page import Tile, card

METHOD = "base_sufficiency"
FIELDS = (
    "plan", "companies_per_deal", "live", "cycle_months", "cycles", "scouts", "scout_month", "decay", "wanted_chance",
    "clients", "target_clients", "target_months", "churn",
)  # fmt: skip
_MORE = ("scout_month", "decay", "wanted_chance")


@dataclass(frozen=True, eq=False)
class Sufficiency:
    """typed: the numbers in force; found: what the method says of them; evidence: what the data say."""

    typed: BaseSufficiencySettings
    found: Result
    evidence: Evidence

    @property
    def now(self) -> dict[str, Any]:
        """The way things are."""
        return self.found.rows[0]

    @property
    def facts(self) -> dict[str, Any]:
        """The figures beside the ways."""
        return self.found.facts


def from_data(scope: Scope | None, saved: BaseSufficiencySettings) -> Evidence:
    """What the data say by the parameters that are saved; nothing without data."""
    if scope is None:
        return Evidence()
    own = saved_settings(BaseFreshnessSettings, "base_freshness").own_decay
    return answer(base_evidence, scope, EvidenceSettings(saved.cycle_months, saved.decay, own))


def numbers_card(scope: Scope | None) -> Sufficiency:
    """The fields, pre-filled from the data where they say something, and the answer to what stands in them."""
    t, saved = words(), saved_settings(BaseSufficiencySettings, METHOD)
    evidence = from_data(scope, saved)
    with card(t("base.numbers"), t("base.numbers_note"), key="base_numbers"):
        values = {name: _field(name, saved, evidence) for name in ("plan", "companies_per_deal", "live")}
        left, right = st.columns(2, gap="small")
        with left:
            values["cycle_months"] = _field("cycle_months", saved, evidence)
        with right:
            values["cycles"] = _field("cycles", saved, evidence)
        values["scouts"] = _field("scouts", saved, evidence)
        with st.expander(t("base.more_numbers"), type="compact", icon=":material/tune:"):
            values |= {name: _field(name, saved, evidence) for name in _MORE}
        st.button(
            t("base.back_to_data" if scope else "base.back_to_example"), icon=":material/restart_alt:", type="tertiary",
            on_click=forget_typed, args=(METHOD, list(FIELDS)), key="base_back",
        )  # fmt: skip
    return answered(values, evidence)


def answered(values: dict[str, Any], evidence: Evidence) -> Sufficiency:
    """The answer to numbers that were typed or taken from the data, and those of the growth from the visit."""
    typed = filled(BaseSufficiencySettings(**values), evidence)
    return Sufficiency(typed, sufficiency_of(typed, evidence), evidence)


def _field(name: str, saved: BaseSufficiencySettings, evidence: Evidence) -> Any:
    return setting_field(BaseSufficiencySettings, METHOD, first_of(name, saved, evidence))


def first_of(name: str, saved: BaseSufficiencySettings, evidence: Evidence) -> TypedNumber:
    """A field before anybody types: from the data, as it is saved, or the example of the method."""
    known = evidence.values.get(name)
    if known is not None:
        return TypedNumber(name, known, DATA, _note(name, evidence))
    value = getattr(saved, name)
    if value is not None:
        assumed = name in ("scouts", "wanted_chance", "cycles", "target_months")
        return TypedNumber(name, value, ASSUMED if assumed else USUAL, _note(name, evidence))
    return TypedNumber(name, EXAMPLES[name], EXAMPLE)


def _note(name: str, evidence: Evidence) -> str:
    """What stands behind a number: cases with their interval, records, days."""
    t = words()
    if name == "companies_per_deal":
        cases = evidence.cases(evidence.values["won"], evidence.values["contacted"])
        low, high = cases["low"], cases["high"]
        between = {"low": count(1 / high), "high": count(1 / low)}
        return t("base.note_cases", won=count(cases["won"]), contacted=count(cases["contacted"]), **between)
    if name == "live":
        return t("base.note_live", entries=count(evidence.entries))
    if name == "plan":
        return t("base.note_plan")
    if name == "cycle_months" and evidence.cycle_days is not None:
        return t("base.note_cycle", days=count(evidence.cycle_days))
    return ""


def lead(here: Sufficiency) -> str:
    """Whether the base is enough, what is missing, how likely the plan is and what the base carries."""
    t, now, facts = words(), here.now, here.facts
    said = {
        "plan": count(now["plan"]), "need": count(now["need"]), "live": count(now["live"]), "chance": percent(now["chance"]),
        "reachable": count(facts["reachable_plan"]), "sure": count(facts["sure_plan"]),
        "wanted": percent(here.typed.wanted_chance),
    }  # fmt: skip
    if not now["plan"]:
        return t("base.lead_no_plan")
    if now["gap"]:
        return t.n("base.lead_gap", now["gap"], n=count(now["gap"]), **said)
    if now["chance"] < here.typed.wanted_chance and facts["wanted_base"] is not None:
        more = facts["wanted_base"] - now["live"]
        return t.n("base.lead_unsure", more, n=count(more), **said)
    return t("base.lead_enough", **said)


def tiles(here: Sufficiency) -> list[Tile]:
    """How far the base covers the plan, the chance, what is missing, the plan within reach."""
    t, now, facts = words(), here.now, here.facts
    enough, sure = not now["gap"], now["chance"] >= here.typed.wanted_chance
    covered = percent(now["sufficiency_share"])
    return [
        Tile(t("base.tile_covered"), covered, t("base.of", n=count(now["live"]), all=count(now["need"])), enough),
        Tile(t("base.tile_chance", plan=count(now["plan"])), percent(now["chance"]),
             t("base.wanted", share=percent(here.typed.wanted_chance)), sure, help=t("base.tile_chance_help")),
        _missing_tile(here),
        Tile(t("base.tile_reach"), count(facts["reachable_plan"]),
             t("base.surely", n=count(facts["sure_plan"]), share=percent(here.typed.wanted_chance)), help=t("base.tile_reach_help")),
    ]  # fmt: skip


def _missing_tile(here: Sufficiency) -> Tile:
    t, now = words(), here.now
    if not now["gap"]:
        return Tile(t("base.tile_spare"), count(now["live"] - now["need"]), t("base.none_missing"), True)
    return Tile(t("base.tile_missing"), count(now["gap"]), how_long(now), None if now["months"] else False)


def how_long(row: dict[str, Any]) -> str:
    """In how many months the missing companies are found, and by how many scouts."""
    t = words()
    if row["months"] is None:
        return t("base.nobody_fills")
    if not row["months"]:
        return t("base.at_once")
    return t.n("base.months_of_scouts", row["scouts"], n=count(row["scouts"]), months=decimal(row["months"]))


def edges(here: Sufficiency, analysts: bool) -> list[str]:
    """The rule with these numbers, how sure the rate is, what ages; for analysts the uncertain rate and the drawing."""
    t, now, facts, typed = words(), here.now, here.facts, here.typed
    of = decimal(now["companies_per_deal"])
    product = {"plan": count(now["plan"]), "of": of, "cycles": count(typed.cycles), "need": count(now["need"])}
    said = [t("base.edge_rule", decay=percent(typed.decay), **product)]
    if facts["cases"]:
        low, high = facts["cases"]["low"], facts["cases"]["high"]
        between = {"low": count(1 / high), "high": count(1 / low) if low > 0 else "∞"}
        said.append(
            t("base.edge_cases", won=count(facts["cases"]["won"]), asked=count(facts["cases"]["contacted"]), **between)
        )
    if analysts:
        said += _for_analysts(here)
    return said


def _for_analysts(here: Sufficiency) -> list[str]:
    t, facts, typed = words(), here.facts, here.typed
    drawn = facts["simulated"]
    said = [
        t("base.edge_drawn", draws=count(drawn["draws"]), chance=percent(drawn["chance"], 1),
          error=decimal(100 * drawn["error"], 1)),
        t("base.edge_cycles", chances=" → ".join(percent(chance) for chance in facts["cycle_chances"]),
          start=count(facts["start_base"])),
    ]  # fmt: skip
    if facts["uncertain"].get("wanted") is not None:
        wanted = {"share": percent(typed.wanted_chance), "companies": count(facts["uncertain"]["wanted"])}
        surer = {"surer": percent(max(0.9, typed.wanted_chance)), "more": count(facts["uncertain"]["surer"])}
        said.append(t("base.edge_uncertain", known=count(facts["wanted_companies"]), **wanted, **surer))
    return said
