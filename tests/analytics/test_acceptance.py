"""What was promised about clients who leave, by the rows of the acceptance list: each row has a test that states it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent

# Row -> what it promises, and the tests (module, name) that state it.
ROWS: dict[int, tuple[str, tuple[tuple[str, str], ...]]] = {
    6: ("41 400 of former margin are 16 560 to be expected",
        (("forgotten_clients", "test_former_margin_of_the_best_year_and_the_one_who_is_only_neglected"),)),
    14: ("four months of silence at a rhythm of three are a loss, to the day, and no hindsight",
         (("client_status", "test_quarterly_client_is_lost_after_four_months"),
          ("client_status", "test_monthly_client"),
          ("client_status", "test_one_long_silence_does_not_stretch_the_rhythm"),
          ("client_status", "test_quarterly_client_among_monthly_ones"),
          ("client_status", "test_new_rhythm_is_learnt_after_three_gaps"),
          ("client_status", "test_an_old_report_does_not_change_when_newer_rows_arrive"))),
    15: ("one purchase: did not return from 9 May", (("client_status", "test_single_purchase"),)),
    16: ("10.0, 25.0, 5.0 and 14.2 %, and the rows add up", (("loss_report", "test_the_table_of_three_managers"),)),
    17: ("a quarter of 5 % is 18.5 % a year", (("loss_report", "test_a_quarter_of_five_percent_is_not_a_good_year"),)),
    18: ("a month is too short for quarterly clients",
         (("loss_report", "test_a_month_is_too_short_for_quarterly_clients"),)),
    19: ("3 500 000, 41 400 and 112 194",
         (("loss_money", "test_ten_clients_of_seven_purchases_a_year"), ("loss_money", "test_what_a_client_is_worth"))),
    20: ("0.1 % and 26 % after forty days, the model as published",
         (("silence_odds", "test_regular_and_irregular_clients_after_forty_days"),
          ("silence_odds", "test_the_printed_numbers_of_the_model"),
          ("silence_odds", "test_the_published_sample_of_compact_discs"))),
    21: ("the printed curve of ten lives", (("client_survival", "test_the_printed_curve"),)),
    22: ("6.5 % X, 25.8 % X or Y, 119.8 % Z, by the own bucket",
         (("xyz_classes", "test_three_clients"), ("xyz_classes", "test_a_quarterly_buyer_is_steady_by_quarters"))),
    23: ("AX 1, BY 2, CX 3, CZ 4, bankrupt 4",
         (("win_back_priority", "test_the_grid"), ("win_back_priority", "test_what_outweighs_the_grid"),
          ("win_back_priority", "test_by_is_two_and_one_off_buyers_are_judged_by_money_alone"))),
    24: ("a group is required, coverage 70.6 %, staff against clients",
         (("loss_reasons", "test_coverage_and_groups_by_money"),
          ("loss_reasons", "test_the_price_is_named_too_often_by_the_staff"),
          ("loss_reasons", "test_every_reason_has_one_group"))),
    25: ("20 days a call, 100 days a visit, no step is red, 22 000 expected",
         (("win_back_plan", "test_the_way_follows_the_time"), ("win_back_plan", "test_expected_money_and_contacts"),
          ("win_back_plan", "test_a_plan_stands_where_its_steps_say"))),
    26: ("2.5 contacts against 20, 3 of 12 are 31.8 %",
         (("win_back_plan", "test_expected_money_and_contacts"),
          ("win_back_plan", "test_own_results_correct_the_chance"))),
    27: ("returned on the day of the purchase, never by a refunded order",
         (("returned_clients", "test_returned_on_the_day_of_the_purchase"),
          ("returned_clients", "test_an_order_that_was_refunded_is_no_return"))),
    28: ("fragile until three purchases", (("returned_clients", "test_the_fragile_until_three_purchases"),)),
}  # fmt: skip


@cache
def known_tests(module: str) -> frozenset[str]:
    tree = ast.parse((HERE / f"test_{module}.py").read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("row", ROWS)
def test_a_promise_has_its_tests(row: int) -> None:
    promise, stated = ROWS[row]
    missing = [f"test_{module}.py::{name}" for module, name in stated if name not in known_tests(module)]
    assert not missing, f"{promise}: {missing}"
