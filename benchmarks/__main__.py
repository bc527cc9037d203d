"""`python -m benchmarks`: measures the goals and prints the table of ratios.

--only NAME   analyses, imports, screens, kill or threads (may be given again); without it all of them
--lines N     size of the made-up sales table (default 1 000 000)
--rounds N    pairs a comparison (default 5)
--write       put the table into benchmarks/README.md
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import analyses, imports, kill_import, screens, threads
from benchmarks.timing import ROUNDS, Line

PARTS = {
    "analyses": analyses.measure,
    "imports": imports.measure,
    "screens": screens.measure,
    "threads": threads.measure,
    "kill": kill_import.measure,
}
README = Path(__file__).resolve().parent / "README.md"
BEGIN, END = "<!-- table of ratios: begin -->", "<!-- table of ratios: end -->"
HEADER = Line("goal", "what", "ours (wall / processor)", "yardstick", "ratio", "wanted")


def machine() -> str:
    """The machine as far as it matters: cores, memory, and how busy it was."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    return f"{os.cpu_count()} cores, {memory:.0f} GB of memory, load {os.getloadavg()[0]:.1f} at the start"


def verdict(line: Line) -> str:
    """Whether the goals of a line are met: yes, NO, or each by its number."""
    if len(set(line.met)) < 2:
        return "" if not line.met else "yes" if line.met[0] else "NO"
    return ", ".join(
        f"{goal}: {'yes' if met else 'NO'}" for goal, met in zip(line.goal.split(", "), line.met, strict=True)
    )


def cells(line: Line) -> tuple[str, ...]:
    """A line as texts."""
    return (
        line.goal,
        line.what,
        line.ours,
        line.yardstick,
        line.ratio,
        line.limit,
        "met" if line is HEADER else verdict(line),
    )


def as_text(line: Line) -> str:
    """A line for a terminal."""
    widths = (5, 48, 34, 52, 13, 12, 3)
    return "  ".join(text.ljust(width) for text, width in zip(cells(line), widths, strict=True)).rstrip()


def as_markdown(lines: Sequence[Line]) -> str:
    """The lines as a table of Markdown."""
    rows = ["| " + " | ".join(cells(line)) + " |" for line in (HEADER, *lines)]
    return "\n".join([rows[0], "|---" * len(cells(HEADER)) + "|", *rows[1:]])


def write(table: str, readme: Path = README) -> None:
    """Put a table between the two marks of the README."""
    text = readme.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    readme.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{after}", encoding="utf-8")


def measured(parts: Sequence[str], lines: int, rounds: int) -> Iterator[Line]:
    """All lines of some parts, printed as they come."""
    for part in parts:
        for line in PARTS[part](lines, rounds):
            print(as_text(line), flush=True)
            yield line


def main(given: Sequence[str] | None = None) -> int:
    """0 where every goal is met, 1 where one is missed."""
    ask = argparse.ArgumentParser(prog="python -m benchmarks")
    ask.add_argument("--only", action="append", choices=tuple(PARTS), help="measure this part only")
    ask.add_argument("--lines", type=int, default=1_000_000)
    ask.add_argument("--rounds", type=int, default=ROUNDS)
    ask.add_argument("--write", action="store_true", help="put the table into benchmarks/README.md")
    chosen = ask.parse_args(given)
    where = f"{chosen.lines} lines, {chosen.rounds} pairs; {machine()}"
    print(where, as_text(HEADER), sep="\n", flush=True)
    lines = list(measured(chosen.only or tuple(PARTS), chosen.lines, chosen.rounds))
    if chosen.write:
        write(f"Measured on {where}.\n\n{as_markdown(lines)}")
    answers = [met for line in lines for met in line.met]
    missed = answers.count(False)
    print(f"{answers.count(True)} goals met, {missed} missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
