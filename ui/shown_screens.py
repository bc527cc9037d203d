"""Screens that live on records of their own: in the menu only while such records exist, or when the owner wants them."""

from __future__ import annotations

import streamlit as st

from storage.settings import save_setting
from ui.data import records_held, setting, store
from ui.language import words
from ui.page import card
from ui.service_parts import PARTS, has_records

ON_REQUEST = {"calls": "call_checks"}  # screen -> the records that it lives on


def is_asked_for(screen: str) -> bool:
    """Whether a screen stands in the menu: always, unless it lives on records that nobody has and nobody asked for it."""
    table = ON_REQUEST.get(screen)
    return table is None or records_held(table) or bool(setting(f"screen.{screen}"))


def switches_card() -> None:
    """A switch for each of these screens, and for the parts of service; what has records stands anyway."""
    t = words()
    with card(t("screens.title"), t("screens.note")):
        for screen, table in ON_REQUEST.items():
            _switch(t.code("menu", screen), f"screen.{screen}", records_held(table))
        for part in PARTS:
            _switch(t.code("service.show", part), f"show.{part}", has_records(part), t("service.show_help"))


def _switch(label: str, name: str, held: bool, note: str | None = None) -> None:
    wanted = bool(setting(name))
    said = words()("screens.held") if held else note
    chosen = st.toggle(label, held or wanted, disabled=held, key=name.replace(".", "_"), help=said)
    if not held and chosen != wanted:
        save_setting(store(), name, chosen or None)
        st.rerun()
