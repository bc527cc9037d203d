"""Columns to fields: by the header, confirmed by the values; money and dates never by a guess.

The order of preference is management practice: a sale is dated by its document, then its shipment, then the closing
of the deal, then the payment, then its creation; the buyer is the client, then a company, a payer, a consignee, a
contact person.
"""

from __future__ import annotations

from collections.abc import Mapping as Facts
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from ingestion.cells import Row, text_of
from ingestion.discount import ask_discount, is_discount_like
from ingestion.headers import EXACT, NEAR, PARTIAL, place_of, scores
from ingestion.number_format import NumberFormat
from ingestion.profile import MOSTLY, ColumnProfile
from ingestion.reading import ColumnGuess, Evidence, Question

DATE_ROLES = ("date", "shipped", "closed", "paid_date", "created")
Given = Facts[str, tuple[int, Evidence]]
CLIENT_ROLES = ("client", "company", "payer", "consignee", "contact")
AMOUNT_ROLES = ("amount", "worth")
TEXT_FIELDS = (
    "order_no", "product", "category", "manager", "region", "channel", "currency", "doc_type", "status", "stage",
    "segment", "client_id", "tax_id",
)  # fmt: skip
NUMBER_FIELDS = ("quantity", "price", "cost", "margin", "discount", "refund")
MANY_ENTITIES = 5  # one firm has fewer legal entities: so many names of "our company" are the other side
_MARKS = frozenset("y n yes no да нет так ні 0 1 true false + - x v".split())
_ROWS_OF_ONE_DAY = 20
_PRODUCT_SHARE = 0.8  # of the rows must confirm amount = quantity x price
_PRODUCT_ROWS = 500


@dataclass
class Mapping:
    """The fields found so far (field -> column from 0), why, and what must be asked."""

    columns: dict[str, int] = field(default_factory=dict)
    evidence: dict[int, Evidence] = field(default_factory=dict)
    unclear: set[int] = field(default_factory=set)
    questions: list[Question] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    date_role: str = "date"

    def give(self, name: str, profile: ColumnProfile, code: str, **facts: str | int) -> None:
        """Give a column to a field, with the reason."""
        self.columns[name] = profile.index
        self.evidence[profile.index] = Evidence(code, {"header": profile.header, **facts})

    def ask(self, code: str, profiles: Sequence[ColumnProfile], **facts: str | int) -> None:
        """Ask which of some columns is meant."""
        options = tuple(option_of(profile) for profile in profiles)
        self.unclear.update(profile.index for profile in profiles)
        self.questions.append(Question(code, options, dict(facts)))


def option_of(profile: ColumnProfile) -> dict[str, Any]:
    """A column as an option of a question; `answer` is its number from 1."""
    return {"answer": profile.index + 1, "header": profile.header, "samples": list(profile.samples[:3])}


@dataclass(frozen=True)
class Candidate:
    """A column that may be a field: the role its header names and how well."""

    profile: ColumnProfile
    role: str
    score: int


def _candidates(profiles: Sequence[ColumnProfile], roles: Sequence[str]) -> list[Candidate]:
    """Columns whose best-scored roles include one of `roles`: exact names first, then in the order of roles,
    score, place."""
    found = []
    for profile in profiles:
        best = scores(profile.header)
        found += [Candidate(profile, role, score) for role, score in best if role in roles and score >= best[0][1] - 5]
    return sorted(
        found,
        key=lambda c: (
            c.score <= PARTIAL,
            roles.index(c.role),
            -c.score,
            place_of(c.profile.header, c.role),
            c.profile.index,
        ),
    )


def map_columns(profiles: Sequence[ColumnProfile], rows: Sequence[Row], given: Given = MappingProxyType({})) -> Mapping:
    """The mapping of a table of sales. Every question is left in `questions`; the best guess stands in `columns`.

    given: fields that the structure of the file proves, with their columns from 0 and why.
    """
    mapping = Mapping()
    taken = {index for index, _ in given.values()}
    filled = [profile for profile in profiles if profile.filled and profile.index not in taken]
    _map_secondary(mapping, filled)
    for name, (index, evidence) in given.items():
        mapping.evidence.pop(mapping.columns.get(name, index), None)
        mapping.columns[name] = index
        mapping.evidence[index] = evidence
    if "date" not in given:
        _map_date(mapping, filled)
    if "client" not in given:
        _map_client(mapping, filled)
    if "amount" not in given:
        _map_amount(mapping, filled, rows)
    return mapping


def _map_secondary(mapping: Mapping, profiles: Sequence[ColumnProfile]) -> None:
    for name in NUMBER_FIELDS:
        found = [c for c in _candidates(profiles, (name,)) if _holds_numbers(c.profile, name) and c.score > NEAR]
        if found:
            mapping.give(name, found[0].profile, _header_code(found[0].score))
    for name in TEXT_FIELDS:
        texts = [c for c in _candidates(profiles, (name,)) if c.score > NEAR]
        if texts:
            mapping.give(name, texts[0].profile, _header_code(texts[0].score))
    order_name = next(
        (p for p in profiles if p.header.strip().lower() == "name" and p.share_starting_with("#") >= MOSTLY), None
    )
    if order_name and "order_no" not in mapping.columns:
        mapping.give("order_no", order_name, "values_fit")


def _holds_numbers(profile: ColumnProfile, name: str) -> bool:
    """Whether a column holds numbers; discounts may be written with a percent sign."""
    if name != "discount":
        return profile.number_share >= MOSTLY
    numbers = sum(count for cell, count in profile.values.items() if is_discount_like(cell))
    return numbers >= MOSTLY * max(profile.numeric_filled, 1)


def _header_code(score: int) -> str:
    return "header_exact" if score > PARTIAL else "header_similar"


def _map_date(mapping: Mapping, profiles: Sequence[ColumnProfile]) -> None:
    dated = [c for c in _candidates(profiles, DATE_ROLES) if c.profile.readable_date_share >= 0.5 or _deal_date(c)]
    if not dated:
        _only_dates(mapping, profiles)
        return
    best = dated[0]
    equals = [c for c in dated if c.role == best.role and (c.score > PARTIAL) == (best.score > PARTIAL)]
    mapping.date_role = best.role
    mapping.give("date", best.profile, _header_code(best.score))
    others = [c.profile for c in equals if c.profile.values != best.profile.values] or _days_beside(best, profiles)
    if others:
        mapping.ask("which_date", [best.profile, *others])
    elif best.score <= NEAR or best.profile.readable_date_share < 0.5:
        mapping.ask("which_date", [best.profile])
    elif best.role == "closed":
        mapping.warnings.append("dated_by_closing")


def _days_beside(best: Candidate, profiles: Sequence[ColumnProfile]) -> list[ColumnProfile]:
    """Columns of many days beside one that holds the same day on all its rows: the day of a report is no day of a sale."""
    if len(best.profile.values) > 1 or best.profile.filled < _ROWS_OF_ONE_DAY:
        return []
    return [profile for profile in profiles if profile.date_share >= MOSTLY and len(profile.values) > 1]


def _deal_date(candidate: Candidate) -> bool:
    """The closing date of open deals is empty or a word; the won ones have it."""
    return candidate.role == "closed" and candidate.profile.readable_date_share > 0.1


def _only_dates(mapping: Mapping, profiles: Sequence[ColumnProfile]) -> None:
    """No header speaks of a date: columns of dates are offered, never taken."""
    looking = [profile for profile in profiles if profile.date_share >= MOSTLY]
    if looking:
        mapping.give("date", looking[0], "values_fit")
        mapping.ask("which_date", looking)
    else:
        months = [c.profile for c in _candidates(profiles, ("month",))]
        mapping.ask("monthly_dates" if months else "no_date_column", months)


def _map_client(mapping: Mapping, profiles: Sequence[ColumnProfile]) -> None:
    found = [c for c in _candidates(profiles, CLIENT_ROLES) if c.profile.date_share < 0.5 and not _is_mark(c)]
    if not found:
        _client_by_code(mapping, profiles)
        return
    best = found[0]
    mapping.give("client", best.profile, _header_code(best.score))
    equals = [c for c in found if c.role == best.role and (c.score > PARTIAL) == (best.score > PARTIAL)]
    others = [c.profile for c in equals if c.profile.values != best.profile.values]
    if others:
        mapping.ask("which_client", [best.profile, *others])
    elif best.score <= NEAR:
        mapping.ask("which_client", [best.profile])


def _is_mark(candidate: Candidate) -> bool:
    """Whether a column that is only partly called so says yes or no, or one word of a few clients, and not who it is."""
    values = {text_of(cell).lower() for cell in candidate.profile.values}
    return candidate.score <= PARTIAL and (values <= _MARKS or (len(values) == 1 and candidate.profile.filled > 1))


def _client_by_code(mapping: Mapping, profiles: Sequence[ColumnProfile]) -> None:
    """Without a name a code or tax number still tells clients apart; an e-mail is a code of a person."""
    if "client_id" in mapping.columns or "tax_id" in mapping.columns:
        return
    emails = _candidates(profiles, ("email",))
    if emails:
        mapping.give("client_id", emails[0].profile, "email_as_code")
        return
    many = [c for c in _candidates(profiles, ("our_entity",)) if len(c.profile.values) >= MANY_ENTITIES]
    if many:
        mapping.give("client", many[0].profile, "many_companies", names=len(many[0].profile.values))
        mapping.warnings.append("clients_from_companies")
        return
    texts = [
        p for p in profiles if p.number_share < 0.5 and p.date_share < 0.5 and p.index not in mapping.columns.values()
    ]
    mapping.ask("no_client_column", texts[:20])


def _map_amount(mapping: Mapping, profiles: Sequence[ColumnProfile], rows: Sequence[Row]) -> None:
    money = [c for c in _candidates(profiles, AMOUNT_ROLES) if c.profile.number_share >= MOSTLY]
    money = _own_block(mapping, money, profiles)
    proven = [c for c in money if _is_product(c.profile, mapping, profiles, rows)]
    clear = [c for c in money if c.role == "amount" and c.score > NEAR]
    if len(proven) == 1 and (not clear or proven[0] in clear):
        mapping.give("amount", proven[0].profile, "product_of_quantity_and_price")
        rivals = [c.profile for c in clear if c.profile.values != proven[0].profile.values]
        if len(rivals) > 1 or (rivals and "discount" in mapping.columns):  # which of them is after the discount?
            mapping.ask("which_amount", [proven[0].profile, *rivals])
        return
    if clear:
        _choose_amount(mapping, clear)
    elif money:
        mapping.give("amount", money[0].profile, _header_code(money[0].score))
        mapping.ask("which_amount", [c.profile for c in money])
    else:
        _amount_from_price(mapping, profiles)


def _choose_amount(mapping: Mapping, clear: list[Candidate]) -> None:
    best = clear[0]
    mapping.give("amount", best.profile, _header_code(best.score))
    others = [c.profile for c in clear[1:] if c.profile.values != best.profile.values]
    if others:
        mapping.ask("which_amount", [best.profile, *others])
    elif len(clear) > 1:
        mapping.give("amount", best.profile, "identical_columns")


def _own_block(mapping: Mapping, money: list[Candidate], profiles: Sequence[ColumnProfile]) -> list[Candidate]:
    """Two tables side by side: only the amounts on the date's side of a blank column belong to the sales."""
    date_at = mapping.columns.get("date")
    if date_at is None or len(money) < 2:
        return money
    present = {profile.index for profile in profiles}

    def together(index: int) -> bool:
        low, high = sorted((index, date_at))
        return all(between in present for between in range(low, high))

    own = [c for c in money if together(c.profile.index)]
    if own and len(own) < len(money) and _repeats(profiles):
        mapping.warnings.append("other_table_beside")
        return own
    return money


def _repeats(profiles: Sequence[ColumnProfile]) -> bool:
    names = [profile.header.strip().lower() for profile in profiles if profile.header.strip()]
    return len(names) != len(set(names))


def _amount_from_price(mapping: Mapping, profiles: Sequence[ColumnProfile]) -> None:
    """Quantity x price where no column holds the amount, unless a discount would have to be taken off in some way."""
    if not {"quantity", "price"} <= set(mapping.columns):
        taken = set(mapping.columns.values())
        numbers = [p for p in profiles if p.number_share >= MOSTLY and p.date_share < 0.5 and p.index not in taken]
        mapping.ask("no_amount_column", numbers[:20])
        return
    mapping.warnings.append("amount_computed")
    ask_discount(mapping, profiles)


def _is_product(
    profile: ColumnProfile, mapping: Mapping, profiles: Sequence[ColumnProfile], rows: Sequence[Row]
) -> bool:
    """Whether a column equals quantity x price within 1 % on most rows, under either decimal sign."""
    quantity_at, price_at = mapping.columns.get("quantity"), mapping.columns.get("price")
    if quantity_at is None or price_at is None:
        return False
    return any(
        _product_share(rows, (quantity_at, price_at, profile.index), NumberFormat(sign)) >= _PRODUCT_SHARE
        for sign in (",", ".")
    )


def _product_share(rows: Sequence[Row], columns: tuple[int, int, int], number: NumberFormat) -> float:
    tried = fitting = 0
    for row in rows[:_PRODUCT_ROWS]:
        if len(row.cells) <= max(columns):
            continue
        values = [number.read(row.cells[at]) for at in columns]
        if None in values:
            continue
        quantity, price, amount = (value if value is not None else Decimal(0) for value in values)
        tried += 1
        fitting += abs(quantity * price - amount) <= max(abs(amount) * Decimal("0.01"), Decimal("0.05"))
    return fitting / tried if tried >= 3 else 0.0


def guesses(mapping: Mapping, profiles: Sequence[ColumnProfile], width: int) -> tuple[ColumnGuess, ...]:
    """Every column of the file, and from `width` on those that its groups gave, as the mapping grid shows them."""
    field_of = {index: name for name, index in mapping.columns.items()}
    shown = []
    for profile in profiles:
        name = field_of.get(profile.index)
        clear = "question" if profile.index in mapping.unclear else "clear" if name else "unused"
        known = scores(profile.header)
        unused = (
            Evidence("recognised_unused", {"role": known[0][0]})
            if known and known[0][1] >= EXACT - 5
            else Evidence("not_used")
        )
        evidence = mapping.evidence.get(profile.index, unused)
        added = profile.index >= width
        shown.append(ColumnGuess(profile.index + 1, profile.header, name, clear, evidence, profile.samples, added))  # type: ignore[arg-type]
    return tuple(shown)
