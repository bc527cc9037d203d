"""Which spellings of managers and products may be one name: pairs with what speaks for each (M28)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import pyarrow as pa

from analytics.merging.likeness import alike_names, differing_likeness
from analytics.scope import Scope
from analytics.statements import read_sql
from storage.engine import Engine

SpellingKind = Literal["manager", "product"]
LIKENESS = 0.92  # assumption, as for names of clients
_COLUMNS: dict[SpellingKind, str] = {"manager": "manager", "product": "product"}
_LETTERS = str.maketrans({"ё": "е", "і": "и", "ї": "и", "є": "е", "ґ": "г", "×": "x", "х": "x"})
# Latin letters that look like Cyrillic ones: in a name typed with the wrong keyboard both stand for one letter.
_LOOK_ALIKES = str.maketrans("авсеникмортху", "abcehikmoptxy")
_PARTS = re.compile(r"[^\W\d_]+|\d+")
_CYRILLIC = re.compile(r"[а-яёіїєґ]")
_MOST_OF_A_KEY = 8


@dataclass(frozen=True)
class SpellingPair:
    """Two spellings; `left` is the one on more lines. reason: signs (the same letters and digits), person (the same
    surname, the rest fits), likeness (alike names with the same digits).
    """

    left: str
    right: str
    reason: str
    likeness: float


def spellings_in_use(engine: Engine, scope: Scope, kind: SpellingKind) -> pa.Table:
    """Which names of managers or of products stand on lines? `written, lines, net, first_day, last_day`, by money.

    As written in the files, before any decision. Filters are not applied.
    """
    text = read_sql("merging/spellings_in_use").replace(":column:", _COLUMNS[kind])
    return engine.query(text, as_of=scope.as_of)


def spelling_candidates(spellings: pa.Table, kind: SpellingKind) -> list[SpellingPair]:
    """Which of these spellings may be one name, the surest first?

    spellings: what `spellings_in_use` gives. Letters and digits alone are compared first: case, spaces, dashes, quotes,
    ё and е, look-alike Latin letters do not count. Of managers a surname with initials meets the full name in any
    order. Alike names (0.92) are asked about where their digits are the same: «3,5×35» and «3,5×45» are two products.
    """
    columns = (spellings.column(name).to_pylist() for name in ("written", "lines"))
    lines: dict[str, int] = dict(zip(*columns, strict=True))
    found: dict[frozenset[str], SpellingPair] = {}
    for reason, pairs in _ways(sorted(lines), kind):
        for one, other, likeness in pairs:
            left, right = sorted((one, other), key=lambda name: (-lines[name], name))
            found.setdefault(frozenset((one, other)), SpellingPair(left, right, reason, likeness))
    return list(found.values())


_Ways = Iterator[tuple[str, Iterable[tuple[str, str, float]]]]


def _ways(names: Sequence[str], kind: SpellingKind) -> _Ways:
    yield "signs", ((one, other, 1.0) for one, other in _same_key(names, signs))
    if kind == "manager":
        yield "person", ((one, other, 1.0) for one, other in _same_person(names))
    yield "likeness", _alike(names, kind)


def signs(name: str) -> str:
    """The letters and digits of a name in one alphabet: `GTX Pro` and `gtx-pro` are `gtxpro`."""
    return "".join(_parts(name))


def _parts(name: str) -> list[str]:
    """Words and numbers in small letters; a word of Cyrillic letters only is written by the Latin ones it looks like."""
    lowered = name.lower().translate(_LETTERS)
    return [part.translate(_LOOK_ALIKES) for part in _PARTS.findall(lowered)]


def _same_key(names: Sequence[str], key: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        if key(name):
            groups[key(name)].append(name)
    for group in groups.values():
        yield from _bounded_pairs(group)


def _bounded_pairs(group: Sequence[str]) -> Iterable[tuple[str, str]]:
    """All pairs of a small group; of a large one, each with the first."""
    return combinations(group, 2) if len(group) <= _MOST_OF_A_KEY else ((group[0], other) for other in group[1:])


def _same_person(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    by_word: dict[str, list[str]] = defaultdict(list)
    for name in names:
        for word in dict.fromkeys(part for part in _parts(name) if len(part) > 2):
            by_word[word].append(name)
    for group in by_word.values():
        yield from ((one, other) for one, other in combinations(group, 2) if is_same_person(one, other))


def is_same_person(one: str, other: str) -> bool:
    """Whether two names may be of one person: a common full word, and initials or words that fit for the rest.

    «Иванов И.И.», «Иванов Иван Иванович» and «Иван Иванов» fit each other; «Иванов Иван» and «Иванов Игорь» do not. A
    surname alone fits nobody: two people may have it.
    """
    fewer, more = sorted((_parts(one), _parts(other)), key=len)
    common = [word for word in fewer if len(word) > 2 and word in more]
    if not common:
        return False
    rest, free = list(fewer), list(more)
    for word in common:
        rest.remove(word)
        free.remove(word)
    matched = len(common) - 1
    for word in rest:
        fits = next((known for known in free if _fits(word, known)), None)
        if fits is None:
            return False
        free.remove(fits)
        matched += 1
    return matched > 0


def _fits(word: str, known: str) -> bool:
    """A word and an initial of it, or two equal initials."""
    return word == known or (min(len(word), len(known)) == 1 and word[0] == known[0])


def _alike(names: Sequence[str], kind: SpellingKind) -> Iterator[tuple[str, str, float]]:
    owners: dict[str, list[str]] = defaultdict(list)
    for name in names:
        owners[" ".join(sorted(_parts(name)) if kind == "manager" else _parts(name))].append(name)
    texts = sorted(text for text in owners if text)
    alike = alike_names(texts, LIKENESS)
    for left, right, likeness in zip(alike.left.tolist(), alike.right.tolist(), alike.likeness.tolist(), strict=True):
        one, other = texts[left], texts[right]
        if _digits(one) == _digits(other) and _initials_fit(one, other) and differing_likeness(one, other) >= LIKENESS:
            yield owners[one][0], owners[other][0], likeness


def _digits(text: str) -> list[str]:
    return sorted(re.findall(r"\d+", text))


def _initials_fit(one: str, other: str) -> bool:
    """Two sets of initials that differ are two people, or two models."""
    own, their = ({word for word in text.split() if len(word) == 1 and not word.isdigit()} for text in (one, other))
    return own == their or not own or not their
