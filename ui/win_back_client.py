"""One client of the call list: what to say aloud, his plan step by step, the reason, a pause, a priority, a contact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from analytics.winback.loss_reasons import EVIDENCE, GROUPS, group_of
from storage.typed import offer_ideas, type_records, untype
from ui.contact_form import contact_form
from ui.data import store
from ui.language import language, words
from ui.page import card
from ui.reasons import reason_labels, reason_text
from ui.tables import OPEN_CLIENT, row_height
from ui.text import plain
from ui.win_back import WinBack, count, money, percent
from ui.win_back_edits import save_steps, voice_of
from ui.win_back_list import OUTCOMES, WAYS, labels_of, owners_of, way_text
from wording import numbers

_STEP = 148  # pixels; a longer step takes two lines
Row = Mapping[str, Any]


def spoken(found: WinBack, row: Row) -> list[str]:
    """What a seller can say aloud about this client, from the data, each a phrase of its own."""
    t, lang = words(), language()
    signs = found.signs.get(row["client_id"], {})
    silent = t.n("winback.say_days", row["silent_days"], n=count(row["silent_days"]))
    if row["purchases"] == 1:
        said = [t("winback.say_once", silent=silent)]
    else:
        rhythm = round(row["rhythm_days"])
        said = [t.n("winback.say_rhythm", rhythm, n=count(rhythm), silent=silent)]
    said.append(t("winback.say_class", code=row["abc_class"]))
    if signs.get("stopped_group"):
        said.append(t("winback.say_stopped", group=signs["stopped_group"]))
    if signs.get("shrunk_share"):
        said.append(t("winback.say_shrunk", share=percent(signs["shrunk_share"])))
    if signs.get("manager_changed_on"):
        said.append(t("winback.say_manager", day=numbers.day(signs["manager_changed_on"], lang)))
    return said


def client_card(found: WinBack, rows: Sequence[Row]) -> None:
    """The plan of one client of the list that is shown."""
    t = words()
    if not rows:
        return
    by_id = {row["client_id"]: row for row in rows}
    if st.session_state.get("win_back_client") not in by_id:
        st.session_state["win_back_client"] = next(iter(by_id))
    with card(t("winback.client_title"), t("winback.client_note"), key="win_back_client_card"):
        chosen = st.selectbox(
            t("list.client"), list(by_id), key="win_back_client", label_visibility="collapsed",
            format_func=lambda number: by_id[number]["client"],
        )  # fmt: skip
        row = by_id[chosen]
        st.markdown(_summary(found, row))
        _steps(found, row)
        reason, agreed, contact = st.columns(3, gap="medium")
        with reason:
            _reason(found, row)
        with agreed:
            _agreed(found, row)
        with contact:
            _contact(found, row)


def _summary(found: WinBack, row: Row) -> str:
    """The phrases, what to do, and what it is worth."""
    t = words()
    phrases = "; ".join(plain(said) for said in spoken(found, row))
    values = {
        "money": plain(money(row["expected"])),
        "chance": percent(row["chance"]),
        "profit": plain(money(row["profit"])),
    }
    advice = t("winback.advice", way=way_text(row), talk=t.code("winback.talk", row["advice"]), **values)
    return f"**{phrases}.**  \n{advice}"


def _steps(found: WinBack, row: Row) -> None:
    """All steps of this loss: edited, added and taken out in the table, kept at once."""
    mine = [step for step in found.steps.rows if step["client_id"] == row["client_id"]]
    ways, outcomes = labels_of("winback.channel", WAYS), labels_of("winback.outcome", OUTCOMES)
    key = f"win_back_steps_{row['client_id']}_{store().version()}"
    shown = [_shown(step) for step in mine]
    st.data_editor(
        pd.DataFrame(shown, columns=list(_shown({}))),
        row_height=row_height(shown, {"step": _STEP}),
        hide_index=True,
        num_rows="dynamic",
        height="content",
        placeholder="",
        column_config=_step_columns(row, list(ways), list(outcomes), _offers(mine)),
        key=key,
        on_change=_steps_saved,
        args=(key, row["client_id"], mine, {"channel": ways, "outcome": outcomes}),
    )


def _step_columns(row: Row, ways: list[str], outcomes: list[str], offers: list[str]) -> dict[str, Any]:
    t, config = words(), st.column_config
    offer: Any = config.SelectboxColumn if offers else config.TextColumn
    chosen: dict[str, Any] = {"options": offers} if offers else {}
    return {
        "step": config.TextColumn(t("winback.col_step"), width=_STEP),
        "channel": config.SelectboxColumn(t("winback.col_channel"), options=ways, width=90),
        "owner": config.TextColumn(t("winback.col_owner"), width=104, default=row["manager"] or None),
        "due": config.DateColumn(t("winback.col_due"), format="DD.MM.YYYY", width=88),
        "done_at": config.DateColumn(t("winback.col_done"), format="DD.MM.YYYY", width=96),
        "offer": offer(t("winback.col_offer"), width=118, **chosen),
        "outcome": config.SelectboxColumn(t("winback.col_outcome"), options=outcomes, width=98),
        "cost": config.NumberColumn(t("winback.col_cost"), min_value=0, width=80),
    }


def _offers(steps: Sequence[Row]) -> list[str]:
    return sorted({idea["offer"] for idea in offer_ideas(store())} | {step["offer"] for step in steps if step["offer"]})


def _shown(step: Row) -> dict[str, Any]:
    """A step as it is shown, in words."""
    t = words()
    channel, outcome, cost = step.get("step_channel"), step.get("outcome"), step.get("cost")
    return {
        "step": step.get("step") or None,
        "channel": t.code("winback.channel", channel) if channel in WAYS else None,
        "owner": step.get("owner") or None,
        "due": step.get("due"),
        "done_at": step.get("done_at"),
        "offer": step.get("offer") or None,
        "outcome": t.code("winback.outcome", outcome) if outcome in OUTCOMES else None,
        "cost": None if cost is None else float(cost),
    }


def _steps_saved(key: str, client_id: int, steps: Sequence[Row], labels: Mapping[str, Mapping[str, str]]) -> None:
    state = st.session_state[key]

    def coded(fields: Row) -> dict[str, Any]:
        return {name: labels[name].get(value) if name in labels else value for name, value in fields.items()}

    edited = {int(place): coded(fields) for place, fields in state["edited_rows"].items()}
    save_steps(
        store(), client_id, steps, edited, [coded(fields) for fields in state["added_rows"]], state["deleted_rows"]
    )


def _reason(found: WinBack, row: Row) -> None:
    """Who says why he left: a form, because a reason without its voice says little."""
    t, labels = words(), reason_labels(known["reason"] for known in found.plan.rows)
    st.markdown(f"**{t('winback.reason_title')}**")
    if row["reason"]:
        said = t.code("winback.evidence", row["evidence"]) if row["evidence"] in EVIDENCE else ""
        st.caption(plain(" · ".join(part for part in (reason_text(row["reason"]), said) if part)))
    with st.form(f"win_back_reason_{row['client_id']}", border=False, clear_on_submit=True):
        chosen = st.selectbox(
            t("winback.col_reason"), list(labels), index=None, accept_new_options=True, placeholder=t("winback.choose")
        )
        group = st.selectbox(
            t("winback.group_label"),
            GROUPS,
            format_func=lambda g: t.code("winback.group", g),
            help=t("winback.group_help"),
        )
        voice = st.selectbox(
            t("winback.evidence_label"), EVIDENCE, format_func=lambda code: t.code("winback.evidence", code)
        )
        if st.form_submit_button(t("winback.keep")) and chosen:
            reason = labels.get(chosen, str(chosen).strip())
            own_group = None if group_of(reason) else group
            type_records(store(), row["client_id"], {"losses": [voice_of(row, reason, voice, own_group)]})
            st.rerun()


def _agreed(found: WinBack, row: Row) -> None:
    """A pause that was agreed, and a priority against the grid with the reason for it."""
    t, number = words(), row["client_id"]
    st.markdown(f"**{t('winback.agreed_title')}**")
    with st.form(f"win_back_pause_{number}", border=False):
        until = st.date_input(
            t("winback.pause_until"), value=row["pause_until"], min_value=found.scope.as_of, format="DD.MM.YYYY"
        )
        current = row["priority"] if row["decided_by"] == "chosen" else None
        priority = st.selectbox(
            t("winback.own_priority"),
            (1, 2, 3, 4),
            index=None if current is None else current - 1,
            placeholder=t("winback.by_grid", n=row["grid_priority"]),
        )
        why = st.text_input(t("winback.own_why"), value=row["chosen_why"])
        if st.form_submit_button(t("winback.keep")):
            _keep_agreed(row, until, priority, why.strip())


def _keep_agreed(row: Row, until: Any, priority: int | None, why: str) -> None:
    if priority is not None and not why:
        st.error(words()("winback.why_needed"))
        return
    number = row["client_id"]
    if until != row["pause_until"]:
        if until is None:
            untype(store(), number, "pauses", {})
        else:
            type_records(store(), number, {"pauses": [{"until": until}]})
    if priority is not None:
        type_records(store(), number, {"priorities": [{"priority": priority, "why": why}]})
    elif row["decided_by"] == "chosen":
        untype(store(), number, "priorities", {})
    st.rerun()


def _contact(found: WinBack, row: Row) -> None:
    """A contact in one line, and the way to the client's card."""
    t = words()
    st.markdown(f"**{t('winback.contact_title')}**")
    contact_form(row["client_id"], row["manager"], owners_of(found), found.scope.as_of)
    if st.button(t("winback.open_card"), icon=":material/badge:", type="tertiary"):
        st.session_state[OPEN_CLIENT] = row["client_id"]
        st.rerun()
