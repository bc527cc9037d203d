"""M18: the printed curve, the plain statement of every life, groups and what is left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import loss_oracles
import numpy as np
import oracles
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Line, Store, line, shuffled
from tables import days_of, sales, seasonal_client

from analytics.lost.client_survival import GROUPS, ClientSurvivalSettings, Curve, client_survival
from analytics.lost.loss_period import MONTH_DAYS
from analytics.result import Status
from analytics.scope import Scope

PRINTED = ((2, 1), (3, 1), (3, 0), (5, 1), (6, 1), (6, 0), (8, 1), (10, 0), (12, 0), (12, 0))


def curve_of(lives: list[tuple[int, bool]]) -> Curve:
    """The curve of days with their ends."""
    return Curve.from_days(np.array([float(day) for day, _ in lives]), np.array([bool(gone) for _, gone in lives]))


def plain_survival(lives: list[tuple[int, bool]], day: float) -> float:
    """The product of the shares that outlived each day of a loss."""
    share = 1.0
    for at in sorted({length for length, gone in lives if gone and length <= day}):
        at_risk = sum(length >= at for length, _ in lives)
        share *= 1 - sum(length == at and gone for length, gone in lives) / at_risk
    return share


def test_the_printed_curve() -> None:
    curve = curve_of([(day, bool(gone)) for day, gone in PRINTED])
    shares = {2: 0.9, 3: 0.8, 5: 0.6857, 6: 0.5714, 8: 0.4286}
    assert {day: round(curve.at(day)[0], 4) for day in shares} == shares
    assert (curve.at(1)[0], curve.at(11.9)[0], curve.median()) == (1.0, curve.at(8)[0], 8)
    variance = sum(d / (n * (n - d)) for n, d in ((10, 1), (9, 1), (7, 1), (6, 1)))
    half = 1.959964 * curve.at(6)[0] * variance**0.5  # Greenwood
    assert curve.at(6)[1:] == pytest.approx((curve.at(6)[0] - half, min(1, curve.at(6)[0] + half)), abs=1e-6)


@given(st.lists(st.tuples(st.integers(1, 60), st.booleans()), min_size=1, max_size=40))
def test_any_curve_as_stated_plainly(lives: list[tuple[int, bool]]) -> None:
    curve = curve_of(lives)
    for day in range(0, 62, 3):
        share, low, high = curve.at(day)
        assert share == pytest.approx(plain_survival(lives, day))
        assert 0 <= low <= share + 1e-12 and share - 1e-12 <= high <= 1
    halves = [day for day in range(61) if plain_survival(lives, day) <= 0.5 + 1e-12]
    assert curve.median() == (halves[0] if halves else None)


def client(name: str, first: date, purchases: int, gap: int = 30, **more: str) -> list[Line]:
    """Purchases at even intervals."""
    return [line(first + timedelta(days=gap * step), name, 100, **more) for step in range(purchases)]


def two_shops() -> list[Line]:
    """Old clients at the beginning, then 25 who stay in one shop and 25 who leave after four purchases in the other."""
    lines = [sale for number in range(5) for sale in client(f"Old {number}", date(2022, 1, 1), 40)]
    for number in range(25):
        first = date(2023, 1, 1) + timedelta(days=number)
        lines += client(f"Stays {number}", first, 26, channel="Shop", category="Paint", manager="Petrov")
        lines += client(f"Leaves {number}", first, 4, channel="Net", category="Tools", manager="Ivanov")
    return shuffled(lines)


def test_groups_live_differently(store_of: Callable[..., Store]) -> None:
    store = store_of(two_shops())
    scope = Scope(date(2025, 1, 31), date(2024, 2, 1), date(2025, 1, 31))
    result = client_survival(store.engine, scope, ClientSurvivalSettings(by="channel"))
    groups = result.facts["groups"]
    assert result.facts["left_out"] == 5
    assert {name: (found["clients"], found["lost"]) for name, found in groups.items()} == {
        "": (50, 25), "Net": (25, 25), "Shop": (25, 0),
    }  # fmt: skip
    assert groups["Net"]["median"] == pytest.approx(130 / MONTH_DAYS)  # three gaps of 30 days, lost 40 days later
    assert (groups["Net"]["year"], groups["Shop"]["year"], groups["Shop"]["median"]) == (None, 1.0, None)
    for by, names in (
        ("manager", {"", "Ivanov", "Petrov"}),
        ("first_product", {"", "Paint", "Tools"}),
        ("joined", {"", "2023"}),
    ):
        found = client_survival(store.engine, scope, ClientSurvivalSettings(by=by))
        assert set(found.facts["groups"]) == names
    months = [row["month"] for row in result.rows if row["name"] == ""]
    assert months == list(range(len(months))) and months[-1] == int(761 / MONTH_DAYS)
    shares = [row["survival"] for row in result.rows if row["name"] == ""]
    assert all(later <= earlier for earlier, later in pairwise(shares)) and shares[-1] == 0.5
    narrow = client_survival(store.engine, Scope(scope.as_of, scope.first_day, scope.last_day, channels=("Net",)))
    assert narrow.facts["groups"][""]["clients"] == 25


def test_a_life_ends_with_the_first_loss(store_of: Callable[..., Store]) -> None:
    back = client("Twice", date(2023, 1, 1), 4) + client("Twice", date(2024, 1, 1), 4)
    store = store_of(client("Old", date(2022, 1, 1), 40) + back)
    found = client_survival(store.engine, Scope(date(2025, 1, 1), date(2024, 1, 1), date(2024, 12, 31)))
    assert found.facts["groups"][""]["median"] == pytest.approx(130 / MONTH_DAYS)


def test_few_lives_and_no_lives_are_said(store_of: Callable[..., Store]) -> None:
    store = store_of(client("Alfa", date(2023, 1, 1), 9) + client("Beta", date(2023, 8, 1), 3))
    scope = Scope(date(2023, 10, 1), date(2023, 1, 1), date(2023, 9, 30))
    result = client_survival(store.engine, scope)
    assert [notice.code for notice in result.warnings] == ["W_FEW_LIVES", "W_STALE"]
    assert [row["survival"] for row in result.rows] == [1.0, 1.0, 1.0]
    early = client_survival(store.engine, Scope(date(2023, 6, 1), date(2023, 1, 1), date(2023, 6, 1)))
    assert (early.rows, early.facts["groups"][""]["clients"]) == ([], 0)
    nothing = client_survival(store.engine, Scope(date(2022, 6, 1), date(2022, 1, 1), date(2022, 6, 1)))
    assert nothing.status is Status.NOT_ENOUGH_DATA


@settings(max_examples=8, deadline=None)
@given(
    lines=st.one_of(sales(), seasonal_client("Beta")),
    by=st.sampled_from(GROUPS),
    one_offs=st.booleans(),
    rule=st.sampled_from(["rhythm", "silence"]),
)
def test_every_life_as_stated_plainly(
    store_of: Callable[..., Store], lines: list[Line], by: str, one_offs: bool, rule: str
) -> None:
    store = store_of(lines)
    first, as_of = days_of(lines)
    asked = ClientSurvivalSettings(by=by, one_offs=one_offs, rule=rule, warmup_months=0)
    result = client_survival(store.engine, Scope(as_of, first, as_of), asked)
    spells = loss_oracles.spells_of(lines, as_of, oracles.Rules(), rule)
    lives = []
    for name in sorted({spell.client for spell in spells}):
        own = [spell for spell in spells if spell.client == name]
        if own[0].day < result.period[0] or (len(own) < 2 and not one_offs):  # type: ignore[index]
            continue
        ends = [
            s.lost_on for s in own
            if (s.number >= 2 or one_offs) and s.lost_on <= as_of and (s.next_day is None or s.lost_on <= s.next_day)
        ]  # fmt: skip
        lives.append((((ends[0] if ends else as_of) - own[0].day).days, bool(ends)))
    whole = [row for row in result.rows if row["name"] == ""]
    assert result.facts["groups"][""]["clients"] == len(lives)
    for row in whole:
        day = row["month"] * MONTH_DAYS
        assert row["survival"] == pytest.approx(plain_survival(lives, day))
        assert row["at_risk"] == sum(length >= day for length, _ in lives)
        assert row["lost"] == sum(gone and length <= day for length, gone in lives)
