"""Promotions that kept their word and those that did not; they are typed into a grid and kept at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analytics.errors import WrongSetting
from analytics.service.honest_promotions import HonestPromotionsSettings, again_share, honest_promotions, promo_state
from storage.typed import type_rows
from ui.data import answer, store
from ui.language import language, words
from ui.method_settings import chosen_settings
from ui.notices import sentences
from ui.service import Service, count, low_end, money, percent
from ui.tables import header_width, row_height
from ui.text import plain
from wording import numbers

_FIELDS = ("name", "starts_on", "ends_on", "limit_type", "stock", "sold_out_at", "refused")
_DAYS = ("starts_on", "ends_on", "sold_out_at")
_REFUSED = "service_promos_wrong"


def promos_view(found: Service) -> None:
    """What each promotion promised and what became of it, then the grid."""
    t = words()
    result = answer(honest_promotions, found.scope, chosen_settings(HonestPromotionsSettings, "honest_promotions"))
    for said in (*sentences(result.warnings), *(promo_text(row) for row in result.rows)):
        st.markdown(said)
    if not result.rows:
        st.markdown(t("service.promos_none"))
    st.caption(t("service.promos_note"))
    _grid(result.rows)
    for said in st.session_state.pop(_REFUSED, []):
        st.error(said)


def promo_text(row: Mapping[str, Any]) -> str:
    """A promotion in a sentence, with whether those who got nothing came back."""
    t, lang = words(), language()
    values = {"name": plain(row["name"]), "period": _period(row)}
    if row["state"] == "sold_out":
        said = t.n(
            "service.promo_sold_out",
            row["empty_days"],
            n=count(row["empty_days"]),
            day=numbers.day(row["sold_out_at"], lang),
            **values,
        )
        if row["refused"]:
            said += " " + t.n(
                "service.promo_refused", row["refused"], n=count(row["refused"]), money=money(row["goodwill"])
            )
        return said + _again(row)
    return t.code("service.promo", row["state"], **values)


def _period(row: Mapping[str, Any]) -> str:
    if row["starts_on"] and row["ends_on"]:
        return numbers.period(row["starts_on"], row["ends_on"], language())
    return numbers.day(row["starts_on"] or row["ends_on"], language())


def _again(row: Mapping[str, Any]) -> str:
    if row["refused_again"] is None:
        return ""
    refused, served = (
        again_share(row["refused_again"], row["refused_known"]),
        again_share(row["served_again"], row["served"]),
    )
    if refused is None or served is None:
        return ""
    values = {
        "refused": percent(refused[0]),
        "low": low_end(refused[1]),
        "high": percent(refused[2]),
        "served": percent(served[0]),
        "n": count(row["refused_known"]),
    }
    return " " + words()("service.promo_again", **values)


def _grid(rows: Sequence[Mapping[str, Any]]) -> None:
    t, config = words(), st.column_config
    limits = {t.code("service.limit", code): code for code in ("period", "quantity")}
    label_of = {code: label for label, code in limits.items()}
    shown = [{**{n: row[n] for n in _FIELDS}, "limit_type": label_of.get(row["limit_type"])} for row in rows]
    key = f"service_promos_{store().version()}"
    dates = {
        n: config.DateColumn(
            t.code("service.promo_col", n),
            format="DD.MM.YYYY",
            width=header_width(t.code("service.promo_col", n), 90, edited=True),
        )
        for n in _DAYS
    }
    st.data_editor(
        pd.DataFrame(shown, columns=list(_FIELDS), dtype=object), hide_index=True, num_rows="dynamic", height="content", placeholder="", row_height=row_height(shown, {"name": 196}),
        key=key, on_change=_saved, args=(key, rows, limits),
        column_config={
            "name": config.TextColumn(t("service.promo_col.name"), width=196, required=True), **dates,
            "limit_type": config.SelectboxColumn(t("service.promo_col.limit_type"), options=list(limits), width=114),
            "stock": config.NumberColumn(t("service.promo_col.stock"), min_value=0, step=1, width=82, format="localized"),
            "refused": config.NumberColumn(t("service.promo_col.refused"), min_value=0, step=1, width=128, format="localized"),
        },
    )  # fmt: skip


def _saved(key: str, rows: Sequence[Mapping[str, Any]], limits: Mapping[str, str]) -> None:
    """Keep what was typed; a promotion that ends before it begins is refused in a sentence."""
    t, state = words(), st.session_state[key]
    gone = [_key(rows[place]) for place in state["deleted_rows"]]
    edited = [({n: rows[int(place)][n] for n in _FIELDS}, fields) for place, fields in state["edited_rows"].items()]
    kept = []
    for old, fields in [*edited, *(({}, fields) for fields in state["added_rows"])]:
        made = {**dict.fromkeys(_FIELDS), **old, **{n: _typed(n, value, limits) for n, value in fields.items()}}
        if not (made["name"] or "").strip():
            continue
        try:
            promo_state(made["starts_on"], made["ends_on"], made["limit_type"], made["sold_out_at"])
        except WrongSetting:
            st.session_state.setdefault(_REFUSED, []).append(t("service.promo_wrong", name=plain(made["name"])))
            continue
        kept.append({**made, "name": made["name"].strip(), "refused": made["refused"] or 0})
        if old and _key(old) != _key(made):
            gone.append(_key(old))
    if kept or gone:
        type_rows(store(), "promos", kept, gone)


def _typed(name: str, value: Any, limits: Mapping[str, str]) -> Any:
    if name in _DAYS and value is not None and not isinstance(value, date):
        return date.fromisoformat(str(value)[:10])
    if name == "limit_type":
        return limits.get(value)
    return int(value) if name in ("stock", "refused") and value is not None else value


def _key(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": row["name"], "starts_on": row["starts_on"]}
