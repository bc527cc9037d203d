"""M13's clock, the agreed pause, the company that closed: who is silent and nobody's loss."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Line, Store, line, shuffled
from written_records import written

from analytics.lost.client_status import STATUSES, client_status
from analytics.lost.loss_report import loss_report
from analytics.lost.loss_trend import LossTrendSettings, loss_trend
from analytics.lost.lost_clients import lost_clients
from analytics.scope import Scope
from analytics.winback.forgotten_clients import forgotten_clients
from analytics.winback.loss_reasons import loss_reasons
from analytics.winback.win_back_plan import win_back_plan

APART = ("seasonal", "agreed_pause", "closed")
EXAMPLES = settings(max_examples=12, deadline=None)


def on(day: str | date) -> Scope:
    """Everything until a day."""
    as_of = date.fromisoformat(day) if isinstance(day, str) else day
    return Scope(as_of, date(2020, 1, 1), as_of)


def asked(store: Store, day: str | date) -> dict[str, tuple[object, ...]]:
    """client -> status, due day, day on which he is lost at the latest; of those who are silent for a reason."""
    rows = [row for row in client_status(store.engine, on(day)).rows if row["status"] in APART]
    ends = {row["client"]: row["last_purchase"] + timedelta(days=row["threshold_days"]) for row in rows}
    return {
        row["client"]: (
            row["status"],
            row["due_on"],
            ends[row["client"]] if row["status"] == "seasonal" else row["lost_on"],
        )
        for row in rows
    }


def spring(name: str, years: tuple[int, ...] = (2022, 2023)) -> list[Line]:
    """Buys in April and May only."""
    return [
        line(date(year, month, day), name, 100) for year in years for month, day in ((4, 10), (4, 24), (5, 8), (5, 20))
    ]


def test_a_buyer_of_two_months_is_not_lost_in_november(store_of: Callable[..., Store]) -> None:
    """Worked example: first purchase of the last season 10 April 2023, a season of 61 days."""
    store = store_of(shuffled(spring("Garden") + spring("Young", (2023,))))
    told = ("seasonal", date(2024, 4, 9), date(2024, 6, 30))
    assert asked(store, "2023-11-15") == {"Garden": told}
    assert asked(store, "2023-06-08") == {"Garden": told}
    assert asked(store, "2024-04-08") == {"Garden": told}
    assert asked(store, "2024-04-09") == {}  # the new season has begun without him: late
    assert asked(store, "2023-05-21") == {}  # still buying


def test_december_and_january_are_neighbours_and_a_short_season_has_patience(store_of: Callable[..., Store]) -> None:
    days = [date(year, 12, day) for year in (2021, 2022) for day in (15, 28)] + [date(2022, 1, 9), date(2023, 1, 9)]
    store = store_of(
        [line(day, "Winter", 50) for day in days]
        + [line(day, "All year", 50) for day in (date(2022, 1, 1) + timedelta(days=30 * step) for step in range(13))]
    )
    assert asked(store, "2023-09-01") == {"Winter": ("seasonal", date(2023, 12, 15), date(2024, 3, 7))}  # 62 days x 4/3
    one_month = [line(date(year, 2, day), "February", 50) for year in (2021, 2022) for day in (3, 20)]
    store = store_of(one_month)
    assert asked(store, "2022-08-01") == {
        "February": ("seasonal", date(2023, 2, 3), date(2023, 3, 20))
    }  # at least 45 days


MONTHLY = [date(2024, 1, 1) + timedelta(days=30 * step) for step in range(4)]  # the last on 31 March: lost on 10 May


@pytest.mark.parametrize(
    ("touched_on", "next_date", "found"),
    [
        ("2024-06-01", "2024-09-01", True),
        ("2024-06-01", "2024-08-01", True),
        ("2024-06-01", "2024-07-31", False),
        ("2024-08-02", "2024-09-01", False),
        ("2024-03-01", "2024-09-01", False),
        ("2024-03-31", "2024-09-01", False),
    ],
)
def test_a_pause_is_agreed_after_the_last_purchase_and_not_over(
    store_of: Callable[..., Store], touched_on: str, next_date: str, found: bool
) -> None:
    store = store_of([line(day, "Alfa", 100) for day in MONTHLY])
    until = date.fromisoformat(next_date)
    touch = {"client": "Alfa", "day": date.fromisoformat(touched_on), "manager": "", "next_date": until}
    with written(store, touches=[touch]):
        assert asked(store, "2024-08-01") == ({"Alfa": ("agreed_pause", until, None)} if found else {})


def test_whose_pause_is_agreed_is_on_no_list_of_what_to_do(store_of: Callable[..., Store]) -> None:
    lines = [line(day, name, 100) for day in MONTHLY for name in ("Alfa", "Beta", "Gamma")]
    store, scope = store_of(shuffled(lines)), on("2024-08-01")
    said = {"client": "Beta", "day": date(2024, 6, 1), "manager": "", "next_date": date(2024, 9, 1)}
    with written(store, touches=[said], pauses=[{"client": "Alfa", "until": date(2024, 10, 1)}]):
        status = client_status(store.engine, scope).facts["statuses"]
        counts = {code: group["clients"] for code, group in status.items() if group["clients"]}
        assert counts == {"agreed_pause": 2, "lost": 1} and set(status) == set(STATUSES)
        plan = win_back_plan(store.engine, scope)
        assert {r["client"]: r["state"] for r in plan.rows if r["state"] == "paused"} == {
            "Alfa": "paused",
            "Beta": "paused",
        }
        assert [row["client"] for row in plan.rows if row["on_list"]] == ["Gamma"]
        assert (plan.facts["clients"], plan.facts["paused"]["clients"]) == (1, 2)
        assert sum(row["clients"] for row in plan.facts["priorities"]) == 1
        for method in (forgotten_clients, lost_clients):
            assert [row["client"] for row in method(store.engine, scope).rows] == ["Gamma"]
        assert loss_reasons(store.engine, scope).facts["lost"] == 1
        company = loss_report(store.engine, scope).rows[-1]
        assert (company["clients"], company["lost"]) == (3, 1)
    assert loss_report(store.engine, scope).rows[-1]["lost"] == 3, "without the pauses"


@EXAMPLES
@given(
    pauses=st.dictionaries(st.sampled_from(["Alfa", "Beta", "Gamma"]), st.integers(-60, 60)),
    talks=st.dictionaries(
        st.sampled_from(["Alfa", "Beta", "Gamma"]), st.tuples(st.integers(-200, 5), st.integers(-60, 60))
    ),
    silent=st.integers(0, 120),
)
def test_statuses_with_pauses_as_stated_plainly(
    store_of: Callable[..., Store], pauses: dict[str, int], talks: dict[str, tuple[int, int]], silent: int
) -> None:
    """Monthly buyers: late after 30 days of silence, lost after 40; the trend and the report leave the paused out."""
    last, day = MONTHLY[-1], timedelta(days=1)
    shifts = {"Alfa": 0, "Beta": 5, "Gamma": 11}
    store = store_of(shuffled([line(d + shift * day, name, 100) for name, shift in shifts.items() for d in MONTHLY]))
    as_of = last + (silent + 11) * day
    touches = [
        {"client": name, "day": as_of + when * day, "manager": "", "next_date": as_of + until * day}
        for name, (when, until) in talks.items()
    ]
    typed = [{"client": name, "until": as_of + until * day} for name, until in pauses.items()]
    expected = {}
    for name, shift in shifts.items():
        silence = silent + 11 - shift
        agreed = pauses.get(name, -1) >= 0
        if name in talks:
            when, until = talks[name]
            agreed |= -silence < when <= 0 <= until
        plain = "active" if silence < 30 else "watch" if silence < 40 else "lost"
        expected[name] = "agreed_pause" if agreed and silence >= 30 else plain
    with written(store, touches=touches, pauses=typed):
        assert {row["client"]: row["status"] for row in client_status(store.engine, on(as_of)).rows} == expected
        lost = sum(status == "lost" for status in expected.values())
        trend = loss_trend(store.engine, on(as_of), LossTrendSettings(tail_gap_days=0))
        assert (trend.facts["lost"], trend.rows[-1]["clients"]) == (lost, 3 - lost)
        assert loss_report(store.engine, on(as_of)).rows[-1]["lost"] == lost


@pytest.mark.parametrize(("since", "found"), [("2024-03-31", True), ("2024-03-30", False), ("2024-08-02", False)])
def test_a_company_that_closed_after_its_last_purchase(store_of: Callable[..., Store], since: str, found: bool) -> None:
    store = store_of([line(day, "Alfa", 100) for day in MONTHLY])
    with store.engine.cursor() as cursor:
        cursor.execute("INSERT INTO noted_states VALUES (?, 'closed', ?, 'test')", [store.numbers["Alfa"], since])
    try:
        told = asked(store, "2024-08-01")
        plan = win_back_plan(store.engine, on("2024-08-01")).rows
    finally:
        with store.engine.cursor() as cursor:
            cursor.execute("DELETE FROM noted_states")
    lost_on = MONTHLY[-1] + timedelta(days=40)
    assert told == ({"Alfa": ("closed", MONTHLY[-1] + timedelta(days=30), lost_on)} if found else {})
    assert [row["decided_by"] == "gone" for row in plan] == [found]


def test_a_company_marked_as_closed_in_the_list_of_clients(store_of: Callable[..., Store]) -> None:
    store = store_of([line(day, "Alfa", 100) for day in MONTHLY])
    with written(store, client_details=[{"client": "Alfa", "state": "bankrupt"}]):
        assert asked(store, "2024-08-01")["Alfa"][0] == "closed"
        assert asked(store, "2024-04-20") == {}, "it still bought as usual"
        assert loss_report(store.engine, on("2024-08-01")).rows[-1]["lost"] == 1, "lost, and nobody can be called"
