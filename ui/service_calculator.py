"""The calculator of NPS: three typed counts, the figure with its error, and whether it moved; on an empty database also
that of contact points.
"""

from __future__ import annotations

import streamlit as st

from analytics.service.nps import NpsSettings, typed_nps
from analytics.service.nps_figures import Scores, nps_change
from ui.language import words
from ui.number_field import DATA, limits_of, number_field
from ui.page import card
from ui.service import SURE, Service, count, points, with_error
from ui.service_contact import contact_calculator

USUAL = {"promoters": 50, "passives": 30, "detractors": 20}


def calculator_cards() -> None:
    """The calculators on an empty database."""
    t = words()
    with card(t("service.calculator"), t("service.calculator_note"), key="service_calculator"):
        calculator(None)
    with card(t.code("service.more", "contact"), t("service.contact_calculator"), key="service_contact_card"):
        contact_calculator()


def calculator(found: Service | None) -> None:
    """The NPS of typed counts; beside it a second survey, to see whether the difference is one."""
    t = words()
    company = found.company if found else None
    known = {name: int(company[name]) for name in USUAL} if company else None
    now, then = st.columns(2, gap="medium")
    with now:
        st.markdown(f"**{t('service.calc_now')}**")
        first = _scores("now", known or USUAL, known is not None)
    with then:
        st.markdown(f"**{t('service.calc_then')}**")
        second = _scores("then", {"promoters": 60, "passives": 25, "detractors": 15}, False)
    if first and second and (moved := nps_change(first, second)):
        proven = moved["p"] is not None and moved["p"] < SURE
        st.markdown(t("service.calc_moved" if proven else "service.calc_chance", change=points(moved["change"])))


def _scores(which: str, values: dict[str, int], from_data: bool) -> Scores | None:
    """Three fields and their figure; None, with a sentence, where one of them is wrong or nobody answered."""
    t = words()
    typed = {
        name: number_field(
            t(f"service.{name}"),
            f"service_calc_{which}_{name}",
            value,
            limits_of(NpsSettings, name),
            origin=DATA if from_data else "",
        )
        for name, value in values.items()
    }
    if any(value is None for value in typed.values()):
        return None
    if not sum(typed.values()):
        st.error(t("service.calc_nobody"))
        return None
    row = typed_nps(NpsSettings(**typed)).rows[0]
    st.markdown(f"**{t('service.calc_says', nps=with_error(row), n=count(row['answers']))}**")
    if row["is_few"]:
        adjusted = {"nps": row["adjusted"], "half": row["adjusted_half"]}
        st.caption(t("service.calc_few", adjusted=with_error(adjusted), least=count(NpsSettings().least_answers)))
    return Scores(**typed)
