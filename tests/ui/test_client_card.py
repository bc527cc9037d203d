"""The card of one client: what it says of a lost, a seasonal and a living one; contacts and pauses that are typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analytics.clients.client_history import ClientHistorySettings
from analytics.lost.client_status import client_status
from analytics.winback.client_records import client_records
from analytics.winback.win_back_plan import win_back_plan
from analytics.windows import default_scope
from storage.typed import untype_contact
from tests.ui.screens import SCREENS, sentences, start
from ui.data import store


def opened(client_id: int, language: str = "en-US") -> AppTest:
    """The card as a deep link opens it."""
    return start(language, client=str(client_id)).run().switch_page(SCREENS["client_card"]).run()


def first_with(status: str) -> dict[str, Any]:
    """The dearest client of a status."""
    rows = client_status(store(), default_scope(store())).rows
    return next(row for row in rows if row["status"] == status)


@pytest.mark.parametrize("language", ["en-US", "ru-RU"])
def test_a_lost_client_has_a_plan_a_reason_and_money_to_expect(own: Callable[[str], Path], language: str) -> None:
    own(f"demo_{language[:2]}")
    plan = next(
        row for row in win_back_plan(store(), default_scope(store())).rows if row["steps_done"] and row["reason"]
    )
    app = opened(plan["client_id"], language)
    assert not app.exception
    said = " ".join(sentences(app))
    assert app.metric[3].delta == f"{round(100 * plan['chance'])}{'%' if language == 'en-US' else chr(160) + '%'}"
    assert any(str(step) in said for step in [plan["step"]] if step)
    if language == "en-US":
        assert "steps done" in said and "Last intervals" in said and f"priority {plan['priority']}" in said
        key = "He said why himself" if plan["confirmed"] else "comes from our staff only"
        assert key in app.header[0].value


def test_a_seasonal_client_is_out_of_season(own: Callable[[str], Path]) -> None:
    own("demo_en")
    row = first_with("seasonal")
    app = opened(row["client_id"])
    assert not app.exception and "Out of season" in app.header[0].value
    assert any("He buys in a season" in text for text in sentences(app))
    assert "none missed" in app.subheader[0].value


def contact(app: AppTest, remark: str) -> AppTest:
    """Type a contact in one line and keep it."""
    next(box for box in app.text_input if box.label == "In one line").set_value(remark)
    next(button for button in app.button if button.label == "Keep").click()
    return app.run()


def test_a_contact_is_typed_in_one_line_survives_and_is_taken_back(own: Callable[[str], Path]) -> None:
    own("demo_en")
    client_id = first_with("lost")["client_id"]
    app = contact(opened(client_id), "asked the director, =1+1 **bold**")
    assert not app.exception and app.subheader[2].value == "Last contact on the report date"
    again = opened(client_id)
    rows = again.dataframe[0].value
    assert rows["said"][0] == "asked the director, =1+1 **bold**" and rows["undo"][0] == "Take back"
    assert again.subheader[2].value == "Last contact on the report date"
    row = next(row for row in rows.to_dict("records"))
    scope = default_scope(store())
    asked = ClientHistorySettings(client_id=client_id)
    typed = next(found for found in client_records(store(), scope, asked).rows if found["is_typed"])
    assert (typed["said"], typed["who"]) == (row["said"], row["who"])
    untype_contact(
        store(), client_id,
        {"day": typed["day"], "kind": typed["way"], "manager": typed["who"], "reason": typed["said"], "next_date": None},
    )  # fmt: skip
    left = opened(client_id)
    assert left.subheader[2].value.startswith("No contact for")
    assert "undo" not in left.dataframe[0].value


def test_a_pause_is_typed_shown_and_taken_back(own: Callable[[str], Path]) -> None:
    own("demo_en")
    client_id = first_with("lost")["client_id"]
    until = default_scope(store()).as_of + timedelta(days=40)
    app = opened(client_id)
    pause = next(box for box in app.date_input if box.label == "Agreed: do not call until")
    app = pause.set_value(until).run()
    assert not app.exception and any("pause until" in text for text in sentences(app))
    state = next(row for row in win_back_plan(store(), default_scope(store())).rows if row["client_id"] == client_id)
    assert (state["state"], state["pause_until"]) == ("paused", until)
    again = opened(client_id)
    pause = next(box for box in again.date_input if box.label == "Agreed: do not call until")
    assert pause.value == until
    left = pause.set_value(None).run()
    assert not any("pause until" in text for text in sentences(left))
