"""What stands above a table and on its sheet and file: of which kinds it speaks, and of which month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ingestion.headers import normalise
from ingestion.kinds.catalogue import KINDS, synonyms, title_words
from ingestion.period import period_of

PLANS = "plans"


@dataclass(frozen=True)
class Title:
    """kinds: of which the title speaks. month: the first day of the one month it names, None where it names none."""

    kinds: frozenset[str] = frozenset()
    month: date | None = None

    def speaks_of(self, kind: str) -> bool:
        """Whether the title speaks of a kind."""
        return kind in self.kinds


def title_of(*texts: str) -> Title:
    """The title that these texts make; the month is that of the first text that names one."""
    whole = f" {' '.join(normalise(text) for text in texts)} "
    spoken = {kind for kind in KINDS if any(f" {word} " in whole for word in _words_of(kind))}
    return Title(frozenset(spoken), next((month for text in texts if (month := _month(text))), None))


def _words_of(kind: str) -> tuple[str, ...]:
    return synonyms("plan") if kind == PLANS else title_words(kind)


def _month(text: str) -> date | None:
    found = period_of(text)
    return found.first if found is not None and found.is_one_month else None
