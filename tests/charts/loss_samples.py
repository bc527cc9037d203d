"""Sample figures of the screen of lost clients: ordinary ones and the awkward ones that real data bring."""

from __future__ import annotations

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from charts.calendar_axis import months_between
from charts.group_bars import GroupBar, group_bars
from charts.loss_trend import loss_trend
from charts.share_beside import share_beside
from charts.survival import survival
from charts.theme import Look

BAND = (0.09, 0.11)


def month_points(count: int, known_from: int = 12, level: float = 0.12) -> pd.DataFrame:
    """Months up to November 2026, the last one incomplete; the yearly share moves around a level."""
    names = months_between(date(2019, 1, 1), date(2026, 11, 1))[-count:]
    shares = [None if at < known_from or at == count - 1 else level + 0.004 * (at % 7) for at in range(count)]
    return pd.DataFrame(
        {
            "month": names,
            "lost": [3 + at % 9 for at in range(count)],
            "returned": [(at * 5) % 8 for at in range(count)],
            "year_share": shares,
            "is_partial": [at == count - 1 for at in range(count)],
        }
    )


def trend(look: Look, points: pd.DataFrame) -> go.Figure:
    """The trend with its words."""
    said = {"band_text": "лучшие теряют 9–11 %", "lost_text": "потеряны", "returned_text": "вернулись"}
    return loss_trend(points, look, band=BAND, **said)


def bars(count: int = 6) -> list[GroupBar]:
    """Managers with intervals; one outside the limits, one with four clients, one with a name of a whole line."""
    names = [
        "Петренко Игорь",
        "Савчук Андрей",
        "R&D <b>",
        "Мельник Ольга",
        "Отдел продаж промышленных товаров и услуг",
        "Зайцева",
    ]
    shares = [1.0, 0.19, 0.15, 0.12, 0.03, 0.0]
    return [
        GroupBar(
            name, name, share, f"{round(share * 100)} %", f"{round(share * 70)} из 70 ·", "4,4 млн ₴",
            (max(0.0, share - 0.08), min(1.0, share + 0.12)), "bad" if share > 0.5 else "plain", share == 0.0,
        )
        for name, share in zip(names[:count], shares, strict=False)
    ]  # fmt: skip


def curve(name: str, months: int, speed: float) -> pd.DataFrame:
    """A curve that falls by a share a month."""
    shares = [(1 - speed) ** month for month in range(months + 1)]
    ends = {"low": [max(0, s - 0.1) for s in shares], "high": [min(1, s + 0.1) for s in shares]}
    return pd.DataFrame({"name": name, "month": range(months + 1), "survival": shares, **ends})


def lives(look: Look, groups: int, months: int = 27) -> go.Figure:
    """Everybody and some groups that end close to one another."""
    names = {"": "все"} | {f"g{at}": f"Группа с длинным именем {at}" for at in range(groups)}
    points = pd.concat([curve("", months, 0.04), *(curve(f"g{at}", months, 0.03 + at / 500) for at in range(groups))])
    return survival(points, look, median=17.0, half_text="половина: 17 мес.", axis_text="мес.", names=names)


def beside(look: Look, months: int, own: float) -> go.Figure:
    """A manager whose first and third month have too few clients, beside the company."""
    points = pd.DataFrame(
        {
            "month": months_between(date(2019, 1, 1), date(2026, 10, 1))[-months:],
            "share": [None if at in (0, 2) else own + 0.003 * (at % 5) for at in range(months)],
            "company": [0.15 + 0.002 * (at % 6) for at in range(months)],
        }
    )
    return share_beside(points, look, name="R&D <b>", company_text="Компания", width=620, height=170)


def loss_charts(look: Look) -> dict[str, go.Figure]:
    """One figure of each factory and of its awkward cases, in one look."""
    reasons = [
        GroupBar("late", "Срывы доставки", 0.64, "64 %", "12 клиентов ·", "9,1 млн ₴"),
        GroupBar("", "неизвестна", 0.36, "36 %", "1 клиент ·", "5 ₴", faint=True),
    ]
    return {
        "losses": trend(look, month_points(35)),
        "losses, seven years": trend(look, month_points(95, level=0.3)),
        "losses, first year": trend(look, month_points(8)),
        "losses, one month": trend(look, month_points(1)),
        "groups": group_bars(bars(), look, band=BAND, band_text="лучшие"),
        "manager": beside(look, 36, 0.3),
        "manager, near the company": beside(look, 5, 0.15),
        "reasons": group_bars(reasons, look),
        "lives": lives(look, 0),
        "lives, groups": lives(look, 4),
        "lives, three months": lives(look, 1, 3),
    }
