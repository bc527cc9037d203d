"""Sentences about a file that was read: what was loaded, what was held back, what must be asked, why it was refused.

Works on the plain values of a reading (`Reading.to_json`), so that the screens, the command and the store say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from wording.catalogue import Words
from wording.numbers import DASH, day, exact_money, number, period
from wording.related import related_sentences

_SIZES = frozenset(["too_big", "too_big_unpacked", "irregular_and_large"])
_MONEY_FACTS = frozenset(["amount", "difference"])
_DAY_FACTS = frozenset(["since", "until"])
_PLAIN_FACTS = frozenset(["line", "position", "import_id"])


def message(reading: Mapping[str, Any], words: Words) -> str:
    """One message about a file: names the file, and where something is wrong the row, the column and the way out."""
    if reading["outcome"] == "refused":
        return _about_file(reading, words, "ingestion.refused")
    if reading["outcome"] == "ask":
        return _about_file(reading, words, "ingestion.question")
    loaded = _loaded(reading, words) if reading["kind"] == "sales" else _loaded_records(reading, words)
    more = [*_left_out(reading, words), *_own_total(reading, words), *record_notes(reading, words)]
    return " ".join([loaded, *more, *warnings(reading, words)])


def question_sentence(question: Mapping[str, Any], name: str, words: Words) -> str:
    """The sentence of one question of a reading (`code`, `facts`) about the file `name`."""
    return words.code(
        "ingestion.question", question["code"], **_facts(question["facts"], question["code"], words, name)
    )


def held_sentence(line: Mapping[str, Any], words: Words) -> str:
    """One held line (`line`, `reason`, `header`, `value`): where it stands and what is wrong with it."""
    reason = words.code("ingestion.held", line["reason"])
    place = f"{line['sheet']}!{line['line']}" if line.get("sheet") else line["line"]
    if line.get("header") and line.get("value"):
        return words("ingestion.held_line", line=place, header=line["header"], reason=reason, value=line["value"])
    return words("ingestion.held_row", line=place, reason=reason)


def evidence_sentence(evidence: Mapping[str, Any], words: Words) -> str:
    """Why a column was given its field (`code`, `facts`)."""
    facts = dict(evidence["facts"])
    if "role" in facts:
        facts["role"] = words.code("ingestion.field", facts["role"])
    return words.code("ingestion.evidence", evidence["code"], **facts)


def warnings(reading: Mapping[str, Any], words: Words) -> list[str]:
    """The sentences of a reading's warnings, those about tables that were read as one first."""
    said = [words.code("ingestion.warning", code) for code in reading.get("warnings", ())]
    return [*related_sentences(reading.get("related"), words), *said]


def reasons(family: str, counts: Mapping[str, int], words: Words) -> str:
    """Reasons with their counts, the most frequent first: `no amount (3), no date (1)`. Family 'held' or 'skipped'."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(
        words(
            "ingestion.reason_count",
            reason=words.code(f"ingestion.{family}", code),
            count=number(count, words.language),
        )
        for code, count in ordered
    )


def _about_file(reading: Mapping[str, Any], words: Words, family: str) -> str:
    facts = _facts(reading.get("facts") or {}, reading["reason"], words, reading["name"])
    return words.code(family, reading["reason"], **facts)


def _facts(facts: Mapping[str, Any], code: str, words: Words, name: str) -> dict[str, Any]:
    """The facts of a sentence as people read them: sizes in megabytes, money in full, other numbers with thousands."""
    shown: dict[str, Any] = {"name": name}
    for key, value in facts.items():
        if key == "field" and words.has(f"ingestion.field.{value}"):
            shown[key] = words.code("ingestion.field", str(value))
        elif key == "field" and words.has(f"kinds.field.{value}"):
            shown[key] = words.code("kinds.field", str(value))
        elif key in _MONEY_FACTS:
            shown[key] = _money(str(value), words)
        elif key in _DAY_FACTS:
            shown[key] = day(date.fromisoformat(str(value)), words.language)
        elif isinstance(value, int) and key not in _PLAIN_FACTS:
            shown[key] = _size(value, words) if code in _SIZES else number(value, words.language)
        else:
            shown[key] = value
    return shown


def _money(text: str, words: Words) -> str:
    try:
        return exact_money(Decimal(text), words.language)
    except InvalidOperation:
        return text


def _size(count: int, words: Words) -> str:
    if count < 1 << 20:
        return words("ingestion.bytes_kb", size=number(max(1, round(count / 1024)), words.language))
    return words("ingestion.bytes_mb", size=number(round(count / (1 << 20)), words.language))


def _loaded(reading: Mapping[str, Any], words: Words) -> str:
    rows = reading["lines"].get("sale_lines") or reading["lines"]["loaded"]
    first, last = (date.fromisoformat(str(reading[name])) for name in ("date_min", "date_max"))
    return words.n(
        "ingestion.loaded",
        rows,
        n=number(rows, words.language),
        name=reading["name"],
        amount=_sums(reading, words),
        period=period(first, last, words.language),
        clients=number(reading["clients"], words.language),
    )


def _loaded_records(reading: Mapping[str, Any], words: Words) -> str:
    """What a file of records brought: its kind, rows, and the days they speak of."""
    rows = reading["lines"]["loaded"]
    return words.n(
        "ingestion.loaded_records",
        rows,
        n=number(rows, words.language),
        name=reading["name"],
        kind=words.code("kinds.name", reading["kind"]),
        period=days_of(reading, words),
    )


def days_of(reading: Mapping[str, Any], words: Words) -> str:
    """The period of a reading, a dash where its rows are not dated."""
    first, last = reading["date_min"], reading["date_max"]
    if not first or not last:
        return DASH
    return period(date.fromisoformat(str(first)), date.fromisoformat(str(last)), words.language)


def record_notes(reading: Mapping[str, Any], words: Words) -> list[str]:
    """Deals that are kept beside the sales, and words in the cells that nobody understood."""
    notes = []
    deals = reading.get("records", {}).get("deals", 0)
    if deals and reading["kind"] == "sales":
        notes.append(words.n("ingestion.deals_beside", deals, n=number(deals, words.language)))
    unknown = reading.get("unknown_words") or ()
    if unknown:
        shown = ", ".join(f"{one['word']} ({number(one['count'], words.language)})" for one in unknown)
        notes.append(words("ingestion.unknown_words", words=shown))
    return notes


def _sums(reading: Mapping[str, Any], words: Words) -> str:
    """The money of each currency; as a plain number where nothing names one."""
    amounts = reading.get("amounts") or {"": reading["amount_total"]}
    return " · ".join(exact_money(Decimal(str(amount)), words.language, code) for code, amount in amounts.items())


def _left_out(reading: Mapping[str, Any], words: Words) -> list[str]:
    sentences = []
    by_cells = reading["lines"].get("sale_lines") is not None  # of a table by months single cells are held back
    for key, family, count in (
        ("ingestion.cells_held_back", "held", sum(reading["held_by_reason"].values()))
        if by_cells
        else ("ingestion.held_back", "held", reading["lines"]["quarantined"]),
        ("ingestion.left_out", "skipped", reading["lines"]["skipped"]),
    ):
        if count:
            counts = reading[f"{family}_by_reason"]
            sentences.append(
                words.n(key, count, n=number(count, words.language), reasons=reasons(family, counts, words))
            )
    return sentences


def _own_total(reading: Mapping[str, Any], words: Words) -> list[str]:
    total = reading.get("own_total")
    if not total or Decimal(str(total["difference"])):
        return []  # held rows with money make the difference; they have a sentence of their own
    return [words("ingestion.agrees_with_total", amount=_money(str(total["amount"]), words), line=total["line"])]
