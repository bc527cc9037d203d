"""Questions about a file: each shows what every answer would do, and the answer is remembered for the layout."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import streamlit as st

from ingestion.answers import Answers
from ingestion.kinds.report import KIND_QUESTION
from ingestion.reading import Question, Reading
from ingestion.relation import JOINED
from ingestion.sheets import ALL_ALIKE
from ui.data import currency
from ui.language import language, words
from ui.question_rows import question_rows
from ui.text import column_name, plain, plain_facts
from ui.uploads import WaitingFile, read_waiting
from wording import numbers
from wording.imports import question_sentence

# Questions whose answer is a column, and the field that the column is then given.
_FIELD_OF = {
    "which_date": "date",
    "no_date_column": "date",
    "monthly_dates": "date",
    "which_client": "client",
    "no_client_column": "client",
    "which_amount": "amount",
    "no_amount_column": "amount",
}


def answered(found: Reading, code: str, answer: str) -> Answers:
    """The answers so far with one more."""
    given = found.answers
    if code in _FIELD_OF and answer.isdigit():
        columns = {
            field: int(column["index"]) for field, column in found.columns.items() if column["index"] != int(answer)
        }
        return replace(given, columns=columns | {_FIELD_OF[code]: int(answer)})
    if code == "ambiguous_dates":
        return replace(given, date_order=answer)  # type: ignore[arg-type]
    if code == "decimal_sign":
        return replace(given, decimal_sign=answer)  # type: ignore[arg-type]
    if code in ("which_sheet", "related_tables"):
        return replace(given, sheet=answer)
    if code == "returns_sign":
        return replace(given, subtract_returns=answer == "subtract")
    if code == KIND_QUESTION:
        given = replace(given, columns=None)
    return replace(given, options={**given.options, code: answer})


def questions(file: WaitingFile, found: Reading) -> None:
    """One card a question; the answer is taken at once and the file is read again with it."""
    t = words()
    for number, question in enumerate(found.questions):
        with st.container(border=True):
            facts = plain_facts(question.facts)
            sentence = question_sentence({"code": question.code, "facts": facts}, plain(found.name), t)
            st.subheader(f"{sentence} :red-badge[{t('upload.waits')}]", anchor=False)
            st.caption(t("upload.asked_once"))
            options = _options(question, found, _sign(found))
            if not options:
                question_rows(file, found, question)
                continue
            chosen = st.radio(
                sentence, list(options), index=None, key=f"question_{found.sha256[:8]}_{question.code}_{number}",
                format_func=partial(_shown, options),
                captions=[note for _, note in options.values()], label_visibility="collapsed",
            )  # fmt: skip
            question_rows(file, found, question)
            if chosen is not None:
                with st.spinner(t("upload.reading_again")):
                    read_waiting(file, answered(found, question.code, chosen))
                st.rerun()


def _shown(options: dict[str, tuple[str, str]], answer: str) -> str:
    return options[answer][0]


def _sign(found: Reading) -> str | None:
    """The currency of the sums beside the answers; None where they run over several and say nothing."""
    if len(found.currencies) > 1:
        return None
    return found.currencies[0] if found.currencies else currency()


def _options(question: Question, found: Reading, sign: str | None) -> dict[str, tuple[str, str]]:
    """answer -> its label and what it would do."""
    samples = {str(guess.index): plain(", ".join(guess.samples[:3])) for guess in found.mapping}
    made = {
        str(o["answer"]): (
            _label(question, o),
            _effect(o, o["header"] if question.code == "several_currencies" else sign)
            or samples.get(str(o["answer"]), ""),
        )
        for o in question.options
    }
    if not made and question.code in _FIELD_OF:
        free = (guess for guess in found.mapping if guess.samples and (guess.field is None or guess.clear != "clear"))
        made = {
            str(guess.index): (plain(guess.header) or _nameless(guess.index), samples[str(guess.index)])
            for guess in free
        }
    if question.code == "no_client_column":
        made["unidentified"] = (words()("upload.option.no_client_column.unidentified"), "")
    return made


def _label(question: Question, option: dict[str, Any]) -> str:
    t = words()
    if question.code == "which_sheet" and option["answer"] == ALL_ALIKE:
        return t("upload.option.which_sheet.all", sheets=plain(option["sheets"]))
    if question.code == KIND_QUESTION:
        return t.code("kinds.name", option["answer"])
    if option["answer"] == JOINED:
        return t("upload.option.related_tables.join")
    key = f"upload.option.{question.code}.{option['answer']}"
    if t.has(key):
        return t(key)
    named = {",": "comma", ".": "point"}.get(str(option["answer"]))
    if named:
        return t(f"upload.option.decimal_sign.{named}")
    named = str(option.get("header") or option.get("sheet") or "").strip()
    answer = str(option["answer"])
    return plain(named) or (_nameless(int(answer)) if answer.isdigit() else plain(answer))


def _nameless(index: int) -> str:
    return words()("upload.column_n", name=column_name(index))


def _effect(option: dict[str, Any], sign: str | None) -> str:
    """What the answer does to the sum or the dates."""
    t, lang = words(), language()
    parts = []
    if option.get("total") is not None and sign is not None:
        parts.append(t("upload.effect_total", money=numbers.exact_money(Decimal(option["total"]), lang, sign)))
    if option.get("from") and option.get("to"):
        first, last = date.fromisoformat(option["from"]), date.fromisoformat(option["to"])
        parts.append(t("upload.effect_days", days=numbers.period(first, last, lang)))
    if option.get("rows") is not None:
        parts.append(t.n("upload.lines", int(option["rows"]), n=numbers.number(int(option["rows"]), lang)))
    return " · ".join(parts)
