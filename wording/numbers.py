"""Numbers, money, percents, dates and periods as people of one language write them (Babel), and numbers read back."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent

Number = int | float | Decimal
DASH = "—"
_KEPT = 20_000  # a screen writes the same values at every run; Babel takes some 20 µs for each


def _minus(text: str) -> str:
    """A real minus sign in sentences; Babel writes a hyphen in some languages."""
    return text.replace("-", "−")


@lru_cache(maxsize=_KEPT)
def number(value: Number | None, language: str, digits: int = 0, signed: bool = False) -> str:
    """A number with the thousands and decimal signs of the language; None is a dash."""
    if value is None:
        return DASH
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    rounded = round(Decimal(str(value)), digits)
    text = _minus(format_decimal(rounded if rounded else 0, format=pattern, locale=language))  # never "−0"
    return "+" + text if signed and rounded > 0 else text


_GAPS = re.compile(r"[\s'’]")
_SPACED = re.compile(r"\d[\s'’]+\d")
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)


def read_number(text: str, language: str) -> Decimal | None:
    """The number of a text as people write it: `40 000`, `1,8`, `−5`, `40,000.50`, `6 %` (6); None where it is none.

    In English a comma parts thousands: another comma than before three digits is read as none rather than guessed,
    because `150,00` may be 150 as well as 150,000 that lost a digit. In the other languages it parts the decimals.
    """
    signed = text.replace("−", "-").replace("–", "-").strip().removesuffix("%").strip()
    english = language == "en" and not _SPACED.search(signed)
    plain = _with_point(_GAPS.sub("", signed), english)
    return Decimal(plain) if _PLAIN.fullmatch(plain) else None


def _with_point(text: str, english: bool) -> str:
    """A number with nothing but a decimal point; left as it is, and so no number, where its signs make no sense."""
    comma, point = text.rfind(","), text.rfind(".")
    parts = "," if comma > point else "."
    other = "." if parts == "," else ","
    groups = re.compile(rf"[+-]?\d{{1,3}}(\{other}\d{{3}})+(\{parts}\d*)?")
    if comma >= 0 and point >= 0:
        return text.replace(other, "").replace(parts, ".") if groups.fullmatch(text) else text
    many = re.fullmatch(r"[+-]?\d{1,3}(([.,])\d{3})(\2\d{3})+", text)
    if many or (english and re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", text)):
        return re.sub("[.,]", "", text)
    if english and not re.fullmatch(r"[+-]?0,\d*", text):
        return text
    return text.replace(",", ".")


def times(value: Number, language: str) -> str:
    """How many times as much: ×25."""
    return "×" + number(value, language, 0 if value >= 10 else 1)


@lru_cache(maxsize=_KEPT)
def percent(share: Number | None, language: str, digits: int = 1, signed: bool = False) -> str:
    """A share (0.125) as a percent (12.5 %); None is a dash."""
    if share is None:
        return DASH
    pattern = Locale.parse(language).percent_formats[None].pattern.split(";")[0].split("%")[0]
    space = pattern[-1] if pattern and pattern[-1] in "\xa0\u202f " else ""
    rounded = round(Decimal(str(share)), digits + 2)
    decimals = "." + "0" * digits if digits else ""
    text = _minus(format_percent(rounded if rounded else 0, format=f"#,##0{decimals}{space}%", locale=language))
    return "+" + text if signed and rounded > 0 else text


def points(share: Number | None, language: str, digits: int = 1) -> str:
    """A difference of two shares in percentage points, without their name: 0.012 -> +1.2."""
    return DASH if share is None else number(share * 100, language, digits, signed=True)


_SCALES: dict[str, tuple[tuple[Decimal, str], ...]] = {
    "en": ((Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "K")),
    "ru": ((Decimal(10) ** 9, "\xa0млрд"), (Decimal(10) ** 6, "\xa0млн"), (Decimal(10) ** 3, "\xa0тыс.")),
    "uk": ((Decimal(10) ** 9, "\xa0млрд"), (Decimal(10) ** 6, "\xa0млн"), (Decimal(10) ** 3, "\xa0тис.")),
}


def scale_of(largest: Number, language: str) -> tuple[Decimal, str]:
    """Divisor and word for the numbers of a chart by the largest of them: millions from one, thousands from ten."""
    size_of = abs(Decimal(str(largest)))
    for size, word in _SCALES[language]:
        if size_of >= (size if size > 1000 else size * 10):
            return size, word.strip("\xa0")
    return Decimal(1), ""


def column_scale(usual: Number, language: str) -> tuple[Decimal, str]:
    """Divisor and word for a column of money by the size usual in it: the largest scale that leaves two figures."""
    size_of = abs(Decimal(str(usual)))
    for size, word in _SCALES[language]:
        if size_of >= size * 10:
            return size, word.strip("\xa0")
    return Decimal(1), ""


_SIGNS = {
    "UAH": "₴",
    "RUB": "₽",
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "PLN": "zł",
    "KZT": "₸",
    "BYN": "Br",
    "CHF": "CHF",
}


def currency_sign(currency: str) -> str:
    """The short sign of a currency code (`UAH` -> `₴`), the code itself where none is usual, empty for no currency."""
    return _SIGNS.get(currency, currency)


def _with_sign(text: str, currency: str, language: str) -> str:
    sign = currency_sign(currency)
    if not sign:
        return text
    if language == "en":
        lead = text[0] if text[0] in "+−" else ""
        gap = "\xa0" if len(sign) > 1 and sign[-1].isalpha() else ""
        return f"{lead}{sign}{gap}{text[len(lead) :]}"
    return f"{text}\xa0{sign}"


def money(value: Number | None, language: str, currency: str = "", signed: bool = False) -> str:
    """Money in full: no decimals from 1 000 on, two below (a whole sum has none)."""
    if value is None:
        return DASH
    amount = Decimal(str(value))
    digits = 0 if abs(amount) >= 1000 or amount == int(amount) else 2
    return _with_sign(number(amount, language, digits, signed), currency, language)


def short_money(value: Number | None, language: str, currency: str = "", signed: bool = False) -> str:
    """Money in a tile or a sentence: three figures and a word (12.8M, 12,8 млн ₴)."""
    if value is None:
        return DASH
    amount = Decimal(str(value))
    for size, word in _SCALES[language]:
        if abs(amount) >= size and not (size == 1000 and abs(amount) < 10000):
            scaled = amount / size
            digits = 0 if abs(scaled) >= 100 else 1
            return _with_sign(number(scaled, language, digits, signed) + word, currency, language)
    return money(amount, language, currency, signed)


def exact_money(value: Number | None, language: str, currency: str = "") -> str:
    """Money to the kopeck, where two sums are compared."""
    return DASH if value is None else _with_sign(number(value, language, 2), currency, language)


@lru_cache(maxsize=_KEPT)
def day(value: date | None, language: str) -> str:
    """A date in words: 14 Nov 2026."""
    if value is None:
        return DASH
    return str(format_date(value, format="d MMM y", locale=language))


def moment(value: datetime, language: str) -> str:
    """A day with its time, to the second where it is not a whole minute: 14 Nov 2026 10:05."""
    return str(format_datetime(value, format="d MMM y HH:mm:ss" if value.second else "d MMM y HH:mm", locale=language))


def short_day(value: date, language: str) -> str:
    """A date without its year: 14 Nov."""
    return str(format_date(value, format="d MMM", locale=language))


def weekday(number: int, language: str) -> str:
    """A day of the week by its number from Monday (0), short: Mon."""
    return str(format_date(date(2024, 1, 1 + number), format="ccc", locale=language))


def month(value: date, language: str, with_year: bool = True) -> str:
    """A month by name, short: Nov 2026."""
    return str(format_date(value, format="LLL y" if with_year else "LLL", locale=language))


def period(first: date, last: date, language: str) -> str:
    """A period in words: whole months as months (Nov 2025 – Oct 2026), other periods as days."""
    whole_months = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    if whole_months and (first.year, first.month) == (last.year, last.month):
        return month(first, language)
    if whole_months:
        return f"{month(first, language, first.year != last.year)} – {month(last, language)}"
    if first == last:
        return day(first, language)
    return f"{short_day(first, language) if first.year == last.year else day(first, language)} – {day(last, language)}"
