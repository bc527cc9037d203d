"""Rows of the demo company's records, table by table, with the columns of the store. Money in kopecks.

Codes (kinds, results, reasons, stages) are the same in every language; names and comments are words.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple


class Prospect(NamedTuple):
    """A company that may become a client. completeness: share of its required fields that are filled."""

    company: str
    tax_id: str
    phone: str | None
    email: str | None
    site: str | None
    industry: str | None
    size: str | None
    contact_name: str | None
    contact_role: str | None
    source: str
    created: date | None
    verified_at: date | None
    created_by: str | None
    state: str
    completeness: Decimal


class Touch(NamedTuple):
    """A contact. result, target, reason, next_date: what a talk about buying for the first time came to."""

    day: date
    client: str
    manager: str
    kind: str
    direction: str = "out"
    tone: str = "neutral"
    result: str | None = None
    target: bool | None = None
    reason: str | None = None
    next_date: date | None = None
    duration_min: int | None = None
    cost: int = 0
    by_substitute: bool = False


class Deal(NamedTuple):
    """A deal from request to end."""

    deal_id: str
    client: str
    created: date
    stage: str
    stage_changed_at: date
    amount: int
    manager: str
    channel: str
    won_at: date | None
    lost_at: date | None
    lost_by: str | None
    lost_reason: str | None
    pipeline: str


class Move(NamedTuple):
    """A step of a deal, or of a company that is being warmed up."""

    deal_id: str | None
    company: str | None
    from_stage: str | None
    to_stage: str
    moved_on: date
    manager: str
    cost: int


class FunnelCount(NamedTuple):
    """How many of a manager's contacts reached a stage in a month."""

    period: date
    manager: str
    stage: str
    reached: int
    channel: str | None = None


class Spend(NamedTuple):
    """Money spent on a channel in a month."""

    month: date
    channel: str
    amount: int
    stage: str | None = None


class Loss(NamedTuple):
    """Why a client left, as somebody says."""

    client: str
    tax_id: str
    lost_date: date
    reason_group: str
    reason: str
    evidence: str
    confirmed: bool
    comment: str | None


class WinBackStep(NamedTuple):
    """A step to bring a lost client back."""

    client: str
    tax_id: str
    step_no: int
    step: str
    channel: str
    owner: str
    due: date | None
    done_at: date | None
    offer: str | None
    outcome: str | None
    cost: int


class OfferIdea(NamedTuple):
    """What can be brought along with an apology, and for which group of reasons."""

    offer: str
    reason_group: str | None


class KpiNorm(NamedTuple):
    """A norm of a position."""

    position: str
    employee: str | None
    kpi: str
    norm: Decimal
    unit: str | None
    active_from: date
    active_to: date | None
    direction: str


class KpiFact(NamedTuple):
    """What an employee reached in a month."""

    position: str
    employee: str
    kpi: str
    period: date
    fact: Decimal
    norm: Decimal


class KpiPassport(NamedTuple):
    """What the head answers about a norm: who decides its result, where the number comes from, how long it is counted."""

    position: str
    kpi: str
    influence: Decimal
    who_else: str | None
    fact_source: str
    minutes_week: Decimal
    kind: str


class SellerTask(NamedTuple):
    """A task that a seller does not do, and what is known about each of the five reasons."""

    task: str
    employee: str
    asked_on: date
    taught: bool
    attested_on: date | None
    has_time: bool
    has_means: bool | None
    described: int | None
    explained_on: date | None
    sees_sense: bool | None
    is_paid: bool | None


class PayComponent(NamedTuple):
    """A part of the pay in one version of the formula. rate: a share, or hryvnias."""

    version: int
    active_from: date
    component: str
    rule: str
    rate: Decimal
    input: str | None
    least: Decimal | None
    task: str | None


class PayInput(NamedTuple):
    """What an employee's pay of a month is computed from."""

    employee: str
    period: date
    input: str
    value: Decimal


class Answer(NamedTuple):
    """How ready a client is to recommend the company, 0..10."""

    day: date
    client: str
    score: int
    manager: str
    branch: str
    comment: str | None
    kind: str = "NPS"


class Complaint(NamedTuple):
    """A complaint; resolved_at is None while it is open."""

    day: date
    client: str
    kind: str
    text: str
    resolved_at: date | None
    owner: str


class ColleagueRequest(NamedTuple):
    """What a seller asked of a colleague; answered_at is None while he waits."""

    asked_at: datetime
    asked_by: str
    asked_of: str
    kind: str
    answered_at: datetime | None
    deal_id: str


class CallCheck(NamedTuple):
    """A recorded call that somebody listened to: questions of each kind, and what came of it."""

    day: date
    manager: str
    q_technical: int
    q_personal: int
    q_motive: int
    price_named: bool
    meeting_set: bool


class Training(NamedTuple):
    """A day on which a seller was trained, and in what kind of questions."""

    manager: str
    day: date
    topic: str


class Promo(NamedTuple):
    """A promotion. refused: clients who came for it and got nothing."""

    name: str
    starts_on: date
    ends_on: date
    limit_type: str
    stock: int | None
    sold_out_at: date | None
    refused: int


class PayTask(NamedTuple):
    """What a seller is asked to do, and what pays for it."""

    task: str
    component: str | None


class ServiceRequest(NamedTuple):
    """Somebody asks for something; answered_at is None where nobody ever answered."""

    asked_at: datetime
    way: str
    answered_at: datetime | None
    missed: bool
    manager: str
    campaign: str | None


class StandardCheck(NamedTuple):
    """A line of a checklist on a day."""

    day: date
    manager: str
    standard: str
    kept: bool


class HoursOfTraining(NamedTuple):
    """Hours of training of a seller on a day."""

    day: date
    manager: str
    hours: Decimal


class CycleOwner(NamedTuple):
    """Who answers for a cell of the board of client analysis."""

    block: str
    aim: str
    owner: str | None


class Plan(NamedTuple):
    """What is planned for a month; money in hryvnias."""

    period: date
    level: str
    name: str
    measure: str
    value: Decimal
