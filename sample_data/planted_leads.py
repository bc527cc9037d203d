"""Planted facts about potential clients: what the base is worth, what talks came to, where the funnels leak."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from sample_data.books import Books
from sample_data.company import Client
from sample_data.facts import Figure, PlantedFact, month_starts
from sample_data.funnel import STAGES, WEAK
from sample_data.prospects import ADS, FAIR, INBOUND, RADIO, REFERRAL, RESEARCHER
from sample_data.record_rows import Touch
from sample_data.record_words import RecordWords, record_words
from sample_data.records import Records
from sample_data.staff import sellers_on

CHANNEL_CODES = {ADS: "ads", FAIR: "fairs", REFERRAL: "referrals", RADIO: "radio"}
_YEAR_DAYS = 365.25
_LEFT_A_YEAR = 0.7  # of a base that nobody looks after
_QUARTER = 3
_STUCK_DAYS = 35


def _words(records: Records) -> RecordWords:
    return record_words(records.books.company.words.language)


def base_size(records: Records) -> PlantedFact:
    """How many entries the base has, how many are true as far as anybody knows, how many clients are planned."""
    books, plans = records.books, records.plans
    months = month_starts(books, books.year[1] - _QUARTER + 1, books.year[1])
    figures: dict[str, Figure] = {
        "entries": len(records.base),
        "live": sum(row.state == "live" for row in records.base),
        "planned_in_quarter": sum(int(p.value) for p in plans if p.measure == "new_clients" and p.period in months),
    }
    return PlantedFact("base_size", "base_sufficiency", months=months, figures=figures)


def base_decay(records: Records) -> PlantedFact:
    """Entries get older than they look: what is left of them by the rule of 30 % a year, and what checks found."""
    last_day = records.books.company.timeline.last_day
    dated = [row.created if row.verified_at is None else row.verified_at for row in records.base]
    ages = [(last_day - day).days / _YEAR_DAYS for day in dated if day is not None]
    checked = [row for row in records.base if row.verified_at is not None]
    figures: dict[str, Figure] = {
        "expected_live": sum(_LEFT_A_YEAR**age for age in ages),
        "without_date": len(dated) - len(ages),
        "checked": len(checked),
        "untrue": sum(row.state in ("closed", "invalid") for row in checked),
    }
    return PlantedFact("base_decay", "base_freshness", figures=figures)


def researcher_week(records: Records) -> PlantedFact:
    """The last complete week of the researcher: more than his norm of 25 entered, less than it accepted."""
    last_day = records.books.company.timeline.last_day
    monday = last_day - timedelta(days=last_day.weekday() + 7)
    name = _words(records).staff[RESEARCHER]
    week = [
        row for row in records.base
        if row.created_by == name and row.created and monday <= row.created < monday + timedelta(days=7)
    ]  # fmt: skip
    figures: dict[str, Figure] = {
        "week": monday,
        "entered": len(week),
        "duplicates": sum(row.state == "duplicate" for row in week),
        "incomplete": sum(row.state != "duplicate" and row.completeness < 1 for row in week),
        "accepted": sum(row.state == "live" and row.completeness == 1 for row in week),
    }
    return PlantedFact("researcher_week", "scouts", managers=(name,), figures=figures)


def doubled_base(records: Records) -> PlantedFact:
    """Companies that stand in the base twice, and one phone that belongs to an accounting firm of many."""
    phones = Counter(row.phone for row in records.base if row.phone)
    figures: dict[str, Figure] = {
        "duplicates": sum(row.state == "duplicate" for row in records.base),
        "closed": sum(row.state == "closed" for row in records.base),
        "invalid": sum(row.state == "invalid" for row in records.base),
        "names_of_one_phone": max(phones.values()),
    }
    return PlantedFact("doubled_base", "live_base", figures=figures)


def first_answers(records: Records) -> PlantedFact:
    """What the first talk came to with every company first spoken to within the last three complete months."""
    books = records.books
    months = month_starts(books, books.year[1] - _QUARTER + 1, books.year[1])
    firsts = [touch for touch in first_touches(records).values() if touch.day.replace(day=1) in months]
    counts: dict[str, Figure] = {"contacts": len(firsts), **_answers(firsts)}
    return PlantedFact("first_answers", "life_cycle", months=months, figures=counts)


def first_touches(records: Records) -> dict[str, Touch]:
    """company -> the first contact with it that had a result."""
    firsts: dict[str, Touch] = {}
    for touch in records.touches:
        if touch.result:
            firsts.setdefault(touch.client, touch)
    return firsts


def _answers(touches: Iterable[Touch]) -> dict[str, int]:
    answers = [(touch.result, touch.target) for touch in touches]
    return {
        "requests": sum(result == "request" for result, _ in answers),
        "interest": sum(result == "interest" for result, _ in answers),
        "refusals_target": answers.count(("refusal", True)),
        "refusals_not_target": answers.count(("refusal", False)),
    }


def forgotten_next_step(records: Records) -> PlantedFact:
    """Companies whose last talk left the door open and set no day, or a day that has passed."""
    last: dict[str, Touch] = {}
    for touch in records.touches:
        if touch.result:
            last[touch.client] = touch
    won = {deal.client for deal in records.deals}
    open_doors = [touch for name, touch in last.items() if name not in won and touch.target]
    last_day = records.books.company.timeline.last_day
    figures: dict[str, Figure] = {
        "without_date": sum(touch.next_date is None for touch in open_doors),
        "overdue": sum(touch.next_date is not None and touch.next_date < last_day for touch in open_doors),
    }
    return PlantedFact("forgotten_next_step", "life_cycle", figures=figures)


def channels(records: Records) -> PlantedFact:
    """The channels of a year: companies, requests, won deals, money; one spent money and won nobody."""
    words, firsts = _words(records), first_touches(records)
    asked = {touch.client for touch in records.touches if touch.result == "request"}
    won = {deal.client for deal in records.deals if deal.won_at}
    figures: dict[str, Figure] = {}
    for source in INBOUND:
        code, names = CHANNEL_CODES[source], {r.company for r in records.base if r.source == words.sources[source]}
        figures[f"{code}_leads"] = len(names)
        figures[f"{code}_requests"] = len(names & asked)
        figures[f"{code}_deals"] = len(names & won)
        figures[f"{code}_not_target"] = sum(firsts[name].target is False for name in names if name in firsts)
        figures[f"{code}_spend"] = (
            sum(row.amount for row in records.spend if row.channel == words.sources[source]) // 100
        )
    return PlantedFact(
        "channels", "channel_funnels", months=month_starts(records.books, *records.books.year), figures=figures
    )


def warm_up_ways(records: Records) -> PlantedFact:
    """Where companies go from every stage of the warm-up, and what a request costs."""
    moves = [move for move in records.stage_log if move.company]
    ways = Counter((move.from_stage, move.to_stage) for move in moves)
    figures: dict[str, Figure] = {f"{a}_to_{b}": count for (a, b), count in sorted(ways.items(), key=str) if a}
    figures["entered"] = sum(count for (a, _), count in ways.items() if a is None)
    figures["cost"] = sum(move.cost for move in moves) // 100
    return PlantedFact("warm_up_ways", "warm_up_funnel", figures=figures)


def _reached(records: Records) -> dict[str, dict[str, int]]:
    """manager -> stage -> count of the year."""
    reached: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(STAGES, 0))
    for row in records.funnel_counts:
        reached[row.manager][row.stage] += row.reached
    return dict(reached)


def weak_stage(records: Records) -> PlantedFact:
    """One manager's calls lead to a visit half as often as the others'; his visits lead to deals as theirs do."""
    name = records.books.company.words.managers[WEAK]
    reached = _reached(records)
    figures: dict[str, Figure] = dict(reached[name])
    figures |= {f"others_{stage}": sum(own[stage] for m, own in reached.items() if m != name) for stage in STAGES}
    months = month_starts(records.books, *records.books.year)
    return PlantedFact("weak_stage", "sales_funnel", managers=(name,), months=months, figures=figures)


def few_deals(records: Records) -> PlantedFact:
    """The manager of those still there who won the fewest clients: too few cases to judge him by a share."""
    words, last_day = records.books.company.words, records.books.company.timeline.last_day
    here = {words.managers[number] for number in sellers_on(records.books, last_day)}
    reached = {name: own for name, own in _reached(records).items() if name in here}
    name = min(sorted(reached), key=lambda name: reached[name]["deal"])
    return PlantedFact("few_deals", "conversion", managers=(name,), figures=dict(reached[name]))


def first_deals(records: Records) -> PlantedFact:
    """Deals won: every one is the first purchase of a client, for exactly the money of that day."""
    start = records.books.company.timeline.month_start(records.books.year[0])
    won = [deal for deal in records.deals if deal.won_at]
    figures: dict[str, Figure] = {
        "won": len(won),
        "won_in_year": sum(_on(deal.won_at) >= start for deal in won),
        "lost_by_client": sum(deal.lost_by == "client" for deal in records.deals),
        "lost_by_us": sum(deal.lost_by == "we" for deal in records.deals),
        "open": sum(deal.stage not in ("won", "lost") for deal in records.deals),
    }
    return PlantedFact("first_deals", "life_cycle", figures=figures)


def dear_first_deals(records: Records) -> PlantedFact:
    """What attracting and what keeping cost in a year: channels with contacts before the first purchase, and those after."""
    books = records.books
    firsts = {client.name: min(books.days[client.client_no]) for client in _buyers(books)}
    months = month_starts(books, *books.year)
    touches = [touch for touch in records.touches if touch.day.replace(day=1) in months]
    after = [touch.cost for touch in touches if touch.client in firsts and firsts[touch.client] < touch.day]
    spent = sum(row.amount for row in records.spend if row.month in months)
    figures: dict[str, Figure] = {
        "attracting": (spent + sum(touch.cost for touch in touches) - sum(after)) // 100,
        "keeping": sum(after) // 100,
    }
    return PlantedFact("dear_first_deals", "life_cycle", months=months, figures=figures)


def _buyers(books: Books) -> list[Client]:
    return [client for client in books.company.clients if client.client_no in books.days]


def stuck_deals(records: Records) -> PlantedFact:
    """Deals that nobody moved for five weeks and longer, open to this day."""
    last_day = records.books.company.timeline.last_day
    lying = [
        d
        for d in records.deals
        if d.stage not in ("won", "lost") and (last_day - d.stage_changed_at).days >= _STUCK_DAYS
    ]
    figures: dict[str, Figure] = {"deals": len(lying), "money": sum(deal.amount for deal in lying) // 100}
    return PlantedFact("stuck_deals", "deal_ages", figures=figures)


def _on(day: date | None) -> date:
    return day or date.min
