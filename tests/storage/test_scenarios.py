"""Scenarios: kept at once under a name, replaced, deleted, each calculator by itself, still there in a file opened anew."""

from __future__ import annotations

import pytest

from storage.scenarios import delete_scenario, save_scenario, scenarios
from storage.store import Store, open_store


def test_a_scenario_is_kept_replaced_and_survives(store: Store) -> None:
    version = store.version()
    save_scenario(store, "base_sufficiency", "  Осінь   2026 ", {"plan": 10, "decay": 0.3})
    assert store.version() > version
    save_scenario(store, "base_sufficiency", "Осінь 2026", {"plan": 12, "live": None})
    save_scenario(store, "what_if", "Осінь 2026", {"price": 1.5})
    save_scenario(store, "base_sufficiency", "'; DROP TABLE scenarios", {})
    store.close()
    again = open_store(store.path)
    assert scenarios(again, "base_sufficiency") == {
        "'; DROP TABLE scenarios": {},
        "Осінь 2026": {"plan": 12, "live": None},
    }
    assert scenarios(again, "what_if") == {"Осінь 2026": {"price": 1.5}}
    again.close()


def test_a_scenario_is_deleted_and_a_name_needs_a_letter(store: Store) -> None:
    save_scenario(store, "what_if", "One", {"price": 1})
    delete_scenario(store, "base_sufficiency", "One")
    assert scenarios(store, "what_if")
    delete_scenario(store, "what_if", "One")
    delete_scenario(store, "what_if", "One")
    assert scenarios(store, "what_if") == {}
    with pytest.raises(ValueError, match="needs a name"):
        save_scenario(store, "what_if", "  ", {})
