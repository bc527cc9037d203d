"""The chain of moves: the textbook test of telephone sales, the worked example of warming up, and walking it by chance."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.attraction.absorbing_chain import absorbing_chain, removal_effect
from analytics.errors import WrongSetting

PHONE = [[0, 0.25, 0.20, 0.15], [0, 0.20, 0.20, 0.10], [0, 0.15, 0.25, 0.35], [0, 0.15, 0.30, 0.30]]
PHONE_ENDS = [[0.10, 0.30], [0.05, 0.45], [0.15, 0.10], [0.20, 0.05]]
WARM = [[0, 0.4, 0.2], [0, 0, 0.3], [0.2, 0.3, 0]]
WARM_ENDS = [[0.1, 0.3], [0.4, 0.3], [0.2, 0.3]]
COSTS = [200.0, 1500.0, 50.0]


def test_telephone_sales() -> None:
    chain = absorbing_chain(PHONE, PHONE_ENDS, [1, 1, 1, 1])
    assert chain is not None
    assert chain.costs[0] == sum(chain.visits[0]) == pytest.approx(2.845, abs=5e-4)
    assert [row[0] for row in chain.endings] == pytest.approx([0.353, 0.261, 0.515, 0.562], abs=5e-4)
    assert chain.missing == (0, 0, 0, 0)


def test_warming_up() -> None:
    chain = absorbing_chain(WARM, WARM_ENDS, COSTS)
    assert chain is not None
    assert chain.visits[0] == pytest.approx((1.076, 0.544, 0.378), abs=5e-4)
    assert (chain.endings[0][0], chain.costs[0]) == pytest.approx((0.401, 1050), abs=0.5)
    assert chain.endings[0][0] == pytest.approx(0.401, abs=5e-4)
    assert chain.costs[0] / chain.endings[0][0] == pytest.approx(2619, abs=0.5)


def test_rows_that_lack_exits_are_brought_to_one_and_told() -> None:
    chain = absorbing_chain([[0.0]], [[0.2, 0.3]], [10])
    assert chain is not None
    assert chain.endings[0] == pytest.approx((0.4, 0.6)) and chain.missing == (0.5,)


def test_a_stage_that_nobody_left_has_no_ending() -> None:
    chain = absorbing_chain([[0, 1], [0, 0]], [[0, 0], [0, 0]], [1, 2])
    assert chain is not None
    assert chain.endings == ((0, 0), (0, 0)) and chain.costs == (3, 2)


def test_stages_that_only_lead_to_each_other_never_end() -> None:
    assert absorbing_chain([[0, 1], [1, 0]], [[0, 0], [0, 0]], [1, 1]) is None
    assert removal_effect([[0, 1], [1, 0]], [[0, 0], [0, 0]], [1, 0], 1) is None


@pytest.mark.parametrize("wrong", [([[0.5]], [[0.6, 0]]), ([[-0.1]], [[0.6, 0.5]]), ([[0.1]], [[1.0, -0.1]])])
def test_shares_that_cannot_be_are_refused(wrong: tuple[list[list[float]], list[list[float]]]) -> None:
    with pytest.raises(WrongSetting):
        absorbing_chain(*wrong, [1])


def test_what_a_stage_is_worth() -> None:
    starts = [1.0, 0.0, 0.0]
    # Without events: from the first contact 0.1 at once, 0.2 to materials of which 0.2 ask and 0.2 return.
    without = (0.1 + 0.2 * 0.2) / (1 - 0.2 * 0.2)
    assert removal_effect(WARM, WARM_ENDS, starts, 1) == pytest.approx(1 - without / 0.4009, abs=1e-3)
    assert removal_effect(WARM, WARM_ENDS, starts, 0) == 1
    assert removal_effect([[0.0]], [[0.0, 1.0]], [1.0], 0) is None, "there is nothing to lose"


@settings(max_examples=8, deadline=None)
@given(st.lists(st.lists(st.integers(0, 9), min_size=5, max_size=5), min_size=3, max_size=3), st.integers(0, 10**6))
def test_walking_the_ways_by_chance_comes_to_the_same(counts: list[list[int]], seed: int) -> None:
    """Thousands of companies walked one by one: slow, and nothing but the shares."""
    rows = [[*row[:3], row[3] + 2, row[4] + 2] for row in counts]  # every stage has both exits
    shares = [[count / sum(row) for count in row] for row in rows]
    chain = absorbing_chain([row[:3] for row in shares], [row[3:] for row in shares], [1, 10, 100])
    assert chain is not None
    dice, walks, asked, paid = random.Random(seed), 4000, 0, 0
    for _ in range(walks):
        at = 0
        while at < 3:
            paid += (1, 10, 100)[at]
            at = dice.choices(range(5), rows[at])[0]
        asked += at == 3
    assert asked / walks == pytest.approx(chain.endings[0][0], abs=0.04)
    assert paid / walks == pytest.approx(chain.costs[0], rel=0.2, abs=3)
