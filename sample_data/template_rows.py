"""Two example rows for the template of every kind of table, of the demo company's clients and people.

Values are typed: dates, numbers, texts. Words of a list (call, refusal, yes) stand as their codes; who writes the
template puts in the words of its language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sample_data.company import Client, Company, found_company
from sample_data.record_words import RecordWords, record_words
from sample_data.timeline import DEFAULT_LAST_DAY

Row = Mapping[str, Any]


class _Sources:
    """What the rows are made of, in one language."""

    def __init__(self, language: str) -> None:
        self.company: Company = found_company(language)
        self.words: RecordWords = record_words(language)
        named = [client for client in self.company.clients if client.tax_id]
        self.clients: tuple[Client, Client] = (named[0], named[1])
        self.managers = self.company.words.managers[:2]
        self.day = DEFAULT_LAST_DAY - timedelta(days=20)
        self.month = self.day.replace(day=1)

    def product(self, at: int) -> str:
        """Name of a product."""
        return self.company.products[at].name

    def later(self, days: int) -> date:
        """Some days after the first row."""
        return self.day + timedelta(days=days)


@lru_cache(maxsize=3)
def _sources(language: str) -> _Sources:
    return _Sources(language)


def template_rows(kind: str, language: str) -> tuple[Row, ...]:
    """The example rows of a kind, field -> value; a field that a row leaves out is blank."""
    return _ROWS[kind](_sources(language))


def _sales(s: _Sources) -> tuple[Row, ...]:
    w = s.company.words
    return tuple(
        {
            "date": s.later(at), "sales_order_no": f"{w.order_prefix}-{1041 + at}", "sales_client": client.name,
            "tax_id": client.tax_id, "item": s.product(at), "category": s.company.products[at].group,
            "quantity": 4 + at, "price": Decimal("125.50"), "sales_amount": Decimal("125.50") * (4 + at),
            "cost": Decimal("98.10") * (4 + at), "manager": s.managers[at], "region": w.regions[at],
            "channel": w.channels[at],
        }
        for at, client in enumerate(s.clients)
    )  # fmt: skip


def _documents(s: _Sources) -> tuple[Row, ...]:
    kept = ("date", "sales_order_no", "sales_client", "tax_id", "sales_amount", "cost", "manager", "region", "channel")
    return tuple({name: row[name] for name in kept} for row in _sales(s))


def _deals(s: _Sources) -> tuple[Row, ...]:
    w, (first, second) = s.words, s.clients
    return (
        {"deal_id": "1507", "client": first.name, "created": s.later(0), "stage": w.stages[-1], "amount": Decimal(45000),
         "stage_changed_at": s.later(12), "manager": s.managers[0], "channel": w.sources[0], "closed": s.later(12),
         "pipeline": w.pipeline},
        {"deal_id": "1508", "client": second.name, "created": s.later(3), "stage": w.stages[1],
         "amount": Decimal(18000), "stage_changed_at": s.later(9), "manager": s.managers[1], "channel": w.sources[1],
         "pipeline": w.pipeline},
    )  # fmt: skip


def _stage_log(s: _Sources) -> tuple[Row, ...]:
    return tuple(
        {"deal_id": "1507", "company": s.clients[0].name, "from_stage": s.words.stages[at], "moved_on": s.later(4 * at),
         "to_stage": s.words.stages[at + 1], "manager": s.managers[0]}
        for at in range(2)
    )  # fmt: skip


def _touches(s: _Sources) -> tuple[Row, ...]:
    first, second = s.clients
    return (
        {"day": s.later(0), "client": first.name, "manager": s.managers[0], "kind": "call", "direction": "out",
         "tone": "neutral", "result": "interest", "reason": s.words.remark, "next_date": s.later(7), "duration_min": 6},
        {"day": s.later(2), "client": second.name, "manager": s.managers[1], "kind": "meeting", "direction": "out",
         "tone": "positive", "result": "request", "target": True, "duration_min": 45},
    )  # fmt: skip


def _base(s: _Sources) -> tuple[Row, ...]:
    w, names = s.words, s.company.words.names
    return tuple(
        {
            "company": w.prospects[at].format(name=names[at]), "phone": f"+380 44 000 00 0{at + 1}",
            "email": f"office{at + 1}@example.com", "site": f"company{at + 1}.example.com", "industry": w.industries[at],
            "size": ("small", "medium")[at], "contact_role": w.contact_roles[at], "source": w.sources[at],
            "contact_name": w.contact.format(surname=s.company.words.surnames[at], initials=s.company.words.initials[at]),
            "created": s.later(-30), "verified_at": s.later(at), "created_by": w.staff[0], "state": "live",
        }
        for at in range(2)
    )  # fmt: skip


def _clients(s: _Sources) -> tuple[Row, ...]:
    return tuple(
        {"client": client.name, "client_id": f"00{117 + at}", "tax_id": client.tax_id, "manager": s.managers[at],
         "since": s.later(-700), "segment": s.words.segments[at], "region": s.company.words.regions[at],
         "state": "working", "potential_year": Decimal(600000), "needs_prepay": bool(at)}
        for at, client in enumerate(s.clients)
    )  # fmt: skip


def _spend(s: _Sources) -> tuple[Row, ...]:
    return tuple(
        {"month": s.month, "channel": s.words.sources[at], "amount": Decimal(12500 + 4000 * at)} for at in range(2)
    )


def _payments(s: _Sources) -> tuple[Row, ...]:
    prefix = s.company.words.order_prefix
    return tuple(
        {"day": s.later(5 + at), "client": client.name, "tax_id": client.tax_id, "amount": Decimal("502.00"),
         "order_no": f"{prefix}-{1041 + at}", "due_date": s.later(7)}
        for at, client in enumerate(s.clients)
    )  # fmt: skip


def _plans(s: _Sources) -> tuple[Row, ...]:
    return tuple(
        {"period": s.month, "manager": manager, "measure": "revenue", "value": Decimal(900000 + 50000 * at)}
        for at, manager in enumerate(s.managers)
    )


def _kpi_norms(s: _Sources) -> tuple[Row, ...]:
    names = tuple(s.words.kpis.values())
    return tuple(
        {"position": s.words.positions[0], "kpi": names[at], "norm": Decimal((25, 4)[at]),
         "unit": s.words.units["pieces"], "active_from": s.month, "direction": "higher"}
        for at in range(2)
    )  # fmt: skip


def _kpi_facts(s: _Sources) -> tuple[Row, ...]:
    name = next(iter(s.words.kpis.values()))
    return tuple(
        {"employee": manager, "kpi": name, "period": s.month, "fact": Decimal(23 + 3 * at), "norm": Decimal(25)}
        for at, manager in enumerate(s.managers)
    )


def _funnel_counts(s: _Sources) -> tuple[Row, ...]:
    return tuple(
        {"period": s.month, "manager": s.managers[0], "stage": stage, "count": count}
        for stage, count in zip(s.words.stages_counted[:2], (220, 31), strict=True)
    )


def _surveys(s: _Sources) -> tuple[Row, ...]:
    said = (s.words.promoter_comments[0], s.words.detractor_comments[0])
    return tuple(
        {"day": s.later(at), "client": client.name, "score": (9, 5)[at], "manager": s.managers[at],
         "branch": s.company.words.regions[at], "comment": said[at]}
        for at, client in enumerate(s.clients)
    )  # fmt: skip


def _complaints(s: _Sources) -> tuple[Row, ...]:
    kinds = ("delivery", "documents")
    return tuple(
        {"day": s.later(at), "client": client.name, "kind": kinds[at], "text": s.words.complaints[kinds[at]],
         "resolved_at": None if at else s.later(2), "owner": s.managers[at]}
        for at, client in enumerate(s.clients)
    )  # fmt: skip


def _service_requests(s: _Sources) -> tuple[Row, ...]:
    call, letter = (datetime.combine(s.day, time(*clock)) for clock in ((10, 15, 20), (11, 40, 5)))
    return (
        {"asked_at": call, "way": "call", "answered_at": call + timedelta(seconds=12), "missed": "answered",
         "manager": s.managers[0], "campaign": s.words.sources[0]},
        {"asked_at": letter, "way": "web", "answered_at": letter + timedelta(minutes=9), "manager": s.managers[1]},
    )  # fmt: skip


def _standard_checks(s: _Sources) -> tuple[Row, ...]:
    return tuple(
        {"day": s.day, "manager": s.managers[0], "standard": standard, "kept": not at}
        for at, standard in enumerate(s.words.standards[:2])
    )


def _training_hours(s: _Sources) -> tuple[Row, ...]:
    return tuple(
        {"day": s.later(at), "manager": manager, "hours": Decimal("1.5") + at} for at, manager in enumerate(s.managers)
    )


def _requests_internal(s: _Sources) -> tuple[Row, ...]:
    asked = [datetime.combine(s.later(at), time(10 + at, 30)) for at in range(2)]
    return tuple(
        {"asked_at": moment, "asked_by": s.managers[at], "asked_of": s.words.staff[-1], "kind": s.product(at),
         "answered_at": None if at else moment + timedelta(hours=3), "deal_id": f"{1507 + at}"}
        for at, moment in enumerate(asked)
    )  # fmt: skip


_ROWS: Mapping[str, Callable[[_Sources], tuple[Row, ...]]] = {
    "sales": _sales, "sales_documents": _documents, "deals": _deals, "stage_log": _stage_log, "touches": _touches,
    "base": _base, "clients": _clients, "spend": _spend, "payments": _payments, "plans": _plans,
    "kpi_norms": _kpi_norms, "kpi_facts": _kpi_facts, "funnel_counts": _funnel_counts, "surveys": _surveys,
    "complaints": _complaints, "service_requests": _service_requests, "standard_checks": _standard_checks,
    "training_hours": _training_hours, "requests_internal": _requests_internal,
}  # fmt: skip
