"""What people type: kept at once, over what a file says, changed again, and still there after the file is opened anew."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from staging import sale, staged_file

from storage.imports import load, undo
from storage.records import TYPED, load_records, record_counts
from storage.store import Store, open_store
from storage.typed import (
    next_step_no,
    offer_ideas,
    rows_that_count,
    type_offers,
    type_records,
    type_rows,
    untype,
    untype_contact,
)
from storage.typed_spend import spend_by_month, type_spend

DAY = date(2024, 1, 10)


def number_of(store: Store, client: str) -> int:
    rows = store.query("SELECT client_id FROM clients WHERE client = $client", client=client).to_pylist()
    return int(rows[0]["client_id"])


def steps(store: Store, client_id: int) -> list[dict[str, Any]]:
    sql = """SELECT w.step_no, w.step, w.outcome, w.cost FROM winback w
             JOIN record_clients r ON r.client_key = w.client_key AND r.tax_id = w.tax_id
             WHERE r.client_id = $client_id ORDER BY step_no"""
    return store.query(sql, client_id=client_id).to_pylist()


@pytest.fixture
def client_id(store: Store, tmp_path: Path) -> int:
    rows = [sale(DAY, "Ромашка", 10), sale(DAY, "Лотос", 20)]
    load(store, staged_file(tmp_path, "sales.csv", rows), by="owner")
    return number_of(store, "Ромашка")


def test_a_step_is_kept_changed_and_survives(store: Store, client_id: int) -> None:
    version = store.version()
    type_records(store, client_id, {"winback": [{"step_no": 1, "step": "call", "owner": "Petrov", "due": DAY}]})
    assert store.version() > version
    changed = {"step_no": 1, "step": "visit", "outcome": "promised", "cost": Decimal("12.50")}
    type_records(store, client_id, {"winback": [changed, {"step_no": 2, "step": "letter"}]})
    store.close()
    again = open_store(store.path)
    assert steps(again, client_id) == [
        {"step_no": 1, "step": "visit", "outcome": "promised", "cost": Decimal("12.5000")},
        {"step_no": 2, "step": "letter", "outcome": None, "cost": None},
    ]
    assert again.query("SELECT count(*) AS n FROM winback_loaded").column("n")[0].as_py() == 2
    untype(again, client_id, "winback", {"step_no": 1})
    assert [row["step_no"] for row in steps(again, client_id)] == [2]
    assert next_step_no(again, client_id) == 3 and next_step_no(again, number_of(again, "Лотос")) == 1
    again.close()


def test_of_two_equal_contacts_one_is_taken_back_and_none_of_a_file(store: Store, client_id: int) -> None:
    call = {"day": DAY, "kind": "call", "manager": "Petrov", "reason": "asked why", "next_date": None}
    other = call | {"reason": None}
    type_records(store, client_id, {"touches": [call, call, other]})
    type_records(store, number_of(store, "Лотос"), {"touches": [call]})
    count = "SELECT count(*) AS n FROM touches_loaded"
    untype_contact(store, client_id, call)
    assert store.query(count).column("n")[0].as_py() == 3
    untype_contact(store, client_id, other)
    untype_contact(store, client_id, call)
    untype_contact(store, client_id, call)
    left = store.query("SELECT client, reason FROM touches_loaded").to_pylist()
    assert left == [{"client": "Лотос", "reason": "asked why"}]
    with store.writing() as cursor:
        cursor.execute("UPDATE touches_loaded SET import_id = 1")
    untype_contact(store, number_of(store, "Лотос"), call)
    assert store.query(count).column("n")[0].as_py() == 1


def test_a_typed_record_takes_the_place_of_one_of_a_file(store: Store, client_id: int) -> None:
    written = {"client": "«Ромaшка» ООО", "tax_id": "", "step_no": 1, "step": "call", "outcome": "no_answer"}
    load_records(store, 1, {"winback": pa.Table.from_pylist([written, {**written, "step_no": 2}])})
    type_records(store, client_id, {"winback": [{"step_no": 1, "step": "visit"}]})
    assert [row["step"] for row in steps(store, client_id)] == ["visit", "call"]
    untype(store, client_id, "winback", {"step_no": 2})
    assert [row["step"] for row in steps(store, client_id)] == ["visit"]


def test_a_voice_does_not_hide_another(store: Store, client_id: int) -> None:
    told = {"client": "Ромашка", "lost_date": DAY, "reason_group": "competitor", "reason": "lower_price"}
    load_records(store, 1, {"losses": pa.Table.from_pylist([{**told, "evidence": "staff", "confirmed": False}])})
    said = {"lost_date": DAY, "reason_group": "company", "reason": "forgotten", "evidence": "client", "confirmed": True}
    type_records(store, client_id, {"losses": [said]})
    type_records(store, client_id, {"losses": [{**said, "reason": "service_level"}]})
    rows = store.query("SELECT reason, evidence FROM losses ORDER BY reason").to_pylist()
    assert rows == [
        {"reason": "lower_price", "evidence": "staff"},
        {"reason": "service_level", "evidence": "client"},
    ]


def test_pauses_priorities_offers_and_contacts(store: Store, client_id: int) -> None:
    type_records(
        store, client_id, {"pauses": [{"until": DAY}], "priorities": [{"priority": 1, "why": "owner's friend"}]}
    )
    type_records(store, client_id, {"pauses": [{"until": date(2024, 6, 1)}]})
    call = {"day": DAY, "manager": "Petrov", "kind": "call"}
    type_records(store, client_id, {"touches": [call, call]})
    type_offers(store, [{"offer": "A free delivery", "reason_group": "company"}, {"offer": "A coupon"}])
    type_offers(store, [{"offer": "A coupon", "note": "half a year"}], gone=["A free delivery"])
    assert offer_ideas(store) == [{"offer": "A coupon", "reason_group": None, "note": "half a year"}]
    assert store.query("SELECT until FROM pauses").column("until").to_pylist() == [date(2024, 6, 1)]
    assert {name: n for name, n in record_counts(store).items() if n} == {
        "touches": 2, "pauses": 1, "priorities": 1, "offers": 1,
    }  # fmt: skip
    untype(store, client_id, "pauses", {})
    untype(store, client_id, "priorities", {})
    assert record_counts(store)["pauses"] == record_counts(store)["priorities"] == 0


def test_what_was_typed_stays_when_the_clients_are_numbered_anew(store: Store, client_id: int, tmp_path: Path) -> None:
    type_records(store, client_id, {"winback": [{"step_no": 1, "step": "call"}]})
    newer = staged_file(tmp_path, "more.csv", [sale(DAY, "Азалия", 5), sale(DAY, "Ромашка", 7)])
    second = load(store, newer, by="owner")
    undo(store, 1)
    assert [row["step"] for row in steps(store, number_of(store, "Ромашка"))] == ["call"]
    undo(store, second)
    assert record_counts(store)["winback"] == 1


@pytest.mark.parametrize("records", [{"deals": [{"deal_id": "1"}]}, {"winback": [{"step_no": 1, "colour": "red"}]}])
def test_nonsense_changes_nothing(store: Store, client_id: int, records: dict[str, list[dict[str, Any]]]) -> None:
    version = store.version()
    with pytest.raises(ValueError):
        type_records(store, client_id, {"winback": [{"step_no": 9}], **records})
    with pytest.raises(ValueError):
        type_records(store, 999, {"pauses": [{"until": DAY}]})
    assert record_counts(store)["winback"] == 0 and store.version() == version


MONTH = date(2024, 1, 1)


def spent(store: Store) -> list[tuple[date, str, Decimal, bool]]:
    rows = spend_by_month(store, MONTH, date(2024, 12, 1))
    return [(row["month"], row["channel"], row["amount"], row["is_typed"]) for row in rows]


@pytest.fixture
def spend_of_a_file(store: Store, tmp_path: Path) -> None:
    """Three bills of one channel in one month, two of them of one stage, and another month."""
    line = load(store, staged_file(tmp_path, "sales.csv", [sale(DAY, "Ромашка", 10)]), by="owner")
    bills = [(MONTH, None, 10), (MONTH, "banner", 20), (MONTH, "banner", 30), (date(2024, 2, 1), None, 5)]
    rows = [{"month": month, "channel": "Ads", "stage": stage, "amount": Decimal(sum_)} for month, stage, sum_ in bills]
    schema = pa.schema(
        [("month", pa.date32()), ("channel", pa.string()), ("stage", pa.string()), ("amount", pa.decimal128(18, 4))]
    )
    load_records(store, line, {"spend": pa.Table.from_pylist(rows, schema=schema)})


@pytest.mark.usefixtures("spend_of_a_file")
def test_a_typed_month_outweighs_all_bills_of_a_file_and_gives_them_back(store: Store) -> None:
    assert spent(store) == [(MONTH, "Ads", 60, False), (date(2024, 2, 1), "Ads", 5, False)]
    type_spend(store, {(date(2024, 1, 20), " Ads "): Decimal(25), (MONTH, "Fair"): Decimal(7)})
    assert spent(store)[0] == (MONTH, "Ads", 25, True) and spent(store)[2] == (MONTH, "Fair", 7, True)
    type_spend(store, {(MONTH, "Ads"): Decimal(0)})
    assert spent(store)[0] == (MONTH, "Ads", 0, True), "typed again: nothing was spent"
    type_spend(store, {(MONTH, "Ads"): None, (MONTH, "Fair"): None})
    assert spent(store) == [(MONTH, "Ads", 60, False), (date(2024, 2, 1), "Ads", 5, False)]


@pytest.mark.parametrize("wrong", [{(MONTH, "Ads"): Decimal(-1)}, {(MONTH, " "): Decimal(1)}])
def test_no_spend_is_refused_and_nothing_of_it_is_kept(store: Store, wrong: dict[Any, Decimal]) -> None:
    with pytest.raises(ValueError, match="is no spend"):
        type_spend(store, {(MONTH, "Fair"): Decimal(7), **wrong})
    assert spent(store) == []


def test_typed_spend_survives_a_reload(tmp_path: Path) -> None:
    path = tmp_path / "spend.duckdb"
    first = open_store(path)
    version = first.version()
    type_spend(first, {(MONTH, "Ads"): Decimal("12.5")})
    assert first.version() != version
    first.close()
    again = open_store(path)
    assert spent(again) == [(MONTH, "Ads", Decimal("12.5"), True)]
    again.close()


def test_rows_without_a_client_are_kept_changed_and_taken_out(store: Store) -> None:
    norm = {"position": "Seller", "employee": None, "kpi": "Calls", "norm": Decimal(5), "unit": "pcs", "active_from": DAY,
            "active_to": None, "direction": "higher"}  # fmt: skip
    load_records(store, TYPED, {"kpi_norms": pa.Table.from_pylist([norm | {"norm": Decimal(4)}])})
    type_rows(store, "kpi_norms", [norm, norm | {"kpi": "Meetings"}])
    assert [(row["kpi"], row["norm"]) for row in rows_that_count(store, "kpi_norms")] == [("Calls", 5), ("Meetings", 5)]
    type_rows(store, "kpi_norms", [], [norm])
    store.close()
    again = open_store(store.path)
    assert [row["kpi"] for row in rows_that_count(again, "kpi_norms")] == ["Meetings"]
    with pytest.raises(ValueError):
        type_rows(again, "losses", [])
    with pytest.raises(ValueError):
        rows_that_count(again, "imports")
    again.close()


def test_facts_of_one_month_are_found_by_it(store: Store) -> None:
    facts = [
        {
            "position": None,
            "employee": "Ann",
            "kpi": "Calls",
            "period": date(2024, month, 1),
            "fact": Decimal(month),
            "norm": None,
        }
        for month in (1, 2)
    ]
    type_rows(store, "kpi_facts", facts)
    assert [row["fact"] for row in rows_that_count(store, "kpi_facts", date(2024, 2, 1))] == [2]
