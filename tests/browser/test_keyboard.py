"""Every calculator on an empty database, by keyboard only: reached by Tab, typed into, told at the field what is wrong.

In English every field is given a number that fits; in Russian and in Ukrainian wrong ones are typed into the first
fields; that each field refuses each kind in each language is checked without a browser.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.served import AT_REST, Served, go
from tests.ui.calculator_fields import CALCULATORS, FAULTS, WRONG, Calculator, Field
from wording.catalogue import LANGUAGES, words

MOST_STOPS = 120  # of Tab on one screen
PATIENCE = 100  # tenths of a second
HAND = 60  # milliseconds that a quick hand takes for a key
# What has the focus: a number's field by its key, the folded part of a calculator, or anything else.
FOCUS = """() => {
    const on = document.activeElement, box = on.closest('[class*="st-key-number_"]');
    const name = box && [...box.classList].find(one => one.startsWith('st-key-number_')).slice('st-key-number_'.length);
    return {
        field: on.tagName === 'INPUT' ? name : null,
        folded: on.tagName === 'SUMMARY' && !on.parentElement.open && !!on.closest('.st-key-base_numbers'),
        ended: on === document.body,
    };
}"""
# Framed, and inside the window.
SEEN = """() => {
    const place = document.activeElement.getBoundingClientRect();
    const frame = document.activeElement.closest('[data-testid="stTextInputRootElement"]');
    return place.top >= 0 && place.bottom <= innerHeight + 1 && frame && getComputedStyle(frame).boxShadow !== 'none';
}"""
IN_CELL = """() => document.activeElement.closest('[id^="gdg-overlay"]') !== null"""
TOLD = """() => Object.fromEntries([...document.querySelectorAll('[class*="st-key-number_"]')].map(box => [
    [...box.classList].find(one => one.startsWith('st-key-number_')).slice('st-key-number_'.length),
    [...box.querySelectorAll('[class*="st-key-wrong_"] [data-testid="stAlertContentError"] p')].map(one => one.innerText),
]))"""


@pytest.fixture(scope="module")
def served(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The server of an empty database; the tests below are steps of one way and stand in their order."""
    made = Served(tmp_path_factory.mktemp("calculators") / "empty.duckdb")
    yield made
    made.stop()


def still(page: Page) -> None:
    """Until nothing runs on the server, and has not begun a moment later."""
    for _ in range(2):
        page.wait_for_timeout(60)
        page.wait_for_selector(AT_REST, timeout=30_000)


def at_link(page: Page, screen: str, served: Served) -> None:
    """Open a screen from the menu; calls are not in it before anybody has written one down."""
    link = page.get_by_test_id("stSidebarNav").locator(f'a[href$="/{screen}"]')
    if link.count():
        link.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{screen}")
        still(page)
    else:
        go(page, served.url(screen))
        page.get_by_test_id("stSidebarNav").locator("a").last.focus()


def choose(page: Page, key: str, place: int) -> None:
    """Move along a switch by its arrows, from the first choice, and take one."""
    choices = page.locator(f".st-key-{key} [role=radio]")
    choices.first.focus()
    for _ in range(place):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(choices.nth(place)).to_have_attribute("aria-checked", "true")
    still(page)


def walk(page: Page, fields: Sequence[Field], typed: dict[str, str]) -> None:
    """Tab from where the focus is through all fields, opening what is folded, and type into each."""
    left = {field.key for field in fields}
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        focus: dict[str, Any] = page.evaluate(FOCUS)
        assert not focus["ended"], f"Tab has left the page without {left}"
        if focus["folded"]:
            page.keyboard.press("Enter")
        if focus["field"] not in left:
            continue
        left.remove(focus["field"])
        page.keyboard.type(typed[focus["field"]]) if typed[focus["field"]] else page.keyboard.press("Backspace")
        if not page.evaluate(SEEN):
            page.keyboard.press(
                "Shift+Tab"
            )  # a sentence that came above has pushed it down: back and forth brings it in
            page.keyboard.press("Tab")
            page.wait_for_function(SEEN, timeout=5_000)
        if not left:
            page.keyboard.press("Enter")
            return still(page)
    raise AssertionError(f"Tab does not come to {left}")


def told_when_still(page: Page, expected: dict[str, int]) -> dict[str, list[str]]:
    """The sentences at all fields, once there are as many as expected or nothing more can come."""
    for _ in range(PATIENCE):
        told: dict[str, list[str]] = page.evaluate(TOLD)
        if all(len(told[key]) == count for key, count in expected.items()):
            break
        page.wait_for_timeout(100)
    return told


def begin(page: Page, calculator: Calculator) -> None:
    """Put the focus before the calculator, choose its view, and wait until its fields stand there."""
    if calculator.view:
        choose(page, calculator.view[0], calculator.view[1])
    else:
        page.get_by_test_id("stSidebarNav").locator("a").last.focus()
    for field in calculator.fields:
        page.locator(f".st-key-number_{field.key}").wait_for(state="attached", timeout=30_000)
    still(page)


def answered(page: Page) -> str:
    return page.get_by_test_id("stMain").inner_text()


@pytest.mark.slow
def test_every_calculator_works_by_keyboard_in_every_language(served: Served, open_page: OpenPage) -> None:
    page = go(open_page(), served.url("lost"))
    for number, language in enumerate(LANGUAGES):
        choose(page, "language_switch", number)
        for place, calculator in enumerate(CALCULATORS):
            at_link(page, calculator.screen, served)
            if not number:  # numbers that fit, in one language; in the others words matter
                begin(page, calculator)
                before = answered(page)
                walk(page, calculator.fields, {field.key: field.other for field in calculator.fields})
                told = told_when_still(page, {field.key: 0 for field in calculator.fields})
                assert answered(page) != before and not any(told.values()), (calculator.name, told)
                continue
            begin(page, calculator)
            fields = calculator.fields[:2] if number == 1 + place % 2 else calculator.fields[:1]
            wrong = {field.key: WRONG[(at + number) % len(WRONG)] for at, field in enumerate(fields)}
            walk(page, fields, wrong)
            says_what_is_wrong(page, calculator.name, fields, wrong, language)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert "Traceback" not in served.log()


def says_what_is_wrong(page: Page, name: str, fields: Sequence[Field], wrong: dict[str, str], language: str) -> None:
    """At each field its own sentence, in the language; nothing where the number is one."""
    t = words(language)
    told = told_when_still(page, {field.key: int(field.refuses(wrong[field.key])) for field in fields})
    for field in fields:
        typed, sentences = wrong[field.key], told[field.key]
        assert len(sentences) == field.refuses(typed), (name, field.key, typed, sentences)
        begun = [t.code("typed", fault, limit="\n").split("\n")[0] for fault in FAULTS[typed]]
        assert all(one.startswith(tuple(begun)) for one in sentences), (field.key, typed, sentences)


def tab_until(page: Page, in_grid: bool) -> None:
    """Tab until the focus stands in a grid, or has left it."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.tagName === 'CANVAS'") is in_grid:
            return
    raise AssertionError("Tab does not reach the grid" if in_grid else "Tab does not leave the grid")


def test_a_grid_is_left_by_tab(served: Served, open_page: OpenPage) -> None:
    page = go(open_page("uk"), served.url("kpi"))
    tab_until(page, True)
    tab_until(page, False)


def test_a_month_is_typed_into_the_grid_by_keyboard_and_stays(served: Served, open_page: OpenPage) -> None:
    page = go(open_page("uk"), served.url("funnel"))
    page.locator(".st-key-funnel_calc_days input").focus()
    tab_until(page, True)
    for cell in ("Petrov", "100"):
        page.keyboard.press("Enter")
        page.wait_for_function(IN_CELL)
        page.keyboard.type(cell, delay=HAND)
        page.keyboard.press("Tab", delay=HAND)
        page.wait_for_timeout(3 * HAND)  # the grid moves on only when it has taken the cell in
    lead = page.locator('[data-testid="stMain"] h2').first
    expect(lead).to_contain_text("100", timeout=30_000)
    expect(go(page, served.url("funnel")).locator('[data-testid="stMain"] h2').first).to_contain_text("100")
    assert "Traceback" not in served.log()
