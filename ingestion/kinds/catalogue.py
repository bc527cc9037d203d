"""The kinds of table besides sales: which columns each has, which of them it cannot do without, which give it away.

The names of the columns are those of the store's tables of records; the words by which their headers are known stand in
`words.json`. Source of the tables: practice of keeping sales records.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from ingestion.headers import normalise
from ingestion.kinds.kind import Field, Kind

SALES = "sales"


def _text(name: str, words: str = "", needed: bool = False, marker: bool = False) -> Field:
    return Field(name, "text", words or name, needed, marker)


def _date(name: str, words: str = "", needed: bool = False, marker: bool = False) -> Field:
    return Field(name, "date", words or name, needed, marker)


def _moment(name: str, words: str = "", needed: bool = False, marker: bool = False) -> Field:
    return Field(name, "moment", words or name, needed, marker)


_CLIENT, _TAX_ID, _MANAGER = _text("client", needed=True), Field("tax_id", "code", "tax_id"), _text("manager")

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "deals",
            (
                Field("deal_id", "code", "deal_id"), _text("client", "deal_client"), _TAX_ID,
                _date("created", "deal_created"), _text("stage", needed=True, marker=True), _date("stage_changed_at"),
                Field("amount", "money", "deal_amount"), _MANAGER, _text("channel"), _date("closed"), _date("won_at"),
                _date("lost_at"), Field("lost_by", "choice", "lost_by", choice="lost_by"), _text("lost_reason"),
                _text("pipeline"), _text("product"),
            ),
            one_of=(("client",), ("created", "closed", "won_at", "stage_changed_at")),
        ),
        Kind(
            "stage_log",
            (
                Field("deal_id", "code", "deal_id"), _text("company", "client"),
                _text("from_stage", marker=True), _text("to_stage", needed=True, marker=True),
                _date("moved_on", "moved_on", needed=True), _MANAGER, Field("cost", "money", "stage_cost"),
            ),
            one_of=(("deal_id", "company"),),
        ),
        Kind(
            "touches",
            (
                _date("day", needed=True), _CLIENT, _TAX_ID, _text("manager", needed=True),
                Field("kind", "choice", "touch_kind", marker=True, choice="touch_kind"),
                Field("direction", "choice", "direction", marker=True, choice="direction"),
                Field("tone", "choice", "tone", marker=True, choice="tone"),
                Field("result", "choice", "touch_result", marker=True, choice="touch_result"),
                Field("target", "flag", "target"), _text("reason"), _date("next_date", marker=True),
                Field("duration_min", "minutes", "duration_min", marker=True), Field("cost", "money", "touch_cost"),
                Field("by_substitute", "flag", "by_substitute"),
            ),
            one_of=(("kind", "result", "direction", "duration_min", "next_date"),),
        ),
        Kind(
            "base",
            (
                _text("company", "company", needed=True), _TAX_ID, Field("phone", "code", "phone", marker=True),
                _text("email", marker=True), _text("site", marker=True), _text("industry", marker=True),
                Field("size", "choice", "size", choice="size"), _text("contact_name", marker=True),
                _text("contact_role", marker=True), _text("source", marker=True), _date("created"),
                _date("verified_at", marker=True), _text("created_by", marker=True),
                Field("state", "choice", "state", choice="base_state"),
            ),
            one_of=(("phone", "email", "site", "contact_name", "verified_at", "created_by", "industry"),),
        ),
        Kind(
            "clients",
            (
                _CLIENT, Field("client_id", "code", "client_id", marker=True), _TAX_ID, _MANAGER,
                _date("since", marker=True), _text("segment", marker=True), _text("region", marker=True),
                Field("state", "choice", "state", choice="client_state"),
                Field("potential_year", "money", "potential_year", marker=True),
                Field("needs_prepay", "flag", "needs_prepay", marker=True), Field("phone", "code", "phone"),
                _text("email"), _text("site"),
            ),
            one_of=(("client_id", "tax_id", "manager", "since", "segment", "region", "state", "potential_year"),),
        ),
        Kind(
            "spend",
            (
                Field("month", "month", "month", needed=True), _text("channel", needed=True, marker=True),
                Field("amount", "money", "spend", needed=True, marker=True), _text("stage"),
            ),
        ),
        Kind(
            "payments",
            (
                _date("day", "paid_day", needed=True), _CLIENT, _TAX_ID,
                Field("amount", "money", "paid_amount", needed=True, marker=True), Field("order_no", "code", "order_no"),
                _date("due_date", marker=True),
            ),
        ),
        Kind(
            "plans",
            (
                Field("period", "month", "month", needed=True), Field("year", "count", "year"), _text("manager"),
                _text("product"),
                Field("measure", "choice", "measure", choice="measure"),
                Field("value", "money", "plan", needed=True, marker=True),
            ),
            wide=("period",),
            value="value",
        ),
        Kind(
            "kpi_norms",
            (
                _text("position", marker=True), _text("employee", "employee"), _text("kpi", needed=True, marker=True),
                Field("norm", "money", "norm", needed=True, marker=True), _text("unit"),
                _date("active_from", marker=True), _date("active_to"),
                Field("direction", "choice", "better", choice="better"),
            ),
            wide=("kpi", "period"),
            value="norm",
        ),
        Kind(
            "kpi_facts",
            (
                _text("employee", "employee", needed=True), _text("position"), _text("kpi", needed=True, marker=True),
                Field("period", "month", "month", needed=True), Field("fact", "money", "fact", needed=True, marker=True),
                Field("norm", "money", "norm"),
            ),
            wide=("kpi", "period"),
            value="fact",
        ),
        Kind(
            "funnel_counts",
            (
                Field("period", "month", "month", needed=True), _text("manager", needed=True),
                _text("stage", needed=True, marker=True), Field("count", "count", "count", needed=True, marker=True),
                _text("channel"),
            ),
            wide=("stage",),
            value="count",
        ),
        Kind(
            "surveys",
            (
                _date("day", needed=True), _text("client"), _TAX_ID, Field("score", "score", "score", needed=True, marker=True),
                _MANAGER, _text("branch"), _text("comment"),
                Field("kind", "choice", "survey_kind", choice="survey_kind"),
            ),
        ),
        Kind(
            "complaints",
            (
                _date("day", "complaint_day", needed=True), _text("client"), _TAX_ID,
                Field("kind", "choice", "complaint_kind", marker=True, choice="complaint_kind"),
                _text("text", "complaint_text", marker=True), _date("resolved_at", marker=True), _text("owner", "owner"),
            ),
            one_of=(("kind", "text"),),
        ),
        Kind(
            "service_requests",
            (
                _moment("asked_at", needed=True), Field("asked_time", "clock", "asked_time", in_template=False),
                Field("way", "choice", "way", marker=True, choice="way", listed=True),
                _moment("answered_at", marker=True), Field("wait", "wait", "wait", marker=True, in_template=False),
                Field("missed", "choice", "missed", choice="missed", listed=True),
                Field("call_type", "choice", "call_type", choice="call_type", listed=True, in_template=False),
                _text("manager", "answerer"), _text("campaign"),
            ),
            one_of=(("answered_at", "wait"),),
        ),
        Kind(
            "standard_checks",
            (
                _date("day", "check_day", needed=True), _text("manager", "checked", needed=True),
                _text("standard", needed=True, marker=True), Field("kept", "flag", "kept", needed=True, marker=True),
            ),
            wide=("standard",),
            value="kept",
        ),
        Kind(
            "training_hours",
            (
                _date("day", "training_day", needed=True), _text("manager", "trainee", needed=True),
                Field("hours", "hours", "training_hours", needed=True, marker=True),
                Field("course", "text", "course", marker=True, in_template=False),
            ),
            sure_by=("course",),
        ),
        Kind(
            "requests_internal",
            (
                _moment("asked_at", "question_at", needed=True),
                Field("asked_time", "clock", "asked_time", in_template=False),
                _text("asked_by", needed=True, marker=True), _text("asked_of", needed=True, marker=True),
                _text("kind", "question_kind"), _moment("answered_at", "question_answered", marker=True),
                Field("deal_id", "code", "question_deal"),
            ),
            one_of=(("answered_at", "kind", "deal_id"),),
        ),
    )
}  # fmt: skip


@lru_cache(maxsize=1)
def _raw() -> dict[str, dict[str, dict[str, list[str]]]]:
    read: dict[str, dict[str, dict[str, list[str]]]] = json.loads(
        (Path(__file__).parent / "words.json").read_text(encoding="utf-8")
    )
    return read


@cache
def synonyms(words: str) -> tuple[str, ...]:
    """The headers of an entry in all languages, in the form in which headers are compared."""
    return tuple(dict.fromkeys(normalise(word) for own in _raw()["headers"][words].values() for word in own))


@cache
def _all_synonyms() -> frozenset[str]:
    return frozenset(word for words in _raw()["headers"] for word in synonyms(words))


def names_a_column(header: str) -> bool:
    """Whether a header is the name of a column of some kind of records, word for word."""
    return normalise(header) in _all_synonyms()


@cache
def codes(choice: str) -> Mapping[str, str]:
    """Words of a cell, in the form in which headers are compared, to their code."""
    return {normalise(word): code for code, own in _raw()["choices"][choice].items() for word in (code, *own)}


@cache
def title_words(kind: str) -> tuple[str, ...]:
    """Words in a title, in the form in which headers are compared, that speak of a kind; none for most kinds."""
    return tuple(normalise(word) for word in _raw()["titles"].get(kind, {}).get("any", ()))


@cache
def unsure_words(kind: str) -> frozenset[str]:
    """Headers that are read as columns of a kind, but stand in tables of other kinds as well."""
    return frozenset(normalise(word) for word in _raw()["unsure"].get(kind, {}).get("any", ()))


def word_for(choice: str, code: str, place: int) -> str:
    """The word of a code in a template: `place` is that of the language (en, ru, uk)."""
    return _raw()["choices"][choice][code][place]
