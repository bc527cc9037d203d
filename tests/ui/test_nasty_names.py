"""What the owner's file holds is shown as it is written: never Markdown, HTML, an icon, a formula, a link."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.ui.screens import SCREENS, chart_texts, sentences, start
from tests.ui.stores import NASTY
from ui.data import store
from ui.excel import ExcelColumn, ExcelSheet, guarded, workbook
from ui.text import plain

DANGEROUS = [name for name in NASTY if plain(name) != name]
RAW_HTML = ("<script", "<b>'", "<img", "javascript:1)")


@pytest.fixture(scope="module")
def said(base: Callable[[str], Path]) -> Iterator[list[str]]:
    """Every sentence of the screens over clients with nasty names, and of the card of each of these clients."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SALES_HEALTH_DB", str(base("nasty")))
        app = start().run()
        found: list[str] = []
        for path in SCREENS.values():
            app.switch_page(path).run()
            found += sentences(app, choices_as_written=False)
        for row in store().query("SELECT DISTINCT client_id FROM client_day ORDER BY 1").to_pylist():
            app.query_params["client"] = str(row["client_id"])
            app.switch_page(SCREENS["client_card"]).run()
            assert not app.exception
            found += sentences(app, choices_as_written=False)
        for name in NASTY:
            app.text_input(key="find_client").set_value(name[:12]).run()
            found += sentences(app, choices_as_written=False)
        yield found


@pytest.mark.parametrize("name", DANGEROUS)
def test_no_sentence_holds_the_raw_name(said: list[str], name: str) -> None:
    guilty = {text for text in said if name in text.replace(plain(name), "")}
    assert not guilty


def test_every_client_has_his_card_under_his_own_name(said: list[str]) -> None:
    for name in NASTY:
        assert any(text.startswith(plain(name)) and text.endswith("?") for text in said), name


def test_charts_hold_names_without_their_markup(base: Callable[[str], Path], use: Callable[[Path], Path]) -> None:
    use(base("nasty"))
    app = start().run()
    written = [figure.proto.spec for figure in app.get("plotly_chart")]
    assert written and chart_texts(app)
    for spec in written:
        assert not [part for part in RAW_HTML if part in spec]


def sheet_of(*texts: str) -> ExcelSheet:
    """One sheet whose first column holds these texts."""
    columns = [
        ExcelColumn("client", "=Client"),
        ExcelColumn("money", "Sum", "money"),
        ExcelColumn("day", "Day", "date"),
    ]
    rows = [{"client": text, "money": Decimal("12.30"), "day": date(2026, 2, 28)} for text in texts]
    return ExcelSheet("A/B: [x]?", columns, rows, ["=HYPERLINK(1)"])


def test_a_workbook_opens_and_runs_nothing() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([sheet_of(*NASTY)])))
    (page,) = book.worksheets
    cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    names = [row[0].value for row in page.iter_rows(min_row=4)]
    assert names == [guarded(name) for name in NASTY]
    assert all(row[1].value == 12.3 and row[1].number_format == "#,##0.00" for row in page.iter_rows(min_row=4))
    assert page.freeze_panes == "B4"


@pytest.mark.parametrize("text", ["=1+1", "+7 900", "-5", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_begins_a_formula_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["ООО «Ромашка»", "1+1", "a=b", ""])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text
