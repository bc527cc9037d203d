"""The card of a client and the search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import oracles
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Line, Store, line, whole_scope
from tables import sales, with_seasons

from analytics.clients.abc_classes import abc_classes
from analytics.clients.client_history import ClientHistorySettings, client_classes, client_history, client_parts
from analytics.clients.client_search import ClientSearchSettings, client_search
from analytics.errors import UnknownClient, WrongSetting
from analytics.lost.client_status import client_status
from analytics.scope import Scope


def monthly(count: int = 5) -> list[Line]:
    """A buyer every thirty days from 10 January 2024."""
    return [
        line(
            date(2024, 1, 10) + timedelta(days=30 * step),
            "Romashka",
            100 + step,
            margin=20,
            category="Paint",
            manager="Petrov",
        )
        for step in range(count)
    ]


def test_missed_purchases(store_of: Callable[..., Store]) -> None:
    lines = monthly()
    store = store_of(lines)
    last = lines[-1].day
    as_of = last + timedelta(days=100)
    scope = Scope(as_of, as_of, as_of)
    result = client_history(store.engine, scope, ClientHistorySettings(client_id=store.numbers["Romashka"]))
    facts = result.facts
    assert facts["missed"] == [last + timedelta(days=30 * step) for step in (1, 2, 3)]
    assert (facts["missed_count"], facts["next_due"]) == (3, last + timedelta(days=120))
    assert (facts["average_purchase"], facts["missed_money"]) == (102, 306)
    assert (facts["status"], facts["lost_on"], facts["manager"]) == ("lost", last + timedelta(days=40), "Petrov")
    assert [row["gap_days"] for row in result.rows] == [None, 30, 30, 30, 30]
    assert client_classes(store.engine, scope, ClientHistorySettings(client_id=1)).facts["class_now"] == "A"
    later = replace(scope, as_of=last + timedelta(days=366))
    gone = client_classes(store.engine, later, ClientHistorySettings(client_id=1))
    assert (gone.facts["class_now"], gone.rows[-1]["abc_class"]) == (None, "A")
    earlier = client_history(store.engine, replace(scope, as_of=date(2024, 2, 1)), ClientHistorySettings(client_id=1))
    assert [row["day"] for row in earlier.rows] == [date(2024, 1, 10)]
    before = client_history(store.engine, replace(scope, as_of=date(2023, 2, 1)), ClientHistorySettings(client_id=1))
    assert (before.rows, before.facts["status"], before.facts["missed"]) == ([], None, [])


@pytest.mark.parametrize(
    ("day", "missed", "next_due"),
    [("2023-11-15", [], "2024-04-09"), ("2024-04-09", ["2024-04-09"], "2025-04-09"), ("2023-05-30", [], "2023-06-15")],
)
def test_of_a_seasonal_client_whole_seasons_are_due(
    store_of: Callable[..., Store], day: str, missed: list[str], next_due: str
) -> None:
    spring = [line(f"{year}-{day}", "Garden", 100) for year in (2022, 2023) for day in ("04-10", "04-24", "05-20")]
    as_of = date.fromisoformat(day)
    scope = Scope(as_of, date(2022, 1, 1), as_of)
    facts = client_history(store_of(spring).engine, scope, ClientHistorySettings(client_id=1)).facts
    assert [found.isoformat() for found in facts["missed"]] == missed
    assert (facts["next_due"].isoformat(), facts["missed_money"]) == (next_due, 300 * len(missed))
    assert facts["waits_for_season"] == (day != "2023-05-30")


def test_unknown_client(store_of: Callable[..., Store]) -> None:
    engine = store_of(monthly()).engine
    for method in (client_history, client_parts):
        with pytest.raises(UnknownClient):
            method(engine, whole_scope(monthly()), ClientHistorySettings(client_id=77))


@settings(max_examples=15, deadline=None)
@given(lines=with_seasons(days=900), back=st.integers(0, 300))
def test_card_as_stated_plainly(store_of: Callable[..., Store], lines: list[Line], back: int) -> None:
    store = store_of(lines)
    scope = whole_scope(lines)
    scope = replace(scope, as_of=max(scope.first_day, scope.as_of - timedelta(days=back)))
    states = {row["client"]: row for row in client_status(store.engine, scope).rows}
    for name, number in store.numbers.items():
        chosen = ClientHistorySettings(client_id=number)
        result = client_history(store.engine, scope, chosen)
        mine = [row for row in lines if row.client == name and row.day <= scope.as_of]
        assert {row["day"]: row["net"] for row in result.rows} == {
            day: sum(row.amount for row in mine if row.day == day) for day in {row.day for row in mine}
        }
        bought = [day for day in oracles.purchase_days(lines, name) if day <= scope.as_of]
        assert [row["day"] for row in result.rows if row["is_purchase"]] == bought
        if name in states:
            state = states[name]
            assert all(
                result.facts[key] == state[key]
                for key in ("status", "rhythm_days", "threshold_days", "lost_on", "net_12m")
            )
            clock, missed = oracles.season_clock(bought), int(state["silent_ratio"] + 1e-9)
            if clock and missed and clock.over_on <= scope.as_of:
                missed = max(0, (scope.as_of - clock.due_on).days // 365 + 1)
            assert result.facts["missed_count"] == missed
        check_parts(client_parts(store.engine, scope, chosen).rows, mine, bought[-1] if bought else scope.as_of)


def check_parts(rows: list[dict[str, object]], mine: list[Line], end: date) -> None:
    """Groups, products and managers each add up to the client's money of both years."""
    now = sum(row.amount for row in mine if end - timedelta(days=365) < row.day <= end)
    before = sum(row.amount for row in mine if end - timedelta(days=730) < row.day <= end - timedelta(days=365))
    for kind in {row["kind"] for row in rows}:
        part = [row for row in rows if row["kind"] == kind]
        assert sum(row["revenue"] for row in part) == now  # type: ignore[misc]
        assert sum(row["revenue_before"] for row in part) == before  # type: ignore[misc]
        assert sum(sum(row["months"]) for row in part) == pytest.approx(float(now))  # type: ignore[arg-type]


def test_parts_of_the_year(store_of: Callable[..., Store]) -> None:
    lines = [*monthly(), line("2023-03-01", "Romashka", 200, category="Tools", manager="Smirnova")]
    rows = client_parts(store_of(lines).engine, whole_scope(lines), ClientHistorySettings(client_id=1)).rows
    groups = {row["name"]: row for row in rows if row["kind"] == "product_group"}
    assert groups["Paint"] | {"revenue": 510, "revenue_before": 0, "change_share": None} == groups["Paint"]
    assert groups["Tools"]["change_share"] == -1
    assert groups["Paint"]["months"][-3:] == [101, 102, 207]  # thirty days ago is the same twelfth of the year
    assert {row["name"] for row in rows if row["kind"] == "manager"} == {"Petrov", "Smirnova"}


@settings(max_examples=8, deadline=None)
@given(lines=sales(days=700))
def test_classes_by_quarter_agree_with_the_classes(store_of: Callable[..., Store], lines: list[Line]) -> None:
    store = store_of(lines)
    scope = whole_scope(lines)
    for name, number in store.numbers.items():
        for row in client_classes(store.engine, scope, ClientHistorySettings(client_id=number), quarters=4).rows:
            last = row["last_day"]
            year = abc_classes(store.engine, replace(scope, first_day=last - timedelta(days=364), last_day=last))
            found = {client["client"]: (client["abc_class"], client["rank"]) for client in year.rows}
            assert found[name] == (row["abc_class"], row["rank"])


NAMES = {
    'ТОВ "Ромашка Плюс"': 10,
    "Ромашковый рай": 500,
    "Надромашка": 900,
    "ФОП Зелёный О'Ніл": 50,
    "Alfa (100%_Beta)": 70,
}


@pytest.fixture
def search(store_of: Callable[..., Store]) -> Callable[[str], list[str]]:
    """Names found for a text, in order."""
    lines = [line("2024-03-31", name, money) for name, money in NAMES.items()]
    store = store_of(lines)
    with store.engine.cursor() as cursor:
        cursor.execute("UPDATE parties SET tax_id = '12345678', code = 'К-77' WHERE name LIKE '%Плюс%'")
        cursor.execute("UPDATE clients SET tax_id = '12345678', code = 'К-77' WHERE client LIKE '%Плюс%'")
        cursor.execute(
            "INSERT INTO parties SELECT 99, '', '', 'Старое имя', 'старое имя', client_id "
            "FROM clients WHERE client LIKE 'Alfa%'"
        )
    scope = whole_scope(lines)
    return lambda text: [
        row["client"] for row in client_search(store.engine, scope, ClientSearchSettings(text=text)).rows
    ]


def test_search(search: Callable[[str], list[str]]) -> None:
    romashka = ["Ромашковый рай", 'ТОВ "Ромашка Плюс"', "Надромашка"]
    assert search("ромаш") == romashka
    assert search("РОМАШ") == romashka
    assert search("плюс ромашка") == ['ТОВ "Ромашка Плюс"']
    assert search("3456") == search("к-77") == ['ТОВ "Ромашка Плюс"']
    assert search("зеленый") == search("ЗЕЛЁНЫЙ") == search("о’ніл") == ["ФОП Зелёный О'Ніл"]
    assert search("(100%_b") == ["Alfa (100%_Beta)"]
    assert search("старое") == ["Alfa (100%_Beta)"]
    assert search("100.") == search("никого") == []


def test_empty_search_is_refused() -> None:
    with pytest.raises(WrongSetting):
        ClientSearchSettings(text="  ")
