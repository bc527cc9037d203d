"""How much each factor of a product contributed to its change."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from itertools import combinations
from math import factorial, prod

_UNIT = Decimal("0.0001")


def product_split(before: Sequence[Fraction], after: Sequence[Fraction]) -> list[Fraction]:
    """The share of each factor in the change of their product: the mean of its effect over all orders of switching.

    Exact: the shares add up to the change, do not depend on the order of the factors and change their sign when before
    and after are swapped. Source: the Shapley value of a product.
    """
    factors = range(len(before))
    shares = [Fraction(0)] * len(before)
    for factor in factors:
        others = [other for other in factors if other != factor]
        for size in range(len(others) + 1):
            # So many orders switch exactly these factors before this one.
            weight = Fraction(factorial(size) * factorial(len(others) - size), factorial(len(before)))
            for switched in combinations(others, size):
                rest = prod((after[at] if at in switched else before[at] for at in others), start=Fraction(1))
                shares[factor] += weight * rest
        shares[factor] *= after[factor] - before[factor]
    return shares


def as_money(parts: Sequence[Fraction]) -> list[Decimal]:
    """Exact parts as money of four decimals that still add up: what rounding leaves goes to the largest part."""
    rounded = [_decimal(part) for part in parts]
    if rounded:
        largest = max(range(len(parts)), key=lambda place: abs(parts[place]))
        rounded[largest] += _decimal(sum(parts, Fraction(0))) - sum(rounded, Decimal(0))
    return rounded


def _decimal(value: Fraction) -> Decimal:
    scaled = round(value * 10000)
    return (Decimal(scaled) / 10000).quantize(_UNIT, rounding=ROUND_HALF_EVEN)
