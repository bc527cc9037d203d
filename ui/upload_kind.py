"""What kind of table a file is: the choice, and how records other than sales are shown before and after loading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial

import streamlit as st

from ingestion.kinds.catalogue import KINDS, SALES, word_for
from ingestion.kinds.report import BOTH, DEALS, KIND_QUESTION
from ingestion.kinds.stage import columns_of
from ingestion.reading import Reading
from storage.imports import LedgerLine
from ui.currency import sums
from ui.language import language, words
from ui.page import Tile, headline
from ui.text import plain
from ui.uploads import WaitingFile, read_waiting
from wording import numbers
from wording.catalogue import LANGUAGES
from wording.imports import days_of, record_notes

CHOICES = (SALES, BOTH, *KINDS)


def taken_for(found: Reading) -> str:
    """What a file is taken for, as the choice names it."""
    return BOTH if found.kind == SALES and found.records else found.kind


def kind_choice(file: WaitingFile, found: Reading) -> None:
    """A box with the kind of the table; another choice reads the file again."""
    t, now = words(), taken_for(found)
    chosen = st.selectbox(
        t("upload.kind"), CHOICES, index=CHOICES.index(now), key=f"upload_kind_{found.sha256[:8]}_{now}",
        format_func=partial(t.code, "kinds.name"), help=t("upload.kind_help"), width=320,
    )  # fmt: skip
    if chosen != now:
        take_for(file, found, chosen)


def deals_card(file: WaitingFile, found: Reading) -> None:
    """The question whether won deals are the sales that are loaded already, with what each answer does to them."""
    if not file.must_settle_deals:
        return
    t = words()
    money = sums(found.amounts)
    notes_of = {DEALS: t("upload.deals_only_note"), BOTH: t("upload.deals_too_note", money=money)}
    labels = {DEALS: t("upload.deals_only"), BOTH: t("upload.deals_too")}
    with st.container(border=True):
        st.subheader(f"{t('upload.deals_question')} :red-badge[{t('upload.waits')}]", anchor=False)
        chosen = st.radio(
            t("upload.deals_question"), list(labels), index=None, format_func=labels.__getitem__,
            captions=list(notes_of.values()), key=f"deals_{found.sha256[:8]}", label_visibility="collapsed",
        )  # fmt: skip
    if chosen is not None:
        take_for(file, found, chosen)


def take_for(file: WaitingFile, found: Reading, kind: str) -> None:
    """Read the file again as what a person says it is."""
    with st.spinner(words()("upload.reading_again")):
        options = {**found.answers.options, KIND_QUESTION: kind}
        columns = found.answers.columns if kind == taken_for(found) else None
        read_waiting(file, replace(found.answers, columns=columns, options=options))
    st.rerun()


def record_lead(found: Reading) -> str:
    """What was read of a table of records, in a sentence."""
    t, count = words(), found.lines.loaded
    if not count:
        return t("upload.found_lead_nothing")
    kind, rows = t.code("kinds.name", found.kind), numbers.number(count, language())
    if found.date_min is None:
        return t.n("upload.records_lead_undated", count, kind=kind, n=rows)
    return t.n("upload.records_lead", count, kind=kind, n=rows, days=days_of(found.to_json(), t))


def notes(found: Reading) -> list[str]:
    """Deals kept beside the sales, words that were not understood."""
    plain_words = tuple({**one, "word": plain(one["word"])} for one in found.unknown_words)
    return record_notes(found.to_json() | {"unknown_words": plain_words}, words())


def record_tiles(found: Reading) -> list[Tile]:
    """The law of conservation of a table of records in figures."""
    t, lines, lang = words(), found.lines, language()
    share = lines.loaded / lines.total if lines.total else None
    away = lines.skipped + lines.header + lines.blank
    shown = [
        Tile(t("upload.tile_records"), numbers.number(lines.loaded, lang),
             t("upload.of_file", share=numbers.percent(share, lang))),
        Tile(t("upload.tile_not_taken"), numbers.number(away, lang), t("upload.not_sales")),
        Tile(t("upload.tile_held"), numbers.number(lines.quarantined, lang),
             t("upload.held_wait") if lines.quarantined else t("upload.none_held"), False if lines.quarantined else None),
    ]  # fmt: skip
    if found.clients:
        shown.append(Tile(t("upload.tile_named"), numbers.number(found.clients, lang)))
    return shown


def fields_of(kind: str) -> tuple[str, ...]:
    """The fields that a column of a kind can be given."""
    return tuple(one.name for one in KINDS[kind].fields)


def field_label(kind: str, field: str) -> str:
    """What a field of a kind is called on the screen; of sales and of records."""
    t = words()
    known = KINDS[kind].by_name.get(field) if kind in KINDS else None
    if known is not None:
        return t.code("kinds.field", known.words)
    derived = "" if kind not in KINDS else f"kinds.derived.{field}"
    name = t(derived) if derived and t.has(derived) else t.code("ingestion.field", field)
    return name[:1].upper() + name[1:]


def preview_text(kind: str, field: str, text: str) -> str:
    """A typed value of a record as people read it: words of the language in the place of codes."""
    lang, known = language(), KINDS[kind].by_name.get(field)
    if known is not None and known.type == "month":
        return numbers.month(date.fromisoformat(text), lang)
    of = columns_of(kind).get(field, "text")
    if of == "bool":
        return word_for("flag", "yes" if text == "True" else "no", LANGUAGES.index(lang))
    if known is not None and known.type == "choice":
        return word_for(known.choice, text, LANGUAGES.index(lang))
    if of == "moment":
        return numbers.moment(datetime.fromisoformat(text), lang)
    if of == "date":
        return numbers.day(date.fromisoformat(text), lang)
    if of == "share":
        return numbers.percent(Decimal(text), lang)
    return number_text(text) if is_number(kind, field) else text


def is_number(kind: str, field: str) -> bool:
    """Whether a field of a record is a number and stands on the right."""
    return columns_of(kind).get(field) in ("money", "int", "share")


def number_text(text: str) -> str:
    """A number as people read it, kopecks where there are any."""
    value = Decimal(text)
    return numbers.number(value, language(), 0 if value == value.to_integral_value() else 2)


def records_done(lines: Sequence[LedgerLine]) -> None:
    """What was loaded when no sales were among it: the kinds and what each is for."""
    t = words()
    kinds = list(dict.fromkeys(line.kind for line in lines))
    headline(
        t("upload.done_records"),
        " ".join(f"**{t.code('kinds.name', kind)}.** {t.code('kinds.about', kind)}." for kind in kinds),
    )
