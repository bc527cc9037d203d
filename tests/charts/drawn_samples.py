"""Sample tables for the chart tests: ordinary ones and the awkward ones that real data bring."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from base_samples import base_charts
from loss_samples import loss_charts
from team_samples import team_charts

from charts.bridge import bridge
from charts.calendar_axis import months_between
from charts.concentration import concentration
from charts.coverage import Hole, coverage
from charts.live_base import live_base
from charts.migration_matrix import migration_matrix
from charts.months import Anchor, months
from charts.purchases_timeline import purchases_timeline
from charts.theme import Look

MILLION = 10**6
AS_OF = date(2026, 11, 14)
BRIDGE_LABELS = {
    "en": ("A year ago", "Left", "Buy less often", "Grew", "Returned", "New clients", "Now"),
    "ru": ("Год назад", "Ушли", "Бывает реже", "Выросли", "Вернулись", "Новые клиенты", "Сейчас"),
    "uk": ("Рік тому", "Пішли", "Буває рідше", "Зросли", "Повернулись", "Нові клієнти", "Зараз"),
}


def bridge_bars(
    language: str = "ru", values: tuple[float, ...] = (30.2, -4.3, -3.7, 1.9, 0.4, 1.8, 26.3)
) -> pd.DataFrame:
    """Seven bars in millions, money as DECIMAL, long names among short ones."""
    names = [[], ["Ромашка", "Агро-Юг", "Зоря"], ["Прима Плюс и партнёры", "Вектор"], ["R&D <b>"], [], ["Зенит"], []]
    amounts = [[], [-1.0, -0.6, -0.4], [-0.6, -0.5], [0.5], [], [0.04], []]
    return pd.DataFrame(
        {
            "kind": ["before", "lost", "decline", "growth", "returned", "new", "after"],
            "label": BRIDGE_LABELS[language],
            "sub_label": ["384 кл.", "88 кл.", "104 кл.", "71 кл.", "9 кл.", "26 кл.", "331 кл."],
            "value": [Decimal(str(value)) * MILLION for value in values],
            "is_total": [True, False, False, False, False, False, True],
            "names": names,
            "amounts": [[Decimal(str(amount)) * MILLION for amount in row] for row in amounts],
            "clients": [384, 88, 104, 71, 9, 26, 331],
        }
    )


def abc_table(values: list[float]) -> pd.DataFrame:
    """Rank, share and class at the limits 80 and 95 % of money before the client."""
    money = np.array(sorted(values, reverse=True), dtype=float)
    share = money / money.sum()
    before = np.concatenate([[0.0], np.cumsum(share)[:-1]])
    classes = np.where(before < 0.8 - 1e-9, "A", np.where(before < 0.95 - 1e-9, "B", "C"))
    return pd.DataFrame({"rank": range(1, len(money) + 1), "share": share, "abc_class": classes})


def monoclient() -> pd.DataFrame:
    """One client with 85 % of the money and 300 small ones."""
    return abc_table([85.0, *[15 / 300] * 300])


MOVES = [
    ("A", "A", 84), ("A", "B", 16), ("A", "C", 3), ("A", "absent", 8),
    ("B", "A", 9), ("B", "B", 81), ("B", "C", 27), ("B", "absent", 14),
    ("C", "A", 1), ("C", "B", 18), ("C", "C", 183), ("C", "absent", 60),
    ("absent", "A", 3), ("absent", "C", 53),
]  # fmt: skip


def moves() -> tuple[pd.DataFrame, dict[str, str], dict[str, str]]:
    """Cells, row labels and column labels of a move between two years; nobody came new into class B."""
    rows = {"A": "A · 111", "B": "B · 131", "C": "C · 262", "absent": "новые · 56"}
    columns = {"A": "A · 97", "B": "B · 115", "C": "C · 266", "absent": "не купили · 82"}
    return pd.DataFrame(MOVES, columns=["before", "after", "clients"]), rows, columns


def purchases(last: date, every: int, count: int, money: float = 340_000) -> pd.DataFrame:
    """Purchases at even intervals up to a day, newest first."""
    days = [last - timedelta(days=every * back) for back in range(count)]
    return pd.DataFrame({"day": days, "money": [Decimal(str(money + 1000 * (back % 7))) for back in range(count)]})


def silent_client(language: str, look: Look, **more: Any) -> go.Figure:
    """A client who bought every 30 days and has been silent for 123."""
    said = {
        "en": ("every 30 days, ₴342K on average", "123 days of silence", "lost on 23 Aug"),
        "ru": ("раз в 30 дней, в среднем 342 тыс. ₴", "123 дня молчания", "потерян 23 авг."),
        "uk": ("раз на 30 днів, у середньому 342 тис. ₴", "123 дні мовчання", "втрачений 23 серп."),
    }[language]
    return purchases_timeline(
        purchases(date(2026, 7, 14), 30, 15),
        look,
        as_of=AS_OF,
        missed=[date(2026, 8, 13) + timedelta(days=30 * later) for later in range(4)],
        lost_on=date(2026, 8, 23),
        rhythm_text=said[0],
        silence_text=said[1],
        lost_text=said[2],
        currency="UAH",
        **more,
    )


def month_bars(count: int, with_year_ago: bool = True, partial: bool = True) -> pd.DataFrame:
    """Months up to November 2026 with a fall in the last seven, the last one incomplete."""
    names = months_between(date(2020, 1, 1), date(2026, 11, 1))[-count:]
    values = [10e6 + 4e5 * (at % 5) if at < count - 7 else 7e6 + 3e5 * (at % 4) for at in range(count)]
    if partial:
        values[-1] *= 0.45
    bars = pd.DataFrame({"month": names, "value": values, "is_partial": [False] * (count - 1) + [partial]})
    if with_year_ago:
        bars["year_ago"] = [None if at < 2 else 9.5e6 + 5e5 * (at % 3) for at in range(count)]
    return bars


FALL = Anchor(date(2026, 5, 1), 10.8e6, 7.4e6, "падение с мая 2026")


RECORDS = {
    "en": ("Contacts", "Requests to colleagues", "Plans"),
    "ru": ("Контакты", "Данные для оплаты труда продавцов и их помощников", "Планы"),
    "uk": ("Контакти", "Запити колегам", "Плани"),
}


def loaded_weeks(count: int, last: date = date(2026, 11, 9)) -> pd.DataFrame:
    """Weeks up to a Monday; four of them in spring are thin, three in summer have nothing."""
    days = [last - timedelta(days=7 * (count - 1 - at)) for at in range(count)]
    rows = [(day, 12 if count - 36 < at < count - 30 else 250 + 9 * (at % 7)) for at, day in enumerate(days)]
    kept = [(day, lines) for at, (day, lines) in enumerate(rows) if not count - 20 < at < count - 16 or at == 0]
    return pd.DataFrame(
        {
            "first_day": [day for day, _ in kept],
            "records": [lines for _, lines in kept],
            "is_thin": [lines == 12 for _, lines in kept],
            "hint": [f"{day}: {lines}" for day, lines in kept],
        }
    )


LIVE_BASE_LABELS = {
    "en": ("Names", "Other firms of an owner", "Doubles", "Closed", "Moved to others", "Refused", "Can buy"),
    "ru": ("Названий", "Другие фирмы владельца", "Дубли", "Закрылись", "Ушли к другим", "Отказы", "Могут покупать"),
    "uk": ("Назв", "Інші фірми власника", "Дублі", "Закрилися", "Пішли до інших", "Відмови", "Можуть купувати"),
}


def base_steps(language: str = "ru", changes: tuple[int, ...] = (-70, -50, -14, -9, -1)) -> pd.DataFrame:
    """The way from 368 names down, all seven columns."""
    kinds = ("declared", "entities", "duplicates", "closed", "moved", "refused", "live")
    levels = [368]
    for change in changes:
        levels.append(levels[-1] + change)
    return pd.DataFrame(
        {
            "kind": kinds,
            "label": LIVE_BASE_LABELS[language],
            "clients": [368, *changes, levels[-1]],
            "left": [*levels, levels[-1]],
            "is_total": [kind in ("declared", "live") for kind in kinds],
            "is_loss": [kind in ("closed", "moved", "refused") for kind in kinds],
        }
    )


def loaded_records(language: str) -> pd.DataFrame:
    """Three kinds of records, one of them with a break, one reaching beyond today."""
    first, second, third = RECORDS[language]
    spans = [
        (first, date(2023, 11, 1), date(2026, 11, 30)), (second, date(2025, 1, 1), date(2025, 5, 31)),
        (second, date(2025, 9, 1), date(2026, 10, 31)), (third, date(2026, 1, 1), date(2026, 12, 31)),
    ]  # fmt: skip
    return pd.DataFrame([(*span, "37") for span in spans], columns=["name", "first_day", "last_day", "hint"])


def loaded(language: str, look: Look) -> go.Figure:
    """Two years of weeks with three holes, and records under them."""
    days, title = {
        "en": ("15 days", "Lines of sales in a week, a usual week is dotted"),
        "ru": ("15 дней", "Строк продаж за неделю, пунктир — обычная неделя"),
        "uk": ("15 днів", "Рядків продажів за тиждень, пунктир — звичайний тиждень"),
    }[language]
    holes = [
        Hole(date(2026, 6, 29), date(2026, 7, 17), days), Hole(date(2026, 7, 27), date(2026, 7, 31), days),
        Hole(date(2025, 3, 3), date(2025, 3, 7), days),
    ]  # fmt: skip
    return coverage(loaded_weeks(104), loaded_records(language), look, holes=holes, title=title)


def every_chart(look: Look) -> dict[str, go.Figure]:
    """One figure of each factory and of its awkward cases, in one look."""
    cells, rows, columns = moves()
    titles = {"money_title": "Деньги: 112,4 млн ₴", "clients_title": "Клиенты: 301"}
    flat = (30.2, -0.9, -0.5, 0.6, 0.0, 0.02, 29.42)
    weekly = purchases(date(2026, 9, 22), 7, 238)
    return {
        "bridge": bridge(bridge_bars(look.language), look, currency="UAH").figure,
        "bridge, flat": bridge(bridge_bars(look.language, flat), look).figure,
        "concentration": concentration(abc_table([1000 / place**0.95 for place in range(3, 489)]), look, **titles),
        "concentration, monoclient": concentration(monoclient(), look, **titles),
        "concentration, one client": concentration(abc_table([5.0]), look, **titles),
        "live base": live_base(base_steps(look.language), look),
        "live base, flat": live_base(base_steps(look.language, (0, -1, 0, -1, -1)), look),
        "matrix": migration_matrix(cells, rows, columns, look),
        "timeline": silent_client(look.language, look),
        "timeline, weekly": purchases_timeline(
            weekly,
            look,
            as_of=AS_OF,
            lost_on=date(2026, 10, 2),
            rhythm_text="раз в 7 дней",
            silence_text="53 дня молчания",
        ),
        "timeline, one purchase": purchases_timeline(purchases(AS_OF, 1, 1), look, as_of=AS_OF, rhythm_text="первая"),
        "coverage": loaded(look.language, look),
        "coverage, one week": coverage(loaded_weeks(1), loaded_records(look.language).head(0), look, title="1"),
        "months": months(month_bars(13), look, anchor=FALL, partial_text="14 из 30 дней").figure,
        "months, three years": months(month_bars(36), look, anchor=FALL, partial_text="14 из 30 дней").figure,
        **loss_charts(look),
        **base_charts(look),
        **team_charts(look),
    }
