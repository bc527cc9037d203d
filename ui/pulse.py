"""The parts of Pulse: its sentence, the four holes, the bridge with its names, what wants a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from analytics.pulse.agenda import AgendaSettings
from analytics.pulse.fall_anchor import FallAnchorSettings
from analytics.pulse.revenue_bridge import KINDS
from analytics.pulse.sales_pulse import FACTORS
from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.windows import TooShort, pulse_windows
from charts.bridge import bridge as bridge_chart
from charts.months import Anchor
from charts.months import months as months_chart
from charts.season import season as season_chart
from storage.names import short_name
from storage.settings import save_setting
from ui.data import currency, setting, store
from ui.excel import ExcelSheet
from ui.language import language, words
from ui.method_settings import chosen_settings
from ui.notices import sentences
from ui.page import Tile, card, clicked_on, look, show_chart
from ui.pages import page
from ui.tables import Column, client_list, excel_sheet, money_scale, unit_text, with_unit
from ui.text import plain, shortened
from wording import numbers
from wording.catalogue import Words

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


def own_window(scope: Scope, tail_gap_days: int) -> str:
    """The window of this screen in words: the last three complete months."""
    windows = pulse_windows(store(), scope, tail_gap_days=tail_gap_days)
    if isinstance(windows, TooShort):
        return numbers.period(scope.first_day, scope.last_day, language())
    return numbers.period(*windows.after, language())


def lead(pulse: Result, bridge: Result, behind: Result) -> str:
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
    return sentence + _half_of_loss(behind)


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


def _half_of_loss(behind: Result) -> str:
    """How few names make half of the money that left."""
    losses = sorted(
        (-row["change"] for row in behind.rows if row["kind"] in _LEFT_OR_LESS and row["change"] < 0), reverse=True
    )
    total = sum(losses, Decimal(0))
    if len(losses) < 3 or not total:
        return ""
    running, names = Decimal(0), 0
    for loss in losses:
        running, names = running + loss, names + 1
        if running * 2 >= total:
            break
    return " " + words().n("pulse.half_of_loss", names, n=_count(names))


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


def bridge_card(bridge: Result, behind: Result) -> None:
    """What led from the money of then to the money of now."""
    t = words()
    facts = bridge.facts
    rows = {row["kind"]: row for row in bridge.rows}
    out = sum((rows[kind]["change"] for kind in _BAD if kind in rows), Decimal(0))
    came = sum((rows[kind]["change"] for kind in _GOOD if kind in rows), Decimal(0))
    now, then = (_window(facts[name]) for name in ("window_after", "window_before"))
    chart = bridge_chart(_bars(facts, rows, behind), look(), currency=currency(), width=550, height=380)
    note = with_unit(t("pulse.bridge_note", now=now, then=then), unit_text(chart.unit, currency()))
    title = t("pulse.bridge_title", out=_money(abs(out)), came=_money(came))
    with card(title, note):
        clicked = clicked_on(chart.figure, "pulse_bridge", alt=title)
        if clicked and clicked[0] in LISTS:
            st.session_state["pulse_list"] = clicked[0]
        if chart.axis_start > 0:
            st.caption(t("pulse.axis_start", start=_money(Decimal(str(chart.axis_start)))))


def _bars(facts: Mapping[str, Any], rows: Mapping[str, dict[str, Any]], behind: Result) -> pd.DataFrame:
    t = words()

    def total(kind: str, value: Decimal, clients: int) -> dict[str, Any]:
        return {"kind": kind, "label": t.code("pulse.bar", kind), "sub_label": _count(clients),
                "value": value, "is_total": True, "names": [], "amounts": [], "clients": clients}  # fmt: skip

    bars = [total("before", facts["before"], facts["clients_before"])]
    for kind in KINDS:
        row = rows.get(kind)
        if row is None:
            continue
        names = sorted((r for r in behind.rows if r["kind"] == kind), key=lambda r: -abs(r["change"]))[:3]
        clients = row["clients"] or 0
        bars.append(
            {"kind": kind, "label": t.code("pulse.bar", kind),
             "sub_label": _count(clients) if kind != "unidentified" else "",
             "value": row["change"], "is_total": False,
             "names": [short_name(r["client"]) for r in names] if kind != "unidentified" else [],
             "amounts": [r["change"] for r in names] if kind != "unidentified" else [], "clients": clients}
        )  # fmt: skip
    bars.append(total("after", facts["after"], facts["clients_after"]))
    return pd.DataFrame(bars)


def agenda_card(agenda: Result) -> None:
    """What wants a decision this week, by the money behind it; each thing leads to its names."""
    t = words()
    with card(t("pulse.agenda"), t("pulse.agenda_note")):
        if not agenda.rows:
            st.markdown(":material/check_circle: " + t("pulse.agenda_nothing"))
        for number, row in enumerate(agenda.rows[:MOST_POINTS]):
            values = {
                "n": _count(row["clients"] or 0),
                "money": _money(row["money"]),
                "names": ", ".join(plain(shortened(short_name(name), 24)) for name in row["names"]),
                "share": numbers.percent(row["share"], language()),
                "days": _count(row["days"] or 0),
            }
            note = t(f"agenda.{row['code']}_note", **values)
            with st.container(gap=None):
                _way(row, t.n(f"agenda.{row['code']}", row["clients"] or 0, **values), number)
                st.markdown(f":small[:gray[{note}]]")


_SCREEN_OF = {"margin_falls": "abc", "name_buyers": "imports", "data_stale": "upload"}
_LIST_OF = {"call_late": "late", "win_back": "lost", "ask_why_less": "decline"}


def _way(row: Mapping[str, Any], title: str, number: int) -> None:
    """The thing itself as a way to the names or the screen behind it."""
    code = row["code"]
    icon = ":material/arrow_downward:" if code in _LIST_OF else ":material/arrow_forward:"
    if not st.button(f"**{title}**", key=f"agenda_{number}", type="tertiary", icon=icon, icon_position="right"):
        return
    if code in _LIST_OF:
        st.session_state["pulse_list"] = _LIST_OF[code]
    elif code in _SCREEN_OF:
        st.switch_page(page(_SCREEN_OF[code]))
    else:
        st.switch_page(page("client_card"), query_params={"client": str(row["client_ids"][0])})


def list_card(behind: Result, statuses: Result) -> None:
    """Names behind the bars, the largest loss first, and those who are late now."""
    t = words()
    rows = [_row(row, t) for row in behind.rows if row["client_id"] != 0]
    made = {"worse": [row for row in rows if row["kind"] in _LEFT_OR_LESS and row["change"] < 0]}
    made["late"] = [_row({**row, "kind": None}, t) for row in statuses.rows if row["status"] == "watch"]
    for kind in LISTS:
        made[kind] = [row for row in rows if row["kind"] == kind]
    for kind in ("growth", "returned", "new", "unknown"):
        made[kind].reverse()
    made = {name: chosen for name, chosen in made.items() if chosen}
    if not made:
        return
    if st.session_state.get("pulse_list") not in made:
        st.session_state["pulse_list"] = next(iter(made))
    chosen = st.session_state["pulse_list"]
    shown = made[chosen]
    money = ("net_12m",) if chosen == "late" else ("before", "after")
    divisor, unit = money_scale([row[name] for row in shown for name in money], currency())
    columns = _late_columns(unit) if chosen == "late" else _columns(unit, shown)
    with card(t.n(f"pulse.list_{chosen}", len(shown), n=_count(len(shown))), t("pulse.list_note"), key="pulse_names"):
        st.pills(
            t("pulse.list"),
            list(made),
            key="pulse_list",
            required=True,
            label_visibility="collapsed",
            format_func=lambda name: f"{t.code('pulse.lists', name)} {_count(len(made[name]))}",
            persist_state="session",
        )
        client_list(shown, columns, f"pulse_{chosen}", divisor)


def _late_columns(unit: str) -> list[Column]:
    t = words()
    return [
        Column("client", t("list.client"), "client", 190),
        Column("manager", t("list.manager"), "text", 118),
        Column("net_12m", with_unit(t("pulse.a_year"), unit), "money", 100),
        Column("silence", t("pulse.silence"), "text", 165),
        Column("due_on", t("pulse.due"), "date", 105),
        Column("purchases", t("pulse.purchases"), "number", 85),
    ]


def _row(row: dict[str, Any], t: Words) -> dict[str, Any]:
    silent, usual = row["silent_days"], row["rhythm_days"]
    silence = None
    if silent is not None:
        silence = (
            t("pulse.silent", n=_count(silent), usual=numbers.number(usual, language())) if usual else _count(silent)
        )
    return row | {
        "what": [t.code("pulse.bar", row["kind"])] if row["kind"] else [],
        "manager": row["manager"] or t("frame.not_given"),
        "silence": silence,
    }


def _badges() -> dict[str, str]:
    t = words()
    return {t.code("pulse.bar", kind): "red" if kind in _BAD else "blue" if kind in _GOOD else "gray" for kind in KINDS}


def _columns(unit: str, rows: Sequence[dict[str, Any]]) -> list[Column]:
    t = words()
    columns = [
        Column("client", t("list.client"), "client", 180),
        Column("what", t("pulse.what"), "badge", 105, badges=_badges()),
        Column("manager", t("list.manager"), "text", 118),
        Column("before", with_unit(t("pulse.before"), unit), "money", 88),
        Column("after", with_unit(t("pulse.after"), unit), "money", 88),
        Column("change", with_unit(t("pulse.change"), unit), "signed_money", 96),
        Column("silence", t("pulse.silence"), "text", 165),
    ]
    if all(row["manager"] == t("frame.not_given") for row in rows):
        columns = [column for column in columns if column.name != "manager"]
    return columns


def sheets(behind: Result, changed: Sequence[str]) -> list[ExcelSheet]:
    """All names behind the bridge for Excel."""
    t = words()
    rows = [_row(row, t) | {"what": t.code("pulse.bar", row["kind"])} for row in behind.rows if row["client_id"] != 0]
    now, then = (_window(behind.facts[name]) for name in ("window_after", "window_before"))
    preface = [t("pulse.question"), t("pulse.bridge_note", now=now, then=then), *changed]
    return [excel_sheet(t("menu.pulse"), _columns("", rows), rows, preface)]


def months_card(months: Result, fall: Result, season: Result) -> None:
    """Month by month with the turn of the level, and the season beside it."""
    t, lang = words(), language()
    rows = months.rows[-36:]
    known = fall.status is not Status.NOT_ENOUGH_DATA
    turned = known and (fall.facts["found"] or fall.facts["by_hand"])
    title = t("pulse.months_title")
    anchor = None
    if turned:
        drop = numbers.percent(abs(fall.facts["drop_share"]), lang, 0)
        fell = fall.facts["drop_share"] > 0
        title = t(
            "pulse.fell_title" if fell else "pulse.rose_title",
            month=numbers.month(fall.facts["anchor"], lang),
            drop=drop,
        )
        levels = {row["is_after"]: row["level"] for row in fall.rows}
        anchor = Anchor(fall.facts["anchor"], levels[False], levels[True], "")
    left, right = st.columns([1.75, 1], gap="small")
    bars = pd.DataFrame(
        [
            {
                "month": row["month"],
                "value": row["revenue"],
                "year_ago": row["revenue_year_ago"],
                "is_partial": not row["is_complete"],
            }
            for row in rows
        ]
    )
    chart = months_chart(bars, look(), anchor=anchor, currency=currency())
    with left, card(title, with_unit(t("pulse.months_note"), unit_text(chart.unit, currency()))):
        show_chart(chart.figure, "pulse_months", alt=title)
        if known:
            _move_anchor(fall)
    with right:
        if season.status is Status.NOT_ENOUGH_DATA:
            return
        strong = max(season.rows, key=lambda row: row["index"])
        weak = min(season.rows, key=lambda row: row["index"])
        names = [numbers.month(date(2024, row["month_no"], 1), lang, with_year=False) for row in (strong, weak)]
        note = t("pulse.season_note") + (" " + t("pulse.one_cycle") if season.facts["one_cycle"] else "")
        with card(t("pulse.season_title", strong=names[0], weak=names[1]), note):
            show_chart(season_chart(pd.DataFrame(season.rows), look()), "pulse_season", alt=note)


def _move_anchor(fall: Result) -> None:
    """The start of the fall by hand: kept, and one click back to what the test says."""
    t, lang = words(), language()
    with st.popover(t("pulse.move_anchor"), icon=":material/edit_calendar:", type="tertiary"):
        options = [row["month"] for row in fall.rows][1:]
        now = fall.facts["anchor"]
        chosen = st.selectbox(
            t("pulse.anchor_label"), options, index=options.index(now) if now in options else len(options) - 1,
            format_func=lambda day: numbers.month(day, lang), help=t("pulse.anchor_help"),
        )  # fmt: skip
        if chosen != now:
            save_setting(store(), "fall_anchor.anchor", chosen.isoformat())
            st.rerun()
        if fall.facts["by_hand"] and st.button(t("pulse.anchor_back"), icon=":material/undo:", type="tertiary"):
            save_setting(store(), "fall_anchor.anchor", None)
            st.rerun()


def agenda_settings() -> AgendaSettings:
    """What is worth a place on the agenda today."""
    return replace(chosen_settings(AgendaSettings, "client_status", "revenue_bridge", "agenda"), today=date.today())


def fall_settings(tail_gap_days: int) -> FallAnchorSettings:
    """The test of the fall as the owner set it, with his own month where he moved it."""
    by_hand = setting("fall_anchor.anchor")
    chosen = chosen_settings(FallAnchorSettings, "fall_anchor")
    return replace(chosen, tail_gap_days=tail_gap_days, anchor=date.fromisoformat(by_hand) if by_hand else None)


def edges(results: Sequence[Result]) -> list[str]:
    """What was left out, each thing once."""
    seen: dict[str, None] = {}
    for result in results:
        for sentence in sentences(result.warnings):
            seen[sentence] = None
    return [words()("pulse.rules"), *seen]
