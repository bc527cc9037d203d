"""Which clients may be one and the same: pairs with what speaks for each, for a person to decide (M28)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np
import pyarrow as pa

from analytics.merging.contacts import keys_of
from analytics.merging.likeness import Ids, alike_names, differing_likeness
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.statements import read_sql
from storage.engine import Engine

STRENGTHS = ("strong", "weak", "faint")
MOST_OF_A_CONTACT = 5  # clients with one phone, address or domain; more are a switchboard or an accounting firm
_CONTACTS = ("phone", "email", "domain")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class CandidateSettings(Settings):
    """When two names are alike, and when one client may have gone on as another.

    name_similarity: Jaro-Winkler likeness from which two names are asked about. differing: likeness of the words that
    the two do not share, below which the pair stands last. went_on_similarity, went_on_days: less alike names are asked
    about too where one client began at most so many days after the other fell silent, with the same manager or region.
    """

    name_similarity: float = setting(0.92, Mark.ASM, "share", low=0.85, high=0.99)
    differing: float = setting(0.85, Mark.OPT, "share", low=0.5, high=1)
    went_on_similarity: float = setting(0.85, Mark.OPT, "share", low=0.7, high=0.99)
    went_on_days: int = setting(120, Mark.OPT, "days", low=0, high=730)


@dataclass(frozen=True, eq=False)
class Buyers:
    """The clients before anybody decided: what the search for pairs needs to know of them.

    table: entity_id, first_day, last_day, manager, region ('' = not given). keys: entity_id, kind ('name', 'phone',
    'email', 'site'), value as written; names are normalised.
    """

    table: pa.Table
    keys: pa.Table


def buyers_before_decisions(engine: Engine, scope: Scope) -> Buyers:
    """Who bought on or before the as-of date, as the rules alone tell clients apart? Filters are not applied."""
    return Buyers(
        engine.query(read_sql("merging/merge_buyers"), **scope.parameters), engine.query(read_sql("merging/merge_keys"))
    )


Shared = Mapping[tuple[int, int], dict[str, str]]  # pair of places -> kind -> the value that both have
Alike = tuple[Ids, Ids, Any, Any]  # left and right places, likeness of the names, of the words that differ


def merge_candidates(buyers: Buyers, settings: CandidateSettings | None = None) -> pa.Table:
    """Which of these clients may be one?

    One row per pair: `left_id` (the longer history), `right_id`; `strength`: strong (the same phone, e-mail address,
    web domain, or normalised name), weak (names alike) or faint (alike only through words that many share); `reasons`
    in the order of their weight: phone, email, domain, name, likeness, went_on; the values `phone`, `email`, `domain`;
    `likeness` of the names 0..1; `gap_days` from the last line of one to the first of the other where one went on as the
    other; `region_differs`. Ordered by strength, then those who went on, then equal regions before different ones.
    Names whose numbers differ are two. A contact of more than five clients is nobody's own. A name of more than five clients is compared with the longest
    history among them only. How names are compared and what is missed: `likeness.alike_names`.
    Source: management practice; the likeness of 0.92 is an assumption.
    """
    chosen = settings or CandidateSettings()
    facts = _Facts(buyers.table)
    keys = _keys_of(buyers.keys, facts)
    shared = _shared(keys, facts)
    left, right, likeness, differing = _with_shared(_alike(keys["name"], facts, chosen), shared, len(facts.ids))
    return _as_table(facts, left, right, likeness, differing, shared, chosen)


class _Facts:
    """Facts of the clients by their place in the table."""

    def __init__(self, table: pa.Table) -> None:
        self.ids = np.asarray(table.column("entity_id").to_numpy(), dtype=np.int64)
        self.place = {number: at for at, number in enumerate(self.ids.tolist())}
        self.first, self.last = _days(table, "first_day"), _days(table, "last_day")
        self.manager, self.region = _codes(table, "manager"), _codes(table, "region")
        self.rank: Ids = np.empty(len(self.ids), dtype=np.int64)
        self.rank[np.lexsort((self.ids, self.first, self.first - self.last))] = np.arange(len(self.ids))

    def in_order(self, one: Ids, other: Ids) -> tuple[Ids, Ids]:
        """The longer history first; of equal ones the earlier, then the smaller number."""
        ahead = self.rank[one] <= self.rank[other]
        return np.where(ahead, one, other), np.where(ahead, other, one)

    def gaps(self, left: Ids, right: Ids) -> Any:
        """Days from the end of one history to the beginning of the other; not above zero where they overlap."""
        return np.maximum(self.first[right] - self.last[left], self.first[left] - self.last[right])

    def went_on(self, left: Ids, right: Ids, days: int) -> Any:
        """Whether one began soon after the other fell silent, with the same manager or in the same region."""
        gaps, managers, regions = self.gaps(left, right), self.manager[left], self.region[left]
        with_same = (managers > 0) & (managers == self.manager[right]) | (regions > 0) & (regions == self.region[right])
        return (gaps > 0) & (gaps <= days) & with_same


def _days(table: pa.Table, column: str) -> Ids:
    days: Ids = np.asarray(table.column(column).cast(pa.int32()).to_numpy(), dtype=np.int64)
    return days


def _codes(table: pa.Table, column: str) -> Ids:
    """Numbers for names; 0 for a name that is not given."""
    known: dict[str, int] = {"": 0}
    names = table.column(column).to_pylist()
    codes: Ids = np.array([known.setdefault(name or "", len(known)) for name in names], np.int64)
    return codes


def _keys_of(keys: pa.Table, facts: _Facts) -> Mapping[str, dict[str, list[int]]]:
    """kind -> normalised value -> places of the clients that have it, each once."""
    found: dict[str, dict[str, list[int]]] = {kind: defaultdict(list) for kind in (*_CONTACTS, "name")}
    columns = (keys.column(name).to_pylist() for name in ("entity_id", "kind", "value"))
    for owner, kind, value in sorted(zip(*columns, strict=True)):
        if owner not in facts.place:
            continue
        place = facts.place[owner]
        for as_kind, key in keys_of(kind, value):
            owners = found[as_kind][key]
            if not owners or owners[-1] != place:
                owners.append(place)
    return found


def _shared(keys: Mapping[str, dict[str, list[int]]], facts: _Facts) -> Shared:
    """What pairs have in common; of two values of a kind the first by the alphabet."""
    found: dict[tuple[int, int], dict[str, str]] = defaultdict(dict)
    for kind in (*_CONTACTS, "name"):
        for value, owners in sorted(keys[kind].items()):
            for one, other in _pairs_of(kind, owners, facts):
                ahead = facts.rank[one] <= facts.rank[other]
                found[(one, other) if ahead else (other, one)].setdefault(kind, value)
    return found


def _pairs_of(kind: str, owners: Sequence[int], facts: _Facts) -> Iterable[tuple[int, int]]:
    if len(owners) <= MOST_OF_A_CONTACT:
        return combinations(owners, 2)
    if kind != "name":
        return ()
    longest = min(owners, key=lambda place: facts.rank[place])
    return ((longest, other) for other in owners if other != longest)


def _alike(names: Mapping[str, list[int]], facts: _Facts, chosen: CandidateSettings) -> Alike:
    """Pairs of clients whose names are alike; a client under several names counts by the most alike ones."""
    texts = sorted(names)
    keep = partial(_worth_asking, _Names.of(texts, names), facts, chosen)
    alike = alike_names(texts, min(chosen.name_similarity, chosen.went_on_similarity), keep)
    differing = np.array(
        [
            differing_likeness(texts[a], texts[b])
            for a, b in zip(alike.left.tolist(), alike.right.tolist(), strict=True)
        ],
        dtype=np.float64,
    )
    kept = (alike.likeness >= chosen.name_similarity) | (differing >= chosen.differing)
    left, right, rows = _of_owners([names[text] for text in texts], alike.left[kept], alike.right[kept])
    left, right = facts.in_order(left, right)
    return _most_alike(left, right, alike.likeness[kept][rows], differing[kept][rows], len(facts.ids))


@dataclass(frozen=True, eq=False)
class _Names:
    """By name: the first client that has it, and a number for the digits in it; 0 where there are none."""

    owner: Ids
    digits: Ids

    @classmethod
    def of(cls, texts: Sequence[str], owners: Mapping[str, list[int]]) -> _Names:
        known: dict[tuple[str, ...], int] = {(): 0}
        digits = [known.setdefault(tuple(sorted(_DIGITS.findall(text))), len(known)) for text in texts]
        return cls(np.array([owners[text][0] for text in texts], np.int64), np.array(digits, np.int64))


def _worth_asking(names: _Names, facts: _Facts, chosen: CandidateSettings, left: Ids, right: Ids, likeness: Any) -> Any:
    """Alike enough, or gone on as the other; «Shop 12» and «Shop 13» are two, «Shop» and «Shop 2» a question."""
    digits = names.digits[left], names.digits[right]
    went_on = facts.went_on(names.owner[left], names.owner[right], chosen.went_on_days)
    numbered_apart = (digits[0] > 0) & (digits[1] > 0) & (digits[0] != digits[1])
    return ((likeness >= chosen.name_similarity) | went_on) & ~numbered_apart


def _of_owners(owners: Sequence[Sequence[int]], left: Ids, right: Ids) -> tuple[Ids, Ids, Ids]:
    """Pairs of names as pairs of the clients that have them, each with the row it came from."""
    first: Ids = np.array([known[0] for known in owners], dtype=np.int64)
    has_one: Any = np.array([len(known) == 1 for known in owners], dtype=bool)
    plain = has_one[left] & has_one[right] & (first[left] != first[right])
    rows = np.flatnonzero(plain)
    found = [
        (one, other, row)
        for row in np.flatnonzero(~plain).tolist()
        for one in owners[int(left[row])][:MOST_OF_A_CONTACT]
        for other in owners[int(right[row])][:MOST_OF_A_CONTACT]
        if one != other
    ]
    more = np.array(found, dtype=np.int64).reshape(-1, 3)
    one, other = first[left[rows]], first[right[rows]]
    joined = (np.concatenate(both) for both in ((one, more[:, 0]), (other, more[:, 1]), (rows, more[:, 2])))
    return next(joined), next(joined), next(joined)


def _most_alike(left: Ids, right: Ids, likeness: Any, differing: Any, count: int) -> Alike:
    """Each pair once, with the likeness of its most alike names."""
    order = np.lexsort((-likeness, -differing, right, left))
    left, right, likeness, differing = (column[order] for column in (left, right, likeness, differing))
    first = np.flatnonzero(np.diff(left * max(count, 1) + right, prepend=-1))
    return left[first], right[first], likeness[first], differing[first]


def _with_shared(alike: Alike, shared: Shared, count: int) -> Alike:
    """The alike pairs, and those that only have something in common; these have no likeness (NaN)."""
    left, right, likeness, differing = alike
    known = np.isin(_pair_keys(shared, count), left * count + right)
    more = np.array(list(shared), dtype=np.int64).reshape(-1, 2)[~known]
    return (
        np.concatenate([left, more[:, 0]]),
        np.concatenate([right, more[:, 1]]),
        np.concatenate([likeness, np.full(len(more), np.nan)]),
        np.concatenate([differing, np.ones(len(more))]),
    )


def _pair_keys(shared: Shared, count: int) -> Ids:
    keys: Ids = np.array([left * count + right for left, right in shared], dtype=np.int64)
    return keys


def _as_table(
    facts: _Facts, left: Ids, right: Ids, likeness: Any, differing: Any, shared: Shared, chosen: CandidateSettings
) -> pa.Table:
    count = len(facts.ids)
    has_shared = np.isin(left * count + right, _pair_keys(shared, count))
    in_common = {at: shared[int(left[at]), int(right[at])] for at in np.flatnonzero(has_shared).tolist()}
    went_on = facts.went_on(left, right, chosen.went_on_days)
    regions = facts.region[left], facts.region[right]
    place = np.where(has_shared, 0, np.where(differing >= chosen.differing, 1, 2))
    table = pa.table(
        {
            "left_id": pa.array(facts.ids[left], pa.int32()),
            "right_id": pa.array(facts.ids[right], pa.int32()),
            "strength": pa.array(STRENGTHS).take(pa.array(place)),
            "reasons": _reasons(in_common, ~np.isnan(likeness), went_on),
            **{kind: _values(in_common, kind, len(left)) for kind in _CONTACTS},
            "likeness": pa.array(likeness, pa.float64(), mask=np.isnan(likeness)),
            "gap_days": pa.array(facts.gaps(left, right), pa.int32(), mask=~went_on),
            "region_differs": pa.array((regions[0] > 0) & (regions[1] > 0) & (regions[0] != regions[1])),
            "place": pa.array(place),
            "quiet": pa.array(~went_on),
        }
    )
    order = ("place", "quiet", "region_differs", "left_id", "right_id")
    return table.sort_by([(name, "ascending") for name in order]).drop_columns(["place", "quiet"])


def _values(in_common: Mapping[int, dict[str, str]], kind: str, count: int) -> pa.Array:
    """The value of a contact in the rows that have one."""
    places = {at: number for number, at in enumerate(at for at, have in in_common.items() if kind in have)}
    at: Any = np.full(count, -1, dtype=np.int64)
    at[list(places)] = list(places.values())
    known = pa.array([in_common[row][kind] for row in places], pa.string())
    return known.take(pa.array(at, mask=at < 0))


def _reasons(in_common: Mapping[int, dict[str, str]], is_alike: Any, went_on: Any) -> pa.Array:
    """A list of codes for each pair; there are few different lists, so each is made once."""
    kinds: dict[tuple[str, ...], int] = {(): 0, ("likeness",): 1, ("went_on",): 2, ("likeness", "went_on"): 3}
    places = is_alike.astype(np.int64) + 2 * went_on.astype(np.int64)
    for row, have in in_common.items():
        named = "name" if "name" in have else "likeness" if is_alike[row] else ""
        codes = (*(kind for kind in _CONTACTS if kind in have), named, "went_on" if went_on[row] else "")
        places[row] = kinds.setdefault(tuple(code for code in codes if code), len(kinds))
    return pa.array([list(codes) for codes in kinds], pa.list_(pa.string())).take(pa.array(places))
