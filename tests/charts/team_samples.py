"""Charts of pay and of service with ordinary and awkward samples."""

from __future__ import annotations

import plotly.graph_objects as go

from charts.hour_map import HourCell, hour_map
from charts.nps_rows import NpsRow, nps_rows
from charts.plan_curve import CurvePoint, plan_curve
from charts.stacked_bars import StackedBar, stacked_bars
from charts.theme import Look

PARTS = ("Оклад", "Процент с выручки", "Премия за залежавшийся товар", "Остальные части оплаты")
BARS = (
    StackedBar(
        "Лысенко <b>Дарья</b>",
        (40.0, 102.0, 30.0, 1.0),
        ("40 тыс. ₴", "102 тыс. ₴", "30 тыс. ₴", "1 тыс. ₴"),
        "173 тыс. ₴",
    ),
    StackedBar(
        "Имя, которое ни в какую колонку не поместится",
        (40.0, 0.0, -5.0, 3.0),
        ("40 тыс. ₴", "0 ₴", "−5 тыс. ₴", "3 тыс. ₴"),
        "38 тыс. ₴",
    ),
)
POINTS = tuple(
    CurvePoint(
        at / 10, 0.5 - at / 40, f"{at * 10} % плана", f"{50 - at * 2} %", f"{at * 100} тыс. ₴", at in (8, 10, 12)
    )
    for at in range(6, 15)
)


HEADS = ("0–6", "7–8", "9–10", "NPS")
ROWS = (
    NpsRow("Все клиенты", (0.25, 0.29, 0.46), ("25 %", "29 %", "46 %"), 21, 10, 32, "+21 ± 11 · 232"),
    NpsRow("<b>Гончар</b>", (0.9, 0.1, 0.0), ("90 %", "10 %", "0 %"), -90, -112, -68, "−90 ± 22 · 45"),
    NpsRow(
        "Имя, которое ни в какую колонку не поместится",
        (0, 0, 1),
        ("0 %", "0 %", "100 %"),
        100,
        100,
        100,
        "+100 ± 0 · 3",
        True,
    ),
)


DAYS = ("пн", "вт", "ср", "чт", "пт")
CELLS = tuple(HourCell(day, hour, 100 * day + hour, day / 4, f"{hour}:00") for day in range(5) for hour in range(8, 20))


def team_charts(look: Look) -> dict[str, go.Figure]:
    """name -> figure of every chart of the team."""
    return {
        "stacked_bars": stacked_bars(BARS, PARTS, look),
        "one_stack": stacked_bars(BARS[:1], PARTS, look),
        "plan_curve": plan_curve(POINTS, look),
        "nps_rows": nps_rows(ROWS, HEADS, look),
        "hours": hour_map(CELLS, DAYS, look),
        "one_hour": hour_map((HourCell(0, 9, 1, 1.0, "9"),), DAYS[:1], look),
        "one_nps": nps_rows(ROWS[2:], HEADS, look),
    }
