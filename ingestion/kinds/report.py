"""The reading of a table of records: what kind it is, its columns, its lines accounted for, its rows staged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ingestion.answers import Answers
from ingestion.cells import Row, is_blank_row, text_of
from ingestion.headers import WITH_UNIT, fingerprint
from ingestion.kinds.catalogue import KINDS, SALES
from ingestion.kinds.kind import Kind
from ingestion.kinds.read import RecordTable, read_records
from ingestion.kinds.recognise import Fit, KindGuess, SalesFound, fit, recognise, score
from ingestion.kinds.spread import NOTHING
from ingestion.kinds.stage import NAMED_BY, columns_of, period_of_records, table_of
from ingestion.kinds.title import Title, title_of
from ingestion.locate import Table, same_header
from ingestion.mapping import map_columns
from ingestion.plan import Unread
from ingestion.profile import ColumnProfile, profile_columns
from ingestion.reading import ColumnGuess, Evidence, HeldLine, LineCounts, Question
from ingestion.refusal import Refused
from ingestion.surplus import has_surplus, kinds_of, mended

DEALS, BOTH = "deals", "deals_and_sales"
KIND_QUESTION = "which_kind"
PREVIEW_ROWS = 8
REPORTED_HELD = 10_000
MOST_WORDS = 20
_SAMPLE_ROWS = 2000
_UNSURE = frozenset(["which_amount", "which_date"])


@dataclass(frozen=True)
class Taken:
    """What a table is taken for: `kind` (of KINDS, 'sales' or 'deals_and_sales') and what must be asked about it."""

    kind: str
    questions: tuple[Question, ...] = ()

    @property
    def has_sales(self) -> bool:
        """Whether its rows, or some of them, are sales."""
        return self.kind in (SALES, BOTH)


def take(rows: Sequence[Row], table: Table | None, answers: Answers, title: str) -> Taken:
    """What the rows of a located table are: what a person said, else what their headers and values say."""
    chosen = answers.options.get(KIND_QUESTION)
    if chosen is not None:
        if chosen not in (SALES, BOTH, *KINDS):
            raise Refused("bad_answer", field=KIND_QUESTION, column=0)
        return Taken(chosen)
    if table is None or table.first < 0:
        return Taken(SALES)
    guess = _guess(rows, table, title)
    name = BOTH if guess.name == DEALS and guess.is_sure and _sales_in(*_sample(rows, table)) else guess.name
    if guess.is_sure:
        return Taken(name)
    return Taken(name, (Question(KIND_QUESTION, tuple({"answer": other} for other in guess.others)),))


def _sample(rows: Sequence[Row], table: Table) -> tuple[list[ColumnProfile], list[Row]]:
    below = rows[table.last + 1 : table.last + 1 + _SAMPLE_ROWS]
    body = [row for row in below if not is_blank_row(row.cells) and not same_header(row.cells, table.header)]
    return profile_columns(table.header, body), body


def _sales_in(profiles: Sequence[ColumnProfile], body: Sequence[Row], beside: Fit | None = None) -> SalesFound:
    """Whether a date and money of sales are there, or columns that a person may call so. beside: a kind whose columns do
    not count."""
    taken = set() if beside is None else {*beside.columns.values(), *beside.spread.columns}
    mapping = map_columns([one for one in profiles if one.index not in taken], body)
    columns = mapping.columns
    if "date" not in columns or not ("amount" in columns or {"quantity", "price"} <= set(columns)):
        return ""
    return "asked" if any(question.code in _UNSURE for question in mapping.questions) else "clear"


def _guess(rows: Sequence[Row], table: Table, title: str) -> KindGuess:
    sample = _sample(rows, table)
    guess = recognise(sample[0], _sales_in(*sample), _title(rows, table, title))
    if not guess.is_sure and guess.fit is not None and _sales_in(*sample, beside=guess.fit):
        return KindGuess()  # payments, plans or costs stand beside the sales
    return guess


def _title(rows: Sequence[Row], table: Table, title: str) -> Title:
    above = (text_of(cell) for row in rows[: max(table.first, 0)] for cell in row.cells)
    return title_of(" ".join(above), title)


def read_table(
    kind: str, rows: Sequence[Row], table: Table, answers: Answers, today: date, title: str = ""
) -> RecordTable:
    """The records of a table that was taken for a kind. title: the names of its file and sheet. Raises Refused('no_rows') and Refused('bad_answer')."""
    below = rows[table.last + 1 :]
    body = [row for row in below if not is_blank_row(row.cells) and not same_header(row.cells, table.header)]
    if not body:
        raise Refused("no_rows")
    profiles = profile_columns(table.header, body)
    named = _title(rows, table, title)
    found = _fit(KINDS[kind], profiles, answers, named)
    rows = _mended(rows, table, list(found.columns.values()))
    month = named.month if found.spread.by == "kpi" else None
    missing = _missing(KINDS[kind], found, month)
    if missing:
        questions = [Question("kind_columns", (), {"field": KINDS[kind].by_name[missing[0]].words})]
        return RecordTable(KINDS[kind], table, profiles, found.columns, questions=questions)
    return read_records(KINDS[kind], table, profiles, rows, found.columns, found.spread, answers, today, month)


def _missing(kind: Kind, found: Fit, month: date | None) -> list[str]:
    """Fields without a column: those that each row needs, and one of every group of which a table must have one."""
    known = {*found.columns, *((found.spread.by, kind.value) if found.spread.columns else ())}
    known |= {"period"} if month else set()
    needed = [one.name for one in kind.fields if one.needed and one.name not in known]
    return needed + [group[0] for group in kind.one_of if not set(group) & known]


def _mended(rows: Sequence[Row], table: Table, needed: Sequence[int]) -> Sequence[Row]:
    """Lines in which a text holds the delimiter, read as far as they are certain."""
    width, body = len(table.header), rows[table.last + 1 :]
    filled = [row for row in body if not is_blank_row(row.cells)]
    whole = [row for row in filled if not has_surplus(row, width)]
    if not 2 * len(whole) >= len(filled) > len(whole):
        return rows
    made, _ = mended(body, kinds_of(profile_columns(table.header, whole), width), needed)
    return [*rows[: table.last + 1], *made]


def _fit(kind: Kind, profiles: Sequence[ColumnProfile], answers: Answers, title: Title) -> Fit:
    """The columns as a person gave them, else by their headers, however few they are."""
    by_headers = fit(kind, profiles, replace(title, kinds=frozenset([kind.name])))
    if answers.columns is None:
        return by_headers or _as_far_as_known(kind, profiles)
    for name, number in answers.columns.items():
        if name not in kind.by_name or not 1 <= number <= len(profiles):
            raise Refused("bad_answer", field=name, column=number)
    columns = {name: number - 1 for name, number in answers.columns.items()}
    spread = by_headers.spread if by_headers else NOTHING
    left = tuple(at for at in spread.columns if at not in columns.values())
    return Fit(kind, columns, 0.0, False, replace(spread, columns=left) if left else NOTHING)


def _as_far_as_known(kind: Kind, profiles: Sequence[ColumnProfile]) -> Fit:
    """The columns whose headers are known, where something needed is missing."""
    bare = replace(kind, one_of=(), fields=tuple(replace(one, needed=False, marker=True) for one in kind.fields))
    found = fit(bare, profiles)
    return Fit(kind, found.columns if found else {}, 0.0, True)


def beside_sales(
    rows: Sequence[Row], table: Table, profiles: Sequence[ColumnProfile], answers: Answers, today: date
) -> RecordTable | None:
    """All deals of a table whose won ones are sales: none is lost over a cell that a funnel does not need."""
    found = fit(KINDS[DEALS], profiles)
    if found is None:
        return None
    return read_records(KINDS[DEALS], table, profiles, rows, found.columns, NOTHING, answers, today, is_lenient=True)


def counts_of(parts: Sequence[RecordTable], total: int, other_rows: int) -> LineCounts:
    """Every line of the file under one heading. `other_rows` are rows of sheets that were not read."""
    outcomes = Counter(verdict.outcome for part in parts for verdict, _ in part.left_out)
    return LineCounts(
        total=total,
        header=sum(part.table.last + 1 for part in parts),
        blank=sum(part.blank for part in parts),
        loaded=sum(part.made_of for part in parts),
        quarantined=outcomes["quarantined"],
        skipped=outcomes["skipped"] + other_rows,
    )


def fields_of_reading(
    kind: str, parts: Sequence[tuple[str, RecordTable]], made: Sequence[dict[str, Any]], rows: Sequence[Row],
    other_rows: int,
) -> dict[str, Any]:  # fmt: skip
    """What a reading says of records: period, names, columns, what was held back and why.

    parts: the tables with the names of their sheets; rows: those of the first.
    """
    first, last = period_of_records(kind, made)
    left_out = [(sheet, part, verdict) for sheet, part in parts for verdict, _ in part.left_out]
    held = [(sheet, part, verdict) for sheet, part, verdict in left_out if verdict.outcome == "quarantined"]
    skipped = Counter(verdict.reason for *_, verdict in left_out if verdict.outcome == "skipped")
    if other_rows:
        skipped["sheet"] += other_rows
    named, found = NAMED_BY.get(kind), parts[0][1]
    return {
        "date_min": first,
        "date_max": last,
        "clients": len({record.get(named) for record in made} - {None, ""}) if named else 0,
        "records": {table_of(kind): len(made)},
        "quarantine": tuple(
            _held_line(verdict, part, sheet if len(parts) > 1 else None)
            for sheet, part, verdict in held[:REPORTED_HELD]
        ),
        "held_by_reason": dict(Counter(verdict.reason for *_, verdict in held)),
        "skipped_by_reason": dict(skipped),
        "header_row": None if found.table.first < 0 else (rows[found.table.first].line, rows[found.table.last].line),
        "columns": {name: {"header": found.header[at], "index": at + 1} for name, at in found.columns.items()},
        "mapping": _guesses(found),
        "fingerprint": fingerprint(text_of(name) for name in found.table.header),
        "preview": tuple(_preview(kind, record) for record in made[:PREVIEW_ROWS]),
        "unknown_words": unknown_words([part for _, part in parts]),
    }


def unknown_words(parts: Sequence[RecordTable]) -> tuple[dict[str, Any], ...]:
    """Words that no list knows, the most frequent first: field, word, count."""
    unknown = sum((part.unknown for part in parts), Counter[tuple[str, str]]())
    return tuple(
        {"field": field, "word": word[:80], "count": n} for (field, word), n in unknown.most_common(MOST_WORDS)
    )


def _held_line(verdict: Unread, found: RecordTable, sheet: str | None) -> HeldLine:
    at = found.columns.get(verdict.field or "")
    return HeldLine(verdict.line, verdict.reason, None if at is None else found.header[at], verdict.value, sheet)


def _preview(kind: str, record: dict[str, Any]) -> dict[str, str]:
    shown = (name for name in columns_of(kind) if name != "level")
    return {name: str(record[name]) for name in shown if record.get(name) not in (None, "")}


def _guesses(found: RecordTable) -> tuple[ColumnGuess, ...]:
    """Every column of the file and what it was taken for."""
    field_of = {at: name for name, at in found.columns.items()}
    shown = []
    for profile in found.profiles:
        name = field_of.get(profile.index)
        if profile.index in found.spread.columns:
            evidence = Evidence("spread", {"header": profile.header})
        elif name is None:
            evidence = Evidence("not_used")
        else:
            points = score(profile.header, found.kind.by_name[name].words)
            code = "header_exact" if points >= WITH_UNIT - 2 else "header_similar" if points else "answered"
            evidence = Evidence(code, {"header": profile.header})
        clear = "clear" if name or profile.index in found.spread.columns else "unused"
        shown.append(ColumnGuess(profile.index + 1, profile.header, name, clear, evidence, profile.samples))  # type: ignore[arg-type]
    return tuple(shown)
