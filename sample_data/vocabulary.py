"""Words of the demo company in one language: names, goods, column headers."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "ru", "uk")
_FOLDER = Path(__file__).with_name("vocabulary")


@dataclass(frozen=True)
class Vocabulary:
    """Everything that is written differently in another language; lists are in step between the languages."""

    language: str
    order_prefix: str
    return_prefix: str
    receipt_prefix: str
    retail: str  # how a buyer without a name is written
    person: str  # pattern of a sole trader's name
    company: str  # pattern of a company's name
    company_variants: tuple[str, ...]
    branch: str
    legal_forms: tuple[str, ...]
    second_names: tuple[str, ...]  # patterns that make several firms of one word
    second_entity: str  # the other firm of one owner
    file_name: str
    managers: tuple[str, ...]
    regions: tuple[str, ...]
    channels: tuple[str, ...]
    initials: tuple[str, ...]
    surnames: tuple[str, ...]
    names: tuple[str, ...]
    headers: dict[str, str]
    groups: tuple[tuple[str, tuple[str, ...]], ...]  # product group, its products


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@lru_cache(maxsize=len(LANGUAGES))
def vocabulary(language: str) -> Vocabulary:
    """The words of a language. Raises ValueError for a language that the demo does not speak."""
    if language not in LANGUAGES:
        raise ValueError(f"the demo company speaks {', '.join(LANGUAGES)}, not {language!r}")
    with (_FOLDER / f"{language}.toml").open("rb") as file:
        words = tomllib.load(file)
    groups = tuple((group["name"], tuple(group["products"])) for group in words.pop("groups"))
    return Vocabulary(language=language, groups=groups, **{key: _plain(value) for key, value in words.items()})
