"""What reading a file gives: frozen records, plain enough for JSON, shared by the child process, the screens and
the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from ingestion.answers import Answers
from ingestion.refusal import Fact
from ingestion.relation import Related
from ingestion.staged import StagedFile

Outcome = Literal["loaded", "ask", "refused"]
Clarity = Literal["clear", "question", "unused"]


Place = tuple[int, int]  # number of the sheet (0 in a text), line of the file or row of the sheet from 1


@dataclass(frozen=True)
class SourceRow:
    """One row: where it stands, the names above its cells (blank where there are none), and the cells as text."""

    sheet: int
    line: int
    sheet_name: str
    header: tuple[str, ...]
    cells: tuple[str, ...]

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> SourceRow:
        """The row that a child process gave."""
        return cls(**{**values, "header": tuple(values["header"]), "cells": tuple(values["cells"])})


@dataclass(frozen=True)
class LineCounts:
    """The law of conservation: total = header + blank + loaded + quarantined + skipped.

    A record of a text file counts as one line even where a quoted cell holds line breaks. `header` counts the header
    and everything above it. `sale_lines`: how many lines of sales the loaded rows gave where a row may give several (a
    table with periods in its columns); None where each gave one.
    """

    total: int = 0
    header: int = 0
    blank: int = 0
    loaded: int = 0
    quarantined: int = 0
    skipped: int = 0
    sale_lines: int | None = None

    @property
    def made(self) -> int:
        """Lines of sales."""
        return self.loaded if self.sale_lines is None else self.sale_lines

    def conserved(self) -> bool:
        """Whether every line is accounted for."""
        return self.total == self.header + self.blank + self.loaded + self.quarantined + self.skipped


@dataclass(frozen=True)
class Evidence:
    """Why a column was given its field: a code (`ingestion.evidence.<code>`) and the facts of its sentence."""

    code: str
    facts: dict[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True)
class ColumnGuess:
    """One column of the file: its position from 1, its header, the field it was given, and why."""

    index: int
    header: str
    field: str | None
    clear: Clarity
    evidence: Evidence
    samples: tuple[str, ...] = ()
    is_added: bool = False  # no column of the file: headings of a grouped report stand in it


@dataclass(frozen=True)
class HeldLine:
    """A line held back: its number in the file, the reason, and the value that could not be read."""

    line: int
    reason: str
    header: str | None = None
    value: str | None = None
    sheet: str | None = None  # where lines of several sheets were read


@dataclass(frozen=True)
class Question:
    """Something only a person can know. Each option is a plain mapping whose key `answer` goes back in `Answers`."""

    code: str
    options: tuple[dict[str, Any], ...] = ()
    facts: dict[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True)
class SheetRules:
    """By which rules the rows of one sheet were read: name and number of the sheet (empty and 0 in a text), the names of
    its columns (those that groups gave included), field -> column from 0, the order of dates and the decimal signs
    (None: only what proves itself), and the rest as in `ingestion.plan.Plan`.
    """

    sheet: str
    number: int
    header: tuple[str, ...]
    columns: dict[str, int]
    date_order: str | None
    decimals: dict[str, str | None]
    whole_floats: tuple[str, ...]
    left_out_states: dict[str, str]
    state_field: str | None
    negate_returns: bool
    fill_client_down: bool
    order_total_once: bool
    cell_bytes: int
    fixed_day: str | None
    currency: str | None = None
    by_sign: bool = False

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> SheetRules:
        """The rules that `dataclasses.asdict` made plain."""
        tuples = {name: tuple(values[name]) for name in ("header", "whole_floats")}
        return cls(**{**values, **tuples})


@dataclass(frozen=True)
class OwnTotal:
    """The file's own total row: its line, its amount, and what was added up minus that amount."""

    line: int
    amount: Decimal
    difference: Decimal


@dataclass(frozen=True)
class Reading:
    """What was found in one file. With outcome 'ask' the other fields hold the best guess.

    `amount_total` adds up all rows: where they are in several currencies it is a number to check by, not one to show.
    """

    file: str
    name: str
    outcome: Outcome
    reason: str | None = None
    facts: dict[str, Fact] = field(default_factory=dict)
    sha256: str = ""
    bytes: int = 0
    header_row: tuple[int, int] | None = None
    columns: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: LineCounts = LineCounts()
    amount_total: Decimal = Decimal(0)
    clients: int = 0
    date_min: date | None = None
    date_max: date | None = None
    quarantine: tuple[HeldLine, ...] = ()
    questions: tuple[Question, ...] = ()
    warnings: tuple[str, ...] = ()
    fingerprint: str = ""
    kind: str = "sales"  # or one of `kinds.catalogue.KINDS`
    records: dict[str, int] = field(default_factory=dict)  # table of the store -> records for it
    unknown_words: tuple[dict[str, Any], ...] = ()  # of records: field, word, count
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheet_number: int = 0  # of the first sheet that was read; 0 in a text
    answers: Answers = field(default_factory=Answers)
    seconds: float = 0.0
    mapping: tuple[ColumnGuess, ...] = ()
    preview: tuple[dict[str, str], ...] = ()
    skipped_by_reason: dict[str, int] = field(default_factory=dict)
    held_by_reason: dict[str, int] = field(default_factory=dict)
    held_amount: Decimal | None = None
    own_total: OwnTotal | None = None
    unidentified_lines: int = 0
    unidentified_amount: Decimal = Decimal(0)
    currencies: tuple[str, ...] = ()
    amounts: dict[str, Decimal] = field(default_factory=dict)  # sum of each currency; '' where nothing names one
    staged: StagedFile | None = None
    related: Related | None = None  # where several tables were read as one
    rules: tuple[SheetRules, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values; amounts and dates as text, paths of the staged files under `staged`."""
        plain: dict[str, Any] = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain["answers"] = self.answers.to_json()
        plain["lines"] = asdict(self.lines)
        plain["header_row"] = list(self.header_row) if self.header_row else None
        for name in ("quarantine", "questions", "mapping", "rules"):
            plain[name] = [asdict(one) for one in plain[name]]
        for name in ("amount_total", "unidentified_amount", "held_amount", "date_min", "date_max"):
            plain[name] = None if plain[name] is None else str(plain[name])
        plain["amounts"] = {code: str(amount) for code, amount in self.amounts.items()}
        if self.own_total:
            plain["own_total"] = {name: str(value) for name, value in asdict(self.own_total).items()}
        plain["staged"] = self.staged.to_json() if self.staged else None
        plain["related"] = self.related.to_json() if self.related else None
        return plain

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Reading:
        """The reading that `to_json` gave."""
        known: dict[str, Any] = dict(values)
        known["answers"] = Answers.from_json(known.get("answers") or {})
        known["lines"] = LineCounts(**known["lines"])
        known["header_row"] = tuple(known["header_row"]) if known["header_row"] else None
        known["quarantine"] = tuple(HeldLine(**one) for one in known["quarantine"])
        known["questions"] = tuple(_question(one) for one in known["questions"])
        known["mapping"] = tuple(_guess(one) for one in known["mapping"])
        for name in ("amount_total", "unidentified_amount", "held_amount"):
            known[name] = None if known[name] is None else Decimal(known[name])
        known["amounts"] = {code: Decimal(amount) for code, amount in known["amounts"].items()}
        for name in ("date_min", "date_max"):
            known[name] = None if known[name] is None else date.fromisoformat(known[name])
        known["own_total"] = _own_total(known["own_total"])
        known["staged"] = StagedFile.from_json(known["staged"]) if known["staged"] else None
        known["related"] = Related.from_json(known["related"]) if known.get("related") else None
        known["rules"] = tuple(SheetRules.from_json(one) for one in known.get("rules", ()))
        for name in ("warnings", "currencies", "preview", "unknown_words"):
            known[name] = tuple(known[name])
        return cls(**known)


def _question(values: Mapping[str, Any]) -> Question:
    return Question(values["code"], tuple(values["options"]), dict(values["facts"]))


def _guess(values: Mapping[str, Any]) -> ColumnGuess:
    plain = dict(values)
    evidence = Evidence(**plain.pop("evidence"))
    return ColumnGuess(evidence=evidence, **{**plain, "samples": tuple(plain["samples"])})


def _own_total(values: Mapping[str, Any] | None) -> OwnTotal | None:
    if values is None:
        return None
    return OwnTotal(int(values["line"]), Decimal(values["amount"]), Decimal(values["difference"]))


def refused(path: Path, name: str, code: str, facts: Mapping[str, Fact], **known: Any) -> Reading:
    """The reading of a file that is refused as a whole."""
    return Reading(file=str(path), name=name, outcome="refused", reason=code, facts=dict(facts), **known)
