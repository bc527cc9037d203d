"""Several currencies on the screens: one is counted, the other is announced, nothing is added up over both."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from storage.currency import currency_in_force
from storage.imports import ledger, undo
from tests.ui.screens import SCREENS, sentences, start
from tests.ui.test_upload import drop, load
from ui.data import store

Own = Callable[[str], Path]
MIXED = "Date,Client,Amount\n" + "".join(
    f"2024-{month:02}-{day:02},Client {day % 5},{amount}\n"
    for month in range(1, 7)
    for day, amount in ((3, "100.00 ₴"), (9, "200.00 ₴"), (14, "300.00 ₴"), (21, "7.00 $"))
)  # fmt: skip
PLAIN = "Date,Client,Amount\n2024-07-03,Client 9,50.00\n2024-07-04,Client 9,60.00\n2024-07-05,Client 8,70.00\n"


@pytest.fixture
def upload(own: Own) -> AppTest:
    """The upload screen on an empty database."""
    own("empty")
    return start().run().switch_page(SCREENS["upload"]).run()


def banner(app: AppTest) -> list[str]:
    return [text for text in sentences(app) if "another currency" in text]


def test_a_file_with_two_signs_is_split_and_switched(upload: AppTest) -> None:
    app = drop(upload, "mixed.csv", MIXED.encode())
    (tile,) = [tile for tile in app.metric if tile.label == "Sum of the sales"]
    assert (tile.value, tile.delta) == ("₴3,600.00", "$42.00")
    load(app)
    assert ledger(store())[0].amounts == {"UAH": Decimal(3600), "USD": Decimal(42)}
    app.switch_page(SCREENS["imports"]).run()
    assert any("₴3,600.00 · $42.00" in text for text in sentences(app)) and not banner(app)
    app.switch_page(SCREENS["abc"]).run()
    assert "6 lines of sales (25%) are in another currency (USD)" in banner(app)[0]
    app.button(key="currency_show").click().run()
    assert not app.exception
    assert currency_in_force(store()) == "USD"
    assert "(UAH)" in banner(app)[0]
    app.sidebar.selectbox(key="currency_USD").set_value("UAH").run()
    assert (currency_in_force(store()), app.sidebar.selectbox(key="currency_UAH").value) == ("UAH", "UAH")


def test_a_file_without_a_currency_says_for_which_it_is_taken(upload: AppTest) -> None:
    app = load(drop(upload, "mixed.csv", MIXED.encode()))
    app.button(key="upload_more").click().run()
    drop(app, "plain.csv", PLAIN.encode())
    assert any("taken for UAH" in text for text in sentences(app))
    load(app)
    assert (ledger(store())[0].taken_currency, ledger(store())[0].amounts) == ("UAH", {"UAH": Decimal(180)})
    app.switch_page(SCREENS["imports"]).run()
    assert any("Lines without a currency were taken for UAH" in text for text in sentences(app))


def test_one_currency_needs_no_choice(upload: AppTest) -> None:
    app = load(drop(upload, "mixed.csv", MIXED.replace("7.00 $", "7.00 ₴").encode()))
    app.switch_page(SCREENS["abc"]).run()
    assert not banner(app)
    assert not [box for box in app.sidebar.selectbox if str(box.key).startswith("currency_")]
    undo(store(), 1)
    app.switch_page(SCREENS["settings"]).run()
    assert not app.exception


def test_the_banner_in_another_language(own: Own) -> None:
    own("empty")
    app = load(drop(start("ru").run().switch_page(SCREENS["upload"]).run(), "mixed.csv", MIXED.encode()))
    app.switch_page(SCREENS["pulse"]).run()
    assert any("6 строк продаж (25\xa0%) — в другой валюте (USD), здесь их нет." in text for text in sentences(app))
    assert app.button(key="currency_show").label == "Показать USD"
    app.switch_page(SCREENS["settings"]).run()
    assert not app.exception


def test_lines_of_which_nothing_named_the_currency_are_never_added_to_another(upload: AppTest) -> None:
    """They were loaded first and are in the currency that the store learned; shown in the other, they keep theirs."""
    app = load(drop(upload, "plain.csv", PLAIN.encode()))
    app.button(key="upload_more").click().run()
    load(drop(app, "mixed.csv", MIXED.encode()))
    app.switch_page(SCREENS["abc"]).run()
    app.button(key="currency_show").click().run()
    app.switch_page(SCREENS["imports"]).run()
    assert any("27 lines of sales, ₴3,780.00 · $42.00" in text for text in sentences(app))
    assert any("Sum loaded: ₴180.00." in text for text in sentences(app))
