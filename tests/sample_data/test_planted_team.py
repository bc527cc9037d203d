"""What is planted about the team and about service is really there: counted another way, and worth seeing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from sample_data.books import Books, open_books
from sample_data.company import found_company
from sample_data.facts import Figure, PlantedFact
from sample_data.planted import record_facts
from sample_data.record_rows import Answer
from sample_data.records import Records, company_records

Facts = Mapping[str, PlantedFact]
AS_OF, NOW = date(2026, 11, 14), date(2026, 11, 1)
EARLIER, LATER = (date(2026, 5, 1), date(2026, 7, 31)), (date(2026, 8, 1), date(2026, 10, 31))


def number(figure: Figure) -> float:
    assert isinstance(figure, int | float | Decimal)
    return float(figure)


@pytest.mark.parametrize(
    ("code", "low", "high"), [("easy_norm", 0.93, 0.97), ("impossible_norm", 0, 0), ("hard_norm", 0.25, 0.45)]
)
def test_norms_are_reached_nearly_always_never_and_at_times(
    records: Records, facts: Facts, code: str, low: float, high: float
) -> None:
    figures = facts[code].figures
    (norm,) = [row for row in records.kpi_norms if row.kpi == figures["kpi"]]
    values = [row.fact for row in records.kpi_facts if row.kpi == norm.kpi and row.period < NOW]
    reached = sum(value >= norm.norm for value in values)
    assert (len(values), reached) == (figures["person_months"], figures["reached"])
    assert len(values) >= 50 and low <= reached / len(values) <= high


def test_meetings_of_a_whole_year_are_those_of_the_rule(facts: Facts, records: Records) -> None:
    months: dict[str, list[int]] = defaultdict(list)
    for row in records.kpi_facts:
        if row.kpi == facts["hard_norm"].figures["kpi"] and row.period < NOW:
            months[row.employee].append(int(row.fact))
    whole = [sorted(facts_) for facts_ in months.values() if len(facts_) == 12]
    assert len(whole) == 4
    assert all(year == [18, 20, 21, 22, 22, 23, 24, 24, 25, 26, 27, 30] for year in whole)


def test_sellers_have_seven_indicators_and_one_is_not_measured(records: Records, facts: Facts) -> None:
    figures = facts["too_many_kpis"].figures
    active = Counter(row.position for row in records.kpi_norms if row.active_to is None or row.active_to >= AS_OF)
    assert active[str(figures["position"])] == figures["active"] == 7 == number(figures["ever"]) - 1
    assert sorted(active.values()) == [2, 3, 7]
    assert not [row for row in records.kpi_facts if row.kpi == figures["unmeasured"]]
    (vague,) = [row for row in records.kpi_norms if row.unit is None]
    assert vague.kpi == figures["unmeasured"]
    assert {row.direction for row in records.kpi_norms} == {"higher", "lower"}


def test_new_clients_of_the_norms_are_the_deals_of_the_funnel(records: Records, facts: Facts) -> None:
    kpi = facts["impossible_norm"].figures["kpi"]
    reached = {(row.period, row.employee): int(row.fact) for row in records.kpi_facts if row.kpi == kpi}
    assert reached == {(r.period, r.manager): r.reached for r in records.funnel_counts if r.stage == "deal"}


def test_pay_changed_inside_a_month_that_is_paid(books: Books, records: Records, facts: Facts) -> None:
    fact = facts["retroactive_pay"]
    since = {row.version: row.active_from for row in records.pay_formula}
    assert since[1] == date(2024, 1, 1) and since[2] == fact.figures["changed_on"] == date(2026, 9, 25)
    sold: Counter[tuple[str, date]] = Counter()
    for line in books.lines:
        sold[line.manager, line.day.replace(day=1)] += line.amount
    revenues = {(row.employee, row.period): row.value for row in records.pay_inputs if row.input == "revenue"}
    assert {key: int(value * 100) for key, value in revenues.items()} == {key: sold[key] for key in revenues}
    month = [value for (_, period), value in revenues.items() if period == date(2026, 9, 1)]
    assert len(month) == 5 and fact.figures["revenue"] == sum(month)
    assert fact.figures["taken"] == sum(month) / 100
    assert Counter(row.version for row in records.pay_formula) == {1: 4, 2: 4}


def test_components_read_inputs_that_are_there(records: Records) -> None:
    inputs = {row.input for row in records.pay_inputs}
    for row in records.pay_formula:
        assert (row.input in inputs) == (row.rule != "fixed")
        assert (row.least is not None) == (row.rule == "bonus")
        assert row.rate > 0


def test_one_manager_stopped_calling(books: Books, records: Records, facts: Facts) -> None:
    fact = facts["passive_manager"]
    (name,) = fact.managers
    rates = []
    for first, last in ((date(2025, 7, 1), date(2025, 9, 30)), LATER):
        calls = sum(
            first <= touch.day <= last and touch.manager == name and not touch.result for touch in records.touches
        )
        buyers = {line.client_no for line in books.lines if first <= line.day <= last and line.manager == name}
        rates.append(calls / len(buyers))
    assert rates == [fact.figures["before"], fact.figures["after"]]
    assert rates[1] < 0.45 * rates[0]
    company = number(fact.figures["company_after"]) / number(fact.figures["company_before"])
    assert 0.5 < company < 0.8, "the others keep calling, if less"


def test_most_clients_without_a_contact_are_the_passive_managers(books: Books, records: Records, facts: Facts) -> None:
    clients = facts["not_touched"].clients
    assert len(clients) >= 4
    (passive,) = facts["passive_manager"].managers
    of_passive = 0
    for planted in clients:
        days = [touch.day for touch in records.touches if touch.client == planted.client]
        assert max(days) == planted.figures["last_contact"] and (AS_OF - max(days)).days > 60
        last = max((line for line in books.lines if line.client_no == planted.client_no), key=lambda line: line.day)
        of_passive += last.manager == passive
    assert of_passive > len(clients) / 2


def test_key_client_was_called_in_the_pause_and_is_overdue(records: Records, facts: Facts) -> None:
    (client,) = facts["key_client_calendar"].clients
    own = [touch for touch in records.touches if touch.client == client.client]
    (quarrel,) = [touch for touch in own if touch.tone == "negative"]
    pause = [touch for touch in own if quarrel.day < touch.day < quarrel.day + timedelta(days=14)]
    assert [(touch.manager == quarrel.manager, touch.by_substitute) for touch in pause] == [
        (True, False),
        (False, True),
    ]
    good = [touch.day for touch in own if touch.tone == "positive" and touch.day < quarrel.day]
    assert max((b - a).days for a, b in pairwise(good)) <= 10
    assert facts["key_client_calendar"].figures["overdue_days"] == (AS_OF - own[-1].day).days - 10 > 0


def last_answers(records: Records, quarter: tuple[date, date], manager: str | None = None) -> list[Answer]:
    """The last answer of each client in a quarter."""
    latest: dict[str, Answer] = {}
    for answer in records.surveys:
        if quarter[0] <= answer.day <= quarter[1] and (
            answer.client not in latest or latest[answer.client].day <= answer.day
        ):
            latest[answer.client] = answer
    return [answer for answer in latest.values() if manager in (None, answer.manager)]


def score(answers: list[Answer]) -> float:
    return 100 * sum((a.score >= 9) - (a.score <= 6) for a in answers) / len(answers)


def test_nps_falls_with_the_clients_of_one_manager(records: Records, facts: Facts) -> None:
    (name,) = facts["nps"].managers
    figures = facts["nps"].figures
    for when, quarter in (("before", EARLIER), ("after", LATER)):
        for prefix, manager in (("", None), ("own_", name)):
            answers = last_answers(records, quarter, manager)
            kinds = [number(figures[f"{when}_{prefix}{kind}"]) for kind in ("promoters", "passives", "detractors")]
            assert sum(kinds) == len(answers)
            assert score(answers) == pytest.approx(100 * (kinds[0] - kinds[2]) / sum(kinds))
    earlier, later = last_answers(records, EARLIER, name), last_answers(records, LATER, name)
    assert min(len(earlier), len(later)) >= 30, "enough to judge by"
    assert score(earlier) >= 25 and score(later) <= -15
    for manager in {answer.manager for answer in records.surveys} - {name}:
        ours = last_answers(records, EARLIER, manager), last_answers(records, LATER, manager)
        assert min(map(len, ours)) < 20 or abs(score(ours[1]) - score(ours[0])) < 20, manager


def test_answers_come_from_clients_who_buy(books: Books, records: Records) -> None:
    names = {client.name: client.client_no for client in books.company.clients}
    assert all(0 <= a.score <= 10 and names[a.client] in books.days and a.day <= AS_OF for a in records.surveys)
    assert {a.comment is None for a in records.surveys} == {True, False}
    asked = [a.client for a in records.surveys if EARLIER[0] <= a.day <= EARLIER[1]]
    assert len(asked) > len(set(asked)), "somebody answered twice"


def test_promotion_sold_out_on_its_fourth_day(records: Records, facts: Facts) -> None:
    (promo,) = [row for row in records.promos if row.sold_out_at]
    assert (promo.starts_on, promo.ends_on) == (date(2026, 6, 1), date(2026, 6, 30))
    assert (promo.limit_type, promo.stock, promo.sold_out_at) == ("quantity", 100, date(2026, 6, 4))
    figures = facts["sold_out_promo"].figures
    assert figures["empty_days"] == 26
    angry = [row for row in records.complaints if row.kind == "promotion"]
    assert len(angry) == figures["complaints"] and all(row.day > date(2026, 6, 4) for row in angry)
    assert len(angry) < promo.refused
    assert {row.limit_type for row in records.promos if not row.sold_out_at} == {"period", "quantity"}


def test_complaints_are_open_repeated_and_before_a_loss(books: Books, records: Records, facts: Facts) -> None:
    figures = facts["complaints"].figures
    assert sum(row.resolved_at is None for row in records.complaints) == figures["open"] == 3
    assert max(Counter(row.client for row in records.complaints).values()) == figures["most_by_one"] == 3
    lost = {client.client: client.figures["last_purchase"] for client in facts["lost"].clients}
    before = [row for row in records.complaints if row.client in lost]
    assert len(before) == figures["before_loss"] >= 5
    for row in before:
        bought = lost[row.client]
        assert isinstance(bought, date) and timedelta(0) < row.day - bought <= timedelta(days=7)
    assert all(row.resolved_at is None or row.resolved_at > row.day for row in records.complaints)


def test_reasons_belong_to_clients_who_are_or_were_lost(books: Books, records: Records, facts: Facts) -> None:
    lost = {client.client: client.figures["lost_on"] for client in facts["lost"].clients}
    back = {client.client: client.figures["lost_on"] for client in facts["returned"].clients}
    assert not lost.keys() & back.keys()
    for row in records.losses:
        assert row.lost_date == {**lost, **back}[row.client]
    figures = facts["loss_reasons"].figures
    told = {row.client for row in records.losses}
    assert (figures["lost"], figures["with_reason"]) == (len(lost), len(told & lost.keys()))
    assert 0.6 <= len(told & lost.keys()) / len(lost) <= 0.8
    assert len(told & back.keys()) == figures["returned_with_reason"] >= 3
    classes = {client.client: client.figures["abc_class"] for client in facts["lost"].clients}
    assert {classes[name] for name in told & lost.keys()} >= {"A", "B", "C"}


def test_staff_blame_the_price_and_clients_the_service(records: Records, facts: Facts) -> None:
    staff = [row for row in records.losses if row.evidence == "staff"]
    clients = [row for row in records.losses if row.evidence in ("client", "call")]
    figures = facts["loss_reasons"].figures
    assert (len(staff), len(clients)) == (figures["staff"], figures["clients"])
    assert sum(row.reason == "lower_price" for row in staff) / len(staff) >= 0.45
    assert sum(row.reason == "lower_price" for row in clients) / len(clients) <= 0.25
    assert sum(row.reason_group == "company" for row in clients) / len(clients) >= 0.5
    assert all(row.confirmed == (row.evidence in ("client", "call")) for row in records.losses)
    assert len({(row.client, row.evidence) for row in records.losses}) == len(records.losses)
    voices = Counter(row.client for row in records.losses)
    assert max(voices.values()) == 2, "of some, both sides were heard"


def test_who_moved_to_another_name_is_told_to_have_closed(records: Records, facts: Facts) -> None:
    moved = {client.client for client in facts["moved"].clients}
    told = [row for row in records.losses if row.client in moved]
    assert told and all((row.reason, row.confirmed) == ("closed", False) for row in told)


def test_weak_manager_asks_little_and_names_the_price(records: Records, facts: Facts) -> None:
    fact = facts["poor_calls"]
    assert fact.managers == facts["weak_stage"].managers
    sums: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for check in records.call_checks:
        own = sums[check.manager in fact.managers]
        own["calls"] += 1
        own["questions"] += sum(check[2:5])
        own["price_named"] += check.price_named
        own["meetings"] += check.meeting_set
    for name in ("calls", "questions", "price_named", "meetings"):
        assert (sums[True][name], sums[False][name]) == (fact.figures[name], fact.figures[f"others_{name}"])
    a_call = {weak: {name: own[name] / own["calls"] for name in own} for weak, own in sums.items()}
    assert a_call[True]["questions"] < 0.5 * a_call[False]["questions"]
    assert a_call[True]["price_named"] > 0.6 > 0.3 > a_call[False]["price_named"]
    assert a_call[True]["meetings"] < 0.5 * a_call[False]["meetings"]
    months = Counter((check.manager, check.day.replace(day=1)) for check in records.call_checks)
    assert min(months.values()) < 5 <= sorted(months.values())[4], "one manager's calls are too few to judge by"


def working_minutes(asked: datetime, answered: datetime) -> int:
    """Counted minute by minute: nine to five, Monday to Friday."""
    minutes = int((answered - asked).total_seconds() // 60)
    return sum(
        (moment := asked + timedelta(minutes=minute)).weekday() < 5 and 9 <= moment.hour < 17
        for minute in range(minutes)
    )


def test_deals_die_while_sellers_wait_for_a_colleague(records: Records, facts: Facts) -> None:
    fact, stages = facts["slow_answers"], {deal.deal_id: deal for deal in records.deals}
    waits: dict[bool, list[str]] = {True: [], False: []}
    for request in records.requests_internal:
        deal = stages[request.deal_id]
        assert request.asked_by == deal.manager and request.asked_at.date() >= deal.created - timedelta(days=2)
        assert request.asked_at.weekday() < 5 and 9 <= request.asked_at.hour < 17
        if request.answered_at:
            waits[working_minutes(request.asked_at, request.answered_at) <= 8 * 60].append(deal.stage)
    figures = fact.figures
    assert (len(waits[True]), len(waits[False])) == (figures["in_time"], figures["late"])
    assert waits[True].count("lost") == figures["lost_after_in_time"]
    assert waits[False].count("lost") == figures["lost_after_late"]
    assert 0.6 <= len(waits[True]) / number(figures["requests"]) <= 0.8
    assert figures["open"] == sum(request.answered_at is None for request in records.requests_internal) != 0
    assert waits[False].count("lost") / len(waits[False]) > 0.2 + waits[True].count("lost") / len(waits[True])


@pytest.mark.parametrize("last_day", [date(2026, 5, 10), date(2028, 2, 29)])
def test_record_facts_hold_for_another_last_day(last_day: date) -> None:
    found = record_facts(company_records(open_books(found_company("en", last_day))))
    figures = {code: fact.figures for code, fact in found.items()}
    assert figures["base_size"]["entries"] == 1050
    assert figures["researcher_week"]["accepted"] == 24
    assert figures["impossible_norm"]["reached"] == figures["channels"]["radio_deals"] == 0
    weak = figures["weak_stage"]
    assert number(weak["excursion"]) / number(weak["call"]) < 0.5 * number(weak["others_excursion"]) / number(
        weak["others_call"]
    )
    assert number(figures["key_client_calendar"]["overdue_days"]) > 0
    assert number(figures["nps"]["after_own_detractors"]) > number(figures["nps"]["after_own_promoters"])
    changed = figures["retroactive_pay"]["changed_on"]
    assert isinstance(changed, date) and changed.day == 25


def test_the_weak_seller_was_trained_and_asks_no_more(records: Records, facts: Facts) -> None:
    fact = facts["training"]
    assert fact.managers == facts["poor_calls"].managers
    (day,) = (row.day for row in records.trainings if row.manager in fact.managers)
    own = [check for check in records.call_checks if check.manager in fact.managers]
    assert fact.figures["of_before"] == sum(check.day < day for check in own) >= 5
    assert fact.figures["of_after"] == sum(check.day >= day for check in own) >= 20
    assert fact.figures["cases_after"] == sum(check.meeting_set for check in own if check.day >= day)
    assert {row.manager for row in records.trainings} > set(fact.managers), "another one was trained only lately"
