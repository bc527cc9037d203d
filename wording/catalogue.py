"""The interface texts: gettext catalogues read by Babel, one folder a language, one file an area.

A text is found by a key (`pulse.question`), never by its English wording, so that all three languages are equal. Where
a text depends on a number it has plural forms. Values are put in by name: `words("abc.lead", share="80 %")`.
"""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("en", "ru", "uk")
DEFAULT_LANGUAGE = "en"
FOLDER = Path(__file__).resolve().parent.parent / "locales"


class MissingText(KeyError):
    """A key that a catalogue does not have: a fault of the program, found by the tests."""


def _put_in(text: str, values: Mapping[str, Any]) -> str:
    """The text with its values. A value that ends with the dot of a short form (`897 тыс.`) ends its sentence too."""
    for name, value in values.items():
        if isinstance(value, str) and value.rstrip("]*").endswith("."):
            text = re.sub(rf"(\{{{name}\}}[\]*]*)\.(?!\.)", r"\1", text)
    return text.format(**values)


class Words:
    """The texts of one language. Call it with a key; `n` picks the plural form; `code` reads a family of keys.

    A family (the part of a key before its first dot) is read when its first text is asked for: a command that says one
    sentence need not wait for the texts of all screens.
    """

    def __init__(self, language: str) -> None:
        self.language = language

    def _texts_of(self, key: str) -> gettext.GNUTranslations:
        return _family(self.language, key.partition(".")[0])

    def __call__(self, key: str, **values: Any) -> str:
        """The text of `key` with the values put in."""
        text = self._texts_of(key).gettext(key)
        if text == key:
            raise MissingText(f"{self.language}: {key}")
        return _put_in(text, values) if values else text

    def n(self, key: str, number: int, **values: Any) -> str:
        """The plural form of `key` for `number`; `{n}` in the text is the number as it should be written."""
        text = self._texts_of(key).ngettext(key, key, number)
        if text == key:
            raise MissingText(f"{self.language}: {key}")
        return _put_in(text, {"n": number, **values})

    def code(self, family: str, code: str, **values: Any) -> str:
        """The text of a code of a family: `code("status", "lost")` is the text of `status.lost`."""
        return self(f"{family}.{code}", **values)

    def has(self, key: str) -> bool:
        """Whether the catalogue holds the key."""
        return self._texts_of(key).gettext(key) != key


def catalogue_files(language: str) -> list[Path]:
    """The files of one language, in a fixed order."""
    return sorted((FOLDER / language).glob("*.po"))


def read_catalogue(language: str) -> Catalog:
    """All texts of one language in one Babel catalogue; a key that stands twice is a fault."""
    whole = Catalog(locale=language)
    for path in catalogue_files(language):
        for message in _messages(path, language):
            if message.id in whole:
                raise ValueError(f"{path.name}: {message.id!r} stands in two files")
            whole.add(message.id, message.string, flags=message.flags)
    return whole


@lru_cache(maxsize=256)
def _messages(path: Path, language: str) -> list[Message]:
    with path.open("rb") as file:
        return [message for message in read_po(file, locale=language) if message.id]


@lru_cache(maxsize=1024)
def _family(language: str, family: str) -> gettext.GNUTranslations:
    """The texts whose keys begin with a family, in whichever files they stand."""
    begins = f'msgid "{family}.'.encode()
    texts = Catalog(locale=language)
    for path in catalogue_files(language):
        if begins in path.read_bytes():
            for message in _messages(path, language):
                key = message.id if isinstance(message.id, str) else message.id[0]
                if key.startswith(f"{family}."):
                    texts.add(message.id, message.string, flags=message.flags)
    compiled = io.BytesIO()
    write_mo(compiled, texts)
    compiled.seek(0)
    return gettext.GNUTranslations(cast(Any, compiled))


@lru_cache(maxsize=len(LANGUAGES))
def words(language: str) -> Words:
    """The texts of a language; another language than ours falls back to English."""
    return Words(language if language in LANGUAGES else DEFAULT_LANGUAGE)


def language_of(locale: str | None) -> str:
    """Our language for a browser's locale (`uk-UA` -> `uk`); English where there is none of ours."""
    short = (locale or "").replace("_", "-").split("-")[0].lower()
    return short if short in LANGUAGES else DEFAULT_LANGUAGE
