"""Every calculator on an empty database: a number that is changed changes the answer, a wrong one is told at its field."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.calculator_fields import CALCULATORS, FAULTS, WRONG, Calculator, Field
from tests.ui.screens import LOCALES, SCREENS, chart_texts, nodes, sentences, start
from wording.catalogue import Words, words

BY_NAME = [pytest.param(one, id=one.name) for one in CALCULATORS]


def opened(calculator: Calculator, locale: str) -> AppTest:
    """The calculator on its screen."""
    app = start(locale).run().switch_page(SCREENS[calculator.screen]).run()
    if calculator.view:
        key, _, choice = calculator.view
        app.button_group(key=key).set_value(choice).run()
    assert not app.exception, app.exception[0].message
    return app


def said(app: AppTest) -> list[str]:
    """What the screen answers: sentences and figures, without the marks of the fields themselves."""
    marks = {error.value for error in app.error} | {text for text in sentences(app) if "-badge[" in text}
    figures = [metric.value for metric in app.metric]
    return [text for text in (*sentences(app), *chart_texts(app)) if text not in marks] + figures


def told_at(app: AppTest, field: Field) -> list[str]:
    """The sentences that stand at a field: in the same box as the field itself."""
    for node in nodes(app):
        children = list(getattr(node, "children", {}).values())
        if any(getattr(child, "key", None) == field.key for child in children):
            inner = [one for child in children for one in getattr(child, "children", {}).values()]
            return [one.value for one in inner if one.type == "alert" or one.type == "error"]
    return []


def fits(sentence: str, typed: str, t: Words) -> bool:
    """Whether a sentence says of what was typed what it should."""
    return any(sentence.startswith(t.code("typed", fault, limit="\n").split("\n")[0]) for fault in FAULTS[typed])


@pytest.fixture(autouse=True)
def empty(base: Callable[[str], Path], use: Callable[[Path], Path]) -> None:
    use(base("empty"))


@pytest.mark.parametrize("calculator", BY_NAME)
def test_every_number_changes_the_answer(calculator: Calculator) -> None:
    app = opened(calculator, LOCALES["en"])
    shown = {one.key for one in app.text_input if one.key}
    assert {field.key for field in calculator.fields} <= shown
    for field in calculator.fields:
        before = said(app)
        app.text_input(key=field.key).set_value(field.other).run()
        assert not app.exception and not told_at(app, field), (field.key, told_at(app, field))
        assert said(app) != before, field.key


@pytest.mark.parametrize("calculator", BY_NAME)
@pytest.mark.parametrize("language", LOCALES)
def test_every_wrong_number_is_told_at_its_field(calculator: Calculator, language: str) -> None:
    app, t = opened(calculator, LOCALES[language]), words(language)
    for typed in WRONG:
        for field in calculator.fields:
            app.text_input(key=field.key).set_value(typed)
        app.run()
        assert not app.exception, (typed, app.exception[0].message)
        for field in calculator.fields:
            told = told_at(app, field)
            assert len(told) == field.refuses(typed), (field.key, typed, told)
            assert all(fits(sentence, typed, t) for sentence in told), (field.key, typed, told)
