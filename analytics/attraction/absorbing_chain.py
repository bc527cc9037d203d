"""Ways that end: expected visits, chances of each ending and cost, from the shares of the moves (absorbing Markov chain)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.errors import WrongSetting

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Chain:
    """What follows from the shares of the moves. Rows and columns in the order of the stages.

    visits[i][j]: how often a company that stands in stage i will have stood in j, the present stay included.
    endings[i][k]: chance to end in k. costs[i]: expected cost from i on. missing[i]: what the shares of stage i lacked to
    one before they were brought to it.
    """

    visits: tuple[tuple[float, ...], ...]
    endings: tuple[tuple[float, ...], ...]
    costs: tuple[float, ...]
    missing: tuple[float, ...]


def absorbing_chain(
    moves: Sequence[Sequence[float]], endings: Sequence[Sequence[float]], costs: Sequence[float]
) -> Chain | None:
    """What follows from the shares with which companies go from stage to stage and end?

    moves: share of each next stage, a row a stage; endings: share of each ending; costs: of one visit. Rows that do not
    add up to one are brought to it (what was missing is said); a stage that nobody left stays without an ending. None
    where some stages only lead to each other, so that nothing ever ends. Raises `WrongSetting` for a share below zero
    or a row above one. Source: the fundamental matrix of an absorbing chain (J. Kemeny, J. Snell).
    """
    q, r = np.array(moves, dtype=float), np.array(endings, dtype=float)
    totals = q.sum(axis=1) + r.sum(axis=1)
    if (q < 0).any() or (r < 0).any() or (totals > 1 + 1e-6).any():
        raise WrongSetting("chain_shares", row=int(np.argmax(totals)) + 1, total=round(float(totals.max()), 4))
    scale = np.where(totals > _ROUNDING, totals, 1.0)[:, None]
    q, r = q / scale, r / scale
    rest = np.eye(len(q)) - q
    if np.linalg.matrix_rank(rest) < len(q):
        return None
    visits = np.linalg.inv(rest)
    ends, money = visits @ r, visits @ np.array(costs, dtype=float)
    missing = [max(0.0, 1 - float(total)) if total < 1 - 1e-6 else 0.0 for total in totals]
    rows = (tuple(tuple(float(value) for value in row) for row in table) for table in (visits, ends))
    return Chain(next(rows), next(rows), tuple(float(value) for value in money), tuple(missing))


def removal_effect(
    moves: Sequence[Sequence[float]],
    endings: Sequence[Sequence[float]],
    starts: Sequence[float],
    stage: int,
    ending: int = 0,
) -> float | None:
    """What part of an ending is lost when a stage is taken away and whoever came to it is gone?

    starts: shares of the stages in which ways begin. None where the ending never happens.
    """
    whole = absorbing_chain(moves, endings, [0.0] * len(moves))
    less = [[0.0 if at == stage else share for at, share in enumerate(row)] for row in moves]
    gone = [row[stage] for row in moves]
    lost = [[*row, gone[at]] for at, row in enumerate(endings)]  # one more ending: gone with the stage
    without = absorbing_chain(less, lost, [0.0] * len(moves))
    if whole is None or without is None:
        return None
    chance = sum(start * row[ending] for start, row in zip(starts, whole.endings, strict=True))
    left = sum(
        start * row[ending] for at, (start, row) in enumerate(zip(starts, without.endings, strict=True)) if at != stage
    )
    return 1 - left / chance if chance > _ROUNDING else None
