"""Can the data be trusted? Against the same said plainly, and one table for each thing that can be wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import data_oracle as plainly
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Line, Store, line, shuffled, whole_scope

from analytics.data_coverage import DataCoverageSettings, data_coverage
from analytics.data_health import COLUMNS, DataHealthSettings, data_health
from analytics.result import Result, Status
from storage.engine import DuckDBEngine
from storage.store import Store as FileStore

MONDAY = date(2023, 1, 2)
TOLD = ("money", "count", "days", "first_day", "last_day")


def trade(first: date, last: date, weekdays: str = "01234", a_day: int = 1, **more: object) -> list[Line]:
    """Sales of 100 on the given weekdays between two days, nothing lacking."""
    full: dict[str, object] = {
        "margin": 20, "manager": "Petrov", "region": "North", "channel": "Shop", "category": "Paint", "product": "Red",
        "order_no": "n1",
    }  # fmt: skip
    days = (first + timedelta(days=step) for step in range((last - first).days + 1))
    return [
        line(day, f"Client {number}", 100, **(full | more))
        for day in days
        if str(day.weekday()) in weekdays
        for number in range(a_day)
    ]


def asked(store: Store, lines: list[Line], **chosen: object) -> Result:
    return data_health(store.engine, whole_scope(lines), DataHealthSettings(**chosen))  # type: ignore[arg-type]


def told(result: Result) -> dict[str, tuple[object, ...]]:
    return {row["code"]: tuple(row[name] for name in TOLD) for row in result.rows}


@st.composite
def traded(draw: st.DrawFn) -> list[Line]:
    """A company with a week of its own, holes of days and of months in it, columns that come and go, returns."""
    weekdays = draw(st.sets(st.integers(0, 6), min_size=1))
    holes = draw(st.lists(st.tuples(st.integers(0, 560), st.integers(1, 70)), max_size=4))
    once_a_year = draw(st.booleans())
    busy = draw(st.sampled_from([1, 1, 2, 5]))
    rows = []
    for step in range(draw(st.integers(5, 560))):
        day = MONDAY + timedelta(days=step)
        closed = any(start <= step < start + length for start, length in holes)
        if (closed and step) or day.weekday() not in weekdays or (once_a_year and day.month == 5 and day.day < 12):
            continue
        amount = Decimal(draw(st.sampled_from(["100", "60.5", "-40", "0"]))) if step % 9 == 0 else Decimal(100)
        row = line(day, "Ann" if step % 7 else "", amount, manager="" if step % 5 == 0 else "Petrov", region="North")
        rows += [replace(row, margin=None if step % 3 else Decimal(20), category="Paint", quantity=amount)]
        rows += [replace(row, client="Bob", order_no="n1", product="Red")] * (busy if day.month % 4 else 1)
    return shuffled(rows or [line(MONDAY, "Ann", 100)])


@settings(max_examples=40)
@given(lines=traded(), age=st.integers(-20, 40))
def test_as_stated_plainly(store_of: Callable[..., Store], lines: list[Line], age: int) -> None:
    today = max(row.day for row in lines) + timedelta(days=age)
    found = told(asked(store_of(lines), lines, today=today))
    expected = plainly.findings(lines, today)
    assert set(found) == set(expected)
    if "stale" in found:  # what it costs is an estimate with a rule of its own, tested below
        found["stale"] = (None, *found["stale"][1:])
    for code, values in expected.items():
        assert found[code] == values, code


def test_good_data_are_trusted(store_of: Callable[..., Store]) -> None:
    lines = trade(MONDAY, date(2024, 12, 31))
    store = store_of(lines)
    with store.engine.cursor() as cursor:
        cursor.execute("UPDATE parties SET code = 'C' || party_id WHERE party_id <> 0")
    result = asked(store, lines, today=date(2025, 1, 3))
    assert result.rows == []
    facts = result.facts
    assert (facts["verdict"], facts["doubt_share"], facts["days_old"]) == ("yes", 0.0, 3)
    assert (facts["complete_months"], facts["usual_weekdays"]) == (24, [0, 1, 2, 3, 4])
    assert facts["missing"] == dict.fromkeys(COLUMNS, 0.0)


def test_the_order_of_rows_changes_nothing(store_of: Callable[..., Store]) -> None:
    lines = [*trade(MONDAY, date(2023, 6, 30)), *trade(date(2023, 9, 4), date(2024, 3, 20), manager="")]
    first = asked(store_of(lines), lines)
    second = asked(store_of(shuffled(lines)), lines)
    assert first.rows == second.rows and first.facts == second.facts


def test_two_weeks_without_a_line(store_of: Callable[..., Store]) -> None:
    lines = [*trade(MONDAY, date(2024, 4, 12)), *trade(date(2024, 4, 29), date(2024, 12, 31))]
    result = asked(store_of(lines), lines)
    days = len({row.day for row in lines})
    assert told(result)["days_missing"] == (
        (Decimal(100) * len(lines) * 10 / days).quantize(Decimal("0.0001")), 1, 10, date(2024, 4, 15), date(2024, 4, 26),
    )  # fmt: skip
    assert result.facts["gaps"] == [{"first_day": date(2024, 4, 15), "last_day": date(2024, 4, 26), "days": 10}]
    assert result.facts["verdict"] == "care" and "month_thin" not in told(result)
    assert told(asked(store_of(lines), lines, gap_days=11)).keys().isdisjoint({"days_missing"})


def test_a_month_with_a_gap_is_told_as_the_gap_alone(store_of: Callable[..., Store]) -> None:
    lines = [*trade(MONDAY, date(2024, 4, 5)), *trade(date(2024, 4, 29), date(2024, 12, 31))]
    found = told(asked(store_of(lines), lines))
    assert found["days_missing"][2] == 15 and "month_thin" not in found
    assert "month_thin" in told(asked(store_of(lines), lines, gap_days=16)), "without the gap it is thin"


def test_a_few_weeks_make_no_usual_week(store_of: Callable[..., Store]) -> None:
    eight = [row for row in trade(MONDAY, MONDAY + timedelta(days=55)) if not 14 <= (row.day - MONDAY).days < 19]
    assert "days_missing" in told(asked(store_of(eight), eight, gap_days=2))
    seven = [row for row in eight if row.day < MONDAY + timedelta(days=49)]
    result = asked(store_of(seven), seven, gap_days=2)
    assert result.facts["usual_weekdays"] == [] and "days_missing" not in told(result)


def test_holidays_are_no_gap(store_of: Callable[..., Store]) -> None:
    began = trade(date(2022, 12, 1), date(2022, 12, 31))
    years = [trade(date(year, 1, 9), date(year, 12, 31)) for year in (2023, 2024)]
    lines = [*began, *years[0], *years[1]]
    assert "days_missing" not in told(asked(store_of(lines), lines))
    only_once = [*trade(MONDAY, date(2024, 1, 1)), *trade(date(2024, 1, 9), date(2024, 12, 31))]
    assert told(asked(store_of(only_once), only_once))["days_missing"][1:3] == (1, 5)


def test_a_company_that_sells_now_and_then_has_no_gaps(store_of: Callable[..., Store]) -> None:
    lines = [line(MONDAY + timedelta(days=17 * step), "Ann", 100) for step in range(40)]
    result = asked(store_of(lines), lines)
    assert result.facts["usual_weekdays"] == [] and "days_missing" not in told(result)


def test_a_missing_month_is_told_once_and_as_a_month(store_of: Callable[..., Store]) -> None:
    lines = [*trade(MONDAY, date(2023, 7, 31)), *trade(date(2023, 9, 1), date(2023, 12, 29))]
    found = told(asked(store_of(lines), lines))
    worth = (Decimal(100) * len(lines) / 11).quantize(Decimal("0.0001"))
    assert found["months_missing"] == (worth, 1, None, date(2023, 8, 1), date(2023, 8, 1))
    assert "days_missing" not in found


def test_half_of_the_usual_lines(store_of: Callable[..., Store]) -> None:
    lines = [
        row
        for month in range(1, 13)
        for row in trade(date(2023, month, 1), date(2023, month, 28), a_day=1 if month == 9 else 3)
    ]
    found = told(asked(store_of(lines), lines))
    assert found["month_thin"][1:] == (1, None, date(2023, 9, 1), None)
    seasonal = [*lines, *(replace(row, day=row.day.replace(year=2024)) for row in lines)]
    assert told(asked(store_of(seasonal), seasonal))["month_thin"][1] == 1, "a year later it is the season"


def test_old_data_cost_the_days_that_nobody_sees(store_of: Callable[..., Store]) -> None:
    lines = trade(MONDAY, MONDAY + timedelta(days=99), weekdays="0123456")
    store = store_of(lines)
    assert told(asked(store, lines, today=lines[-1].day + timedelta(days=11)))["stale"][0] == 1100
    assert "stale" not in told(asked(store, lines, today=lines[-1].day + timedelta(days=10)))
    assert "stale" not in told(asked(store, lines)), "without a today the as-of date is today"


def test_days_still_to_come(store_of: Callable[..., Store]) -> None:
    lines = [*trade(MONDAY, date(2023, 12, 29)), line("2032-01-01", "Ann", 70)]
    result = data_health(store_of(lines).engine, whole_scope(lines[:-1]), DataHealthSettings(today=date(2023, 12, 30)))
    assert told(result)["future"] == (70, 1, None, None, None)
    assert result.facts["last_day"] == date(2023, 12, 29)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_that_is_missing_closes_questions(store_of: Callable[..., Store], column: str) -> None:
    field = {"group": "category", "order": "order_no", "code": "client"}.get(column, column)
    lines = trade(MONDAY, date(2023, 12, 29))
    lacking = [replace(row, **{field: None if field in ("margin", "order_no") else ""}) for row in lines]
    lacking = lines if column == "code" else [*lacking[:20], *lines[20:]]
    store = store_of(lacking)
    with store.engine.cursor() as cursor:
        cursor.execute("UPDATE sales_lines SET product = NULL WHERE product = ''")
        if column != "code":
            cursor.execute("UPDATE parties SET tax_id = 'T' || party_id WHERE party_id <> 0")
    result = asked(store, lacking)
    (row,) = (row for row in result.rows if row["effect"] == "closes" and row["code"] != "short")
    part = 1.0 if column == "code" else 20 / len(lines)
    assert (row["code"], row["share"]) == (f"no_{column}", pytest.approx(part))
    assert told(asked(store, lacking, missing_share=part)).keys().isdisjoint({f"no_{column}"})


def test_one_name_under_several_codes(store_of: Callable[..., Store]) -> None:
    lines = [line(MONDAY, name, money) for name, money in (("A", 50), ("a ", 30), ("B", 20), ("b.", 5), ("C", 7))]
    store = store_of(lines)
    with store.engine.cursor() as cursor:
        cursor.execute(
            "UPDATE parties SET name_key = CASE WHEN client_id = 0 THEN '' ELSE lower(name[1]) END, code = 'k' || party_id"
        )
    (row,) = (row for row in asked(store, lines).rows if row["code"] == "same_name")
    assert (row["money"], row["count"], row["names"]) == (35, 2, ["A", "B"])


def imports(engine: DuckDBEngine, *rows: dict[str, object]) -> None:
    """Imports as the ledger keeps them."""
    usual = {
        "kind": "sales", "file_name": "a.csv", "sha256": "s", "held": 0, "report": {}, "amount": 100, "undone": None,
        "demo": False, "currency": "",
    }  # fmt: skip
    with engine.cursor() as cursor:
        cursor.execute("DELETE FROM imports; DELETE FROM import_sums")
        for number, row in enumerate(rows, 1):
            full = usual | row
            cursor.execute(
                "INSERT INTO imports (import_id, kind, file_name, sha256, file_bytes, fingerprint, answers, report, lines_total,"
                " lines_header, lines_blank, lines_loaded, lines_quarantined, lines_skipped, amount_total, loaded_at, loaded_by,"
                " undone_at, is_demo) VALUES (?, ?, ?, ?, 1, '', '{}', ?, 1, 0, 0, 1, ?, 0, ?, now(), '', ?, ?)",
                [number, full["kind"], full["file_name"], full["sha256"], json.dumps(full["report"]), full["held"],
                 full["amount"], full["undone"], full["demo"]],
            )  # fmt: skip
            cursor.execute("INSERT INTO import_sums VALUES (?, ?, 1, ?)", [number, full["currency"], full["amount"]])


def test_rows_held_back_and_imports_taken_back(store_of: Callable[..., Store]) -> None:
    lines = trade(MONDAY, date(2023, 12, 29))
    store = store_of(lines)
    gone = "2026-01-01"
    try:
        imports(
            store.engine,
            {"held": 3, "report": {"held_amount": "12.5000"}, "sha256": "1"},
            {"held": 2, "report": {"held_amount": None}, "sha256": "2"},
            {"held": 9, "report": {"held_amount": "99.0"}, "sha256": "3", "undone": gone, "amount": 40},
            {"sha256": "1", "undone": gone, "amount": 7},
            {"sha256": "4", "undone": gone, "amount": 9, "demo": True},
            {"sha256": "5", "undone": gone, "amount": 1000, "currency": "EUR"},
            {"held": 1, "report": {"held_amount": "7000"}, "sha256": "6", "currency": "EUR"},
        )
        found = told(asked(store, lines))
    finally:
        imports(store.engine)
    assert found["held_back"] == (Decimal("12.5"), 6, None, None, None)
    assert found["undone"] == (40, 2, None, None, None), (
        "a file that is in force again and the demo company are no loss"
    )


def test_what_makes_every_number_wrong_is_not_trusted(store_of: Callable[..., Store]) -> None:
    lines = trade(MONDAY, date(2024, 12, 31), quantity=100)
    store = store_of(lines)
    result = asked(store, lines)
    assert result.rows[0]["code"] == "quantity" and result.facts["verdict"] == "no"
    with store.engine.cursor() as cursor:
        cursor.execute("UPDATE sales_lines SET quantity = 1")
    assert asked(store, lines).facts["verdict"] != "no"


def test_lines_in_other_currencies_are_told_and_counted_nowhere(store_of: Callable[..., Store]) -> None:
    lines = trade(MONDAY, date(2024, 12, 31))
    store = store_of(lines)
    before = asked(store, lines)
    waiting = "INSERT INTO other_currency_lines SELECT * REPLACE (? AS currency, amount * 1000 AS amount) FROM sales_lines LIMIT ?"
    try:
        with store.engine.cursor() as cursor:
            cursor.execute(waiting, ["EUR", 2])
            cursor.execute(waiting, ["USD", 3])
        result = asked(store, lines)
    finally:
        with store.engine.cursor() as cursor:
            cursor.execute("DELETE FROM other_currency_lines")
    (row,) = (row for row in result.rows if row["code"] == "currencies")
    assert (row["effect"], row["money"], row["count"], row["names"]) == ("note", None, 5, ["USD", "EUR"])
    assert [one for one in result.rows if one is not row] == before.rows
    assert result.facts == before.facts


def test_no_return_among_many_lines(store_of: Callable[..., Store]) -> None:
    lines = trade(MONDAY, date(2024, 12, 31), a_day=2)
    assert told(asked(store_of(lines), lines))["no_returns"] == (None, len(lines), None, None, None)
    with_one = [*lines, line(MONDAY, "Ann", -1)]
    assert "no_returns" not in told(asked(store_of(with_one), with_one))


def test_what_distorts_stands_first_and_by_money(store_of: Callable[..., Store]) -> None:
    lines = [
        *trade(MONDAY, date(2023, 3, 10), manager=""),
        *trade(date(2023, 5, 1), date(2023, 8, 4), manager=""),
        *trade(date(2023, 8, 21), date(2023, 9, 15), manager=""),
    ]
    rows = asked(store_of(lines), lines).rows
    keys = [(("distorts", "closes", "note").index(row["effect"]), -(row["money"] or 0)) for row in rows]
    assert keys == sorted(keys)
    assert [row["code"] for row in rows][:2] == ["days_missing", "months_missing"]


def test_nothing_loaded(store_of: Callable[..., Store]) -> None:
    scope = whole_scope([line(MONDAY, "Ann", 1)])
    result = data_health(store_of([]).engine, scope)
    assert (result.status, result.rows) == (Status.NOT_ENOUGH_DATA, [])


def test_what_is_loaded_for_which_dates(store: FileStore) -> None:
    with store.cursor() as cursor:
        cursor.execute(
            "INSERT INTO spend_loaded SELECT 0, m::DATE, 'Ads', 5, NULL FROM range(DATE '2024-01-01', DATE '2024-04-01', INTERVAL 1 MONTH) t(m)"
        )
        cursor.execute(
            "INSERT INTO losses_loaded (import_id, client, client_key, lost_date) VALUES (0, 'A', 'a', NULL), (0, 'B', 'b', '2024-02-09')"
        )
        cursor.execute(
            "INSERT INTO requests_internal_loaded (import_id, asked_at, asked_by, asked_of) VALUES (0, '2024-02-29 23:59', 'A', 'B')"
        )
        for day, money in (("2024-01-31", 5), ("2024-02-01", 7), ("2024-02-29", -2), ("2024-05-01", 9)):
            cursor.execute("INSERT INTO sales_lines (import_id, sheet, line, day, party_id, amount, manager, region, channel) VALUES (1, 0, 1, ?, 0, ?, '', '', '')", [day, money])  # fmt: skip
    scope = whole_scope([line("2024-01-31", "A", 1), line("2024-04-30", "A", 1)])
    result = data_coverage(store, scope)
    jan, feb, mar = date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)
    rows = [(row["kind"], row["first_day"], row["records"], row["revenue"]) for row in result.rows]
    assert sorted(rows, key=str) == sorted(
        [("sales", jan, 1, 5), ("sales", feb, 2, 5), ("spend", jan, 1, None), ("spend", feb, 1, None),
         ("spend", mar, 1, None), ("losses", None, 1, None), ("losses", feb, 1, None), ("requests_internal", feb, 1, None)],
        key=str,
    )  # fmt: skip
    weeks = data_coverage(store, scope, DataCoverageSettings("week"))
    sales = [(row["first_day"], row["records"]) for row in weeks.rows if row["kind"] == "sales"]
    assert sales == [(date(2024, 1, 29), 2), (date(2024, 2, 26), 1)]


def test_every_kind_of_records_is_counted(store: FileStore) -> None:
    from analytics.statements import read_sql
    from storage.records import RECORD_TABLES

    text = read_sql("data_coverage")
    typed = {"winback", "pauses", "priorities", "offers", "pay_tasks", "cycle_owners", "kpi_passports", "seller_tasks"}
    # nobody loads what is decided in the app
    kinds = [kind for kind in RECORD_TABLES if kind not in typed]
    assert [kind for kind in kinds if f"SELECT '{kind}'" not in text or f"FROM {kind}" not in text] == []
    assert data_coverage(store, whole_scope([line(MONDAY, "A", 1)])).status is Status.NOT_ENOUGH_DATA
