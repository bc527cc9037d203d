"""Planted facts about the team and about service: norms, pay, contacts that stopped, answers, promises not kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from sample_data.books import Books, Months
from sample_data.colleagues import working_hours
from sample_data.contacts import PASSIVE
from sample_data.facts import Figure, PlantedFact, planted_client
from sample_data.funnel import WEAK
from sample_data.habits import FALL_MONTH
from sample_data.pay import REVENUE
from sample_data.record_rows import Answer, KpiFact, Touch
from sample_data.record_words import RecordWords, record_words
from sample_data.records import Records
from sample_data.service import FALLING
from sample_data.team import SELLER

_SLA_HOURS = 8  # a working day
_DUE_DAYS, _PAUSE_DAYS = 10, 14  # of a key client: to the next contact, of silence after a quarrel


def _words(records: Records) -> RecordWords:
    return record_words(records.books.company.words.language)


def _reached(facts: Iterable[KpiFact]) -> int:
    return sum(fact.fact >= fact.norm for fact in facts)


def _norm(records: Records, code: str, kpi: str) -> PlantedFact:
    """How often the norm of an indicator of which more is better was reached, in months that are over."""
    name, now = _words(records).kpis[kpi], records.books.company.timeline.month_start(records.books.year[1] + 1)
    facts = [fact for fact in records.kpi_facts if fact.kpi == name and fact.period < now]
    figures: dict[str, Figure] = {
        "kpi": name,
        "norm": facts[0].norm,
        "person_months": len(facts),
        "reached": _reached(facts),
    }
    return PlantedFact(code, "kpi_achievability", figures=figures)


def easy_norm(records: Records) -> PlantedFact:
    """Five calls a day: reached nearly always, so it moves nobody."""
    return _norm(records, "easy_norm", "calls")


def impossible_norm(records: Records) -> PlantedFact:
    """Eight new clients a month: nobody ever reached it, so nobody tries."""
    return _norm(records, "impossible_norm", "new_clients")


def hard_norm(records: Records) -> PlantedFact:
    """Twenty-five meetings a month: reached in every third month, hard but possible."""
    return _norm(records, "hard_norm", "meetings")


def too_many_kpis(records: Records) -> PlantedFact:
    """One position has seven indicators at a time (an eighth no longer counts), and one of them nobody measures."""
    last_day = records.books.company.timeline.last_day
    active = [n for n in records.kpi_norms if n.active_to is None or n.active_to >= last_day]
    position = _words(records).positions[SELLER]
    measured = {fact.kpi for fact in records.kpi_facts}
    unmeasured = [norm.kpi for norm in active if norm.kpi not in measured]
    figures: dict[str, Figure] = {
        "position": position,
        "active": sum(norm.position == position for norm in active),
        "ever": sum(norm.position == position for norm in records.kpi_norms),
        "unmeasured": ", ".join(unmeasured),
    }
    return PlantedFact("too_many_kpis", "kpi_audit", figures=figures)


def retroactive_pay(records: Records) -> PlantedFact:
    """The percent was cut late in a month for the whole month: what the cut would take from the sellers in it."""
    changed = max(row.active_from for row in records.pay_formula)
    rates = {row.version: row.rate for row in records.pay_formula if row.input == REVENUE}
    month = changed.replace(day=1)
    revenue = sum((r.value for r in records.pay_inputs if r.input == REVENUE and r.period == month), Decimal(0))
    figures: dict[str, Figure] = {
        "changed_on": changed,
        "rate_before": rates[1],
        "rate_after": rates[2],
        "revenue": revenue,
        "taken": revenue * (rates[1] - rates[2]),
    }
    return PlantedFact("retroactive_pay", "pay_formula", months=(month,), figures=figures)


def passive_manager(records: Records) -> PlantedFact:
    """Contacts with clients per buyer: fewer than before the fall with everybody, far fewer with one manager."""
    books, name = records.books, records.books.company.words.managers[PASSIVE]
    before, after = (FALL_MONTH - 3, FALL_MONTH - 1), books.now
    figures: dict[str, Figure] = {
        "before": _contacts(records, before, name) / _buyers(books, before, name),
        "after": _contacts(records, after, name) / _buyers(books, after, name),
        "company_before": _contacts(records, before) / len(books.buyers(before)),
        "company_after": _contacts(records, after) / len(books.buyers(after)),
    }
    return PlantedFact("passive_manager", "attention_deficit", managers=(name,), figures=figures)


def _contacts(records: Records, months: Months, manager: str = "") -> int:
    """Contacts of these months that were no talks about a first purchase."""
    number_of = records.books.company.timeline.month_number
    return sum(
        months[0] <= number_of(touch.day) <= months[1] and touch.result is None and manager in ("", touch.manager)
        for touch in records.touches
    )


def _buyers(books: Books, months: Months, manager: str) -> int:
    first, last = books.company.timeline.month_start(months[0]), books.company.timeline.month_end(months[1])
    return len({ln.client_no for ln in books.lines if first <= ln.day <= last and ln.manager == manager})


def key_client_calendar(records: Records) -> PlantedFact:
    """The key client: a call by the same manager in the two weeks after a quarrel, and now nobody has called in time."""
    client, last_day = records.books.company.clients[0], records.books.company.timeline.last_day
    own = [touch for touch in records.touches if touch.client == client.name]
    quarrel = max(touch.day for touch in own if touch.tone == "negative")
    pause = [t for t in own if quarrel < t.day < quarrel + timedelta(days=_PAUSE_DAYS)]
    last = max(touch.day for touch in own if touch.tone == "positive")
    figures: dict[str, Figure] = {
        "quarrel": quarrel,
        "calls_in_pause": sum(not touch.by_substitute for touch in pause),
        "calls_by_substitute": sum(touch.by_substitute for touch in pause),
        "last_contact": last,
        "overdue_days": (last_day - last).days - _DUE_DAYS,
    }
    return PlantedFact("key_client_calendar", "contact_rhythm", (planted_client(client),), figures=figures)


def not_touched(records: Records) -> PlantedFact:
    """Clients who buy and whom nobody has spoken to for more than sixty days."""
    books, last = records.books, _last_touches(records.touches)
    limit = books.company.timeline.last_day - timedelta(days=60)
    silent = [
        planted_client(client, last_contact=last[client.name])
        for client in books.company.clients
        if client.client_no in books.days
        and books.standings[client.client_no].status in ("active", "watch")
        and last.get(client.name, date.max) < limit
    ]
    return PlantedFact("not_touched", "attention_deficit", clients=tuple(silent))


def _last_touches(touches: Iterable[Touch]) -> dict[str, date]:
    return {touch.client: touch.day for touch in sorted(touches, key=lambda touch: touch.day)}


def nps(records: Records) -> PlantedFact:
    """Answers of two quarters: of everybody, the last answer of a client counting, and of the manager whose fell."""
    last = records.books.year[1]
    quarters = {"before": (last - 5, last - 3), "after": (last - 2, last)}
    name = records.books.company.words.managers[FALLING]
    figures: dict[str, Figure] = {}
    for when, quarter in quarters.items():
        answers = _last_answers(records, quarter)
        figures |= {f"{when}_{kind}": count for kind, count in _scores(answers).items()}
        own = _scores([answer for answer in answers if answer.manager == name])
        figures |= {f"{when}_own_{kind}": count for kind, count in own.items()}
    return PlantedFact("nps", "nps", managers=(name,), figures=figures)


def _last_answers(records: Records, quarter: Months) -> list[Answer]:
    number_of = records.books.company.timeline.month_number
    within = [answer for answer in records.surveys if quarter[0] <= number_of(answer.day) <= quarter[1]]
    return list({answer.client: answer for answer in sorted(within, key=lambda answer: answer.day)}.values())


def _scores(answers: Iterable[Answer]) -> dict[str, int]:
    kinds = Counter("promoters" if a.score >= 9 else "passives" if a.score >= 7 else "detractors" for a in answers)
    return {kind: kinds[kind] for kind in ("promoters", "passives", "detractors")}


def sold_out_promo(records: Records) -> PlantedFact:
    """A hundred pieces on offer for a month were gone on its fourth day: every day after it promised nothing."""
    promo = next(row for row in records.promos if row.sold_out_at is not None)
    sold_out = promo.sold_out_at or promo.ends_on
    figures: dict[str, Figure] = {
        "starts_on": promo.starts_on,
        "ends_on": promo.ends_on,
        "sold_out_at": sold_out,
        "stock": promo.stock or 0,
        "empty_days": (promo.ends_on - sold_out).days,
        "refused": promo.refused,
        "complaints": sum(row.kind == "promotion" for row in records.complaints),
    }
    return PlantedFact("sold_out_promo", "honest_promotions", figures=figures)


def complaints(records: Records) -> PlantedFact:
    """Complaints: open ones, those of clients who are lost now, and who complains again and again."""
    lost = {c.name for c in records.books.company.clients if _is_lost(records.books, c.client_no)}
    half_year = records.books.company.timeline.last_day - timedelta(days=183)
    of_client = Counter(row.client for row in records.complaints if row.day > half_year)
    figures: dict[str, Figure] = {
        "all": len(records.complaints),
        "open": sum(row.resolved_at is None for row in records.complaints),
        "before_loss": sum(row.client in lost for row in records.complaints),
        "most_by_one": max(of_client.values()),
    }
    return PlantedFact("complaints", "nps", figures=figures)


def _is_lost(books: Books, client_no: int) -> bool:
    return client_no in books.days and books.standings[client_no].status == "lost"


def loss_reasons(records: Records) -> PlantedFact:
    """Why clients are lost: for how many somebody knows, and how differently the staff and the clients tell it."""
    books = records.books
    lost = {c.name for c in books.company.clients if _is_lost(books, c.client_no)}
    now = [row for row in records.losses if row.client in lost]
    staff = [row for row in records.losses if row.evidence == "staff"]
    asked = [row for row in records.losses if row.evidence in ("client", "call")]
    figures: dict[str, Figure] = {
        "lost": len(lost),
        "with_reason": len({row.client for row in now}),
        "confirmed": len({row.client for row in now if row.confirmed}),
        "returned_with_reason": len({row.client for row in records.losses} - lost),
        "staff": len(staff),
        "staff_price": sum(row.reason == "lower_price" for row in staff),
        "clients": len(asked),
        "clients_price": sum(row.reason == "lower_price" for row in asked),
        "clients_company": sum(row.reason_group == "company" for row in asked),
    }
    return PlantedFact("loss_reasons", "loss_reasons", figures=figures)


def poor_calls(records: Records) -> PlantedFact:
    """The manager whose calls lead to few visits asks few questions and names the price."""
    name = records.books.company.words.managers[WEAK]
    figures: dict[str, Figure] = {}
    for prefix, checks in (
        ("", [check for check in records.call_checks if check.manager == name]),
        ("others_", [check for check in records.call_checks if check.manager != name]),
    ):
        figures[f"{prefix}calls"] = len(checks)
        figures[f"{prefix}questions"] = sum(c.q_technical + c.q_personal + c.q_motive for c in checks)
        figures[f"{prefix}price_named"] = sum(check.price_named for check in checks)
        figures[f"{prefix}meetings"] = sum(check.meeting_set for check in checks)
    return PlantedFact("poor_calls", "call_quality", managers=(name,), figures=figures)


def training(records: Records) -> PlantedFact:
    """The seller who asks little was trained and asks no more since: his calls on both sides of the day."""
    (name,) = poor_calls(records).managers
    day = next(row.day for row in records.trainings if row.manager == name)
    own = [check for check in records.call_checks if check.manager == name]
    sides = {"before": [c for c in own if c.day < day], "after": [c for c in own if c.day >= day]}
    figures: dict[str, Figure] = {"trained_on": day}
    for when, checks in sides.items():
        figures[f"of_{when}"] = len(checks)
        figures[f"cases_{when}"] = sum(check.meeting_set for check in checks)
    return PlantedFact("training", "training_effect", managers=(name,), figures=figures)


def slow_answers(records: Records) -> PlantedFact:
    """Sellers wait for colleagues: how many answers came within a working day, and how many deals died after a late one."""
    lost = {deal.deal_id for deal in records.deals if deal.stage == "lost"}
    requests = records.requests_internal
    in_time = {r.deal_id for r in requests if r.answered_at and working_hours(r.asked_at, r.answered_at) <= _SLA_HOURS}
    late = {r.deal_id for r in requests if r.answered_at} - in_time
    figures: dict[str, Figure] = {
        "requests": len(requests),
        "in_time": len(in_time),
        "open": sum(request.answered_at is None for request in requests),
        "lost_after_late": len(late & lost),
        "late": len(late),
        "lost_after_in_time": len(in_time & lost),
    }
    return PlantedFact("slow_answers", "answer_speed", managers=(_words(records).staff[-1],), figures=figures)
