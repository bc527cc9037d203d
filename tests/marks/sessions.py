"""Several sessions of the app at once on one store: what each loads, and what others see meanwhile."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import duckdb

from storage.errors import StoreError
from storage.imports import FileToLoad, load
from storage.store import Store

_SEEN = "SELECT import_id, count(*) AS lines FROM sales_lines GROUP BY import_id"


@dataclass
class Together:
    """How the loads ended ('loaded' or the code of a refusal), and what readers saw that was no whole batch."""

    ended: Counter[str] = field(default_factory=Counter)
    torn: int = 0
    faults: list[str] = field(default_factory=list)
    looks: int = 0


def load_together(store: Store, files: Sequence[FileToLoad], readers: int = 3) -> Together:
    """Load each file in a session of its own, all at once, while readers look at the lines again and again."""
    found, done, start = Together(), threading.Event(), threading.Barrier(len(files))
    whole = {file.lines["loaded"] for file in files}

    def session(file: FileToLoad) -> str:
        start.wait()
        try:
            load(store, file, "owner")
        except StoreError as said:
            return said.code
        return "loaded"

    def look() -> None:
        while not done.is_set():
            try:
                rows = store.query(_SEEN).to_pylist()
            except duckdb.Error as fault:
                found.faults.append(str(fault)[:200])
                return
            found.looks += 1
            found.torn += any(row["lines"] not in whole for row in rows)

    with ThreadPoolExecutor(len(files) + readers) as pool:
        looking = [pool.submit(look) for _ in range(readers)]
        loading = [pool.submit(session, file) for file in files]
        try:
            found.ended.update(one.result() for one in loading)
        finally:
            done.set()
        for one in looking:
            one.result()
    return found
