"""Bars that move while a file is read and loaded, and name the step that is going on."""

from __future__ import annotations

import threading
from types import TracebackType

import streamlit as st
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

from intake.one_file import Progress
from storage.progress import share_within
from ui.data import store
from ui.language import words
from ui.text import plain

_DRAW_EVERY = 0.2  # seconds


class ReadingBar:
    """One bar for several files that are read in turn; drawn where it is made. Leaving the page ends the reading."""

    def __init__(self, parts: int) -> None:
        self._parts = max(1, parts)
        self._bar = st.progress(0.0, words()("progress.reading.start"))

    def part(self, place: int, name: str) -> Progress:
        """The listener of one file, counted from 0."""
        t, shown = words(), plain(name)

        def moved(step: str, share: float) -> None:
            whole = (place + min(1.0, max(0.0, share))) / self._parts
            self._bar.progress(min(1.0, whole), f"{shown} · {t.code('progress.reading', step)}")

        return moved

    def close(self) -> None:
        """Take the bar away."""
        self._bar.empty()


class LoadingBar:
    """One bar for several files that are loaded in turn, drawn by a thread of its own inside a `with`.

    The thread that loads draws nothing: drawing is where a page that the visitor leaves is stopped, and an import that
    he has ordered goes on to its end. Between two steps the bar follows what the engine says of its statement.
    """

    def __init__(self, parts: int = 1) -> None:
        self._t = words()
        self._parts = max(1, parts)
        self._now: tuple[int, str, str] | None = None  # place, name, step
        self._drawn = 0.0
        self._bar = st.progress(0.0, self._t("progress.loading.start"))
        self._store = store()
        self._over = threading.Event()
        self._painter = threading.Thread(target=self._paint, daemon=True)
        add_script_run_ctx(self._painter, get_script_run_ctx())

    def __enter__(self) -> LoadingBar:
        self._painter.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._painter.join()
        if kind is None:
            self._bar.empty()

    def part(self, place: int = 0, name: str = "") -> Progress:
        """The listener of one file, counted from 0; its name stands before the step."""

        def moved(step: str, share: float) -> None:
            self._now = (place, plain(name), step)

        return moved

    def _paint(self) -> None:
        while not self._over.wait(_DRAW_EVERY):
            now = self._now
            if now is None:
                continue
            place, name, step = now
            part = self._store.statement_progress() or 0.0
            # Several statements make a step, each counted from nothing: the bar never goes back.
            self._drawn = max(self._drawn, (place + share_within(step, part)) / self._parts)
            said = self._t.code("progress.loading", step)
            self._bar.progress(min(1.0, self._drawn), f"{name} · {said}" if name else said)
