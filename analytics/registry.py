"""All methods by name: what a command, a page of documentation, a test and a key of the catalogue have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import Field, dataclass, fields
from datetime import date
from inspect import get_annotations
from typing import Any

from analytics.attraction.channel_calculator import ChannelCalculatorSettings, channel_calculator, typed_channel
from analytics.attraction.channel_funnels import ChannelFunnelsSettings, channel_funnels
from analytics.attraction.channel_leads import ChannelLeadsSettings, channel_leads
from analytics.attraction.warm_up_funnel import WarmUpFunnelSettings, warm_up_funnel
from analytics.base.base_freshness import BaseFreshnessSettings, base_freshness, typed_base_freshness
from analytics.base.base_plan import BaseSufficiencySettings
from analytics.base.base_sufficiency import base_sufficiency, typed_base_sufficiency
from analytics.base.life_cycle import LifeCycleSettings, life_cycle, typed_life_cycle
from analytics.base.scouts import ScoutsSettings, scouts, typed_scouts
from analytics.clients.abc_classes import AbcSettings, abc_classes
from analytics.clients.class_moves import class_moves
from analytics.clients.client_history import ClientHistorySettings, client_classes, client_history, client_parts
from analytics.clients.client_search import ClientSearchSettings, client_search
from analytics.clients.concentration import ConcentrationSettings, concentration
from analytics.data_coverage import DataCoverageSettings, data_coverage
from analytics.data_health import DataHealthSettings, data_health
from analytics.data_profile import DataProfileSettings, data_profile
from analytics.errors import WrongSetting
from analytics.funnel.call_quality import CallQualitySettings, call_quality
from analytics.funnel.conversion import ConversionSettings, conversion, typed_conversion
from analytics.funnel.deal_ages import DealAgesSettings, deal_ages
from analytics.funnel.funnel_plan import FunnelPlanSettings, funnel_plan, typed_funnel_plan
from analytics.funnel.sales_funnel import SalesFunnelSettings, sales_funnel, typed_sales_funnel
from analytics.funnel.training_effect import TrainingEffectSettings, training_effect, typed_training_effect
from analytics.lost.client_status import ClientStatusSettings, client_status
from analytics.lost.client_survival import ClientSurvivalSettings, client_survival
from analytics.lost.loss_money import LossMoneySettings, loss_money, typed_loss_money
from analytics.lost.loss_report import LossReportSettings, loss_report
from analytics.lost.loss_trend import LossTrendSettings, loss_trend
from analytics.lost.lost_clients import LostClientsSettings, lost_clients
from analytics.lost.rule_backtest import RuleBacktestSettings, rule_backtest
from analytics.lost.silence_odds import SilenceOddsSettings, silence_odds
from analytics.merging.live_base import LiveBaseSettings, live_base
from analytics.pulse.agenda import AgendaSettings, agenda
from analytics.pulse.fall_anchor import FallAnchorSettings, fall_anchor
from analytics.pulse.monthly_pulse import MonthlyPulseSettings, monthly_pulse
from analytics.pulse.revenue_bridge import BridgeSettings, bridge_clients, revenue_bridge
from analytics.pulse.sales_pulse import SalesPulseSettings, sales_pulse
from analytics.pulse.seasonality import SeasonalitySettings, seasonality
from analytics.result import Result
from analytics.service.analysis_cycle import AnalysisCycleSettings, analysis_cycle
from analytics.service.client_voices import client_voices
from analytics.service.contact_points import ContactPointsSettings, contact_points, typed_contact_points
from analytics.service.honest_promotions import HonestPromotionsSettings, honest_promotions
from analytics.service.nps import NpsSettings, nps, typed_nps
from analytics.settings import Settings
from analytics.team.answer_speed import AnswerSpeedSettings, answer_speed
from analytics.team.kpi_achievability import KpiAchievabilitySettings, kpi_achievability, typed_achievability
from analytics.team.kpi_audit import KpiAuditSettings, kpi_audit
from analytics.team.kpi_month import KpiMonthSettings, kpi_month
from analytics.team.pay_formula import PayFormulaSettings, pay_formula, typed_pay_formula
from analytics.team.pay_simulation import PaySimulationSettings, pay_simulation
from analytics.team.plan_pace import PlanPaceSettings, plan_pace
from analytics.team.unwilling_sellers import UnwillingSellersSettings, unwilling_sellers
from analytics.winback.client_matrix import client_matrix
from analytics.winback.client_records import client_records
from analytics.winback.forgotten_clients import ForgottenClientsSettings, forgotten_clients
from analytics.winback.leaving_signs import LeavingSignsSettings, leaving_signs
from analytics.winback.loss_reasons import LossReasonsSettings, loss_reasons
from analytics.winback.own_results import TriesSettings, cases_tried
from analytics.winback.returned_clients import ReturnedClientsSettings, returned_clients
from analytics.winback.win_back_plan import WinBackPlanSettings, win_back_plan
from analytics.winback.win_back_priority import WinBackPrioritySettings, win_back_priority
from analytics.winback.xyz_classes import XyzSettings, xyz_classes


@dataclass(frozen=True)
class Method:
    """A method under its name: the function, its settings, and the number of its rule (None for helpers of screens).

    calculator: answers from the settings alone, where the method can do without any data.
    """

    name: str
    function: Callable[..., Result]
    settings: type[Settings]
    number: str | None = None
    calculator: Callable[[Any], Result] | None = None

    @property
    def setting_fields(self) -> dict[str, Field[Any]]:
        """The settings by name."""
        return {declared.name: declared for declared in fields(self.settings)}

    def settings_from(self, texts: dict[str, str]) -> Settings:
        """Settings from `name=value` texts; raises `WrongSetting` for an unknown name or a value of another kind."""
        known = self.setting_fields
        for name in texts:
            if name not in known:
                raise WrongSetting("setting_unknown", name=name, method=self.name, known=sorted(known))
        return self.settings(**{name: read_setting(known[name], text) for name, text in texts.items()})


# Where several methods share their settings, the one that declares them stands first.
_ALL = (
    Method("sales_pulse", sales_pulse, SalesPulseSettings, "M01"),
    Method("abc_classes", abc_classes, AbcSettings, "M02"),
    Method("fall_anchor", fall_anchor, FallAnchorSettings, "M03"),
    Method("concentration", concentration, ConcentrationSettings, "M05"),
    Method("revenue_bridge", revenue_bridge, BridgeSettings, "M07"),
    Method("seasonality", seasonality, SeasonalitySettings, "M13"),
    Method("client_status", client_status, ClientStatusSettings, "M14"),
    Method("loss_report", loss_report, LossReportSettings, "M15"),
    Method("loss_money", loss_money, LossMoneySettings, "M16", typed_loss_money),
    Method("silence_odds", silence_odds, SilenceOddsSettings, "M17"),
    Method("client_survival", client_survival, ClientSurvivalSettings, "M18"),
    Method("xyz_classes", xyz_classes, XyzSettings, "M19"),
    Method("client_matrix", client_matrix, XyzSettings),
    Method("win_back_priority", win_back_priority, WinBackPrioritySettings, "M20"),
    Method("forgotten_clients", forgotten_clients, ForgottenClientsSettings, "M10"),
    Method("loss_reasons", loss_reasons, LossReasonsSettings, "M21"),
    Method("cases_tried", cases_tried, TriesSettings),
    Method("win_back_plan", win_back_plan, WinBackPlanSettings, "M22"),
    Method("returned_clients", returned_clients, ReturnedClientsSettings, "M23"),
    Method("life_cycle", life_cycle, LifeCycleSettings, "M24", typed_life_cycle),
    Method("base_sufficiency", base_sufficiency, BaseSufficiencySettings, "M25", typed_base_sufficiency),
    Method("scouts", scouts, ScoutsSettings, "M26", typed_scouts),
    Method("base_freshness", base_freshness, BaseFreshnessSettings, "M27", typed_base_freshness),
    Method("leaving_signs", leaving_signs, LeavingSignsSettings),
    Method("live_base", live_base, LiveBaseSettings, "M28"),
    Method("warm_up_funnel", warm_up_funnel, WarmUpFunnelSettings, "M29"),
    Method("channel_leads", channel_leads, ChannelLeadsSettings),
    Method("channel_funnels", channel_funnels, ChannelFunnelsSettings, "M30"),
    Method("channel_calculator", channel_calculator, ChannelCalculatorSettings, calculator=typed_channel),
    Method("conversion", conversion, ConversionSettings, "M32", typed_conversion),
    Method("sales_funnel", sales_funnel, SalesFunnelSettings, "M31", typed_sales_funnel),
    Method("funnel_plan", funnel_plan, FunnelPlanSettings, None, typed_funnel_plan),
    Method("deal_ages", deal_ages, DealAgesSettings),
    Method("pay_formula", pay_formula, PayFormulaSettings, "M44", typed_pay_formula),
    Method("pay_simulation", pay_simulation, PaySimulationSettings),
    Method("nps", nps, NpsSettings, "M45", typed_nps),
    Method("client_voices", client_voices, NpsSettings),
    Method("call_quality", call_quality, CallQualitySettings, "M33"),
    Method("training_effect", training_effect, TrainingEffectSettings, None, typed_training_effect),
    Method("honest_promotions", honest_promotions, HonestPromotionsSettings, "M46"),
    Method("contact_points", contact_points, ContactPointsSettings, "M47", typed_contact_points),
    Method("analysis_cycle", analysis_cycle, AnalysisCycleSettings, "M50"),
    Method("kpi_achievability", kpi_achievability, KpiAchievabilitySettings, "M41", typed_achievability),
    Method("kpi_audit", kpi_audit, KpiAuditSettings, "M40"),
    Method("kpi_month", kpi_month, KpiMonthSettings),
    Method("plan_pace", plan_pace, PlanPaceSettings),
    Method("answer_speed", answer_speed, AnswerSpeedSettings, "M42"),
    Method("unwilling_sellers", unwilling_sellers, UnwillingSellersSettings, "M43"),
    Method("agenda", agenda, AgendaSettings),
    Method("bridge_clients", bridge_clients, BridgeSettings),
    Method("class_moves", class_moves, AbcSettings),
    Method("client_history", client_history, ClientHistorySettings),
    Method("client_classes", client_classes, ClientHistorySettings),
    Method("client_parts", client_parts, ClientHistorySettings),
    Method("client_records", client_records, ClientHistorySettings),
    Method("client_search", client_search, ClientSearchSettings),
    Method("data_profile", data_profile, DataProfileSettings),
    Method("data_health", data_health, DataHealthSettings),
    Method("data_coverage", data_coverage, DataCoverageSettings),
    Method("loss_trend", loss_trend, LossTrendSettings),
    Method("lost_clients", lost_clients, LostClientsSettings),
    Method("rule_backtest", rule_backtest, RuleBacktestSettings),
    Method("monthly_pulse", monthly_pulse, MonthlyPulseSettings),
)
METHODS = {method.name: method for method in _ALL}


def setting_key(method: Method, name: str) -> str:
    """Key of a setting in the catalogue: that of the method which declares it, for settings taken over from another
    one.
    """
    declared_by = next(kind for kind in reversed(method.settings.__mro__) if name in get_annotations(kind))
    owner = next(known.name for known in _ALL if known.settings is declared_by)
    return f"setting.{owner}.{name}"


_BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def read_setting(declared: Field[Any], text: str) -> Any:
    """The value of a setting from text, of the kind that the setting is declared with."""
    kind = str(declared.type)
    try:
        if kind == "bool":
            return _BOOLEANS[text.strip().lower()]
        if kind in ("int", "int | None"):
            return int(text)
        if kind in ("float", "float | None"):
            return float(text)
        if kind == "date | None":
            return date.fromisoformat(text)
        if kind == "tuple[float, ...]":
            return tuple(float(part) for part in text.split(";"))
    except (ValueError, KeyError) as fault:
        code = "setting_date" if "date" in kind else "setting_bool" if kind == "bool" else "setting_number"
        raise WrongSetting(code, name=declared.name, value=text) from fault
    return tuple(part.strip() for part in text.split(";")) if kind == "tuple[str, ...]" else text
