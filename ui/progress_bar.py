"""A bar that moves while a file is read and loaded, and names the step that is going on."""

from __future__ import annotations

import streamlit as st

from intake.one_file import Progress
from ui.language import words
from ui.text import plain


class ProgressBar:
    """One bar for a piece of work of several equal parts; drawn where it is made.

    family: 'reading' or 'loading', whose steps have their words under `progress.<family>.<step>`.
    """

    def __init__(self, family: str, parts: int = 1) -> None:
        self._family, self._parts = family, max(1, parts)
        self._bar = st.progress(0.0, words()(f"progress.{family}.start"))

    def part(self, place: int = 0, name: str = "") -> Progress:
        """The listener of one part, counted from 0; `name` of the file stands before the step."""
        t, shown = words(), plain(name)

        def moved(step: str, share: float) -> None:
            said = t.code(f"progress.{self._family}", step)
            whole = (place + min(1.0, max(0.0, share))) / self._parts
            self._bar.progress(min(1.0, whole), f"{shown} · {said}" if shown else said)

        return moved

    def close(self) -> None:
        """Take the bar away."""
        self._bar.empty()
