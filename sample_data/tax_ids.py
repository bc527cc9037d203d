"""Registration numbers of firms that do not exist: right in form, wrong in the check digit."""

from __future__ import annotations

_FIRMS = 12_000_000
_PERSONS = 900_000_000


def company_check_digit(first_seven: int) -> int:
    """The last digit that the number of a real company with these first seven has."""
    digits = [int(digit) for digit in f"{first_seven:07d}"]
    inner = 3_000_000 <= first_seven < 6_000_000
    weights = [7, 1, 2, 3, 4, 5, 6] if inner else [1, 2, 3, 4, 5, 6, 7]
    for extra in (0, 2):
        rest = sum(digit * (weight + extra) for digit, weight in zip(digits, weights, strict=True)) % 11
        if rest < 10:
            return rest
    return 0


def _person_check_digit(first_nine: int) -> int:
    weights = [-1, 5, 7, 9, 4, 6, 10, 5, 7]
    digits = [int(digit) for digit in f"{first_nine:09d}"]
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11 % 10


def company_tax_id(number: int) -> str:
    """Eight digits for the firm of this number; every 37th is an old one that begins with zeros."""
    first_seven = 13_000 + number * 7 if number % 37 == 5 else 3_100_000 + number * 10_473 % (_FIRMS // 10)
    return f"{first_seven:07d}{(company_check_digit(first_seven) + 5) % 10}"


def person_tax_id(number: int) -> str:
    """Ten digits for the sole trader of this number."""
    first_nine = 240_000_000 + number * 1_548_587 % (_PERSONS // 10)
    return f"{first_nine:09d}{(_person_check_digit(first_nine) + 5) % 10}"
