"""Why clients left, as the staff and the clients themselves say: the staff blame the price, the clients the service."""

from __future__ import annotations

from datetime import date

from sample_data.books import Books
from sample_data.company import Client
from sample_data.dice import Dice
from sample_data.reckoning import comebacks
from sample_data.record_rows import Loss
from sample_data.record_words import record_words

COMPETITOR, COMPANY, GONE = "competitor", "company", "client"
_STREAM = 28
_UNKNOWN = 280  # permille of the lost of whom nobody asked why
_TOLD_BY_CLIENT = 400  # permille of the others who were asked themselves
_STAFF = (
    (COMPETITOR, "lower_price"),
    (COMPETITOR, "lower_price"),
    (COMPETITOR, "lower_price"),
    (COMPETITOR, "better_terms"),
    (GONE, "no_need"),
)
_CLIENTS = (
    (COMPANY, "late_delivery"),
    (COMPANY, "out_of_stock"),
    (COMPANY, "forgotten"),
    (COMPANY, "service_level"),
    (COMPETITOR, "lower_price"),
    (GONE, "closed"),
)
_AFTER_HANDOVER = ((COMPANY, "manager_left"), (COMPANY, "forgotten"))


def losses(books: Books) -> list[Loss]:
    """Reasons of the clients who are lost, and of some who were lost and came back; two voices where both were heard."""
    rows: list[Loss] = []
    for client, lost_on in _lost(books):
        dice = Dice(_STREAM, client.client_no)
        if dice.happens(_UNKNOWN):
            continue
        by_client = dice.happens(_TOLD_BY_CLIENT) and client.habit.role != "moved"
        if not by_client or dice.happens(300):
            rows.append(_staff_say(books, client, lost_on, dice))
        if by_client:
            rows.append(_client_says(books, client, lost_on, dice))
    return rows


def _lost(books: Books) -> list[tuple[Client, date]]:
    """Every client who is lost by his rhythm or was until he came back, and since when."""
    found: list[tuple[Client, date]] = []
    for client in books.company.clients:
        stands = books.standings[client.client_no]
        if stands.status == "lost" and stands.lost_on:
            found.append((client, stands.lost_on))
        elif client.habit.role == "returned":
            absences = comebacks(books.days[client.client_no], books.fallback)
            found.append((client, max(absences, key=lambda pair: pair[1] - pair[0])[0]))
    return found


def _staff_say(books: Books, client: Client, lost_on: date, dice: Dice) -> Loss:
    """The seller's own account: nobody has checked it, even where the client buys on under another name."""
    group, reason = (GONE, "closed") if client.habit.role == "moved" else dice.pick(_STAFF)
    evidence = "brainstorm" if dice.happens(150) else "staff"
    return Loss(client.name, client.tax_id, lost_on, group, reason, evidence, False, _comment(books, group, dice))


def _client_says(books: Books, client: Client, lost_on: date, dice: Dice) -> Loss:
    """What the client told somebody who asked him."""
    group, reason = dice.pick(_AFTER_HANDOVER if client.habit.role == "lost_after_handover" else _CLIENTS)
    evidence = "call" if dice.happens(400) else "client"
    return Loss(client.name, client.tax_id, lost_on, group, reason, evidence, True, _comment(books, group, dice))


def _comment(books: Books, group: str, dice: Dice) -> str | None:
    return record_words(books.company.words.language).loss_comments[group] if dice.happens(500) else None
