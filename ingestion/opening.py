"""From the bytes of a file to the rows of its sheets, by what the bytes are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ingestion import archive, workbook
from ingestion.answers import Answers
from ingestion.html_table import read_html
from ingestion.limits import Limits
from ingestion.reading import Question
from ingestion.refusal import Refused
from ingestion.sheets import choose_sheets
from ingestion.signature import Kind, kind_of
from ingestion.text_file import read_text

_HEAD = 1 << 16


@dataclass(frozen=True)
class Opened:
    """The sheets to be read (a text is one), and what is known about the file so far."""

    sheets: Sequence[workbook.Sheet]
    other_rows: int = 0  # rows of sheets that are not read
    facts: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    uncalculated: bool = False
    offered: Mapping[str, Sequence[workbook.Sheet]] = field(default_factory=dict)  # answer -> sheets it would read


def _kind(path: Path) -> Kind:
    with path.open("rb") as source:
        return kind_of(source.read(_HEAD))


def unpack(path: Path, work: Path, limits: Limits) -> tuple[Path, Kind]:
    """The file itself, or the one file inside a gzip or a zip, with its kind."""
    kind = _kind(path)
    unpacked = work / "unpacked"
    if kind == "gzip":
        archive.unpack_gzip(path, unpacked, limits)
    elif kind == "zip":
        with archive.check_zip(path, limits) as packed:
            if archive.is_workbook(packed):
                return path, kind
            archive.unpack_entry(packed, archive.the_one_table(packed), unpacked)
    else:
        return path, kind
    inner = _kind(unpacked)
    if inner == "gzip":
        raise Refused("other_archive")
    return unpacked, inner


def open_sheets(path: Path, kind: Kind, limits: Limits, answers: Answers) -> Opened:
    """The rows of a file; which of its sheets hold the sales is decided or asked."""
    if kind == "text":
        text = read_text(path, limits, answers.encoding)
        facts = {"encoding": text.encoding, "delimiter": text.dialect.delimiter or None}
        return Opened([workbook.Sheet("", 0, text.rows)], facts=facts, warnings=text.warnings)
    if kind == "html":
        return replace(_chosen(page_tables(path, limits, answers.encoding), answers), facts={"delimiter": "html"})
    if kind == "zip":
        return _open_zip(path, limits, answers)
    if kind == "ole2":
        return _open_workbook(path, limits, answers)
    raise Refused(kind)


def page_tables(path: Path, limits: Limits, encoding: str | None) -> list[workbook.Sheet]:
    """The tables of a web page as sheets."""
    tables = read_html(path, limits, encoding)
    return [workbook.Sheet(f"#{number}", number, rows) for number, rows in enumerate(tables, start=1)]


def _open_zip(path: Path, limits: Limits, answers: Answers) -> Opened:
    with archive.check_zip(path, limits) as packed:
        if not archive.is_workbook(packed):
            raise archive.several_files(packed.infolist())
        parts = workbook.inspect_parts(packed, limits)
    opened = _open_workbook(path, limits, answers)
    warnings = (*opened.warnings, *(("hidden_rows",) if parts.hidden_rows else ()))
    return replace(opened, warnings=warnings, uncalculated=parts.uncalculated)


def _open_workbook(path: Path, limits: Limits, answers: Answers) -> Opened:
    size = path.stat().st_size
    if size > limits.workbook_bytes:
        raise Refused("too_big", limit=limits.workbook_bytes, found=size)
    sheets = list(workbook.read_sheets(path, limits))
    if not any(workbook.used_rows(sheet) for sheet in sheets):
        raise Refused("empty")
    return _chosen(sheets, answers)


def _chosen(sheets: Sequence[workbook.Sheet], answers: Answers) -> Opened:
    """The sheets to read and what must be asked about the others."""
    chosen, questions = choose_sheets(sheets, answers.sheet)
    taken = {sheet.number for sheet in chosen}
    others = sum(len(sheet.rows) for sheet in sheets if sheet.number not in taken)
    warnings = ("sheets_joined",) if len(chosen) > 1 else ()
    facts = {"sheet": ", ".join(sheet.name for sheet in chosen)}
    answered = [str(option["answer"]) for question in questions for option in question.options]
    offered = {answer: choose_sheets(sheets, answer)[0] for answer in answered}
    return Opened(chosen, others, facts, warnings, questions, offered=offered)
