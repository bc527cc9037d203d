"""The open corpus with its truth, read once for all marks that look at it."""

from __future__ import annotations

import csv
import importlib.util
import shutil
import tempfile
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from ingestion.process import ReaderProcess
from ingestion.read import read_file
from ingestion.reading import Reading

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
CORPUS = SHARED / "corpus"
TODAY = date(2026, 6, 1)
_KINDS = {"hostile": "hostile", "generic": "generic", "table_layout": "headers"}


@dataclass(frozen=True)
class Record:
    """A file of the corpus: its line of the manifest, and what the importer made of it."""

    truth: dict[str, str]
    reading: Reading

    @property
    def name(self) -> str:
        """The file's path inside the corpus."""
        return self.truth["file"]

    def as_line(self) -> dict[str, Any]:
        """The reading as the command prints it."""
        return self.reading.to_json()


def table(name: str) -> list[dict[str, str]]:
    """A table of the corpus' own truth."""
    with (CORPUS / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


class Corpus:
    """Readings of the corpus by kind: 'sales', 'headers', 'hostile', 'generic'; each kind is read when it is first asked
    for, by one child process for all."""

    def __init__(self, process: ReaderProcess) -> None:
        self._process = process
        self._read: dict[str, list[Record]] = {}
        rows = [row for row in table("MANIFEST.csv") if (CORPUS / row["file"]).exists()]
        self.rows = {
            kind: [r for r in rows if _KINDS.get(r["kind"], "sales") == kind] for kind in (*_KINDS.values(), "sales")
        }

    def read(self, kind: str) -> list[Record]:
        """Every file of a kind with its reading."""
        if kind not in self._read:
            self._read[kind] = [Record(row, self._reading(CORPUS / row["file"])) for row in self.rows[kind]]
        return self._read[kind]

    def _reading(self, path: Path) -> Reading:
        work = Path(tempfile.mkdtemp(prefix="marks-"))
        try:
            return read_file(path, work=work, process=self._process, today=TODAY)
        finally:
            shutil.rmtree(work)

    @cached_property
    def scorer(self) -> ModuleType:
        """The judge that acceptance uses too."""
        spec = importlib.util.spec_from_file_location("score_import", SHARED / "tools" / "score_import.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    @cached_property
    def verdicts(self) -> dict[str, str]:
        """FULL, ASKED, REFUSED, HELD, NOT HELD or SILENT WRONG of every table of sales."""
        others = self.scorer.readings(CORPUS)
        return {
            one.name: self.scorer.judge_sales(one.truth, one.as_line(), others[one.name]) for one in self.read("sales")
        }
