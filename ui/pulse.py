"""The parts of Pulse: its sentence, the four holes, the bridge with its names, what wants a decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pandas as pd
import streamlit as st

from analytics.pulse.revenue_bridge import KINDS
from analytics.pulse.sales_pulse import FACTORS, SalesPulseSettings
from analytics.result import Result
from analytics.scope import Scope
from analytics.windows import PulseWindows, TooShort, pulse_windows
from charts.bridge import BridgeChart
from charts.bridge import bridge as bridge_chart
from charts.theme import Look
from storage.engine import Engine
from storage.names import short_name
from ui.data import answer, currency
from ui.language import language, words
from ui.method_settings import chosen_settings
from ui.notices import sentences
from ui.page import KEPT_FIGURES, Tile, card, clicked_on, look
from ui.pulse_lists import Names
from ui.tables import unit_text, with_unit
from wording import numbers

_MONTHLY = {"clients": "clients", "frequency": "frequency", "check": "average_check", "profitability": "margin_share"}
_LEFT_OR_LESS = ("lost", "decline", "paused")
_BAD, _GOOD = {"lost", "paused", "decline"}, {"growth", "returned", "new"}
MOST_POINTS = 6
LISTS = ("lost", "decline", "paused", "growth", "returned", "new", "unknown")


def _money(value: Any, signed: bool = False) -> str:
    return numbers.short_money(value, language(), currency(), signed)


def _count(value: int) -> str:
    return numbers.number(value, language())


def _window(days: Sequence[date]) -> str:
    first, last = days
    return numbers.period(first, last, language())


def windows_of(engine: Engine, scope: Scope, chosen: tuple[int, int]) -> PulseWindows | TooShort:
    """The windows of Pulse for so many months and such a tail gap."""
    return pulse_windows(engine, scope, *chosen)


def own_window(scope: Scope, tail_gap_days: int) -> str:
    """The window of this screen in words: the last three complete months."""
    months = chosen_settings(SalesPulseSettings, "sales_pulse").months
    windows = answer(windows_of, scope, (months, tail_gap_days))
    if isinstance(windows, TooShort):
        return numbers.period(scope.first_day, scope.last_day, language())
    return numbers.period(*windows.after, language())


def lead(pulse: Result, bridge: Result, names: Names) -> str:
    """Is it healthy, by how much, through which hole, and who made it."""
    t = words()
    before, after = bridge.facts["before"], bridge.facts["after"]
    change = float((after - before) / before) if before > 0 else None
    tone = "steady" if change is None or abs(change) < 0.02 else "fall" if change < 0 else "growth"
    sentence = t(
        f"pulse.lead_{tone}",
        percent=numbers.percent(abs(change), language(), 0) if change is not None else "",
        after=_money(after), before=_money(before),
        than=t("pulse.than_year_ago" if pulse.params["compare"] == "year_ago" else "pulse.than_before"),
    )  # fmt: skip
    hole = _hole(pulse, falling=tone != "growth")
    if hole:
        sentence += " " + hole
    if names.half_of_loss:
        sentence += " " + t.n("pulse.half_of_loss", names.half_of_loss, n=_count(names.half_of_loss))
    return sentence


def _hole(pulse: Result, falling: bool) -> str:
    """The factor that moved the revenue most in the direction of its change, and whether the base is in crisis."""
    t = words()
    parts = [row for row in pulse.rows if row["factor"] in FACTORS and row["revenue_effect"]]
    parts = [row for row in parts if (row["revenue_effect"] < 0) == falling]
    if not parts:
        return ""
    main = max(parts, key=lambda row: abs(row["revenue_effect"]))
    sentence = t(f"pulse.{'hole' if falling else 'gain'}.{main['factor']}", money=_money(abs(main["revenue_effect"])))
    band = pulse.facts["band"]
    if band in ("crisis", "beyond"):
        sentence += " " + t(
            f"pulse.band.{band}", share=numbers.percent(abs(pulse.facts["clients_change"]), language(), 0)
        )
    return sentence


def tiles(pulse: Result, months: Result) -> list[Tile]:
    """The four holes of the pulse: clients, purchases per client, average check, profitability, each with its money."""
    t, lang = words(), language()
    history = [month for month in months.rows if month["is_complete"]][-12:]
    shown = []
    for row in pulse.rows:
        factor = row["factor"]
        if factor not in FACTORS:
            continue
        of_margin = factor == "profitability"
        effect = row["margin_effect"] if of_margin else row["revenue_effect"]
        change = (
            t("abc.points", n=numbers.points(row["change_share"], lang))
            if of_margin
            else numbers.percent(row["change_share"], lang, 1, signed=True)
        )
        points = [float(month[_MONTHLY[factor]]) for month in history if month[_MONTHLY[factor]] is not None]
        of_what = "pulse.of_margin" if of_margin else "pulse.of_revenue"
        shown.append(
            Tile(
                t.code("pulse.factor", factor),
                _factor(factor, row["after"]),
                change,
                _verdict(effect, row["change_share"]),
                t(of_what, money=_money(effect, signed=True)) if effect is not None else None,
                points if len(points) > 2 else None,
                help=t.code("pulse.factor_help", factor),
            )
        )
    return shown


def _verdict(effect: Decimal | None, change: float | None) -> bool | None:
    """Good, bad, or neither where the change is too small to be written."""
    return None if not effect or abs(change or 0) < 0.0005 else effect > 0


def _factor(factor: str, value: Any) -> str:
    lang = language()
    if value is None:
        return numbers.DASH
    if factor == "clients":
        return _count(int(value))
    if factor == "frequency":
        return numbers.number(value, lang, 2)
    return numbers.percent(value, lang) if factor == "profitability" else _money(value)


def bridge_card(bridge: Result, names: Names) -> None:
    """What led from the money of then to the money of now."""
    t = words()
    facts = bridge.facts
    rows = {row["kind"]: row for row in bridge.rows}
    out = sum((rows[kind]["change"] for kind in _BAD if kind in rows), Decimal(0))
    came = sum((rows[kind]["change"] for kind in _GOOD if kind in rows), Decimal(0))
    now, then = (_window(facts[name]) for name in ("window_after", "window_before"))
    chart = _bridge(bridge, names, look(), currency())
    note = with_unit(t("pulse.bridge_note", now=now, then=then), unit_text(chart.unit, currency()))
    title = t("pulse.bridge_title", out=_money(abs(out)), came=_money(came))
    with card(title, note):
        clicked = clicked_on(chart.figure, "pulse_bridge", alt=title)
        if clicked and clicked[0] in names.lists:
            st.session_state["pulse_list"] = clicked[0]
        if chart.axis_start > 0:
            st.caption(t("pulse.axis_start", start=_money(Decimal(str(chart.axis_start)))))


@lru_cache(maxsize=KEPT_FIGURES)
def _bridge(bridge: Result, names: Names, drawn: Look, money: str) -> BridgeChart:
    return bridge_chart(_bars(bridge, names), drawn, currency=money, width=550, height=380)


def _bars(bridge: Result, names: Names) -> pd.DataFrame:
    t, facts = words(), bridge.facts
    rows = {row["kind"]: row for row in bridge.rows}

    def total(kind: str, value: Decimal, clients: int) -> dict[str, Any]:
        return {"kind": kind, "label": t.code("pulse.bar", kind), "sub_label": _count(clients),
                "value": value, "is_total": True, "names": [], "amounts": [], "clients": clients}  # fmt: skip

    bars = [total("before", facts["before"], facts["clients_before"])]
    for kind in KINDS:
        row = rows.get(kind)
        if row is None:
            continue
        largest = names.largest.get(kind, [])
        clients = row["clients"] or 0
        bars.append(
            {
                "kind": kind,
                "label": t.code("pulse.bar", kind),
                "sub_label": _count(clients) if kind != "unidentified" else "",
                "value": row["change"],
                "is_total": False,
                "names": [short_name(client["client"]) for client in largest],
                "amounts": [client["change"] for client in largest],
                "clients": clients,
            }
        )
    bars.append(total("after", facts["after"], facts["clients_after"]))
    return pd.DataFrame(bars)


def edges(results: Sequence[Result]) -> list[str]:
    """What was left out, each thing once."""
    seen: dict[str, None] = {}
    for result in results:
        for sentence in sentences(result.warnings):
            seen[sentence] = None
    return [words()("pulse.rules"), *seen]
