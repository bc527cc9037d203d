"""The formula as a grid: parts of the pay are typed, tried on the facts of the past months, and kept as a version with a date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from analytics.errors import WrongSetting
from analytics.periods import add_months
from analytics.team.pay_rules import BY_SALES, READS_INPUT, RULES, WORKED, PayComponent
from analytics.team.pay_simulation import simulated
from analytics.team.pay_versions import PayVersion, refuse_overlap
from storage.typed_pay import keep_pay_version, take_off_pay_version
from ui.data import store
from ui.language import language, words
from ui.name_list import NameList
from ui.pay import Pay, count, input_name, is_share, money, rate_text
from ui.tables import Column, client_list, header_width, row_height
from wording import numbers

_NEW = 0
# What stands in an empty grid: the usual formula, ready to be changed.
_STARTER = (
    ("fixed", "fixed", "40000", None, None),
    ("share", "share", "3 %", "revenue", None),
    ("new_clients", "bonus", "10000", "new_clients", 5.0),
)
_FIELDS = ("component", "rule", "rate", "input", "least", "task", "visible")


def formula_view(found: Pay) -> None:
    """Choose a version, change its parts, see who gains and who loses, keep it."""
    t = words()
    st.caption(t("pay.grid_note"))
    versions = {one["version"]: one for one in found.result.facts["versions"]}
    chosen = _chosen(versions)
    draft = _grid(found, versions, chosen)
    if draft is None:
        return
    if found.components and found.inputs.inputs:
        _effect(found, draft)
    _keep(found, versions, chosen, draft)


def _chosen(versions: Mapping[int, Mapping[str, Any]]) -> int:
    """The version that is shown: the newest stands for a start, a new one begins as its copy."""
    t, lang = words(), language()
    options = [_NEW, *sorted(versions, reverse=True)]
    if st.session_state.get("pay_version") not in options:
        st.session_state["pay_version"] = _NEW

    def named(number: int) -> str:
        if number == _NEW:
            return t("pay.version_new")
        return t("pay.version_named", n=count(number), day=numbers.day(versions[number]["active_from"], lang))

    return int(st.selectbox(t("pay.col_version"), options, key="pay_version", format_func=named, width=380) or _NEW)


def _grid(found: Pay, versions: Mapping[int, Mapping[str, Any]], chosen: int) -> list[PayComponent] | None:
    """The parts as they stand in the grid; None, with a sentence a row, where one cannot be paid."""
    t, config = words(), st.column_config
    rules, inputs = {t.code("pay.rule", code): code for code in RULES}, _input_labels(found)
    start = _shown(versions, chosen, rules, inputs)
    high = row_height(start.to_dict("records"), {"component": 130, "task": 112})
    edited = st.data_editor(
        start, hide_index=True, num_rows="dynamic", height="content", row_height=high, placeholder="", key=f"pay_grid_{chosen}_{store().version()}",
        column_config={
            "component": config.TextColumn(t("pay.col_component"), width=120),
            "rule": config.SelectboxColumn(t("pay.col_rule"), options=list(rules), width=124),
            "rate": config.TextColumn(t("pay.col_rate"), help=t("pay.col_rate_help"), width=88),
            "input": config.SelectboxColumn(t("pay.col_input"), options=list(inputs), help=t("pay.col_input_help"), width=162),
            "least": config.TextColumn(t("pay.col_least"), help=t("pay.col_least_help"), width=header_width(t("pay.col_least"), 80, edited=True)),
            "task": config.TextColumn(t("pay.col_task"), width=128),
            "visible": config.CheckboxColumn(t("pay.col_visible"), help=t("pay.col_visible_help"), default=True, width=82),
        },
    )  # fmt: skip
    rows = [row for row in edited.to_dict("records") if any(_text(row[name]) for name in ("component", "rule", "rate"))]
    if not rows:
        st.error(t("pay.wrong_empty"))
        return None
    made, wrong = [], []
    for at, row in enumerate(rows, 1):
        try:
            made.append(_component(row, rules, inputs))
        except WrongSetting as fault:
            wrong.append(t("pay.wrong_row", row=count(at), why=wrong_text(fault)))
    for said in wrong:
        st.error(said)
    return None if wrong else made


def wrong_text(fault: WrongSetting) -> str:
    """Why a part of the formula cannot be paid."""
    return words().code("pay.wrong", fault.code)


def _input_labels(found: Pay) -> dict[str, str]:
    """label -> code of every input that is known: those of the sales, the usual ones, and those that somebody wrote."""
    written = {name for inputs in found.inputs.inputs.values() for name in inputs}
    written |= {one["input"] for v in found.result.facts["versions"] for one in v["components"] if one["input"]}
    codes = [*BY_SALES, "paid_revenue", "kpi_score", "calls", "meetings", *sorted(written - {WORKED})]
    return {input_name(code): code for code in dict.fromkeys(codes)}


def _shown(
    versions: Mapping[int, Mapping[str, Any]], chosen: int, rules: Mapping[str, str], inputs: Mapping[str, str]
) -> pd.DataFrame:
    t = words()
    rule_of, input_of = ({code: label for label, code in one.items()} for one in (rules, inputs))
    source = versions.get(chosen) or (versions[max(versions)] if versions else None)
    if source is None:
        rows = [
            {"component": t.code("pay.starter", name), "rule": rule_of[rule], "rate": _localised(rate), "input": input_of.get(of or ""),
             "least": None if least is None else count(least), "task": t.code("pay.starter_task", name), "visible": True}
            for name, rule, rate, of, least in _STARTER
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=list(_FIELDS), dtype=object)
    rows = [
        {
            "component": one["component"], "rule": rule_of[one["rule"]], "rate": _rate(one), "input": input_of.get(one["input"] or ""),
            "least": None if one["least"] is None else _plain_number(one["least"]), "task": one["task"], "visible": one["visible"] is not False,
        }
        for one in source["components"]
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(_FIELDS), dtype=object)


def _localised(text: str) -> str:
    return (
        rate_text(Decimal(text.rstrip(" %")) / 100, True)
        if text.endswith("%")
        else numbers.number(int(text), language())
    )


def _rate(one: Mapping[str, Any]) -> str:
    return rate_text(one["rate"], True) if is_share(one["rule"], one["input"]) else _plain_number(one["rate"])


def _plain_number(value: Decimal) -> str:
    digits = max(0, -int(value.normalize().as_tuple().exponent))
    return numbers.number(value, language(), digits)


def _component(row: Mapping[str, Any], rules: Mapping[str, str], inputs: Mapping[str, str]) -> PayComponent:
    """A row of the grid as a part of the formula; raises `WrongSetting` with what is wrong."""
    rule, name = rules.get(_text(row["rule"]), ""), inputs.get(_text(row["input"]))
    task, visible = _text(row["task"]) or None, row["visible"]
    return PayComponent(
        _text(row["component"]), rule, _rate_typed(_text(row["rate"]), rule, name), name if rule in (*READS_INPUT, "fine") else None,
        _least(_text(row["least"])), task, bool(visible) if isinstance(visible, bool) else None,
    )  # fmt: skip


def _rate_typed(text: str, rule: str, name: str | None) -> Decimal:
    """3 % is a share; a share of money must be written with its sign, or 3 would be three hundred percent."""
    if rule == "multiplier" and not text:
        return Decimal(0)
    value = numbers.read_number(text, language())
    if value is None:
        raise WrongSetting("pay_no_rate")
    if "%" in text:
        return value / 100
    if is_share(rule, name) and value > 1:
        raise WrongSetting("pay_percent")
    return value


def _least(text: str) -> Decimal | None:
    value = numbers.read_number(text, language())
    if text and (value is None or value < 0):
        raise WrongSetting("pay_least")
    return value


def _text(value: Any) -> str:
    return "" if value is None or value != value else " ".join(str(value).split())


def _effect(found: Pay, draft: Sequence[PayComponent]) -> None:
    """Who would gain and who would lose in the months of the period, and what it would cost."""
    t = words()
    rows, facts = simulated(found.inputs, found.components, draft)
    if not facts["gain"] and not facts["lose"]:
        st.caption(t("pay.effect_same"))
        return
    st.markdown(
        t("pay.effect", change=money(facts["change"], signed=True), before=money(facts["before"]), gain=count(facts["gain"]),
          lose=count(facts["lose"]), least=money(facts["least"], signed=True), most=money(facts["most"], signed=True))
    )  # fmt: skip
    columns = [
        Column("employee", t("pay.col_employee"), "text", 200), Column("months", t("pay.col_months"), "number", 90),
        Column("before", t("pay.col_before"), "money", 130), Column("after", t("pay.col_after"), "money", 130),
        Column("change", t("pay.col_change"), "signed_money", 130),
    ]  # fmt: skip
    client_list(NameList(pa.Table.from_pylist(rows)), columns, "pay_effect")


def _keep(found: Pay, versions: Mapping[int, Mapping[str, Any]], chosen: int, draft: Sequence[PayComponent]) -> None:
    """The day from which it holds, the day on which the sellers were told, and the button."""
    t, lang = words(), language()
    version = _dated(found, versions, chosen, draft)
    others = [_bare(one) for number, one in versions.items() if number != version.version]
    if version.is_late and any(one.active_from < version.active_from for one in others):
        told = version.announced or version.active_from
        st.warning(t("pay.retro", day=numbers.day(version.holds_from, lang), told=numbers.day(told, lang)))
    try:
        refuse_overlap([*others, version])
    except WrongSetting as fault:
        st.error(t("pay.overlap", day=numbers.day(version.active_from, lang), n=count(fault.facts["other"])))
        return
    keep, off, _ = st.columns([1.7, 1.5, 2], gap="small")
    with keep:
        st.button(
            t("pay.keep_version", n=count(version.version)), icon=":material/check:", type="primary", key="pay_keep",
            on_click=_kept, args=(version,),
        )  # fmt: skip
    if chosen:
        with off:
            st.button(
                t("pay.take_off", n=count(chosen)), icon=":material/delete:", type="tertiary", key="pay_take_off",
                on_click=take_off_pay_version, args=(store(), chosen),
            )  # fmt: skip


def _dated(
    found: Pay, versions: Mapping[int, Mapping[str, Any]], chosen: int, draft: Sequence[PayComponent]
) -> PayVersion:
    """The draft with its dates: those of the version that is changed; a new one starts with the next free month."""
    t, today = words(), max(date.today(), found.scope.as_of)
    known = versions.get(chosen, {})
    free = add_months(max([today, *(one["active_from"] for one in versions.values())]), 1)
    left, right = st.columns(2, gap="small", width=560)
    since = left.date_input(
        t("pay.since"), known.get("active_from") or free, key=f"pay_since_{chosen}", format="DD.MM.YYYY"
    )
    told = right.date_input(
        t("pay.told"), known.get("announced") or min(today, since), key=f"pay_told_{chosen}", format="DD.MM.YYYY",
        help=t("pay.told_help"),
    )  # fmt: skip
    return PayVersion(chosen or max(versions, default=0) + 1, since, told, tuple(draft))


def _kept(version: PayVersion) -> None:
    keep_pay_version(
        store(), version.version, version.active_from, version.announced, [vars(one) for one in version.components]
    )
    st.session_state["pay_version"] = version.version


def _bare(one: Mapping[str, Any]) -> PayVersion:
    return PayVersion(one["version"], one["active_from"], one["announced"], ())


def version_lines(found: Pay) -> list[str]:
    """Each version in a line: its parts in words, since when, and where it came too late."""
    t, lang, said = words(), language(), []
    for one in reversed(found.result.facts["versions"]):
        values = {
            "n": count(one["version"]),
            "day": numbers.day(one["active_from"], lang),
            "from_day": numbers.day(one["holds_from"], lang),
        }
        late = one["is_late"] and one is not found.result.facts["versions"][0]
        said.append(t("pay.version_late" if late else "pay.version_line", **values))
    return said
