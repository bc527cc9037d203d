"""Three languages, all equal: no key missing, none unused, values and plural forms the same everywhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from wording.catalogue import FOLDER, LANGUAGES, MissingText, catalogue_files, language_of, read_catalogue, words

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("app.py", "pages", "ui", "charts", "wording", "analytics", "ingestion", "intake", "storage", "sample_data")
PLACE = re.compile(r"\{(\w+)\}")
CYRILLIC = re.compile(r"[а-яёіїєґ]", re.IGNORECASE)
UKRAINIAN_ONLY, RUSSIAN_ONLY = re.compile("[іїєґ]", re.IGNORECASE), re.compile("[ыэъё]", re.IGNORECASE)
KEY = re.compile(r"[a-z][a-zA-Z0-9_]*(\.[a-zA-Z0-9_]+)+")


@lru_cache(maxsize=3)
def texts(language: str) -> dict[str, tuple[str, ...]]:
    """key -> its forms."""
    found = {}
    for message in read_catalogue(language):
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            found[key] = (message.string,) if isinstance(message.string, str) else tuple(message.string)
    return found


def python_files() -> Iterator[Path]:
    for name in SOURCES:
        path = ROOT / name
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


@lru_cache(maxsize=1)
def used() -> tuple[frozenset[str], frozenset[str]]:
    """Whole keys that the program names, and beginnings of keys that it completes at run time."""
    keys: set[str] = set()
    beginnings: set[str] = set()
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = node.value
                if KEY.fullmatch(text):
                    keys.add(text)
                if re.fullmatch(r"[a-z][a-zA-Z0-9_]*(\.[a-zA-Z0-9_]+)*\.?", text):
                    beginnings.add(text if text.endswith(".") else text + ".")
            elif isinstance(node, ast.JoinedStr):
                first = node.values[0]
                if isinstance(first, ast.Constant) and re.fullmatch(r"[a-z][a-zA-Z0-9_.]*[._]", str(first.value)):
                    beginnings.add(str(first.value))
    return frozenset(keys), frozenset(b for b in beginnings if "." in b)


def test_every_language_has_the_same_keys() -> None:
    english = set(texts("en"))
    for language in LANGUAGES[1:]:
        assert set(texts(language)) == english, sorted(set(texts(language)) ^ english)[:20]
        assert [p.name for p in catalogue_files(language)] == [p.name for p in catalogue_files("en")]


def test_no_key_that_the_program_names_is_missing() -> None:
    keys, _ = used()
    areas = {key.split(".")[0] for key in texts("en")}
    families = {key.rsplit(".", at)[0] for key in texts("en") for at in range(1, key.count(".") + 1)}
    missing = [key for key in keys if key.split(".")[0] in areas and key not in texts("en") and key not in families]
    begun = [key for key in missing if key.endswith("_") and any(known.startswith(key) for known in texts("en"))]
    assert sorted(set(missing) - set(begun) - {key for key in missing if _is_not_a_text(key)}) == []


def _is_not_a_text(key: str) -> bool:
    """Names that look like keys: files and modules of ours."""
    known_files = (".py", ".sql", ".po", ".md", ".csv", ".json", ".txt", ".toml")
    return key.endswith(known_files) or (ROOT / (key.replace(".", "/") + ".py")).exists()


def test_no_text_is_unused() -> None:
    keys, beginnings = used()
    unused = [
        key for key in texts("en") if key not in keys and not any(key.startswith(beginning) for beginning in beginnings)
    ]
    assert unused == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_and_plural_forms_are_complete(language: str) -> None:
    forms = 2 if language == "en" else 3
    for key, strings in texts(language).items():
        assert all(strings), f"{language}: {key} is empty"
        assert len(strings) in (1, forms), f"{language}: {key} has {len(strings)} forms"
        assert (len(strings) == 1) == (len(texts("en")[key]) == 1), key


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_values_are_the_same_in_every_language(language: str) -> None:
    for key, strings in texts(language).items():
        english = {name for form in texts("en")[key] for name in PLACE.findall(form)}
        here = {name for form in strings for name in PLACE.findall(form)}
        assert here - {"n"} == english - {"n"}, f"{language}: {key}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_another_language_is_left(language: str) -> None:
    for key, strings in texts(language).items():
        if key.startswith("settings.languages."):
            continue
        for text in strings:
            if language == "en":
                assert not CYRILLIC.search(text), key
            elif language == "ru":
                assert not UKRAINIAN_ONLY.search(text), key
            else:
                assert not RUSSIAN_ONLY.search(text), key


def test_plural_forms_follow_the_number() -> None:
    forms = {n: words("ru").n("imports.skipped", n) for n in (1, 2, 5, 11, 21, 22, 25)}
    assert forms == {
        1: "1 строка пропущена", 2: "2 строки пропущены", 5: "5 строк пропущено", 11: "11 строк пропущено",
        21: "21 строка пропущена", 22: "22 строки пропущены", 25: "25 строк пропущено",
    }  # fmt: skip
    assert words("uk").n("imports.skipped", 3) == "3 рядки пропущено"
    assert [words("en").n("imports.skipped", n) for n in (1, 2)] == ["1 line skipped", "2 lines skipped"]


def test_a_short_form_at_the_end_of_a_sentence_has_one_dot() -> None:
    assert words("ru")("pulse.gain.clients", money="897 тыс.").endswith("плюс 897 тыс.")
    assert words("ru")("pulse.gain.clients", money="1,2 млн").endswith("плюс 1,2 млн.")


def test_a_missing_key_is_a_fault_and_not_a_text() -> None:
    with pytest.raises(MissingText):
        words("en")("no.such.key")
    with pytest.raises(MissingText):
        words("en").n("no.such.key", 2)


def test_the_browser_decides_the_language() -> None:
    assert [language_of(found) for found in ("uk-UA", "ru", "ru_RU", "de-DE", None, "")] == [
        "uk",
        "ru",
        "ru",
        "en",
        "en",
        "en",
    ]


def test_every_catalogue_file_is_read() -> None:
    assert {path.parent.name for path in FOLDER.glob("*/*.po")} == set(LANGUAGES)
