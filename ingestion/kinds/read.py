"""Rows of a table of records: which are records, which are held back and why, which are none at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ingestion import date_format, number_format
from ingestion.answers import Answers
from ingestion.cells import Cell, Row, is_blank, is_blank_row, text_of
from ingestion.date_format import Order
from ingestion.kinds.kind import Field, Kind
from ingestion.kinds.requests import Flaw, settled, times_of
from ingestion.kinds.spread import NOTHING, Spread, head_of, in_force, month_of_header, of_indicator
from ingestion.kinds.typed import DATED, NUMBERS, Formats, typed
from ingestion.kinds.values import amount_of_cell, day_of_cell
from ingestion.locate import Table, same_header
from ingestion.number_format import NumberFormat, Sign
from ingestion.plan import Unread, held, skipped
from ingestion.profile import ColumnProfile
from ingestion.reading import Question
from ingestion.vocabulary import is_total_word

PAST_ONLY = frozenset(
    ["day", "moved_on", "created", "asked_at", "answered_at"]
)  # what has happened; a plan or a promise may lie ahead
_REASONS = {
    "date": "bad_date", "month": "bad_date", "money": "bad_number", "count": "bad_number", "score": "bad_score",
    "minutes": "bad_number", "flag": "bad_word", "choice": "bad_word", "text": "empty_cell", "code": "empty_cell",
    "moment": "bad_date", "clock": "bad_time", "wait": "bad_time", "hours": "bad_number",
}  # fmt: skip
Record = dict[str, Any]


@dataclass
class RecordTable:
    """A table of records with everything that was decided about it and, once read, its rows.

    columns: field -> column from 0. spread: columns that hold a value each (`Kind.wide`). month: of all rows, where only
    the title names it. unknown: words of a list that
    nobody knows, by field. made_of: how many rows of the file gave the records.
    """

    kind: Kind
    table: Table
    profiles: Sequence[ColumnProfile]
    columns: Mapping[str, int]
    spread: Spread = NOTHING
    month: date | None = None
    questions: list[Question] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    left_out: list[tuple[Unread, Row]] = field(default_factory=list)
    unknown: Counter[tuple[str, str]] = field(default_factory=Counter)
    blank: int = 0
    made_of: int = 0
    is_lenient: bool = False  # an unreadable cell that is not needed is left blank and its row kept

    @property
    def header(self) -> tuple[str, ...]:
        """The names above the columns."""
        return tuple(profile.header for profile in self.profiles)


def read_records(
    kind: Kind, table: Table, profiles: Sequence[ColumnProfile], rows: Sequence[Row], columns: Mapping[str, int],
    spread: Spread, answers: Answers, today: date, month: date | None = None, is_lenient: bool = False,
) -> RecordTable:  # fmt: skip
    """The records of the rows below the header. What must be asked first is in `questions`; then there are no records."""
    found = RecordTable(kind, table, profiles, columns, spread, month, is_lenient=is_lenient)
    formats = _formats(found, rows[table.last + 1 :], answers)
    if found.questions:
        return found
    for row in rows[table.last + 1 :]:
        if is_blank_row(row.cells):
            found.blank += 1
            continue
        made = _read_row(found, formats, row, today)
        if isinstance(made, Unread):
            found.left_out.append((made, row))
        else:
            found.made_of += 1
            found.records += made
    return found


def _formats(found: RecordTable, rows: Sequence[Row], answers: Answers) -> Formats:
    """The order of dates and the decimal signs by whole columns; what they do not prove is asked."""
    by_name, profiles = found.kind.by_name, found.profiles
    dated = [at for name, at in found.columns.items() if by_name[name].type in DATED]
    numbered = [at for name, at in found.columns.items() if by_name[name].type in NUMBERS]
    if found.spread.columns and by_name[found.kind.value].type in NUMBERS:
        numbered += found.spread.columns
    order = _order(found, dated, answers)
    times, questions = times_of(found.kind.name, found.columns, profiles, rows, order, answers)
    found.questions += questions
    return Formats(order, {at: _number(found, profiles[at], answers) for at in numbered}, times)


def _order(found: RecordTable, dated: Sequence[int], answers: Answers) -> Order | None:
    if answers.date_order:
        return answers.date_order
    verdicts = {date_format.decide(found.profiles[at].values) for at in dated}
    proven = verdicts & {"dmy", "mdy"}
    if len(proven) == 1 and "mixed" not in verdicts:
        return "mdy" if "mdy" in proven else "dmy"
    if verdicts <= {"plain"}:
        return "dmy"
    if proven or "mixed" in verdicts:
        return None
    first = next(found.profiles[at] for at in dated if date_format.decide(found.profiles[at].values) == "unknown")
    options = tuple(_span(first, order) for order in ("dmy", "mdy"))
    found.questions.append(Question("ambiguous_dates", options, {"header": first.header, "sample": first.samples[0]}))
    return "dmy"


def _span(profile: ColumnProfile, order: Order) -> dict[str, Any]:
    days = [day for day in (day_of_cell(cell, order) for cell in profile.values) if day]
    return {"answer": order, "from": str(min(days, default="")), "to": str(max(days, default=""))}


def _number(found: RecordTable, profile: ColumnProfile, answers: Answers) -> NumberFormat:
    verdict = number_format.decide(profile.values)
    if verdict == "," or verdict == ".":
        return NumberFormat(verdict)
    if verdict == "mixed":
        return NumberFormat(answers.decimal_sign)
    if verdict == "unknown" and answers.decimal_sign is None:
        if not any(question.code == "decimal_sign" for question in found.questions):
            found.questions.append(_decimal_question(profile))
        return NumberFormat(".")
    return NumberFormat(answers.decimal_sign if verdict == "unknown" else ".")


def _decimal_question(profile: ColumnProfile) -> Question:
    def total(sign: Sign) -> Decimal:
        read = NumberFormat(sign)
        return sum(
            ((amount_of_cell(cell, read) or Decimal(0)) * count for cell, count in profile.values.items()), Decimal(0)
        )

    signs: tuple[Sign, Sign] = (",", ".")
    options = tuple({"answer": sign, "total": str(total(sign)), "header": profile.header} for sign in signs)
    return Question("decimal_sign", options, {"header": profile.header, "sample": profile.samples[0]})


def _read_row(found: RecordTable, formats: Formats, row: Row, today: date) -> list[Record] | Unread:
    """The records of one row, more than one where it is spread over columns; or why it gives none."""
    flaw = _flaw(found, row)
    if flaw is not None:
        return flaw
    record: Record = {}
    for name, at in found.columns.items():
        wanted = found.kind.by_name[name]
        value = _value(found, formats, row, wanted, at, today)
        if isinstance(value, Unread):
            return value
        record[name] = value
    if found.spread.columns:
        return _spread_row(found, formats, row, record)
    made = settled(found.kind.name, record, formats.times)
    return [made] if not isinstance(made, Flaw) else _unsettled(found, row, made)


def _unsettled(found: RecordTable, row: Row, flaw: Flaw) -> Unread:
    at = found.columns.get(flaw.field)
    value = "" if at is None else text_of(_cell(row, at))
    return (held if flaw.outcome == "held" else skipped)(row, flaw.reason, flaw.field, value)


def _cell(row: Row, at: int) -> Cell:
    return row.cells[at] if at < len(row.cells) else None


def _flaw(found: RecordTable, row: Row) -> Unread | None:
    """What is wrong with a row as a whole, or why it is no record."""
    if row.flaw:
        return held(row, row.flaw, value=text_of(row.cells[0]) if row.cells else None)
    if same_header(row.cells, found.header):
        return skipped(row, "repeated_header")
    texts = [text_of(cell) for cell in row.cells if not is_blank(cell)]
    unfilled = [one for one in found.kind.fields if one.needed and one.name in found.columns
                and is_blank(_cell(row, found.columns[one.name]))]  # fmt: skip
    if is_total_word(texts[0]) and (unfilled or found.spread.columns or _is_sum_row(found, row)):
        return skipped(row, "total")
    if len(texts) == 1 and len(unfilled) > 0 and len(found.columns) > 2:
        return skipped(row, "note")
    if len(row.cells) > len(found.header) and any(not is_blank(cell) for cell in row.cells[len(found.header) :]):
        return held(row, "too_many_fields", value=str(len(row.cells)))
    return None


def _is_sum_row(found: RecordTable, row: Row) -> bool:
    """Whether nothing but numbers stands beside the word for a total."""
    rest = [cell for cell in row.cells if not is_blank(cell)][1:]
    return all(number_format.is_number_like(cell) for cell in rest)


def _value(found: RecordTable, formats: Formats, row: Row, wanted: Field, at: int, today: date) -> Any:
    """The typed value of a field; an Unread where a needed one is missing or any one cannot be read."""
    cell = _cell(row, at)
    if is_blank(cell):
        return _missing(row, wanted) if wanted.needed else None
    value = typed(cell, wanted, formats, at)
    if value is None and wanted.type == "choice":
        found.unknown[(wanted.name, text_of(cell))] += 1
        return None
    if value is None and not wanted.needed and (found.is_lenient or text_of(cell).lower() in _NOT_YET):
        return None
    if value is None:
        return held(row, _REASONS[wanted.type], wanted.name, text_of(cell))
    if isinstance(value, date) and wanted.name in PAST_ONLY and _day(value) > today and not found.is_lenient:
        return held(row, "future_date", wanted.name, text_of(cell))
    return value


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


_NOT_YET = frozenset(
    ["-", "–", "—", "не закрыта", "не закрита", "не закрыт", "нет", "немає", "н/д", "n/a", "none", "null", "not set"]
)


def _missing(row: Row, wanted: Field) -> Unread:
    reasons = {"date": "no_date", "month": "no_date", "moment": "no_date", "money": "no_amount", "count": "no_amount"}
    return held(row, reasons.get(wanted.type, "empty_cell"), wanted.name)


def _spread_row(found: RecordTable, formats: Formats, row: Row, record: Record) -> list[Record] | Unread:
    """One record for every filled column of the spread ones; a plan and a fact of one indicator are one record."""
    kind, by = found.kind, found.spread.by
    value_of = kind.by_name[kind.value]
    made: dict[Any, Record] = {}
    for at in found.spread.columns:
        cell, name = _cell(row, at), found.header[at]
        if is_blank(cell):
            continue
        value = typed(cell, value_of, formats, at)
        if value is None and text_of(cell).lower() in _NOT_YET:
            continue
        if value is None:
            return held(row, _REASONS[value_of.type], value_of.name, f"{name}: {text_of(cell)}")
        part = _part(found, record, name, value)
        if part is None:
            return held(row, "bad_date", "year", str(record.get("year") or ""))
        key = part.get("kpi") if by == "kpi" else at
        made[key] = {**_of_month(found, record), **made.get(key, {}), **part}
    kept = [one for one in made.values() if one.get(kind.value) is not None]
    return kept or skipped(row, "no_values")


def _part(found: RecordTable, record: Record, header: str, value: Any) -> Record | None:
    """What a cell gives besides the columns of its row; None for a month of no year."""
    kind, by = found.kind, found.spread.by
    if by == "kpi":
        return of_indicator(kind, head_of(header), value)
    if by != "period":
        return {by: header.strip(), kind.value: value}
    month = month_of_header(header, record.get("year"))
    return None if month is None else {**in_force(kind.name, month), kind.value: value}


def _of_month(found: RecordTable, record: Record) -> Record:
    """The columns of a row, with the month that only the title names."""
    if found.month is None or "period" in record or record.get("active_from"):
        return record
    return {**record, **in_force(found.kind.name, found.month)}
