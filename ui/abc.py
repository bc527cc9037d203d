"""The parts of the ABC screen: its sentence, tiles, main card and list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from analytics.clients.abc_classes import AbcSettings
from analytics.clients.class_moves import ABSENT
from analytics.clients.concentration import ConcentrationSettings, concentration
from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.statements import VALUES
from charts.concentration import concentration as concentration_chart
from charts.migration_matrix import migration_matrix
from storage.settings import save_setting
from ui.data import answer, currency, profile, store
from ui.excel import ExcelSheet
from ui.language import language, words
from ui.notices import sentences
from ui.page import Tile, card, look, show_chart
from ui.tables import Column, client_list, excel_sheet, money_scale, with_unit
from ui.text import plain
from wording import numbers

CLASSES = ("A", "B", "C")


def _money(value: Any, signed: bool = False) -> str:
    return numbers.short_money(value, language(), currency(), signed)


def _count(value: int) -> str:
    return numbers.number(value, language())


def _percent(share: float | None, digits: int = 0) -> str:
    return numbers.percent(share, language(), digits)


def tried_limits(saved: AbcSettings) -> AbcSettings:
    """The limits being tried on this screen, or the saved ones."""
    tried = st.session_state.get("abc_tried")
    return replace(saved, **tried) if tried else saved


def lead(found: Result, moves: Result, top: Result) -> str:
    """Who brings the money, and who fell out of class A."""
    t = words()
    a = found.facts["classes"][0]
    sentence = t.n(
        "abc.lead", a["clients"], n=_count(a["clients"]), all=_count(found.facts["clients"]), share=_percent(a["share"])
    )
    if found.facts["clients"] > 5:
        sentence += " " + t("abc.lead_top", share=_percent(top.facts["top5_share"]))
    if moves.status is Status.OK:
        fell, rose = moves.facts["fell_out_of_a"], moves.facts["rose_into_a"]
        if fell["clients"]:
            sentence += " " + t.n(
                "abc.lead_fell", fell["clients"], n=_count(fell["clients"]), money=_money(abs(fell["change"]))
            )
        if rose["clients"]:
            sentence += " " + t.n("abc.lead_rose", rose["clients"], n=_count(rose["clients"]), money=_money(rose["change"]))
    return sentence


def concentration_before(scope: Scope) -> Result:
    """Concentration of the compared period."""
    first, last = scope.compared_period
    return answer(concentration, replace(scope, first_day=first, last_day=last), ConcentrationSettings())


def tiles(found: Result, moves: Result, top: Result, top_before: Result) -> list[Tile]:
    """Class A, who fell, who rose, the first five."""
    t = words()
    a, known = found.facts["classes"][0], moves.status is Status.OK
    was = found.facts["classes_before"]["A"]
    change = a["clients"] - was
    now5, then5 = top.facts.get("top5_share"), top_before.facts.get("top5_share")
    tail = [
        Tile(t("abc.tile_a"), _count(a["clients"]),
             numbers.number(change, language(), signed=True) if known else None, None if not change else change > 0,
             t("abc.was", n=_count(was)) if known else t("abc.no_before")),
    ]  # fmt: skip
    for name, good in (("down", False), ("up", True)):
        move = moves.facts.get(name)
        tail.append(
            Tile(t(f"abc.tile_{name}"), _count(move["clients"]) if move else numbers.DASH,
                 _money(move["change"], signed=True) if move else None,
                 good if move and move["clients"] else None, t("abc.of_money") if move else t("abc.no_before"))
        )  # fmt: skip
    grows = known and now5 is not None and then5 is not None
    difference = (now5 or 0) - (then5 or 0) if grows else 0
    tail.append(
        Tile(t("abc.tile_top"), _percent(now5, 1),
             t("abc.points", n=numbers.points(difference, language())) if grows else None,
             None if not grows or abs(difference) < 0.0005 else difference < 0,
             t("abc.dependence_grows" if difference > 0 else "abc.dependence_falls") if grows else None)
    )  # fmt: skip
    return tail


def main_card(found: Result, moves: Result, saved: AbcSettings, tried: AbcSettings) -> str:
    """Concentration with the class table, or the matrix of moves. Returns the view that is shown."""
    t = words()
    views = ("feeds", "moved") if moves.status is Status.OK else ("feeds",)
    if st.session_state.get("abc_view") not in views:
        st.session_state["abc_view"] = "feeds"
    view = str(st.session_state["abc_view"])
    a = found.facts["classes"][0]
    title = t("abc.feeds_title", clients=_percent(a["client_share"]), share=_percent(a["share"]))
    note = t("abc.feeds_note", criterion=t.code("abc.criterion", found.facts["criterion"]),
             period=numbers.period(*found.period, language()) if found.period else "",
             a=_percent(tried.limit_a), b=_percent(tried.limit_b))  # fmt: skip
    if view == "moved":
        down, up = moves.facts["down"]["clients"], moves.facts["up"]["clients"]
        title, note = t("abc.moved_title", down=_count(down), up=_count(up)), t("abc.moved_note")
    with card(title, note, key="abc_main"):
        left, right = st.columns([3, 2], vertical_alignment="center")
        with left:
            if len(views) > 1:
                st.segmented_control(
                    t("abc.view"), views, key="abc_view", format_func=lambda code: t.code("abc.views", code),
                    required=True, label_visibility="collapsed", persist_state="session",
                )  # fmt: skip
        with right, st.container(horizontal=True, horizontal_alignment="right"):
            _limits(found, saved, tried)
        if view == "moved":
            _moved(moves)
        else:
            _feeds(found)
    return view


def _limits(found: Result, saved: AbcSettings, tried: AbcSettings) -> None:
    """Other limits and another criterion; every part of the screen follows at once."""
    t = words()
    with st.popover(t("abc.limits"), icon=":material/tune:", type="tertiary"):
        low, high = st.slider(
            t("abc.limits_label"), 50, 99, (round(tried.limit_a * 100), round(tried.limit_b * 100)), key="abc_limits", format="%d %%"
        )
        options = ("measure", *VALUES) if (profile().margin_known_share or 0) > 0 else ("measure", "revenue", "orders", "quantity")
        criterion = st.selectbox(
            t("abc.criterion_label"), options, index=options.index(tried.criterion) if tried.criterion in options else 0,
            format_func=lambda code: t.code("abc.criterion", code), key="abc_criterion",
        )  # fmt: skip
        wanted = {"limit_a": low / 100, "limit_b": high / 100, "criterion": criterion}
        if low >= high:
            st.error(t("notice.E_LIMITS"))
        elif wanted != {name: getattr(tried, name) for name in wanted}:
            st.session_state["abc_tried"] = wanted
            st.rerun()
        usual = answer_classes(found.facts["classes"])
        st.caption(t("abc.limits_effect", classes=usual))
        if tried != saved:
            if st.button(t("abc.limits_save"), icon=":material/check:"):
                for name, value in wanted.items():
                    save_setting(store(), f"abc_classes.{name}", value)
                st.session_state.pop("abc_tried")
                st.rerun()
            if st.button(t("abc.limits_back"), icon=":material/undo:", type="tertiary"):
                for name in ("abc_tried", "abc_limits", "abc_criterion"):
                    st.session_state.pop(name, None)
                st.rerun()


def answer_classes(classes: Sequence[dict[str, Any]]) -> str:
    """The classes in one line: A 97 (80 %), B 123 (15 %) ..."""
    return " · ".join(
        f"{row['abc_class']} {_count(row['clients'])}" + (f" ({_percent(row['share'])})" if row["share"] is not None else "")
        for row in classes
        if row["clients"]
    )


def _feeds(found: Result) -> None:
    t = words()
    table = found.table.select(["rank", "share", "abc_class"]).to_pandas()
    table = table[table["abc_class"] != "N"]
    left, right = st.columns([1.7, 1], gap="medium", vertical_alignment="center")
    with left:
        figure = concentration_chart(
            table, look(), money_title=t("abc.money_title", money=_money(found.facts["total"])),
            clients_title=t("abc.clients_title", n=_count(len(table))), width=600,
        )  # fmt: skip
        show_chart(figure, "abc_concentration", alt=t("abc.feeds_alt", classes=answer_classes(found.facts["classes"])))
    with right:
        _class_table(found.facts["classes"])
        st.markdown(":material/lightbulb: " + t("abc.advice"))


def _class_table(classes: Sequence[dict[str, Any]]) -> None:
    t = words()
    rows = [row for row in classes if row["clients"]]
    divisor, unit = money_scale([row["value"] for row in rows], currency())
    average_by, average_unit = money_scale([row["average"] for row in rows], currency())
    lang = language()

    def scaled(value: Decimal | None, by: Decimal) -> str:
        return numbers.DASH if value is None else numbers.number(Decimal(value) / by, lang, 1 if by > 1 else 0)

    table = pd.DataFrame(
        {
            t("abc.class"): [row["abc_class"] for row in rows],
            t("abc.clients"): [_count(row["clients"]) for row in rows],
            with_unit(t("abc.sum"), unit): [scaled(row["value"], divisor) for row in rows],
            with_unit(t("abc.average"), average_unit): [scaled(row["average"], average_by) for row in rows],
            t("abc.margin"): [_percent(row["margin_share"], 1) for row in rows],
        }
    )
    right = {name: st.column_config.TextColumn(name, alignment="right") for name in table.columns[1:]}
    st.dataframe(table, hide_index=True, height="content", column_config=right, key="abc_classes_table")


def _moved(moves: Result) -> None:
    t = words()
    labels = {code: t.code("abc.place", code) for code in (*CLASSES, "N", ABSENT)}
    rows = moves.rows
    before = {code: f"{labels[code]} · {_count(n)}" for code in labels if (n := _sum(rows, "before", code)) or code in CLASSES}
    after = {code: f"{labels[code]} · {_count(n)}" for code in labels if (n := _sum(rows, "after", code)) or code in CLASSES}
    if ABSENT in before:
        before[ABSENT] = f"{t('abc.place_new')} · {_count(_sum(rows, 'before', ABSENT))}"
    left, right = st.columns([1.7, 1], gap="medium", vertical_alignment="center")
    with left:
        figure = migration_matrix(pd.DataFrame(rows)[["before", "after", "clients"]], before, after, look(), width=600)
        show_chart(figure, "abc_matrix", alt=t("abc.moved_note"))
    with right:
        st.markdown(f"**{t('abc.where_money')}**")
        flows = sorted((r for r in rows if r["before"] != r["after"]), key=lambda r: -abs(r["change"]))[:5]
        for flow in flows:
            colour = "red" if flow["change"] < 0 else "blue"
            start = t("abc.place_new") if flow["before"] == ABSENT else labels[flow["before"]]
            st.markdown(
                f"**{start} → {labels[flow['after']]}**, {t.n('abc.n_clients', flow['clients'], n=_count(flow['clients']))}: "
                f":{colour}[{plain(_money(flow['change'], signed=True))}]"
            )


def _sum(rows: Sequence[dict[str, Any]], side: str, code: str) -> int:
    return sum(row["clients"] for row in rows if row[side] == code)


def lists(found: Result, moves: Result) -> dict[str, list[dict[str, Any]]]:
    """The lists behind the numbers: whom to talk about, who left class A, who came into it, everybody."""
    rows = [_row(row) for row in found.rows]
    made = {"all": rows}
    if moves.status is Status.OK:
        fell = [row for row in rows if row["class_before"] == "A" and row["abc_class"] != "A"]
        rose = [row for row in rows if row["abc_class"] == "A" and row["class_before"] != "A"]
        movers = sorted((r for r in rows if r["class_before"] not in (None, r["abc_class"])), key=lambda r: -abs(r["moved"]))
        first = rows[:5]
        talk = first + [row for row in movers if row not in first][:5]
        made = {"talk": talk, "fell": fell, "rose": rose, "all": rows}
    return {name: chosen for name, chosen in made.items() if chosen or name == "all"}


def _row(row: dict[str, Any]) -> dict[str, Any]:
    before = row["value_before"]
    growth = float((row["value"] - before) / before) if before and before > 0 else None
    return row | {
        "share": row["share"] or 0.0,
        "growth": growth,
        "moved": row["value"] - (before or 0),
        "abc_badge": [row["abc_class"]],
        "manager": row["manager"] or words()("frame.not_given"),
    }


def list_card(
    made: dict[str, list[dict[str, Any]]], view: str
) -> tuple[list[dict[str, Any]], list[Column], Decimal]:
    """The list of names with its switch. Returns the rows and columns shown and the scale of money."""
    t = words()
    chosen = st.session_state.get("abc_list") or next(iter(made))
    chosen = chosen if chosen in made else next(iter(made))
    st.session_state["abc_list"] = chosen
    rows = made[chosen]
    divisor, unit = money_scale([row["value"] for row in rows], currency())
    columns = _columns(unit, rows)
    with card(t.n(f"abc.list_{chosen}", len(rows), n=_count(len(rows))), t(f"abc.list_{chosen}_note"), key="abc_names"):
        if len(made) > 1:
            st.pills(
                t("abc.list"), list(made), key="abc_list", required=True, label_visibility="collapsed",
                format_func=lambda name: f"{t.code('abc.lists', name)} {_count(len(made[name]))}", persist_state="session",
            )  # fmt: skip
        client_list(rows, columns, f"abc_{chosen}", divisor)
    return rows, columns, divisor


def _columns(unit: str, rows: Sequence[dict[str, Any]]) -> list[Column]:
    t = words()
    columns = [
        Column("client", t("list.client"), "client", 230),
        Column("abc_badge", t("abc.class"), "badge", 70),
        Column("class_before", t("abc.was_class"), "text", 60),
        Column("manager", t("list.manager"), "text", 150),
        Column("value", with_unit(t("abc.sum"), unit), "money", 110),
        Column("share", t("abc.share"), "bar", 120),
        Column("growth", t("abc.growth"), "change", 110),
        Column("margin_share", t("abc.margin"), "share", 90),
        Column("orders", t("abc.orders"), "number", 80),
        Column("last_purchase", t("list.last_purchase"), "date", 120),
    ]
    empty = {name for name in ("class_before", "growth", "margin_share") if all(row[name] is None for row in rows)}
    if all(row["manager"] == t("frame.not_given") for row in rows):
        empty.add("manager")
    return [column for column in columns if column.name not in empty]


def sheets(found: Result, columns: Sequence[Column]) -> list[ExcelSheet]:
    """The whole list for Excel, with what is in force above it."""
    t = words()
    rows = [_row(row) | {"abc_badge": row["abc_class"]} for row in found.rows]
    period = numbers.period(*found.period, language()) if found.period else ""
    return [excel_sheet("ABC", columns, rows, [t("abc.question"), period])]


def edges(found: Result) -> list[str]:
    """What was left out, and how far the answer holds."""
    return [words()("abc.border_rule"), *sentences(found.warnings)]
