"""Loading and taking back: all of a file or nothing, every line accounted for, the same bytes once."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from staging import sale, staged_file

from storage import imports
from storage.errors import StoreError
from storage.imports import already_loaded, ledger, left_out_rows, load, rebuild_derived, undo
from storage.kept_files import open_kept
from storage.settings import save_setting
from storage.store import Store, open_store

JAN = date(2024, 1, 10)


def contents(store: Store) -> str:
    """A hash of everything that the methods read."""
    digest = hashlib.sha256()
    for table in ("sales", "clients", "client_day", "purchase_states", "fallback_rhythm", "left_out"):
        rows = store.query(f"SELECT * FROM {table}").to_pylist()
        digest.update(repr(sorted(map(repr, rows))).encode())
    return digest.hexdigest()


def rows_of(store: Store, sql: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = store.query(sql).to_pylist()
    return rows


def test_a_file_is_loaded_with_its_lines_clients_and_ledger(store: Store, tmp_path: Path) -> None:
    held = [
        {"line": 9, "outcome": "quarantined", "reason": "bad_date", "value": "31.02.2024", "raw": ["31.02.2024", "x"]}
    ]
    file = staged_file(
        tmp_path, "one.csv", [sale(JAN, "Ромашка", 10, manager="Петров"), sale(JAN, "Лотос", "2.5")], held
    )
    number = load(store, file, by="owner")
    assert store.query("SELECT sum(amount) AS total FROM sales").column("total")[0].as_py() == Decimal("12.5")
    line = ledger(store)[0]
    assert (line.import_id, line.file_name, line.lines["loaded"], line.lines["quarantined"]) == (
        number,
        "one.csv",
        2,
        1,
    )
    assert [row["value"] for row in left_out_rows(store, number, "quarantined")] == ["31.02.2024"]
    assert store.version() == 1
    with open_kept(store.files, str(line.kept_file)) as kept:
        assert kept.read() == file.path.read_bytes()


def test_the_same_bytes_are_loaded_once(store: Store, tmp_path: Path) -> None:
    file = staged_file(tmp_path, "one.csv", [sale(JAN, "Ромашка", 10)])
    number = load(store, file, by="owner")
    with pytest.raises(StoreError) as refused:
        load(store, file, by="owner")
    assert (refused.value.code, refused.value.facts["import_id"]) == ("already_loaded", number)
    assert already_loaded(store, file.sha256) is not None
    assert (store.files / f"{file.sha256}.zst").exists()
    undo(store, number)
    assert already_loaded(store, file.sha256) is None
    load(store, file, by="owner")
    assert store.query("SELECT count(*) AS n FROM sales").column("n")[0].as_py() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_total": Decimal("9.99")},
        {"lines": {"total": 9, "header": 1, "blank": 0, "loaded": 1, "quarantined": 0, "skipped": 0}},
    ],
)
def test_a_missing_kopeck_or_line_loads_nothing(store: Store, tmp_path: Path, changes: dict[str, Any]) -> None:
    before = contents(store)
    with pytest.raises(StoreError) as refused:
        load(store, staged_file(tmp_path, "one.csv", [sale(JAN, "Ромашка", 10)], **changes), by="owner")
    assert refused.value.code == "not_conserved"
    assert contents(store) == before
    assert ledger(store) == []
    assert list(store.files.glob("*")) == [] if store.files.exists() else True


def test_a_missing_kopeck_of_one_currency_loads_nothing(store: Store, tmp_path: Path) -> None:
    """The whole agrees, and still nothing is loaded: a kopeck went from one currency to the other."""
    rows = [sale(JAN, "Ромашка", 10, currency="UAH"), sale(JAN, "Ромашка", 10, currency="USD")]
    amounts = {"UAH": Decimal("10.01"), "USD": Decimal("9.99")}
    with pytest.raises(StoreError) as refused:
        load(store, staged_file(tmp_path, "one.csv", rows, amounts=amounts), by="owner")
    assert refused.value.code == "not_conserved"
    assert ledger(store) == [] and store.query("SELECT 1 FROM import_sums").num_rows == 0


def test_undo_gives_back_the_state_before(store: Store, tmp_path: Path) -> None:
    load(store, staged_file(tmp_path, "one.csv", [sale(JAN, "Ромашка", 10), sale(JAN, "Лотос", 5)]), by="owner")
    before = contents(store)
    more = [sale(date(2024, 2, 1), "Ромашка ООО", 7, tax_id="123456789"), sale(date(2024, 2, 1), "Новый", 1)]
    second = load(store, staged_file(tmp_path, "two.csv", more), by="owner")
    assert contents(store) != before
    undo(store, second)
    assert contents(store) == before
    assert ledger(store)[0].undone_at is not None
    with pytest.raises(StoreError) as refused:
        undo(store, second)
    assert refused.value.code == "no_import"


def test_undo_and_redo_do_not_make_the_file_grow(store: Store, tmp_path: Path) -> None:
    days = [date(2024, 1 + at % 12, 1 + at % 28) for at in range(20_000)]
    file = staged_file(tmp_path, "big.csv", [sale(day, f"Клиент {at % 500}", at % 977) for at, day in enumerate(days)])
    number = load(store, file, by="owner")
    sizes = []
    for _ in range(6):
        undo(store, number)
        number = load(store, file, by="owner")
        with store.cursor() as cursor:
            cursor.execute("CHECKPOINT")
        sizes.append(store.path.stat().st_size)
    assert sizes[-1] <= sizes[1] * 1.2


def test_a_replacing_file_takes_the_old_one_back_in_the_same_step(store: Store, tmp_path: Path) -> None:
    old = load(store, staged_file(tmp_path, "old.csv", [sale(JAN, "Ромашка", 10)]), by="owner")
    load(store, staged_file(tmp_path, "new.csv", [sale(JAN, "Лотос", 20)]), by="owner", instead_of=[old])
    assert [row["client"] for row in rows_of(store, "SELECT client FROM clients")] == ["Лотос"]
    assert [line.undone_at is None for line in ledger(store)] == [True, False]


def test_a_crash_in_the_middle_leaves_nothing(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(store, staged_file(tmp_path, "one.csv", [sale(JAN, "Ромашка", 10)]), by="owner")
    before = contents(store)

    def broken(*_: object) -> None:
        raise duckdb.IOException("No space left on device")

    monkeypatch.setattr(imports, "rebuild_all", broken)
    file = staged_file(tmp_path, "two.csv", [sale(JAN, "Лотос", 20)])
    with pytest.raises(StoreError) as refused:
        load(store, file, by="owner")
    assert refused.value.code == "no_room"
    assert contents(store) == before
    assert not (store.files / f"{file.sha256}.zst").exists()


def test_spellings_meet_in_one_client_and_part_again(store: Store, tmp_path: Path) -> None:
    load(
        store, staged_file(tmp_path, "a.csv", [sale(JAN, "ООО Ромашка", 10), sale(JAN, "Ромашка, ООО", 5)]), by="owner"
    )
    assert len(rows_of(store, "SELECT * FROM clients")) == 1
    firms = [sale(JAN, "Ромашка", 1, tax_id="111"), sale(JAN, "Ромашка", 1, tax_id="222")]
    second = load(store, staged_file(tmp_path, "b.csv", firms), by="owner")
    assert len(rows_of(store, "SELECT * FROM clients")) == 3
    undo(store, second)
    assert len(rows_of(store, "SELECT * FROM clients")) == 1


def test_nobody_is_kept_apart(store: Store, tmp_path: Path) -> None:
    rows = [sale(JAN, "Розничный покупатель", 10), {"day": JAN, "client": None, "amount": 5}, sale(JAN, "Лотос", 1)]
    load(store, staged_file(tmp_path, "a.csv", rows), by="owner")
    assert rows_of(store, "SELECT client FROM clients") == [{"client": "Лотос"}]
    nobody = rows_of(store, "SELECT sum(net) AS net FROM client_day WHERE client_id = 0")
    assert nobody == [{"net": Decimal("15.0000")}]


def test_changed_rhythm_rules_build_the_states_anew(store: Store, tmp_path: Path) -> None:
    load(store, staged_file(tmp_path, "a.csv", [sale(JAN, "Лотос", 1)]), by="owner")
    save_setting(store, "rhythm.fallback_days", 45)
    before = store.version()
    rebuild_derived(store)
    assert rows_of(store, "SELECT rhythm_days FROM purchase_states") == [{"rhythm_days": 45.0}]
    assert store.version() > before


def test_what_a_killed_process_left_is_removed_at_the_next_start(store: Store, tmp_path: Path) -> None:
    file = staged_file(tmp_path, "one.csv", [sale(JAN, "Ромашка", 10)])
    load(store, file, by="owner")
    half, orphan = store.files / "half.123.part", store.files / f"{'0' * 64}.zst"
    half.write_bytes(b"half")
    orphan.write_bytes(b"never committed")
    (store.work / "visit").mkdir(parents=True)
    store.close()
    again = open_store(store.path)
    assert [path.name for path in again.files.iterdir()] == [f"{file.sha256}.zst"]
    assert not again.work.exists()
    again.close()
