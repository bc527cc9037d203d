"""Who is one client: spellings (parties) grouped by tax id, then by code, then by name.

A pure function of all parties, so the grouping does not depend on the order of rows or files, and taking a file away
gives back the grouping before it. Source: rules of client identity, practice of merging client lists.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

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


class _Groups:
    """Disjoint sets of party ids."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}

    def root(self, party: int) -> int:
        parent = self._parent.setdefault(party, party)
        while parent != self._parent[parent]:
            self._parent[party] = parent = self._parent[self._parent[parent]]
        return parent

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


def client_of_parties(parties: list[Party]) -> dict[int, int]:
    """party_id -> client_id, the smallest party_id of the client; 0 for a buyer nobody can tell.

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
    groups = _Groups()
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


def _join_codes_to_firms(groups: _Groups, known: list[Party], by_name: list[list[Party]]) -> None:
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


def _join_bare_names(groups: _Groups, same_name: list[Party]) -> None:
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
