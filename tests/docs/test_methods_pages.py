"""The pages under "How is this counted?": every method explained, three languages alike, defaults as in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from methods_pages import (
    PAGES,
    PARTS,
    QUOTED,
    ROOT,
    SCREENS,
    SECTIONS,
    Section,
    assert_said,
    numbers,
    page,
    part_of,
    sections,
    text_of,
)

from analytics.clients.abc_classes import FEW_CLIENTS, FLAT_GINI, AbcSettings
from analytics.data_profile import LOOKS_LIKE_QUANTITY
from analytics.lost.client_status import CLIENTS_WITH_RHYTHM, ClientStatusSettings
from analytics.periods import TAIL_GAP_DAYS
from analytics.pulse.agenda import AgendaSettings
from analytics.pulse.fall_anchor import (
    LEAST_AFTER,
    LEAST_BEFORE,
    LEAST_MONTHS,
    OUTLIER_MADS,
    WINDOW_MONTHS,
    FallAnchorSettings,
)
from analytics.pulse.revenue_bridge import BridgeSettings
from analytics.pulse.sales_pulse import SalesPulseSettings
from analytics.pulse.seasonality import FLOOR, ONE_CYCLE, TWO_CYCLES
from analytics.registry import METHODS
from analytics.totals import UNIDENTIFIED_NOTICE
from ingestion.limits import GIGABYTE, MEGABYTE, Limits
from ingestion.review import FEW_HELD, MANY_HELD
from ingestion.sums import ROUNDING
from storage.derived import RhythmRules
from storage.identity import MOST_NAMES_OF_A_TAX_ID
from wording.catalogue import LANGUAGES, words

LATIN_ALLOWED = frozenset("A B C N X Y Z AX CZ ABC CRM Excel KPI NPS t o p zip".split())


def test_a_page_for_every_screen_and_language_and_no_other() -> None:
    expected = {f"{screen}.{language}.md" for screen in SCREENS for language in LANGUAGES}
    assert {path.name for path in PAGES.glob("*.md")} == expected


def test_every_method_is_explained_once() -> None:
    explained = [method for section in SECTIONS for method in section.methods]
    assert sorted(explained) == sorted(METHODS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
def test_headings(screen: str, language: str) -> None:
    expected = [section.headings[LANGUAGES.index(language)] for section in SECTIONS if section.screen == screen]
    assert list(sections(screen, language)) == expected


def screens_asked_for() -> Iterator[str]:
    """Names of the pages that the screens open."""
    for path in [*(ROOT / "pages").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "explanation":
                assert isinstance(node.args[0], ast.Constant), f"{path.name}: the screen is named in plain"
                yield str(node.args[0].value)


def test_pages_that_screens_open_exist() -> None:
    asked = set(screens_asked_for())
    assert asked
    assert asked <= set(SCREENS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.headings[0])
def test_a_section_has_its_parts_in_order(section: Section, language: str) -> None:
    text = text_of(section, language)
    assert re.findall(r"\*\*(.+?)\*\*", text) == list(PARTS[language])
    rule = re.sub(r"^\|.*$", "", part_of(text, language, -1), flags=re.MULTILINE)
    assert 2 <= len(re.findall(r"[.!?](?:\s|$)", rule)) <= 10
    assert all(part_of(text, language, part).strip() for part in range(3))
    about_names = section.headings[0] in ("Who is one client", "Finding a client")
    assert numbers(part_of(text, language, 1), language) or about_names


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.headings[0])
def test_the_same_numbers_in_three_languages(section: Section) -> None:
    english, *others = (text_of(section, language) for language in LANGUAGES)
    for language, text in zip(LANGUAGES[1:], others, strict=True):
        for part in (-1, 0, 1, 2):
            assert numbers(part_of(text, language, part), language) == numbers(part_of(english, "en", part), "en"), part
        assert [cell for cell in QUOTED if cell in text] == [cell for cell in QUOTED if cell in english]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
def test_tables_are_narrow_and_regular(screen: str, language: str) -> None:
    tables = re.findall(r"(?:^\|.*\|\n)+", page(screen, language), re.MULTILINE)
    english = re.findall(r"(?:^\|.*\|\n)+", page(screen, "en"), re.MULTILINE)
    assert [table.count("\n") for table in tables] == [table.count("\n") for table in english]
    for table in tables:
        widths = {row.count("|") - 1 for row in table.splitlines()}
        assert len(widths) == 1 and widths.pop() <= 4


@pytest.mark.parametrize("screen", SCREENS)
def test_no_words_of_another_language(screen: str) -> None:
    assert not re.findall(r"[а-яёіїєґ]+", page(screen, "en"), re.IGNORECASE)
    assert not re.findall(r"\w*[іїєґ]\w*", page(screen, "ru"), re.IGNORECASE)
    assert not re.findall(r"\w*[ыэъё]\w*", page(screen, "uk"), re.IGNORECASE)
    assert not re.findall(r"\b(?:або|якщо|коли|лише|від|щоб)\b", page(screen, "ru"))
    assert not re.findall(r"\b(?:или|если|когда|только|что|как|чтобы)\b", page(screen, "uk"))
    for language in ("ru", "uk"):
        assert set(re.findall(r"[A-Za-z]+", page(screen, language))) <= LATIN_ALLOWED


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_of_the_inside_is_shown(screen: str, language: str) -> None:
    text = page(screen, language)
    inside = r"_|`|<|>|\bM\d\d\b|\bS\d\b|\bSQL\b|\bNULL\b|client day|article|стать[яеию]|статт[яеію]"
    assert not re.findall(inside, text, re.IGNORECASE)
    # What the screen would take for formulas, colours, lists or strokes.
    assert not re.findall(r"\$|~|:\w+[:\[]|^\s*(?:[-+*]|\d+[.)])\s", text, re.MULTILINE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
def test_dashes_quotes_and_spaces(screen: str, language: str) -> None:
    text = page(screen, language)
    assert not re.findall(r'"| - |--|\.\.\.|  ', re.sub(r"^\|[-|]+\|$", "", text, flags=re.MULTILINE))
    assert not re.findall(r"(?<![а-яіїєґ])'|'(?![а-яіїєґ])", text)
    assert not re.findall(r"(?<=[\s(|])-\d", text), "a minus is not a hyphen"
    if language == "en":
        assert not re.findall("[«»]", text) and text.count("“") == text.count("”")
        assert not re.findall(r"\d\s%", text)
        return
    assert not re.findall("[“”]", text) and text.count("«") == text.count("»")
    assert text.count("—") == len(re.findall(r"(?<=\S)\xa0—\s", text)), "a dash stays with the word before it"
    assert not re.findall(r"\d%|\d %" if language == "ru" else r"\d\s%", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_the_screens_stand_as_on_the_screens(language: str) -> None:
    t = words(language)
    pulse, upload, abc = (page(screen, language) for screen in ("pulse", "upload", "abc"))
    for kind in ("lost", "paused", "decline", "growth", "returned", "new", "unknown", "unidentified"):
        assert t.code("pulse.bar", kind) in pulse
    assert t("pulse.move_anchor") in pulse and t("abc.limits") in abc
    for key in ("upload.clarity.question", "upload.clarity.unused", "upload.column_this"):
        assert t(key) in upload


def percents(*shares: float) -> list[float]:
    """Shares as the pages write them."""
    return [round(share * 100, 1) for share in shares]


def test_defaults_of_the_abc_page() -> None:
    abc = AbcSettings()
    limits = percents(abc.limit_a, abc.limit_b)
    assert_said("Classes A, B and C", *limits, TAIL_GAP_DAYS, FLAT_GINI, *percents(UNIDENTIFIED_NOTICE))
    assert FEW_CLIENTS == 5  # written as a word
    assert_said("His class, quarter by quarter", *limits)


def test_defaults_of_the_pulse_page() -> None:
    pulse, bridge = SalesPulseSettings(), BridgeSettings()
    marks = percents(pulse.amber_share, pulse.crisis_share, pulse.beyond_share, pulse.margin_share_least)
    assert_said("Four parts of the money", pulse.months, 12 + pulse.months, *marks)
    assert_said("Month by month", TAIL_GAP_DAYS)
    assert_said("What the change is made of", bridge.min_gap, bridge.warmup_months, *percents(bridge.band))
    assert_said("Strong and weak months", ONE_CYCLE, TWO_CYCLES, TWO_CYCLES - 1, FLOOR)


def test_defaults_of_the_fall() -> None:
    fall = FallAnchorSettings()
    assert_said("Since when it falls", fall.t_least, *percents(fall.drop_share), OUTLIER_MADS)
    assert_said("Since when it falls", LEAST_MONTHS, LEAST_BEFORE, LEAST_AFTER, WINDOW_MONTHS, TWO_CYCLES)


def test_defaults_of_the_agenda() -> None:
    agenda = AgendaSettings()
    points = percents(agenda.margin_points, 3 * agenda.margin_points, agenda.unidentified_points)
    shares = percents(agenda.band, agenda.dependence_share, agenda.unidentified_share, agenda.margin_client_share)
    assert_said("What wants a decision", agenda.lost_months, agenda.stale_days, *points, *shares)


def test_defaults_of_the_client_card_page() -> None:
    status, rhythm = ClientStatusSettings(), RhythmRules()
    assert status.k_lost == 4 / 3 and status.rhythm_base == "median"
    assert_said("Buys, late or lost", 4, 3, status.min_gap, rhythm.rhythm_window, rhythm.min_intervals)
    assert_said("Buys, late or lost", *percents(rhythm.fallback_share), rhythm.fallback_clients, rhythm.fallback_days)
    assert_said("Buys, late or lost", CLIENTS_WITH_RHYTHM)


def test_defaults_of_the_upload_page() -> None:
    limits = Limits()
    sizes = limits.text_bytes // GIGABYTE, limits.workbook_bytes // MEGABYTE
    assert_said("How the columns are understood", *sizes, limits.rows, limits.columns)
    assert_said("Every line is accounted for", *percents(float(MANY_HELD)), FEW_HELD, ROUNDING)
    assert_said("Who is one client", MOST_NAMES_OF_A_TAX_ID, *percents(UNIDENTIFIED_NOTICE))
    assert_said("Returns and days of purchase", RhythmRules().reversal_days)
    assert_said("What the data hold", TAIL_GAP_DAYS, *percents(UNIDENTIFIED_NOTICE, LOOKS_LIKE_QUANTITY))
