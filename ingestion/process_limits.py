"""Limits of memory and processor time of the child, by the system where it has them, else watched from outside."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def limit_this_process(memory: int, seconds: float) -> None:
    """Set the limits of the running process for its next file. Only soft limits, so that the next file may set others."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    _soft(resource.RLIMIT_CPU, spent + 2 * int(seconds) + 1)  # two threads may count twice
    if hasattr(resource, "RLIMIT_AS"):
        _soft(resource.RLIMIT_AS, memory)


def _soft(limit: int, value: int) -> None:
    import resource

    hard = resource.getrlimit(limit)[1]
    resource.setrlimit(limit, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def limits_itself() -> bool:
    """Whether the child can limit its own memory here; Linux can, macOS accepts the call and ignores it."""
    return sys.platform == "linux"


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
