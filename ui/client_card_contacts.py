"""The contacts with one client: typed in one line, the last ones under it, an agreed pause; each can be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from analytics.result import Result
from analytics.scope import Scope
from storage.typed import type_records, untype, untype_contact
from ui.contact_form import contact_form
from ui.data import profile, store
from ui.language import language, words
from ui.page import card
from ui.reasons import reason_text
from wording import numbers

SHOWN = 6  # more of them on demand
_TABLE = "card_contacts"
Row = Mapping[str, Any]


def contacts_card(client_id: int, manager: str, records: Result, scope: Scope) -> None:
    """How long nobody has talked to him, a line for a new contact, the last contacts, the agreed pause."""
    t, contacts = words(), [row for row in records.rows if row["kind"] == "contact"]
    with card(_title(records), t("card.contacts_note"), key="card_contacts_card"):
        owners = [name for name in profile().managers if name]
        contact_form(client_id, manager, owners, scope.as_of, in_line=True)
        if contacts:
            _list(client_id, contacts)
        _pause(client_id, records, scope)


def _title(records: Result) -> str:
    t, days = words(), records.facts["untouched_days"]
    if days is None:
        return t("card.contacts_none")
    if not days:
        return t("card.contacts_today")
    return t.n("card.contacts_days", days, n=numbers.number(days, language()))


def _list(client_id: int, contacts: Sequence[Row]) -> None:
    t, lang = words(), language()
    everything = len(contacts) > SHOWN and st.toggle(
        t("card.contacts_all", n=numbers.number(len(contacts), lang)), key="card_contacts_all"
    )
    shown = list(contacts if everything else contacts[:SHOWN])
    table = pd.DataFrame([_written(row) for row in shown])
    config, widths = st.column_config, {"day": 95, "way": 95, "who": 130, "said": 420, "until": 110}
    headers = {
        "day": t("card.day"), "way": t("winback.contact_kind"), "who": t("winback.col_owner"),
        "said": t("winback.contact_remark"), "until": t("winback.contact_next"),
    }  # fmt: skip
    columns: dict[str, Any] = {name: config.TextColumn(headers[name], width=width) for name, width in widths.items()}
    columns["undo"] = config.ButtonColumn(
        "", width=120, type="tertiary", key=f"{_TABLE}_undo", on_click=_taken_back, args=(client_id, shown)
    )
    if not any(row["is_typed"] for row in shown):
        table, columns = table.drop(columns="undo"), {name: columns[name] for name in widths}
    st.dataframe(table, hide_index=True, height="content", column_config=columns, placeholder=numbers.DASH, key=_TABLE)


def _written(row: Row) -> dict[str, Any]:
    t, lang = words(), language()
    way = row["way"]
    return {
        "day": numbers.day(row["day"], lang),
        "way": t.code("winback.contact", way) if t.has(f"winback.contact.{way}") else way or None,
        "who": row["who"] or None,
        "said": reason_text(row["said"]) or None,
        "until": numbers.day(row["until"], lang) if row["until"] else None,
        "undo": t("card.contact_undo") if row["is_typed"] else None,
    }


def _taken_back(client_id: int, shown: Sequence[Row]) -> None:
    click = st.session_state.get(f"{_TABLE}_undo")
    if click is None or click.row >= len(shown) or not shown[click.row]["is_typed"]:
        return
    row = shown[click.row]
    contact = {
        "day": row["day"], "kind": row["way"] or None, "manager": row["who"], "reason": row["said"] or None,
        "next_date": row["until"],
    }  # fmt: skip
    untype_contact(store(), client_id, contact)


def _pause(client_id: int, records: Result, scope: Scope) -> None:
    """A day before which nobody calls him; emptied, the pause is taken back."""
    t, known = words(), records.facts["pause_until"]
    chosen = st.date_input(
        t("winback.pause_until"), value=known, min_value=scope.as_of, format="DD.MM.YYYY", width=260,
        key=f"card_pause_{client_id}_{store().version()}", help=t("card.pause_help"),
    )  # fmt: skip
    if chosen == known:
        return
    if chosen is None:
        untype(store(), client_id, "pauses", {})
    else:
        type_records(store(), client_id, {"pauses": [{"until": chosen}]})
    st.rerun()
