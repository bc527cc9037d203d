"""The screen of pay: what it asks, its sentence, its tiles, what it leaves out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from analytics.result import Result
from analytics.scope import Scope
from analytics.team.pay_facts import PayFacts, pay_facts
from analytics.team.pay_formula import PayFormulaSettings, pay_formula
from analytics.team.pay_rules import MONEY_INPUTS, PayComponent
from storage.engine import Engine
from ui.data import answer, currency
from ui.language import language, words
from ui.method_settings import chosen_settings
from ui.notices import sentences
from ui.page import Tile
from ui.text import plain
from wording import numbers

_SENTENCES = 2  # findings that the first line has room for


def money(value: Any, signed: bool = False) -> str:
    """A sum in a sentence."""
    return numbers.short_money(value, language(), currency(), signed)


def full_money(value: Any, signed: bool = False) -> str:
    """A sum of somebody's pay: nobody likes his pay rounded."""
    return numbers.money(value, language(), currency(), signed)


def count(value: float | Decimal) -> str:
    """A number of things; a part of one is shown."""
    return numbers.number(value, language(), 0 if value == int(value) else 1)


def percent(share: float | Decimal | None, digits: int = 0) -> str:
    """A share."""
    return numbers.percent(share, language(), digits)


def rate_text(rate: Decimal, is_share: bool) -> str:
    """The rate of a component as people write it: 3 %, 40 000."""
    if not is_share:
        return full_money(rate)
    shown = rate * 100
    return percent(rate, max(0, -int(shown.normalize().as_tuple().exponent)))


def input_name(code: str | None) -> str:
    """An input in the user's language, or as somebody wrote it."""
    t = words()
    if not code:
        return ""
    return t.code("pay.input", code) if t.has(f"pay.input.{code}") else " ".join(code.split())


def is_share(rule: str, name: str | None) -> bool:
    """Whether the rate of a component is a part of money rather than money."""
    return rule == "share" and name in MONEY_INPUTS


def rule_text(row: Any) -> str:
    """What a component pays for, in words: 3 % of revenue. row: a mapping with rule, rate, input and least."""
    t = words()
    rule, name = row["rule"], input_name(row["input"])
    key = "share_money" if is_share(rule, row["input"]) else rule
    if rule == "fine" and (not row["input"] or row["least"] is None):
        key = "fine_unruled"
    least = row["least"]
    shown = "" if least is None else full_money(least) if row["input"] in MONEY_INPUTS else count(least)
    if key in ("bonus", "fine") and least is None:
        shown = count(1)
    return t.code(
        "pay.rule_says", key, rate=rate_text(row["rate"], is_share(rule, row["input"])), input=name, least=shown
    )


def _facts(engine: Engine, scope: Scope, _: None) -> PayFacts:
    return pay_facts(engine, scope)


@dataclass(frozen=True, eq=False)
class Pay:
    """Everything that the screen says."""

    scope: Scope
    settings: PayFormulaSettings
    result: Result
    inputs: PayFacts

    @cached_property
    def months(self) -> list[date]:
        """Months that were paid by the formula, the last first."""
        return sorted({row["period"] for row in self.result.rows}, reverse=True)

    @cached_property
    def components(self) -> tuple[PayComponent, ...]:
        """The formula in force in the last month."""
        return tuple(PayComponent(**one) for one in self.result.facts["components"])

    @cached_property
    def findings(self) -> list[dict[str, Any]]:
        """Broken principles; tasks without pay are one finding with their names."""
        found = [one for one in self.result.facts["findings"] if one["code"] != "unpaid_task"]
        tasks = [one["task"] for one in self.result.facts["findings"] if one["code"] == "unpaid_task"]
        if tasks:
            found.append({"code": "unpaid_task", "principle": "complete", "is_red": True, "tasks": tasks})
        return found


def pay(scope: Scope) -> Pay:
    """Ask everything that the screen opens with. Everybody is paid by one formula, so no filter narrows it."""
    whole = replace(scope, managers=(), regions=(), channels=(), product_groups=())
    settings = chosen_settings(PayFormulaSettings, "pay_formula")
    return Pay(whole, settings, answer(pay_formula, whole, settings), answer(_facts, whole, None))


def finding_text(found: dict[str, Any]) -> str:
    """A broken principle in a sentence."""
    t, code = words(), found["code"]
    if code == "unpaid_task":
        tasks = found["tasks"]
        return t.n("pay.finding_unpaid", len(tasks), n=count(len(tasks)), tasks=plain(", ".join(tasks)))
    if code == "late_change":
        return _late_text(found)
    if code == "many_components":
        return t.n("pay.finding_many", found["n"], n=count(found["n"]), most=count(found["most"]))
    values = {"component": plain(found["component"])}
    if code == "cap":
        values["amount"] = full_money(found["amount"])
    return t.code("pay.finding", code, **values)


def _late_text(found: dict[str, Any]) -> str:
    t, lang = words(), language()
    values = {
        "version": count(found["version"]), "day": numbers.day(found["told"], lang), "kept": count(found["kept"] or 0),
        "from_day": numbers.day(found["holds_from"], lang),
    }  # fmt: skip
    if found["taken"] > 0:
        return t("pay.finding_late_takes", taken=money(found["taken"]), **values)
    return t("pay.finding_late", **values)


def lead(found: Pay) -> str:
    """Whether the pay is fair, what it takes, what it buys."""
    t, facts = words(), found.result.facts
    if not found.components:
        return t("pay.lead_none")
    red = [one for one in found.findings if one["is_red"]]
    said = t("pay.lead_fair") if not red else " ".join(_short(one) for one in red[:_SENTENCES])
    cost = next((row for row in facts["cost"] if row["share"] == 1), None)
    if cost and cost["pay_share"] is not None:
        said += " " + t.code("pay.lead_cost", cost["pay_share_of"], share=percent(cost["pay_share"]))
    return said


def _short(found: dict[str, Any]) -> str:
    """A finding in the first line: without names, with the one number that matters."""
    t, code = words(), found["code"]
    if code == "unpaid_task":
        n = len(found["tasks"])
        return t.n("pay.lead_unpaid", n, n=count(n))
    if code == "late_change":
        taken = found["taken"]
        month = numbers.month(found["day"], language())
        return (
            t("pay.lead_late_takes", taken=money(taken), month=month) if taken > 0 else t("pay.lead_late", month=month)
        )
    return finding_text(found)


def tiles(found: Pay) -> list[Tile]:
    """What a month costs, which rules are broken, which tasks nobody pays for, what a call is worth."""
    t, facts = words(), found.result.facts
    red = sum(one["is_red"] for one in found.findings)
    unpaid = [row for row in facts["tasks"] if row["component"] is None]
    return [
        _month_tile(found),
        Tile(t("pay.tile_fair"), t.n("pay.broken", red, n=count(red)), t("pay.see_below") if red else t("pay.all_kept"), not red),
        Tile(
            t("pay.tile_tasks"), t("pay.part", n=count(len(unpaid)), all=count(len(facts["tasks"]))),
            t("pay.nobody_pays") if unpaid else t("pay.all_paid"), not unpaid,
        ),
        _call_tile(facts["price"]),
    ]  # fmt: skip


def _month_tile(found: Pay) -> Tile:
    """The last month against the one before it: dearer pay is neither good nor bad by itself."""
    t, months = words(), found.result.facts["months"]
    if not months:
        return Tile(t("pay.tile_month_none"), numbers.DASH)
    last = months[-1]
    base = last["margin"] or last["revenue"]
    kind = "margin" if last["margin"] else "revenue"
    change = None
    if base and base > 0:
        change = t.code("pay.of_base", kind, share=percent(last["pay"] / base))
    return Tile(t("pay.tile_month", month=numbers.month(last["period"], language())), money(last["pay"]), change)


def _call_tile(price: dict[str, Any]) -> Tile:
    t = words()
    if price["worth"] is None:
        return Tile(t("pay.tile_call"), numbers.DASH, t("pay.call_unknown"), help=t("pay.tile_call_help"))
    how = t(
        "pay.call_how",
        rate=percent(price["rate"], 1),
        check=money(price["average_check"]),
        conversion=percent(price["conversion"], 1),
    )
    return Tile(
        t("pay.tile_call"),
        full_money(round(price["worth"], 2)),
        t("pay.to_seller"),
        help=f"{t('pay.tile_call_help')} {how}",
    )


def edges(found: Pay) -> list[str]:
    """Where the inputs come from, and what a hundred percent is."""
    t, facts = words(), found.result.facts
    said = sentences(found.result.warnings)
    if found.inputs.from_sales and found.components:
        said.append(t("pay.edge_sales"))
    if facts["cost"]:
        said.append(t("pay.edge_plan", plan=money(facts["plan"])) if facts["plan"] else t("pay.edge_usual"))
    return said
