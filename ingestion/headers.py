"""Headers of columns: bringing them to one form, and how well one fits a field.

The words stand in `synonyms.json`, three languages together. The scores are management practice: an exact synonym
100, a synonym with a unit 95, a synonym at the start or end 80, the same words in another order 75, a near spelling
60.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

EXACT, WITH_UNIT, PARTIAL, SAME_WORDS, NEAR = 100, 95, 80, 75, 60
NEAR_RATIO = 90.0
LONGEST_HEADER = 200
_CAMEL = re.compile(r"(?<=[a-zа-яіїєґ])(?=[A-ZА-ЯІЇЄҐ])|(?<=[A-Z])(?=[A-Z][a-z])")
_DROPPED = re.compile(r"[*:;\"'«»()\[\]“”„`´’]")
_TO_SPACE = re.compile(r"[_\-.,=<>\s\u00a0\u202f\u2007\u2009]+")
_UNITS = frozenset(
    "руб рублей р грн гривень uah rub usd eur gbp chf pln kzt byn cad $cdn тг долл евро евра шт штук кг ед од "
    "$ € ₽ ₴ £ ₸ utc тыс тис".split()
)
_PREFIXES = ("deal - ", "lead - ", "сделка - ", "угода - ")
_APOSTROPHES = re.compile(r"(?<=\w)['’ʼ`´](?=\w)")


@lru_cache(maxsize=1 << 14)
def normalise(header: str) -> str:
    """A header in the form in which headers are compared: lower case, no signs, words apart by one space."""
    text = header[:LONGEST_HEADER].strip().removeprefix("\ufeff")
    for prefix in _PREFIXES:
        if text.lower().startswith(prefix):
            text = text[len(prefix) :]
    text = _CAMEL.sub(" ", _APOSTROPHES.sub("", text)).lower().replace("ё", "е")
    return _TO_SPACE.sub(" ", _DROPPED.sub(" ", text)).strip()


def is_unit(text: str) -> bool:
    """Whether a text is a unit and nothing else: `(thousand tons)`, `руб.`, `шт`."""
    bare = text.strip()
    if bare.startswith("(") and bare.endswith(")") and not any(sign.isdigit() for sign in bare):
        return True
    return bool(bare) and all(word in _UNITS or word == "%" for word in normalise(bare).split())


def without_units(header: str) -> str:
    """A normalised header less the currency or unit at its end or start (`сумма руб` -> `сумма`)."""
    words = header.split()
    while len(words) > 1 and words[-1] in _UNITS:
        words.pop()
    while len(words) > 1 and words[0] in _UNITS:
        words.pop(0)
    return " ".join(words)


@lru_cache(maxsize=1)
def _dictionary() -> tuple[dict[str, str], dict[str, dict[str, int]], dict[str, tuple[str, ...]]]:
    """Synonym -> field, field -> synonym -> place in its list, and the words that speak against a field."""
    raw = json.loads((Path(__file__).parent / "synonyms.json").read_text(encoding="utf-8"))
    exact: dict[str, str] = {}
    places: dict[str, dict[str, int]] = {}
    for field, languages in raw["fields"].items():
        for words in languages.values():
            for place, word in enumerate(words):
                key = normalise(word)
                exact.setdefault(key, field)
                places.setdefault(field, {}).setdefault(key, place)
    return exact, places, {field: tuple(words) for field, words in raw["negative"].items()}


def fields_known() -> tuple[str, ...]:
    """Every field and recognised role that `synonyms.json` names."""
    return tuple(_dictionary()[1])


def place_of(header: str, field: str) -> int:
    """How early the header stands in the field's list of synonyms; a large number where it does not."""
    return _dictionary()[1].get(field, {}).get(without_units(normalise(header)), 999)


def _spoken_against(words: str, field: str) -> bool:
    against = _dictionary()[2].get(field, ())
    tokens = words.split()
    return any(token == bad or (len(bad) > 3 and token.startswith(bad)) for bad in against for token in tokens)


@lru_cache(maxsize=4096)
def scores(header: str) -> tuple[tuple[str, int], ...]:
    """Fields that a raw header may mean, with scores, the best first. An exact synonym leaves no other field."""
    found = _by_words(header)
    return found or _near(without_units(normalise(header)))


@lru_cache(maxsize=4096)
def _by_words(header: str) -> tuple[tuple[str, int], ...]:
    words = normalise(header)
    exact = _dictionary()[0]
    if not words:
        return ()
    if words in exact:
        return ((exact[words], EXACT),)
    bare = without_units(words)
    if bare in exact:
        return ((exact[bare], WITH_UNIT),)
    return tuple(sorted(_partial(bare).items(), key=lambda pair: (-pair[1], pair[0])))


@lru_cache(maxsize=1)
def _by_end_words() -> dict[str, tuple[str, ...]]:
    """First and last word of a synonym -> the synonyms, so that few are compared."""
    found: dict[str, set[str]] = {}
    for synonym in _dictionary()[0]:
        tokens = synonym.split()
        if len(synonym) >= 3:
            found.setdefault(tokens[0], set()).add(synonym)
            found.setdefault(tokens[-1], set()).add(synonym)
    return {word: tuple(sorted(synonyms)) for word, synonyms in found.items()}


def _partial(words: str) -> dict[str, int]:
    """Scores of a header that is no synonym as a whole. The longest synonym inside it decides first."""
    found: dict[str, int] = {}
    longest = 0
    tokens = words.split()
    near_ends = {synonym for token in tokens for synonym in _by_end_words().get(token, ())}
    for synonym in sorted(near_ends):
        field = _dictionary()[0][synonym]
        if _spoken_against(words, field):
            continue
        if words.startswith(synonym + " ") or words.endswith(" " + synonym):
            if len(synonym) >= longest:
                found[field] = PARTIAL
                longest = len(synonym)
        elif set(tokens) == set(synonym.split()):
            found.setdefault(field, SAME_WORDS)
    return found


def _near(words: str) -> tuple[tuple[str, int], ...]:
    """The field of a synonym spelled nearly the same; short words are too easily near to something."""
    if len(words) < 6 or len(words) > 60:
        return ()
    from rapidfuzz import fuzz, process  # loaded only for headers that nothing else explains

    match = process.extractOne(words, _dictionary()[0].keys(), scorer=fuzz.ratio, score_cutoff=NEAR_RATIO)
    if match is None or _spoken_against(words, _dictionary()[0][match[0]]):
        return ()
    return ((_dictionary()[0][match[0]], NEAR),)


@lru_cache(maxsize=1 << 14)
def is_known(header: str) -> bool:
    """Whether the header resembles any synonym well enough to count as a header cell."""
    return bool(_by_words(header))


def fingerprint(headers: Iterable[str]) -> str:
    """The identity of a layout: a hash of the sorted normalised headers, the same when columns change places."""
    names = sorted(name for name in map(normalise, headers) if name)
    return hashlib.sha256("\x1f".join(names).encode()).hexdigest()[:32]
