"""M46, M47, M50: the worked examples; waiting in working time against a minute-by-minute count; edges of the board."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Store, line
from written_records import written

from analytics.__main__ import main
from analytics.errors import WrongSetting
from analytics.scope import Scope
from analytics.service.analysis_cycle import AnalysisCycleSettings, Figure, analysis_cycle, cell_state, trend_of
from analytics.service.contact_points import ContactPointsSettings, contact_points
from analytics.service.honest_promotions import honest_promotions, promo_state
from analytics.service.waiting_time import waited_quantile, working_seconds

AS_OF = date(2024, 12, 31)
SCOPE = Scope(AS_OF, date(2024, 1, 1), AS_OF)
MONDAY = datetime(2024, 12, 2, 10, 0)


def request(asked: datetime, minutes: float | None, way: str = "web", **more: Any) -> dict[str, Any]:
    answered = None if minutes is None else asked + timedelta(minutes=minutes)
    return {"asked_at": asked, "way": way, "answered_at": answered, "missed": False, **more}


def test_thirty_one_of_forty_in_time(store_of: Callable[..., Store]) -> None:
    rows = [request(MONDAY + timedelta(minutes=n), 10 if n < 31 else 100, manager=f"M{n}") for n in range(40)]
    store = store_of([line("2024-06-01", "A", 1)])
    random.Random(3).shuffle(rows)
    with written(store, service_requests=rows):
        (row,) = contact_points(store.engine, SCOPE).rows
    assert (row["way"], row["requests"], row["in_time"], row["never"]) == ("web", 40, 31, 0)
    assert [round(100 * row[name], 1) for name in ("share", "low", "high")] == [77.5, 62.5, 87.7]
    assert (row["median_seconds"], row["p90_seconds"]) == (600, 6000)


def test_silence_in_money_and_missed_calls(store_of: Callable[..., Store]) -> None:
    rows = [
        request(MONDAY + timedelta(minutes=n), None if n < 36 else 1, campaign="Radio", manager=f"M{n}")
        for n in range(120)
    ]
    rows += [
        request(MONDAY, 5, "call", missed=True),
        request(MONDAY, 30, "call", missed=True),
        request(MONDAY, None, "call", missed=True),
        request(MONDAY, 0.1, "call"),
    ]
    rows += [request(MONDAY, -5, "chat"), request(datetime(2024, 12, 31, 17, 55), None, "mail")]
    spend = [{"month": date(2024, 12, 1), "channel": "Radio", "amount": Decimal(48_000)}]
    store = store_of([line("2024-06-01", "A", 1)])
    with written(store, service_requests=rows, spend=spend):
        result = contact_points(store.engine, SCOPE)
    facts = result.facts
    assert facts["campaigns"] == [
        {"campaign": "Radio", "leads": 120, "never": 36, "spent": 48_000, "wasted": Decimal(14_400)}
    ]
    assert facts["missed"] == {"missed": 3, "back": 1, "never": 1}
    assert {row["way"]: (row["requests"], row["in_time"]) for row in result.rows} == {"call": (4, 1), "web": (120, 84)}
    assert [(notice.code, notice.facts["n"]) for notice in result.warnings] == [("W_TIMES", 1)]
    assert result.rows_dropped == 2, "a wrong one, and one that is younger than its norm"


def test_standards_and_trainings(store_of: Callable[..., Store]) -> None:
    checks = [{"day": date(2024, 12, 2), "manager": manager, "standard": standard, "kept": kept} for manager, standard, kept in
              (("P", "Greets", True), ("P", "Calls back", False), ("I", "Greets", True), ("I", "Calls back", True))]  # fmt: skip
    hours = [{"day": date(year, 5, 5), "manager": "P", "hours": Decimal(n)} for year, n in ((2024, 3), (2023, 8))]
    store = store_of([line("2024-06-01", "A", 1)])
    with written(store, standard_checks=checks, training_hours=hours):
        facts = contact_points(store.engine, SCOPE).facts
    assert [(row["standard"], row["share"]) for row in facts["standards"]] == [("Calls back", 0.5), ("Greets", 1.0)]
    assert [(row["manager"], row["kept"], row["checks"]) for row in facts["managers"]] == [("P", 1, 2), ("I", 2, 2)]
    assert facts["training"] == [{"manager": "P", "hours": 3, "hours_before": 8}]


def test_two_spellings_of_one_manager_are_one_person(store_of: Callable[..., Store]) -> None:
    checks = [
        {"day": date(2024, 12, 2), "manager": name, "standard": "Greets", "kept": name == "Ann"}
        for name in ("Ann", "A. Lee")
    ]
    hours = [{"day": date(2024, 5, 5), "manager": name, "hours": Decimal(2)} for name in ("Ann", "A. Lee")]
    store = store_of([line("2024-06-01", "A", 1)])
    with written(store, standard_checks=checks, training_hours=hours), store.engine.cursor() as cursor:
        apart = contact_points(store.engine, SCOPE).facts
        cursor.execute("INSERT INTO chosen_names VALUES ('manager', 'A. Lee', 'Ann')")
        try:
            facts = contact_points(store.engine, SCOPE).facts
        finally:
            cursor.execute("DELETE FROM chosen_names")
    assert len(apart["managers"]) == len(apart["training"]) == 2
    assert [(row["manager"], row["kept"], row["checks"]) for row in facts["managers"]] == [("Ann", 1, 2)]
    assert facts["training"] == [{"manager": "Ann", "hours": 4, "hours_before": 0}]


def test_typed_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    def typed(*texts: str) -> dict[str, Any]:
        assert main(["contact_points", *(word for text in texts for word in ("--set", text))]) == 0
        row: dict[str, Any] = json.loads(capsys.readouterr().out)
        return row

    assert typed("requests=40", "in_time=31")["share"] == 0.775
    assert typed("leads=120", "unanswered=36", "lead_cost=400")["wasted"] == 14_400
    assert round(typed("checks=3", "check_minutes=40", "staff_hours=40")["burden"], 3) == 0.05
    for wrong in ("requests=0", "requests=10", "opens=19"):
        assert main(["contact_points", "--set", wrong]) == 2
    with pytest.raises(WrongSetting):
        ContactPointsSettings(requests=10, in_time=11)


def test_the_night_and_the_weekend_do_not_count() -> None:
    friday_evening = datetime(2024, 12, 6, 17, 50)
    assert working_seconds(friday_evening, datetime(2024, 12, 9, 9, 5), 9, 18) == 15 * 60
    assert working_seconds(datetime(2024, 12, 7, 3, 0), datetime(2024, 12, 9, 9, 1), 9, 18) == 60
    assert working_seconds(MONDAY, MONDAY - timedelta(hours=1), 9, 18) == 0


@settings(max_examples=40)
@given(
    start=st.datetimes(datetime(2024, 11, 1), datetime(2024, 12, 31)), minutes=st.integers(0, 60_000),
    opens=st.integers(0, 12), length=st.integers(1, 12),
)  # fmt: skip
def test_waiting_against_a_count_of_minutes(start: datetime, minutes: int, opens: int, length: int) -> None:
    start = start.replace(second=0, microsecond=0)
    closes, counted = opens + length, 0
    for n in range(minutes):
        moment = start + timedelta(minutes=n)
        counted += moment.weekday() < 5 and opens <= moment.hour < closes
    assert working_seconds(start, start + timedelta(minutes=minutes), opens, closes) == 60 * counted


def test_the_wait_of_so_many() -> None:
    assert (
        waited_quantile([5, 1, None, 9], 0.5) == 5
        and waited_quantile([5, 1, None, 9], 0.9) is None
        and waited_quantile([], 0.5) is None
    )


def promo(name: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "starts_on": date(2024, 6, 1),
        "ends_on": date(2024, 6, 30),
        "limit_type": "period",
        "refused": 0,
        **more,
    }


def test_sold_out_on_the_fourth_of_thirty(store_of: Callable[..., Store]) -> None:
    lines = [line("2024-06-02", name, 100) for name in ("Served", "Once", "Large")] + [
        line("2024-07-20", name, 100) for name in ("Served", "Refused")
    ]
    lines += [line("2024-12-01", "Large", 100_000)]
    promos = [promo("Drill", limit_type="quantity", stock=100, sold_out_at=date(2024, 6, 4), refused=14), promo("Paint"), promo("Cement", limit_type="quantity"),
              promo("Wrong", ends_on=date(2024, 5, 1)), promo("Later", starts_on=date(2025, 1, 5), ends_on=date(2025, 1, 9))]  # fmt: skip
    told = [{"day": date(2024, 6, 9), "client": "Refused", "kind": "promotion"}]
    store = store_of(lines)
    with written(store, promos=promos, complaints=told):
        result = honest_promotions(store.engine, SCOPE)
        early = honest_promotions(store.engine, Scope(date(2024, 6, 3), date(2024, 1, 1), date(2024, 6, 3))).rows
        soon = honest_promotions(store.engine, Scope(date(2024, 8, 1), date(2024, 1, 1), date(2024, 8, 1))).rows
    rows = {row["name"]: row for row in result.rows}
    assert {name: row["state"] for name, row in rows.items()} == {
        "Drill": "sold_out",
        "Paint": "honest",
        "Cement": "limited",
    }
    drill = rows["Drill"]
    assert (drill["empty_days"], drill["days"], drill["goodwill"]) == (26, 30, 14 * 150), (
        "the usual client brings 150, the mean 25 000"
    )
    assert [drill[name] for name in ("refused_known", "refused_again", "served", "served_again")] == [1, 1, 3, 1]
    assert [notice.code for notice in result.warnings] == ["W_PROMO"]
    assert {row["state"] for row in early} == {"limited", "honest"}, "that it will be sold out is not known yet"
    assert [row["served_again"] for row in soon if row["name"] == "Drill"] == [None]


def test_states_of_a_promotion() -> None:
    june = date(2024, 6, 1), date(2024, 6, 30)
    assert promo_state(*june, "quantity", date(2024, 6, 4)) == ("sold_out", 26)
    assert promo_state(*june, "period", date(2024, 6, 30)) == ("honest", 0)
    assert promo_state(None, None, None, None) == ("honest", 0)
    with pytest.raises(WrongSetting):
        promo_state(june[1], june[0], None, None)


def test_the_board(store_of: Callable[..., Store]) -> None:
    lines = [line(f"2023-{month:02}-10", f"Old {n}", 100) for n in range(10) for month in (2, 11)]
    lines += [line("2024-11-10", f"Old {n}", 200) for n in range(7)] + [line("2024-12-10", "New", 300)]
    said = [
        {"day": date(2024, 12, 5), "client": f"Old {n}", "score": 10 if n < 5 else 5, "kind": "NPS"} for n in range(7)
    ]
    said += [{"day": date(2024, 8, 5), "client": f"Old {n}", "score": 10, "kind": "NPS"} for n in range(7)]
    rows = [request(MONDAY + timedelta(minutes=n), 10 if n < 31 else 100, manager=f"M{n}") for n in range(40)]
    owners = [
        {"block": "satisfaction", "aim": "keep", "owner": "Petrov"},
        {"block": "contact", "aim": "keep", "owner": "Ivanova"},
    ]
    store = store_of(lines)
    with written(store, surveys=said, service_requests=rows, cycle_owners=owners):
        result = analysis_cycle(store.engine, SCOPE)
    cells = {(row["block"], row["aim"]): row for row in result.rows}
    assert len(cells) == 9
    assert cells["statistics", "keep"]["value"] == 0.7 and cells["contact", "keep"]["value"] == 0.775
    assert cells["statistics", "acquire"]["value"] == 1 and cells["statistics", "acquire"]["state"] == "unowned"
    nps = cells["satisfaction", "keep"]
    assert (round(nps["value"], 1), nps["before"], nps["trend"], nps["state"]) == (42.9, 100, "down", "falling")
    assert cells["contact", "acquire"]["state"] == cells["contact", "lead"]["state"] == "empty"
    assert cells["contact", "keep"]["state"] == "good" and sum(result.facts.values()) == 9


def test_what_is_wrong_with_a_cell() -> None:
    fresh, old = Figure(1.0, 2.0, 5, AS_OF), Figure(1.0, None, 5, AS_OF - timedelta(days=36))
    assert (
        cell_state(Figure(), None, "P", AS_OF, 35) == "empty" and cell_state(fresh, "up", None, AS_OF, 35) == "unowned"
    )
    assert cell_state(old, None, "P", AS_OF, 35) == "stale" and cell_state(fresh, "down", "P", AS_OF, 35) == "falling"
    assert cell_state(fresh, "same", "P", AS_OF, 35) == "good"
    assert [trend_of(value, 100) for value in (101, 103, 97)] == ["same", "up", "down"] and trend_of(1, None) is None
    assert (trend_of(21, 22.5, "nps"), trend_of(20, 22.5, "nps")) == ("same", "down")
    assert AnalysisCycleSettings().stale_days == 35
