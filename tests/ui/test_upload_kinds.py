"""Records on the upload screen: shown as what they are, changed by a choice, loaded, said in the receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from storage.imports import ledger
from storage.records import record_counts
from tests.ui.screens import SCREENS, press, sentences, start
from ui.data import store

CONTACTS = "Дата;Клиент;Менеджер;Вид контакта;Результат\n01.02.2025;ООО *Ромашка*;Иванов;звонок;отказ\n".encode()
DEALS = (
    "ID;Компания;Бюджет;Ответственный;Дата создания;Дата закрытия;Этап сделки\n"
    "1;Ромашка;1000;Иванов;13.01.2025;20.01.2025;Успешно реализовано\n"
    "2;Лотос;500;Иванов;15.01.2025;не закрыта;Переговоры\n"
).encode()
SALES = b"Date;Client;Amount\n2025-01-20;Romashka;1000\n2025-01-25;Lotos;700\n"


@pytest.fixture
def upload(own: Callable[[str], Path]) -> AppTest:
    own("empty")
    return start().run().switch_page(SCREENS["upload"]).run()


def drop(app: AppTest, name: str, content: bytes) -> AppTest:
    app.file_uploader[0].upload(name, content)
    app.run()
    assert not app.exception, app.exception[0].message
    return app


def kind_box(app: AppTest) -> object:
    (box,) = [one for one in app.selectbox if str(one.key).startswith("upload_kind_")]
    return box


def money() -> Decimal:
    found: Decimal = store().query("SELECT coalesce(sum(amount), 0) AS m FROM sales").column("m")[0].as_py()
    return found


def test_contacts_are_loaded_and_said_to_be_contacts(upload: AppTest) -> None:
    drop(upload, "calls.csv", CONTACTS)
    assert any("Contacts with clients: **1 row**" in one for one in sentences(upload))
    press(upload, "upload_load")
    assert any("who spoke with whom" in one for one in sentences(upload))
    assert record_counts(store())["touches"] == 1
    assert [(line.kind, line.lines["loaded"]) for line in ledger(store())] == [("touches", 1)]
    upload.switch_page(SCREENS["imports"]).run()
    assert not upload.exception and any(
        "Contacts with clients. Lines in the file: 2" in one for one in sentences(upload)
    )


def test_another_kind_reads_the_file_again(upload: AppTest) -> None:
    drop(upload, "calls.csv", CONTACTS)
    kind_box(upload).select("complaints").run()  # type: ignore[attr-defined]
    assert not upload.exception
    assert any("Complaints" in one for one in sentences(upload)) and upload.button(key="upload_load").disabled
    kind_box(upload).select("touches").run()  # type: ignore[attr-defined]
    assert not upload.button(key="upload_load").disabled


def test_won_deals_beside_an_accounting_report_are_asked_about(upload: AppTest) -> None:
    press(drop(upload, "sales.csv", SALES), "upload_load")
    press(upload, "upload_more")
    drop(upload, "crm.csv", DEALS)
    assert upload.button(key="upload_load").disabled
    (question,) = [one for one in upload.radio if str(one.key).startswith("deals_")]
    question.set_value("deals").run()
    assert not upload.exception and not upload.button(key="upload_load").disabled
    press(upload, "upload_load")
    assert money() == 1700 and record_counts(store())["deals"] == 2


def test_deals_alone_are_sales_and_funnel_without_a_question(upload: AppTest) -> None:
    press(drop(upload, "crm.csv", DEALS), "upload_load")
    assert money() == 1000 and record_counts(store())["deals"] == 2
    press(upload, "upload_more")
    newer = DEALS.replace(
        "500;Иванов;15.01.2025;не закрыта;Переговоры".encode(),
        "500;Иванов;15.01.2025;28.01.2025;Закрыто и не реализовано".encode(),
    )
    drop(upload, "crm2.csv", newer)
    assert not [one for one in upload.radio if str(one.key).startswith("deals_")]


def test_held_records_are_shown_with_the_way_out(upload: AppTest) -> None:
    drop(upload, "calls.csv", CONTACTS + "02.02.2025;;Иванов;звонок;отказ\n".encode())
    press(upload, "upload_load")
    upload.switch_page(SCREENS["held_rows"]).run()
    assert not upload.exception
    assert any("Records that come again count once" in one for one in sentences(upload))
    assert "held_load" not in {str(button.key) for button in upload.button}
    upload.switch_page(SCREENS["upload"]).run()
    press(upload, "upload_more")
    drop(upload, "calls.csv", CONTACTS + "02.02.2025;Лотос;Иванов;звонок;отказ\n".encode())
    press(upload, "upload_load")
    assert record_counts(store())["touches"] == 2


def test_what_a_wait_means_and_how_clients_came_is_asked_and_answered(upload: AppTest) -> None:
    waits = "Date and time;Wait time;Agent\n2025-02-13 10:00:00;5;Ann\n2025-02-13 11:00:00;50;Bob\n"
    drop(upload, "waits.csv", waits.encode())
    assert upload.button(key="upload_load").disabled
    for code, answer in (("wait_unit", "minutes"), ("which_way", "chat")):
        (asked,) = [one for one in upload.radio if f"_{code}_" in str(one.key)]
        asked.set_value(answer).run()
        assert not upload.exception
    press(upload, "upload_load")
    rows = store().query("SELECT way, asked_at, answered_at FROM service_requests ORDER BY asked_at").to_pylist()
    waited = [(row["way"], (row["answered_at"] - row["asked_at"]).total_seconds()) for row in rows]
    assert waited == [("chat", 300), ("chat", 3000)]


def test_a_question_shows_the_rows_it_is_about(upload: AppTest) -> None:
    dates = "Date;Client;Amount\n" + "".join(f"0{n}/0{n + 1}/2025;Firm {n};{n}00\n" for n in range(1, 6))
    drop(upload, "dates.csv", dates.encode())
    (rows,) = [one for one in upload.expander if one.label == "The rows it is about"]
    assert not rows.dataframe
    upload.session_state[f"question_rows_{waiting_files_sha(dates)}_ambiguous_dates"] = True
    upload.run()
    (rows,) = [one for one in upload.expander if one.label == "The rows it is about"]
    assert list(rows.dataframe[0].value["Line"]) == [2, 3, 4]
    assert list(rows.dataframe[0].value["B · Client"]) == ["Firm 1", "Firm 2", "Firm 3"]


def waiting_files_sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
