"""Words that stand in the demo company's records only: sources, positions, norms, complaints."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sample_data.vocabulary import LANGUAGES

_FOLDER = Path(__file__).with_name("record_words")


@dataclass(frozen=True)
class RecordWords:
    """What the records of one language say; lists are in step between the languages, tables have the same keys."""

    prospects: tuple[str, ...]  # patterns that make several companies of one word
    sources: tuple[str, ...]
    industries: tuple[str, ...]
    contact: str  # pattern of a person's name
    contact_roles: tuple[str, ...]
    staff: tuple[str, ...]  # the researcher who fills the base, the dispatcher
    positions: tuple[str, ...]
    components: tuple[str, ...]
    tasks: tuple[str, ...]
    unpaid_tasks: tuple[str, ...]  # which no component of the pay pays for
    promos: tuple[str, ...]
    standards: tuple[str, ...]  # lines of the checklist of a conversation
    stages: tuple[str, ...]  # of a deal, the last one won
    pipeline: str
    segments: tuple[str, ...]
    stages_counted: tuple[str, ...]  # as a table of figures calls them
    lost_reason: str
    remark: str
    win_back_steps: tuple[str, ...]  # by call, letter, meeting, visit
    offers: tuple[str, ...]
    detractor_comments: tuple[str, ...]
    promoter_comments: tuple[str, ...]
    kpis: dict[str, str]
    units: dict[str, str]
    complaints: dict[str, str]
    loss_comments: dict[str, str]


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@lru_cache(maxsize=len(LANGUAGES))
def record_words(language: str) -> RecordWords:
    """The words of a language that the demo speaks."""
    with (_FOLDER / f"{language}.toml").open("rb") as file:
        return RecordWords(**{key: _plain(value) for key, value in tomllib.load(file).items()})
