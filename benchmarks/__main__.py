"""`python -m benchmarks`: measures the goals and prints the table of ratios.

--only NAME   analyses, losses, rules, imports, screens, threshold, visitors, kill, threads, names or marks (may be
              given again); without it all of them
--mark NAME   of the marks only these: T01, T11 ... (may be given again)
--lines N     size of the made-up sales table (default 1 000 000)
--rounds N    pairs a comparison (default 5)
--write       put the tables into benchmarks/README.md, each between the marks of its part and size
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from benchmarks import (
    analyses,
    imports,
    kill_import,
    losses,
    marks,
    names,
    rules,
    screens,
    threads,
    threshold,
    visitors,
)
from benchmarks.timing import ROUNDS, Line

PARTS = {
    "analyses": analyses.measure,
    "losses": losses.measure,
    "rules": rules.measure,
    "imports": imports.measure,
    "screens": screens.measure,
    "threshold": threshold.measure,
    "visitors": visitors.measure,
    "threads": threads.measure,
    "kill": kill_import.measure,
    "names": names.measure,
    "marks": marks.measure,
}
README = Path(__file__).resolve().parent / "README.md"
BEGIN, END = "<!-- measured: {part}, {lines} lines -->", "<!-- end of {part}, {lines} lines -->"
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


def place_in(text: str, part: str, lines: int) -> tuple[str, str]:
    """The text before and after the table of a part and a size; ValueError where it has no marks for them."""
    begin, end = (mark.format(part=part, lines=lines) for mark in (BEGIN, END))
    if begin not in text or end not in text:
        raise ValueError(f"the page has no place for {part} of {lines} lines")
    return text.split(begin)[0] + begin, end + text.split(end)[1]


def write(table: str, part: str, lines: int, readme: Path = README) -> None:
    """Put the table of a part and a size between its two marks in the README."""
    before, after = place_in(readme.read_text(encoding="utf-8"), part, lines)
    readme.write_text(f"{before}\n\n{table}\n\n{after}", encoding="utf-8")


def measure(part: str, lines: int, rounds: int, to_readme: bool, only: Sequence[str] = ()) -> list[Line]:
    """All lines of a part, printed as they come; of the marks only those named."""
    if to_readme:  # a page without a place for the table is told before the measuring, not after
        place_in(README.read_text(encoding="utf-8"), part, lines)
    size = f"{lines:,}".replace(",", " ")
    where = f"{size} lines, {rounds} pairs; {machine()}"
    print(f"{part}: {where}", as_text(HEADER), sep="\n", flush=True)
    found = []
    found_by = partial(marks.measure, only=only) if part == "marks" else PARTS[part]
    for line in found_by(lines, rounds):
        print(as_text(line), flush=True)
        found.append(line)
    if to_readme:
        write(f"{where}.\n\n{as_markdown(found)}", part, lines)
    return found


def main(given: Sequence[str] | None = None) -> None:
    """Measure what was asked for. A missed goal is no failure of the command: a busy machine misses some."""
    ask = argparse.ArgumentParser(prog="python -m benchmarks")
    ask.add_argument("--only", action="append", choices=tuple(PARTS), help="measure this part only")
    ask.add_argument("--lines", type=int, default=1_000_000)
    ask.add_argument("--rounds", type=int, default=ROUNDS)
    ask.add_argument("--write", action="store_true", help="put the tables into benchmarks/README.md")
    ask.add_argument(
        "--mark", action="append", choices=tuple(marks.MARKS), default=[], help="of the marks this one only"
    )
    chosen = ask.parse_args(given)
    if chosen.mark and chosen.write:
        ask.error("the table of the marks is written whole: --write goes without --mark")
    parts = chosen.only or tuple(PARTS)
    lines = [line for part in parts for line in measure(part, chosen.lines, chosen.rounds, chosen.write, chosen.mark)]
    answers = [met for line in lines for met in line.met]
    print(f"{answers.count(True)} goals met, {answers.count(False)} missed")


if __name__ == "__main__":
    main()
