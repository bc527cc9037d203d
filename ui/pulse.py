"""The parts of Pulse: its sentence, the four holes, the bridge with its names, what wants a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from analytics.pulse.revenue_bridge import KINDS
from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.windows import TooShort, pulse_windows
from charts.bridge import bridge as bridge_chart
from ui.data import currency, store
from ui.excel import ExcelSheet
from ui.language import language, words
from ui.notices import sentences
from ui.page import Tile, card, look, show_chart
from ui.pages import page
from ui.tables import Column, client_list, excel_sheet, money_scale, with_unit
from ui.text import plain, shortened
from wording import numbers

_LEFT_OR_LESS = ("lost", "decline", "paused")
_BAD, _GOOD = {"lost", "paused", "decline"}, {"growth", "returned", "new"}
LISTS = ("worse", "lost", "decline", "paused", "growth", "returned", "new", "unknown")


def _money(value: Any, signed: bool = False) -> str:
    return numbers.short_money(value, language(), currency(), signed)


def _count(value: int) -> str:
    return numbers.number(value, language())


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
    """The factor that weighs most in the direction of the change."""
    t = words()
    parts = [row for row in pulse.rows if row["contribution"] is not None and (row["contribution"] < 0) == falling]
    if not parts:
        return ""
    main = max(parts, key=lambda row: abs(row["contribution"]))
    return t(f"pulse.{'hole' if falling else 'gain'}.{main['factor']}", money=_money(abs(main["contribution"])))


def _half_of_loss(behind: Result) -> str:
    """How few names make half of the money that left."""
    losses = sorted((-row["change"] for row in behind.rows if row["kind"] in _LEFT_OR_LESS and row["change"] < 0), reverse=True)
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
    """The four holes of the pulse: clients, purchases per client, average check, profitability."""
    t, lang = words(), language()
    shown = []
    history = months.rows[-12:]
    for row in pulse.rows:
        factor, contribution = row["factor"], row["contribution"]
        value = _factor(factor, row["after"])
        change = (
            t("abc.points", n=numbers.points(row["after"] - row["before"], lang))
            if factor == "profitability" and row["before"] is not None and row["after"] is not None
            else numbers.percent(row["change"], lang, 1, signed=True)
        )
        points = [float(month[factor]) for month in history if month.get(factor) is not None]
        shown.append(
            Tile(t.code("pulse.factor", factor), value, change,
                 None if not contribution else contribution > 0,
                 _money(contribution, signed=True) if contribution is not None else None,
                 points if len(points) > 2 else None, help=t.code("pulse.factor_help", factor))
        )  # fmt: skip
    return shown


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
    now, then = (numbers.period(*facts[name], language()) for name in ("window_after", "window_before"))
    largest = max(abs(facts["before"]), abs(facts["after"]))
    _, unit = money_scale([largest], currency())
    note = with_unit(t("pulse.bridge_note", now=now, then=then), unit)
    with card(t("pulse.bridge_title", out=_money(abs(out)), came=_money(came)), note):
        chart = bridge_chart(_bars(facts, rows, behind), look(), currency=currency(), width=620)
        show_chart(chart.figure, "pulse_bridge", alt=t("pulse.bridge_title", out=_money(abs(out)), came=_money(came)))
        if chart.axis_start > 0:
            st.caption(t("pulse.axis_start", start=_money(Decimal(str(chart.axis_start)))))


def _bars(facts: Mapping[str, Any], rows: Mapping[str, dict[str, Any]], behind: Result) -> pd.DataFrame:
    t = words()

    def total(kind: str, value: Decimal, clients: int) -> dict[str, Any]:
        return {"kind": kind, "label": t.code("pulse.bar", kind), "sub_label": t.n("abc.n_clients", clients, n=_count(clients)),
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
             "sub_label": t.n("abc.n_clients", clients, n=_count(clients)) if kind != "unidentified" else "",
             "value": row["change"], "is_total": False,
             "names": [r["client"] for r in names] if kind != "unidentified" else [],
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
        for number, row in enumerate(agenda.rows[:6]):
            values = {
                "n": _count(row["clients"] or 0),
                "money": _money(row["money"]) if row["money"] is not None else "",
                "names": ", ".join(plain(shortened(name, 24)) for name in row["names"] or []),
                "manager": plain(row["manager"] or ""),
                "share": numbers.percent(row["share"], language()),
                "days": _count(row["days"] or 0),
            }
            text, go = st.columns([9, 1], vertical_alignment="center")
            with text, st.container(gap=None):
                st.markdown(f"**{t.n('agenda.' + row['code'], row['clients'] or 0, **values)}**")
                st.markdown(f":small[:gray[{t('agenda.' + row['code'] + '_note', **values)}]]")
            with go:
                _way(row, number)


def _way(row: Mapping[str, Any], number: int) -> None:
    """An arrow to the names behind one thing."""
    t = words()
    ids = row["client_ids"] or []
    if len(ids) == 1:
        st.page_link(page("client_card"), label=t("pulse.open"), icon=":material/arrow_forward:", query_params={"client": str(ids[0])})
    elif ids and st.button(t("pulse.show"), key=f"agenda_{number}", type="tertiary", icon=":material/arrow_downward:"):
        st.session_state["pulse_names"] = list(ids)
        st.session_state["pulse_names_title"] = row["code"]


def list_card(behind: Result) -> tuple[list[dict[str, Any]], list[Column]]:
    """Names behind the bars, the largest loss first."""
    t = words()
    rows = [_row(row) for row in behind.rows if row["client_id"] != 0]
    made = {"worse": [row for row in rows if row["kind"] in _LEFT_OR_LESS and row["change"] < 0]}
    for kind in LISTS[1:]:
        made[kind] = [row for row in rows if row["kind"] == kind]
    for kind in ("growth", "returned", "new", "unknown"):
        made[kind].reverse()
    made = {name: chosen for name, chosen in made.items() if chosen}
    if not made:
        return [], []
    if st.session_state.get("pulse_list") not in made:
        st.session_state["pulse_list"] = next(iter(made))
    chosen = st.session_state["pulse_list"]
    shown = made[chosen]
    divisor, unit = money_scale([row[name] for row in shown for name in ("before", "after")], currency())
    columns = _columns(unit, shown)
    with card(t.n(f"pulse.list_{chosen}", len(shown), n=_count(len(shown))), t("pulse.list_note"), key="pulse_names_card"):
        st.pills(
            t("pulse.list"), list(made), key="pulse_list", required=True, label_visibility="collapsed",
            format_func=lambda name: f"{t.code('pulse.lists', name)} {_count(len(made[name]))}", persist_state="session",
        )  # fmt: skip
        client_list(shown, columns, f"pulse_{chosen}", divisor)
    return shown, columns


def _row(row: dict[str, Any]) -> dict[str, Any]:
    t = words()
    silent, usual = row["silent_days"], row["rhythm_days"]
    silence = None
    if silent is not None:
        silence = t("pulse.silent", n=_count(silent), usual=numbers.number(usual, language())) if usual else _count(silent)
    return row | {
        "what": [t.code("pulse.bar", row["kind"])],
        "manager": row["manager"] or t("frame.not_given"),
        "silence": silence,
        "status_text": t.code("status", row["status"]) if row["status"] else None,
    }


def _columns(unit: str, rows: Sequence[dict[str, Any]]) -> list[Column]:
    t = words()
    columns = [
        Column("client", t("list.client"), "client", 230),
        Column("what", t("pulse.what"), "badge", 130),
        Column("manager", t("list.manager"), "text", 150),
        Column("before", with_unit(t("pulse.before"), unit), "money", 120),
        Column("after", with_unit(t("pulse.after"), unit), "money", 110),
        Column("change", with_unit(t("pulse.change"), unit), "signed_money", 120),
        Column("silence", t("pulse.silence"), "text", 170),
        Column("status_text", t("pulse.status"), "text", 130),
    ]
    if all(row["manager"] == t("frame.not_given") for row in rows):
        columns = [column for column in columns if column.name != "manager"]
    return columns


def sheets(behind: Result) -> list[ExcelSheet]:
    """All names behind the bridge for Excel."""
    t = words()
    rows = [_row(row) | {"what": t.code("pulse.bar", row["kind"])} for row in behind.rows if row["client_id"] != 0]
    now = numbers.period(*behind.facts["window_after"], language())
    then = numbers.period(*behind.facts["window_before"], language())
    return [excel_sheet(t("menu.pulse"), _columns("", rows), rows, [t("pulse.question"), t("pulse.bridge_note", now=now, then=then)])]


def fall_sentence(fall: Result) -> str:
    """Since when it falls, in one sentence."""
    t = words()
    anchor = fall.facts.get("anchor")
    if fall.status is Status.NOT_ENOUGH_DATA or anchor is None or not fall.facts.get("found"):
        return ""
    return t("pulse.fell_since", month=numbers.month(anchor, language()), drop=numbers.percent(abs(fall.facts["change"]), language(), 0))


def edges(results: Sequence[Result]) -> list[str]:
    """What was left out, each thing once."""
    seen: dict[str, None] = {}
    for result in results:
        for sentence in sentences(result.warnings):
            seen[sentence] = None
    return [words()("pulse.rules"), *seen]
