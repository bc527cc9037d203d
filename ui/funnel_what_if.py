"""What if one step were better? Sliders beside the present shares, other roads to the same, and the plan told backwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from analytics.funnel.funnel_plan import FunnelPlanSettings, funnel_plan, typed_funnel_plan
from analytics.result import Result
from ui.data import answer
from ui.funnel import Funnel, count, money, percent, step_title, tenths
from ui.funnel_data import USUAL_STAGES, counted_stages, stage_text
from ui.funnel_main import WHO
from ui.language import words
from ui.number_field import Limits, number_field
from ui.page import card
from ui.text import plain

_CONTACTS, _VALUE, _SHARES = 100.0, 150_000.0, (0.07, 0.4)  # the example of the method
_COMPANY = ""
_DEALS, _DAYS = Limits(0, 1_000_000, above=True), Limits(1, 31, whole=True)
_LEADS, _STEP = Limits(0, 10_000_000, above=True), Limits(0, 1, above=True, percent=True)


def what_if_card(found: Funnel) -> None:
    """With data: whose funnel, a slider a step, the effect beside it."""
    t = words()
    left, right = st.columns([1, 1.35], gap="small")
    with left, card(t("funnel.if_title"), t("funnel.if_note"), key="funnel_if"):
        who = _who(found)
        base = _asked(found, who)
        now = answer(funnel_plan, found.scope, base)
        if not now.rows:
            st.markdown(t("funnel.if_nothing"))
            return
        tried = _sliders(now, who, _better(found, who))
        usual = max(1.0, round(now.rows[0]["deals"] + 0.5))
        plan = number_field(t("funnel.plan"), f"funnel_plan_{who}", usual, _DEALS)
        days = number_field(t("funnel.days"), "funnel_days", 21, _DAYS)
    with right:
        if tried and plan is not None and days is not None:
            asked = replace(base, plan=plan, days=days, **tried)
            _effect(answer(funnel_plan, found.scope, asked), _name(found, who), found.stages)


def _who(found: Funnel) -> str:
    """The company, or one of the groups; the one whose dot was clicked stands there."""
    t, names = words(), [_COMPANY, *(name for name in found.groups if name)]
    if st.session_state.get(WHO) not in names:
        st.session_state[WHO] = found.weak[0]["name"] if found.weak and found.weak[0]["name"] in names else _COMPANY
    titles = {name: _name(found, name) for name in names}
    return str(st.selectbox(t.code("funnel.one", found.settings.by), names, key=WHO, format_func=titles.__getitem__))


def _name(found: Funnel, who: str) -> str:
    return found.group_text(who) if who else words()("funnel.company")


def _asked(found: Funnel, who: str) -> FunnelPlanSettings:
    known = {name: getattr(found.settings, name) for name in found.settings.__dataclass_fields__}
    return FunnelPlanSettings(**known, group=who)


def _better(found: Funnel, who: str) -> dict[int, float]:
    """What stands on the sliders at first: the weak step as the best quarter of the team makes it (place -> share)."""
    rows = found.groups.get(who) or [row for row in found.weak[:1] if not who]
    weak = next((row for row in rows if row["is_weak"] and row["benchmark"] is not None), None)
    return {weak["place"]: weak["benchmark"]} if weak else {}


def _sliders(now: Result, who: str, better: Mapping[int, float]) -> dict[str, Any]:
    """What is tried; the label of each slider says what is now."""
    t, stages = words(), now.facts["stages"]
    tried = []
    for place, share in enumerate(now.facts["shares"], 1):
        label = t("funnel.slider", step=plain(step_title(stages[place - 1], stages[place])), now=percent(share, 1))
        first = round(100 * max(share, better.get(place, share)), 1)
        most = float(min(100, max(10, round(share * 300), round(first * 1.5))))
        shown = st.slider(label, 0.0, most, first, 0.1, format="%.1f %%", key=f"funnel_try_{who}_{place}")
        tried.append(share if abs(shown / 100 - share) < 0.0006 else shown / 100)
    contacts = now.rows[0]["contacts"]
    label = t("funnel.slider_contacts", stage=plain(stage_text(stages[0])), now=count(contacts))
    top = max(10, round(contacts * 3))
    shown = st.slider(label, 0, top, round(contacts), key=f"funnel_try_{who}_contacts")
    return {"tried_shares": tuple(tried), "tried_contacts": contacts if shown == round(contacts) else float(shown)}


def calculator_card() -> None:
    """On an empty database: everything typed, the example of the method at first."""
    t = words()
    stages = counted_stages()
    left, right = st.columns([1, 1.35], gap="small")
    with left, card(t("funnel.calculator"), t("funnel.calculator_note"), key="funnel_calculator"):
        typed = _typed(stages)
    with right:
        if typed is not None:
            _effect(typed_funnel_plan(typed), "", stages)


def _typed(stages: tuple[str, ...]) -> FunnelPlanSettings | None:
    t = words()
    contacts = number_field(
        t("funnel.contacts", stage=plain(stage_text(stages[0]))), "funnel_calc_contacts", _CONTACTS, _LEADS
    )
    now, tried = zip(*(_step(stages, place) for place in range(1, len(stages))), strict=True)
    value = number_field(t("funnel.deal_value"), "funnel_calc_value", _VALUE)
    plan = number_field(t("funnel.plan"), "funnel_calc_plan", 5, _DEALS)
    days = number_field(t("funnel.days"), "funnel_calc_days", 21, _DAYS)
    if None in (contacts, value, plan, days, *now, *tried):
        return None
    return FunnelPlanSettings(
        contacts=contacts, shares=now, tried_shares=tried, deal_value=value, plan=plan, days=days
    )  # fmt: skip


def _step(stages: tuple[str, ...], place: int) -> tuple[float | None, float | None]:
    """The share of a step as it is, and beside it as it is tried."""
    t, usual = words(), stages == USUAL_STAGES
    step = plain(step_title(stages[place - 1], stages[place]))
    share = _SHARES[place - 1] if usual else 0.3
    better = round(share * 10 / 7, 3) if place == 1 and usual else share
    one, other = st.columns(2, gap="small")
    with one:
        now = number_field(t("funnel.share_now", step=step), f"funnel_calc_now_{place}", share, _STEP)
    with other:
        tried = number_field(t("funnel.share_tried", step=step), f"funnel_calc_tried_{place}", better, _STEP)
    return now, tried


def _effect(found: Result, name: str, stages: tuple[str, ...]) -> None:
    """Before and after, other roads to the same, and how many contacts the plan needs."""
    t, facts = words(), found.facts
    now, tried = found.rows
    gain = facts["gain"]
    key = "funnel.after_same" if abs(gain) < 0.05 else "funnel.after_more" if gain > 0 else "funnel.after_less"
    title = t(
        key, gain=tenths(abs(gain)), money=money(abs(facts["gain_money"]) if facts["gain_money"] is not None else None)
    )
    with card(title, t("funnel.after_note", name=plain(name)) if name else t("funnel.a_month"), key="funnel_after"):
        shown = st.columns(3, gap="small")
        for column, (label, row, change) in zip(shown, (("now", now, None), ("tried", tried, gain)), strict=False):
            ends = t("funnel.range", low=count(row["low"]), high=count(row["high"]))
            told = ends if change is None or abs(change) < 0.05 else tenths(change, True)
            arrow = "off" if told == ends else "up" if (change or 0) > 0 else "down"
            column.metric(
                t.code("funnel.after", label), tenths(row["deals"]), delta=told, delta_arrow=arrow,  # type: ignore[arg-type]
                delta_color="off" if told == ends else "green" if (change or 0) > 0 else "red",
                delta_description=None if told == ends else ends,
            )  # fmt: skip
        if facts["gain_money"] is not None:
            shown[2].metric(
                t("funnel.after.money"), money(facts["gain_money"], signed=True),
                delta=t("funnel.a_deal", money=money(facts["deal_value"])), delta_arrow="off", delta_color="off",
            )  # fmt: skip
        _roads(found, stages)
        _backwards(found, stages)


def _roads(found: Result, stages: tuple[str, ...]) -> None:
    t, roads = words(), found.facts["roads"]
    if not roads:
        st.caption(t("funnel.no_roads"))
        return
    said = []
    for road in roads:
        if road["road"] == "contacts":
            said.append(t("funnel.road_contacts", stage=plain(stage_text(stages[0])), n=count(road["value"])))
        else:
            step = plain(step_title(stages[road["place"] - 1], stages[road["place"]]))
            said.append(t("funnel.road_step", step=step, share=percent(road["value"], 1)))
    st.markdown(t("funnel.roads", n=tenths(found.rows[1]["deals"])))
    st.markdown("\n".join(f"- {one}" for one in said))


def _backwards(found: Result, stages: tuple[str, ...]) -> None:
    """From the plan of deals to the contacts of a day."""
    t, (now, tried), facts = words(), found.rows, found.facts
    if not facts["ladder"]:
        st.markdown(t("funnel.back_never"))
        return
    values = {
        "plan": tenths(facts["ladder"][-1]), "stage": plain(stage_text(stages[0])), "n": count(_up(tried["contacts_needed"])),
        "a_day": count(_up(tried["contacts_a_day"])),
    }  # fmt: skip
    st.markdown(t("funnel.back", **values))
    if now["contacts_a_day"] is not None and abs(now["contacts_a_day"] - tried["contacts_a_day"]) > 0.5:
        st.caption(t("funnel.back_now", a_day=count(_up(now["contacts_a_day"]))))
    if len(stages) > 2:
        way = [
            t("funnel.rung", stage=plain(stage_text(stage)), n=tenths(need))
            for stage, need in zip(stages, facts["ladder"], strict=True)
        ]
        st.caption(" · ".join(way))


def _up(value: float) -> int:
    return int(-(-round(value, 6) // 1))
