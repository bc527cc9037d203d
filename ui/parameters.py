"""Parameters of the methods: each with its meaning, its default, a mark where it is an assumption, one click back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import MISSING, Field, dataclass, fields
from typing import Any

import streamlit as st

from analytics.attraction.channel_leads import ChannelLeadsSettings
from analytics.base.base_freshness import BaseFreshnessSettings
from analytics.base.base_plan import BaseSufficiencySettings
from analytics.base.life_cycle import LifeCycleSettings
from analytics.base.scouts import ScoutsSettings
from analytics.clients.abc_classes import AbcSettings
from analytics.data_health import DataHealthSettings
from analytics.errors import WrongSetting
from analytics.funnel.call_quality import CallQualitySettings
from analytics.funnel.deal_ages import DealAgesSettings
from analytics.funnel.sales_funnel import SalesFunnelSettings
from analytics.lost.client_status import ClientStatusSettings
from analytics.pulse.agenda import AgendaSettings
from analytics.pulse.fall_anchor import FallAnchorSettings
from analytics.pulse.revenue_bridge import BridgeSettings
from analytics.pulse.sales_pulse import SalesPulseSettings
from analytics.service.analysis_cycle import AnalysisCycleSettings
from analytics.service.contact_points import ContactPointsSettings
from analytics.service.honest_promotions import HonestPromotionsSettings
from analytics.service.nps import NpsSettings
from analytics.settings import Mark, Settings
from analytics.team.answer_speed import AnswerSpeedSettings
from analytics.team.kpi_achievability import KpiAchievabilitySettings
from analytics.team.kpi_audit import KpiAuditSettings
from analytics.team.kpi_month import KpiMonthSettings
from analytics.team.pay_formula import PayFormulaSettings
from analytics.team.unwilling_sellers import UnwillingSellersSettings
from analytics.winback.own_results import TriesSettings
from analytics.winback.returned_clients import ReturnedClientsSettings
from analytics.winback.win_back_plan import WinBackPlanSettings
from analytics.winback.win_back_priority import CELLS, WinBackPrioritySettings
from analytics.winback.xyz_classes import XyzSettings
from storage.derived import RhythmRules
from storage.imports import rebuild_derived
from storage.settings import save_setting
from ui.data import settings, store
from ui.language import words
from ui.loss_rule import forget_rule
from ui.method_settings import saved_settings, written
from ui.number_field import forget_typed, limits_between, number_field

# Which settings each group shows; those of a parent group are not repeated.
GROUPS: dict[str, type[Settings]] = {
    "client_status": ClientStatusSettings,
    "abc_classes": AbcSettings,
    "sales_pulse": SalesPulseSettings,
    "revenue_bridge": BridgeSettings,
    "fall_anchor": FallAnchorSettings,
    "agenda": AgendaSettings,
    "data_health": DataHealthSettings,
    "xyz_classes": XyzSettings,
    "win_back_priority": WinBackPrioritySettings,
    "win_back_plan": WinBackPlanSettings,
    "cases_tried": TriesSettings,
    "returned_clients": ReturnedClientsSettings,
    "channel_leads": ChannelLeadsSettings,
    "base_sufficiency": BaseSufficiencySettings,
    "scouts": ScoutsSettings,
    "base_freshness": BaseFreshnessSettings,
    "life_cycle": LifeCycleSettings,
    "sales_funnel": SalesFunnelSettings,
    "deal_ages": DealAgesSettings,
    "pay_formula": PayFormulaSettings,
    "nps": NpsSettings,
    "call_quality": CallQualitySettings,
    "contact_points": ContactPointsSettings,
    "honest_promotions": HonestPromotionsSettings,
    "analysis_cycle": AnalysisCycleSettings,
    "kpi_achievability": KpiAchievabilitySettings,
    "kpi_audit": KpiAuditSettings,
    "kpi_month": KpiMonthSettings,
    "answer_speed": AnswerSpeedSettings,
    "unwilling_sellers": UnwillingSellersSettings,
}
_OF_FUNNEL = ("source", "pipeline", "stages", "by", "counting", "ripening_days", "norms", "deal_value", "counts")
_OF_PAY = ("fixed", "rate", "revenue", "bonuses", "average_check", "conversion")
_OF_NPS = ("promoters", "passives", "detractors")
_OF_CONTACTS = ("requests", "in_time", "leads", "unanswered", "lead_cost", "checks", "check_minutes", "staff_hours")
_OF_BASE = (
    "plan", "companies_per_deal", "won", "contacted", "live", "clients", "target_clients", "target_months", "churn",
    "decay", "own_decay", "entries", "base_freshness.months", "managers", "gap", "entered", "duplicates", "incomplete",
    "working_days", "limits", "first_cost", "repeat_cost", "buyers", "asked", "given", "bought",
)  # fmt: skip
_ELSEWHERE = frozenset(
    [
        *_OF_BASE,
        *_OF_FUNNEL,
        *_OF_PAY,
        *_OF_NPS,
        *_OF_CONTACTS,
        "anchor",
        "tail_gap_days",
        "today",
        *CELLS,
        "cycle_days",
        "margin_share",
        "joined",
        "facts",
        "norm",
        "direction",
        "month",
        "first_month",
        "plan_months",
    ]
)  # set on the screen itself, and in the chip of the period
_RHYTHM = {
    "rhythm_window": (2, 50),
    "min_intervals": (1, 10),
    "fallback_share": (0.5, 0.95),
    "fallback_clients": (1, 500),
    "fallback_days": (7, 730),
    "reversal_days": (0, 365),
}


@dataclass(frozen=True)
class Parameter:
    """One parameter as it is edited."""

    name: str
    default: Any
    low: float | None
    high: float | None
    choices: tuple[str, ...]
    unit: str
    mark: str


def _own_fields(kind: type[Settings]) -> Iterable[Field[Any]]:
    inherited = {
        f.name for base in kind.__mro__[1:] if issubclass(base, Settings) and base is not Settings for f in fields(base)
    }
    return (f for f in fields(kind) if f.name not in inherited)


def _parameters(kind: type[Settings], analysts: bool) -> list[Parameter]:
    found = []
    for declared in _own_fields(kind):
        limits = declared.metadata
        if declared.name in _ELSEWHERE or (limits.get("mark") == Mark.OPT and not analysts):
            continue
        found.append(
            Parameter(declared.name, declared.default, limits.get("low"), limits.get("high"),
                      tuple(limits.get("choices", ())), limits.get("unit", ""), str(limits.get("mark", "")))
        )  # fmt: skip
    return found


def method_parameters(method: str, analysts: bool) -> None:
    """The parameters of one method; a wrong value is refused in a sentence and nothing is saved."""
    kind = GROUPS[method]
    current = saved_settings(kind, method)
    for parameter in _parameters(kind, analysts):
        if f"{method}.{parameter.name}" not in _ELSEWHERE:
            _row(method, parameter, getattr(current, parameter.name), kind)


def rhythm_parameters() -> None:
    """How rhythms are measured; a change builds them anew for all clients."""
    saved = settings()
    for declared in fields(RhythmRules):
        assert declared.default is not MISSING
        low, high = _RHYTHM[declared.name]
        parameter = Parameter(
            declared.name,
            declared.default,
            low,
            high,
            (),
            "share" if declared.name == "fallback_share" else "",
            Mark.ASM,
        )
        _row("rhythm", parameter, saved.get(f"rhythm.{declared.name}", declared.default), None)


def _row(method: str, parameter: Parameter, value: Any, kind: type[Settings] | None) -> None:
    t = words()
    name = f"{method}.{parameter.name}"
    key = f"setting_{name}"
    label, note, back = st.columns([4, 2, 1], vertical_alignment="bottom", gap="small")
    with label:
        typed = _editor(t(f"setting.{name}"), t(f"setting.{name}.help"), parameter, value, key)
    with note:
        if parameter.mark == Mark.ASM:
            st.badge(t("settings.assumption"), color="gray", help=t("settings.assumption_help"))
        elif parameter.mark == Mark.ART:
            st.badge(t("settings.practice"), color="blue", help=t("settings.practice_help"))
    with back:
        if value != parameter.default and st.button(
            t("settings.back", value=written(parameter.default, parameter.unit)),
            key=f"{key}_back",
            type="tertiary",
            icon=":material/undo:",
        ):
            st.session_state.pop(key, None)
            _save(name, None, kind)
            st.rerun()
    if typed is not None and typed != value:
        _try_to_save(name, typed, parameter, kind, method)


def _editor(label: str, note: str, parameter: Parameter, value: Any, key: str) -> Any:
    t = words()
    if parameter.choices:
        at = parameter.choices.index(value) if value in parameter.choices else 0
        return st.selectbox(
            label,
            parameter.choices,
            index=at,
            key=key,
            help=note,
            format_func=lambda code: t.code("setting.choice", code),
        )
    if isinstance(parameter.default, bool):
        return st.toggle(label, value=value, key=key, help=note)
    is_share = parameter.unit == "share"
    limits = limits_between(parameter.low, parameter.high, whole=isinstance(parameter.default, int), percent=is_share)
    return number_field(f"{label}, %" if is_share else label, key, value, limits, help=note)


def _try_to_save(name: str, value: Any, parameter: Parameter, kind: type[Settings] | None, method: str) -> None:
    try:
        if kind is None:
            _checked_rhythm(parameter.name, value)
        else:
            current = saved_settings(kind, method)
            kind(**{**{f.name: getattr(current, f.name) for f in fields(kind)}, parameter.name: value})
    except (WrongSetting, ValueError):
        st.error(words()("settings.refused", value=written(value, parameter.unit)))
        return
    _save(name, None if value == parameter.default else value, kind)
    st.rerun()


def _checked_rhythm(changed: str, value: Any) -> RhythmRules:
    saved = settings()
    current = {f.name: saved.get(f"rhythm.{f.name}", f.default) for f in fields(RhythmRules)}
    return RhythmRules(**{**current, changed: value})


def _save(name: str, value: Any, kind: type[Settings] | None) -> None:
    save_setting(store(), name, value)
    forget_rule()
    method, field = name.split(".")
    forget_typed(method, [field])  # a calculator of this visit begins with the new number
    if kind is None:
        with st.spinner(words()("settings.rebuilding")):
            rebuild_derived(store())
