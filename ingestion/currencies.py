"""Currencies as files name them: `грн`, `UAH`, `₴`, `руб.`, a sign beside an amount, a unit in a header.

Every name becomes one code, so that one currency under two names is not taken for two.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from ingestion.cells import Cell, is_no_number, text_of
from ingestion.staged import sql_text

_NAMES: Mapping[str, str] = {
    "RUB": "₽ руб рубль рублей рубли рубля р rub rur российский_рубль", "UAH": "₴ грн гривна гривня гривень гривны uah",
    "USD": "$ usd us$ долл доллар доллары долларов долар долари доларів dollar dollars",
    "EUR": "€ eur евро євро euro euros", "GBP": "£ gbp", "KZT": "₸ kzt тг тенге", "BYN": "byn бел_руб", "PLN": "pln zł",
    "CZK": "czk kč", "CHF": "chf", "JPY": "¥ jpy", "CNY": "cny юань юаней", "INR": "₹ inr rs", "SEK": "sek", "NOK": "nok",
    "DKK": "dkk", "CAD": "cad $cdn", "AUD": "aud", "UZS": "uzs сум", "KGS": "kgs сом", "MDL": "mdl лей", "TRY": "try ₺",
    "GEL": "gel ₾", "AMD": "amd ֏", "AZN": "azn ₼", "AED": "aed",
}  # fmt: skip
LONGEST_CODE = 12
_CODES = {name.replace("_", " "): code for code, names in _NAMES.items() for name in names.split()}
# A word of these beside the name of a column says something else: `сум` stands for an amount there, `try` for a verb.
_NOT_IN_HEADERS = frozenset(["р", "сум", "try", "rs", "лей", "сом"])
_SIGNS = re.compile(r"US\$|[₽₴$€£₸¥₹₺₾֏₼]|[^\W\d_]+", re.IGNORECASE)


@lru_cache(maxsize=1024)
def code_of(name: str) -> str | None:
    """The code of a currency as a column of currencies names it; of an unknown name its letters and digits, in capitals,
    so that a code is never markup and never long.
    """
    known = _CODES.get(name.strip().strip(".").lower())
    return known or "".join(sign for sign in name if sign.isalnum())[:LONGEST_CODE].upper() or None


@lru_cache(maxsize=1 << 14)
def sign_in(text: str) -> str | None:
    """The code of the currency whose sign or short name stands beside an amount, None where none does."""
    found = {code for part in _SIGNS.findall(text) if (code := _CODES.get(part.lower()))}
    return found.pop() if len(found) == 1 else None


def sign_of(cell: Cell) -> str | None:
    """The same of a cell."""
    return sign_in(text_of(cell)) if isinstance(cell, str) else None


def currency_of_header(header: str) -> str | None:
    """The currency that the name of a column of money states: `Сумма, грн`, `Amount (USD)`."""
    parts = [part for part in _SIGNS.findall(header) if part.lower() not in _NOT_IN_HEADERS]
    found = {code for part in parts if (code := _CODES.get(part.lower()))}
    return found.pop() if len(found) == 1 else None


def signs_of(values: Counter[Cell]) -> Counter[str | None]:
    """How many amounts of a column carry which sign; None counts those without one."""
    found: Counter[str | None] = Counter()
    for cell, count in values.items():
        if not is_no_number(cell):
            found[sign_of(cell)] += count
    return found


def code_sql(expression: str) -> str:
    """`code_of` as an expression of DuckDB over a text."""
    bare = f"lower(trim(trim({expression}), '.'))"
    known = " ".join(f"WHEN {sql_text(name)} THEN {sql_text(code)}" for name, code in _CODES.items())
    letters = f"regexp_replace({expression}, '[^\\p{{L}}\\p{{N}}]', '', 'g')"
    # Most files hold codes: to look whether a text is one is cheaper than to compare it with every name.
    codes = ", ".join(map(sql_text, _NAMES))
    named = f"CASE {bare} {known} ELSE nullif(upper({letters}[:{LONGEST_CODE}]), '') END"
    return f"CASE WHEN {expression} IN ({codes}) THEN {expression} ELSE {named} END"
