"""The screen of merging: answers move the numbers and come back, names of managers and products, what became of clients."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from storage.imports import load
from storage.merging import Pair, decide, decisions_made, written
from storage.store import open_store
from tests.storage.staging import sale, staged_file
from tests.ui.screens import SCREENS, charts, sentences, start
from ui.data import store

Own = Callable[[str], Path]


def shown() -> AppTest:
    """The screen on the database in force."""
    return press_nothing(start().run().switch_page(SCREENS["merge_clients"]).run())


def press_nothing(app: AppTest) -> AppTest:
    assert not app.exception, app.exception[0].message
    return app


def press(app: AppTest, key: str) -> AppTest:
    (button,) = [one for one in app.button if one.key == key]
    return press_nothing(button.click().run())


def keys(app: AppTest, beginning: str) -> list[str]:
    return [one.key for one in app.button if one.key and one.key.startswith(beginning)]


def numbers(app: AppTest) -> list[str]:
    return [metric.value for metric in app.metric]


@pytest.fixture
def demo(own: Own) -> AppTest:
    own("demo_en")
    return shown()


def test_an_answer_moves_the_numbers_and_comes_back(demo: AppTest) -> None:
    before, lead = numbers(demo), demo.header[0].value
    pairs = int(before[1])
    assert f"{pairs} pairs wait" in lead and "Mainine Ltd" in str(sentences(demo))
    press(demo, "merge_same")
    after = numbers(demo)
    assert (int(after[0]), int(after[1])) < (int(before[0]), pairs) and after[3] != before[3]
    assert "Your decisions took the share of the lost" in demo.header[0].value
    (undo,) = keys(demo, "merge_undo_")
    press(demo, undo)
    assert numbers(demo) == before and demo.header[0].value == lead
    assert not keys(demo, "merge_undo_")


def test_different_is_not_asked_again_and_later_waits_in_its_own_list(demo: AppTest) -> None:
    press(demo, "merge_different")
    press(demo, "merge_later")
    verdicts = [one.verdict for one in decisions_made(store(), "client")]
    assert verdicts == ["later", "different"]
    later = decisions_made(store(), "client")[0]
    assert later.left_shown not in " ".join(sentences(demo)[:25])
    press_nothing(demo.button_group(key="merge_shown").set_value("later").run())
    assert later.left_shown in str(sentences(demo))
    assert not keys(demo, "merge_later")
    press(demo, "merge_same")
    assert [one.verdict for one in decisions_made(store(), "client")] == ["same", "later", "different"]
    assert not [one for one in demo.button_group if one.key == "merge_shown"]


def test_a_client_is_named_and_noted_as_closed(demo: AppTest) -> None:
    before = int(numbers(demo)[0])
    press_nothing(demo.text_input(key="merge_find").set_value("mainline ltd").run())
    chosen = demo.selectbox(key="merge_which").value
    press_nothing(demo.text_input(key=f"merge_name_{chosen}").set_value("Mainline Group").run())
    press(demo, "merge_rename")
    assert store().query("SELECT client FROM clients WHERE client_id = $id", id=chosen).to_pylist() == [
        {"client": "Mainline Group"}
    ]
    press_nothing(demo.text_input(key="merge_find").set_value("mainline group").run())
    demo.button_group(key="merge_state").set_value("closed").run()
    demo.text_input(key="merge_source").set_value("called them").run()
    press(demo, "merge_state_save")
    assert int(numbers(demo)[0]) == before - 1
    assert "called them" in str(sentences(demo)) and "Closed" in str(charts(demo)["merge_base"])
    press(demo, f"merge_live_{chosen}")
    assert int(numbers(demo)[0]) == before


@pytest.fixture
def own_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """Two spellings of a manager and of a product, and two tax ids on six names each."""
    path = tmp_path / "names.duckdb"
    opened = open_store(path)
    first = date(2024, 1, 10)
    rows = [
        sale(first + timedelta(days=number), f"{'Branch' if number < 6 else 'Depot'} {'abcdef'[number % 6] * 4}", 10 + number, tax_id="777" if number < 6 else "888",
             manager="Ivanov I." if number % 2 else "Ivan Ivanov", product="GTX Pro" if number % 3 else "GTXPro")
        for number in range(12)
    ]  # fmt: skip
    load(opened, staged_file(tmp_path, "names.csv", rows), by="tests")
    opened.close()
    monkeypatch.setenv("SALES_HEALTH_DB", str(path))
    yield shown()
    store().close()


def test_tax_ids_on_many_names_are_decided_at_once(own_names: AppTest) -> None:
    app = own_names
    before = numbers(app)
    assert {"merge_shared_same_777", "merge_shared_different_888", "merge_shared_all"} <= set(
        keys(app, "merge_shared_")
    )
    press(app, "merge_shared_same_777")
    assert int(numbers(app)[0]) == int(before[0]) - 5
    assert not keys(app, "merge_shared_same_777") and not keys(app, "merge_shared_all")
    press(app, keys(app, "merge_undo_")[0])
    assert numbers(app) == before
    press(app, "merge_shared_all")
    assert int(numbers(app)[0]) == int(before[0]) - 10
    assert len({one.batch_id for one in decisions_made(store(), "client")}) == 2


@pytest.mark.parametrize(
    ("part", "column", "names"),
    [("managers", "manager", {"Ivan Ivanov", "Ivanov I."}), ("products", "product", {"GTX Pro", "GTXPro"})],
)
def test_one_spelling_stays(own_names: AppTest, part: str, column: str, names: set[str]) -> None:
    app = own_names

    def told() -> set[str]:
        return {row["name"] for row in store().query(f"SELECT DISTINCT {column} AS name FROM sales").to_pylist()}

    press_nothing(app.button_group(key="merge_part").set_value(part).run())
    assert told() == names
    (button,) = [one for one in app.button if one.key == "merge_name_1"]
    stays = re.sub(r"\\", "", button.label).split("“")[1].rstrip("”")
    press(app, "merge_name_1")
    assert told() == {stays} and not keys(app, "merge_name_")
    press(app, keys(app, "merge_undo_")[0])
    assert told() == names and keys(app, "merge_name_")


def test_what_contradicts_is_told_in_a_sentence(own_names: AppTest) -> None:
    app = own_names
    press_nothing(app.button_group(key="merge_part").set_value("managers").run())
    names = [
        Pair(written(left), written(right), left, right) for left, right in (("Ivanov I.", "B"), ("B", "Ivan Ivanov"))
    ]
    decide(store(), "manager", names[:1], "same", "tests")
    decide(store(), "manager", names[1:], "different", "tests")
    press_nothing(app.run())
    press(app, "merge_name_0")
    assert "decided to be different" in app.warning[0].value
    assert len(decisions_made(store(), "manager")) == 2
    press_nothing(app.run())
    assert not app.warning
