"""Several files at once, periods that overlap, imports loaded again, the row behind a number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from storage.imports import ledger, undo
from tests.ui.screens import SCREENS, press, sentences, start
from ui.data import store

Own = Callable[[str], Path]
File = tuple[str, bytes]


@pytest.fixture
def upload(own: Own) -> AppTest:
    own("empty")
    return start().run().switch_page(SCREENS["upload"]).run()


def months(first: int, last: int, form: str = "iso") -> bytes:
    """Two sales a week of five clients from the first to the last month of 2025, numbered."""
    day, lines = date(2025, 1, 2), ["Date;Order;Client;Amount"]
    place = 0
    while day.year == 2025:
        place += 1
        if first <= day.month <= last:
            shown = f"{day:%d.%m.%Y}" if form == "dotted" else day.isoformat()
            lines.append(f"{shown};N-{place:04};Client {place % 5};{100 + place},50")
        day += timedelta(days=3 + place % 2)
    return "\n".join(lines).encode()


def total(content: bytes) -> Decimal:
    return sum(
        (Decimal(line.rsplit(";", 1)[1].replace(",", ".")) for line in content.decode().splitlines()[1:]), Decimal(0)
    )


def drop(app: AppTest, *files: File) -> AppTest:
    """Drop files into the box of the upload screen."""
    for name, content in files:
        app.file_uploader[0].upload(name, content)
    app.run()
    assert not app.exception, app.exception[0].message
    return app


def in_store() -> tuple[int, Decimal]:
    row = store().query("SELECT count(*) AS n, coalesce(sum(amount), 0) AS money FROM sales_lines").to_pylist()[0]
    return row["n"], row["money"]


def lines_of(content: bytes) -> int:
    return len(content.decode().splitlines()) - 1


def test_several_files_are_sorted_and_the_ready_ones_loaded_at_once(upload: AppTest) -> None:
    first, second = months(1, 3), months(4, 6)
    asks = b"Date;Client;Amount\n" + b"".join(b"0%d/0%d/2025;Ann;5,00\n" % (d, m) for d in (1, 2) for m in (3, 4, 5))
    drop(upload, ("a.csv", first), ("b.csv", second), ("asks.csv", asks), ("noise.csv", bytes(range(256)) * 40))
    assert upload.title[0].value == "Which of the 4 files can be loaded?"
    assert upload.header[0].value == "2 are ready, 1 waits for your answer, 1 cannot be loaded."
    press(upload, "upload_load_all")
    assert in_store() == (lines_of(first) + lines_of(second), total(first) + total(second))
    press(upload, "upload_more")
    assert upload.header[0].value == "1 waits for your answer, 1 cannot be loaded."
    (asked,) = [one for one in upload.button if one.label == "Answer"]
    asked.click().run()
    assert upload.radio and upload.button(key="upload_load").disabled
    press(upload, "upload_leave")
    press(upload, "upload_drop_all")
    assert upload.file_uploader


def test_the_same_file_twice_among_several_is_loaded_once(upload: AppTest) -> None:
    content = months(1, 3)
    drop(upload, ("a.csv", content), ("copy.csv", content))
    press(upload, "upload_load_all")
    assert in_store() == (lines_of(content), total(content))
    press(upload, "upload_more")
    assert "already loaded" in upload.title[0].value


@pytest.mark.parametrize(
    ("choice", "expected"),
    [("replace", months(1, 5)), ("only_new", months(1, 5)), ("add_all", None)],
)
def test_months_that_overlap_are_asked_about(upload: AppTest, choice: str, expected: bytes | None) -> None:
    old, new = months(1, 3), months(3, 5, "dotted")
    press(drop(upload, ("winter.csv", old)), "upload_load")
    press(upload, "upload_more")
    drop(upload, ("spring.csv", new))
    assert upload.button(key="upload_load").disabled
    (asked,) = upload.radio
    march = lines_of(months(3, 3))
    assert f"{march} lines for" in asked.label and "winter" in " ".join(sentences(upload))
    asked.set_value(choice).run()
    button = upload.button(key="upload_load")
    assert not button.disabled
    brought = lines_of(months(4, 5)) if choice == "only_new" else lines_of(new)
    assert button.label == f"Load {brought} lines"
    press(upload, "upload_load")
    both = (lines_of(old) + lines_of(new), total(old) + total(new))
    assert in_store() == (both if expected is None else (lines_of(expected), total(expected)))
    undo(store(), 2)
    assert in_store() == (lines_of(old), total(old)), "what was replaced comes back"


def test_taking_back_what_another_file_leaned_on_is_said(upload: AppTest) -> None:
    press(drop(upload, ("winter.csv", months(1, 3))), "upload_load")
    press(upload, "upload_more")
    drop(upload, ("spring.csv", months(3, 5))).radio[0].set_value("only_new").run()
    press(upload, "upload_load")
    upload.switch_page(SCREENS["imports"]).run()
    upload.button(key="undo_2").click().run()
    assert not upload.warning
    upload.button(key="undo_1").click().run()
    (said,) = upload.warning
    assert "2" in said.value


def test_periods_that_only_meet_are_told_and_not_asked(upload: AppTest) -> None:
    press(drop(upload, ("shop.csv", months(1, 3))), "upload_load")
    press(upload, "upload_more")
    other = months(1, 3).replace(b"Client", b"Firm").replace(b"N-", b"Z-")
    drop(upload, ("crm.csv", b"Date;Order;Client;Amount" + other[len(b"Date;Order;Firm;Amount") :]))
    assert not upload.radio and not upload.button(key="upload_load").disabled
    assert any("no line is the same" in text for text in sentences(upload))


def test_an_import_taken_back_is_loaded_again_with_its_answers(upload: AppTest) -> None:
    content = b"Date;Client;Amount\n" + b"".join(
        b"%02d/%02d/2025;Client %d;%d,50\n" % (day, month, day, 10 * month)
        for month in range(1, 7)
        for day in (2, 7, 12)
    )
    drop(upload, ("dates.csv", content))
    upload.radio[0].set_value("dmy").run()
    press(upload, "upload_load")
    before = store().query("SELECT * FROM sales_lines ORDER BY ALL").to_pylist()
    undo(store(), 1)
    upload.switch_page(SCREENS["imports"]).run()
    press(upload, "redo_1")
    assert store().query("SELECT * FROM sales_lines ORDER BY ALL").to_pylist() == before
    (line,) = ledger(store())
    assert line.undone_at is None and line.import_id == 1


def test_the_row_behind_a_number_is_shown_as_it_stands(upload: AppTest) -> None:
    content = months(1, 3)
    press(drop(upload, ("shop.csv", content)), "upload_load")
    upload.switch_page(SCREENS["imports"]).run()
    upload.session_state["row_1"] = True
    upload.run()
    assert not upload.exception
    upload.text_input(key="line_of_1").set_value("5").run()
    shown = upload.dataframe[-1].value
    assert list(shown.iloc[0]) == content.decode().splitlines()[4].split(";")
    assert list(shown.columns) == ["A · Date", "B · Order", "C · Client", "D · Amount"]


def test_the_lines_of_a_client_lead_to_their_files(upload: AppTest) -> None:
    content = months(1, 3)
    press(drop(upload, ("shop.csv", content)), "upload_load")
    upload.session_state["card_client"] = 1
    upload.switch_page(SCREENS["client_card"]).run()
    upload.session_state["source_rows"] = True
    upload.run()
    assert not upload.exception
    table = upload.dataframe[-1].value
    lines = content.decode().splitlines()
    for _, row in table.iterrows():
        cells = lines[int(row["Line"]) - 1].split(";")
        assert cells[1] == row.iloc[3] and cells[3].replace(",", ".") in row["Sum"]


def test_a_total_that_holds_rows_held_back_is_not_called_agreed(upload: AppTest) -> None:
    rows = months(1, 3).decode().splitlines()
    whole = total(months(1, 3)) + 70
    content = "\n".join([*rows, "31.02.2025;N-1;Client 1;70,00", f";;Total;{whole}".replace(".", ",")]).encode()
    press(drop(upload, ("held.csv", content)), "upload_load")
    said = sentences(upload)
    assert any("differs from the file" in text for text in said)
    assert not any("agrees with the file" in text for text in said)


def test_the_ledger_tells_how_a_file_was_read(upload: AppTest) -> None:
    upload.session_state["upload_program"] = "1c"
    upload.run()
    press(upload, "try_1c_grouped")
    press(upload, "upload_load")
    upload.switch_page(SCREENS["imports"]).run()
    upload.session_state["report_1"] = True
    upload.run()
    assert not upload.exception
    table = upload.dataframe[-1].value
    assert {"Client", "Manager", "Amount", "Date"} <= set(table.iloc[:, 1])
    assert any("level 2 of the report" in why for why in table.iloc[:, 2])
    assert any("agrees with the file" in text for text in sentences(upload))


@pytest.mark.parametrize("program", ["1c", "bitrix24", "amocrm", "shopify", "excel"])
def test_an_example_of_every_program_can_be_tried(upload: AppTest, program: str) -> None:
    upload.session_state["upload_program"] = program
    upload.run()
    (first, *_) = [one for one in upload.button if (one.key or "").startswith("try_")]
    first.click().run()
    assert not upload.exception and "sales to" in upload.header[0].value
    press(upload, "upload_load")
    assert in_store()[0] >= 30
