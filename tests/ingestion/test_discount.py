"""The discount of a computed amount: asked about with the sum of every way, and taken off as a person says."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.answers import Answers
from ingestion.discount import less_discount, ways_to_take_off
from ingestion.limits import Limits
from ingestion.number_format import NumberFormat
from ingestion.reading import Reading

Read = Callable[..., Reading]
Write = Callable[..., Path]
POINT = NumberFormat(".")
HEAD = "Date;Customer;Qty;Price;Discount"
ROWS = ["2024-01-02;Ann;2;10;0,1", "2024-01-03;Bob;1;4;", "2024-01-04;Ann;10;3;0,25"]
NET = {"share": "44.5", "money": "53.65", "ignore": "54"}


def way(answer: str) -> Answers:
    return Answers(options={"discount_to_take_off": answer})


def test_every_way_stands_beside_its_sum(read: Read, write: Write) -> None:
    asked = read(write("sales.csv", [HEAD, *ROWS]))
    (question,) = asked.questions
    assert question.code == "discount_to_take_off" and asked.staged is None
    assert {option["answer"]: Decimal(option["total"]) for option in question.options} == {
        answer: Decimal(net) for answer, net in NET.items()
    }


@pytest.mark.parametrize("answer", NET)
@pytest.mark.parametrize("limits", [Limits(), Limits(bulk_from_bytes=1)])
def test_the_chosen_way_loads_the_sum_that_it_showed(read: Read, write: Write, answer: str, limits: Limits) -> None:
    path = write("sales.csv", [HEAD, *ROWS])
    found = read(path, way(answer), limits=limits)
    assert (found.outcome, found.amount_total) == ("loaded", Decimal(NET[answer]))
    assert ("discount_taken_off" in found.warnings) == (answer != "ignore")
    remembered = read(path, known_layouts={found.fingerprint: way(answer)}, limits=limits)
    assert remembered.amount_total == found.amount_total


def test_a_discount_below_the_sample_of_a_large_text_is_asked_about(read: Read, write: Write) -> None:
    rows = [f"2024-01-{1 + n % 28:02d};Ann;2;10;0" for n in range(60_000)]
    path = write("sales.csv", [HEAD, *rows, "2024-01-04;Ann;10;3;0,25"])
    assert read(path, limits=Limits(bulk_from_bytes=1)).reason == "discount_to_take_off"


def test_columns_chosen_by_a_person_do_not_drop_the_question(read: Read, write: Write) -> None:
    columns = {"date": 1, "client": 2, "quantity": 3, "price": 4, "discount": 5}
    path = write("sales.csv", [HEAD, *ROWS])
    assert read(path, Answers(columns=columns)).reason == "discount_to_take_off"
    found = read(path, Answers(columns=columns, options={"discount_to_take_off": "share"}))
    assert found.amount_total == Decimal(NET["share"])


def test_percent_signs_are_read(read: Read, write: Write) -> None:
    path = write("sales.csv", ["Дата;Клиент;Кол-во;Цена;Скидка", "2024-01-02;А;2;10;10%", "2024-01-03;Б;4;5;12,5 %"])
    (question,) = read(path).questions
    assert [(option["answer"], Decimal(option["total"])) for option in question.options] == [
        ("percent", Decimal("35.5")), ("ignore", Decimal(40)),
    ]  # fmt: skip
    assert read(path, way("percent")).amount_total == Decimal("35.5")


def test_a_discount_that_cannot_be_is_held_back(read: Read, write: Write) -> None:
    rows = [*ROWS * 4, "2024-01-05;Bob;1;4;1,5", "2024-01-06;Bob;1;4;-0,1", "2024-01-06;Bob;1;4;ten"]
    found = read(write("sales.csv", [HEAD, *rows]), way("share"))
    assert found.held_by_reason == {"bad_amount": 3} and found.amount_total == 4 * Decimal(NET["share"])
    assert [(held.header, held.value) for held in found.quarantine] == [
        ("Discount", "1,5"), ("Discount", "-0,1"), ("Discount", "ten"),
    ]  # fmt: skip


def test_an_amount_of_the_file_is_never_changed(read: Read, write: Write) -> None:
    rows = [f"{line};{amount}" for line, amount in zip(ROWS, ("18", "4", "22,5"), strict=True)]
    found = read(write("sales.csv", [HEAD + ";Amount", *rows]), way("share"))
    assert (found.outcome, found.amount_total) == ("loaded", Decimal("44.5"))


@pytest.mark.parametrize(
    ("header", "values", "expected"),
    [
        ("discount", ["0", "0.15"], ("share", "money", "ignore")),
        ("Скидка", ["5", "12,5"], ("percent", "money", "ignore")),
        ("Скидка, %", ["0,5", "7"], ("percent", "ignore")),
        ("Знижка", ["5%"], ("percent", "ignore")),
        ("Discount", ["5", "150"], ("money", "ignore")),
        ("Discount", ["-5", "-3"], ("money", "ignore")),
        ("Discount", ["0", "", "-"], ()),
    ],
)
def test_the_values_say_which_ways_are_possible(header: str, values: list[str], expected: tuple[str, ...]) -> None:
    assert ways_to_take_off(header, values) == expected


@given(st.decimals(-9999, 9999, places=2), st.integers(0, 100))
def test_a_discount_lies_between_nothing_and_all_of_the_line(gross: Decimal, percent: int) -> None:
    share = Decimal(percent) / 100
    money = (abs(gross) * share).quantize(Decimal("0.01"), ROUND_HALF_UP)
    net = less_discount(gross, str(share), "share", POINT)
    assert net == gross * (1 - share) == less_discount(gross, f"{percent}%", "money", POINT)
    assert less_discount(gross, percent, "percent", POINT) == net
    taken = less_discount(gross, str(money), "money", POINT)
    assert taken is not None and abs(taken) == abs(gross) - money
    assert less_discount(gross, str(abs(gross) + 1), "money", POINT) is None
    assert gross == 0 or less_discount(gross, "1.5", "share", POINT) is None
