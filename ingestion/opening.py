"""From the bytes of a file to the rows of its sheets, by what the bytes are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ingestion import archive, workbook
from ingestion.answers import Answers
from ingestion.html_table import read_html
from ingestion.join import join_tables
from ingestion.joined import Joined
from ingestion.limits import Limits
from ingestion.reading import Question
from ingestion.refusal import Refused
from ingestion.relation import JOINED
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
    joined: Joined | None = None  # where the one sheet was made of several tables
    offered: Mapping[str, Sequence[workbook.Sheet]] = field(default_factory=dict)  # answer -> sheets it would read


def _kind(path: Path) -> Kind:
    with path.open("rb") as source:
        return kind_of(source.read(_HEAD))


def unpack(path: Path, work: Path, limits: Limits) -> tuple[Path, Kind]:
    """The file itself, or the one file inside a gzip or a zip, with its kind; a zip of several is of kind `tables`."""
    kind = _kind(path)
    unpacked = work / "unpacked"
    if kind == "gzip":
        archive.unpack_gzip(path, unpacked, limits)
    elif kind == "zip":
        with archive.check_zip(path, limits) as packed:
            if archive.is_workbook(packed):
                return path, kind
            tables = archive.tables_in(packed)
            if len(tables) > 1:
                return path, "tables"
            archive.unpack_entry(packed, tables[0], unpacked)
    else:
        return path, kind
    inner = _kind(unpacked)
    if inner == "gzip":
        raise Refused("other_archive")
    return unpacked, inner


def open_sheets(path: Path, kind: Kind, limits: Limits, answers: Answers, work: Path) -> Opened:
    """The rows of a file; which of its sheets hold the sales is decided or asked, and whether they belong together.

    `work`: folder into which the tables of a zip are unpacked.
    """
    if kind == "tables":
        return _open_tables(path, work, limits, answers)
    if kind == "text":
        text = read_text(path, limits, answers.encoding)
        facts = {"encoding": text.encoding, "delimiter": text.dialect.delimiter or None}
        return Opened([workbook.Sheet("", 0, text.rows)], facts=facts, warnings=text.warnings)
    if kind == "html":
        return replace(_chosen(page_tables(path, limits, answers.encoding), answers), facts={"delimiter": "html"})
    if kind == "zip":
        return _open_zip(path, limits, answers)
    if kind == "ole2":
        return _chosen(workbook_sheets(path, limits), answers)
    raise Refused(kind)


def page_tables(path: Path, limits: Limits, encoding: str | None) -> list[workbook.Sheet]:
    """The tables of a web page as sheets."""
    tables = read_html(path, limits, encoding)
    return [workbook.Sheet(f"#{number}", number, rows) for number, rows in enumerate(tables, start=1)]


def _open_zip(path: Path, limits: Limits, answers: Answers) -> Opened:
    parts = inspected(path, limits)
    opened = _chosen(workbook_sheets(path, limits), answers)
    warnings = (*opened.warnings, *(("hidden_rows",) if parts.hidden_rows else ()))
    return replace(opened, warnings=warnings, uncalculated=parts.uncalculated)


def inspected(path: Path, limits: Limits) -> workbook.Parts:
    """What the parts of a workbook show before a reader is let in. Raises Refused as `archive` and `workbook` do."""
    with archive.check_zip(path, limits) as packed:
        if not archive.is_workbook(packed):
            raise archive.several_files(packed.infolist())
        return workbook.inspect_parts(packed, limits)


def workbook_sheets(path: Path, limits: Limits) -> list[workbook.Sheet]:
    """The sheets of a workbook. Raises Refused('too_big'), ('empty') and as `workbook.read_sheets`."""
    size = path.stat().st_size
    if size > limits.workbook_bytes:
        raise Refused("too_big", limit=limits.workbook_bytes, found=size)
    sheets = list(workbook.read_sheets(path, limits))
    if not any(workbook.used_rows(sheet) for sheet in sheets):
        raise Refused("empty")
    return sheets


def tables_of_zip(path: Path, work: Path, limits: Limits) -> list[workbook.Sheet]:
    """The tables of a zip as sheets, numbered through; a workbook in it gives each of its sheets.

    Raises Refused('archive_of_files') where one of them cannot be read as it is.
    """
    sheets: list[workbook.Sheet] = []
    with archive.check_zip(path, limits) as packed:
        for place, entry in enumerate(archive.tables_in(packed)):
            unpacked = work / f"table-{place}"
            archive.unpack_entry(packed, entry, unpacked)
            try:
                own = _sheets_of_entry(unpacked, entry.filename, limits)
            except Refused as no:
                raise archive.several_files(packed.infolist()) from no
            sheets += [replace(sheet, number=len(sheets) + at) for at, sheet in enumerate(own, start=1)]
    return sheets


def _sheets_of_entry(path: Path, name: str, limits: Limits) -> list[workbook.Sheet]:
    """The sheets of one file of a zip, named after it."""
    kind = _kind(path)
    if kind == "text":
        return [workbook.Sheet(name, 0, read_text(path, limits).rows)]
    if kind == "html":
        sheets = page_tables(path, limits, None)
    elif kind == "ole2" or (kind == "zip" and inspected(path, limits)):
        sheets = workbook_sheets(path, limits)
    else:
        raise Refused(kind)
    used = [sheet for sheet in sheets if workbook.used_rows(sheet)]
    return [replace(sheet, name=name if len(used) == 1 else f"{name} · {sheet.name}") for sheet in used]


def _open_tables(path: Path, work: Path, limits: Limits, answers: Answers) -> Opened:
    """A zip of several tables is read where they belong together, or where a person named one of them."""
    with archive.check_zip(path, limits) as packed:
        tables = archive.tables_in(packed)
    if len(tables) > limits.together_tables or sum(one.file_size for one in tables) > limits.together_bytes:
        raise archive.several_files(tables)
    sheets = tables_of_zip(path, work, limits)
    if answers.sheet not in (None, JOINED):
        return _chosen(sheets, answers)
    opened = _related(sheets, answers)
    if opened is None:
        raise archive.several_files(tables)
    return opened


def _related(sheets: Sequence[workbook.Sheet], answers: Answers, others: Sequence[Any] = ()) -> Opened | None:
    """Tables that belong together, read as one; asked about unless a person has said so. None where they do not.

    `others`: answers offered beside. Without them the sales alone are, where they need no other table to be read.
    """
    joined = join_tables(sheets)
    if joined is None:
        return None
    by_name = {sheet.name: [sheet] for sheet in sheets}
    if not others and joined.known.documents is None:
        others = [{"answer": joined.sheet.name, "rows": workbook.used_rows(by_name[joined.sheet.name][0])}]
    return Opened(
        sheets=[joined.sheet],
        other_rows=sum(len(sheet.rows) for sheet in sheets if sheet.number != joined.sheet.number),
        questions=() if answers.sheet == JOINED else (Question("related_tables", ({"answer": JOINED}, *others)),),
        offered=by_name,
        joined=joined,
    )


def _chosen(sheets: Sequence[workbook.Sheet], answers: Answers) -> Opened:
    """The sheets to read and what must be asked about the others."""
    chosen, questions = ((), ()) if answers.sheet == JOINED else choose_sheets(sheets, answers.sheet)
    if questions or answers.sheet == JOINED:
        related = _related(sheets, answers, questions[0].options if questions else ())
        if related is not None and related.joined is not None:
            return replace(related, facts={"sheet": " + ".join(related.joined.known.tables)})
        if answers.sheet == JOINED:
            raise Refused("bad_answer", field="sheet", column=0)
    taken = {sheet.number for sheet in chosen}
    others = sum(len(sheet.rows) for sheet in sheets if sheet.number not in taken)
    warnings = ("sheets_joined",) if len(chosen) > 1 else ()
    facts = {"sheet": ", ".join(sheet.name for sheet in chosen)}
    answered = [str(option["answer"]) for question in questions for option in question.options]
    offered = {answer: choose_sheets(sheets, answer)[0] for answer in answered}
    return Opened(chosen, others, facts, warnings, questions, offered=offered)
