"""Numbers of a calculator that a person keeps under a name: saved at once, looked at beside others, deleted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from storage.engine import Engine
from storage.store import Store


def scenarios(engine: Engine, method: str) -> dict[str, dict[str, Any]]:
    """name -> numbers (setting -> value) of everything kept for a calculator, by name."""
    sql = "SELECT name, numbers FROM scenarios WHERE method = $method ORDER BY lower(name), name"
    return {row["name"]: json.loads(row["numbers"]) for row in engine.query(sql, method=method).to_pylist()}


def save_scenario(store: Store, method: str, name: str, numbers: Mapping[str, Any]) -> None:
    """Keep numbers under a name, in the place of what stood there. Raises ValueError for a name without a letter."""
    known = " ".join(name.split())
    if not known:
        raise ValueError("a scenario needs a name")
    with store.writing() as cursor:
        store.bump_version(cursor)
        cursor.execute("DELETE FROM scenarios WHERE method = ? AND name = ?", [method, known])
        kept = json.dumps(dict(numbers), ensure_ascii=False)
        cursor.execute("INSERT INTO scenarios VALUES (?, ?, ?)", [method, known, kept])


def delete_scenario(store: Store, method: str, name: str) -> None:
    """Forget what stands under a name; nothing happens where nothing does."""
    with store.writing() as cursor:
        store.bump_version(cursor)
        cursor.execute("DELETE FROM scenarios WHERE method = ? AND name = ?", [method, name])
