"""Chance that falls the same way on every machine and Python version."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

SEED = 20240101
T = TypeVar("T")


class Dice:
    """A stream of chance of its own for each purpose, so that a new table or client shifts no other.

    Only `random()` of an integer seed is used, which Python promises to keep; all after it is integer arithmetic.
    """

    def __init__(self, *stream: int) -> None:
        seed = SEED
        for part in stream:
            seed = seed * 1_000_003 + part
        self._random = random.Random(seed).random

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included, all equally likely."""
        return low + int(self._random() * (high - low + 1))

    def happens(self, permille: int) -> bool:
        """True in `permille` of 1000 cases."""
        return self.whole(1, 1000) <= permille

    def pick(self, items: Sequence[T]) -> T:
        """One of the items, all equally likely."""
        return items[self.whole(0, len(items) - 1)]

    def some(self, items: Sequence[T], count: int) -> list[T]:
        """`count` different items (all where there are fewer), in the order in which they were drawn."""
        left = list(items)
        return [left.pop(self.whole(0, len(left) - 1)) for _ in range(min(count, len(left)))]

    def near(self, mean: int, spread: int, low: int = 40, high: int = 160) -> int:
        """A whole number about `mean` like a bell: its deviation and its ends are in percent of the mean."""
        bell = -6000
        for _ in range(12):  # the sum of twelve even chances is a bell with deviation 1000
            bell += self.whole(0, 1000)
        percent_thousands = 100_000 + spread * bell
        percent_thousands = max(low * 1000, min(high * 1000, percent_thousands))
        return (mean * percent_thousands + 50_000) // 100_000
