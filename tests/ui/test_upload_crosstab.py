"""A table with months in its columns, from the drop to the ledger."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from storage.imports import ledger
from tests.ui.screens import SCREENS, sentences, start
from tests.ui.test_upload import drop, load
from ui.data import store

Own = Callable[[str], Path]
FILE = (
    "Продажи по клиентам 2024;;;;\nКлиент;Январь;Февраль;Март;Итого\n"
    "ООО Ромашка;100,50;200,00;12а5;\nООО Вектор;;50,00;70,00;120,00\nООО Заря;1,00;2,00;3,00;6,00\n"
    "ООО Луч;1,00;;3,00;4,00\n"
).encode()


def test_cells_become_sales_and_the_ledger_says_so(own: Own) -> None:
    own("empty")
    app = start("ru").run().switch_page(SCREENS["upload"]).run()
    drop(app, "months.csv", FILE)
    shown = {tile.value: tile.delta for tile in app.metric}
    assert shown["9"] == "из 4 строк файла" and "1" in shown
    load(app)
    (line,) = ledger(store())
    assert (line.lines["loaded"], line.lines["quarantined"], line.sale_lines) == (4, 0, 9)
    app.switch_page(SCREENS["imports"]).run()
    assert not app.exception
    assert "1 ячейка задержана" in [expander.label for expander in app.expander]
    assert any("Из загруженных получилось 9 строк продаж." in text for text in sentences(app))
    app.switch_page(SCREENS["held_rows"]).run()
    assert not app.exception
    assert any("задержаны отдельные ячейки" in text for text in sentences(app))
    assert not [button.key for button in app.button if button.key in ("held_load", "held_leave_out", "held_no_sales")]
