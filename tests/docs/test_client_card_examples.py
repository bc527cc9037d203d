"""The examples of the client card: a file through the importer and the store, and the page says what comes out."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from loaded_sales import client_id, sell, year
from methods_pages import assert_said

from analytics.clients.client_history import ClientHistorySettings, client_classes, client_history, client_parts
from analytics.clients.client_search import ClientSearchSettings, client_search
from analytics.lost.client_status import ONE_MONTH_LATE, ClientStatusSettings, client_status
from analytics.periods import add_months
from analytics.winback.client_records import client_records
from storage.store import Store
from storage.typed import type_records
from ui.client_card_contacts import SHOWN

QUARTERLY = ("2023-01-15", "2023-04-15", "2023-07-15", "2023-10-15", "2024-03-20")
MONTHLY = ("2024-01-10", "2024-02-09", "2024-03-12", "2024-04-10")
RULE = "Buys, late or lost"
WRITTEN = "What is written about him"


@pytest.fixture
def rhythms(store: Store, tmp_path: Path) -> Store:
    """A quarterly and a monthly client, and one who bought once."""
    bought = {"Quarterly": QUARTERLY, "Monthly": MONTHLY, "Once": ("2024-01-10",)}
    sell(store, tmp_path, [(day, client, 1_000) for client, days in bought.items() for day in days])
    return store


def test_buys_late_or_lost(rhythms: Store) -> None:
    expected = [
        ("Quarterly", "2024-02-13", "watch", 91, 122),
        ("Quarterly", "2024-02-14", "lost", 91, 122),
        ("Quarterly", "2024-03-20", "active", 91.5, 122),
        ("Monthly", "2024-05-19", "watch", 30, 40),
        ("Monthly", "2024-05-20", "lost", 30, 40),
        ("Once", "2024-05-08", "one_off", 90, 120),
        ("Once", "2024-05-09", "one_off_gone", 90, 120),
    ]
    for client, day, status, rhythm, threshold in expected:
        row = next(row for row in client_status(rhythms, year(day)).rows if row["client"] == client)
        assert (row["status"], row["rhythm_days"], row["threshold_days"]) == (status, rhythm, threshold), (client, day)
        assert_said(RULE, int(day[-2:]), rhythm)
    assert_said(RULE, 122)


def test_a_spring_client_waits_for_his_season(store: Store, tmp_path: Path) -> None:
    spring = [date(year, month, day) for year in (2022, 2023) for month, day in ((4, 10), (4, 24), (5, 20))]
    sell(store, tmp_path, [(day, "Spring", 1_000) for day in spring])
    expected = {"2023-11-15": "seasonal", "2024-04-09": "watch", "2024-06-29": "watch", "2024-06-30": "lost"}
    for day, status in expected.items():
        (row,) = client_status(store, year(day)).rows
        assert (row["status"], row["due_on"]) == (status, date(2024, 4, 9)), day
    assert row["lost_on"] == date(2024, 6, 30)
    assert_said(RULE, 10, 9, 30, 61, (row["lost_on"] - row["due_on"]).days, 45)


def test_who_is_untouched_and_for_how_long(store: Store, tmp_path: Path) -> None:
    days = [(date(2024, 1, 1) + timedelta(days=30 * step), "Alfa", 1_000) for step in range(4)]
    sell(store, tmp_path, days)
    calls = [{"day": date(2024, month, 1), "manager": "", "kind": "call"} for month in (6, 7)]
    calls[1] |= {"next_date": date(2024, 8, 20)}
    number = client_id(store, "Alfa")
    type_records(store, number, {"touches": calls})
    found = client_records(store, year("2024-08-01"), ClientHistorySettings(client_id=number)).facts
    (row,) = client_status(store, year("2024-08-01")).rows
    assert (row["status"], row["due_on"].day) == ("agreed_pause", 20)
    assert_said(WRITTEN, found["untouched_days"], found["next_contact"].day, 1, SHOWN)


def test_intervals_of_the_quarterly_client() -> None:
    days = [date.fromisoformat(day) for day in QUARTERLY]
    assert_said(RULE, *((later - earlier).days for earlier, later in pairwise(days)))
    assert_said(RULE, *(day.day for day in days), *(date.fromisoformat(day).day for day in MONTHLY), 2023, 2024)


def test_two_readings_of_the_rule(store: Store, tmp_path: Path) -> None:
    days = [(step, date(2020, 1, 1) + timedelta(days=step * place)) for step in (30, 365) for place in range(4)]
    sell(store, tmp_path, [(day, f"Every {step}", 10) for step, day in days])
    found = {
        (row["client"], rule is ONE_MONTH_LATE): row["threshold_days"]
        for rule in (ClientStatusSettings(), ONE_MONTH_LATE)
        for row in client_status(store, year("2023-03-31"), rule).rows
    }
    expected = {("Every 30", False): 40, ("Every 30", True): 60, ("Every 365", False): 487, ("Every 365", True): 395}
    assert found == expected
    assert_said(RULE, *expected.values())


def test_missed_purchases(rhythms: Store) -> None:
    asked = ClientHistorySettings(client_id=client_id(rhythms, "Monthly"))
    facts = client_history(rhythms, year("2024-06-14"), asked).facts
    assert (facts["missed"], facts["next_due"]) == ([date(2024, 5, 10), date(2024, 6, 9)], date(2024, 7, 9))
    money = facts["average_purchase"], facts["missed_money"]
    assert_said("Purchases that were due", 14, facts["silent_days"], 10, 9, *money)


def test_what_he_buys(store: Store, tmp_path: Path) -> None:
    rows = [("2023-06-01", 1_000, "Paints"), ("2023-06-01", 500, "Tools"), ("2024-10-01", 1_200, "Paints")]
    sell(store, tmp_path, [(day, "Alfa", amount, group) for day, amount, group in rows], ";Category")
    asked = ClientHistorySettings(client_id=client_id(store, "Alfa"))
    parts = client_parts(store, year("2024-12-31"), asked).rows
    changes = {row["name"]: row["change_share"] for row in parts if row["kind"] == "product_group"}
    assert changes == pytest.approx({"Paints": 0.2, "Tools": -1})
    assert_said("What he buys, and from whom", 1_000, 1_200, 500, 20, 100)


def test_class_by_quarter(store: Store, tmp_path: Path) -> None:
    months = [(add_months(date(2024, 1, 1), place), "Alfa", 100) for place in range(35)]
    sell(store, tmp_path, [*months, ("2026-11-14", "Beta", 5)])
    rows = client_classes(store, year("2026-11-14"), ClientHistorySettings(client_id=client_id(store, "Alfa"))).rows
    days = [row["last_day"] for row in rows]
    assert (len(days), days[0], days[-2:]) == (8, date(2025, 3, 31), [date(2026, 9, 30), date(2026, 11, 14)])
    assert_said("His class, quarter by quarter", 31, 2025, 30, 2026, 14)


def test_finding_a_client(store: Store, tmp_path: Path) -> None:
    clients = {"Romashka LLC": 10, "Metrom": 90, "Семёнов и сыновья": 20, "Об’єднані склади": 30}
    rows = [("2024-05-01", name, money, f"77010{money}") for name, money in clients.items()]
    sell(store, tmp_path, rows, ";Tax ID")
    found = {
        text: [row["client"] for row in client_search(store, year("2024-05-31"), ClientSearchSettings(text=text)).rows]
        for text in ("rom", "семен", "об'єдн", "1090")
    }
    names = ["Romashka LLC", "Metrom"], ["Семёнов и сыновья"], ["Об’єднані склади"], ["Metrom"]
    assert list(found.values()) == list(names)
