"""The screen of lost clients: what it asks, its sentence, its tiles, what it leaves out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from analytics.lost.client_status import ClientStatusSettings, client_status
from analytics.lost.loss_report import LossReportSettings, loss_report
from analytics.lost.loss_trend import BEST_SHARES, LossTrendSettings, loss_trend
from analytics.lost.lost_clients import lost_clients
from analytics.lost.silence_odds import SilenceOddsSettings, silence_odds
from analytics.periods import month_start
from analytics.result import Result
from analytics.scope import Scope
from ui.data import answer, currency, profile
from ui.language import language, words
from ui.method_settings import chosen_settings
from ui.notices import sentences
from ui.page import Tile
from ui.reasons import reason_text
from ui.text import plain
from wording import numbers


def money(value: Any, signed: bool = False) -> str:
    """A sum in a sentence."""
    return numbers.short_money(value, language(), currency(), signed)


def count(value: int) -> str:
    """A number of clients."""
    return numbers.number(value, language())


def percent(share: float | None, digits: int = 0) -> str:
    """A share."""
    return numbers.percent(share, language(), digits)


def best_shares() -> str:
    """The 9-11 % of excellent companies."""
    low, high = BEST_SHARES
    return f"{numbers.number(round(low * 100), language())}–{percent(high)}"


@dataclass(frozen=True, eq=False)
class Losses:
    """Everything that the screen says: the report by manager and the same of the compared period (None where the data
    do not reach so far), the trend, the names, where every client stands today, the odds of his silence.
    """

    scope: Scope
    settings: LossReportSettings
    report: Result
    before: Result | None
    trend: Result
    names: Result
    status: Result
    odds: Result

    @property
    def company(self) -> dict[str, Any]:
        """The row of the whole company."""
        return self.report.rows[-1]

    @property
    def late(self) -> dict[str, Any]:
        """Clients who are late, and what they bring in a year."""
        found: dict[str, Any] = self.status.facts["statuses"]["watch"]
        return found


def rule_of(settings: ClientStatusSettings) -> ClientStatusSettings:
    """The rule of loss alone: equal questions have equal settings."""
    return ClientStatusSettings(**settings.loss_rule)


def losses(scope: Scope, tail_gap_days: int) -> Losses:
    """Ask everything that the screen opens with."""
    settings = chosen_settings(LossReportSettings, "client_status", "abc_classes", "lost_clients", "loss_report")
    settings = replace(settings, by="manager")
    rule = settings.loss_rule
    return Losses(
        scope=scope,
        settings=settings,
        report=answer(loss_report, scope, settings),
        before=_before(scope, settings),
        trend=answer(loss_trend, scope, LossTrendSettings(**rule, tail_gap_days=tail_gap_days)),
        names=answer(lost_clients, scope, settings.of_clients),
        status=answer(client_status, scope, rule_of(settings)),
        odds=answer(silence_odds, scope, SilenceOddsSettings(**rule)),
    )


def _before(scope: Scope, settings: LossReportSettings) -> Result | None:
    first, last = scope.compared_period
    if first < month_start(profile().first_day):
        return None
    found = answer(loss_report, replace(scope, first_day=first, last_day=last), settings)
    return found if found.rows and found.rows[-1]["clients"] else None


def nothing_to_lose(found: Losses) -> bool:
    """Whether nobody could be lost: there is no client with two purchases."""
    return not found.report.rows or not found.company["clients"]


def lead(found: Losses) -> str:
    """How many leave in a year, what they take, who took half of it, who can still be kept."""
    t, company = words(), found.company
    if not company["lost"]:
        said = t("lost.lead_none")
    else:
        low = numbers.number(company["annual_low"] * 100, t.language)
        ends = {"low": low, "high": percent(company["annual_high"])}
        key = "lost.lead_good" if company["annual_share"] <= BEST_SHARES[1] else "lost.lead"
        said = t(key, share=percent(company["annual_share"]), best=best_shares(), **ends)
        said += " " + t.n("lost.lead_money", company["lost"], n=count(company["lost"]), money=money(company["money"]))
        said += _half(found)
    late = found.late["clients"]
    return said + (" " + t.n("lost.lead_late", late, n=count(late)) if late else "")


def _half(found: Losses) -> str:
    """Who made half of the lost money, where that are few enough to be worth a word."""
    t, facts = words(), found.names.facts
    few = facts["clients_for_half"]
    if facts["lost"] < 3 or not few or few * 3 > facts["lost"]:
        return ""
    if few == 1:
        return " " + t("lost.lead_one", share=percent(float(facts["half_money"] / facts["money"])))
    return " " + t.n("lost.lead_half", few, n=count(few))


def tiles(found: Losses) -> list[Tile]:
    """Lost clients, their money, who is late, and how far the reasons are known."""
    return [_lost_tile(found), _money_tile(found), _late_tile(found), _reason_tile(found)]


def _lost_tile(found: Losses) -> Tile:
    t, company = words(), found.company
    note = t("lost.of_clients", share=percent(company["lost_share"], 1), n=count(company["clients"]))
    label = t("lost.tile_lost_year" if found.report.facts["months"] == 12 else "lost.tile_lost")
    change, good = None, None
    if found.before:
        difference = company["lost_share"] - found.before.rows[-1]["lost_share"]
        change = t("lost.points", n=numbers.points(difference, language()))
        good = None if abs(difference) < 0.0005 else difference < 0
    return Tile(label, count(company["lost"]), change, good, note)


def _money_tile(found: Losses) -> Tile:
    t, company = words(), found.company
    change, good = None, None
    if found.before:
        difference = company["money"] - found.before.rows[-1]["money"]
        change, good = money(difference, signed=True), None if not difference else difference < 0
    profit = t("lost.of_profit", money=money(company["margin"])) if company["margin"] is not None else None
    return Tile(t("lost.tile_money"), money(company["money"]), change, good, help=profit)


def _late_tile(found: Losses) -> Tile:
    t = words()
    clients, worth = found.late["clients"], found.late["net_12m"]
    if not clients:
        return Tile(t("lost.tile_late"), count(0))
    return Tile(t("lost.tile_late"), count(clients), money(worth), None, t("lost.at_stake"))


def _reason_tile(found: Losses) -> Tile:
    """How many reasons are known; who came back, where nobody writes reasons down."""
    t, facts, company = words(), found.names.facts, found.company
    if not facts["with_reason"]:
        note = t("lost.back_money", money=money(company["returned_money"]))
        return Tile(t("lost.tile_back"), count(company["returned"]), None, None, note)
    part = t("lost.of_lost", n=count(facts["with_reason"]), all=count(facts["lost"]))
    said = t("lost.by_client", n=count(facts["confirmed"]))
    return Tile(t("lost.tile_reason"), percent(facts["with_reason"] / facts["lost"]), part, None, said)


def told_reason(code: str) -> str:
    """A reason, or that nobody knows it."""
    return reason_text(code) or words()("lost.reason_none")


def group_text(by: str, name: str) -> str:
    """The name of a group as the screen writes it."""
    if by == "reason":
        return told_reason(name)
    return name or words()("frame.not_given")


def edges(found: Losses) -> list[str]:
    """What was left out, and how far the answer holds."""
    t, company = words(), found.company
    said = [t("lost.edge_clients", n=count(company["clients"]))]
    if company["one_offs"]:
        said.append(t("lost.edge_one_offs", n=count(company["one_offs"]), gone=count(company["one_offs_gone"])))
    if company["lost_by_others"]:
        said.append(t("lost.edge_fallback", n=count(company["lost_by_others"]), all=count(company["lost"])))
    return said + list(dict.fromkeys(sentences(found.report.warnings + found.status.warnings)))


def named(by: str, name: str) -> str:
    """The name of a group inside a sentence."""
    return plain(group_text(by, name))
