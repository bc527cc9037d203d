"""M45: the worked examples, the last answer of a client, small samples, complaints that wait; against a slow count."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Store, line
from written_records import written

from analytics.__main__ import main
from analytics.errors import WrongSetting
from analytics.proportion import difference_of_shares
from analytics.scope import Scope
from analytics.service.client_voices import client_voices, working_days_after
from analytics.service.nps import NpsSettings, nps, typed_nps
from analytics.service.nps_figures import Scores, median_wait, nps_change, nps_of, scores_of

AS_OF = date(2024, 12, 31)
SCOPE = Scope(AS_OF, date(2024, 1, 1), AS_OF)


def answer(client: str, score: int, day: str = "2024-12-02", **more: Any) -> dict[str, Any]:
    return {"day": date.fromisoformat(day), "client": client, "score": score, "kind": "NPS", **more}


def rounded(scores: Scores) -> tuple[float, ...]:
    row = nps_of(scores)
    return tuple(round(row[name], 1) for name in ("nps", "half", "adjusted", "adjusted_half"))


def test_the_figure_with_its_error() -> None:
    assert rounded(Scores(50, 30, 20)) == (30.0, 15.3, 29.1, 15.1)
    assert rounded(Scores(12, 5, 3)) == (45.0, 32.4, 39.1, 30.7)
    assert nps_of(Scores(0, 0, 0))["nps"] is None
    assert (nps_of(Scores(7, 0, 0))["nps"], nps_of(Scores(7, 0, 0))["half"]) == (100, 0)


def test_a_change_of_fifteen_points_is_not_proven() -> None:
    moved = nps_change(Scores(50, 30, 20), Scores(60, 25, 15))
    assert moved and (round(moved["change"], 1), round(moved["z"], 2), round(moved["p"], 2)) == (15.0, 1.39, 0.16)
    assert nps_change(Scores(0, 0, 0), Scores(1, 0, 0)) is None
    assert nps_change(Scores(5, 0, 0), Scores(7, 0, 0)) == {"change": 0, "z": None, "p": None}


def test_two_shares() -> None:
    tested = difference_of_shares(6, 100, 14, 110)
    assert tested and (round(tested[0], 3), round(tested[1], 3)) == (1.659, 0.097)
    assert difference_of_shares(0, 0, 1, 2) is None and difference_of_shares(0, 5, 0, 5) is None


def test_scores_divide_at_seven_and_nine() -> None:
    assert scores_of(range(11)) == Scores(2, 2, 7)


def test_typed_answers(capsys: pytest.CaptureFixture[str]) -> None:
    typed = ["promoters=12", "passives=5", "detractors=3"]
    assert main(["nps", "--json", *(word for text in typed for word in ("--set", text))]) == 0
    (row,) = [json.loads(text) for text in capsys.readouterr().out.splitlines()]
    assert (round(row["nps"]), row["is_few"]) == (45, True)
    assert main(["nps", "--set", "promoters=12"]) == 2
    assert main(["nps", "--set", "promoters=-1"]) == 2
    with pytest.raises(WrongSetting):
        typed_nps(NpsSettings(promoters=0, passives=0, detractors=0))


def test_the_last_answer_of_a_client_counts_under_all_his_names(store_of: Callable[..., Store]) -> None:
    store = store_of(
        [line("2024-11-01", "Ромашка", 100, manager="Petrov"), line("2024-11-01", "Lotos", 300, manager="Ivanova")]
    )
    said = [answer("Ромашка", 2, "2024-10-01"), answer("ООО «Ромашка»", 10, "2024-11-01"), answer("Lotos", 3, manager="Smirnova", branch="Kyiv"),
            answer("", 9), answer("", 9), answer("Nobody Bought", 8), answer("Ромашка", 0, "2023-10-01"), answer("Ромашка", 0, "2025-01-01")]  # fmt: skip
    with written(store, surveys=said):
        result = nps(store.engine, SCOPE)
    (company,) = [row for row in result.rows if row["group"] == "company"]
    assert [company[name] for name in ("answers", "promoters", "passives", "detractors")] == [5, 3, 1, 1] and company[
        "is_few"
    ]
    by = {(row["group"], row["name"]): row["answers"] for row in result.rows}
    assert by["manager", "Petrov"] == 1 and by["manager", "Smirnova"] == 1 and by["manager", ""] == 3
    assert by["branch", "Kyiv"] == 1
    assert result.facts["weighted"] == pytest.approx(100 * (100 - 300) / 400)
    assert result.facts["response"] == 1.0


def test_quarters_are_counted_back_from_the_end(store_of: Callable[..., Store]) -> None:
    store = store_of([line("2024-11-01", "A", 1)])
    said = [
        answer(f"C{n}", 9 if n % 2 else 5, day, manager="Petrov")
        for day, count in (("2024-08-15", 40), ("2024-11-15", 40))
        for n in range(count)
    ]
    said += [answer(f"D{n}", 3, "2024-11-15", manager="Ivanova") for n in range(31)]
    with written(store, surveys=said):
        rows = nps(store.engine, SCOPE).rows
    quarters = [row for row in rows if row["group"] == "quarter"]
    assert [(row["first_day"], row["last_day"], row["answers"]) for row in quarters] == [
        (date(2024, 7, 1), date(2024, 9, 30), 40), (date(2024, 10, 1), date(2024, 12, 31), 71),
    ]  # fmt: skip
    assert quarters[0]["change"] is None and quarters[1]["change"] == pytest.approx(100 * (20 - 51) / 71)
    managers = {row["name"]: row for row in rows if row["group"] == "manager"}
    assert managers["Petrov"]["change"] == 0 and managers["Ivanova"]["change"] is None


def test_detractors_are_lost_more_often(store_of: Callable[..., Store]) -> None:
    """Twenty of each; the unhappy stopped after they answered, one of each had stopped before."""
    lines = []
    for n in range(20):
        lines += [line(date(2024, 1, 10) + timedelta(days=30 * step), f"Happy {n}", 10) for step in range(12)]
        lines += [line(date(2024, 1, 10) + timedelta(days=30 * step), f"Sad {n}", 10) for step in range(5 if n else 12)]
    lines += [line(date(2023, 1, 10) + timedelta(days=30 * step), "Long gone", 10) for step in range(5)]
    said = [
        answer(f"{mood} {n}", score, "2024-05-20") for mood, score in (("Happy", 10), ("Sad", 2)) for n in range(20)
    ]
    store = store_of(lines)
    with written(store, surveys=[*said, answer("Long gone", 0, "2024-05-20")]):
        link = nps(store.engine, SCOPE).facts["loss"]
    assert [(link[side]["clients"], link[side]["lost"]) for side in ("promoters", "detractors")] == [(20, 0), (20, 19)]
    assert link["p"] < 0.001


def test_satisfaction_on_both_scales(store_of: Callable[..., Store]) -> None:
    store = store_of([line("2024-11-01", "A", 1)])
    for scores, satisfied in (((5, 4, 3, 1), 2), ((10, 8, 7, 5), 2)):
        with written(store, surveys=[answer(f"C{n}", score, kind="CSAT") for n, score in enumerate(scores)]):
            csat = nps(store.engine, SCOPE).facts["csat"]
        assert (csat["answers"], csat["satisfied"]) == (4, satisfied)


def test_complaints_that_wait_are_counted(store_of: Callable[..., Store]) -> None:
    assert median_wait([1, 2, 4], [9, 9]) == 4 and median_wait([1], [9, 9]) is None and median_wait([], []) is None
    store = store_of([line(f"2024-{month:02}-01", "A", 1) for month in range(1, 11)])
    told = [{"day": date(2024, 3, 1), "client": "A", "kind": "delivery", "resolved_at": date(2024, 3, 3)},
            {"day": date(2024, 3, 1), "client": "B", "kind": "delivery", "resolved_at": date(2025, 2, 1)},
            {"day": date(2023, 3, 1), "client": "A", "kind": "stock"}]  # fmt: skip
    with written(store, complaints=told):
        facts = nps(store.engine, SCOPE).facts["complaints"]
    assert (facts["count"], facts["open"], facts["per_100"]) == (2, 1, 20.0), "an answer of the future is not known yet"
    assert facts["kinds"] == [{"kind": "delivery", "count": 2, "open": 1}] and facts["median_days"] == 2


def test_whom_to_call(store_of: Callable[..., Store]) -> None:
    store = store_of([line("2024-11-01", name, 10, manager="Petrov") for name in ("Called", "Waits", "Happy")])
    said = [
        answer("Called", 3, "2024-12-20"),
        answer("Waits", 6, "2024-12-20", comment="Late"),
        answer("Happy", 9),
        answer("Unknown", 0, "2024-12-31"),
    ]
    touches = [{"day": date(2024, 12, day), "client": "Called", "manager": "Petrov"} for day in (20, 27)]
    told = [{"day": date(2024, 12, 2), "client": "Happy", "kind": "stock", "owner": "Ivanova"}]
    with written(store, surveys=said, touches=touches, complaints=told):
        result = client_voices(store.engine, SCOPE)
    rows = {row["client"]: row for row in result.rows}
    assert list(rows) == ["Happy", "Waits", "Unknown", "Called"]
    assert (rows["Called"]["done_on"], rows["Called"]["overdue_days"]) == (date(2024, 12, 27), None), (
        "not the contact of the same day"
    )
    assert (rows["Waits"]["due_on"], rows["Waits"]["overdue_days"], rows["Waits"]["text"]) == (
        date(2024, 12, 24),
        7,
        "Late",
    )
    assert rows["Unknown"]["client_id"] is None and rows["Unknown"]["overdue_days"] is None
    assert (rows["Happy"]["manager"], rows["Happy"]["overdue_days"]) == ("Ivanova", 27)
    assert result.facts == {"voices": 4, "waiting": 3, "overdue": 2}


def test_working_days() -> None:
    friday = date(2024, 10, 4)
    assert working_days_after(friday, 2) == date(2024, 10, 8) and working_days_after(friday, 0) == friday


@settings(max_examples=12)
@given(
    said=st.lists(
        st.tuples(st.sampled_from(["Alfa", "Beta", "Gamma", ""]), st.integers(0, 10), st.dates(date(2023, 12, 20), date(2025, 1, 10)), st.sampled_from(["Petrov", "Ivanova"])),
        max_size=14,
    ),
    seed=st.integers(0, 9),
)  # fmt: skip
def test_every_answer_is_counted_once(store_of: Callable[..., Store], said: Any, seed: int) -> None:
    rows = [
        {"day": day, "client": client, "score": score, "manager": manager, "kind": "NPS"}
        for client, score, day, manager in said
    ]
    # The same client, day and manager twice is one record: of a file that comes again, or of a typed one.
    random.Random(seed).shuffle(rows)
    store = store_of([line("2024-06-01", "Alfa", 5)])
    with written(store, surveys=rows):
        result = nps(store.engine, SCOPE)
    kept: dict[Any, tuple[Any, ...]] = {}
    for place, (client, score, day, manager) in enumerate(said):
        if SCOPE.first_day <= day <= AS_OF:
            who = client or place
            mine = (day, -score, [-ord(sign) for sign in manager])
            if who not in kept or mine > kept[who][0]:
                kept[who] = (mine, score, manager)
    scores = [score for _, score, _ in kept.values()]
    company = next((row for row in result.rows if row["group"] == "company"), None)
    assert (company is None) == (not scores)
    if company:
        counts = sum(s >= 9 for s in scores), sum(6 < s < 9 for s in scores), sum(s <= 6 for s in scores)
        assert (company["promoters"], company["passives"], company["detractors"]) == counts
        assert company["nps"] == pytest.approx(100 * (counts[0] - counts[2]) / len(scores))
    for manager in ("Petrov", "Ivanova"):
        mine = [score for _, score, of in kept.values() if of == manager]
        (row,) = [r for r in result.rows if (r["group"], r["name"]) == ("manager", manager)] or [{"answers": 0}]
        assert row["answers"] == len(mine)


def test_a_manager_without_a_name_is_that_of_the_last_purchase(store_of: Callable[..., Store]) -> None:
    store = store_of(
        [
            line("2024-02-01", "A", 1, manager="Old"),
            line("2024-06-01", "A", 1, manager="New"),
            line("2025-06-01", "A", 1, manager="Future"),
        ]
    )
    with written(store, surveys=[answer("A", 5, "2024-03-01", manager="")]):
        result = nps(store.engine, SCOPE)
    assert [row["name"] for row in result.rows if row["group"] == "manager"] == ["New"]
    assert Decimal(result.rows_used) == 1
