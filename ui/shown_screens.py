"""Screens that live on records of their own: in the menu only while such records exist, or when the owner wants them."""

from __future__ import annotations

import streamlit as st

from storage.settings import save_setting
from ui.data import records_held, setting, store
from ui.language import words
from ui.page import card
from ui.service_parts import part_switches

ON_REQUEST = {"calls": "call_checks"}  # screen -> the records that it lives on


def is_asked_for(screen: str) -> bool:
    """Whether a screen stands in the menu: always, unless it lives on records that nobody has and nobody asked for it."""
    table = ON_REQUEST.get(screen)
    return table is None or records_held(table) or bool(setting(f"screen.{screen}"))


def switches_card() -> None:
    """A switch for each of these screens; one that has records stands anyway."""
    t = words()
    with card(t("screens.title"), t("screens.note")):
        for screen, table in ON_REQUEST.items():
            held, wanted = records_held(table), bool(setting(f"screen.{screen}"))
            chosen = st.toggle(
                t.code("menu", screen),
                held or wanted,
                disabled=held,
                key=f"screen_{screen}",
                help=t("screens.held") if held else None,
            )
            if not held and chosen != wanted:
                save_setting(store(), f"screen.{screen}", chosen or None)
                st.rerun()
        part_switches()
