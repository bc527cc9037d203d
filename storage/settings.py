"""What the owner chose: parameters of methods, currency, language, the frame he left."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import duckdb

from storage.derived import RhythmRules
from storage.engine import Engine
from storage.store import Store

_RHYTHM = "rhythm."


def all_settings(engine: Engine) -> dict[str, Any]:
    """Every saved setting by name; a setting that stands at its default is not saved."""
    rows = engine.query("SELECT name, value FROM settings ORDER BY name").to_pylist()
    return {row["name"]: json.loads(row["value"]) for row in rows}


def save_setting(store: Store, name: str, value: Any) -> None:
    """Remember a value; None takes the setting back to its default."""
    with store.writing() as cursor:
        # Screens keep the settings between two runs by the version of the data, so a setting is a change too.
        store.bump_version(cursor)
        write_setting(cursor, name, value)


def write_setting(cursor: duckdb.DuckDBPyConnection, name: str, value: Any) -> None:
    """The same inside a transaction that is open on the cursor and tells the caches itself."""
    cursor.execute("DELETE FROM settings WHERE name = ?", [name])
    if value is not None:
        cursor.execute("INSERT INTO settings VALUES (?, ?)", [name, json.dumps(value, ensure_ascii=False)])


def rhythm_rules(engine: Engine) -> RhythmRules:
    """The parameters by which `purchase_states` is built."""
    saved = all_settings(engine)
    known = {field.name for field in fields(RhythmRules)}
    chosen = {name.removeprefix(_RHYTHM): value for name, value in saved.items() if name.startswith(_RHYTHM)}
    return RhythmRules(**{name: value for name, value in chosen.items() if name in known})
