"""Limits of memory and processor time of the child: set by the system where it has them, and watched from outside
everywhere.

The system limits the address space, which is a stop for a reader that asks for gigabytes at once; the memory really
held is watched by the parent.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

MAPPED_ONLY = 1 << 30  # address space that libraries, thread stacks and heaps map and never touch


def limit_this_process(memory: int, seconds: float) -> None:
    """Set the limits of the running process for its next file. Only soft limits, so that the next file may set
    others."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    _soft(resource.RLIMIT_CPU, spent + 2 * int(seconds) + 1)  # two threads may count twice
    if hasattr(resource, "RLIMIT_AS"):
        _soft(resource.RLIMIT_AS, memory + MAPPED_ONLY)


def _soft(limit: int, value: int) -> None:
    import resource

    hard = resource.getrlimit(limit)[1]
    resource.setrlimit(limit, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def resident_bytes(pid: int) -> int:
    """Memory that a process holds now, 0 where the system does not say."""
    status = Path(f"/proc/{pid}/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return _resident_on_windows(pid) if sys.platform == "win32" else _resident_by_ps(pid)


def _resident_by_ps(pid: int) -> int:
    import subprocess

    told = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return int(told.stdout.strip() or 0) * 1024


def _resident_on_windows(pid: int) -> int:
    import csv
    import subprocess

    command = ["tasklist", "/FI", f"PID eq {pid}", "/FO", "CSV", "/NH"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    row = next(csv.reader(told.stdout.splitlines()), [])
    digits = "".join(sign for sign in row[4] if sign.isdigit()) if len(row) > 4 else ""
    return int(digits or 0) * 1024
