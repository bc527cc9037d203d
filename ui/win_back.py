"""The screen of winning back: what it asks, its sentence, its tiles, what it leaves out."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import streamlit as st

from analytics.result import Result
from analytics.scope import Scope
from analytics.winback.forgotten_clients import ForgottenClientsSettings, forgotten_clients
from analytics.winback.leaving_signs import LeavingSignsSettings, leaving_signs
from analytics.winback.loss_reasons import LossReasonsSettings, loss_reasons
from analytics.winback.returned_clients import ReturnedClientsSettings, returned_clients
from analytics.winback.win_back_plan import WinBackPlanSettings, win_back_plan, win_back_steps
from analytics.winback.xyz_classes import XyzSettings
from ui.data import answer, currency
from ui.language import language, words
from ui.method_settings import chosen_settings
from ui.notices import sentences
from ui.page import Tile
from ui.text import plain
from wording import numbers

_CHAIN = ("client_status", "xyz_classes", "win_back_priority")
TRIED = "win_back_tried"
_FEW = 3  # so many clients hold the headline


def money(value: Any, signed: bool = False) -> str:
    """A sum in a sentence."""
    return numbers.short_money(value, language(), currency(), signed)


def count(value: int) -> str:
    """A number of clients."""
    return numbers.number(value, language())


def percent(share: float | None, digits: int = 0) -> str:
    """A share."""
    return numbers.percent(share, language(), digits)


@dataclass(frozen=True, eq=False)
class WinBack:
    """Everything that the screen says. saved: the settings in force, tried: those of the what-if; plan and before: the
    plan by each.
    """

    scope: Scope
    saved: WinBackPlanSettings
    tried: WinBackPlanSettings
    plan: Result
    before: Result
    steps: Result
    returned: Result
    reasons: Result
    forgotten: Result
    signs: dict[int, dict[str, Any]]

    @property
    def steadiness(self) -> XyzSettings:
        """How the steadiness of clients is judged."""
        return XyzSettings(**{known.name: getattr(self.saved, known.name) for known in fields(XyzSettings)})

    @property
    def week(self) -> list[dict[str, Any]]:
        """This week's list, the most money first."""
        return [row for row in self.plan.rows if row["on_list"]]


def win_back(scope: Scope) -> WinBack:
    """Ask everything that the screen opens with."""
    saved = chosen_settings(WinBackPlanSettings, *_CHAIN, "cases_tried", "win_back_plan")
    tried = replace(saved, **st.session_state.get(TRIED, {}))
    signs = answer(leaving_signs, scope, chosen_settings(LeavingSignsSettings, *_CHAIN, "leaving_signs"))
    back = chosen_settings(ReturnedClientsSettings, *_CHAIN, "cases_tried", "returned_clients")
    reasons = chosen_settings(LossReasonsSettings, *_CHAIN, "loss_reasons")
    return WinBack(
        scope=scope,
        saved=saved,
        tried=tried,
        plan=answer(win_back_plan, scope, tried),
        before=answer(win_back_plan, scope, saved),
        steps=answer(win_back_steps, scope, saved),
        returned=answer(returned_clients, scope, back),
        reasons=answer(loss_reasons, scope, reasons),
        forgotten=answer(
            forgotten_clients, scope, chosen_settings(ForgottenClientsSettings, *_CHAIN, "forgotten_clients")
        ),
        signs={row["client_id"]: row for row in signs.rows},
    )


def lead(found: WinBack) -> str:
    """How much the clients of the week took away, what calling them should bring, with whom to begin."""
    t, week, facts = words(), found.week, found.plan.facts
    if not facts.get("clients"):
        return t("winback.lead_nobody_lost")
    if not week:
        n = facts["clients"]
        return t.n("winback.lead_nobody_called", n, n=count(n), money=money(facts["value"]))
    listed = facts["list"]
    said = t.n("winback.lead", len(week), n=count(len(week)), money=money(listed["value"]))
    said += " " + t(f"winback.lead_brings_{facts['profit_is']}", money=money(listed["expected"]))
    first = week[0]
    values = {
        "client": plain(first["client"]),
        "day": numbers.day(first["way_until"], language()) if first["way_until"] else "",
    }
    key = f"{first['way']}_head" if first["way"] == "visit" and first["who"] == "head" else first["way"]
    return said + " " + t.code("winback.lead_first", key, **values)


def tiles(found: WinBack) -> list[Tile]:
    """Whom to return first, the chance, plans that stand still, who came back."""
    t, facts = words(), found.plan.facts
    first = [row for row in facts["priorities"] if row["priority"] <= 2]
    clients = sum(row["clients"] for row in first)
    value = sum(row["value"] for row in first)
    year = found.returned.facts["period"] if found.returned.facts else {"clients": 0, "won": 0, "money_back": 0}
    return [
        Tile(t("winback.tile_first"), t.n("winback.clients", clients, n=count(clients)), money(value), None,
             t("winback.of_lost", money=money(facts["value"]))),
        _chance_tile(facts),
        _still_tile(facts),
        Tile(t("winback.tile_returned"), t.n("winback.clients", year["clients"], n=count(year["clients"])),
             money(year["money_back"], signed=True), True if year["clients"] else None,
             t("winback.by_us", n=count(year["won"])), help=t("winback.tile_returned_help")),
    ]  # fmt: skip


def chance_text(facts: dict[str, Any]) -> str:
    """The interval of the chance: 19-46 %."""
    return t_range(facts["chance_low"], facts["chance_high"])


def t_range(low: float, high: float) -> str:
    """Two shares as a range."""
    return f"{numbers.number(round(low * 100), language())}–{percent(high)}"


def _chance_tile(facts: dict[str, Any]) -> Tile:
    t = words()
    if not facts["finished"]:
        return Tile(
            t("winback.tile_chance"), percent(facts["chance"]), t("winback.others"), help=t("winback.tile_chance_help")
        )
    part = t("winback.won_of", won=count(facts["won"]), finished=count(facts["finished"]))
    key = "winback.own" if facts["is_own"] else "winback.blended"
    return Tile(
        t("winback.tile_chance"), percent(facts["chance"]), part, None, t(key, range=chance_text(facts)),
        help=t("winback.tile_chance_help"),
    )  # fmt: skip


def _still_tile(facts: dict[str, Any]) -> Tile:
    t = words()
    if not facts["in_work"]:
        return Tile(t("winback.tile_still"), count(0), t("winback.no_plans"))
    value = t("winback.part", n=count(facts["without_step"]), all=count(facts["in_work"]))
    if not facts["without_step"]:
        return Tile(t("winback.tile_still"), value, t("winback.all_planned"), True)
    return Tile(t("winback.tile_still"), value, money(facts["without_step_value"]), False, t("winback.stands_still"))


def edges(found: WinBack) -> list[str]:
    """Where the chance comes from, and who is not called."""
    t, facts = words(), found.plan.facts
    if facts["finished"]:
        key = "winback.edge_own" if facts["is_own"] else "winback.edge_blended"
        said = [
            t(key, assumed=percent(found.tried.p_return), won=count(facts["won"]), finished=count(facts["finished"]))
        ]
    else:
        said = [t("winback.edge_others", assumed=percent(found.tried.p_return))]
    left = sum(row["priority"] == 4 and row["state"] != "paused" for row in found.plan.rows)
    said += [t.n("winback.edge_let_go", left, n=count(left))] if left else []
    return said + sentences(found.plan.warnings)
