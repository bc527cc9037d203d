"""Words inside the cells that change what a row means: totals, returns, cancelled orders, won and lost deals."""

from __future__ import annotations

import re
from typing import Literal

TOTAL = re.compile(
    r"^\W*(?:итог\w*|ітог\w*|σ|всего|общий итог|разом|усього|всього|загал(?:ом|\w* (?:сум\w*|підсум\w*))|підсум\w*|промежуточн\w* итог|"
    r"(?:grand |sub ?|overall )?total\w*|sub-total|sum|gesamt\w*|summe)\b",
    re.IGNORECASE,
)
TOTAL_BEHIND = re.compile(
    r"\S.*[\s,:–—-](?:итог\w*|всего|разом|усього|всього|підсум\w*|(?:sub-?)?total|gesamt|summe|ergebnis)\W*$",
    re.IGNORECASE,
)
_ONLY_A_FORM = re.compile(
    r"^\W*(?:ооо|тов|зао|оао|пао|ао|ат|прат|пп|чп|ип|фоп|тд|llc|ltd|inc|corp|gmbh|the)\W+\w+\W*$", re.IGNORECASE
)
BARE_TOTAL = re.compile(TOTAL.pattern + r"(?:\W+(?:по|за|for|of)\b.*)?\W*$", re.IGNORECASE)
RETURN = re.compile(r"возврат|поверн|refund|return|сторно|credit note|chargeback|storno", re.IGNORECASE)
_ORDER = re.compile(
    r"заказ|замовлен|order|документ|document|\bчек|receipt|сч[её]т|рахун|invoice|накладн", re.IGNORECASE
)
_FOOT = re.compile(
    r"^\W*(?:в\s*т\.?\s*ч\b|в том числе|у тому числі|в тому числі|ндс|пдв|vat\b|tax\b|incl(?:\.|uding|uded)|excl(?:\.|uding|uded)|к оплате|до сплати|to pay|due\b|"
    r"оплачено|сплачено|paid\b|долг\b|борг\b|остаток|залишок|balance due)",
    re.IGNORECASE,
)
CORRECTION = re.compile(r"коригув|корректиров|correction|adjust", re.IGNORECASE)
_CANCELLED = re.compile(
    r"^(?:заказ |сделка |замовлення )?(?:отмен|аннулир|удал[её]н|скасов|анульов|видален|не оплачен|"
    r"cancel|void|deleted|failed|declined|unpaid)",
    re.IGNORECASE,
)
_NOT_WON_FIRST = re.compile(
    r"не ?реализ|не ?успеш|неуспіш|не ?виг|lost|\blose\b|проиг|провал|програ|отказ|відмов", re.IGNORECASE
)
_WON = re.compile(
    r"\bwon\b|успешн[оаы]|успішн[оаі]|выигр|вигра|сделка заключена|угоду укладено|заключена", re.IGNORECASE
)

StateOfSale = Literal["cancelled", "won", "lost", "open"]


def is_total_word(text: str) -> bool:
    """Whether a cell begins with a word for a total. Only a hint: a client may be called ООО "Итого"."""
    return bool(TOTAL.match(text))


def ends_as_total(text: str) -> bool:
    """Whether a cell ends with such a word, as subtotals that a spreadsheet program makes by itself do: `Acme Total`.
    Only a hint as well; behind nothing but a legal form it is the name of a company."""
    return bool(TOTAL_BEHIND.match(text)) and not _ONLY_A_FORM.match(text)


def is_bare_total(text: str) -> bool:
    """Whether a cell holds a word for a total and no name beside it, which could be a client's own."""
    return bool(BARE_TOTAL.match(text))


def speaks_of_order(header: str) -> bool:
    """Whether the header of an amount says that it is of a whole order or document."""
    return bool(_ORDER.search(header))


def is_foot(text: str) -> bool:
    """Whether a cell begins as the rows below a total do: the tax in it, what is to pay."""
    return bool(_FOOT.match(text))


def is_return(doc_type: str) -> bool:
    """Whether a document type names a return of goods; a correction keeps the sign it has."""
    return bool(RETURN.search(doc_type)) and not CORRECTION.search(doc_type)


def state_of_sale(status: str) -> StateOfSale:
    """What a status or a stage of a deal says about the sale."""
    if _CANCELLED.match(status):
        return "cancelled"
    if _NOT_WON_FIRST.search(status):
        return "lost"
    return "won" if _WON.search(status) else "open"
