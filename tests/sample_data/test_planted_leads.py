"""What is planted among potential clients is really there: counted in the rows another way, and worth seeing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from sample_data.books import Books
from sample_data.facts import Figure, PlantedFact
from sample_data.records import Records
from storage.names import name_key

Facts = Mapping[str, PlantedFact]
AS_OF = date(2026, 11, 14)


def number(figure: Figure) -> float:
    assert isinstance(figure, int | float | Decimal)
    return float(figure)


def test_base_is_of_1050_entries_and_the_plan_of_ten_clients(records: Records, facts: Facts) -> None:
    figures = facts["base_size"].figures
    assert len(records.base) == figures["entries"] == 1050
    months = (date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1))
    planned = [plan.value for plan in records.plans if plan.measure == "new_clients" and plan.period in months]
    assert sum(planned) == figures["planned_in_quarter"] == 10
    assert figures["live"] == 1050 - sum(row.state in ("closed", "invalid", "duplicate") for row in records.base)


def test_three_entries_in_ten_are_untrue_after_a_year(records: Records, facts: Facts) -> None:
    """The yearly rate that explains what the checks found, each entry by its own age when it was checked."""
    checked = [row for row in records.base if row.verified_at]
    untrue = sum(row.state != "live" for row in checked)
    assert (len(checked), untrue) == (facts["base_decay"].figures["checked"], facts["base_decay"].figures["untrue"])
    ages = [(row.verified_at - row.created).days / 365.25 for row in checked if row.verified_at and row.created]
    assert len(ages) == len(checked) >= 80 and min(ages) > 0

    def expected(rate: float) -> float:
        return sum(1 - (1 - rate) ** age for age in ages)

    low, high = 0.01, 0.99
    while high - low > 1e-6:
        low, high = ((low + high) / 2, high) if expected((low + high) / 2) < untrue else (low, (low + high) / 2)
    assert 0.27 <= low <= 0.33


def test_ages_of_the_base_run_from_fresh_to_stale(records: Records, facts: Facts) -> None:
    ages = [(AS_OF - row.created).days / 365.25 for row in records.base if row.created]
    assert min(ages) >= 0, "nothing is entered after the last day"
    assert len(ages) == 1050 - sum(row.created is None for row in records.base)
    assert number(facts["base_decay"].figures["without_date"]) >= 5
    assert sum(age <= 0.5 for age in ages) >= 300
    assert sum(0.5 < age <= 1 for age in ages) >= 100
    assert sum(age > 1 for age in ages) >= 100
    assert 0.8 * 1050 < number(facts["base_decay"].figures["expected_live"]) < 0.92 * 1050


def test_last_week_of_the_researcher_is_the_example_of_the_rule(records: Records, facts: Facts) -> None:
    fact = facts["researcher_week"]
    (name,) = fact.managers
    weeks: dict[date, list[str]] = defaultdict(list)
    for row in records.base:
        if row.created_by == name and row.created:
            assert row.created.weekday() < 5
            kind = "double" if row.state == "duplicate" else "whole" if row.completeness == 1 else "part"
            weeks[row.created - timedelta(days=row.created.weekday())].append(kind)
    assert Counter(weeks[date(2026, 11, 2)]) == {"whole": 24, "double": 4, "part": 3}
    assert [fact.figures[name] for name in ("entered", "duplicates", "incomplete", "accepted")] == [31, 4, 3, 24]
    complete = [len(kinds) for week, kinds in weeks.items() if week < date(2026, 11, 9)]
    assert len(complete) == 17 and 20 <= min(complete) <= max(complete) == 31


def test_completeness_is_the_share_of_required_fields(records: Records) -> None:
    for row in records.base:
        fields = (row.industry, row.size, row.contact_name, row.contact_role, row.phone or row.email, row.source)
        assert abs(row.completeness - Decimal(sum(field is not None for field in fields)) / 6) < Decimal("0.0001")


def test_entries_made_twice_have_the_name_and_phone_of_an_older_one(records: Records, facts: Facts) -> None:
    first: dict[str, str | None] = {}
    for row in records.base:
        if row.state != "duplicate":
            assert first.setdefault(name_key(row.company), row.phone) == row.phone
    twice = [row for row in records.base if row.state == "duplicate"]
    assert len(twice) == facts["doubled_base"].figures["duplicates"] >= 10
    for row in twice:
        assert name_key(row.company) in first
        assert row.phone == first[name_key(row.company)] or row.phone is None or first[name_key(row.company)] is None
    phones = Counter(row.phone for row in records.base if row.phone)
    shared = [count for count in phones.values() if count > 2]
    assert shared == [facts["doubled_base"].figures["names_of_one_phone"]] and shared[0] > 5


def test_addresses_can_belong_to_nobody(records: Records) -> None:
    for row in records.base:
        assert row.phone is None or row.phone.startswith("+38000")
        assert row.email is None or row.email.endswith(".example")
        assert row.site is None or row.site.endswith(".example")


def test_first_talks_have_every_answer(records: Records, facts: Facts) -> None:
    known: set[str] = set()
    answers: Counter[tuple[str, bool | None]] = Counter()
    for touch in records.touches:
        if touch.result and touch.client not in known:
            known.add(touch.client)
            if date(2026, 8, 1) <= touch.day <= date(2026, 10, 31):
                answers[touch.result, touch.target] += 1
    figures = facts["first_answers"].figures
    assert sum(answers.values()) == figures["contacts"]
    assert answers["request", True] == figures["requests"]
    assert answers["interest", True] == figures["interest"]
    assert answers["refusal", True] == figures["refusals_target"]
    assert answers["refusal", False] == figures["refusals_not_target"]
    shares = {name: number(figures[name]) / number(figures["contacts"]) for name in figures}
    assert 0.10 <= shares["requests"] <= 0.20 and 0.25 <= shares["interest"] <= 0.40
    assert 0.10 <= shares["refusals_not_target"] <= 0.25


def test_refusals_wait_longer_than_interest_and_some_dates_are_missing(records: Records, facts: Facts) -> None:
    waits: dict[str, list[int]] = defaultdict(list)
    for touch in records.touches:
        if touch.result in ("interest", "refusal") and touch.next_date and touch.kind != "event":
            waits[touch.result].append((touch.next_date - touch.day).days)
        assert not (touch.target is False and touch.next_date), "nobody calls who is no target"
    assert max(waits["interest"]) <= 92 < 178 <= min(waits["refusal"])
    figures = facts["forgotten_next_step"].figures
    assert number(figures["without_date"]) >= 20 and number(figures["overdue"]) >= 50


def test_channels_of_a_year_are_those_of_the_rule(records: Records, facts: Facts) -> None:
    figures = facts["channels"].figures
    leads = [figures[f"{code}_leads"] for code in ("ads", "fairs", "referrals", "radio")]
    assert leads == [300, 60, 20, 20]
    spend = [figures[f"{code}_spend"] for code in ("ads", "fairs", "referrals", "radio")]
    assert spend == [120_000, 90_000, 15_000, 40_000]
    assert figures["radio_deals"] == 0 and figures["radio_not_target"] == 8
    assert min(number(figures[f"{code}_deals"]) for code in ("ads", "fairs", "referrals")) >= 5
    rates = [
        number(figures[f"{code}_deals"]) / number(figures[f"{code}_leads"]) for code in ("ads", "fairs", "referrals")
    ]
    assert rates[0] < 0.03 < rates[1] < 0.15 < rates[2]
    channels = {row.channel for row in records.spend}
    assert channels <= {row.source for row in records.base} and len(channels) == 5


def test_companies_move_forward_and_back_until_request_or_refusal(records: Records, facts: Facts) -> None:
    ways: dict[str, list[tuple[str | None, str, date]]] = defaultdict(list)
    for move in records.stage_log:
        if move.company:
            ways[move.company].append((move.from_stage, move.to_stage, move.moved_on))
    for way in ways.values():
        assert way[0][0] is None
        assert all(a[1] == b[0] and a[2] < b[2] for a, b in pairwise(way))
        assert all(step[1] not in ("request", "refusal") for step in way[:-1])
    figures = facts["warm_up_ways"].figures
    assert figures["entered"] == len(ways) >= 100
    assert number(figures["materials_to_first_contact"]) >= 5, "some go back"
    into = sum(number(count) for name, count in figures.items() if name.endswith("_to_request"))
    assert into == sum(way[-1][1] == "request" for way in ways.values()) >= 50
    assert number(figures["cost"]) == sum(move.cost for move in records.stage_log if move.company) / 100


def test_every_warm_up_step_is_a_contact_of_that_day(records: Records) -> None:
    contacts = {(touch.client, touch.day) for touch in records.touches}
    assert all((move.company, move.moved_on) in contacts for move in records.stage_log if move.company)


def test_won_deals_are_first_purchases_to_the_kopeck(books: Books, records: Records, facts: Facts) -> None:
    by_name = {client.name: client for client in books.company.clients}
    won = [deal for deal in records.deals if deal.won_at]
    assert len(won) == facts["first_deals"].figures["won"]
    for deal in won:
        client = by_name[deal.client]
        first = min(books.days[client.client_no])
        assert deal.won_at == deal.stage_changed_at == first
        lines = [line for line in books.lines if line.client_no == client.client_no and line.day == first]
        assert deal.amount == sum(line.amount for line in lines if line.amount > 0)
        assert {line.manager for line in lines} == {deal.manager}
        talks = [touch for touch in records.touches if touch.client == deal.client and touch.result]
        assert talks and max(touch.day for touch in talks) < first
        assert deal.created in {touch.day for touch in talks if touch.result == "request"}


def test_every_new_client_of_the_year_was_won_by_a_deal(books: Books, records: Records, facts: Facts) -> None:
    start = date(2025, 11, 1)
    new = {c.name for c in books.company.clients if c.continues is None and books.days[c.client_no][0] >= start}
    won = {deal.client for deal in records.deals if deal.won_at and deal.won_at >= start}
    assert won == new and len(won) == facts["first_deals"].figures["won_in_year"]
    assert new <= {row.company for row in records.base}


def test_deals_that_are_not_won_belong_to_nobody_who_buys(books: Books, records: Records, facts: Facts) -> None:
    names = {name_key(client.name) for client in books.company.clients}
    for deal in records.deals:
        assert (deal.stage == "won") == (name_key(deal.client) in names)
        assert (deal.lost_at is None) == (deal.lost_by is None) == (deal.lost_reason is None)
    figures = facts["first_deals"].figures
    assert min(number(figures[name]) for name in ("lost_by_client", "lost_by_us", "open")) >= 5
    assert len({deal.deal_id for deal in records.deals}) == len(records.deals)


def test_steps_of_a_deal_lead_to_its_stage(records: Records) -> None:
    steps = defaultdict(list)
    for move in records.stage_log:
        if move.deal_id:
            steps[move.deal_id].append(move)
    for deal in records.deals:
        own = steps.pop(deal.deal_id)
        assert (own[0].to_stage, own[0].moved_on) == ("request", deal.created)
        assert (own[-1].to_stage, own[-1].moved_on) == (deal.stage, deal.stage_changed_at)
        assert all(a.to_stage == b.from_stage and a.moved_on <= b.moved_on for a, b in pairwise(own))
    assert not steps


def test_one_manager_is_weak_in_exactly_one_stage(records: Records, facts: Facts) -> None:
    fact = facts["weak_stage"]
    sums: Counter[tuple[bool, str]] = Counter()
    for row in records.funnel_counts:
        sums[row.manager in fact.managers, row.stage] += row.reached
    for stage in ("call", "excursion", "deal"):
        assert (sums[True, stage], sums[False, stage]) == (fact.figures[stage], fact.figures[f"others_{stage}"])
    own, others = sums[True, "excursion"] / sums[True, "call"], sums[False, "excursion"] / sums[False, "call"]
    assert own < 0.5 * others
    own, others = sums[True, "deal"] / sums[True, "excursion"], sums[False, "deal"] / sums[False, "excursion"]
    assert abs(own - others) < 0.08


def test_counts_of_the_funnel_narrow_and_their_deals_are_those_won(records: Records, facts: Facts) -> None:
    rows = {(row.period, row.manager, row.stage): row.reached for row in records.funnel_counts}
    won = Counter((deal.won_at.replace(day=1), deal.manager) for deal in records.deals if deal.won_at)
    for (period, manager, stage), count in rows.items():
        if stage == "deal":
            assert count == won[period, manager]
            assert rows[period, manager, "call"] > rows[period, manager, "excursion"] >= count
    assert {period for period, _, _ in rows} == {date(2025 + m // 12, m % 12 + 1, 1) for m in range(10, 22)}
    assert number(facts["few_deals"].figures["deal"]) <= 2


@pytest.mark.parametrize("channel", ["call", "excursion", "deal"])
def test_six_managers_stand_in_the_funnel(records: Records, channel: str) -> None:
    assert len({row.manager for row in records.funnel_counts if row.stage == channel}) == 6


def test_some_deals_were_only_left_lying(records: Records, facts: Facts) -> None:
    last_day = records.books.company.timeline.last_day
    lying = [
        deal
        for deal in records.deals
        if deal.stage not in ("won", "lost") and (last_day - deal.stage_changed_at).days >= 35
    ]
    assert number(facts["stuck_deals"].figures["deals"]) == len(lying) >= 3
    assert number(facts["stuck_deals"].figures["money"]) == sum(deal.amount for deal in lying) // 100
