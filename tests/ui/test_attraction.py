"""Attraction on the screen: the calculator without data, the what-if, typed spend, joined names, warming up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from analytics.attraction.channel_funnels import channel_funnels
from analytics.windows import default_scope
from storage.records import TYPED, load_records
from storage.settings import save_setting
from storage.store import open_store
from storage.typed_spend import spend_by_month, type_spend
from tests.ui.screens import LOCALES, SCREENS, chart_texts, charts, read_aloud, sentences, start, table_texts
from tests.ui.stores import NASTY
from ui.attraction_spend import typed_amounts
from wording import numbers
from wording.catalogue import words

PAGE = SCREENS["attraction"]
SIDE_A, SIDE_B = "attraction_calculator_a", "attraction_calculator_b"
CHANNEL = "<b>Ads</b> *of* [x](y)"


def opened(locale: str = "en-US") -> AppTest:
    return start(locale).run().switch_page(PAGE).run()


def field(app: AppTest, side: str, name: str) -> Any:
    return next(f for f in app.text_input if f.key and f.key.startswith(side) and f.key.endswith(f"_{name}"))


def metrics(app: AppTest) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for metric in app.metric:
        found.setdefault(metric.label, []).append(metric.value)
    return found


@pytest.fixture
def empty(base: Callable[[str], Path], use: Callable[[Path], Path]) -> None:
    use(base("empty"))


@pytest.mark.usefixtures("empty")
def test_the_calculator_works_on_an_empty_database() -> None:
    app = opened()
    costs = words("en")("attraction.tile_cac")
    assert metrics(app)[costs] == ["20.0K", "3,000"]
    field(app, SIDE_A, "deals").set_value("12").run()
    assert metrics(app)[costs] == ["10.0K", "3,000"]
    field(app, SIDE_A, "deals").set_value("0").run()
    assert metrics(app)[costs][0] == "—"
    assert any("anything within 0–" in text for text in sentences(app))


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("language", LOCALES)
def test_a_number_that_cannot_be_is_told_at_its_field(language: str) -> None:
    app = opened(LOCALES[language])
    for name, value in (("spend", "-5"), ("requests", "301"), ("repeats", "1000000000")):
        field(app, SIDE_A, name).set_value(value)
    app.run()
    assert not app.exception
    t = words(language)
    grows = t("attraction.wrong_grows", later="301", earlier="300")
    most = t("typed.most", limit=numbers.number(10_000, language))
    assert {error.value for error in app.error} == {t("typed.least", limit="0"), grows, most}
    assert len(metrics(app)[t("attraction.tile_cac")]) == 1, "the other channel is still computed"


@pytest.fixture(scope="module")
def demo_screen(base: Callable[[str], Path]) -> AppTest:
    patch = pytest.MonkeyPatch()
    patch.setenv("SALES_HEALTH_DB", str(base("demo_en")))
    app = opened()
    patch.undo()
    return app


def test_the_demo_company_has_a_dear_channel_a_cheap_one_and_one_that_won_nobody(demo_screen: AppTest) -> None:
    lead = read_aloud(demo_screen.header[0].value)
    for said in ("Referrals", "Internet ads", "Radio", "₴3,000", "₴30.0K", "₴40.0K"):
        assert said in lead, lead
    drawn = chart_texts(demo_screen)
    assert "nobody for ₴40.0K" in drawn and "no cost entered" in drawn
    assert set(charts(demo_screen)) >= {"attraction_funnels", "attraction_money", "attraction_moves"}
    assert any("10 times cheaper" in head.value for head in demo_screen.subheader)


def test_moving_more_money_moves_more_clients(base: Callable[[str], Path], use: Callable[[Path], Path]) -> None:
    use(base("demo_en"))
    app = opened()
    label = words("en")("attraction.move_clients", now="28")

    def clients() -> float:
        return float(metrics(app)[label][0])

    half = clients()
    app.slider(key="attraction_move_share").set_value(0).run()
    assert clients() == 28
    app.slider(key="attraction_move_share").set_value(100).run()
    assert clients() > half > 28
    app.slider(key="attraction_move_still").set_value(10).run()
    assert 28 < clients() < half
    app.selectbox(key="attraction_move_from").select("internet ads").run()
    app.selectbox(key="attraction_move_to").select("customs database").run()
    assert clients() < 28, "ads do win somebody, and dearly bought clients do not make up for it"


def test_a_channel_that_was_clicked_is_listed(base: Callable[[str], Path], use: Callable[[Path], Path]) -> None:
    use(base("demo_en"))
    app = opened()
    app.session_state["attraction_channel"] = "referrals"
    app.run()
    listed = next(table.value for table in app.dataframe if "first_seen" in table.value.columns)
    assert set(listed["channel"]) == {"Referrals"} and len(listed) == 18


def test_analysts_see_the_chain(own: Callable[[str], Path]) -> None:
    path = own("demo_en")
    store = open_store(path)
    save_setting(store, "analysts", True)
    store.close()
    app = opened()
    stages = next(table.value for table in app.dataframe if "Stage" in table.value.columns)
    assert list(stages["Stage"]) == ["First contact", "Event", "Materials"]
    assert stages[words("en")("attraction.warm_removal")].iloc[0] == "100%"
    assert any("By the chain of moves" in text for text in sentences(app))


def money(**columns: Any) -> dict[str, Any]:
    return {name: Decimal(value) if name == "amount" else value for name, value in columns.items()}


@pytest.fixture
def two_names(own: Callable[[str], Path]) -> Path:
    """Companies came through a channel whose spend bears another name, and the name is a trap."""
    path = own("one_client")
    store = open_store(path)
    came, month = date(2025, 11, 3), date(2025, 11, 1)
    base_rows = [{"company": "New one", "tax_id": "", "source": CHANNEL, "created": came, "state": "live"}]
    spend = pa.table({
        "month": pa.array([month], pa.date32()), "channel": pa.array(["Google"]),
        "amount": pa.array([Decimal(900)], pa.decimal128(18, 4)),
    })  # fmt: skip
    load_records(store, TYPED, {"base": pa.Table.from_pylist(base_rows), "spend": spend})
    store.close()
    return path


@pytest.mark.usefixtures("two_names")
def test_names_are_joined_and_taken_apart() -> None:
    app = opened()
    assert any("has spend but no companies" in text for text in sentences(app))
    app.session_state["attraction_more"] = "names"
    app.run()
    app.selectbox(key="attraction_means_google").select("<b>ads</b> *of* [x](y)").run()
    assert not app.exception
    assert not any("has spend but no companies" in text for text in sentences(app))
    assert CHANNEL in " ".join(table_texts(app)), "a name stays as it is written"
    assert not any("<b>Ads</b> *of*" in text for text in sentences(app)), "and never becomes Markdown"
    app.button(key="attraction_apart_google").click().run()
    assert any("has spend but no companies" in text for text in sentences(app))


@pytest.mark.usefixtures("two_names")
def test_the_grid_of_spend_shows_what_is_known() -> None:
    app = opened()
    app.session_state["attraction_more"] = "spend"
    app.run()
    assert not app.exception
    assert any("1 month of a channel is typed" in text for text in sentences(app))


def test_edits_of_the_grid_are_kept(own: Callable[[str], Path]) -> None:
    from ui.data import store

    own("demo_en")
    here = store()
    months = [date(2026, 9, 1), date(2026, 10, 1)]
    rows = spend_by_month(here, *months)
    channels = list(dict.fromkeys(row["channel"] for row in rows))
    at = channels.index("Internet ads")
    state = {
        "edited_rows": {str(at): {"2026-10-01": 25_000}},
        "added_rows": [{"channel": " Posters ", "2026-09-01": 300.5}, {"2026-09-01": 9}, {"channel": "Empty"}],
        "deleted_rows": [],
    }
    amounts = typed_amounts(state, channels, months, rows)
    assert amounts == {(months[1], "Internet ads"): 25_000, (months[0], "Posters"): Decimal("300.5")}
    before = channel_funnels(here, default_scope(here)).facts["total"]["spend"]
    type_spend(here, amounts)
    found = channel_funnels(here, default_scope(here))
    assert found.facts["total"]["spend"] - before == Decimal("15300.5")
    rows = spend_by_month(here, *months)
    renamed = {"edited_rows": {"0": {"channel": "Walls"}}, "added_rows": [], "deleted_rows": []}
    moved = typed_amounts(renamed, ["Posters"], months, rows)
    assert moved == {(months[0], "Posters"): None, (months[0], "Walls"): Decimal("300.5")}
    gone = typed_amounts({"edited_rows": {}, "added_rows": [], "deleted_rows": [at]}, channels, months, rows)
    type_spend(here, gone | moved)
    after = {(row["month"], row["channel"]): row["amount"] for row in spend_by_month(here, *months)}
    assert after[months[1], "Internet ads"] == 10_000, "the file speaks again"
    assert after[months[0], "Walls"] == Decimal("300.5") and (months[0], "Posters") not in after


def test_nothing_recorded_shows_the_way_out(base: Callable[[str], Path], use: Callable[[Path], Path]) -> None:
    use(base("one_client"))
    app, t = opened("uk-UA"), words("uk")
    assert app.header[0].value == t("attraction.lead_empty")
    assert any(button.label == t("attraction.upload") for button in app.button)
    assert not charts(app)


def test_a_margin_that_the_sales_do_not_tell_is_typed_and_forgotten(own: Callable[[str], Path]) -> None:
    path = own("nasty")
    store = open_store(path)
    row = {"company": NASTY[0], "tax_id": "", "source": "Ads", "created": date(2025, 2, 20), "state": "live"}
    load_records(store, TYPED, {"base": pa.Table.from_pylist([row])})
    type_spend(store, {(date(2025, 2, 1), "Ads"): Decimal(50)})
    store.close()
    app = start("en-US", period="all").run().switch_page(PAGE).run()
    app.text_input(key="attraction_margin").set_value("30 %").run()
    assert not app.exception
    assert "attraction_money" in charts(app)
    app.button(key="attraction_margin_forget").click().run()
    assert "attraction_money" not in charts(app)
    assert app.text_input(key="attraction_margin").value == ""
