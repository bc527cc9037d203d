"""Finding clients that may be one among made-up names: how long it takes, and what memory it wants."""

from __future__ import annotations

import random
import resource
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
from rapidfuzz.distance import JaroWinkler

from analytics.merging.likeness import BLOCK_LETTERS
from analytics.merging.merge_candidates import Buyers, CandidateSettings, merge_candidates
from benchmarks.data import OUT
from benchmarks.timing import Line, cost_of

SECONDS, MEMORY = 60.0, 2.0  # for 300 000 names, on two cores
LINES_PER_NAME = 3  # a million lines ask for about three hundred thousand names
SLIPS = 0.01  # names that are written once more with a letter left out
_MOST_NAMES = 300_000
_SYLLABLES = "ба ве ги до жу за ко ла ми но пе ра со ту фи ха че ши эл юр стр тор гра при про мет агро буд рем сер дон лес гор мар".split()
_COMMON = (
    "торг торговый сервис плюс строй груп компания центр трейд инвест".split()
)  # half of the names have one of them
_FIRST = date(2021, 1, 1)


def made_names(count: int, seed: int = 7) -> tuple[list[str], list[tuple[str, str]]]:
    """So many normalised names, sorted, and the pairs (name, the same with a slip) among them."""
    dice = random.Random(seed)
    stock = ["".join(dice.choice(_SYLLABLES) for _ in range(dice.randint(2, 4))) for _ in range(max(count, 100))]
    names: set[str] = set()
    while len(names) < count * (1 - SLIPS):
        words = [dice.choice(stock)]
        chance = dice.random()
        if chance < 0.5:
            words.append(dice.choice(_COMMON))
        elif chance < 0.7:
            words.append(dice.choice(stock))
        names.add(" ".join(sorted(words)))
    slips = [_slip(name, dice) for name in dice.sample(sorted(names), round(count * SLIPS))]
    return sorted(names | {slip for _, slip in slips}), slips


def _slip(name: str, dice: random.Random) -> tuple[str, str]:
    """The longest word less one letter behind its beginning."""
    longest = max(name.split(), key=len)
    at = dice.randint(min(BLOCK_LETTERS, len(longest) - 1), len(longest) - 1)
    return name, " ".join(sorted(name.replace(longest, longest[:at] + longest[at + 1 :]).split()))


def made_buyers(names: list[str], seed: int = 7) -> Buyers:
    """A client for every name, with days, one of twenty managers and one of six regions."""
    dice = random.Random(seed)
    first = [dice.randint(0, 1500) for _ in names]
    numbers = pa.array(range(1, len(names) + 1), pa.int32())
    table = pa.table(
        {
            "entity_id": numbers,
            "first_day": pa.array([_FIRST + timedelta(at) for at in first], pa.date32()),
            "last_day": pa.array(
                [_FIRST + timedelta(min(1825, at + dice.randint(0, 1800))) for at in first], pa.date32()
            ),
            "manager": [f"Manager {dice.randint(1, 20)}" for _ in names],
            "region": [f"Region {dice.randint(1, 6)}" for _ in names],
        }
    )
    return Buyers(table, pa.table({"entity_id": numbers, "kind": ["name"] * len(names), "value": names}))


def measure(lines: int, rounds: int, folder: Path = OUT) -> Iterator[Line]:
    """One search, timed once: it takes longer than a neighbour's moment. Slips of 92 % likeness that are found are told."""
    names, slips = made_names(min(lines // LINES_PER_NAME, _MOST_NAMES))
    buyers, found = made_buyers(names), []
    cost = cost_of(lambda: found.append(merge_candidates(buyers)))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)
    place = {name: at for at, name in enumerate(names)}
    wanted = {
        frozenset((place[a], place[b]))
        for a, b in slips
        if JaroWinkler.similarity(a, b) >= CandidateSettings().name_similarity
    }
    pairs = zip(found[0].column("left_id").to_pylist(), found[0].column("right_id").to_pylist(), strict=True)
    met = len(wanted & {frozenset((a - 1, b - 1)) for a, b in pairs})
    size = f"{len(names):,}".replace(",", " ")
    yield Line(
        "", f"pairs among {size} names", f"{cost.wall:.1f} / {cost.cpu:.1f} s, {memory:.1f} GB", f"{found[0].num_rows} pairs",
        "", f"<= {SECONDS:.0f} s, {MEMORY:.0f} GB", (cost.wall <= SECONDS and memory <= MEMORY,),
    )  # fmt: skip
    yield Line(
        "",
        "slips of a letter that are found",
        f"{met} of {len(wanted)}",
        "all",
        f"{met / max(len(wanted), 1):.4f}",
        ">= 0.99",
        (met >= 0.99 * len(wanted),),
    )
