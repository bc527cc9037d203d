"""The facts planted in the demo company, with what the methods must find: read from its lines by plain Python alone."""

from __future__ import annotations

from sample_data import planted_money, planted_people, planted_silence
from sample_data.books import Books
from sample_data.facts import PlantedFact

# What should worry the owner, the most money first; counted on the start screen.
PROBLEMS = (
    "fall",
    "lost",
    "monoclient",
    "cut_back",
    "handover",
    "falling_margin",
    "more_returned_than_bought",
    "moved",
)
_FACTS = (
    planted_money.fall,
    planted_money.pulse,
    planted_money.monoclient,
    planted_money.classes,
    planted_money.more_returned_than_bought,
    planted_money.unidentified,
    planted_money.falling_margin,
    planted_money.cut_back,
    planted_silence.statuses,
    planted_silence.lost,
    planted_silence.late,
    planted_silence.returned,
    planted_silence.refunded_return,
    planted_silence.reversed_order,
    planted_silence.samples,
    planted_silence.one_off,
    planted_silence.seasonal,
    planted_silence.moved,
    planted_people.handover,
    planted_people.newcomer,
    planted_people.new_clients,
    planted_people.spellings,
)


def planted_facts(books: Books) -> dict[str, PlantedFact]:
    """code -> fact, for the company whose books these are."""
    facts = [find(books) for find in _FACTS]
    return {fact.code: fact for fact in facts}


def planted_problems(books: Books) -> tuple[PlantedFact, ...]:
    """The facts that should worry the owner."""
    facts = planted_facts(books)
    return tuple(facts[code] for code in PROBLEMS)
