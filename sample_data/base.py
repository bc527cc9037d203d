"""The base of potential clients as it is written down: fields left empty, firms that closed since, entries made twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sample_data.books import Books
from sample_data.dice import Dice
from sample_data.names import Name, with_twin_letters
from sample_data.prospects import Lead
from sample_data.record_rows import Prospect
from sample_data.record_words import record_words

_STREAM = 21
_SIZES = ("small", "small", "medium", "medium", "large")
_REQUIRED = 6  # industry, size, contact's name, his role, phone or e-mail, source
_DUPLICATES, _INCOMPLETE = 4, 3  # in the researcher's last complete week
_LOST_A_MONTH = 293  # of 10 000 entries that are true, those that are not a month later: 30 % a year
_CHECKED = 750  # permille of the sellers' entries that were checked lately
_CHECKED_DAYS = (5, 150)  # how many days ago
_UNDATED = 17  # every so many of the sellers' entries has no day
_SWITCHBOARD = 16  # every so many of the sellers' entries has the phone of one accounting firm
_SWITCHBOARD_PHONE = "+380009999999"


_About = tuple[str | None, str, str | None, str | None]


@dataclass(frozen=True)
class _Check:
    """What a look at an entry found."""

    day: date | None
    state: str


def base_records(books: Books, leads: list[Lead]) -> list[Prospect]:
    """The base, one record a company, in the order of the leads."""
    checks, doubled = _checks(books, leads), dict(_doubled(books, leads))
    incomplete = _incomplete(books, leads)
    return [
        _record(books, lead, checks[lead.number], doubled.get(lead.number), lead.number in incomplete) for lead in leads
    ]


def _last_week(books: Books, leads: list[Lead]) -> list[Lead]:
    """The researcher's entries of the last complete week."""
    last_day = books.company.timeline.last_day
    monday = last_day - timedelta(days=last_day.weekday())
    ours = [lead for lead in leads if lead.origin == "researcher"]
    return [lead for lead in ours if lead.created and monday - timedelta(weeks=1) <= lead.created < monday]


def _doubled(books: Books, leads: list[Lead]) -> Iterable[tuple[int, Lead]]:
    """(number of an entry, the older one of the same company): four in the last complete week, one of thirty before."""
    week = _last_week(books, leads)
    older = [lead for lead in leads if lead.origin in ("inbound", "seller")]
    rest = [lead for lead in leads if lead.origin == "researcher" and lead not in week]
    twice = [*week[:: len(week) // _DUPLICATES][:_DUPLICATES], *rest[7::30]]
    return ((lead.number, older[place * 37 % len(older)]) for place, lead in enumerate(twice))


def _incomplete(books: Books, leads: list[Lead]) -> set[int]:
    """Entries without a person to talk to: three in the last complete week, one of twenty-five before."""
    week = _last_week(books, leads)
    rest = [lead for lead in leads if lead.origin == "researcher" and lead not in week]
    return {lead.number for lead in (*week[1 : 1 + 2 * _INCOMPLETE : 2], *rest[4::25])}


def _written_again(books: Books, older: Lead, lead: Lead) -> Name:
    """The name of the older entry as another hand writes it."""
    words, name = books.company.words, older.name
    if lead.number % 2:
        usual = words.company.format(form=name.form, name=with_twin_letters(name.name))
    else:
        usual = words.company_variants[0].format(form=name.form, name=name.name, upper=name.name.upper())
    return Name(name.form, name.name, usual, "")


def _checks(books: Books, leads: list[Lead]) -> dict[int, _Check]:
    """Most of the sellers' old entries were checked lately; of a year-old one three in ten are no longer true."""
    last_day, checks, expected, found = books.company.timeline.last_day, {}, 0, 0
    for lead in leads:
        dice = Dice(_STREAM, lead.number)
        checks[lead.number] = _Check(None, "live")
        if lead.origin != "seller" or lead.created is None or _undated(lead) or not dice.happens(_CHECKED):
            continue
        day = last_day - timedelta(days=dice.whole(*_CHECKED_DAYS))
        expected += 10_000 - _still_true((day - lead.created).days)
        untrue = expected >= 10_000 * (found + 1)
        found += untrue
        checks[lead.number] = _Check(day, ("closed" if found % 3 else "invalid") if untrue else "live")
    return checks


def _undated(lead: Lead) -> bool:
    return lead.origin == "seller" and lead.number % _UNDATED == 0


def _still_true(days: int) -> int:
    """Of 10 000 entries, those that are true after so many days; whole months are counted."""
    left = 10_000_000
    for _ in range(round(days / 30.4375)):
        left = left * (10_000 - _LOST_A_MONTH) // 10_000
    return left // 1000


def _record(books: Books, lead: Lead, check: _Check, older: Lead | None, incomplete: bool) -> Prospect:
    """One entry; older is the entry of the same company that was there before."""
    dice, own = Dice(_STREAM, lead.number, 1), older or lead
    name = _written_again(books, older, lead) if older else lead.name
    phone, email, site = _addresses(own, dice)
    about = _about(books, lead, incomplete, dice)
    filled = sum(field is not None for field in about) + bool(phone or email) + 1
    return Prospect(
        name.usual,
        name.tax_id,
        phone,
        email,
        site,
        *about,
        record_words(books.company.words.language).sources[lead.source],
        None if _undated(lead) else lead.created,
        check.day,
        lead.created_by,
        "duplicate" if older else check.state,
        (Decimal(filled) / _REQUIRED).quantize(Decimal("0.0001")),
    )


def _addresses(lead: Lead, dice: Dice) -> tuple[str | None, str | None, str | None]:
    """Phone, e-mail and site; of a code and of a domain that nobody can have."""
    phone = f"+38000{lead.number:07d}" if dice.happens(930) or lead.origin == "researcher" else None
    if lead.origin == "seller" and lead.number % _SWITCHBOARD == 0:
        phone = _SWITCHBOARD_PHONE
    email = f"office@company{lead.number}.example" if dice.happens(800) else None
    return phone, email, f"company{lead.number}.example" if dice.happens(600) else None


def _about(books: Books, lead: Lead, incomplete: bool, dice: Dice) -> _About:
    """Industry, size, the person to talk to and his role; those who came by themselves left some of it out."""
    words, came = record_words(books.company.words.language), lead.origin == "inbound"
    industry = None if came and dice.happens(250) else dice.pick(words.industries)
    person = None if incomplete or (came and dice.happens(200)) else _person(books, dice)
    return industry, dice.pick(_SIZES), person, dice.pick(words.contact_roles) if person else None


def _person(books: Books, dice: Dice) -> str:
    words = books.company.words
    pattern = record_words(words.language).contact
    return pattern.format(surname=dice.pick(words.surnames), initials=dice.pick(words.initials))
