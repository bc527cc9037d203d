"""Planted facts about managers, and about the many ways in which one client is written."""

from __future__ import annotations

from collections import defaultdict

from sample_data.books import Books
from sample_data.company import LEAVER, NEWCOMER
from sample_data.facts import Figure, PlantedFact, month_starts, planted_client
from sample_data.habits import HANDOVER_MONTH
from sample_data.reckoning import standing

_WARM_UP_MONTHS = 6
_GONE = ("lost", "one_off_gone")


def handover(books: Books) -> PlantedFact:
    """A manager left and his clients were handed over; some of them are lost since. clients: those."""
    company, day = books.company, books.company.handover_day
    handed = [
        client
        for client in company.clients
        if client.manager_no == LEAVER
        and (days := books.days.get(client.client_no))
        and days[0] <= day
        and standing(days, day, books.fallback).status not in _GONE
    ]
    gone = [client for client in handed if books.standings[client.client_no].status == "lost"]
    lost = tuple(
        planted_client(client, last_purchase=books.standings[client.client_no].last_purchase) for client in gone
    )
    figures: dict[str, Figure] = {"last_day": day, "handed_over": len(handed), "lost_since": len(lost)}
    return PlantedFact(
        "handover",
        "client_status",
        lost,
        (company.words.managers[LEAVER],),
        month_starts(books, HANDOVER_MONTH, HANDOVER_MONTH),
        figures,
    )


def newcomer(books: Books) -> PlantedFact:
    """A manager with few clients: his ratios must be read with their intervals."""
    clients = [c for c in books.company.clients if c.manager_no == NEWCOMER and c.client_no in books.days]
    planted = tuple(planted_client(c, last_purchase=books.standings[c.client_no].last_purchase) for c in clients)
    return PlantedFact("newcomer", "client_status", clients=planted, managers=(books.company.words.managers[NEWCOMER],))


def new_clients(books: Books) -> PlantedFact:
    """First purchases of every month after the warm-up of half a year."""
    timeline = books.company.timeline
    firsts = [timeline.month_number(days[0]) for days in books.days.values()]
    months = month_starts(books, _WARM_UP_MONTHS + 1, timeline.last_complete)
    figures = {f"{month:%Y-%m}": firsts.count(timeline.month_number(month)) for month in months}
    return PlantedFact("new_clients", "revenue_bridge", months=months, figures=figures)


def spellings(books: Books) -> PlantedFact:
    """Clients written in several ways: the same tax id on several names, and names whose tax id was left out."""
    written: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for line in books.lines:
        if line.client_no:
            written[line.client_no].add((line.client, line.tax_id))
    several = [client for client in books.company.clients if len(written[client.client_no]) > 1]
    clients = tuple(planted_client(c, spellings=len(written[c.client_no])) for c in several)
    figures = {
        "clients": len(written),
        "spellings": sum(len({name for name, _ in names}) for names in written.values()),
        "without_tax_id": sum(any(not tax_id for _, tax_id in written[c.client_no]) for c in several),
    }
    return PlantedFact("spellings", "data_profile", clients=clients, figures=figures)
