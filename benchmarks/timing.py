"""Measuring two ways of doing one thing side by side, and what a line of the table of ratios says."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

ROUNDS = 5


@dataclass(frozen=True)
class Cost:
    """What one run took: seconds on the clock and seconds of processor time, of children too."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Pair:
    """Medians over rounds in which ours and the yardstick took turns; the ratios are medians of the rounds' ratios."""

    ours: Cost
    theirs: Cost
    wall_ratio: float
    cpu_ratio: float


@dataclass(frozen=True)
class Line:
    """One line of the table: the goal's number, what was done, ours and the yardstick in words, ratios, the goal, met or not.

    met: one answer for each goal of the line; empty where it is shown for comparison only.
    """

    goal: str
    what: str
    ours: str
    yardstick: str
    ratio: str
    limit: str
    met: tuple[bool, ...] = ()


def cost_of(run: Callable[[], Any]) -> Cost:
    """Cost of a call in this process, threads of the engines included."""
    wall, cpu = time.perf_counter(), time.process_time()
    run()
    return Cost(time.perf_counter() - wall, time.process_time() - cpu)


def cost_of_command(command: Sequence[str], **options: Any) -> Cost:
    """Cost of a whole process from start to end, its own children included. Raises where it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **options)
    errors = process.stderr.read() if process.stderr else b""
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.stderr:
        process.stderr.close()
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}: {errors[-500:].decode(errors='replace')}")
    return Cost(wall, used.ru_utime + used.ru_stime)


def in_turns(ours: Callable[[], Cost], theirs: Callable[[], Cost], rounds: int = ROUNDS) -> Pair:
    """Run both in turns, changing who goes first, so that a busy neighbour hits both alike."""
    ours_costs, their_costs = [], []
    for round_number in range(rounds):
        if round_number % 2:
            their_costs.append(theirs())
            ours_costs.append(ours())
        else:
            ours_costs.append(ours())
            their_costs.append(theirs())
    both = list(zip(ours_costs, their_costs, strict=True))
    return Pair(
        _median_cost(ours_costs),
        _median_cost(their_costs),
        median(one.wall / other.wall for one, other in both),
        median(one.cpu / max(other.cpu, 1e-4) for one, other in both),
    )


def _median_cost(costs: Sequence[Cost]) -> Cost:
    return Cost(median(cost.wall for cost in costs), median(cost.cpu for cost in costs))


def ratio_line(goal: str, what: str, pair: Pair, yardstick: str, *most: float) -> Line:
    """A pair as a line of the table; each goal, if there is one, holds for wall and for processor time."""
    return Line(
        goal,
        what,
        _worded(pair.ours),
        f"{yardstick}: {_worded(pair.theirs)}",
        f"{pair.wall_ratio:.2f} / {pair.cpu_ratio:.2f}",
        ", ".join(f"<= {limit:.3g}" for limit in most),
        tuple(max(pair.wall_ratio, pair.cpu_ratio) <= limit for limit in most),
    )


def _worded(cost: Cost) -> str:
    if max(cost.wall, cost.cpu) < 1:
        return f"{cost.wall * 1000:.1f} / {cost.cpu * 1000:.1f} ms"
    return f"{cost.wall:.2f} / {cost.cpu:.2f} s"


def peak_memory(command: Sequence[str], **options: Any) -> list[int]:
    """Bytes that a process and its children held at their highest: the high-water mark of each, the largest first."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    highest: dict[int, int] = {}
    while process.poll() is None:
        for pid in (process.pid, *descendants(process.pid)):
            highest[pid] = max(highest.get(pid, 0), memory_of(pid, "VmHWM"))
        time.sleep(0.01)
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}")
    return sorted(highest.values(), reverse=True)


def descendants(pid: int) -> list[int]:
    """Process ids of the children of a process, and of theirs."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(child) for child in task.read_text().split()]
        except OSError:  # the thread has ended meanwhile
            continue
        for child in children:
            found += [child, *descendants(child)]
    return found


def memory_of(pid: int, kind: str) -> int:
    """Bytes of `VmRSS` or `VmHWM` of a process, 0 when it has gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    words = next((line.split() for line in status.splitlines() if line.startswith(f"{kind}:")), None)
    return int(words[1]) * 1024 if words else 0


def processor_seconds(pid: int) -> float:
    """Processor time that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
