"""The plan of a table as expressions of DuckDB, over columns c1..cN of text.

The expressions accept only what is surely right under the plan; everything else becomes NULL, is marked as rejected
and goes to the slower parsers. Names of columns are positions, never headers.
"""

from __future__ import annotations

from collections.abc import Mapping

from ingestion.cells import FORMULA_SIGNS, SPACES
from ingestion.currencies import code_sql
from ingestion.number_format import NumberFormat
from ingestion.plan import EARLIEST, STAGED_TEXT, Plan
from ingestion.sample_evidence import SampleEvidence
from ingestion.staged import MONEY_TYPE, sql_text

ODD_SPACES = "".join(chr(sign) for sign, blank in SPACES.items() if blank)
_NO_NUMBER = ("", "-", "NULL", "null", "n/a", "N/A", "NaN", "nan")
_GROUPED_POINT = r"^-?\d{1,3}(,\d{3})+(\.\d+)?$"
_GROUP_MARKS = r"[ \x{a0}\x{202f}.]"
_GROUPED_COMMA = r"^-?\d{1,3}([ \x{a0}\x{202f}.]\d{3})+(,\d+)?$"


def column(plan: Plan, name: str) -> str | None:
    """The SQL name of a field's column, None where it has none."""
    at = plan.columns.get(name)
    return None if at is None else f"c{at + 1}"


def number_sql(cell: str, number: NumberFormat, grouped: bool, plain: bool) -> str:
    """A number by the column's decimal sign; whole numbers only where the sample proved no sign."""
    if plain:
        return f"CASE WHEN NOT contains({cell}, '.') THEN TRY_CAST({cell} AS {MONEY_TYPE}) END"
    if number.decimal == ",":
        bare = f"regexp_replace({cell}, '{_GROUP_MARKS}', '', 'g')"
        grouped_value = _money(f"replace({bare}, ',', '.')")
        value = _money(f"replace({cell}, ',', '.')")
        groups = f"WHEN regexp_full_match({cell}, '{_GROUPED_COMMA}') THEN {grouped_value} "
        simple = f"WHEN contains({cell}, '.') THEN NULL ELSE {value} END"
        return f"CASE {groups if grouped else ''}{simple}"
    if grouped:
        bare = f"replace({cell}, ',', '')"
        return f"CASE WHEN regexp_full_match({cell}, '{_GROUPED_POINT}') THEN {_money(bare)} ELSE {_money(cell)} END"
    return _money(cell)


def _money(expression: str) -> str:
    return f"TRY_CAST({expression} AS {MONEY_TYPE})"


def day_sql(cell: str, plan: Plan, evidence: SampleEvidence) -> str:
    """A day: ISO text, or two digits, two digits, four digits in the plan's order with the sign that the sample
    showed."""
    if evidence.typed:
        return f"CAST({cell} AS DATE)"
    if evidence.iso_dates:
        return f"CASE WHEN {cell} LIKE '____-%' THEN TRY_CAST({cell} AS DATE) END"
    sign = "." if evidence.dotted_dates else "/"
    day, month = ("\\1", "\\2") if plan.dates.order == "dmy" else ("\\2", "\\1")
    pattern = rf"^ *(\d{{1,2}})[{sign}](\d{{1,2}})[{sign}](\d{{4}})( \d{{1,2}}:\d\d(:\d\d)?)? *$"
    by_pattern = f"TRY_CAST(regexp_replace({cell}, '{pattern}', '\\3-{month}-{day}') AS DATE)"
    # The usual form of ten characters needs no pattern and is read four times faster.
    form = f"%d{sign}%m{sign}%Y" if plan.dates.order == "dmy" else f"%m{sign}%d{sign}%Y"
    usual = f"{cell} LIKE '__{sign}__{sign}____'"
    return f"CASE WHEN {usual} THEN CAST(try_strptime({cell}, '{form}') AS DATE) ELSE {by_pattern} END"


def text_sql(cell: str, strip_zero: bool, odd_texts: bool = False) -> str:
    """A text without blanks around it; NULL where nothing is left. Most texts have none: a look is cheaper than a trim."""
    if odd_texts:
        cell = f"replace(translate({cell}, {sql_text(ODD_SPACES)}, {sql_text(' ' * len(ODD_SPACES))}), '\ufeff', '')"
    trimmed = f"nullif(trim({cell}), '')"
    if odd_texts:
        trimmed = f"regexp_replace({trimmed}, '^''([{FORMULA_SIGNS}])', '\\1')"
    if odd_texts and not strip_zero:
        return trimmed
    if not strip_zero:
        return f"CASE WHEN {cell} LIKE '% ' OR {cell} LIKE ' %' OR {cell} = '' THEN {trimmed} ELSE {cell} END"
    return f"CASE WHEN ends_with({cell}, '.0') THEN {trimmed}[:-3] END"


def number_text_sql(cell: str) -> str:
    """A code that the sheet holds as a number: whole ones without a fraction."""
    whole = f"CAST(CAST({cell} AS BIGINT) AS VARCHAR)"
    is_whole = f"{cell} = floor({cell}) AND abs({cell}) < 1e15"
    long = f"CAST(TRY_CAST(CAST({cell} AS VARCHAR) AS DECIMAL(38, 0)) AS VARCHAR)"  # digits, no exponent
    is_long = f"{cell} = floor({cell}) AND abs({cell}) < 1e37"
    return f"CASE WHEN {is_whole} THEN {whole} WHEN {is_long} THEN {long} ELSE CAST({cell} AS VARCHAR) END"


def staged_sql(plan: Plan, evidence: SampleEvidence, source: str) -> tuple[str, tuple[str, ...]]:
    """A SELECT of the staged columns that the table has and `left_out`, in the order of the source; and those
    columns.

    `left_out` marks a row that is not surely a sale under the plan: no day, no amount, or a number or code unlike
    the rest.
    """
    typed = {"day": day_sql(str(column(plan, "date")), plan, evidence)}
    typed |= {name: _number(plan, evidence, name) for name in plan.numbers if name in plan.columns}
    for name, field in STAGED_TEXT.items():
        cell = column(plan, field)
        if cell is not None:
            as_text = number_text_sql(cell) if plan.columns[field] in evidence.numeric_texts else cell
            text = text_sql(as_text, field in plan.whole_floats, evidence.odd_texts)
            typed[name] = code_sql(text) if name == "currency" else text
    if "currency" not in typed and plan.currency is not None:
        typed["currency"] = sql_text(plan.currency)
    raw = {f"raw_{name}": str(column(plan, name)) for name in plan.numbers if name in plan.columns}
    inner = ", ".join(f"{expression} AS {name}" for name, expression in (typed | raw).items())
    shown = _shown(typed)
    columns = ", ".join(f"{expression} AS {name}" for name, expression in shown.items())
    left_out = f"({' OR '.join(_left_out(plan, typed, evidence))}) AS left_out"
    kept = ", ".join(f"c{at + 1}" for at in _judged_columns(plan))
    return f"SELECT {columns}, {left_out} FROM (SELECT {inner}{', ' + kept if kept else ''} FROM {source})", tuple(
        shown
    )


def _number(plan: Plan, evidence: SampleEvidence, name: str) -> str:
    cell = str(column(plan, name))
    return number_sql(cell, plan.numbers[name], name in evidence.grouped, name in evidence.plain)


def _shown(typed: Mapping[str, str]) -> dict[str, str]:
    """The staged columns as expressions over the typed ones: amount less refund, margin from cost in lines without it.

    Where no line has a margin it is not written: whoever reads the staged file takes the cost off himself.
    """
    refund = " - coalesce(abs(refund), 0)" if "refund" in typed else ""
    amount = ("amount" if "amount" in typed else f"TRY_CAST(quantity * price AS {MONEY_TYPE})") + refund
    shown = {name: name for name in typed if name != "refund"}
    shown["amount"] = f"CAST({amount} AS {MONEY_TYPE})" if refund else amount
    if "cost" in typed and "margin" in typed:
        shown["margin"] = f"coalesce(margin, CAST({amount} - cost AS {MONEY_TYPE}))"
    return shown


def _judged_columns(plan: Plan) -> list[int]:
    fields = [*plan.whole_floats, *([plan.state_field] if plan.state_field else [])]
    return sorted({plan.columns[field] for field in fields})


def _left_out(plan: Plan, typed: Mapping[str, str], evidence: SampleEvidence) -> list[str]:
    """The reasons, each a condition that is never NULL."""
    needed = ["amount"] if "amount" in typed else ["quantity", "price"]
    reasons = ["day IS NULL", f"day > DATE '{plan.today}'", f"day < DATE '{EARLIEST}'"]
    reasons += [f"{name} IS NULL" for name in needed]
    if len(needed) > 1:
        reasons.append(f"TRY_CAST(quantity * price AS {MONEY_TYPE}) IS NULL")
    for name in plan.numbers:
        if name in plan.columns and name not in needed and not evidence.typed:
            # Not NOT IN: the engine joins a list, for every row; comparisons are made only where the number is missing.
            others = " AND ".join(f"raw_{name} <> {sql_text(word)}" for word in _NO_NUMBER)
            reasons.append(f"({name} IS NULL AND raw_{name} IS NOT NULL AND {others})")
    for field in plan.whole_floats:
        reasons.append(f"coalesce(NOT ends_with({column(plan, field)}, '.0'), false)")
    if plan.state_field is not None:
        kept = ", ".join(map(sql_text, plan.kept_states))
        reasons.append(f"coalesce(trim({column(plan, plan.state_field)}), '') NOT IN ({kept})")
    return reasons
