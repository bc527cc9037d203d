"""Planted facts about money: the fall, the client on whom all depends, discounts, cuts, returns."""

from __future__ import annotations

from sample_data.books import Books, hryvnias
from sample_data.facts import Figure, PlantedFact, month_starts, most_money_first, planted_client
from sample_data.habits import CUT_BACK_MONTH, DISCOUNT_MONTH, FALL_MONTH
from sample_data.reckoning import abc_classes
from sample_data.sales import UNIDENTIFIED

_HALF_YEAR = 5
_FIRST_CLIENT = 1


def fall(books: Books) -> PlantedFact:
    """Sales fall in one month and stay low: the half-year from it against the same months a year before."""
    after = (FALL_MONTH, FALL_MONTH + _HALF_YEAR)
    before = (after[0] - 12, after[1] - 12)
    figures: dict[str, Figure] = {
        "before": hryvnias(books.revenue(before)),
        "after": hryvnias(books.revenue(after)),
        "month_change_share": books.revenue((after[0], after[0])) / books.revenue((before[0], before[0])) - 1,
        "change_share": books.revenue(after) / books.revenue(before) - 1,
    }
    return PlantedFact("fall", "fall_anchor", months=month_starts(books, FALL_MONTH, FALL_MONTH), figures=figures)


def pulse(books: Books) -> PlantedFact:
    """The last three complete months against the same months a year ago."""
    figures: dict[str, Figure] = {
        "before": hryvnias(books.revenue(books.year_ago)),
        "after": hryvnias(books.revenue(books.now)),
        "clients_before": len(books.buyers(books.year_ago)),
        "clients_after": len(books.buyers(books.now)),
    }
    return PlantedFact("pulse", "sales_pulse", months=month_starts(books, *books.now), figures=figures)


def monoclient(books: Books) -> PlantedFact:
    """One client makes more than a fifth of a year's income; identified_share leaves nameless sales out."""
    client = books.company.clients[_FIRST_CLIENT - 1]
    own, everybody = books.revenue(books.year, client.client_no), books.revenue(books.year)
    identified = sum(value for value in books.values(books.year).values() if value > 0)
    planted = planted_client(client, net=hryvnias(own), share=own / everybody, identified_share=own / identified)
    return PlantedFact("monoclient", "concentration", (planted,), months=month_starts(books, *books.year))


def unidentified(books: Books) -> PlantedFact:
    """Sales to nobody in particular: in the totals, in no list of clients."""
    nameless = books.revenue(books.year, UNIDENTIFIED)
    figures: dict[str, Figure] = {
        "net": hryvnias(nameless),
        "share": nameless / books.revenue(books.year),
        "lines": sum(line.client_no == UNIDENTIFIED for line in books.lines),
        "lines_without_name": sum(line.client == "" for line in books.lines),
    }
    return PlantedFact("unidentified", "data_profile", figures=figures)


def classes(books: Books) -> PlantedFact:
    """How many clients of each class the last twelve complete months have."""
    found = list(abc_classes(books.values(books.year)).values())
    return PlantedFact("classes", "abc_classes", figures={f"class_{letter}": found.count(letter) for letter in "ABCN"})


def more_returned_than_bought(books: Books) -> PlantedFact:
    """Clients whose last twelve months are negative: class N, outside all shares. The first is the planted one."""
    values = books.values(books.year)
    of_class_n = {number for number, letter in abc_classes(values).items() if letter == "N"}
    clients = [
        planted_client(client, net=hryvnias(values[client.client_no]), returned=hryvnias(-values[client.client_no]))
        for client in books.company.clients
        if client.client_no in of_class_n
    ]
    return PlantedFact("more_returned_than_bought", "abc_classes", most_money_first(clients, "returned"))


def falling_margin(books: Books) -> PlantedFact:
    """Two clients whose discounts grow month by month: sales stand, the margin melts."""
    clients = tuple(
        planted_client(
            client,
            margin_share_before=books.margin_share(books.year_ago, client.client_no),
            margin_share_after=books.margin_share(books.now, client.client_no),
        )
        for client in books.company.clients
        if client.habit.favoured
    )
    months = month_starts(books, DISCOUNT_MONTH, books.now[1])
    return PlantedFact("falling_margin", "client_history", clients, months=months)


def cut_back(books: Books) -> PlantedFact:
    """Good clients who still come and buy much less: the last three months against the same months a year ago."""
    clients = [
        planted_client(
            client,
            before=hryvnias(before),
            after=hryvnias(after),
            lost_money=hryvnias(before - after),
        )
        for client in books.company.clients
        if client.habit.cut_back
        and (before := books.revenue(books.year_ago, client.client_no))
        and (after := books.revenue(books.now, client.client_no))
    ]
    months = month_starts(books, CUT_BACK_MONTH, books.now[1])
    return PlantedFact("cut_back", "revenue_bridge", most_money_first(clients, "lost_money"), months=months)
