"""Answers that were given once for a layout of columns and hold for the next file of the same layout."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from storage.engine import Engine
from storage.store import Store


def remember_layout(store: Store, fingerprint: str, answers: dict[str, Any], file_name: str) -> None:
    """Keep the answers for every file with this header."""
    with store.writing() as cursor:
        cursor.execute(
            "INSERT OR REPLACE INTO layouts VALUES (?, ?, ?, ?)",
            [fingerprint, json.dumps(answers, ensure_ascii=False), file_name, datetime.now(UTC).replace(tzinfo=None)],
        )


def known_layouts(engine: Engine) -> dict[str, dict[str, Any]]:
    """Answers by layout fingerprint."""
    rows = engine.query("SELECT fingerprint, answers FROM layouts").to_pylist()
    return {row["fingerprint"]: json.loads(row["answers"]) for row in rows}
