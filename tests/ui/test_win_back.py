"""Winning back on the screen: what is typed is kept at once and still there, the what-if moves the money, edges are honest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analytics.scope import Scope
from analytics.winback.client_matrix import client_matrix
from analytics.winback.win_back_plan import win_back_plan, win_back_steps
from analytics.windows import default_scope
from storage.store import Store, open_store
from tests.ui.screens import SCREENS, chart_texts, sentences, start
from ui.win_back_edits import save_plan_edit, save_steps

Rows = list[dict[str, Any]]


class Plans:
    """The demo company in a store of its own, read anew after every edit."""

    def __init__(self, store: Store) -> None:
        self.store, self.scope = store, default_scope(store)
        self._read: tuple[int, Rows, Rows] | None = None

    def row(self, client_id: int) -> dict[str, Any]:
        return next(row for row in self.rows() if row["client_id"] == client_id)

    def _now(self) -> tuple[int, Rows, Rows]:
        version = self.store.version()
        if self._read is None or self._read[0] != version:
            self._read = (
                version,
                win_back_plan(self.store, self.scope).rows,
                win_back_steps(self.store, self.scope).rows,
            )
        return self._read

    def rows(self) -> Rows:
        return self._now()[1]

    def steps(self, client_id: int) -> Rows:
        return [row for row in self._now()[2] if row["client_id"] == client_id]

    def edit(self, client_id: int, **changes: Any) -> None:
        save_plan_edit(self.store, self.row(client_id), changes, self.steps(client_id), self.scope.as_of)


@pytest.fixture
def plans(own: Callable[[str], Path]) -> Plans:
    from ui.data import store

    own("demo_en")
    return Plans(store())


def untouched(plans: Plans) -> dict[str, Any]:
    return next(row for row in plans.rows() if not row["in_work"] and row["priority"] == 1 and row["manager"])


def test_a_line_of_the_list_is_edited_cell_by_cell(plans: Plans) -> None:
    client = untouched(plans)["client_id"]
    assert plans.row(client)["state"] == "no_step"
    plans.edit(client, step="Ask the director why")
    assert (plans.row(client)["state"], plans.row(client)["step"]) == ("no_step", "Ask the director why"), "no date yet"
    due = (plans.scope.as_of + timedelta(days=5)).isoformat() + "T00:00:00.000"
    plans.edit(client, due=due)
    row = plans.row(client)
    assert (row["state"], row["owner"], row["step_channel"]) == ("planned", row["manager"], row["way"])
    plans.edit(client, outcome="promised")
    row = plans.row(client)
    assert (row["done_at"], row["outcome"], row["steps_done"], row["step"]) == (plans.scope.as_of, "promised", 1, None)
    plans.edit(client, step="Bring the coupon", owner="Somebody new")
    assert [step["step_no"] for step in plans.steps(client)] == [1, 2]
    assert plans.row(client)["owner"] == "Somebody new"


def test_a_reason_is_a_voice_and_can_be_taken_back(plans: Plans) -> None:
    row = next(row for row in plans.rows() if not row["reason"])
    client = row["client_id"]
    plans.edit(client, reason="late_delivery")
    told = plans.row(client)
    assert (told["reason"], told["reason_group"], told["evidence"], told["confirmed"]) == (
        "late_delivery",
        "company",
        "staff",
        False,
    )
    assert told["advice"] in ("apologise", "letter")
    plans.edit(client, reason="lower_price")
    assert plans.row(client)["reason_group"] == "competitor"
    plans.edit(client, reason="")
    assert plans.row(client)["reason"] == ""


def test_steps_are_added_changed_and_taken_out(plans: Plans) -> None:
    client = untouched(plans)["client_id"]
    added = [{"step": "Call", "cost": 12.5}, {"owner": None}, {"step": "Visit", "due": plans.scope.as_of.isoformat()}]
    save_steps(plans.store, client, [], {}, added, [])
    first, second = plans.steps(client)
    assert (first["step"], first["cost"], second["due"]) == ("Call", Decimal("12.5"), plans.scope.as_of)
    save_steps(plans.store, client, [first, second], {0: {"outcome": "no_answer", "done_at": "2026-11-01"}}, [], [1])
    (left,) = plans.steps(client)
    assert (left["outcome"], left["step"], left["step_no"]) == ("no_answer", "Call", first["step_no"])


def opened(path: Path, language: str = "en-US") -> AppTest:
    app = start(language)
    app.run()
    return app.switch_page(SCREENS["win_back"]).run()


def test_the_screen_shows_what_was_kept(own: Callable[[str], Path]) -> None:
    from ui.data import store

    path = own("demo_en")
    plans = Plans(store())
    client = plans.rows()[0]["client_id"]
    plans.edit(client, step="Ask the director why", due=plans.scope.as_of)
    app = opened(path)
    assert not app.exception
    cells = {str(cell) for table in app.dataframe for cell in table.value.to_numpy().ravel()}
    assert "Ask the director why" in cells


def test_other_assumptions_move_the_money_and_can_be_kept(own: Callable[[str], Path]) -> None:
    app = opened(own("demo_en"))
    before = app.header[0].value
    app.slider(key="win_back_chance").set_value(10).run()
    assert not app.exception and app.header[0].value != before
    said = [text for text in sentences(app) if text.startswith("The list brings")]
    assert len(said) == 1 and "−" in said[0]
    keep = next(button for button in app.button if button.label == "Keep these assumptions")
    keep.click().run()
    from ui.data import setting

    assert setting("win_back_priority.p_return") == 0.1


def test_every_view_that_unfolds_stands(own: Callable[[str], Path]) -> None:
    app = opened(own("demo_en"))
    for view in ("reasons", "forgotten", "offers", "grid", "returned"):
        app.session_state["win_back_more"] = view
        app.run()
        assert not app.exception, view
    assert any("clients hold" in text or "client holds" in text for text in sentences(app))
    assert any("silent" in text for text in chart_texts(app))


def test_nobody_is_lost(own: Callable[[str], Path]) -> None:
    app = opened(own("one_client"))
    assert "Nobody is lost" in app.header[0].value and not app.metric and not app.exception


def test_the_day_before_is_as_it_was(plans: Plans) -> None:
    """A step done today is not known yesterday."""
    client = untouched(plans)["client_id"]
    before = Scope(plans.scope.as_of - timedelta(days=1), plans.scope.first_day, plans.scope.last_day)
    was = next(row for row in win_back_plan(plans.store, before).rows if row["client_id"] == client)
    plans.edit(client, step="Visit", outcome="refused")
    now = next(row for row in win_back_plan(plans.store, before).rows if row["client_id"] == client)
    assert (now["outcome"], now["done_at"], now["steps_done"]) == (was["outcome"], None, 0)
    assert plans.row(client)["state"] == "resting"


def test_what_was_typed_is_there_after_the_file_is_opened_anew(plans: Plans, tmp_path: Path) -> None:
    client = untouched(plans)["client_id"]
    plans.edit(client, step="Visit")
    plans.store.copy_to(tmp_path / "copy.duckdb")
    again = open_store(tmp_path / "copy.duckdb")
    assert [row["step"] for row in Plans(again).steps(client)] == ["Visit"]
    again.close()


def test_the_matrix_shows_all_clients_when_asked(own: Callable[[str], Path]) -> None:
    from ui.data import store

    app = opened(own("demo_en"))
    assert any("worth a fight" in text for text in sentences(app))
    app.button_group(key="win_back_matrix_of").set_value("all").run()
    assert not app.exception
    found = client_matrix(store(), default_scope(store()))
    largest = max(found.rows, key=lambda row: row["clients"])
    assert any("from clients who buy steadily" in text for text in sentences(app))
    assert any(text.strip() == f"{largest['clients']} clients" for text in chart_texts(app))
