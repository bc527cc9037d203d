"""What is planted is really there: every fact is looked up in the lines another way, and is of a size worth seeing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import mean, stdev

import pytest

from sample_data.books import Books, hryvnias, open_books
from sample_data.company import Client, found_company
from sample_data.facts import Figure, PlantedFact
from sample_data.ledger import Line
from sample_data.planted import PROBLEMS, planted_facts, planted_problems
from storage.names import name_key

Facts = Mapping[str, PlantedFact]


def number(figure: Figure) -> float:
    assert isinstance(figure, int | float | Decimal)
    return float(figure)


def lines_of(books: Books, client_no: int) -> list[Line]:
    return [line for line in books.lines if line.client_no == client_no]


def month_sums(books: Books) -> Counter[str]:
    """Kopecks a month, from the lines alone."""
    sums: Counter[str] = Counter()
    for line in books.lines:
        sums[f"{line.day:%Y-%m}"] += line.amount
    return sums


def test_problems_are_facts(books: Books) -> None:
    assert tuple(fact.code for fact in planted_problems(books)) == PROBLEMS


def test_sales_fall_in_month_22(books: Books, facts: Facts) -> None:
    sums, figures = month_sums(books), facts["fall"].figures
    assert facts["fall"].months == (date(2025, 10, 1),)
    after = sum(sums[month] for month in ("2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03"))
    before = sum(sums[month] for month in ("2024-10", "2024-11", "2024-12", "2025-01", "2025-02", "2025-03"))
    assert (figures["before"], figures["after"]) == (hryvnias(before), hryvnias(after))
    assert -0.30 <= number(figures["change_share"]) <= -0.20
    assert figures["month_change_share"] == sums["2025-10"] / sums["2024-10"] - 1
    assert -0.30 <= number(figures["month_change_share"]) <= -0.20


def test_no_other_split_of_the_months_is_as_sharp(books: Books) -> None:
    """The difference of means over its standard error is largest between months 21 and 22."""
    months = [amount for month, amount in sorted(month_sums(books).items()) if month < "2026-11"]

    def sharpness(split: int) -> float:
        before, after = months[:split], months[split:]
        rest = sum((x - mean(part)) ** 2 for part in (before, after) for x in part)
        return (mean(before) - mean(after)) / (rest * (1 / len(before) + 1 / len(after))) ** 0.5

    assert max(range(6, len(months) - 1), key=sharpness) == 21


def test_the_year_ago_fall_is_still_visible(facts: Facts) -> None:
    figures = facts["pulse"].figures
    assert -0.20 <= number(figures["after"]) / number(figures["before"]) - 1 <= -0.05
    assert number(figures["clients_after"]) < number(figures["clients_before"])


def test_about_240_clients_are_live(books: Books, facts: Facts) -> None:
    figures = facts["statuses"].figures
    live = sum(number(figures[code]) for code in ("active", "watch", "one_off"))
    assert 225 <= live <= 255
    names = {
        line.client
        for line in books.lines
        if line.client_no and books.standings[line.client_no].status in ("active", "watch", "one_off")
    }
    assert 270 <= len(names) <= 320


def test_lost_clients_are_of_all_classes(books: Books, facts: Facts) -> None:
    fact = facts["lost"]
    assert len(fact.clients) >= 30
    assert all(number(fact.figures[f"class_{letter}"]) >= 10 for letter in "ABC")
    assert 12 <= number(fact.figures["lately"]) <= 22
    for client in fact.clients:
        days = [line.day for line in lines_of(books, client.client_no) if line.amount > 0]
        last = client.figures["last_purchase"]
        assert last == max(day for day in days if client.client_no not in refunded(facts) or day < date(2026, 7, 1))
        assert isinstance(last, date)
        assert client.figures["lost_on"] == last + timedelta(days=int(number(client.figures["threshold_days"])))


def refunded(facts: Facts) -> set[int]:
    return {client.client_no for client in facts["refunded_return"].clients}


def test_some_clients_are_late(facts: Facts) -> None:
    clients = facts["late"].clients
    assert 30 <= len(clients) <= 45
    for client in clients:
        silent, rhythm, threshold = (
            number(client.figures[name]) for name in ("silent_days", "rhythm_days", "threshold_days")
        )
        assert rhythm <= silent < threshold


def test_clients_who_returned_were_lost_and_buy_again(books: Books, facts: Facts) -> None:
    clients = facts["returned"].clients
    assert len(clients) >= 10
    for client in clients:
        lost_on, returned_on = client.figures["lost_on"], client.figures["returned_on"]
        assert isinstance(lost_on, date) and isinstance(returned_on, date)
        days = {line.day for line in lines_of(books, client.client_no) if line.amount > 0}
        assert returned_on in days
        assert not any(lost_on <= day < returned_on for day in days)
        assert books.standings[client.client_no].status == "active"


def test_refunded_return_is_no_return(books: Books, facts: Facts) -> None:
    (client,) = facts["refunded_return"].clients
    bought_on = client.figures["bought_on"]
    assert isinstance(bought_on, date)
    late = [line for line in lines_of(books, client.client_no) if line.day >= bought_on]
    assert sum(line.amount for line in late) == 0
    assert len({line.order_no for line in late}) == 2, "the return has a number of its own"
    assert max(line.day for line in late) - bought_on <= timedelta(days=30)
    assert books.standings[client.client_no].status == "lost"
    assert bought_on not in books.days[client.client_no]


def test_reversed_order_keeps_its_number_and_makes_no_purchase(books: Books, facts: Facts) -> None:
    (client,) = facts["reversed_order"].clients
    order = [line for line in books.lines if line.order_no == client.figures["order_no"]]
    assert {line.client_no for line in order} == {client.client_no}
    assert sum(line.amount for line in order) == 0 < sum(line.amount for line in order if line.amount > 0)
    assert client.figures["ordered_on"] not in books.days[client.client_no]


def test_samples_are_no_purchase(books: Books, facts: Facts) -> None:
    (client,) = facts["samples"].clients
    sent_on = client.figures["sent_on"]
    sent = [line for line in lines_of(books, client.client_no) if line.day == sent_on]
    assert sent and all(line.amount == 0 and line.quantity > 0 and line.cost > 0 for line in sent)
    assert books.standings[client.client_no].status == "lost"
    assert number(facts["samples"].figures["zero_lines"]) >= 50


def test_one_huge_order_makes_most_of_a_lost_clients_year(books: Books, facts: Facts) -> None:
    (client,) = facts["one_huge_order"].clients
    day, value = client.figures["ordered_on"], number(client.figures["value"])
    lines = lines_of(books, client.client_no)
    largest = sum(line.amount for line in lines if line.day == day) / 100
    assert value - largest == pytest.approx(number(client.figures["without_largest"])) and largest > 0.55 * value
    others = sorted(sum(li.amount for li in lines if li.day == d) for d in books.days[client.client_no] if d != day)
    assert largest * 100 > 5 * others[len(others) // 2]
    assert books.standings[client.client_no].status == "lost" and day in books.days[client.client_no]


def test_one_client_feeds_the_company(books: Books, facts: Facts) -> None:
    (client,) = facts["monoclient"].clients
    year = [line for line in books.lines if date(2025, 11, 1) <= line.day <= date(2026, 10, 31)]
    own = sum(line.amount for line in year if line.tax_id == client.tax_id)
    assert client.figures["net"] == hryvnias(own)
    assert client.figures["share"] == own / sum(line.amount for line in year)
    assert 0.20 < number(client.figures["share"]) < 0.25


def test_nameless_sales_are_about_two_percent(books: Books, facts: Facts) -> None:
    figures = facts["unidentified"].figures
    assert 0.015 <= number(figures["share"]) <= 0.03
    nameless = [line for line in books.lines if line.client in ("", books.company.words.retail)]
    assert len(nameless) == figures["lines"] > number(figures["lines_without_name"]) > 0
    assert all(not line.tax_id and not line.manager for line in nameless)


def test_a_client_returned_more_than_he_bought(books: Books, facts: Facts) -> None:
    clients = facts["more_returned_than_bought"].clients
    assert number(clients[0].figures["net"]) < 0
    for client in clients:
        year = [li for li in lines_of(books, client.client_no) if date(2025, 11, 1) <= li.day <= date(2026, 10, 31)]
        assert year and hryvnias(sum(line.amount for line in year)) == client.figures["net"] <= 0


def test_margins_melt_where_discounts_grow(facts: Facts) -> None:
    clients = facts["falling_margin"].clients
    assert len(clients) == 2
    for client in clients:
        fall = number(client.figures["margin_share_before"]) - number(client.figures["margin_share_after"])
        assert fall > 0.05 and number(client.figures["margin_share_after"]) > 0


def test_good_clients_cut_back_by_more_than_a_third(facts: Facts) -> None:
    clients = facts["cut_back"].clients
    assert len(clients) >= 6
    for client in clients:
        assert number(client.figures["after"]) < 0.65 * number(client.figures["before"])


def test_the_clients_of_the_manager_who_left_went_to_others(books: Books, facts: Facts) -> None:
    fact = facts["handover"]
    (leaver,), day = fact.managers, fact.figures["last_day"]
    assert isinstance(day, date)
    assert max(line.day for line in books.lines if line.manager == leaver) <= day
    handed = {line.client_no for line in books.lines if line.manager == leaver}
    heirs = {line.manager for line in books.lines if line.client_no in handed and line.day > day}
    assert len(heirs) == 2 and leaver not in heirs
    assert 8 <= number(fact.figures["lost_since"]) < number(fact.figures["handed_over"])
    assert {client.client_no for client in fact.clients} <= handed


def test_six_managers_of_whom_one_has_few_clients(books: Books, facts: Facts) -> None:
    clients: dict[str, set[int]] = defaultdict(set)
    for line in books.lines:
        clients[line.manager].add(line.client_no)
    del clients[""]
    assert len(clients) == 6
    (newcomer,) = facts["newcomer"].managers
    assert len(clients[newcomer]) == len(facts["newcomer"].clients) <= 8
    assert min(len(numbers) for name, numbers in clients.items() if name != newcomer) >= 25


def test_seasonal_clients_buy_in_april_and_may(books: Books, facts: Facts) -> None:
    fact = facts["seasonal"]
    for client in fact.clients:
        days = books.days[client.client_no]
        assert {day.month for day in days} <= {4, 5} and len(days) >= 4
        assert client.figures["season_start"] == min(day for day in days if day.year == max(days).year)
    away = [client for client in fact.clients if client.figures["stayed_away"]]
    assert len(away) == 1 and len(fact.clients) >= 6


def test_one_off_buyers_bought_on_one_day(books: Books, facts: Facts) -> None:
    clients = facts["one_off"].clients
    assert {client.figures["status"] for client in clients} == {"one_off", "one_off_gone"}
    assert all(len(books.days[client.client_no]) == 1 for client in clients)


def test_clients_lost_on_paper_buy_under_another_name(books: Books, facts: Facts) -> None:
    clients = facts["moved"].clients
    assert {bool(client.figures["second_tax_id"]) for client in clients} == {True, False}
    for client in clients:
        twin = str(client.figures["goes_on_as"])
        assert name_key(twin) != name_key(client.client)
        later = [line.day for line in books.lines if line.client == twin]
        assert min(later) == client.figures["goes_on_from"]
        assert books.standings[client.client_no].status == "lost"


def test_new_clients_come_every_month(facts: Facts) -> None:
    assert len(facts["new_clients"].figures) == 28
    assert all(number(count) >= 1 for count in facts["new_clients"].figures.values())


def test_clients_are_written_in_several_ways(books: Books, facts: Facts) -> None:
    written: dict[str, set[str]] = defaultdict(set)
    for line in books.lines:
        if line.tax_id:
            written[line.tax_id].add(line.client)
    several = [names for names in written.values() if len(names) > 1]
    assert 30 <= len(several) <= len(facts["spellings"].clients)
    assert max(len(names) for names in several) <= 5, "more names than that make a tax id useless"
    assert number(facts["spellings"].figures["without_tax_id"]) >= 5
    mixed = [name for names in several for name in names if _mixes_alphabets(name)]
    assert mixed


def _mixes_alphabets(name: str) -> bool:
    return any(
        any("a" <= letter <= "z" for letter in word) and any("а" <= letter <= "я" for letter in word)
        for word in name.lower().replace("«", " ").replace("»", " ").split()
    )


def test_regular_clients_have_a_rhythm_and_irregular_ones_have_none(books: Books) -> None:
    regular = [_variation(books, c) for c in books.company.clients if c.habit.role == "steady" and c.habit.spread]
    kept = [value for value in regular if value is not None]
    assert sum(0.08 <= value <= 0.30 for value in kept) >= 0.9 * len(kept) > 50
    irregular = [_variation(books, c) for c in books.company.clients if c.habit.rhythm == "irregular"]
    assert mean(value for value in irregular if value is not None) > 0.5


def _variation(books: Books, client: Client) -> float | None:
    gaps = [(later - earlier).days for earlier, later in pairwise(books.days[client.client_no])]
    return stdev(gaps) / mean(gaps) if len(gaps) >= 6 else None


@pytest.mark.parametrize("last_day", [date(2026, 5, 10), date(2028, 2, 29)])
def test_facts_hold_for_another_last_day(last_day: date) -> None:
    books = open_books(found_company("en", last_day))
    facts = planted_facts(books)
    assert -0.30 <= number(facts["fall"].figures["change_share"]) <= -0.20
    assert number(facts["monoclient"].clients[0].figures["share"]) > 0.20
    assert 30 <= len(facts["late"].clients) <= 45
    assert {client.habit.role for client in books.playing("lost_before", "lost_at_fall", "lost_lately")} and all(
        books.standings[client.client_no].status == "lost"
        for client in books.playing("lost_before", "lost_at_fall", "lost_after_handover", "lost_lately", "moved")
    )
    huge, pause = facts["one_huge_order"].clients[0].figures, facts["agreed_pause"].clients[0].figures
    assert number(huge["without_largest"]) < 0.5 * number(huge["value"])
    assert number(pause["rhythm_days"]) <= number(pause["silent_days"]) < number(pause["threshold_days"])
    assert number(facts["more_returned_than_bought"].clients[0].figures["net"]) < 0
