"""One pair of clients side by side with what speaks for it, the three answers, and the pairs that come next."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.lost.client_status import ClientStatusSettings
from analytics.merging.merge_queue import Queue, merge_sides
from analytics.scope import Scope
from storage.identity import Spelling
from storage.merging import Pair
from storage.verdicts import Verdict
from ui.data import answer, currency, store
from ui.language import language, words
from ui.merge_data import remember, statuses
from ui.page import card
from ui.pages import client_card
from ui.status import GONE, tone
from ui.tables import SHOWN_ROWS, money_scale, with_unit
from ui.text import plain, shortened
from wording import numbers

_MOST_SPELLINGS = 3


def _list_key() -> str:
    """A new list after every decision: a mark would stay on the place and so on another pair."""
    return f"merge_list_{store().version()}"


def chosen_row(queue: Queue) -> tuple[int, dict[str, Any]] | None:
    """The pair that is asked about: the one marked in the list, else the first; None where nothing waits."""
    marked = st.session_state.get(_list_key(), {}).get("selection", {}).get("rows", [])
    place = marked[0] if marked and marked[0] < queue.table.num_rows else 0
    rows: list[dict[str, Any]] = queue.table.slice(place, 1).to_pylist()
    return (place, rows[0]) if rows else None


def pair_card(queue: Queue, shown: str, scope: Scope, rules: ClientStatusSettings) -> None:
    """The question about one pair."""
    t, found = words(), chosen_row(queue)
    if found is None:
        with card(t("merge.none_title"), t("merge.none_note")):
            pass
        return
    place, row = found
    lang = language()
    if row["strength"] == "faint":
        note = t("merge.pair_faint")
    else:
        note = t("merge.pair_place", place=numbers.number(place + 1, lang), all=numbers.number(queue.waiting, lang))
    with card(t("merge.pair_title"), note, key="merge_pair"):
        _reasons(row)
        sides = answer(merge_sides, scope, (row["left_id"], row["right_id"]))
        known = answer(statuses, scope, rules)
        for column, side in zip(st.columns(2, gap="small"), sides, strict=True):
            with column:
                _side(side, known.get(side["client_id"]))
        _preview([known.get(side["client_id"]) for side in sides])
        _answers(row, shown)


def _reasons(row: dict[str, Any]) -> None:
    """What speaks for the pair, the weightiest first."""
    with st.container(horizontal=True, gap="xsmall"):
        for text in reason_texts(row):
            st.badge(plain(text), color="blue")
        if row["region_differs"]:
            st.badge(words()("merge.region_differs"), color="gray")


def reason_texts(row: dict[str, Any], family: str = "merge.why") -> list[str]:
    """The reasons in words, with the phone, the address, the likeness, the days; `merge.brief` says them in short."""
    t, lang = words(), language()
    facts = {name: row[name] or "" for name in ("phone", "email", "domain")}
    facts["likeness"] = numbers.percent(row["likeness"], lang, 0) if row["likeness"] is not None else ""
    said = []
    for code in row["reasons"]:
        if code == "went_on":
            said.append(t.n(f"{family}.went_on", row["gap_days"], n=numbers.number(row["gap_days"], lang)))
        else:
            said.append(t(f"{family}.{code}", **({code: facts[code]} if code in facts else {})))
    return said


def _brief(row: dict[str, Any]) -> str:
    said = reason_texts(row, "merge.brief")
    return " · ".join([*said, words()("merge.brief.faint")] if row["strength"] == "faint" else said)


def _side(side: dict[str, Any], status: str | None) -> None:
    t = words()
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.page_link(
            client_card(),
            label=f"**{plain(shortened(side['client'], 60))}**",
            icon=":material/person:",
            query_params={"client": str(side["client_id"])},
            help=t("merge.open_card"),
        )
        if status:
            st.badge(t.code("status", status), color=tone(status))
        st.markdown(t("merge.side_money", year=f"**{_money(side['net_12m'])}**", whole=_money(side["net_all"])))
        for line in _lines(side):
            st.caption(line)


def _money(value: Any) -> str:
    return plain(numbers.short_money(value, language(), currency())).replace(" ", "\xa0")  # a sum stays in one line


def _lines(side: dict[str, Any]) -> list[str]:
    """When he bought, from whom, where, his numbers and his other spellings."""
    t, lang = words(), language()
    if side["last_purchase"]:
        days = numbers.period(side["first_day"], side["last_purchase"], lang)
        said = [t.n("merge.side_purchases", side["purchases"], n=numbers.number(side["purchases"], lang), days=days)]
    else:
        said = [t("merge.side_none")]
    for key in ("managers", "regions"):
        if side[key]:
            said.append(t.n(f"merge.side_{key}", len(side[key]), values=_listed(side[key])))
    others = [name for name in side["spellings"] if name and name != side["client"]]
    for key, values in (
        ("tax_ids", side["tax_ids"]),
        ("codes", side["codes"]),
        ("spellings", others),
    ):
        if values:
            said.append(t(f"merge.side_{key}", values=_listed(values)))
    if not side["tax_ids"]:
        said.append(t("merge.side_no_tax_id"))
    return said


def _listed(values: list[str]) -> str:
    shown = ", ".join(plain(shortened(value, 40)) for value in values[:_MOST_SPELLINGS])
    return f"{shown}, …" if len(values) > _MOST_SPELLINGS else shown


def _preview(both: list[str | None]) -> None:
    """What "same" would change in the list of the lost."""
    gone = [status in GONE for status in both]
    if any(gone) and not all(gone):
        st.markdown(":material/info: " + words()("merge.preview_not_lost"))


def _answers(row: dict[str, Any], shown: str) -> None:
    t = words()
    pair = Pair(_spelling(row, "left"), _spelling(row, "right"), row["left"], row["right"])
    verdicts: list[tuple[Verdict, str, str]] = [
        ("same", "1", ":material/merge:"),
        ("different", "2", ":material/call_split:"),
        ("later", "3", ":material/schedule:"),
    ]
    with st.container(horizontal=True, gap="small"):
        for verdict, key, icon in verdicts[: 2 if shown == "later" else 3]:
            st.button(
                t.code("merge.answer", verdict),
                key=f"merge_{verdict}",
                type="primary" if verdict == "same" else "secondary",
                icon=icon,
                shortcut=key,
                on_click=_decided,
                args=(pair, verdict),
            )
    st.caption(t("merge.answer_note"))


def _spelling(row: dict[str, Any], side: str) -> Spelling:
    return Spelling(*(row[f"{side}_{name}"] for name in ("tax_id", "code", "name_key")))


def _decided(pair: Pair, verdict: Verdict) -> None:
    with st.spinner(words()("merge.working")):
        remember("client", [pair], verdict)


def list_card(queue: Queue) -> None:
    """The pairs in the order in which they are asked; a mark brings one to the top."""
    t = words()
    rows = queue.table.slice(0, SHOWN_ROWS).to_pylist()
    if not rows:
        return
    divisor, unit = money_scale([row["net_12m"] for row in rows], currency())
    lang = language()
    table = pd.DataFrame(
        {
            "left": [row["left"] for row in rows],
            "right": [row["right"] for row in rows],
            "why": [_brief(row) for row in rows],
            "net_12m": [numbers.number(row["net_12m"] / divisor, lang, 1 if divisor > 1 else 0) for row in rows],
            "last_day": [numbers.day(row["last_day"], lang) for row in rows],
        }
    )
    config = st.column_config
    with card(t("merge.list_title"), t("merge.list_note")):
        st.dataframe(
            table,
            hide_index=True,
            column_config={
                "left": config.TextColumn(t("merge.column_left"), width=175),
                "right": config.TextColumn(t("merge.column_right"), width=175),
                "why": config.TextColumn(t("merge.column_why"), width=250),
                "net_12m": config.TextColumn(with_unit(t("merge.column_money"), unit), width=125, alignment="right"),
                "last_day": config.TextColumn(t("merge.column_last"), width=98),
            },
            height="content" if len(rows) <= 12 else 12 * 36 + 38,
            row_height=36,
            on_select="rerun",
            selection_mode="single-row",
            key=_list_key(),
        )
        shown, whole = (numbers.number(count, lang) for count in (len(rows), sum(queue.counts.values())))
        if sum(queue.counts.values()) > len(rows):
            st.caption(t("merge.list_more", shown=shown, all=whole))
