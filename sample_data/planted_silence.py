"""Planted facts about clients who went silent, came back, or only seem to have done so."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from sample_data.books import Books, hryvnias
from sample_data.company import Client
from sample_data.contacts import PAUSE_REASON
from sample_data.facts import (
    Figure,
    PlantedClient,
    PlantedFact,
    month_starts,
    most_money_first,
    planted_client,
    year_before,
)
from sample_data.habits import FALL_MONTH, SEASON_MONTHS
from sample_data.incidents import REFUNDED_MONTH, REVERSED_MONTH, SAMPLES_MONTH, first_client
from sample_data.reckoning import abc_classes, comebacks
from sample_data.records import Records

_BEFORE_THE_FALL = (FALL_MONTH - 12, FALL_MONTH - 1)
_LATELY_DAYS = 183


def lost(books: Books) -> PlantedFact:
    """Every client who is lost on the last day by his own rhythm; class: his class in the year before the fall."""
    classes = abc_classes(books.values(_BEFORE_THE_FALL))
    clients = [
        _silent(books, client, abc_class=classes.get(client.client_no, ""))
        for client in books.company.clients
        if books.standings[client.client_no].status == "lost"
    ]
    lately = books.company.timeline.last_day - timedelta(days=_LATELY_DAYS)
    figures = {f"class_{letter}": sum(c.figures["abc_class"] == letter for c in clients) for letter in "ABC"}
    figures["lately"] = sum(_lost_on(client) > lately for client in clients)
    return PlantedFact("lost", "client_status", most_money_first(clients, "net_12m"), figures=figures)


def _lost_on(client: PlantedClient) -> date:
    day = client.figures["lost_on"]
    return day if isinstance(day, date) else date.max


def _silent(books: Books, client: Client, **more: str) -> PlantedClient:
    """A client with the figures of his silence."""
    stands = books.standings[client.client_no]
    return planted_client(
        client,
        last_purchase=stands.last_purchase,
        rhythm_days=stands.rhythm_days,
        threshold_days=stands.threshold_days,
        silent_days=stands.silent_days,
        lost_on=stands.last_purchase + timedelta(days=stands.threshold_days),
        net_12m=year_before(books, client.client_no),
        **more,
    )


def uneven(books: Books) -> PlantedFact:
    """Clients lost by their usual gap only: they buy so unevenly that a silence like this one is nothing new for them."""
    clients = [_silent(books, client) for client in books.playing("uneven")]
    return PlantedFact("uneven", "silence_odds", clients=most_money_first(clients, "net_12m"))


def one_huge_order(books: Books) -> PlantedFact:
    """A lost client most of whose money came on one day: without it he was worth much less than his year says."""
    client = first_client(books.company, "lost_lately", "six_weeks")
    value, last = year_before(books, client.client_no), books.standings[client.client_no].last_purchase
    days: Counter[date] = Counter()
    for line in books.lines:
        if line.client_no == client.client_no and last - timedelta(days=364) <= line.day <= last:
            days[line.day] += line.amount
    day, largest = max(days.items(), key=lambda pair: pair[1])
    figures: dict[str, Figure] = {"value": value, "ordered_on": day, "without_largest": value - hryvnias(largest)}
    return PlantedFact("one_huge_order", "lost_clients", (planted_client(client, **figures),))


def agreed_pause(records: Records) -> PlantedFact:
    """A client who is late and told in the last talk when to come back: nobody has to call him before that day."""
    (touch,) = [touch for touch in records.touches if touch.reason == PAUSE_REASON]
    client = next(c for c in records.books.company.clients if c.name == touch.client)
    planted = _silent(records.books, client)
    figures = {**planted.figures, "agreed_on": touch.day, "until": touch.next_date or touch.day}
    return PlantedFact("agreed_pause", "client_status", (replace(planted, figures=figures),))


def late(books: Books) -> PlantedFact:
    """Clients past their due day and not yet lost: whoever calls them this week may still keep them."""
    clients = [_silent(books, c) for c in books.company.clients if books.standings[c.client_no].status == "watch"]
    return PlantedFact("late", "client_status", clients=most_money_first(clients, "net_12m"))


def statuses(books: Books) -> PlantedFact:
    """How many clients stand where on the last day."""
    return PlantedFact("statuses", "client_status", figures=Counter(s.status for s in books.standings.values()))


def returned(books: Books) -> PlantedFact:
    """Clients who were planted to leave and to come back, with the longest of their absences."""
    clients = []
    for client in books.playing("returned"):
        absences = comebacks(books.days[client.client_no], books.fallback)
        lost_on, returned_on = max(absences, key=lambda pair: pair[1] - pair[0])
        clients.append(planted_client(client, lost_on=lost_on, returned_on=returned_on))
    return PlantedFact("returned", "client_status", clients=tuple(clients))


def refunded_return(books: Books) -> PlantedFact:
    """A lost client bought and sent everything back within a month: he is as lost as before."""
    client = first_client(books.company, "lost_before", "monthly")
    first = books.company.timeline.month_start(REFUNDED_MONTH)
    bought = next(line.day for line in books.lines if line.client_no == client.client_no and line.day >= first)
    months = month_starts(books, REFUNDED_MONTH, REFUNDED_MONTH)
    planted = planted_client(client, bought_on=bought, last_purchase=books.standings[client.client_no].last_purchase)
    return PlantedFact("refunded_return", "client_status", clients=(planted,), months=months)


def reversed_order(books: Books) -> PlantedFact:
    """An order taken back whole under its own number: its money is nil and its day no purchase day."""
    client = first_client(books.company, "steady", "monthly")
    sums: Counter[str] = Counter()
    days: dict[str, date] = {}
    for line in books.lines:
        if line.client_no == client.client_no and books.company.timeline.month_number(line.day) >= REVERSED_MONTH:
            sums[line.order_no] += line.amount
            days.setdefault(line.order_no, line.day)
    order = next(number for number, amount in sums.items() if amount == 0)
    sold = sum(line.amount for line in books.lines if line.order_no == order and line.amount > 0)
    planted = planted_client(client, order_no=order, ordered_on=days[order], sold=hryvnias(sold))
    return PlantedFact("reversed_order", "client_status", clients=(planted,))


def samples(books: Books) -> PlantedFact:
    """A lost client was sent free samples: a document without money is no purchase."""
    client = first_client(books.company, "lost_before", "three_weeks")
    first = books.company.timeline.month_start(SAMPLES_MONTH)
    sent = next(line.day for line in books.lines if line.client_no == client.client_no and line.day >= first)
    planted = planted_client(client, sent_on=sent, last_purchase=books.standings[client.client_no].last_purchase)
    zero_lines = sum(line.amount == 0 for line in books.lines)
    return PlantedFact("samples", "client_status", clients=(planted,), figures={"zero_lines": zero_lines})


def one_off(books: Books) -> PlantedFact:
    """Clients who bought on one day only."""
    names = {c.client_no: c for c in books.company.clients}
    clients = [
        planted_client(names[n], last_purchase=s.last_purchase, status=s.status)
        for n, s in books.standings.items()
        if s.purchases == 1
    ]
    return PlantedFact("one_off", "client_status", clients=tuple(clients))


def seasonal(books: Books) -> PlantedFact:
    """Clients of April and May: not lost in autumn; due a year after the first purchase of their last season."""
    clients = []
    for client in books.playing("seasonal", "seasonal_lost"):
        days = books.days[client.client_no]
        first = min(day for day in days if day.year == days[-1].year)
        due = first + timedelta(days=365)
        away = due <= books.company.timeline.last_day
        clients.append(
            planted_client(client, season_start=first, due_on=due, purchases=len(days), stayed_away=int(away))
        )
    months = {"first_month": SEASON_MONTHS[0], "last_month": SEASON_MONTHS[1]}
    return PlantedFact("seasonal", "seasonality", clients=tuple(clients), figures=months)


def moved(books: Books) -> PlantedFact:
    """Lost on paper only: they buy on as another firm of the same owner, or under a name that was entered wrongly."""
    by_number = {client.client_no: client for client in books.company.clients}
    clients = []
    for twin in books.company.clients:
        if twin.continues is not None:
            left = books.standings[twin.continues]
            figures: dict[str, Figure] = {
                "goes_on_as": twin.name,
                "second_tax_id": twin.tax_id,
                "last_purchase": left.last_purchase,
                "goes_on_from": books.days[twin.client_no][0],
            }
            clients.append(planted_client(by_number[twin.continues], **figures))
    return PlantedFact("moved", "client_status", tuple(clients))
