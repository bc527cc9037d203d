"""M17: the odds of a silence, both rules beside one another, the model of random buyers, looking back."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from statistics import mean, stdev

import loss_oracles
import numpy as np
import oracles
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import SHARED_DATA, Line, Store, line, shuffled, whole_scope
from scipy.stats import gamma
from tables import days_of, with_seasons

from analytics.errors import WrongSetting
from analytics.lost.bg_nbd import BgNbd, Purchases, fit
from analytics.lost.client_status import ClientStatusSettings, client_status
from analytics.lost.loss_rule import CV_STEPS, silence_multiples
from analytics.lost.rule_backtest import RuleBacktestSettings, rule_backtest
from analytics.lost.silence_odds import SilenceOddsSettings, silence_odds
from analytics.periods import day_months_before
from analytics.result import Status
from analytics.scope import Scope

EXAMPLES = settings(max_examples=8, deadline=None)


def test_the_table_of_multiples_is_that_of_scipy() -> None:
    """Chances of a silence at a mean of 30 days: 0.3 -> 35: 0.2656, 40: 0.1346, 45: 0.0611; 1.0 -> 40: 0.2636, 90: 0.0498."""
    for cv, silent, chance in (
        (0.3, 35, 0.2656),
        (0.3, 40, 0.1346),
        (0.3, 45, 0.0611),
        (0.3, 60, 0.0034),
        (1, 90, 0.0498),
    ):
        k = 1 / cv**2
        assert gamma.sf(k * silent / 30, k) == pytest.approx(chance, abs=1e-4)
        step = CV_STEPS.index(cv)
        assert silence_multiples(round(float(gamma.sf(k * silent / 30, k)), 12))[step] == pytest.approx(silent / 30)
    assert len(CV_STEPS) == 196 and (CV_STEPS[0], CV_STEPS[-1]) == (0.05, 2.0)


def buyer(name: str, gaps: Iterable[int], first: date = date(2023, 1, 1), amount: int = 100) -> list[Line]:
    """A client who buys after each of some gaps."""
    days = [first]
    for gap in gaps:
        days.append(days[-1] + timedelta(days=gap))
    return [line(day, name, amount) for day in days]


def test_regular_and_irregular_clients_after_forty_days(store_of: Callable[..., Store]) -> None:
    """Worked example: mean 30 and silent for 40 is nearly impossible for one and usual for the other."""
    even = buyer("Even", [27, 33] * 100, first=date(2007, 1, 1))
    uneven = buyer("Uneven", [1, 59] * 100, first=date(2007, 1, 1))
    store = store_of(shuffled(even + uneven))
    as_of = even[-1].day + timedelta(days=40)
    result = silence_odds(store.engine, Scope(as_of, as_of, as_of))
    rows = {row["client"]: row for row in result.rows}
    even_row, uneven_row = rows["Even"], rows["Uneven"]
    assert even_row["usual_days"] == uneven_row["usual_days"] == 30
    assert even_row["odds"] < 0.05 < 0.2 < uneven_row["odds"]
    assert (even_row["verdict"], even_row["rhythm_threshold"]) == (
        "late_regular",
        44,
    )  # the last five have the median 33
    assert (uneven_row["verdict"], uneven_row["by_rhythm"]) == ("both_kept", "active")  # their median is 59
    assert gamma.sf(100 * 40 / 30, 100) == pytest.approx(0.001, abs=5e-4)
    assert gamma.sf(40 / 30, 1) == pytest.approx(0.26, abs=5e-3)


def test_the_rule_of_silence_moves_every_status(store_of: Callable[..., Store]) -> None:
    calm = [line_ for number in range(4) for line_ in buyer(f"Calm {number}", [30] * 20)]
    wild = buyer("Wild", [5, 80, 10, 70, 6, 90, 12, 60, 8, 75, 9, 5, 6, 7, 8])
    store = store_of(calm + wild)
    as_of = wild[-1].day + timedelta(days=20)
    scope = Scope(as_of, as_of - timedelta(days=364), as_of)
    plain = {row["client"]: row["status"] for row in client_status(store.engine, scope).rows}
    by_silence = client_status(store.engine, scope, ClientStatusSettings(rule="silence"))
    silent = {row["client"]: row for row in by_silence.rows}
    assert plain["Wild"] == "lost" and silent["Wild"]["status"] == "active"
    assert silent["Wild"]["rhythm_days"] == pytest.approx(mean([5, 80, 10, 70, 6, 90, 12, 60, 8, 75, 9, 5, 6, 7, 8]))
    assert by_silence.params["rule"] == "silence"


def test_odds_that_contradict_one_another_are_refused() -> None:
    with pytest.raises(WrongSetting):
        ClientStatusSettings(silence_lost=0.2, silence_watch=0.2)
    with pytest.raises(WrongSetting):
        ClientStatusSettings(rule="coin")


@EXAMPLES
@given(lines=with_seasons(), back=st.integers(0, 100))
def test_both_rules_as_stated_plainly(store_of: Callable[..., Store], lines: list[Line], back: int) -> None:
    store = store_of(lines)
    first, last = days_of(lines)
    as_of = max(first, last - timedelta(days=back))
    result = silence_odds(store.engine, Scope(as_of, first, as_of))
    spells = {rule: loss_oracles.spells_of(lines, as_of, oracles.Rules(), rule) for rule in ("rhythm", "silence")}
    lost = {
        rule: {s.client: s.lost_on <= as_of for s in loss_oracles.covering(found, as_of)}
        for rule, found in spells.items()
    }
    assert {row["client"]: row["by_rhythm"] == "lost" for row in result.rows} == lost["rhythm"]
    assert {row["client"]: row["by_silence"] == "lost" for row in result.rows} == lost["silence"]
    bought = oracles.all_purchases(lines, oracles.Rules())
    for row in result.rows:
        gaps = loss_oracles.gaps_until(bought[row["client"]], row["last_purchase"])
        pool, n = loss_oracles.pooled_cv(bought, row["last_purchase"]), len(gaps)
        cv = pool if n < 3 else math.sqrt((n * (stdev(gaps) / mean(gaps)) ** 2 + 8 * pool**2) / (n + 8))
        assert row["regularity"] == pytest.approx(min(2, max(0.05, cv)))
        k = 1 / row["regularity"] ** 2
        assert row["odds"] == pytest.approx(gamma.sf(k * row["silent_days"] / row["usual_days"], k), abs=1e-9)
    verdicts = result.facts.get("verdicts", {})
    assert sum(found["clients"] for found in verdicts.values()) == len(result.rows)
    disagree = sum(lost["rhythm"][name] != lost["silence"][name] for name in lost["rhythm"])
    assert result.facts.get("disagree", 0) == disagree


def one(repeats: float, last: float, known: float) -> Purchases:
    """The purchases of one client."""
    return Purchases(np.array([repeats]), np.array([last]), np.array([known]))


def test_the_printed_numbers_of_the_model() -> None:
    model = BgNbd(0.243, 4.414, 0.793, 2.426)
    assert model.alive(one(2, 30.43, 38.86))[0] == pytest.approx(0.7266, abs=1e-4)
    assert model.expected(one(2, 30.43, 38.86), 39)[0] == pytest.approx(1.2260, abs=1e-4)
    assert model.alive(one(26, 30.86, 31))[0] == pytest.approx(0.9689, abs=1e-4)
    assert model.expected(one(26, 30.86, 31), 52)[0] == pytest.approx(25.758, abs=1e-3)
    assert model.log_likelihood(one(2, 30.43, 38.86)) == pytest.approx(-9.4586, abs=1e-4)
    assert model.alive(one(0, 0, 38.86))[0] == 1


def test_the_published_sample_of_compact_discs() -> None:
    days: dict[str, set[date]] = {}
    for text in (SHARED_DATA / "cdnow" / "CDNOW_sample.txt").read_text().splitlines():
        _, client, day, *_ = text.split()
        days.setdefault(client, set()).add(date.fromisoformat(f"{day[:4]}-{day[4:6]}-{day[6:]}"))
    end = date(1997, 9, 30)
    kept = [sorted(day for day in found if day <= end) for found in days.values()]
    of = Purchases(
        np.array([len(found) - 1 for found in kept], float),
        np.array([(found[-1] - found[0]).days / 7 for found in kept]),
        np.array([(end - found[0]).days / 7 for found in kept]),
    )
    model = fit(of)
    assert len(of) == 2357 and model is not None
    assert (model.r, model.alpha, model.a, model.b) == pytest.approx((0.243, 4.414, 0.793, 2.426), abs=1e-3)
    assert model.log_likelihood(of) == pytest.approx(-9582.4, abs=0.05)


def test_the_model_hides_where_it_has_nothing_to_say() -> None:
    few = Purchases(np.ones(199), np.ones(199), np.full(199, 9.0))
    once = Purchases(np.zeros(300), np.zeros(300), np.full(300, 9.0))
    same = Purchases(np.full(300, 9.0), np.full(300, 9.0), np.full(300, 9.0))
    assert fit(few) is None and fit(once) is None and fit(same) is None


def crowd(clients: int = 240) -> list[Line]:
    """Buyers of many rhythms; a third of them stops after a while."""
    lines: list[Line] = []
    for number in range(clients):
        gap = 10 + number % 37
        count = 3 + number % 11 if number % 3 == 0 else 700 // gap
        lines += buyer(f"Client {number}", [gap + (step * 7 + number) % 9 for step in range(count)])
    return lines


def test_looking_back_tells_the_rules_apart(store_of: Callable[..., Store]) -> None:
    lines = crowd()
    store = store_of(shuffled(lines))
    last = date(2024, 11, 1)
    scope = Scope(last, date(2023, 11, 1), last)
    result = rule_backtest(store.engine, scope, RuleBacktestSettings(months_back=4, model=True))
    assert result.facts["looked_on"] == date(2024, 7, 1)
    assert [row["rule"] for row in result.rows] == ["rhythm", "silence", "model"]
    for row in result.rows:
        assert row["called"] and row["precision"] == row["right"] / row["called"]
        assert row["precision_low"] < row["precision"] <= row["precision_high"]
        assert row["recall"] == row["right"] / row["gone"]
    odds = silence_odds(store.engine, scope, SilenceOddsSettings(model=True))
    alive = {row["client"]: row["alive"] for row in odds.rows}
    assert alive["Client 0"] < 0.1 and max(alive.values()) > 0.9
    assert set(odds.facts["model"]) == {"r", "alpha", "a", "b"}
    rows = {row["client"]: row for row in odds.rows}
    assert rows["Client 0"]["expected_money"] < rows["Client 0"]["value"] / 10


@pytest.mark.parametrize(("silent", "asked"), [(364, 1), (365, 0)])
def test_looking_back_asks_about_those_who_had_bought_within_a_year(
    store_of: Callable[..., Store], silent: int, asked: int
) -> None:
    looked_on = date(2024, 7, 1)
    gone = buyer("Gone", [30, 30], first=looked_on - timedelta(days=silent + 60))
    store = store_of([*gone, line("2025-01-01", "Later", 10)])
    scope = Scope(date(2025, 1, 1), date(2024, 1, 1), date(2024, 12, 31))
    (rhythm, silence) = rule_backtest(store.engine, scope, RuleBacktestSettings(months_back=6)).rows
    assert (rhythm["clients"], rhythm["right"], silence["called"]) == (asked, asked, asked)


@EXAMPLES
@given(lines=with_seasons(), months=st.sampled_from([2, 4, 6]))
def test_the_backtest_as_stated_plainly(store_of: Callable[..., Store], lines: list[Line], months: int) -> None:
    store = store_of(lines)
    first, last = days_of(lines)
    looked_on = day_months_before(last, months)
    found = rule_backtest(store.engine, whole_scope(lines), RuleBacktestSettings(months_back=months))
    if looked_on < first:
        assert found.status is Status.NOT_ENOUGH_DATA
        return
    for row in found.rows:
        spells = loss_oracles.spells_of(lines, last, oracles.Rules(), row["rule"])
        asked = [s for s in loss_oracles.covering(spells, looked_on) if (looked_on - s.day).days < 365]
        called, gone = [s for s in asked if s.lost_on <= looked_on], [s for s in asked if s.next_day is None]
        right = [s for s in called if s.next_day is None]
        assert (row["clients"], row["called"], row["gone"], row["right"]) == tuple(
            map(len, (asked, called, gone, right))
        )
