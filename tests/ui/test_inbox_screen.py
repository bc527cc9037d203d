"""The inbox on the screens: the first page does not wait for it, a quiet line says what came, questions wait on Upload."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from storage.imports import ledger
from tests.ui.screens import SCREENS, sentences, start
from ui.data import store
from ui.inbox import inbox

Own = Callable[[str], Path]
REPORT = "\n".join(["Date;Client;Amount", *(f"2025-{m:02}-{d:02};Client {d};{m}0.00" for m in (1, 2) for d in (5, 20))])
ASKS = "\n".join(["Date;Client;Amount", *(f"0{d}/0{m}/2025;<b>Ann;{d}{m},50" for d in (1, 2) for m in (3, 4, 5))])


@pytest.fixture
def folder(own: Own, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An inbox with a report to load, one that asks, one that is none; the database is empty."""
    own("empty")
    made = tmp_path / "inbox"
    made.mkdir()
    (made / "report.csv").write_text(REPORT)
    (made / "*asks*.csv").write_text(ASKS)
    (made / "noise.csv").write_bytes(b"\x89PNG\r\n\x1a\n")
    monkeypatch.setenv("SALES_HEALTH_INBOX", str(made))
    return made


def settled() -> None:
    """Wait for the look through that is going on."""
    here = inbox()
    assert here is not None and not here.wait(60).is_reading


def side(app: AppTest) -> str:
    return " ".join(caption.value for caption in app.sidebar.caption)


def test_what_came_is_said_and_questions_wait_on_upload(folder: Path) -> None:
    app = start().run()
    assert "Looking through the inbox" in side(app) and not ledger(store())
    settled()
    app.run()
    assert "From the inbox: 1 loaded, 1 waits for your answer, 1 cannot be loaded" in side(app)
    assert [line.file_name for line in ledger(store())] == ["report.csv"]
    app.switch_page(SCREENS["upload"]).run()
    assert not app.exception, app.exception[0].message
    (question,) = app.radio
    question.set_value("dmy").run()
    app.button(key="upload_load").click().run()
    assert not app.exception and len(ledger(store())) == 2
    assert "waits" not in side(app) and "1 cannot be loaded" in side(app)
    app.button(key="upload_more").click().run()
    said = " ".join(sentences(app))
    assert "noise" in said and r"\*asks\*" in said, "each file is told, its name as it is written"
    assert app.button(key="inbox_look") and app.file_uploader


def test_a_file_put_aside_comes_back_with_the_next_look(folder: Path) -> None:
    app = start().run()
    settled()
    app.switch_page(SCREENS["upload"]).run()
    app.button(key="upload_leave").click().run()
    assert app.file_uploader and not app.radio
    (folder / "late.csv").write_text(REPORT.replace("2025", "2024"))
    app.button(key="inbox_look").click().run()
    settled()
    app.run()
    assert app.radio and "1 loaded" in side(app) and len(ledger(store())) == 2


@pytest.mark.parametrize("address", ["", "/nowhere/at all"])
def test_no_folder(own: Own, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    own("empty")
    monkeypatch.setenv("SALES_HEALTH_INBOX", address)
    app = start("uk-UA").run()
    if address:
        settled()
        app.run()
    assert not app.exception
    assert ("не вдалося прочитати" in side(app)) == bool(address)
