"""Records beside the sales: loaded under an import, taken back with it, their clients found by name and tax id."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from staging import sale, staged_file

from storage import rekey
from storage.errors import StoreError
from storage.imports import load, undo
from storage.migrate import FOLDER
from storage.records import RECORD_TABLES, TYPED, load_records, record_counts, take_back_records
from storage.store import Store, open_store

DAY = date(2024, 1, 10)


def touches(*clients: str, tax_id: str = "") -> pa.Table:
    """A contact with each of these clients."""
    return pa.Table.from_pylist(
        [{"day": DAY, "client": client, "tax_id": tax_id, "manager": "Петров", "kind": "call"} for client in clients]
    )


def client_of(store: Store, client: str) -> Any:
    """Name of the client whom the contact under a name is found to be with; None where it is nobody's."""
    found = store.query(
        "SELECT c.client FROM touches t JOIN record_clients r ON r.tax_id = t.tax_id AND r.client_key = t.client_key "
        "LEFT JOIN clients c ON c.client_id = r.client_id WHERE t.client = $client",
        client=client,
    ).column("client")
    assert len(found) == 1
    return found[0].as_py()


def loaded(store: Store, folder: Path, *rows: dict[str, Any], name: str = "sales.csv") -> int:
    return load(store, staged_file(folder, name, list(rows)), by="owner")


def test_records_are_loaded_counted_and_change_the_version(store: Store, tmp_path: Path) -> None:
    number, version = loaded(store, tmp_path, sale(DAY, "Ромашка", 10)), store.version()
    spend = pa.Table.from_pylist([{"month": DAY, "channel": "Реклама", "amount": Decimal("10.55")}])
    assert load_records(store, number, {"touches": touches("Ромашка", "Лотос"), "spend": spend}) == 3
    assert {table: count for table, count in record_counts(store).items() if count} == {"touches": 2, "spend": 1}
    assert store.query("SELECT import_id, amount, stage FROM spend").to_pylist() == [
        {"import_id": number, "amount": Decimal("10.5500"), "stage": None}
    ]
    assert store.version() > version


def test_undo_takes_the_records_of_its_import_alone(store: Store, tmp_path: Path) -> None:
    first = loaded(store, tmp_path, sale(DAY, "Ромашка", 10))
    second = loaded(store, tmp_path, sale(DAY, "Лотос", 5), name="two.csv")
    load_records(store, TYPED, {"touches": touches("a")})
    load_records(store, first, {"touches": touches("b", "c")})
    load_records(store, second, {"touches": touches("d")})
    undo(store, first)
    left = store.query("SELECT import_id, client FROM touches ORDER BY client").to_pylist()
    assert left == [{"import_id": TYPED, "client": "a"}, {"import_id": second, "client": "d"}]


def test_a_replacing_file_takes_the_records_of_the_old_one_too(store: Store, tmp_path: Path) -> None:
    old = loaded(store, tmp_path, sale(DAY, "Ромашка", 10))
    load_records(store, old, {"touches": touches("Ромашка")})
    load(store, staged_file(tmp_path, "new.csv", [sale(DAY, "Лотос", 20)]), by="owner", instead_of=[old])
    assert record_counts(store)["touches"] == 0


def test_an_import_that_is_not_in_force_brings_no_records(store: Store, tmp_path: Path) -> None:
    number = loaded(store, tmp_path, sale(DAY, "Ромашка", 10))
    undo(store, number)
    for missing in (number, 99):
        with pytest.raises(StoreError) as refused:
            load_records(store, missing, {"touches": touches("Ромашка")})
        assert (refused.value.code, refused.value.facts["import_id"]) == ("no_import", missing)
    assert record_counts(store)["touches"] == 0


@pytest.mark.parametrize(
    "tables",
    [
        {"touches": touches("a"), "imports": touches("b")},
        {"touches": touches("a"), "spend": pa.table({"colour": ["red"]})},
        {"touches": touches("a"), "losses": pa.table({"client": ["b"], "client_key": ["c"]})},
    ],
)
def test_an_unknown_table_or_column_loads_nothing(store: Store, tables: dict[str, pa.Table]) -> None:
    version = store.version()
    with pytest.raises(ValueError):
        load_records(store, TYPED, tables)
    assert set(record_counts(store).values()) == {0}
    assert store.version() == version


def test_every_table_of_the_migration_is_known_and_taken_back(store: Store) -> None:
    """A table that is forgotten here would keep the rows of an import that was taken back."""
    schema = "".join(
        (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
        for name in (
            "0003_records",
            "0004_current_records",
            "0008_win_back",
            "0011_funnel",
            "0013_pay_and_service",
            "0014_kpi",
        )
    )
    made = [line.split()[2].removesuffix("_loaded") for line in schema.splitlines() if line.startswith("CREATE TABLE")]
    assert made == list(RECORD_TABLES)
    for table in made:
        columns = store.query(
            f"SELECT column_name, is_nullable FROM (DESCRIBE {table}_loaded) d(column_name, t, is_nullable, k, f, e)"
        )
        nullable = dict(zip(columns["column_name"].to_pylist(), columns["is_nullable"].to_pylist(), strict=True))
        assert nullable["import_id"] == "NO"
        assert (RECORD_TABLES[table] in nullable and "client_key" in nullable) == bool(RECORD_TABLES[table])


def test_a_client_is_found_under_every_spelling(store: Store, tmp_path: Path) -> None:
    load_records(store, TYPED, {"touches": touches("«Ромaшка» ООО", "Лотос")})
    assert client_of(store, "Лотос") is None, "nobody has bought yet"
    loaded(store, tmp_path, sale(DAY, "ООО Ромашка", 10, tax_id="111"))
    assert client_of(store, "«Ромaшка» ООО") == "ООО Ромашка"
    assert client_of(store, "Лотос") is None


def test_a_record_follows_its_client_through_imports_and_undo(store: Store, tmp_path: Path) -> None:
    """The numbers of clients change; whose record it is does not."""
    loaded(store, tmp_path, sale(DAY, "Ромашка", 10))
    load_records(store, TYPED, {"touches": touches("Лотос")})
    before = loaded(store, tmp_path, sale(DAY, "Астра", 1), sale(DAY, "Лотос", 5), name="two.csv")
    assert client_of(store, "Лотос") == "Лотос"
    undo(store, before)
    loaded(store, tmp_path, sale(DAY, "Лотос", 5), name="three.csv")
    assert client_of(store, "Лотос") == "Лотос"


def test_a_name_of_two_firms_finds_nobody_and_a_tax_id_decides(store: Store, tmp_path: Path) -> None:
    loaded(store, tmp_path, sale(DAY, "Ромашка", 10, tax_id="111"), sale(DAY, "ТОВ Ромашка", 10, tax_id="222"))
    load_records(store, TYPED, {"touches": touches("Ромашка")})
    load_records(store, TYPED, {"touches": touches("Ромашка плюс", tax_id="222")})
    load_records(store, TYPED, {"touches": touches("ПП Ромашка", tax_id="333")})
    assert client_of(store, "Ромашка") is None
    assert client_of(store, "Ромашка плюс") == "ТОВ Ромашка"
    assert client_of(store, "ПП Ромашка") is None, "a third number is a third firm"


def test_another_tax_id_is_another_firm_of_the_same_name(store: Store, tmp_path: Path) -> None:
    loaded(store, tmp_path, sale(DAY, "Ромашка", 10, tax_id="111"))
    load_records(store, TYPED, {"touches": touches("Ромашка ООО", tax_id="333")})
    assert client_of(store, "Ромашка ООО") is None


def test_a_tax_id_finds_a_client_whose_own_nobody_knows(store: Store, tmp_path: Path) -> None:
    loaded(store, tmp_path, sale(DAY, "Ромашка", 10))
    load_records(store, TYPED, {"touches": touches("Ромашка ООО", tax_id="333")})
    assert client_of(store, "Ромашка ООО") == "Ромашка"


def test_loading_and_taking_back_does_not_make_the_file_grow(store: Store, tmp_path: Path) -> None:
    sizes = []
    for at in range(8):
        number = loaded(store, tmp_path, sale(DAY, "Ромашка", 10 + at), name=f"{at}.csv")
        load_records(store, number, {"touches": touches(*(f"Клиент {n}" for n in range(5000)))})
        undo(store, number)
        with store.cursor() as cursor:
            cursor.execute("CHECKPOINT")
        sizes.append(store.path.stat().st_size)
    assert sizes[-1] <= sizes[1] * 1.3, sizes


def test_records_go_with_the_copy_and_with_the_erasure(store: Store, tmp_path: Path) -> None:
    load_records(store, TYPED, {"touches": touches("Ромашка")})
    copy = tmp_path / "copy.duckdb"
    store.copy_to(copy)
    store.erase()
    assert record_counts(store)["touches"] == 0
    kept = open_store(copy)
    assert record_counts(kept)["touches"] == 1
    kept.close()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.integers(0, 3), max_size=12), gone=st.sets(st.integers(1, 3)))
def test_what_is_left_is_what_the_other_imports_brought(store: Store, rows: list[int], gone: set[int]) -> None:
    with store.writing() as cursor:
        cursor.execute("DELETE FROM promos_loaded")
        cursor.executemany(
            "INSERT INTO promos_loaded (import_id, name) VALUES (?, 'x')", [[0]] + [[row] for row in rows]
        )
        take_back_records(cursor, sorted(gone))
    left = store.query("SELECT import_id FROM promos_loaded ORDER BY 1").column("import_id").to_pylist()
    assert left == sorted([0] + [row for row in rows if row not in gone])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    written=st.lists(st.tuples(st.integers(0, 3), st.sampled_from("abc"), st.integers(0, 9)), max_size=14),
    gone=st.sets(st.integers(1, 3)),
)
def test_a_record_that_comes_again_counts_once(
    store: Store, written: list[tuple[int, str, int]], gone: set[int]
) -> None:
    """The n-th record of a key is the newest import's; what a person typed (import 0) outweighs every file."""
    with store.writing() as cursor:
        cursor.execute("DELETE FROM promos_loaded")
        rows = [[number, name, stock] for number, name, stock in written]
        if rows:
            cursor.executemany("INSERT INTO promos_loaded (import_id, name, stock) VALUES (?, ?, ?)", rows)
        take_back_records(cursor, sorted(gone))
    expected: dict[tuple[str, int], tuple[int, int]] = {}
    seen: dict[tuple[int, str], int] = {}
    for number, name, stock in written:
        if number in gone:
            continue
        nth = seen[number, name] = seen.get((number, name), 0) + 1
        weight = number or 1_000
        if weight >= expected.get((name, nth), (0, 0))[0]:
            expected[name, nth] = (weight, stock)
    found = store.query("SELECT name, stock FROM promos").to_pylist()
    assert sorted((row["name"], row["stock"]) for row in found) == sorted(
        (name, stock) for (name, _), (_, stock) in expected.items()
    )


# Of each table a key as people write it, of which one part is not given, and a column that tells the records of a key apart.
TOLD = {
    "base": ({"company": "a", "client_key": "a"}, "tax_id", "phone"),
    "touches": ({"day": DAY, "client": "a", "client_key": "a", "manager": "Петров"}, "kind", "reason"),
    "deals": ({"client": "a", "client_key": "a", "stage": "won"}, "deal_id", "channel"),
    "stage_log": ({"deal_id": "7", "moved_on": DAY, "to_stage": "won"}, "company", "manager"),
}


@pytest.mark.parametrize("table", TOLD)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=st.lists(st.tuples(st.integers(0, 3), st.sampled_from([None, "x", "y"])), max_size=12))
def test_a_record_told_by_several_imports_counts_once(
    store: Store, table: str, written: list[tuple[int, str | None]]
) -> None:
    """Also where a part of its key is not given, and beside records that one import tells alone."""
    row, part, mark = TOLD[table]
    rows = [(number, key or ("" if part in ("tax_id", "deal_id") else None)) for number, key in written]
    with store.writing() as cursor:
        cursor.execute(f"DELETE FROM {table}_loaded")
        names = ["import_id", *row, part, mark]
        places = ", ".join("?" * len(names))
        for at, (number, key) in enumerate(rows):
            values = [number, *row.values(), key, str(at)]
            cursor.execute(f"INSERT INTO {table}_loaded ({', '.join(names)}) VALUES ({places})", values)
    expected: dict[tuple[str | None, int], tuple[int, str]] = {}
    for at, (number, key) in enumerate(rows):
        place = (key, rows[:at].count((number, key)))
        expected[place] = max(expected.get(place, (0, "")), (number or 1_000, str(at)))
    found = store.query(f"SELECT {mark} AS mark FROM {table}").column("mark").to_pylist()
    assert sorted(found) == sorted(mark for _, mark in expected.values())


def test_names_of_every_table_are_compared_anew_when_the_rules_change() -> None:
    """A table that is forgotten in `storage.rekey` would lose its clients with the next version."""
    keyed = {(table.removesuffix("_loaded"), name) for table, name, _ in rekey._KEYS if table != "parties"}
    assert keyed == {(table, client) for table, client in RECORD_TABLES.items() if client}
