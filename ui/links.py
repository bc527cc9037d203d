"""The choices of the frame in the address of the page: every view is a link, whatever the language."""

from __future__ import annotations

import streamlit as st

_WRITTEN = "address_written"


def taken_from_address(name: str) -> list[str] | None:
    """Values of a parameter that somebody put into the address since we last wrote it; None where nobody did."""
    found = st.query_params.get_all(name)
    if not found or found == st.session_state.get(_WRITTEN, {}).get(name):
        return None
    return found


def write_to_address(values: dict[str, list[str]]) -> None:
    """Put the choices into the address; an empty list takes a parameter out."""
    written = st.session_state.setdefault(_WRITTEN, {})
    for name, chosen in values.items():
        if chosen:
            if st.query_params.get_all(name) != chosen:
                st.query_params[name] = chosen
        elif name in st.query_params:
            del st.query_params[name]
        written[name] = chosen
