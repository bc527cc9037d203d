"""Sample figures of the screen of the base: ordinary ones and the awkward ones that real data bring."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from charts.chance_curve import CurvePoint, chance_curve
from charts.live_base import live_base
from charts.norm_columns import NormColumn, norm_columns
from charts.theme import Look

LABELS = {
    "entries": "Записей в базе", "closed": "Закрыты", "invalid": "Нет контакта", "duplicates": "Дубли",
    "live": "Живая база", "missing": "Не хватает", "need": "Нужно плану", "lost": "Устареют", "growth": "Найдут разведчики",
    "expected": "Ожидаем", "spare": "Запас",
}  # fmt: skip
_TODAY = (
    ("entries", 1480),
    ("closed", -190),
    ("invalid", -150),
    ("duplicates", -90),
    ("live", 1050),
    ("missing", 450),
    ("need", 1500),
)
_AHEAD = (("live", 1050), ("lost", -246), ("growth", 801), ("expected", 1605), ("spare", -105), ("need", 1500))


def steps(ahead: bool = False) -> pd.DataFrame:
    """From the entries to what is needed, today or at the end of the cycles."""
    rows, level = [], 0
    for kind, n in _AHEAD if ahead else _TODAY:
        is_total = kind in ("entries", "live", "expected", "need")
        level = n if is_total else level + n
        rows.append(
            {"kind": kind, "label": LABELS[kind], "clients": n, "left": level, "is_total": is_total, "is_loss": kind in ("closed", "lost"),
             "is_gain": kind in ("growth", "spare"), "is_missing": kind == "missing"}
        )  # fmt: skip
    return pd.DataFrame(rows)


def curve() -> list[tuple[int, float]]:
    """A chance that climbs from nothing to certainty."""
    return [(n, min(1.0, max(0.0, (n - 150) / 600)) ** 1.2) for n in range(0, 910, 10)]


def points() -> list[CurvePoint]:
    """Now, by the rule, for the wanted chance."""
    return [
        CurvePoint(350, 0.17, "сейчас 350 · 17 %", "bad"), CurvePoint(500, 0.54, "правило 500 · 54 %"),
        CurvePoint(625, 0.80, "для 80 %: 625", "good"),
    ]  # fmt: skip


def weeks() -> list[NormColumn]:
    """Sixteen weeks, one of them weak, one above the norm."""
    counts = (24, 22, 24, 12, 22, 23, 25, 22, 24, 23, 23, 24, 23, 25, 24, 0)
    return [
        NormColumn(str(at), f"{at + 1} нояб.", count, at % 8, f"{count}", "bad" if count < 20 else "plain")
        for at, count in enumerate(counts)
    ]  # fmt: skip


def aged() -> list[NormColumn]:
    """Ages of entries: many young, few old, some without a date."""
    names = [f"{3 * at}–{3 * at + 3}" for at in range(11)] + ["больше 33", "без даты"]
    return [NormColumn(name, name, 400 // (at + 1) ** 2, at, name) for at, name in enumerate(names)]


def base_charts(look: Look) -> dict[str, go.Figure]:
    """Every chart of the base and its awkward cases."""
    close = [CurvePoint(500, 0.54, "правило 500 · 54 %"), CurvePoint(505, 0.55, "сейчас 505 · 55 %", "bad")]
    edge = [CurvePoint(20, 0.0, "сейчас 20 · 0 %", "bad"), CurvePoint(890, 0.99, "для 99 %: 890", "good")]
    return {
        "base today": live_base(steps(), look), "base ahead": live_base(steps(ahead=True), look),
        "chance": chance_curve(curve(), points(), look, wanted=0.8),
        "chance, close": chance_curve(curve(), close, look, wanted=0.8),
        "chance, edges": chance_curve(curve(), edge, look, wanted=0.99),
        "weeks": norm_columns(weeks(), look, norm=25, norm_text="норма 25"),
        "weeks, one": norm_columns(weeks()[:1], look, norm=25, norm_text="норма 25", limits=(15, 35)),
        "ages": norm_columns(aged(), look),
    }  # fmt: skip
