"""Files that belong together: offered to be read as one, joined or kept apart, loaded, recognised, taken back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ingestion.relation import JOINED
from storage.imports import ledger, undo
from tests.ui.screens import LOCALES, SCREENS, press, sentences, start
from ui.data import store

ORDERS = b"Order no,Order date,Customer ID,Freight\n" + b"".join(
    b"%d,2025-%02d-%02d,C%d,3\n" % (n, 1 + n % 12, 1 + n, n % 4) for n in range(1, 25)
)
LINES = b"Order no,Product,Qty,Unit price,Discount\n" + b"".join(
    b"%d,Nails %d,%d,1.50,0.1\n%d,Glue,2,5,0\n" % (n, n % 3, n, n) for n in range(1, 25)
)
CLIENTS = b"Customer ID,Customer name\n" + b"".join(b"C%d,Firm *%d* Ltd\n" % (n, n) for n in range(5))
NET = sum((n * Decimal("1.50") * Decimal("0.9") + 10 for n in range(1, 25)), Decimal(0))
FILES = (("orders.csv", ORDERS), ("lines.csv", LINES), ("clients.csv", CLIENTS))


@pytest.fixture
def upload(own: Callable[[str], Path]) -> AppTest:
    own("empty")
    return start().run().switch_page(SCREENS["upload"]).run()


def drop(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    for name, content in files:
        app.file_uploader[0].upload(name, content)
    app.run()
    assert not app.exception, app.exception[0].message
    return app


def keys(app: AppTest) -> set[str]:
    return {str(button.key) for button in app.button}


def loaded() -> tuple[int, Decimal]:
    row = store().query("SELECT count(*) AS n, coalesce(sum(amount), 0) AS money FROM sales_lines").to_pylist()[0]
    return row["n"], row["money"]


def test_files_that_belong_together_are_joined_asked_loaded_and_recognised(upload: AppTest) -> None:
    drop(upload, *FILES)
    said = " ".join(sentences(upload))
    assert "24 orders, 48 lines, 5 clients" in said
    assert "0 lines without an order, 0 orders without lines, 1 client who never bought" in said
    press(upload, "related_join")
    assert [radio.label for radio in upload.radio] and upload.button(key="upload_load").disabled
    upload.radio[0].set_value("share").run()
    press(upload, "upload_load")
    assert loaded() == (48, NET)
    before = store().query("SELECT * FROM sales_lines ORDER BY ALL").to_pylist()
    undo(store(), 1)
    upload.switch_page(SCREENS["imports"]).run()
    press(upload, "redo_1")
    assert store().query("SELECT * FROM sales_lines ORDER BY ALL").to_pylist() == before
    upload.switch_page(SCREENS["upload"]).run()
    if "upload_more" in keys(upload):
        press(upload, "upload_more")
    drop(upload, *reversed(FILES))
    assert "related_join" not in keys(upload)
    assert any("already loaded" in text or "came on" in text for text in sentences(upload))


def test_files_can_be_kept_apart(upload: AppTest) -> None:
    press(drop(upload, *FILES), "related_apart")
    assert "related_join" not in keys(upload) and len([key for key in keys(upload) if key.startswith("drop_")]) == 3


def test_a_file_of_another_kind_stays_where_it_is(upload: AppTest) -> None:
    other = b"Date,Client,Amount\n2025-01-05,Ann,10.50\n2025-01-06,Bob,5.50\n2025-01-16,Bob,7.50\n"
    drop(upload, *FILES, ("shop.csv", other), ("noise.csv", bytes(range(256)) * 40))
    press(upload, "related_join")
    press(upload, "upload_leave")
    assert "shop.csv" in " ".join(sentences(upload)).replace("\\", "")
    assert len([key for key in keys(upload) if key.startswith("drop_")]) == 3


def test_files_ready_by_themselves_are_not_looked_at_together(upload: AppTest) -> None:
    sales = b"Date,Client,Amount\n2025-0%d-05,Ann,10.50\n2025-0%d-06,Bob,5.50\n"
    drop(upload, ("a.csv", sales % (1, 1)), ("b.csv", sales % (2, 2)))
    assert "related_join" not in keys(upload) and not upload.button(key="upload_load_all").disabled


def test_the_row_behind_a_joined_line_is_the_line_itself(upload: AppTest) -> None:
    press(drop(upload, *FILES), "related_join")
    upload.radio[0].set_value("money").run()
    press(upload, "upload_load")
    (line,) = ledger(store())
    assert line.lines["loaded"] == 48 and line.file_name == "orders.csv + lines.csv + clients.csv"
    upload.switch_page(SCREENS["imports"]).run()
    upload.session_state["row_1"] = True
    upload.run()
    upload.text_input(key="line_of_1").set_value("3").run()
    assert list(upload.dataframe[-1].value.iloc[0]) == ["1", "Glue", "2", "5", "0"]


@pytest.mark.parametrize("locale", LOCALES.values())
def test_the_offer_speaks_every_language(own: Callable[[str], Path], locale: str) -> None:
    own("empty")
    app = start(locale).run().switch_page(SCREENS["upload"]).run()
    drop(app, *FILES)
    said = " ".join(sentences(app))
    assert "related_join" in keys(app) and "{" not in said and "related." not in said


def test_a_zip_of_such_files_asks_whether_to_join_them(upload: AppTest) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for name, content in FILES:
            made.writestr(name, content)
    drop(upload, ("export.zip", packed.getvalue()))
    assert "yes, join them into one table" in sentences(upload)
    upload.radio[0].set_value(JOINED).run()
    upload.radio[0].set_value("share").run()
    press(upload, "upload_load")
    assert loaded() == (48, NET)
