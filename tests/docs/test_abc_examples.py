"""The examples of the ABC page: a file through the importer and the store, and the page says what comes out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from loaded_sales import TEN, sell, sell_to_ten, year
from methods_pages import assert_said

from analytics.clients.abc_classes import AbcSettings, abc_classes
from analytics.clients.class_moves import class_moves
from analytics.clients.concentration import concentration
from analytics.scope import Scope
from storage.store import Store


@pytest.fixture
def ten(store: Store, tmp_path: Path) -> Store:
    """A store of the ten clients."""
    sell_to_ten(store, tmp_path)
    return store


def test_ten_clients_in_classes(ten: Store) -> None:
    result = abc_classes(ten, year("2024-12-31"))
    classes = result.facts["classes"][:3]
    assert [(row["clients"], row["value"]) for row in classes] == [(3, 800), (3, 160), (4, 40)]
    shares = [round(row["share"] * 100, 6) for row in classes]
    assert shares == [80, 16, 4]
    assert_said("Classes A, B and C", *TEN, sum(TEN), 800, 160, 40, *shares)


def test_the_strict_variant_differs_in_one_client(ten: Store) -> None:
    usual, strict = (abc_classes(ten, year("2024-12-31"), AbcSettings(strict=strict)).rows for strict in (False, True))
    moved = [new for old, new in zip(usual, strict, strict=True) if new["abc_class"] != old["abc_class"]]
    assert [(row["value"], row["abc_class"]) for row in moved] == [(30, "C")]
    reached = moved[0]["before_share"] + moved[0]["share"]
    assert_said("Classes A, B and C", 30, round(reached * 100), AbcSettings().limit_b * 100)


def test_equal_money_on_the_border(store: Store, tmp_path: Path) -> None:
    values = (500, 200, 100, 100, 60, 40, -30, 0)
    sell(store, tmp_path, [("2024-03-31", f"Client {place}", value) for place, value in enumerate(values)])
    rows = abc_classes(store, year("2024-03-31")).rows
    assert [int(row["value"]) for row in rows] == sorted(values, reverse=True)
    assert "".join(row["abc_class"] for row in rows) == "AAAABCNN"
    assert rows[3]["before_share"] == pytest.approx(0.8)
    assert_said("Classes A, B and C", *(abs(value) for value in values))


def test_moves_between_classes(store: Store, tmp_path: Path) -> None:
    before = {"Alfa": 500, "Beta": 300, "Gamma": 200, "Delta": 100}
    after = {"Alfa": 450, "Beta": 380, "Epsilon": 120, "Zeta": 60}
    rows = [("2023-03-10", *sale) for sale in before.items()] + [("2024-03-10", *sale) for sale in after.items()]
    sell(store, tmp_path, rows)
    result = class_moves(store, Scope(date(2024, 3, 31), date(2024, 3, 1), date(2024, 3, 31)))
    cells = {
        (cell["class_before"], cell["abc_class"]): (cell["clients"], cell["after"] - cell["before"])
        for cell in result.facts["cells"]
    }
    stayed, left_a, left_b, came = (2, 30), (1, -200), (1, -100), (2, 180)
    assert cells == {("A", "A"): stayed, ("A", "absent"): left_a, ("B", "absent"): left_b, ("absent", "B"): came}
    changes = {row["client"]: row["change"] for row in result.rows}
    assert sum(changes.values()) == -90
    assert_said("Who moved between the classes", *before.values(), *after.values(), 200, 100, 180, 90)
    assert_said("Who moved between the classes", abs(changes["Alfa"]), changes["Beta"])


def test_concentration_of_ten(ten: Store) -> None:
    result = concentration(ten, year("2024-12-31"))
    shares = [round(row["share"] * 100, 6) for row in result.rows if row["first_clients"] <= 5]
    facts = result.facts
    figures = round(facts["gini"], 3), round(facts["hhi"], 3), round(facts["effective_clients"], 1)
    assert (shares, figures) == ([50, 80, 93], (0.647, 0.310, 3.2))
    assert (facts["clients_for_half"], facts["clients_for_80"]) == (1, 3)
    assert list(facts["calculated"].values()) == [3, 1, 6]  # one, two, five and six are written as words
    usual = [row["clients"] for row in abc_classes(ten, year("2024-12-31")).facts["classes"][:3]]
    assert_said("How much depends on few clients", *shares, *figures, *usual, 50, 30)


def test_concentration_of_four_equal(store: Store, tmp_path: Path) -> None:
    sell(store, tmp_path, [("2024-03-31", f"Client {place}", 70) for place in range(4)])
    facts = concentration(store, year("2024-03-31")).facts
    assert (round(facts["gini"], 9), facts["hhi"]) == (0, 0.25)
    assert_said("How much depends on few clients", 0, facts["hhi"])
