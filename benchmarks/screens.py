"""Goals 11, 13, 16 and 20: what a screen costs the server, in the real server with visitors over the real protocol."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from analytics.clients.abc_classes import abc_classes
from analytics.windows import default_scope
from benchmarks.analyses import make_store
from benchmarks.data import OUT
from benchmarks.session import Run, Server, Session
from benchmarks.timing import Line, memory_of, processor_seconds
from storage.store import open_store

SCRIPT_MS, CPU_MS, SERVER_MB, SESSION_MB, POINTS, CHART_KB = 15.0, 20.0, 300, 1.0, 5000, 300
CACHED_RUNS, SESSIONS = 30, 30
SCREENS = {
    "Pulse": "pulse",
    "ABC": "abc",
    "Client card": "client",
    "Data health": "health",
    "Imports": "imports",
    "Settings": "settings",
    "Upload": "upload",
}
_COUNTED = ("Pulse", "ABC", "Client card")  # the screens that ask the methods
_EMPTY = Path(__file__).resolve().parent / "empty_page.py"
_MEGABYTE = 1 << 20


@dataclass
class Visits:
    """Seconds of one screen: of the script with answers from the cache, of the server's processor in such a run, and, with
    filters that nobody asked about before, of the script less its queries and of the queries.
    """

    cached: list[float] = field(default_factory=list)
    cpu: float = 0.0
    fresh: list[float] = field(default_factory=list)
    queries: list[float] = field(default_factory=list)


@contextmanager
def visited(server: Server) -> Iterator[Session]:
    """A session that is left at the end."""
    session = Session(server.port)
    try:
        yield session
    finally:
        session.close()


def visit(server: Server, page: str, query: str, fresh_queries: list[str], runs: int = CACHED_RUNS) -> Visits:
    """Open a screen, run it again with nothing changed, then with changed filters."""
    visits = Visits()
    with visited(server) as session:
        session.run(page, query)
        session.run(query=query)
        time.sleep(0.3)  # the first runs' collection of garbage is theirs
        server.ask("spent")
        before = processor_seconds(server.pid)
        for _ in range(runs):
            session.run(query=query)
            visits.cached.append(server.ask("spent")["script"])
        visits.cpu = (processor_seconds(server.pid) - before) / runs
        for changed in fresh_queries:
            session.run(query=changed)
            spent = server.ask("spent")
            visits.fresh.append(spent["script"] - spent["queries"])
            visits.queries.append(spent["queries"])
    return visits


def _addresses(database: Path) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The address of each screen, and for those with filters a few addresses that change what is asked."""
    store = open_store(database, read_only=True)
    try:
        scope = default_scope(store)
        client = abc_classes(store, scope).rows[0]["client_id"]
        managers = (
            store.query("SELECT DISTINCT manager FROM client_day ORDER BY manager").column("manager").to_pylist()[:6]
        )
    finally:
        store.close()
    days = [scope.as_of.replace(day=number).isoformat() for number in (28, 25, 22, 19, 16, 13)]
    plain = {name: urlencode({"client": client}) if name == "Client card" else "" for name in SCREENS}
    fresh = {name: [urlencode({"manager": manager}) for manager in managers] for name in ("Pulse", "ABC")}
    fresh["Client card"] = [urlencode({"client": client, "asof": day}) for day in days]
    return plain, fresh


def _cost_lines(name: str, visits: Visits, empty: Visits) -> Iterator[Line]:
    cached, without = (median(seen.cached) * 1000 for seen in (visits, empty))
    fresh, asked = median(visits.fresh) * 1000, median(visits.queries) * 1000
    cpu, bare = visits.cpu * 1000, empty.cpu * 1000
    limit = f"<= {SCRIPT_MS:.0f} ms"
    yardstick = "empty Streamlit page"
    yield Line(
        "11",
        f"{name}: script of a cached rerun",
        f"{cached:.1f} ms",
        f"{yardstick}: {without:.1f} ms",
        "",
        limit,
        (cached <= SCRIPT_MS,),
    )
    yield Line(
        "11", f"{name}: script less its queries, other filters", f"{fresh:.1f} ms (queries {asked:.0f} ms)", f"{yardstick}: {without:.1f} ms",
        "", limit, (fresh <= SCRIPT_MS,),
    )  # fmt: skip
    yield Line(
        "13", f"{name}: server processor time of a cached rerun", f"{cpu:.1f} ms", f"{yardstick}: {bare:.1f} ms", "", f"<= {CPU_MS:.0f} ms",
        (cpu <= CPU_MS,),
    )  # fmt: skip


def _chart_line(runs: list[Run]) -> Line:
    charts = [chart for run in runs for chart in run.charts]
    points, size = max(count for count, _ in charts), max(length for _, length in charts) / 1024
    ours = f"{len(charts)} charts; the largest has {points} points, {size:.0f} KB"
    return Line("20", "charts of all screens", ours, "100 000 points: 2.2 MB", "", f"<= {POINTS} points, {CHART_KB} KB",
                (points <= POINTS and size <= CHART_KB,))  # fmt: skip


def _memory_lines(server: Server, sessions: int) -> Iterator[Line]:
    """Memory of the server after the screens were seen, and what each more visitor takes."""
    held, buffers = memory_of(server.pid, "VmRSS") / _MEGABYTE, server.ask("memory")["bytes"] / _MEGABYTE
    own = held - buffers
    yield Line(
        "16",
        "memory of the server",
        f"{own:.0f} MB and {buffers:.0f} MB of DuckDB's buffers",
        "",
        "",
        f"<= {SERVER_MB} MB",
        (own <= SERVER_MB,),
    )
    open_sessions = [Session(server.port) for _ in range(sessions)]
    try:
        for session in open_sessions:
            session.run("abc")
        each = (memory_of(server.pid, "VmRSS") / _MEGABYTE - held) / sessions
    finally:
        for session in open_sessions:
            session.close()
    yield Line(
        "16",
        f"memory of a session ({sessions} visitors of ABC)",
        f"{each:.2f} MB",
        "",
        "",
        f"<= {SESSION_MB:.0f} MB",
        (each <= SESSION_MB,),
    )


def measure(
    lines: int, rounds: int, folder: Path = OUT, runs: int = CACHED_RUNS, sessions: int = SESSIONS
) -> Iterator[Line]:
    """Lines of the table for goals 11, 13, 16 and 20."""
    database = make_store(lines, folder)
    plain, fresh = _addresses(database)
    empty_server = Server(script=_EMPTY)
    try:
        server = Server(database)
        try:
            first_runs = []
            for name, page in SCREENS.items():
                with visited(server) as session:
                    first_runs.append(session.run(page, plain[name]))
            for name in _COUNTED:
                empty = visit(empty_server, "", "", [], runs)
                yield from _cost_lines(name, visit(server, SCREENS[name], plain[name], fresh[name], runs), empty)
            yield _chart_line(first_runs)
            yield from _memory_lines(server, sessions)
        finally:
            server.close()
    finally:
        empty_server.close()
