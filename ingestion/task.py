"""What the parent asks its child process to do with a file. Imported by both, so it stands on next to nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from ingestion.answers import Answers
from ingestion.limits import Limits
from ingestion.reading import Place
from ingestion.signature import kind_of

Task = Literal["read", "mend", "sheet"]


@dataclass(frozen=True)
class Job:
    """What the parent asks for."""

    path: Path
    name: str
    work: Path
    today: date
    answers: Answers | None = None
    limits: Limits = field(default_factory=Limits)
    known_layouts: Mapping[str, Answers] = field(default_factory=dict)
    clean: Path | None = None  # write the located table there as plain CSV
    places: tuple[Place, ...] = ()  # rows to show instead of reading the file
    task: Task = "read"  # 'mend': the file holds rows that a person put right; 'sheet': it is a sheet of such rows

    def answers_for(self, layout: str) -> Answers:
        """The given answers, else those remembered for the layout, else none."""
        if self.answers is not None:
            return self.answers
        return self.known_layouts.get(layout, Answers())


def cost_kind(path: Path) -> str:
    """'workbook' or 'text': by which limits the file is read."""
    try:
        with path.open("rb") as source:
            return "workbook" if kind_of(source.read(64)) in ("zip", "ole2") else "text"
    except OSError:
        return "text"


def size_of(path: Path) -> int:
    """Bytes of the file, 0 where it is not there."""
    return path.stat().st_size if path.exists() else 0
