"""The kinds of table besides sales: which columns each has, which of them it cannot do without, which give it away.

The names of the columns are those of the store's tables of records; the words by which their headers are known stand in
`words.json`. Source of the tables: practice of keeping sales records.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from ingestion.headers import normalise

FieldType = Literal["text", "code", "date", "month", "money", "count", "score", "minutes", "flag", "choice"]
SALES = "sales"


@dataclass(frozen=True)
class Field:
    """One column of a kind.

    name: the column of the store. words: the entry of `words.json` by which headers are known. needed: a row without it
    is held back. marker: its header tells the kind from others. choice: the entry of choices that turns words into
    codes.
    """

    name: str
    type: FieldType
    words: str
    needed: bool = False
    marker: bool = False
    choice: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of table: the table of the store it fills, its columns, and of which groups one column must be there.

    one_of: groups of columns of which a file must have at least one each. wide: the column that may be spread over the
    headers, one column of the file for each of its values; then `value` is what stands in those.
    """

    name: str
    fields: tuple[Field, ...]
    one_of: tuple[tuple[str, ...], ...] = ()
    wide: str = ""
    value: str = ""

    @property
    def by_name(self) -> dict[str, Field]:
        """Its columns by their names."""
        return {field.name: field for field in self.fields}


def _text(name: str, words: str = "", needed: bool = False, marker: bool = False) -> Field:
    return Field(name, "text", words or name, needed, marker)


def _date(name: str, words: str = "", needed: bool = False, marker: bool = False) -> Field:
    return Field(name, "date", words or name, needed, marker)


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
            wide="period",
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
        ),
        Kind(
            "kpi_facts",
            (
                _text("employee", "employee", needed=True), _text("position"), _text("kpi", needed=True, marker=True),
                Field("period", "month", "month", needed=True), Field("fact", "money", "fact", needed=True, marker=True),
                Field("norm", "money", "norm"),
            ),
        ),
        Kind(
            "funnel_counts",
            (
                Field("period", "month", "month", needed=True), _text("manager", needed=True),
                _text("stage", needed=True, marker=True), Field("count", "count", "count", needed=True, marker=True),
                _text("channel"),
            ),
            wide="stage",
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


def word_for(choice: str, code: str, place: int) -> str:
    """The word of a code in a template: `place` is that of the language (en, ru, uk)."""
    return _raw()["choices"][choice][code][place]
