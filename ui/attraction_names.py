"""Names of one channel that differ between the files: spend under one, companies under another."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from analytics.attraction.channel_leads import channel_key, joined_names
from storage.settings import save_setting
from ui.attraction import Attraction
from ui.data import setting, store
from ui.language import words
from ui.lost import money
from ui.text import plain

_JOINED = "channel_leads.joined"


def _joined() -> dict[str, str]:
    return joined_names(setting(_JOINED) or "")


def joins_offered(found: Attraction) -> bool:
    """Whether any name has money and no companies, or was joined to another."""
    return bool(_joined()) or any(row["kind"] == "no_leads" for row in found.rows)


def names_of_channels(found: Attraction) -> None:
    """Every name with spend but no companies, with the channel it means; what was joined can be taken apart."""
    t, joined = words(), _joined()
    st.caption(t("attraction.names_note"))
    came = {row["channel_key"]: row["channel"] for row in found.rows if row["leads"] and row["channel_key"]}
    for row in found.rows:
        if row["kind"] == "no_leads" and came:
            _offer(row, came, joined)
    for name, target in joined.items():
        told, undo = st.columns([4, 1], vertical_alignment="center")
        told.markdown(t("attraction.names_joined", name=plain(name), channel=plain(came.get(target, target))))
        if undo.button(
            t("attraction.names_apart"), key=f"attraction_apart_{name}", type="tertiary", icon=":material/undo:"
        ):
            _save({known: to for known, to in joined.items() if known != name})


def _offer(row: dict[str, Any], came: dict[str, str], joined: dict[str, str]) -> None:
    t = words()
    chosen = st.selectbox(
        t("attraction.names_means", name=plain(row["channel"]), spend=money(row["spend"])), ["", *came],
        format_func=lambda key: came.get(key) or t("attraction.names_own"), key=f"attraction_means_{row['channel_key']}",
    )  # fmt: skip
    if chosen:
        _save(joined | {channel_key(row["channel"]): str(chosen)})


def _save(joined: dict[str, str]) -> None:
    save_setting(store(), _JOINED, json.dumps(joined, ensure_ascii=False) if joined else None)
    st.rerun()
