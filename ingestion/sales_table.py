"""One sheet or text as a table of sales: located, mapped, decided, walked. The result knows its questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from ingestion import discount
from ingestion.answers import Answers
from ingestion.cells import Row, is_blank, is_blank_row
from ingestion.crosstab import Lengthened, layout_of, lengthen
from ingestion.decisions import make_plan
from ingestion.documents import split_documents
from ingestion.fill_down import clients_proven_by_subtotals
from ingestion.flat import flatten
from ingestion.limits import Limits
from ingestion.locate import Table, is_plain_text, locate
from ingestion.mapping import Given, Mapping, map_columns, option_of
from ingestion.period import Period, period_of, period_of_title
from ingestion.plan import Plan, Unread
from ingestion.profile import ColumnProfile, profile_columns
from ingestion.reading import Evidence, Question
from ingestion.refusal import Fact, Refused
from ingestion.review import FEW_HELD, clients_are_blank, review
from ingestion.surplus import has_surplus, kinds_of, mended
from ingestion.walk import Walker
from ingestion.walked import Walked

SHORT_ROWS = 0.05
_PROVEN = ("no_date_column", "no_amount_column", "monthly_dates", "which_date", "which_amount")
NEEDED = (
    "date",
    "amount",
    "quantity",
    "price",
    "refund",
    "client",
    "code",
    "client_id",
    "tax_id",
    "order_no",
    "status",
    "stage",
)


@dataclass
class SalesTable:
    """A located table with everything that was decided; `walked` is there once its rows were read."""

    table: Table
    rows: Sequence[Row]  # of the file, or of its flat form
    profiles: list[ColumnProfile]
    mapping: Mapping
    plan: Plan
    headings: Sequence[tuple[Unread, Row]] = ()  # of groups, taken out of `rows`
    width: int = 0  # columns that the file itself has
    sheet: str = ""
    sheet_number: int = 0
    walked: Walked = field(default_factory=Walked)
    long: Lengthened | None = None  # a table with periods in its columns, several rows for a row of the file
    layout: Sequence[str] = ()  # names by which its layout is known again
    is_joined: bool = False  # of tables that belong together: a row without a day is one without its document

    @property
    def questions(self) -> list[Question]:
        """What a person must say before the rows may be loaded."""
        return self.mapping.questions


def prepare(
    rows: Sequence[Row], answers: Answers, today: date, limits: Limits, name: str = "", located: Table | None = None,
    given: Given = MappingProxyType({}),
) -> SalesTable:  # fmt: skip
    """Locate, map and decide from the rows given; a grouped report is made flat first.

    `name` is the sheet's: it may tell the month; `located` the table where it is known already; `given`
    the fields of joined tables, which are never grouped. Raises Refused('no_table') where nothing looks like a table.
    """
    table = located or locate(rows)
    layout, long = layout_of(rows, table), lengthen(rows, table, name, answers, today)
    if isinstance(long, Lengthened):
        return replace(_prepare_long(long, rows, answers, today, limits, name), layout=layout)
    table = table or without_header(rows)
    width = len(table.header)
    may_be_grouped = table.first >= 0 and not given and answers.options.get("looks_grouped") != "flat"
    flat = flatten(rows, table) if may_be_grouped else None
    if flat is None and table.first >= 0 and not given:
        flat = split_documents(rows, table)
    if flat is not None:
        table, rows = flat.table, flat.rows
    body = [row for row in rows[table.last + 1 :] if not is_blank_row(row.cells)]
    if not body:
        raise Refused("no_rows")
    _check_width(table, limits)
    profiles = profile_columns(table.header, body)
    mapping = _mapping(profiles, body, answers, table, flat.given if flat else given)
    if flat is not None and not flat.is_sure and "looks_grouped" not in answers.options:
        options = ({"answer": "grouped"}, {"answer": "flat"})
        mapping.questions.insert(0, Question("looks_grouped", options, {"groups": len(flat.left_out)}))
    if long is not None:
        mapping.questions.insert(0, long)
    period = _period_instead_of_dates(mapping, rows[: max(table.first, 0)], name, answers)
    plan = make_plan(mapping, profiles, answers, today, limits)
    rows = _mend_surplus(rows, table, profiles, mapping, plan)
    short = sum(len(row.cells) < plan.width for row in body)
    if short > max(FEW_HELD, SHORT_ROWS * len(body)):
        plan = _allowing_short_rows(plan)
    plan = replace(plan, fixed_day=period.last if period else None)
    if flat is not None:
        mapping.evidence |= {column: why for column, why in flat.levels.items() if column in mapping.columns.values()}
    left_out = flat.left_out if flat else ()
    return SalesTable(table, rows, profiles, mapping, plan, left_out, width, layout=table.header if flat else layout)


def _prepare_long(
    long: Lengthened, rows: Sequence[Row], answers: Answers, today: date, limits: Limits, name: str
) -> SalesTable:
    """The plan of a table by periods in its long form; where it may be a list too, both are offered with their sums."""
    body = [row for row in long.rows[long.table.last + 1 :] if not is_blank_row(row.cells)]
    profiles = profile_columns(long.table.header, body)
    mapping = _mapping(profiles, body, answers, long.table, long.given)
    for field_name, (column, evidence) in long.given.items():
        if field_name == "client" and answers.columns is not None:
            continue  # a person may choose the names, not the form
        mapping.columns[field_name], mapping.evidence[column] = column, evidence
    proven = (*_PROVEN, "no_client_column") if "client" in long.given else _PROVEN
    mapping.questions = [*long.questions, *(one for one in mapping.questions if one.code not in proven)]
    mapping.warnings += long.warnings
    mapping.evidence |= {column: why for column, why in long.levels.items() if column in mapping.columns.values()}
    if long.may_be_list and "crosstab" not in answers.options:
        mapping.questions.insert(0, _list_or_periods(long, rows, answers, today, limits, name))
    plan = replace(make_plan(mapping, profiles, answers, today, limits), periods=long.periods)
    return SalesTable(long.table, long.rows, profiles, mapping, plan, long.left_out, long.width, long=long)


def _list_or_periods(
    long: Lengthened, rows: Sequence[Row], answers: Answers, today: date, limits: Limits, name: str
) -> Question:
    """A table with money or dates beside its periods: is each row a sale, or each of its cells?"""
    plain = replace(answers, options={**answers.options, "crosstab": "list"})
    options = [{"answer": "periods", "total": str(long.total)}]
    try:
        read = walk(prepare(rows, plain, today, limits, name), plain)
    except Refused:
        read = None
    if read is not None and read.walked.lines:
        options.append({"answer": "list", "total": str(sum((one.amount for one in read.walked.lines), Decimal(0)))})
    first = next(iter(long.periods.values()))
    return Question("crosstab", tuple(options), {"months": len(long.periods), "first": first})


def _period_instead_of_dates(mapping: Mapping, title: Sequence[Row], name: str, answers: Answers) -> Period | None:
    """The period of the title or the sheet's name where the table has no dates: a month is dated by its last day, a
    longer period only where a person said so.
    """
    undated = next((question for question in mapping.questions if question.code == "no_date_column"), None)
    if undated is None or undated.options:
        return None
    period = period_of_title(title) or period_of(name)
    if period is None:
        return None
    mapping.questions.remove(undated)
    if period.is_one_month or answers.options.get("only_period") == "last_day":
        mapping.warnings.append("dated_by_title")
    else:
        facts: dict[str, Fact] = {"since": str(period.first), "until": str(period.last)}
        mapping.questions.append(Question("only_period", ({"answer": "last_day"},), facts))
    return period


def _mend_surplus(
    rows: Sequence[Row], table: Table, profiles: Sequence[ColumnProfile], mapping: Mapping, plan: Plan
) -> Sequence[Row]:
    """Lines in which a text holds the delimiter, read as far as they are certain; profiles must not know them."""
    body = rows[table.last + 1 :]
    whole = [row for row in body if not has_surplus(row, plan.width) and not is_blank_row(row.cells)]
    if table.first < 0 or not 2 * len(whole) >= len(body) > len(whole):
        return rows
    kinds = kinds_of(profile_columns(table.header, whole), plan.width)
    needed = [at for name in NEEDED if (at := plan.columns.get(name)) is not None]
    made, count = mended(body, kinds, needed)
    if count:
        mapping.warnings.append("delimiter_in_text")
    return [*rows[: table.last + 1], *made]


def _allowing_short_rows(plan: Plan) -> Plan:
    """Where many rows end early, the program that wrote them leaves out blank cells at the end."""
    return replace(plan, short_rows_allowed=True)


def without_header(rows: Sequence[Row]) -> Table:
    """Rows of values without names above them: columns are named by their numbers, and a person says what they are.

    Raises Refused('no_table') where fewer than two rows hold values.
    """
    valued = [row for row in rows[:100] if _holds_values(row)]
    widths = Counter(len(row.cells) for row in valued)
    if sum(widths.values()) < 2:
        raise Refused("no_table")
    width = widths.most_common(1)[0][0]
    return Table(-1, -1, tuple(f"#{number}" for number in range(1, width + 1)))


def _holds_values(row: Row) -> bool:
    """Three cells or more, one of them a number or a date: prose cut at its spaces is no table."""
    filled = [cell for cell in row.cells if not is_blank(cell)]
    return len(filled) >= 3 and not all(is_plain_text(cell) for cell in filled)


def _check_width(table: Table, limits: Limits) -> None:
    if len(table.header) > limits.columns:
        raise Refused("too_many_columns", limit=limits.columns, found=len(table.header))


def _mapping(
    profiles: list[ColumnProfile], body: Sequence[Row], answers: Answers, table: Table, given: Given
) -> Mapping:
    if answers.columns is not None:
        return _answered(answers.columns, profiles, _knows_discount(answers))
    if table.first < 0:
        options = tuple(option_of(profile) for profile in profiles)
        return Mapping(questions=[Question("no_header", options)])
    mapping = map_columns(profiles, body, given)
    allowed = {
        "no_client_column": answers.options.get("no_client_column") == "unidentified",
        discount.QUESTION: _knows_discount(answers),
    }
    mapping.questions = [question for question in mapping.questions if not allowed.get(question.code)]
    return mapping


def _knows_discount(answers: Answers) -> bool:
    return answers.options.get(discount.QUESTION) in (*discount.WAYS, discount.IGNORE)


def _answered(columns: dict[str, int], profiles: list[ColumnProfile], knows_discount: bool) -> Mapping:
    """A mapping as a person gave it. Raises Refused('bad_answer') where it does not fit the file."""
    mapping = Mapping()
    for name, number in columns.items():
        if not 1 <= number <= len(profiles):
            raise Refused("bad_answer", field=name, column=number)
        mapping.columns[name] = number - 1
        mapping.evidence[number - 1] = Evidence("answered", {"header": profiles[number - 1].header})
    if "date" not in columns:
        mapping.questions.append(Question("no_date_column"))
    if "amount" not in columns:
        if not {"quantity", "price"} <= set(columns):
            mapping.questions.append(Question("no_amount_column"))
        else:
            mapping.warnings.append("amount_computed")
            if not knows_discount:
                discount.ask_discount(mapping, profiles)
    return mapping


def walk(prepared: SalesTable, answers: Answers) -> SalesTable:
    """Read all rows below the header by the plan, and look at the whole once more."""
    if not prepared.plan.is_dated or not _has_amount(prepared.plan):
        return prepared
    rows = prepared.rows
    header = rows[prepared.table.last].cells if prepared.table.last >= 0 else ()
    prepared.walked = Walker(prepared.plan, header).walk(rows[prepared.table.last + 1 :])
    if clients_are_blank(prepared) and clients_proven_by_subtotals(prepared.walked):
        prepared.plan = replace(prepared.plan, fill_client_down=True)
        prepared.mapping.warnings.append("clients_filled_down")
        prepared.walked = Walker(prepared.plan, header).walk(rows[prepared.table.last + 1 :])
    if prepared.long is not None:
        prepared.walked.own_total, prepared.walked.other_header = prepared.long.own_total, prepared.long.other_header
    review(prepared, answers)
    prepared.walked.left_out.extend(prepared.headings)
    return prepared


def _has_amount(plan: Plan) -> bool:
    return "amount" in plan.columns or {"quantity", "price"} <= set(plan.columns)
