"""Parts of service that stand only with their records, or when somebody switched them on in Settings."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from storage.engine import Engine
from storage.settings import save_setting
from ui.data import setting, store
from ui.language import words

# part -> tables whose records bring it
PARTS = {
    "contact": ("service_requests", "standard_checks", "training_hours"),
    "promos": ("promos",),
    "cycle": ("cycle_owners",),
}


@lru_cache(maxsize=4)
def _kept(version: int, path: str, engine: Engine) -> frozenset[str]:
    return frozenset(
        part for part, tables in PARTS.items()
        if any(engine.query(f"SELECT 1 FROM {table} LIMIT 1").num_rows for table in tables)
    )  # fmt: skip


def parts_shown() -> list[str]:
    """The parts that have records or are switched on."""
    here = store()
    kept = _kept(here.version(), str(here.path), here)
    return [part for part in PARTS if part in kept or setting(f"show.{part}")]


def part_switches() -> None:
    """A switch a part, for those who want to begin with it."""
    t = words()
    for part in PARTS:
        shown = st.toggle(
            t.code("service.show", part), bool(setting(f"show.{part}")), help=t("service.show_help"), key=f"show_{part}"
        )
        if shown != bool(setting(f"show.{part}")):
            save_setting(store(), f"show.{part}", shown or None)
            st.rerun()
