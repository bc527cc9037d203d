"""All records of the demo company beside its sales, and the tables in which the store takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

import pyarrow as pa

from sample_data import record_rows as rows
from sample_data.base import base_records
from sample_data.books import Books, open_books
from sample_data.calls import call_checks, trainings
from sample_data.colleagues import colleague_requests
from sample_data.company import found_company
from sample_data.contacts import client_touches
from sample_data.deals import deals_of
from sample_data.funnel import funnel_counts, plans, spending
from sample_data.leads import lead_touches
from sample_data.losses import losses
from sample_data.pay import pay_formula, pay_inputs
from sample_data.prospects import found_leads
from sample_data.service import complaints, honest_promos, surveys
from sample_data.standards import cycle_owners, pay_tasks, service_requests, standard_checks, training_hours
from sample_data.tasks import seller_tasks
from sample_data.team import kpi_facts, kpi_norms, kpi_passports
from sample_data.timeline import DEFAULT_LAST_DAY
from sample_data.warm_up import warm_up
from sample_data.win_back import offer_ideas, win_back_steps

_MONEY = ("cost", "amount")  # in kopecks until they leave for the store
_COLUMNS = {"reached": "count"}  # where a row class cannot bear the name of the column


@dataclass(frozen=True)
class Records:
    """The records, table by table, with the books of the same company."""

    books: Books
    base: list[rows.Prospect]
    touches: list[rows.Touch]
    deals: list[rows.Deal]
    stage_log: list[rows.Move]
    funnel_counts: list[rows.FunnelCount]
    spend: list[rows.Spend]
    losses: list[rows.Loss]
    kpi_norms: list[rows.KpiNorm]
    kpi_facts: list[rows.KpiFact]
    pay_formula: list[rows.PayComponent]
    pay_inputs: list[rows.PayInput]
    surveys: list[rows.Answer]
    complaints: list[rows.Complaint]
    requests_internal: list[rows.ColleagueRequest]
    call_checks: list[rows.CallCheck]
    trainings: list[rows.Training]
    promos: list[rows.Promo]
    plans: list[rows.Plan]
    winback: list[rows.WinBackStep]
    offers: list[rows.OfferIdea]
    pay_tasks: list[rows.PayTask]
    service_requests: list[rows.ServiceRequest]
    standard_checks: list[rows.StandardCheck]
    training_hours: list[rows.HoursOfTraining]
    cycle_owners: list[rows.CycleOwner]
    kpi_passports: list[rows.KpiPassport]
    seller_tasks: list[rows.SellerTask]


def company_records(books: Books) -> Records:
    """The records of the company whose books these are; they depend on nothing else."""
    leads = found_leads(books)
    base = base_records(books, leads)
    talks, requests = lead_touches(books, leads)
    warm_moves, warm_talks, warm_requests = warm_up(books, leads)
    deals, deal_moves = deals_of(books, [*requests, *warm_requests])
    funnel = funnel_counts(books, deals)
    touches = [*talks, *warm_talks, *client_touches(books)]
    return Records(
        books=books,
        base=base,
        touches=sorted(touches, key=lambda touch: (touch.day, touch.client)),
        deals=deals,
        stage_log=[*warm_moves, *deal_moves],
        funnel_counts=funnel,
        spend=spending(books, leads),
        losses=losses(books),
        kpi_norms=kpi_norms(books),
        kpi_facts=kpi_facts(books, funnel, base),
        pay_formula=pay_formula(books),
        pay_inputs=pay_inputs(books, funnel),
        surveys=surveys(books),
        complaints=complaints(books),
        requests_internal=colleague_requests(books, deals, deal_moves),
        call_checks=call_checks(books),
        trainings=trainings(books),
        promos=honest_promos(books),
        plans=plans(books),
        winback=win_back_steps(books),
        offers=offer_ideas(books),
        pay_tasks=pay_tasks(books),
        service_requests=service_requests(books),
        standard_checks=standard_checks(books),
        training_hours=training_hours(books),
        cycle_owners=cycle_owners(books),
        kpi_passports=kpi_passports(books),
        seller_tasks=seller_tasks(books),
    )


def demo_records(language: str, last_day: date = DEFAULT_LAST_DAY) -> dict[str, pa.Table]:
    """The records of the company whose sales `write_demo` would write with the same arguments, as `record_tables`."""
    return record_tables(company_records(open_books(found_company(language, last_day))))


_KINDS: Mapping[str, type[NamedTuple]] = {
    "base": rows.Prospect,
    "touches": rows.Touch,
    "deals": rows.Deal,
    "stage_log": rows.Move,
    "funnel_counts": rows.FunnelCount,
    "spend": rows.Spend,
    "losses": rows.Loss,
    "kpi_norms": rows.KpiNorm,
    "kpi_facts": rows.KpiFact,
    "pay_formula": rows.PayComponent,
    "pay_inputs": rows.PayInput,
    "surveys": rows.Answer,
    "complaints": rows.Complaint,
    "requests_internal": rows.ColleagueRequest,
    "call_checks": rows.CallCheck,
    "trainings": rows.Training,
    "promos": rows.Promo,
    "plans": rows.Plan,
    "winback": rows.WinBackStep,
    "offers": rows.OfferIdea,
    "pay_tasks": rows.PayTask,
    "service_requests": rows.ServiceRequest,
    "standard_checks": rows.StandardCheck,
    "training_hours": rows.HoursOfTraining,
    "cycle_owners": rows.CycleOwner,
    "kpi_passports": rows.KpiPassport,
    "seller_tasks": rows.SellerTask,
}
_ARROW = {
    str: pa.string(),
    int: pa.int32(),
    bool: pa.bool_(),
    date: pa.date32(),
    datetime: pa.timestamp("us"),
    Decimal: pa.decimal128(18, 4),
}


def record_tables(records: Records) -> dict[str, pa.Table]:
    """table -> its rows with the columns of the store; money in hryvnias."""
    return {table: _table(kind, getattr(records, table)) for table, kind in _KINDS.items()}


def _table(kind: type[NamedTuple], found: Sequence[tuple[Any, ...]]) -> pa.Table:
    """Rows as columns, each of the type that the row class states."""
    columns = zip(*found, strict=True)
    return pa.table(
        {
            _COLUMNS.get(name, name): _column(name, stated, column)
            for (name, stated), column in zip(get_type_hints(kind).items(), columns, strict=True)
        }
    )


def _column(name: str, stated: Any, values: Sequence[Any]) -> pa.Array:
    if name in _MONEY and stated is int:
        return pa.array([Decimal(value).scaleb(-2) for value in values], pa.decimal128(18, 4))
    plain = stated
    if get_origin(stated) in (UnionType, Union):
        (plain,) = (part for part in get_args(stated) if part is not type(None))
    return pa.array(values, _ARROW[plain])
