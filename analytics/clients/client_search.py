"""Finding a client by any part of his name, tax number or code."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analytics.errors import WrongSetting
from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.statements import read_sql
from analytics.windows import parameters_in_force
from storage.engine import Engine

_EITHER = {"е": "[её]", "ё": "[её]", "'": "['’ʼ`]", "’": "['’ʼ`]", "ʼ": "['’ʼ`]", "`": "['’ʼ`]"}
_WORDS = 8  # more words than any name has; each costs a pass over the names


@dataclass(frozen=True)
class ClientSearchSettings(Settings):
    """text: what was typed. limit: rows returned at most."""

    text: str = setting("", Mark.ASM)
    limit: int = setting(20, Mark.ASM, "rows", low=1, high=1000)

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.text.strip():
            raise WrongSetting("search_text", name="text")


def client_search(engine: Engine, scope: Scope, settings: ClientSearchSettings) -> Result:
    """Which clients are meant by what was typed?

    One row per client any of whose spellings, tax numbers or codes holds every word; those where words begin so come
    first, then by revenue of the scope's period: `client_id, client, manager, revenue, margin, tax_id, code,
    last_purchase, matched` (the spelling found), `starts_word`. Capital letters, ё and е, kinds of apostrophe are
    alike. Filters are not applied: a client that exists is found.
    """
    words = settings.text.split()[:_WORDS]
    values: dict[str, str] = {}
    for place, word in enumerate(words):
        values[f"word_{place}"] = f"(?i:{pattern(word)})"
        values[f"start_{place}"] = rf"(^|[^\pL\pN])(?i:{pattern(word)})"
        values |= {f"typed_{place}": word, f"upper_{place}": word.upper(), f"lower_{place}": word.lower()}
    text = read_sql("clients/client_search")
    for fragment, condition in _conditions(len(words)).items():
        text = text.replace(f":{fragment}:", condition)
    table = engine.query(text, **scope.parameters, **values, limit_rows=settings.limit)
    return Result(
        table=table,
        status=Status.OK,
        period=(scope.first_day, scope.last_day),
        params=parameters_in_force(scope, settings),
        rows_used=table.num_rows,
    )


def pattern(word: str) -> str:
    """A regular expression that finds a word as it was typed, letters that people mix up being alike."""
    return "".join(_EITHER.get(letter, re.escape(letter)) for letter in word.lower())


def _conditions(count: int) -> dict[str, str]:
    """The fragments of the statement for so many words."""
    every = range(count)
    holds = {
        column: " AND ".join(
            f"(contains({column}, $typed_{n}) OR contains({column}, $upper_{n}) OR contains({column}, $lower_{n}))"
            for n in every
        )
        for column in ("tax_id", "code")
    }
    return {
        "all_words_in_name": " AND ".join(f"regexp_matches(name, $word_{n})" for n in every),
        "all_words_in_tax_id": holds["tax_id"],
        "all_words_in_code": holds["code"],
        "all_starts": " AND ".join(f"regexp_matches(text, $start_{n})" for n in every),
    }
