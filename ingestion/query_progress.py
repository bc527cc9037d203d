"""How far a long statement of DuckDB is, told while it runs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_LOOK_EVERY = 0.1  # seconds


@contextmanager
def told_while_running(engine: Any, tell: Callable[[float], None]) -> Iterator[None]:
    """Tell the share (0..1) that the engine says it has done of the statement run inside; it never goes back.

    The engine itself knows how much of its input it has read; where it does not say, nothing is told. `tell` is called
    in a thread of its own, and not any more once the block is left.
    """
    # Printing stays off: the output of the child process belongs to its answers.
    engine.execute("SET enable_progress_bar = true")
    engine.execute("SET enable_progress_bar_print = false")
    engine.execute("SET progress_bar_time = 0")
    over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(engine, tell, over), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def _watch(engine: Any, tell: Callable[[float], None], over: threading.Event) -> None:
    told = 0.0
    while not over.wait(_LOOK_EVERY):
        share = engine.query_progress() / 100  # below zero before the engine knows
        if told < share <= 1:
            told = share
            tell(share)
