"""The facts planted in the demo company, with what the methods must find: read from its rows by plain Python alone."""

from __future__ import annotations

from sample_data import planted_leads, planted_money, planted_people, planted_silence, planted_team
from sample_data.books import Books
from sample_data.facts import PlantedFact
from sample_data.records import Records, company_records

# What should worry the owner in the sales, the most money first; counted on the start screen.
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
    planted_silence.uneven,
    planted_silence.one_huge_order,
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
_RECORD_FACTS = (
    planted_leads.base_size,
    planted_leads.base_decay,
    planted_leads.researcher_week,
    planted_leads.doubled_base,
    planted_leads.first_answers,
    planted_leads.forgotten_next_step,
    planted_leads.channels,
    planted_leads.warm_up_ways,
    planted_leads.weak_stage,
    planted_leads.few_deals,
    planted_leads.first_deals,
    planted_leads.dear_first_deals,
    planted_leads.stuck_deals,
    planted_team.easy_norm,
    planted_team.impossible_norm,
    planted_team.hard_norm,
    planted_team.too_many_kpis,
    planted_team.retroactive_pay,
    planted_team.passive_manager,
    planted_silence.agreed_pause,
    planted_team.key_client_calendar,
    planted_team.not_touched,
    planted_team.nps,
    planted_team.sold_out_promo,
    planted_team.complaints,
    planted_team.loss_reasons,
    planted_team.poor_calls,
    planted_team.training,
    planted_team.slow_answers,
)


def planted_facts(books: Books) -> dict[str, PlantedFact]:
    """code -> fact, for the company whose books these are: of its sales, then of its records."""
    facts = [find(books) for find in _FACTS]
    return {fact.code: fact for fact in facts} | record_facts(company_records(books))


def record_facts(records: Records) -> dict[str, PlantedFact]:
    """code -> fact, for the records of a company."""
    facts = [find(records) for find in _RECORD_FACTS]
    return {fact.code: fact for fact in facts}


def planted_problems(books: Books) -> tuple[PlantedFact, ...]:
    """The facts that should worry the owner."""
    facts = {fact.code: fact for fact in (find(books) for find in _FACTS)}
    return tuple(facts[code] for code in PROBLEMS)
