"""Every screen, in every language, on every kind of data: it stands, it asks, it answers, in one language only."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from storage.store import Store, open_store
from tests.ui.screens import (
    LOCALES,
    SCREENS,
    chart_texts,
    latin_words,
    read_aloud,
    sentences,
    start,
    table_headers,
    table_texts,
)
from wording.catalogue import words

# Names of things that no language translates.
EVERYWHERE = frozenset(
    "ABC Excel CSV XLSX xlsx csv tsv txt gz zip xlsm xls ods OpenDocument BAS amoCRM HubSpot Shopify EN RU UK English duckdb DuckDB before-restore "
    "XYZ CRM KPI NPS UAH RUB USD EUR GBP PLN KZT BYN MM YYYY AX AY AZ BX BY BZ CX CY CZ".split()
)
LARGEST = "SELECT client_id FROM client_day WHERE client_id <> 0 GROUP BY 1 ORDER BY sum(net) DESC, 1 LIMIT 1"
DATA_TEXT = (
    "SELECT name FROM parties UNION SELECT tax_id FROM parties UNION SELECT manager FROM sales_lines "
    "UNION SELECT product FROM sales_lines UNION SELECT file_name FROM imports UNION SELECT loaded_by FROM imports"
)


class Opened:
    """The app on one kind of data in one language, and the words that came with the data."""

    def __init__(self, kind: str, language: str, path: Path) -> None:
        self.kind, self.language = kind, language
        store = open_store(path)
        self.client = _first(store, LARGEST)
        self.data_words = latin_words([str(row["name"] or "") for row in store.query(DATA_TEXT).to_pylist()])
        self.data_words |= latin_words([str(path), str(path.name)])
        store.close()
        self.app = start(LOCALES[language], **({"client": str(self.client)} if self.client else {}))

    def screen(self, name: str) -> AppTest:
        """Open a screen as a deep link would: a fresh run, no leftovers of the screen before."""
        return self.app.switch_page(SCREENS[name]).run()


def _first(store: Store, sql: str) -> int | None:
    rows = store.query(sql).to_pylist()
    return int(rows[0]["client_id"]) if rows else None


# The words of a language are looked at with nothing and with the demo company; odd data are odd in any of them.
ODD = (("nasty", "uk"), ("one_month", "ru"), ("one_client", "en"))
OPENED = [*((kind, language) for kind in ("empty", "demo") for language in LOCALES), *ODD]


@pytest.fixture(params=OPENED, ids="-".join, scope="module")
def opened(
    request: pytest.FixtureRequest, base: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Opened:
    kind, language = request.param
    path = base(f"demo_{language}" if kind == "demo" else kind)
    patch = pytest.MonkeyPatch()
    patch.setenv("SALES_HEALTH_DB", str(path))
    request.addfinalizer(patch.undo)
    made = Opened(kind, language, path)
    made.app.run()
    return made


@pytest.mark.parametrize("name", SCREENS)
def test_screen(opened: Opened, name: str) -> None:
    app = opened.screen(name)
    assert not app.exception, app.exception[0].message
    assert not app.error, app.error[0].value
    _asks_and_answers(app, opened)
    _speaks_one_language(app, opened)
    _says_no_placeholder(app)


def _asks_and_answers(app: AppTest, opened: Opened) -> None:
    assert len(app.title) == 1 and app.title[0].value.strip().endswith("?")
    lead = app.header[0].value
    assert len(app.header) == 1 and len(lead) > 15 and lead.rstrip("*] ")[-1] in ".!?", lead
    if opened.kind == "demo":
        assert words(opened.language)("doors.lead") != lead


def _speaks_one_language(app: AppTest, opened: Opened) -> None:
    said = sentences(app) + table_headers(app) + table_texts(app) + chart_texts(app)
    if opened.language == "en":
        foreign = {text for text in said if re.search("[а-яіїєґё]", text, re.IGNORECASE)}
        foreign = {text for text in foreign if not re.search("Русский|Українська|Дуже довга", text)}
        assert not foreign
        return
    ours = latin_words([read_aloud(text) for text in said]) - EVERYWHERE
    strange = {word for word in ours if not _from_data(word, opened)}
    assert not strange, strange
    own_letters = "ыэъё" if opened.language == "uk" else "іїєґ"
    mixed = {text for text in said if re.search(f"[{own_letters}]", text, re.IGNORECASE)}
    assert not {text for text in mixed if not re.search("Русский|Українська|Дуже довга", text)}


def _from_data(word: str, opened: Opened) -> bool:
    """A word of the data, or the part of it that an ellipsis left."""
    return any(known.startswith(word) for known in opened.data_words)


def _says_no_placeholder(app: AppTest) -> None:
    for text in sentences(app) + chart_texts(app):
        left = re.sub(r"\\?\{name\\?\}", "", text)
        assert not re.search(r"\{\w+\}|\bNone\b|\bnan\b|NaT|\[\]", left), text
