"""Lines of a file that are loaded already: shown with what each choice does to the money, chosen by a person."""

from __future__ import annotations

import streamlit as st

from storage.loading import OverlapChoice
from storage.overlap import Overlap
from ui.currency import sums, together
from ui.language import language, words
from ui.text import plain
from ui.uploads import WaitingFile
from wording import numbers

CHOICES: tuple[OverlapChoice, ...] = ("replace", "only_new", "add_all")


def lines_to_load(file: WaitingFile) -> int:
    """How many lines of the file the load button brings."""
    if file.found is None:
        return 0
    if file.overlap is not None and file.overlap_choice == "only_new":
        return file.overlap.new_lines
    return file.found.lines.made


def overlap_card(file: WaitingFile) -> None:
    """The question about a period that is loaded already; a word where only the periods meet."""
    overlap = file.compare()
    if overlap is None:
        return
    t, lang = words(), language()
    days = numbers.period(overlap.first_day, overlap.last_day, lang)
    if not overlap.is_question:
        st.markdown(":material/info: " + t("upload.overlap_days_only", days=days))
        return
    with st.container(border=True):
        waits = "" if file.overlap_choice else f" :red-badge[{t('upload.waits')}]"
        said = t.n("upload.overlap_question", overlap.lines, n=numbers.number(overlap.lines, lang), days=days)
        st.subheader(said + waits, anchor=False)
        where = ", ".join(f"{plain(one.file_name)} (№\u00a0{one.import_id})" for one in overlap.imports)
        st.caption(t("upload.overlap_where", files=where, money=sums(overlap.amounts)))
        chosen = st.radio(
            said,
            _possible(overlap),
            index=None if file.overlap_choice is None else _possible(overlap).index(file.overlap_choice),
            key=f"overlap_{file.key}",
            format_func=lambda choice: t.code("upload.overlap", choice),
            captions=[_effect(choice, file, overlap) for choice in _possible(overlap)],
            label_visibility="collapsed",
        )
        if chosen is not None and chosen != file.overlap_choice:
            file.overlap_choice = chosen
            st.rerun()


def _possible(overlap: Overlap) -> list[OverlapChoice]:
    """Nothing can be replaced where no earlier import holds the same report, nothing added where all is known."""
    return [
        choice
        for choice in CHOICES
        if not (choice == "replace" and not overlap.imports) and not (choice == "only_new" and not overlap.new_lines)
    ]


def _effect(choice: OverlapChoice, file: WaitingFile, overlap: Overlap) -> str:
    """What a choice brings and takes away."""
    t, lang = words(), language()
    if file.found is None:
        return ""
    if choice == "only_new":
        return t.n(
            "upload.overlap_new", overlap.new_lines, n=numbers.number(overlap.new_lines, lang),
            money=sums(overlap.new_amounts),
        )  # fmt: skip
    comes = t.n(
        "upload.overlap_comes", file.found.lines.made, n=numbers.number(file.found.lines.made, lang),
        money=sums(file.found.amounts),
    )  # fmt: skip
    if choice == "add_all":
        return comes + " " + t("upload.overlap_twice", money=sums(overlap.amounts))
    leaving = sum(one.period_lines for one in overlap.imports)
    money = sums(together(*(one.period_amounts for one in overlap.imports)))
    return comes + " " + t.n("upload.overlap_leaves", leaving, n=numbers.number(leaving, lang), money=money)
