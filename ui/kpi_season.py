"""Norms by season: what the norm of an average month comes to in strong and in weak months."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from analytics.pulse.seasonality import SeasonalitySettings, seasonality
from analytics.result import Status
from analytics.team.achievement import norm_of_months
from analytics.team.kpi_records import adds_up
from ui.data import answer
from ui.kpi import Kpi, amount, percent
from ui.language import language, words
from ui.notices import sentences
from wording import numbers


def season_view(found: Kpi) -> None:
    """Norms that add up over the month, month by month; nothing where a year of sales is not known."""
    t = words()
    asked = SeasonalitySettings(tail_gap_days=found.settings.tail_gap_days)
    season = answer(seasonality, found.scope, asked)
    if season.status is Status.NOT_ENOUGH_DATA:
        st.markdown(" ".join([t("kpi.season_none"), *sentences(season.warnings)]))
        return
    indices = {row["month_no"]: row["index"] for row in season.rows}
    names = {number: numbers.month(date(2024, number, 1), language(), with_year=False) for number in indices}
    rows = [{t("kpi.col_norm"): t("kpi.season_index"), **{names[n]: percent(index) for n, index in indices.items()}}]
    for row in found.audit.rows:
        if not row["is_plan"] and row["norm"] and row["verdict"] != "cancel" and adds_up(row["unit"], row["direction"]):
            norm = row["proposed"] if row["proposal"] == "norm" and row["proposed"] else row["norm"]
            months = norm_of_months(norm, indices)
            rows.append({t("kpi.col_norm"): row["kpi"], **{names[n]: amount(value) for n, value in months.items()}})
    st.caption(" ".join([t("kpi.season_note"), *sentences(season.warnings)]))
    st.dataframe(pd.DataFrame(rows), hide_index=True, height="content", key="kpi_season")
