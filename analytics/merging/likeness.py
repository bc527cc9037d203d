"""Names that are alike: Jaro-Winkler on unicode letters, within blocks of names that begin a word alike.

Engines compare bytes, which distorts Cyrillic; rapidfuzz compares letters. Source: public practice of record linkage
(blocking, the Jaro-Winkler measure, the sorted-neighbourhood method).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

BLOCK_LETTERS = 3  # names are compared when a word of theirs begins with the same letters
SHORT_NAME = 6  # letters; a slip in so short a name changes its first letters too
LARGEST_BLOCK = 1000  # names that are all compared with each other
NEIGHBOURS = 60  # in a larger block: the names that follow, by the alphabet from either end
_WORKERS = 2

Ids = np.ndarray[tuple[int], np.dtype[np.int64]]
# Which of some pairs (left places, right places, likeness) are worth keeping; asked block by block.
Keep = Callable[[Ids, Ids, Any], Any]


@dataclass(frozen=True)
class AlikeNames:
    """Pairs of places in the list of names, the smaller first, with their likeness 0..1. Each pair stands once."""

    left: Ids
    right: Ids
    likeness: np.ndarray[tuple[int], np.dtype[np.float32]]

    def __len__(self) -> int:
        return len(self.left)


def block_keys(name: str) -> Iterator[str]:
    """Keys under which a name meets others: beginnings of its words; of a short name also itself less any one letter."""
    for word in name.split():
        if len(word) >= BLOCK_LETTERS:
            yield word[:BLOCK_LETTERS]
    if len(name) <= SHORT_NAME:
        yield f"={name}"
        yield from (f"={name[:at]}{name[at + 1 :]}" for at in range(len(name)))


def alike_names(names: Sequence[str], least: float, keep: Keep | None = None) -> AlikeNames:
    """Which of these names (normalised, each once) are alike by at least `least`, and pass `keep` where it is given?

    Two names are compared when a word of both begins with the same three letters, or one is the other less a letter and
    both are short. A block of up to `LARGEST_BLOCK` names is compared whole. A larger one would take the square of its
    size: its names are sorted by the alphabet, once from the beginning and once from the end, and each is compared with
    its `NEIGHBOURS` there. A slip leaves the beginning or the end of a name as it was, so the two stand near each other
    in one of the orders; missed are pairs whose every common beginning of a word is that frequent, and that more than
    `NEIGHBOURS` names part from each other in both orders.
    """
    found: list[np.ndarray[Any, Any]] = []
    scores: list[np.ndarray[Any, Any]] = []
    for block in _blocks(names):
        pairs, likeness = _within(names, block, least)
        if keep is not None and len(pairs):
            kept = keep(pairs[:, 0], pairs[:, 1], likeness)
            pairs, likeness = pairs[kept], likeness[kept]
        found.append(pairs)
        scores.append(likeness)
    return _each_once(found, scores, len(names))


def _blocks(names: Sequence[str]) -> Iterable[list[int]]:
    """Places of the names that share a key, for keys of two names or more, in the order of their first names."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(names):
        for key in dict.fromkeys(block_keys(name)):
            blocks[key].append(place)
    return (block for block in blocks.values() if len(block) > 1)


def _within(names: Sequence[str], block: Sequence[int], least: float) -> tuple[Any, Any]:
    """Pairs of places as an array of two columns, and their likeness."""
    places = np.asarray(block, dtype=np.int64)
    if len(block) <= LARGEST_BLOCK:
        return _all_pairs([names[at] for at in block], places, least)
    parts = [_neighbours(names, places, order, least) for order in (_forward, _backward)]
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def _all_pairs(texts: Sequence[str], places: Ids, least: float) -> tuple[Any, Any]:
    table = process.cdist(
        texts, texts, scorer=JaroWinkler.similarity, score_cutoff=least, dtype=np.float32, workers=_workers(len(texts))
    )
    rows, columns = np.nonzero(np.triu(table, 1))
    return np.column_stack([places[rows], places[columns]]), table[rows, columns]


def _workers(size: int) -> int:
    """Threads cost more than they bring to a small block."""
    return _WORKERS if size > 200 else 1


def _forward(text: str) -> str:
    return text


def _backward(text: str) -> str:
    return text[::-1]


def _neighbours(names: Sequence[str], places: Ids, order: Callable[[str], str], least: float) -> tuple[Any, Any]:
    """Each name with those that follow it in an order: in runs of so many, a run with itself and the next one."""
    in_order = np.array(sorted(places.tolist(), key=lambda place: (order(names[place]), place)), dtype=np.int64)
    texts = [names[place] for place in in_order.tolist()]
    pairs: list[Any] = [np.empty((0, 2), np.int64)]
    scores: list[Any] = [np.empty(0, np.float32)]
    for start in range(0, len(texts), NEIGHBOURS):
        run, reached = texts[start : start + NEIGHBOURS], texts[start : start + 2 * NEIGHBOURS]
        table = process.cdist(run, reached, scorer=JaroWinkler.similarity, score_cutoff=least, dtype=np.float32)
        rows, columns = np.nonzero(np.triu(table, 1))
        pairs.append(np.column_stack([in_order[start + rows], in_order[start + columns]]))
        scores.append(table[rows, columns])
    return np.concatenate(pairs), np.concatenate(scores)


def _each_once(found: Sequence[Any], scores: Sequence[Any], count: int) -> AlikeNames:
    pairs = np.concatenate([np.empty((0, 2), np.int64), *found])
    likeness = np.concatenate([np.empty(0, np.float32), *scores])
    left, right = pairs.min(axis=1), pairs.max(axis=1)
    _, first = np.unique(left * np.int64(max(count, 1)) + right, return_index=True)
    return AlikeNames(left[first], right[first], likeness[first])


def differing_likeness(one: str, other: str) -> float:
    """How alike are the words that two names do not share? 1 where all words of one stand in the other.

    Two firms with a common word ("Alfa Service", "Beta Service") are alike as a whole and unlike in what tells them
    apart; a slip or an added word is not.
    """
    words, others = one.split(), other.split()
    own, their = [word for word in words if word not in others], [word for word in others if word not in words]
    if not own or not their:
        return 1.0
    return float(JaroWinkler.similarity(" ".join(own), " ".join(their)))
