"""Loading a file names its steps in their order, each as it begins."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from staging import staged_file

from storage.imports import load
from storage.progress import LOADING
from storage.store import Store


def test_every_step_is_told_once_in_order(store: Store, tmp_path: Path) -> None:
    file = staged_file(tmp_path, "a.csv", [{"day": date(2025, 1, 5), "client": "Ann", "amount": 10}])
    told: list[tuple[str, float]] = []
    load(store, file, "tests", progress=lambda step, share: told.append((step, share)))
    assert told == list(LOADING.items())
    shares = [share for _, share in told]
    assert shares == sorted(set(shares)) and shares[0] == 0 and shares[-1] < 1
