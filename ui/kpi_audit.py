"""The check of the norms on the screen: verdict, reason, proposal; how many a position has, and who takes turns."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.team.kpi_audit import VERDICTS
from ui.kpi import Kpi, amount, count, norm_name, percent
from ui.language import language, words
from ui.page import card
from ui.tables import Column, grid_height, row_height
from ui.text import plain, shortened
from wording import numbers

_COLOURS = {"cancel": "red", "fix": "gray", "keep": "blue"}
LISTS = ("all", *VERDICTS)
_TURNS_SHOWN = 6


def audit_card(found: Kpi) -> None:
    """All norms with their verdicts; the pills choose one verdict."""
    t, rows = words(), found.audit.rows
    if not rows:
        return
    of = found.audit.facts["verdicts"]
    title = t.n("kpi.audit_title", of["keep"], keep=count(of["keep"]), n=count(len(rows)))
    with card(title, t("kpi.audit_note"), key="kpi_audit_card"):
        chosen = _switch(found)
        _table([row for row in rows if chosen in ("all", row["verdict"])])
        for position in found.audit.facts["positions"]:
            _position(position, found)


def _switch(found: Kpi) -> str:
    t, of = words(), found.audit.facts["verdicts"]
    counts = {"all": len(found.audit.rows), **of}
    made = [code for code in LISTS if counts[code]]
    if st.session_state.get("kpi_audit_list") not in made:
        st.session_state["kpi_audit_list"] = "all"
    chosen = st.pills(
        t("kpi.audit_list"), made, key="kpi_audit_list", required=True, label_visibility="collapsed",
        format_func=lambda code: f"{t.code('kpi.verdicts', code)} {count(counts[code])}", persist_state="session",
    )  # fmt: skip
    return str(chosen)


def _table(rows: list[dict[str, Any]]) -> None:
    t, config = words(), st.column_config
    badges = {t.code("kpi.verdict", code): colour for code, colour in _COLOURS.items()}
    written = [audit_row(row) for row in rows]
    high = row_height(written, {c.name: c.width for c in audit_columns() if c.name != "verdict"})
    table = pd.DataFrame(written)
    table["verdict"] = [[text] for text in table["verdict"]]
    table["months"] = [_bars(row["months"]) for row in rows]
    columns = {c.name: config.Column(c.header, width=c.width) for c in audit_columns()}
    columns["verdict"] = config.MultiselectColumn(
        t("kpi.col_verdict"), options=list(badges), color=list(badges.values()), width=88
    )
    columns["months"] = config.BarChartColumn(t("kpi.col_months"), y_min=0, y_max=1.2, color="#9AA5B1", width=76)
    st.dataframe(
        table[["verdict", "norm_name", "why", "proposal", "value", "met", "months", "influence"]],
        hide_index=True,
        height=grid_height(len(table), high),
        row_height=high,
        column_config=columns,
        placeholder=numbers.DASH,
        key="kpi_audit",
    )


def _bars(months: list[float]) -> list[float] | None:
    """Twelve bars; a month without a fact has none, and a year without a fact no picture."""
    known = [0.0 if value != value else value for value in months]
    return known if any(known) else None


def audit_row(row: dict[str, Any]) -> dict[str, Any]:
    """A norm as the list shows it."""
    t = words()
    return {
        "verdict": t.code("kpi.verdict", row["verdict"]),
        "norm_name": norm_name(row),
        "position": "" if row["is_plan"] else row["employee"] or row["position"],
        "value": amount(row["norm"], row["unit"]) if row["norm"] is not None else None,
        "met": t("kpi.part", n=count(row["hits"]), all=count(row["periods"])) if row["periods"] else None,
        "influence": percent(row["influence"]) if row["influence"] is not None else None,
        "why": why_text(row),
        "proposal": proposal_text(row),
    }


def why_text(row: dict[str, Any]) -> str:
    """The heaviest reason in words, with the facts that speak for it."""
    values = {
        "influence": percent(row["influence"]),
        "rest": percent(1 - row["influence"]) if row["influence"] is not None else "",
        "who": row["who_else"] or words()("kpi.others"),
        "other": row["overlaps"],
        "minutes": count(row["minutes_week"] or 0),
        "share": percent(row["hits"] / row["periods"]) if row["periods"] else "",
    }
    return words().code("kpi.why", row["reason"], **values)


def proposal_text(row: dict[str, Any]) -> str | None:
    """What to do about it; None where nothing is proposed."""
    t, code = words(), row["proposal"]
    if code == "none":
        return None
    share = percent(row["reachable_share"]) if row["reachable_share"] is not None else ""
    return t.code("kpi.propose", code, norm=amount(row["proposed"], row["unit"]), share=share, other=row["overlaps"])


def audit_columns() -> list[Column]:
    """The columns of the list, on the screen and in Excel."""
    t = words()
    return [
        Column("verdict", t("kpi.col_verdict"), "text", 88), Column("norm_name", t("kpi.col_norm"), "text", 158),
        Column("position", t("kpi.col_position"), "text", 130), Column("value", t("kpi.col_value"), "text", 82),
        Column("met", t("kpi.col_hits"), "text", 80), Column("influence", t("kpi.col_influence"), "text", 74),
        Column("why", t("kpi.col_why"), "text", 178), Column("proposal", t("kpi.col_proposal"), "text", 118),
    ]  # fmt: skip


def _position(row: dict[str, Any], found: Kpi) -> None:
    """How many norms a position has, and what would be enough."""
    t = words()
    name = plain(row["position"]) or t("kpi.any_position")
    enough = t("kpi.enough", low=count(found.settings.least), high=count(found.settings.most))
    icon = {"red": ":material/error:", "amber": ":material/info:"}.get(row["light"], ":material/check:")
    said = t.n("kpi.position", row["active"], name=name, n=count(row["active"]), enough=enough)
    st.markdown(f"{icon} {said}")
    if row["weights"] is not None and abs(row["weights"] - 1) > 0.005:
        st.markdown(f":material/error: {t('kpi.weights_off', name=name, sum=percent(row['weights']))}")
    if not row["turns"]:
        return
    always = " · ".join(plain(shortened(kpi, 40)) for kpi in row["permanent"])
    st.caption(t("kpi.turns", always=always, n=count(row["at_once"])))
    days = [
        {
            t("kpi.col_days"): numbers.period(turn["first_day"], turn["last_day"], language()),
            t("kpi.col_turn"): turn["kpi"],
        }
        for turn in row["calendar"][:_TURNS_SHOWN]
    ]
    st.dataframe(pd.DataFrame(days), hide_index=True, height="content", key=f"kpi_turns_{row['position']}")
