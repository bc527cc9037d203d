"""The main cards of pay: who was paid what for what, and whether the three principles hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pyarrow as pa
import streamlit as st

from analytics.team.pay_checks import PRINCIPLES
from analytics.team.pay_formula import month_rows
from analytics.team.pay_rules import RULES
from charts.stacked_bars import StackedBar, stacked_bars
from charts.theme import Look
from ui.data import currency
from ui.excel import ExcelSheet
from ui.language import language, words
from ui.name_list import NameList
from ui.page import KEPT_FIGURES, card, look, show_chart
from ui.pay import Pay, count, finding_text, full_money, input_name, money, percent, rule_text
from ui.tables import SHOWN_ROWS, Column, client_list, excel_sheet, unit_text, with_unit
from ui.text import plain
from wording import numbers

_MOST_BARS = 10
_PARTS = 4  # components with a colour of their own; more are one part


def chosen_month(found: Pay) -> date:
    """The month that the cards show; the last one unless another was chosen."""
    if st.session_state.get("pay_month") not in found.months:
        st.session_state["pay_month"] = found.months[0]
    month: date = st.session_state["pay_month"]
    return month


def bars_card(found: Pay) -> None:
    """Everybody's pay of a month by component, the most paid on top."""
    t, lang, month = words(), language(), chosen_month(found)
    rows = month_rows(found.result, month)
    people = _people(rows)
    title = _title(people, rows, month)
    with card(title, t("pay.chart_note"), key="pay_bars_card"):
        st.selectbox(
            t("pay.month"), found.months, key="pay_month", format_func=lambda day: numbers.month(day, lang), width=180,
            label_visibility="collapsed", persist_state="session",
        )  # fmt: skip
        parts = _parts(rows)
        bars = tuple(_bar(name, rows, parts) for name, _ in people[:_MOST_BARS])
        shown = tuple(parts) if len(parts) <= _PARTS else (*parts[: _PARTS - 1], t("pay.other_parts"))
        show_chart(_drawn(bars, shown, look()), "pay_bars", alt=title)


def _people(rows: Sequence[dict[str, Any]]) -> list[tuple[str, Decimal]]:
    paid: dict[str, Decimal] = {}
    for row in rows:
        paid[row["employee"]] = paid.get(row["employee"], Decimal(0)) + row["amount"]
    return sorted(paid.items(), key=lambda one: (-one[1], one[0]))


def _title(people: Sequence[tuple[str, Decimal]], rows: Sequence[dict[str, Any]], month: date) -> str:
    t = words()
    total = sum((paid for _, paid in people), Decimal(0))
    fixed = sum((row["amount"] for row in rows if row["rule"] == "fixed"), Decimal(0))
    if total <= 0:
        return t("pay.chart_nothing", month=numbers.month(month, language()))
    return t("pay.chart_title", month=numbers.month(month, language()), pay=money(total), share=percent(fixed / total))


def _parts(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Components by their money, the largest first; what paid nobody anything has no colour."""
    paid: dict[str, Decimal] = {}
    for row in rows:
        paid[row["component"]] = paid.get(row["component"], Decimal(0)) + row["amount"]
    return [name for name, sum_ in sorted(paid.items(), key=lambda one: (-one[1], one[0])) if sum_ > 0]


def _bar(employee: str, rows: Sequence[dict[str, Any]], parts: Sequence[str]) -> StackedBar:
    mine = {row["component"]: row["amount"] for row in rows if row["employee"] == employee}
    amounts = [mine.get(part, Decimal(0)) for part in parts]
    if len(parts) > _PARTS:
        amounts = [*amounts[: _PARTS - 1], sum(amounts[_PARTS - 1 :], Decimal(0))]
    total = sum(mine.values(), Decimal(0))
    return StackedBar(employee, tuple(float(a) for a in amounts), tuple(money(a) for a in amounts), money(total))


@lru_cache(maxsize=KEPT_FIGURES)
def _drawn(bars: tuple[StackedBar, ...], parts: tuple[str, ...], drawn: Look) -> go.Figure:
    return stacked_bars(bars, parts, drawn, width=600)


def principles_card(found: Pay) -> None:
    """Transparent, fair, every task paid: each kept or broken, and by what."""
    t = words()
    red = sum(one["is_red"] for one in found.findings)
    title = t("pay.principles_kept") if not red else t.n("pay.principles_broken", red, n=count(red))
    with card(title, t("pay.principles_note"), key="pay_principles_card"):
        for principle in PRINCIPLES:
            _principle(principle, [one for one in found.findings if one["principle"] == principle])


def _principle(principle: str, findings: Sequence[dict[str, Any]]) -> None:
    t = words()
    name = t.code("pay.principle", principle)
    if not findings:
        st.markdown(f":blue[:material/check_circle:] **{name}**  \n{t.code('pay.principle_kept', principle)}")
        return
    broken = any(one["is_red"] for one in findings)
    sign = ":red[:material/cancel:]" if broken else ":gray[:material/info:]"
    said = "  \n".join(finding_text(one) for one in findings)
    st.markdown(f"{sign} **{name}**  \n{said}")


def list_card(found: Pay) -> None:
    """Everybody with the parts of his pay in the month that is shown."""
    t, month = words(), chosen_month(found)
    with card(t("pay.list_title", month=numbers.month(month, language())), t("pay.list_note"), key="pay_list_card"):
        rows, columns = list_rows(found, month), _columns(found, month)
        heads = _told_apart([plain(c.header) for c in columns])
        shown = [[_cell(row[c.name], c.kind) for c in columns] for row in rows[:SHOWN_ROWS]]
        written = {head: _writer(c.kind) for head, c in zip(heads, columns, strict=True) if c.kind != "text"}
        st.table(pd.DataFrame(shown, columns=heads).style.format(written, na_rep=numbers.DASH), hide_index=True)
        if len(rows) > SHOWN_ROWS:
            st.caption(t("table.more", shown=count(SHOWN_ROWS), all=count(len(rows))))


def _cell(value: Any, kind: str) -> Any:
    """A figure of the list; a table, unlike a grid, breaks the long names of the parts over its columns."""
    if kind == "text":
        return plain(str(value))
    return None if value is None else float(value)


def _writer(kind: str) -> Callable[[float], str]:
    if kind == "share":
        return lambda share: percent(share, 1)
    return lambda value: numbers.number(value, language())


def _told_apart(heads: Sequence[str]) -> list[str]:
    """Headers of which no two are one: a part of the pay may be called as a column is."""
    return [head + "\u00a0" * list(heads[:at]).count(head) for at, head in enumerate(heads)]


def list_rows(found: Pay, month: date) -> list[dict[str, Any]]:
    """One row a person: employee, amounts of his parts by number, pay, revenue, pay_share, version."""
    rows = month_rows(found.result, month)
    parts = _in_order(rows)
    made = []
    for employee, pay in _people(rows):
        mine = {row["component"]: row["amount"] for row in rows if row["employee"] == employee}
        revenue = found.inputs.inputs.get((employee, month), {}).get("revenue")
        amounts = {f"part_{at}": mine.get(part, Decimal(0)) for at, part in enumerate(parts)}
        share = float(pay / revenue) if revenue and revenue > 0 else None
        version = next(row["version"] for row in rows if row["employee"] == employee)
        made.append(
            {"employee": employee, **amounts, "pay": pay, "revenue": revenue, "pay_share": share, "version": version}
        )
    return made


def _in_order(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Parts of the pay in the order of their rules."""
    return list(dict.fromkeys(row["component"] for row in sorted(rows, key=lambda row: RULES.index(row["rule"]))))


def _columns(found: Pay, month: date) -> list[Column]:
    t, unit = words(), unit_text("", currency())
    parts = _in_order(month_rows(found.result, month))
    return [
        Column("employee", t("pay.col_employee"), "text"),
        Column("pay", with_unit(t("pay.col_pay"), unit), "money"),
        *(Column(f"part_{at}", part, "money") for at, part in enumerate(parts)),
        Column("revenue", with_unit(t("pay.col_revenue"), unit), "money"),
        Column("pay_share", t("pay.col_share"), "share"),
        Column("version", t("pay.col_version"), "number"),
    ]


def slip_rows(found: Pay, month: date, employee: str) -> list[dict[str, Any]]:
    """The own view of one seller: component, its rule in words, the input, what it came to."""
    known = {one["version"]: one["components"] for one in found.result.facts["versions"]}
    made = []
    for row in month_rows(found.result, month, employee):
        full = next(c for c in known[row["version"]] if c["component"] == row["component"] and c["rule"] == row["rule"])
        base = "" if row["base"] is None else base_text(row["input"], row["base"])
        made.append(
            {
                "component": row["component"],
                "rule": rule_text(full),
                "task": full["task"] or "",
                "base": base,
                "amount": row["amount"],
            }
        )
    return made


def base_text(name: str, value: Decimal) -> str:
    """The value of an input with its name, as it stands in a pay slip."""
    shown = full_money(value) if name in ("revenue", "paid_revenue", "margin") else count(value)
    return f"{input_name(name)}: {shown}"


def sheets(found: Pay, preface: Sequence[str]) -> list[ExcelSheet]:
    """All months of everybody, a row a component; the slips of the month that is shown."""
    t = words()
    columns = [
        Column("period", t("pay.month"), "date"), Column("employee", t("pay.col_employee")),
        Column("component", t("pay.col_component")), Column("base", t("pay.col_base"), "money"),
        Column("amount", t("pay.col_amount"), "money"), Column("version", t("pay.col_version"), "number"),
    ]  # fmt: skip
    return [excel_sheet(t("menu.pay"), columns, found.result.rows, preface)]


def slip_card(found: Pay) -> None:
    """What one seller sees: each part with its rule, and what stands between him and the next bonus."""
    t, month = words(), chosen_month(found)
    people = [name for name, _ in _people(month_rows(found.result, month))]
    if st.session_state.get("pay_person") not in people:
        st.session_state["pay_person"] = people[0]
    person = st.selectbox(t("pay.col_employee"), people, key="pay_person", label_visibility="collapsed", width=320)
    rows = slip_rows(found, month, str(person))
    total = sum((row["amount"] for row in rows), Decimal(0))
    st.markdown(
        t("pay.slip_says", name=plain(str(person)), month=numbers.month(month, language()), pay=full_money(total))
    )
    columns = [
        Column("component", t("pay.col_component"), "text", 170), Column("rule", t("pay.col_rule"), "text", 212),
        Column("base", t("pay.col_base"), "text", 196), Column("amount", t("pay.col_amount"), "money", 84),
        Column("task", t("pay.col_task"), "text", 194),
    ]  # fmt: skip
    client_list(NameList(pa.Table.from_pylist(rows)), columns, "pay_slip", whole=True)
    for said in _next_bonus(found, month, str(person)):
        st.caption(said)


def _next_bonus(found: Pay, month: date, person: str) -> list[str]:
    """What is missing to each bonus of the formula of the month, and what a call is worth to him."""
    t, said = words(), []
    inputs = found.inputs.inputs.get((person, month), {})
    for one in found.components:
        have = inputs.get(one.input or "", Decimal(0))
        if one.rule == "bonus" and one.least is not None and have < one.least:
            missing = full_money(one.least - have) if one.input == "revenue" else count(one.least - have)
            said.append(
                t(
                    "pay.missing",
                    component=plain(one.component),
                    missing=missing,
                    input=plain(input_name(one.input)),
                    rate=full_money(one.rate),
                )
            )
    worth = found.result.facts["price"]["worth"]
    if worth is not None:
        said.append(t("pay.call_worth", worth=full_money(round(worth, 2))))
    return said
