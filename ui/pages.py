"""The screens: their files, addresses, icons and names in the menu."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui.data import rows_are_held
from ui.language import words
from ui.shown_screens import is_asked_for

ROOT = Path(__file__).resolve().parent.parent / "pages"
_SECTIONS = {
    "home": (("pulse", ":material/monitor_heart:"),),
    "clients": (
        ("abc", ":material/leaderboard:"),
        ("lost", ":material/person_off:"),
        ("win_back", ":material/undo:"),
        ("client_card", ":material/badge:"),
    ),
    "sales": (
        ("funnel", ":material/filter_alt:"),
        ("calls", ":material/headset_mic:"),
        ("attraction", ":material/campaign:"),
        ("base", ":material/hub:"),
    ),
    "team": (
        ("kpi", ":material/flag:"),
        ("pay", ":material/account_balance_wallet:"),
        ("service", ":material/support_agent:"),
    ),
    "data": (
        ("upload", ":material/upload_file:"),
        ("held_rows", ":material/rule:"),
        ("health", ":material/verified_user:"),
        ("imports", ":material/history:"),
        ("merge_clients", ":material/merge:"),
        ("settings", ":material/settings:"),
    ),
}
_HIDDEN = {"client_card"}
_FIRST = "pulse"
_ADDRESS = {"client_card": "client", "pulse": "home"}


def page(name: str) -> st.Page:
    """The screen of a name, for links and for switching."""
    for section, screens in _SECTIONS.items():
        for known, icon in screens:
            if known == name:
                return st.Page(
                    ROOT / section / f"{name}.py",
                    title=words().code("menu", name),
                    icon=icon,
                    url_path=_ADDRESS.get(name, name),
                    default=name == _FIRST,
                    visibility="hidden" if _is_hidden(name) else "visible",
                )
    raise KeyError(name)


def _is_hidden(name: str) -> bool:
    """A screen that is reached by links only; that of held rows while no row is held; one that lives on records which
    nobody has.
    """
    return name in _HIDDEN or (name == "held_rows" and not rows_are_held()) or not is_asked_for(name)


def section_of(shown: st.Page) -> str:
    """The section of the menu that a screen stands in."""
    for section, screens in _SECTIONS.items():
        if shown.url_path in {_ADDRESS.get(name, name) for name, _ in screens}:
            return section
    return "home"


def client_card() -> st.Page:
    """The hidden page of one client."""
    return page("client_card")


def registry() -> dict[str, list[st.Page]]:
    """All screens by section of the menu."""
    t = words()
    found = {
        t.code("menu.section", section): [page(name) for name, _ in screens] for section, screens in _SECTIONS.items()
    }
    found[t.code("menu.section", "home")].append(_first_by_its_name())
    return found


def _first_by_its_name() -> st.Page:
    """The first screen stands at the bare address; somebody who types its name finds it too."""
    path = ROOT / "home" / f"{_FIRST}.py"
    return st.Page(path, title=words().code("menu", _FIRST), url_path=_FIRST, visibility="hidden")
