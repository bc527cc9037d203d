"""The examples of the pages, each run through the importer, the store and the method: the page says what comes out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from methods_pages import assert_said

from analytics.clients.abc_classes import AbcSettings, abc_classes
from analytics.clients.class_moves import class_moves
from analytics.clients.client_history import ClientHistorySettings, client_classes, client_history, client_parts
from analytics.clients.client_search import ClientSearchSettings, client_search
from analytics.clients.concentration import concentration
from analytics.lost.client_status import ONE_MONTH_LATE, ClientStatusSettings, client_status
from analytics.periods import add_months
from analytics.pulse.agenda import agenda
from analytics.pulse.fall_anchor import fall_anchor
from analytics.pulse.monthly_pulse import monthly_pulse
from analytics.pulse.revenue_bridge import revenue_bridge
from analytics.pulse.sales_pulse import sales_pulse
from analytics.pulse.seasonality import seasonality
from analytics.result import Status
from analytics.scope import Scope
from analytics.shapley import product_split
from ingestion.read import read_file
from storage.imports import file_to_load, load
from storage.store import Store

TEN = (500, 200, 100, 80, 50, 30, 20, 10, 6, 4)
QUARTERLY = ("2023-01-15", "2023-04-15", "2023-07-15", "2023-10-15", "2024-03-20")
MONTHLY = ("2024-01-10", "2024-02-09", "2024-03-12", "2024-04-10")


def sell(store: Store, folder: Path, rows: Iterable[Iterable[object]], more: str = "") -> None:
    """Load a file of sales: date, client, amount, and the columns named in `more`."""
    path = folder / "sales.csv"
    lines = [f"Date;Client;Amount{more}", *(";".join(str(cell) for cell in row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    reading = read_file(path, work=folder)
    assert reading.outcome == "loaded", reading.reason
    load(store, file_to_load(reading, path), by="tests")


def year(last: str) -> Scope:
    """The twelve months that end on a day."""
    day = date.fromisoformat(last)
    return Scope(day, add_months(day, -11), day)


def client_id(store: Store, name: str) -> int:
    """The number that a client was given."""
    return int(store.query("SELECT client_id FROM clients WHERE client = $name", name=name).column(0)[0].as_py())


def percents(shares: Iterable[float], digits: int = 0) -> list[float]:
    """Shares as percents, rounded as the page writes them."""
    return [round(share * 100, digits) for share in shares]


@pytest.fixture
def ten(store: Store, tmp_path: Path) -> Store:
    """Ten clients with a purchase each."""
    sell(store, tmp_path, [(f"2024-{place + 1:02}-15", f"Client {place}", value) for place, value in enumerate(TEN)])
    return store


def test_ten_clients_in_classes(ten: Store) -> None:
    result = abc_classes(ten, year("2024-12-31"))
    classes = result.facts["classes"][:3]
    assert [(row["clients"], row["value"]) for row in classes] == [(3, 800), (3, 160), (4, 40)]
    assert percents(row["share"] for row in classes) == [80, 16, 4]
    assert_said("Classes A, B and C", *TEN, 1000, 800, 160, 40, 80, 16, 4)
    strict = abc_classes(ten, year("2024-12-31"), AbcSettings(strict=True)).rows
    moved = [
        (new["value"], new["abc_class"])
        for old, new in zip(result.rows, strict, strict=True)
        if new["abc_class"] != old["abc_class"]
    ]
    assert moved == [(30, "C")]
    assert_said("Classes A, B and C", 30, *percents([strict[5]["before_share"] + strict[5]["share"]]))


def test_equal_money_on_the_border(store: Store, tmp_path: Path) -> None:
    values = (500, 200, 100, 100, 60, 40, -30, 0)
    sell(store, tmp_path, [("2024-03-31", f"Client {place}", value) for place, value in enumerate(values)])
    rows = abc_classes(store, year("2024-03-31")).rows
    assert [(row["value"], row["abc_class"]) for row in rows] == list(
        zip((500, 200, 100, 100, 60, 40, 0, -30), "AAAABCNN", strict=True)
    )
    assert rows[3]["before_share"] == pytest.approx(0.8)
    assert_said("Classes A, B and C", 60, 40, 30, 0)


def test_moves_between_classes(store: Store, tmp_path: Path) -> None:
    before = {"Alfa": 500, "Beta": 300, "Gamma": 200, "Delta": 100}
    after = {"Alfa": 450, "Beta": 380, "Epsilon": 120, "Zeta": 60}
    sell(
        store,
        tmp_path,
        [(f"{day}-03-10", *sale) for day, sales in ((2023, before), (2024, after)) for sale in sales.items()],
    )
    result = class_moves(store, Scope(date(2024, 3, 31), date(2024, 3, 1), date(2024, 3, 31)))
    moves = {(row["before"], row["after"]): (row["clients"], row["change"]) for row in result.rows}
    assert moves == {
        ("A", "A"): (2, 30),
        ("A", "absent"): (1, -200),
        ("B", "absent"): (1, -100),
        ("absent", "B"): (2, 180),
    }
    total = sum(change for _, change in moves.values())
    assert total == -90
    assert_said(
        "Who moved between the classes",
        *before.values(),
        *after.values(),
        200,
        100,
        180,
        450 - 500 + 100,
        380 - 300,
        -total,
    )


def test_concentration_of_ten(ten: Store, tmp_path: Path) -> None:
    result = concentration(ten, year("2024-12-31"))
    facts = result.facts
    said = (
        percents(row["share"] for row in result.rows)[:3],
        round(facts["gini"], 3),
        round(facts["hhi"], 3),
        round(facts["effective_clients"], 1),
    )
    assert said == ([50, 80, 93], 0.647, 0.310, 3.2)
    assert (facts["clients_for_half"], facts["clients_for_80"]) == (1, 3)
    assert list(facts["calculated"].values()) == [3, 1, 6]
    assert_said("How much depends on few clients", *said[0], *said[1:], 3, 4, 50, 30)


def test_concentration_of_four_equal(store: Store, tmp_path: Path) -> None:
    sell(store, tmp_path, [("2024-03-31", f"Client {place}", 70) for place in range(4)])
    facts = concentration(store, year("2024-03-31")).facts
    assert (round(facts["gini"], 9), facts["hhi"]) == (0, 0.25)
    assert_said("How much depends on few clients", 0, facts["hhi"])


def pulse_rows(clients: int, purchases: int, amount: int, cost: int, year_: int) -> list[tuple[object, ...]]:
    """Purchases of clients in turn, one a day each, in August to October of a year."""
    first = date(year_, 8, 1)
    return [
        (first + timedelta(days=place * 91 // purchases), f"Client {place % clients}", amount, cost)
        for place in range(purchases)
    ]


def test_four_parts_of_the_money(store: Store, tmp_path: Path) -> None:
    rows = pulse_rows(100, 300, 10_000, 8_000, 2023) + pulse_rows(70, 175, 9_000, 7_380, 2024)
    sell(store, tmp_path, [*rows, ("2024-10-31", "Returned at once", 0, 0)], ";Cost")
    result = sales_pulse(store, year("2024-10-31"))
    factors = [value for row in result.rows for value in (row["before"], row["after"])]
    assert factors == pytest.approx([100, 70, 3, 2.5, 10_000, 9_000, 0.2, 0.18])
    effects = [round(row["margin_effect"]) for row in result.rows]
    assert effects == [-149_525, -77_258, -44_858, -44_858]
    totals = [result.facts["margin_before"], result.facts["margin_after"]]
    assert totals == [600_000, 283_500] and sum(row["margin_effect"] for row in result.rows) == -316_500
    assert (result.facts["band"], round(result.facts["clients_change"], 9)) == ("crisis", -0.3)
    assert_said(
        "Four parts of the money",
        100,
        3,
        10_000,
        20,
        600_000,
        70,
        2.5,
        9_000,
        18,
        283_500,
        316_500,
        *map(abs, effects),
        30,
    )


def test_only_the_check_grows() -> None:
    before, after = ([Fraction(n) for n in (50, 2, check, "0.1")] for check in (1_000, 1_200))
    assert product_split(before, after) == [0, 0, 2_000, 0]
    assert_said("Four parts of the money", 50, 2, 1_000, 10, 1_200, 12_000, 2_000)


def test_one_month_of_the_pulse(store: Store, tmp_path: Path) -> None:
    days = [(place % 40, place // 40) for place in range(100)]
    sell(store, tmp_path, [(date(2024, 5, 1 + step * 10), f"Client {client}", 10_000) for client, step in days])
    month = monthly_pulse(store, year("2024-05-31")).rows[0]
    assert (month["clients"], month["purchases"], month["revenue"]) == (40, 100, 1_000_000)
    assert_said("Month by month", 40, 100, 1_000_000, month["frequency"], month["average_check"])


def test_bridge_of_six_clients(store: Store, tmp_path: Path) -> None:
    earlier = [
        ("2022-01-10", "Delta", 10),
        ("2022-11-20", "Delta", 10),
        *((f"2022-0{m}-05", "Zeta", 10) for m in (2, 3, 4)),
    ]
    before = [
        ("2023-09-01", "Alfa", 500),
        ("2023-09-01", "Beta", 300),
        ("2023-08-10", "Gamma", 200),
        ("2023-10-01", "Delta", 100),
    ]
    after = [
        ("2024-09-01", "Alfa", 450),
        ("2024-09-01", "Beta", 380),
        ("2024-08-05", "Epsilon", 120),
        ("2024-10-31", "Zeta", 60),
    ]
    sell(store, tmp_path, [*earlier, *before, *after])
    result = revenue_bridge(store, Scope(date(2024, 10, 31), date(2024, 8, 1), date(2024, 10, 31)))
    bars = {row["kind"]: row["change"] for row in result.rows}
    assert bars == {"lost": -200, "paused": -100, "decline": -50, "growth": 80, "returned": 60, "new": 120}
    totals = result.facts["before"], result.facts["after"], -result.facts["change"]
    assert totals == (1_100, 1_010, 90)
    assert_said("What the change is made of", *totals, *map(abs, bars.values()), 500, 300, 450, 380)


def test_beginning_of_a_fall(store: Store, tmp_path: Path) -> None:
    values = (100, 102, 98, 101, 99, 100, 100, 103, 97, 80, 78, 82)
    sell(store, tmp_path, [(f"2024-{month:02}-28", "Alfa", value) for month, value in enumerate(values, start=1)])
    result = fall_anchor(store, year("2024-12-31"))
    assert (result.facts["found"], result.facts["anchor"]) == (True, date(2024, 10, 1))
    assert (round(result.facts["drop_share"], 3), round(result.facts["t"], 2)) == (0.2, -15.81)
    assert_said("Since when it falls", *values, 20, 15.81)


def test_no_fall_in_noise(store: Store, tmp_path: Path) -> None:
    values = (100, 102, 98, 101, 99, 100, 100, 102, 98, 101, 99, 100)
    sell(store, tmp_path, [(f"2024-{month:02}-28", "Alfa", value) for month, value in enumerate(values, start=1)])
    result = fall_anchor(store, year("2024-12-31"))
    assert not result.facts["found"] and [notice.code for notice in result.warnings] == ["I_NODROP"]
    assert_said("Since when it falls", 100, 2)


def test_strong_and_weak_months(store: Store, tmp_path: Path) -> None:
    values = (80, 90, 100, 110, 120, 100)
    sell(store, tmp_path, [(add_months(date(2023, 1, 1), place), "Alfa", values[place % 6]) for place in range(24)])
    result = seasonality(store, Scope(date(2024, 12, 31), date(2024, 1, 1), date(2024, 12, 31)))
    indices = [round(row["index"], 9) for row in result.rows[:6]]
    assert indices == [0.8, 0.9, 1, 1.1, 1.2, 1]
    assert result.status is Status.OK
    assert_said("Strong and weak months", *values, *indices, 96, 96 / indices[0])


def test_one_client_is_too_large(ten: Store) -> None:
    points = {row["code"]: row for row in agenda(ten, year("2024-12-31")).rows}
    large = points["depend_on_one"]
    assert (large["names"], large["money"], large["share"]) == (["Client 0"], 500, 0.5)
    assert_said("What wants a decision", 1_000, 500, 200, 50, 20)


@pytest.fixture
def rhythms(store: Store, tmp_path: Path) -> Store:
    """A quarterly and a monthly client, and one who bought once."""
    bought = {"Quarterly": QUARTERLY, "Monthly": MONTHLY, "Once": ("2024-01-10",)}
    sell(store, tmp_path, [(day, client, 1_000) for client, days in bought.items() for day in days])
    return store


@pytest.mark.parametrize(
    ("client", "day", "status", "rhythm", "threshold"),
    [
        ("Quarterly", "2024-02-13", "watch", 91, 122),
        ("Quarterly", "2024-02-14", "lost", 91, 122),
        ("Quarterly", "2024-03-20", "active", 91.5, 122),
        ("Monthly", "2024-05-19", "watch", 30, 40),
        ("Monthly", "2024-05-20", "lost", 30, 40),
        ("Once", "2024-05-08", "one_off", 90, 120),
        ("Once", "2024-05-09", "one_off_gone", 90, 120),
    ],
)
def test_buys_late_or_lost(rhythms: Store, client: str, day: str, status: str, rhythm: float, threshold: int) -> None:
    row = next(row for row in client_status(rhythms, year(day)).rows if row["client"] == client)
    assert (row["status"], row["rhythm_days"], row["threshold_days"]) == (status, rhythm, threshold)
    assert_said("Buys, late or lost", int(day[-2:]), rhythm, *([threshold] if client != "Once" else []))


def test_intervals_of_the_quarterly_client() -> None:
    days = [date.fromisoformat(day) for day in QUARTERLY]
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    assert_said("Buys, late or lost", *gaps, *(day.day for day in days), 2023, 2024)


def test_two_readings_of_the_rule(store: Store, tmp_path: Path) -> None:
    sell(
        store,
        tmp_path,
        [
            (date(2020, 1, 1) + timedelta(days=step * place), f"Every {step}", 10)
            for step in (30, 365)
            for place in range(4)
        ],
    )
    scope = year("2023-03-31")
    found = [
        row["threshold_days"]
        for name in ("Every 30", "Every 365")
        for rule in (ClientStatusSettings(), ONE_MONTH_LATE)
        for row in client_status(store, scope, rule).rows
        if row["client"] == name
    ]
    assert found == [40, 60, 487, 395]
    assert_said("Buys, late or lost", *found)


def test_missed_purchases(rhythms: Store) -> None:
    asked = ClientHistorySettings(client_id=client_id(rhythms, "Monthly"))
    facts = client_history(rhythms, year("2024-06-14"), asked).facts
    assert (facts["missed"], facts["next_due"]) == ([date(2024, 5, 10), date(2024, 6, 9)], date(2024, 7, 9))
    assert_said(
        "Purchases that were due", 14, facts["silent_days"], 10, 9, facts["average_purchase"], facts["missed_money"]
    )


def test_what_he_buys(store: Store, tmp_path: Path) -> None:
    rows = [
        ("2023-06-01", "Alfa", 1_000, "Paints"),
        ("2023-06-01", "Alfa", 500, "Tools"),
        ("2024-10-01", "Alfa", 1_200, "Paints"),
    ]
    sell(store, tmp_path, rows, ";Category")
    parts = client_parts(store, year("2024-12-31"), ClientHistorySettings(client_id=client_id(store, "Alfa"))).rows
    changes = {row["name"]: row["change_share"] for row in parts if row["kind"] == "product_group"}
    assert changes == pytest.approx({"Paints": 0.2, "Tools": -1})
    assert_said("What he buys, and from whom", 1_000, 1_200, 500, 20, 100, 365)


def test_class_by_quarter(store: Store, tmp_path: Path) -> None:
    sell(
        store,
        tmp_path,
        [(add_months(date(2024, 1, 1), place), "Alfa", 100) for place in range(35)] + [("2026-11-14", "Beta", 5)],
    )
    rows = client_classes(store, year("2026-11-14"), ClientHistorySettings(client_id=client_id(store, "Alfa"))).rows
    days = [row["last_day"] for row in rows]
    assert (len(days), days[0], days[-2:]) == (8, date(2025, 3, 31), [date(2026, 9, 30), date(2026, 11, 14)])
    assert_said("His class, quarter by quarter", 31, 2025, 30, 2026, 14)


def test_finding_a_client(store: Store, tmp_path: Path) -> None:
    names = {"Romashka LLC": 10, "Metrom": 90, "Семёнов и сыновья": 20, "Об’єднані склади": 30}
    sell(store, tmp_path, [("2024-05-01", name, money, f"77010{money}") for name, money in names.items()], ";Tax ID")
    found = {
        text: [row["client"] for row in client_search(store, year("2024-05-31"), ClientSearchSettings(text=text)).rows]
        for text in ("rom", "семен", "об'єдн", "1090")
    }
    assert found == {
        "rom": ["Romashka LLC", "Metrom"],
        "семен": ["Семёнов и сыновья"],
        "об'єдн": ["Об’єднані склади"],
        "1090": ["Metrom"],
    }


def test_a_day_more_and_the_return_cancels_nothing(store: Store, tmp_path: Path) -> None:
    rows = [
        ("2024-01-10", "In time", 500, 1),
        ("2024-02-09", "In time", -500, 2),
        ("2024-01-10", "Late", 500, 3),
        ("2024-02-10", "Late", -500, 4),
    ]
    sell(store, tmp_path, [*rows, ("2024-02-20", "Other", Decimal("7.50"), 5)], ";Order no")
    bought = {row["client"]: row["last_purchase"] for row in client_status(store, year("2024-02-29")).rows}
    assert bought == {"Late": date(2024, 1, 10), "Other": date(2024, 2, 20)}
    assert abc_classes(store, year("2024-02-29")).facts["revenue"] == Decimal("7.50")
    assert_said("Returns and days of purchase", 500, 10, 9, 30, 0)
