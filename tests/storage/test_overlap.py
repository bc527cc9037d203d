"""Which lines of a file stand in the store already: the same report again, a period that overlaps, equal sales by chance."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from overlap_model import Row, counts_in_one, matched
from staging import sale, staged_file

from storage.imports import ledger, left_out_rows, load, undo
from storage.overlap import Overlap, find_overlap
from storage.store import Store, open_store

JAN = date(2024, 1, 10)


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=at) for at in range((last - first).days + 1)]


def report(first: date, last: date, **more: Any) -> list[Row]:
    """A line a day."""
    return [sale(day, f"Клиент {day.day % 7}", day.day * 10 + day.month, **more) for day in days(first, last)]


JAN_MAR = report(date(2024, 1, 1), date(2024, 3, 31))
MAR_MAY = report(date(2024, 3, 1), date(2024, 5, 31))
MARCH = (date(2024, 3, 1), date(2024, 3, 31))


def overlap_of(store: Store, folder: Path, loaded: list[Row], again: list[Row]) -> Overlap | None:
    load(store, staged_file(folder, "first.csv", loaded), by="owner")
    return find_overlap(store, staged_file(folder, "second.csv", again))


def money(store: Store, first: date, last: date) -> Decimal:
    sql = "SELECT coalesce(sum(net), 0) AS net FROM client_day WHERE day BETWEEN $first AND $last"
    total: Decimal = store.query(sql, first=first, last=last).column("net")[0].as_py()
    return total


def test_the_same_rows_saved_as_another_file_all_match(store: Store, tmp_path: Path) -> None:
    again = [{**row, "category": "кофе"} for row in reversed(JAN_MAR)]  # other bytes, another order of rows
    found = overlap_of(store, tmp_path, JAN_MAR, again)
    assert found is not None and found.is_question
    assert (found.lines, found.new_lines, found.new_amount) == (91, 0, 0)
    assert found.amount == sum(row["amount"] for row in JAN_MAR)
    assert [(one.import_id, one.file_name, one.lines, one.period_lines) for one in found.imports] == [
        (1, "first.csv", 91, 91)
    ]
    assert store.version() == 1


def test_a_period_that_overlaps_is_told_with_its_days_and_money(store: Store, tmp_path: Path) -> None:
    found = overlap_of(store, tmp_path, JAN_MAR, MAR_MAY)
    assert found is not None and found.is_question
    assert (found.first_day, found.last_day, found.lines_in_period) == (*MARCH, 31)
    assert (found.lines, found.new_lines) == (31, 61)
    assert found.amount == money(store, *MARCH) == found.imports[0].period_amount
    assert found.amount + found.new_amount == sum(row["amount"] for row in MAR_MAY)


@pytest.mark.parametrize(("choice", "times", "loaded"), [("replace", 1, 92), ("only_new", 1, 61), ("add_all", 2, 92)])
def test_march_is_doubled_only_where_a_person_says_so(
    store: Store, tmp_path: Path, choice: Any, times: int, loaded: int
) -> None:
    load(store, staged_file(tmp_path, "jan-mar.csv", JAN_MAR), by="owner")
    march, rest = money(store, *MARCH), money(store, date(2024, 1, 1), date(2024, 2, 29))
    number = load(store, staged_file(tmp_path, "mar-may.csv", MAR_MAY), by="owner", overlap=choice)
    assert money(store, *MARCH) == times * march
    assert money(store, date(2024, 1, 1), date(2024, 2, 29)) == rest
    assert money(store, date(2024, 4, 1), date(2024, 5, 31)) == sum(row["amount"] for row in MAR_MAY[31:])
    line = ledger(store)[0]
    assert (line.lines["loaded"], line.lines["skipped"], line.overlap) == (loaded, 92 - loaded, choice)
    undo(store, number)
    assert money(store, *MARCH) == march


def test_skipped_lines_are_told_with_their_place_and_reason(store: Store, tmp_path: Path) -> None:
    load(store, staged_file(tmp_path, "jan-mar.csv", JAN_MAR), by="owner")
    held = [{"line": 99, "outcome": "skipped", "reason": "total", "raw": ["Итого"]}]
    file = staged_file(tmp_path, "mar-may.csv", MAR_MAY, held, report={"sheet": "Продажи"})
    number = load(store, file, by="owner", overlap="only_new")
    skipped = list(left_out_rows(store, number, "skipped", "already_loaded"))
    assert [row["line"] for row in skipped] == list(range(2, 33))
    assert {(row["sheet"], row["value"], tuple(row["raw"])) for row in skipped} == {("Продажи", None, ())}
    line = ledger(store)[0]
    assert (line.lines["skipped"], line.date_min, line.date_max) == (32, date(2024, 4, 1), date(2024, 5, 31))
    assert line.amount_total == sum(row["amount"] for row in MAR_MAY[31:])


def test_a_file_without_anything_new_is_loaded_empty(store: Store, tmp_path: Path) -> None:
    load(store, staged_file(tmp_path, "first.csv", JAN_MAR), by="owner")
    load(store, staged_file(tmp_path, "second.csv", JAN_MAR[:5]), by="owner", overlap="only_new")
    line = ledger(store)[0]
    assert (line.lines["loaded"], line.amount_total, line.date_min) == (0, 0, None)
    assert len(store.query("SELECT * FROM sales")) == 91


def test_no_day_in_common_is_no_overlap(store: Store, tmp_path: Path) -> None:
    odd, even = JAN_MAR[::2], JAN_MAR[1::2]
    assert overlap_of(store, tmp_path, odd, even) is None
    assert find_overlap(store, staged_file(tmp_path, "empty.csv", [])) is None


def test_an_undone_import_and_one_that_is_to_leave_are_no_overlap(store: Store, tmp_path: Path) -> None:
    number = load(store, staged_file(tmp_path, "first.csv", JAN_MAR), by="owner")
    again = staged_file(tmp_path, "second.csv", JAN_MAR[:5])
    assert find_overlap(store, again, instead_of=[number]) is None
    undo(store, number)
    assert find_overlap(store, again) is None


def test_of_equal_lines_as_many_match_as_are_loaded(store: Store, tmp_path: Path) -> None:
    one = sale(JAN, "Лотос", 10)
    found = overlap_of(store, tmp_path, [one, one], [one, one, one])
    assert found is not None
    assert (found.lines, found.new_lines) == (2, 1)


def test_two_imports_with_the_same_line_count_it_once(store: Store, tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        load(store, staged_file(tmp_path, name, [sale(JAN, "Лотос", 10, manager=name)]), by="owner")
    found = find_overlap(store, staged_file(tmp_path, "c.csv", [sale(JAN, "Лотос", 10)]))
    assert found is not None
    assert (found.lines, found.amount, [one.lines for one in found.imports]) == (1, 10, [1, 1])


def test_of_equal_lines_those_beyond_the_loaded_ones_are_new(store: Store, tmp_path: Path) -> None:
    one = sale(JAN, "Лотос", 10)
    load(store, staged_file(tmp_path, "first.csv", [one]), by="owner")
    number = load(store, staged_file(tmp_path, "second.csv", [one, one, one]), by="owner", overlap="only_new")
    assert [row["line"] for row in left_out_rows(store, number, "skipped")] == [2]
    assert store.query("SELECT * FROM sales_lines").num_rows == 3


def test_imports_with_fewer_columns_are_asked_for_the_lines_that_the_others_do_not_have(
    store: Store, tmp_path: Path
) -> None:
    load(store, staged_file(tmp_path, "bare.csv", [sale(JAN, "Лотос", 10)]), by="owner")
    load(store, staged_file(tmp_path, "numbered.csv", [sale(JAN, "Лотос", 10, order_no="7")]), by="owner")
    new = [sale(JAN, "Лотос", 10, order_no=number) for number in ("7", "8", "9")]
    file = staged_file(tmp_path, "new.csv", new)
    found = find_overlap(store, file)
    assert found is not None
    assert (found.lines, found.lines_by_order_no, found.new_lines) == (2, 1, 1)
    assert [one.lines for one in found.imports] == [1, 1]
    number = load(store, file, by="owner", overlap="only_new")
    assert [row["line"] for row in left_out_rows(store, number, "skipped")] == [2, 3]


def test_a_firm_of_an_undone_import_confuses_no_name(store: Store, tmp_path: Path) -> None:
    load(store, staged_file(tmp_path, "first.csv", [sale(JAN, "Лотос", 10, tax_id="111")]), by="owner")
    namesake = load(store, staged_file(tmp_path, "other.csv", [sale(JAN, "Лотос", 10, tax_id="222")]), by="owner")
    bare = staged_file(tmp_path, "bare.csv", [sale(JAN, "Лотос", 10)])
    two_firms = find_overlap(store, bare)
    undo(store, namesake)
    one_firm = find_overlap(store, bare)
    assert two_firms is not None and one_firm is not None
    assert (two_firms.lines, one_firm.lines) == (0, 1)


SPELLINGS: list[tuple[Row, Row, int]] = [
    ({"tax_id": "770112"}, {}, 1),  # one export has tax ids, the other has not
    ({"client": "ООО «Лотос»"}, {"client": "Лотос, ООО"}, 1),
    ({"tax_id": "1112", "client": "Лотос"}, {"tax_id": "1112", "client": "Лотос Торг"}, 1),
    ({"tax_id": "1112"}, {"tax_id": "2221"}, 0),  # two firms of one name
    ({"code": "00042", "tax_id": "0274"}, {"code": "42", "tax_id": "274"}, 1),  # zeros taken away by a spreadsheet
    ({"order_no": "0017"}, {"order_no": "17"}, 1),
    ({"order_no": "17"}, {"order_no": "0017"}, 1),
    ({"product": "0042"}, {"product": "42"}, 1),
    ({"order_no": "17"}, {"order_no": "18"}, 0),
    ({"order_no": "17"}, {}, 1),
    ({"product": "чай"}, {"product": "кофе"}, 0),
    ({"product": "чай"}, {}, 1),
    ({"order_no": "17", "product": "чай"}, {"order_no": "17"}, 1),
    ({"client": None}, {"client": None}, 1),
    ({"client": "Розничный покупатель"}, {"client": "Частное лицо"}, 0),
    ({"amount": "10.01"}, {"amount": "10.00"}, 0),
    ({"day": date(2024, 1, 11)}, {"day": JAN}, 0),
]


@pytest.mark.parametrize(("loaded", "again", "lines"), SPELLINGS)
def test_what_is_the_same_sale(store: Store, tmp_path: Path, loaded: Row, again: Row, lines: int) -> None:
    meeting = sale(JAN, "Мост", 1)  # a line that keeps the day in common
    found = overlap_of(
        store, tmp_path, [sale(JAN, "Лотос", 10) | loaded, meeting], [sale(JAN, "Лотос", 10) | again, meeting]
    )
    assert found is not None
    assert found.lines == lines + 1


def test_a_few_equal_sales_are_chance(store: Store, tmp_path: Path) -> None:
    other = [sale(JAN, f"Чужой {at}", at) for at in range(38)]
    load(store, staged_file(tmp_path, "shop.csv", [sale(JAN, "Лотос", 10), *other]), by="owner")
    mine = [sale(JAN, "Лотос", 10), *(sale(JAN, f"Клиент {at}", at) for at in range(19))]
    asked = find_overlap(store, staged_file(tmp_path, "twenty.csv", mine))
    assert asked is not None and (asked.lines, asked.is_question, len(asked.imports)) == (1, True, 1)
    chance = find_overlap(store, staged_file(tmp_path, "more.csv", [*mine, sale(JAN, "Мост", 3)]))
    assert chance is not None and (chance.lines, chance.is_question, chance.imports) == (1, False, ())


def test_an_order_number_met_again_is_a_question(store: Store, tmp_path: Path) -> None:
    loaded = [sale(JAN, f"Клиент {at}", at + 1, order_no=f"A{at}") for at in range(50)]
    again = [loaded[0], *(sale(JAN, f"Клиент {at}", at + 1, order_no=f"B{at}") for at in range(49))]
    found = overlap_of(store, tmp_path, loaded, again)
    assert found is not None
    assert (found.lines, found.lines_by_order_no, found.is_question, len(found.imports)) == (1, 1, True, 1)


def test_replacing_leaves_an_import_that_meets_the_file_by_chance(store: Store, tmp_path: Path) -> None:
    other = [sale(JAN, "Лотос", 10), *(sale(JAN, f"Чужой {at}", at) for at in range(30))]
    load(store, staged_file(tmp_path, "other shop.csv", other), by="owner")
    mine = [sale(JAN, "Лотос", 10), *(sale(JAN, f"Клиент {at}", at) for at in range(24))]
    load(store, staged_file(tmp_path, "shop.csv", mine), by="owner")
    again = staged_file(tmp_path, "shop again.csv", [*mine, sale(JAN, "Мост", 25)])
    found = find_overlap(store, again)
    assert found is not None and [one.import_id for one in found.imports] == [2]
    load(store, again, by="owner", overlap="replace")
    assert [line.replaced for line in ledger(store)] == [{}, {3: 25}, {}]


def test_a_few_corrected_lines_replace_the_day_of_a_large_import(store: Store, tmp_path: Path) -> None:
    large = [sale(JAN, f"Клиент {at}", at) for at in range(300)]
    found = overlap_of(store, tmp_path, large, large[:5])
    assert found is not None
    assert [(one.lines, one.period_lines, one.period_amount) for one in found.imports] == [(5, 300, 44850)]


@st.composite
def files(draw: st.DrawFn) -> list[Row]:
    """A small file of a narrow world: equal lines and equal sales are frequent; a column is there or it is not."""
    columns = [name for name in ("order_no", "product") if draw(st.booleans())]
    texts = st.fixed_dictionaries({name: st.sampled_from([None, "7", "8"]) for name in columns})
    line = st.builds(
        lambda day, client, more: sale(day, client, 10, **more),
        st.sampled_from([JAN, JAN + timedelta(days=1)]),
        st.sampled_from(["Лотос", "Мост"]),
        texts,
    )
    rows: list[Row] = draw(st.lists(line, min_size=1, max_size=8))
    return rows


@settings(max_examples=12)
@given(loaded=st.lists(files(), min_size=1, max_size=3), new=files())
def test_matches_are_those_of_the_plain_statement(loaded: list[list[Row]], new: list[Row]) -> None:
    with TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "sales.duckdb")
        for at, rows in enumerate(loaded):
            load(
                store, staged_file(Path(folder), f"{at}.csv", [{**row, "manager": str(at)} for row in rows]), by="owner"
            )
        found = find_overlap(store, staged_file(Path(folder), "new.csv", new))
        store.close()
    common = {row["day"] for row in new} & {row["day"] for rows in loaded for row in rows}
    if not common:
        assert found is None
        return
    assert found is not None
    lines = matched(list(enumerate(new)), loaded)
    assert (found.first_day, found.last_day) == (min(common), max(common))
    assert found.lines_in_period == sum(min(common) <= row["day"] <= max(common) for row in new)
    assert (found.lines, found.amount) == (len(lines), sum(row["amount"] for _, row in lines))
    assert found.new_lines == len(new) - len(lines)
    assert [one.lines for one in found.imports] == [n for n in (counts_in_one(new, rows) for rows in loaded) if n]
