"""Who is one client: spellings (parties) grouped by tax id, then by code, then by name, then by what people decided.

A pure function of all parties and decisions, so the grouping does not depend on the order of rows or files, and taking
a file or a decision away gives back the grouping before it. Source: rules of client identity, practice of merging
client lists.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from storage.names import is_mass_name

UNIDENTIFIED = 0
MOST_NAMES_OF_A_TAX_ID = 5  # a tax id on more names than this is somebody's placeholder


@dataclass(frozen=True)
class Party:
    """One spelling of a buyer as it stood on rows; empty strings where a row had nothing."""

    party_id: int
    tax_id: str
    code: str
    name_key: str


class Spelling(NamedTuple):
    """What a decision remembers of one side: tax id, code, normalised name; empty strings where a row had nothing."""

    tax_id: str
    code: str
    name: str


SpellingPair = tuple[Spelling, Spelling]
Spans = Mapping[int, tuple[date, date]]  # party_id -> first and last day with a line


class Groups:
    """Disjoint sets of party ids."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}

    def root(self, party: int) -> int:
        parent = self._parent.setdefault(party, party)
        while parent != self._parent[parent]:
            self._parent[party] = parent = self._parent[self._parent[parent]]
        return parent

    def __contains__(self, party: int) -> bool:
        """Whether the party was ever joined or asked for."""
        return party in self._parent

    def join(self, parties: Iterable[int]) -> None:
        roots = sorted({self.root(party) for party in parties})
        for other in roots[1:]:
            self._parent[other] = roots[0]


def usable_tax_ids(parties: Iterable[Party]) -> frozenset[str]:
    """Tax ids that name one firm: not of zeros only, and not standing on more than five different names."""
    names: dict[str, set[str]] = defaultdict(set)
    for party in parties:
        if party.tax_id.strip("0 "):
            names[party.tax_id].add(party.name_key)
    return frozenset(tax_id for tax_id, keys in names.items() if len(keys) <= MOST_NAMES_OF_A_TAX_ID)


def _by(parties: Iterable[Party], attribute: str) -> dict[str, list[Party]]:
    groups: dict[str, list[Party]] = defaultdict(list)
    for party in parties:
        value = getattr(party, attribute)
        if value:
            groups[value].append(party)
    return groups


def client_of_parties(
    parties: list[Party], same: Iterable[SpellingPair] = (), spans: Spans | None = None
) -> dict[int, int]:
    """party_id -> client_id; 0 for a buyer nobody can tell.

    The clients that the rules make (`entity_of_parties`), joined where people decided that two spellings are the `same`.
    The joined client goes on under the number of the one with the longest history by `spans`, of equal ones under that
    of the earliest, then of the smallest.
    """
    entity_of = entity_of_parties(parties)
    index, groups = SpellingIndex(parties, entity_of), Groups()
    for left, right in same:
        groups.join(entity for entity in (index.entity(left), index.entity(right)) if entity)
    survivor = _survivors(groups, entity_of, spans or {})
    return {
        party: survivor.get(groups.root(entity), entity) if entity else entity for party, entity in entity_of.items()
    }


def _survivors(groups: Groups, entity_of: Mapping[int, int], spans: Spans) -> dict[int, int]:
    """root of a joined group -> the entity whose number it keeps."""
    lives: dict[int, tuple[date, date]] = {}
    for party, entity in entity_of.items():
        if entity in groups and party in spans:
            first, last = spans[party]
            known = lives.get(entity, (first, last))
            lives[entity] = min(first, known[0]), max(last, known[1])
    best: dict[int, tuple[int, date, int]] = {}
    for entity in set(entity_of.values()):
        if entity in groups:
            first, last = lives.get(entity, (date.max, date.max))
            place = (first - last).days, first, entity
            best[groups.root(entity)] = min(place, best.get(groups.root(entity), place))
    return {root: place[2] for root, place in best.items()}


class SpellingIndex:
    """Finds the client that a remembered spelling means among the spellings of today."""

    def __init__(self, parties: Iterable[Party], entity_of: Mapping[int, int]) -> None:
        self._exact: dict[Spelling, int] = {}
        self._by: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._tax_ids: dict[int, set[str]] = defaultdict(set)
        for party in parties:
            entity = entity_of[party.party_id]
            if entity == UNIDENTIFIED:
                continue
            self._exact.setdefault(Spelling(party.tax_id, party.code, party.name_key), entity)
            for kind in ("tax_id", "code", "name_key"):
                if getattr(party, kind):
                    self._by[kind, getattr(party, kind)].add(entity)
            if party.tax_id:
                self._tax_ids[entity].add(party.tax_id)

    def entity(self, spelling: Spelling) -> int | None:
        """The client of the very spelling; else the one client with its tax id, its code, its name, in this order.

        None where nobody has any of them, where several do, or where the one found has another tax id: two numbers are
        two firms.
        """
        exact = self._exact.get(spelling)
        if exact is not None:
            return exact
        for kind, value in (("tax_id", spelling.tax_id), ("code", spelling.code), ("name_key", spelling.name)):
            found = self._by.get((kind, value), set()) if value else set()
            if found:
                return self._only(found, spelling.tax_id)
        return None

    def _only(self, found: set[int], tax_id: str) -> int | None:
        if len(found) > 1:
            return None
        (entity,) = found
        known = self._tax_ids.get(entity)
        return entity if not tax_id or not known or tax_id in known else None


def entity_of_parties(parties: list[Party]) -> dict[int, int]:
    """party_id -> the client that the rules alone make of it, called by its smallest party_id; 0 for nobody.

    1. One usable tax id is one client. 2. A code joins its parties unless they carry two different tax ids; then those
    without a tax id stay a client of their own. 3. A name alone finds the one client that carries it; a code without a
    tax id finds the one firm with a tax id, and no code of its own, under its name. A name of two firms finds nobody.
    """
    usable = usable_tax_ids(parties)
    known = [
        Party(p.party_id, p.tax_id if p.tax_id in usable else "", p.code, p.name_key)
        for p in parties
        if _is_known(p, usable)
    ]
    groups = Groups()
    for same_tax in _by(known, "tax_id").values():
        groups.join(p.party_id for p in same_tax)
    for same_code in _by(known, "code").values():
        with_tax = {p.tax_id for p in same_code if p.tax_id}
        groups.join(p.party_id for p in same_code if len(with_tax) <= 1 or not p.tax_id)
    by_name = list(_by(known, "name_key").values())
    _join_codes_to_firms(groups, known, by_name)
    for same_name in by_name:
        _join_bare_names(groups, same_name)
    clients = {p.party_id: groups.root(p.party_id) for p in known}
    return {p.party_id: clients.get(p.party_id, UNIDENTIFIED) for p in parties}


def _is_known(party: Party, usable: frozenset[str]) -> bool:
    if party.tax_id in usable:
        return True
    return bool(party.code or party.name_key) and not is_mass_name(party.name_key)


def _join_codes_to_firms(groups: Groups, known: list[Party], by_name: list[list[Party]]) -> None:
    """A code without a tax id joins the one firm that goes under its name, where each has no other choice."""
    firms = {groups.root(p.party_id) for p in known if p.tax_id}
    with_code = {groups.root(p.party_id) for p in known if p.code}
    firms_of: dict[int, set[int]] = defaultdict(set)
    codes_of: dict[int, set[int]] = defaultdict(set)
    for same_name in by_name:
        owners = {groups.root(p.party_id) for p in same_name}
        named_firms, coded = owners & firms, (owners & with_code) - firms
        if len(named_firms) == 1 and len(coded) == 1 and not named_firms & with_code:
            (firm,), (code,) = named_firms, coded
            firms_of[code].add(firm)
            codes_of[firm].add(code)
    for code, claimed in firms_of.items():
        if len(claimed) == 1 and len(codes_of[next(iter(claimed))]) == 1:
            groups.join([code, *claimed])


def _join_bare_names(groups: Groups, same_name: list[Party]) -> None:
    """Rows that had a name and nothing else find the one client of that name; of two they are a third."""
    owners = {groups.root(p.party_id) for p in same_name if p.tax_id or p.code}
    bare = [p.party_id for p in same_name if not p.tax_id and not p.code]
    groups.join([*bare, *(owners if len(owners) == 1 and bare else ())])


def ambiguous_names(parties: Iterable[Party], client_of: dict[int, int]) -> dict[str, tuple[Hashable, ...]]:
    """Names that stand on several clients: they wait for a human "same" or "different"."""
    owners: dict[str, set[int]] = defaultdict(set)
    for party in parties:
        if party.name_key and client_of.get(party.party_id):
            owners[party.name_key].add(client_of[party.party_id])
    return {name: tuple(sorted(ids)) for name, ids in owners.items() if len(ids) > 1}
