"""What a planted fact is: who is in it, and the exact figures that a method must find."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sample_data.books import Books, hryvnias
from sample_data.company import Client

Figure = int | float | str | date | Decimal


@dataclass(frozen=True)
class PlantedClient:
    """A client of a fact. client: his usual spelling. tax_id: empty where nobody filled it in. figures: his own."""

    client_no: int
    client: str
    tax_id: str
    figures: Mapping[str, Figure]


@dataclass(frozen=True)
class PlantedFact:
    """Something true of the demo company, and known before any method is run.

    code: its name in the catalogue, `sample_data.planted.<code>`. method: the method that must find it.
    months: first days of the months concerned. figures: money in hryvnias, shares 0..1, days, counts, dates.
    """

    code: str
    method: str
    clients: tuple[PlantedClient, ...] = ()
    managers: tuple[str, ...] = ()
    months: tuple[date, ...] = ()
    figures: Mapping[str, Figure] = field(default_factory=dict)


def planted_client(client: Client, **figures: Figure) -> PlantedClient:
    """A client as a fact names him."""
    return PlantedClient(client.client_no, client.name, client.tax_id, figures)


def month_starts(books: Books, first: int, last: int) -> tuple[date, ...]:
    """First days of the months from the first to the last number."""
    return tuple(books.company.timeline.month_start(number) for number in range(first, last + 1))


def most_money_first(clients: Iterable[PlantedClient], figure: str) -> tuple[PlantedClient, ...]:
    """Clients by one of their figures, the largest first."""
    return tuple(sorted(clients, key=lambda client: (-Decimal(str(client.figures[figure])), client.client_no)))


def year_before(books: Books, client_no: int) -> Decimal:
    """Revenue of the 365 days that end with a client's last purchase."""
    last = books.standings[client_no].last_purchase.toordinal()
    own = (line for line in books.lines if line.client_no == client_no)
    return hryvnias(sum(line.amount for line in own if last - 364 <= line.day.toordinal() <= last))
