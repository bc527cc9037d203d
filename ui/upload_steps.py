"""The first step of an upload, and what is said of a file that cannot be loaded."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ingestion.limits import Limits
from ingestion.reading import Reading
from storage.imports import LedgerLine
from ui.data import profile
from ui.demo import demo_door
from ui.held_sheet import taken
from ui.inbox import inbox_card
from ui.language import language, words
from ui.page import explanation, headline
from ui.pages import page
from ui.progress_bar import ReadingBar
from ui.text import plain, plain_facts
from ui.upload_found import leave_button
from ui.upload_help import columns_and_programs, templates
from ui.uploads import WaitingFile, forget_file, read_waiting, take, uploader_key
from wording import numbers
from wording.imports import message

FILE_TYPES = ["csv", "tsv", "txt", "gz", "zip", "xlsx", "xlsm", "xls", "xlsb", "ods", "htm", "html"]
_MEGABYTE = 1 << 20


def start() -> None:
    """The first step: two doors, what happens to the file, which columns open which screens."""
    t = words()
    headline(t("upload.start_question"), t("upload.start_lead") if not profile().lines else t("upload.start_more"))
    own, demo = st.columns([3, 2], gap="small")
    with own, st.container(border=True, height="stretch"):
        st.subheader(t("doors.own"), anchor=False)
        limit = Limits().text_bytes // _MEGABYTE
        st.caption(t("upload.accepts", mb=numbers.number(limit, language())))
        uploaded = st.file_uploader(
            t("upload.drop"), type=FILE_TYPES, key=uploader_key(), label_visibility="collapsed", max_upload_size=limit,
            accept_multiple_files=True,
        )  # fmt: skip
        promises()
    with demo, st.container(border=True, height="stretch"):
        demo_door()
    if uploaded:
        take(uploaded)
        st.rerun()
    inbox_card()
    _what_happens()
    columns_and_programs()
    templates()
    explanation("upload")


def promises() -> None:
    """What an owner may count on before he gives his file."""
    for icon, promise in (("table_rows", "as_is"), ("calendar_month", "years"), ("lock", "private")):
        st.markdown(f":material/{icon}: " + words()(f"upload.promise_{promise}"))


def read_files(files: Sequence[WaitingFile]) -> None:
    """Read files one after another under a bar that moves."""
    t = words()
    headline(t("upload.reading_question"), "")
    bar = ReadingBar(len(files))
    for place, file in enumerate(files):
        read_waiting(file, progress=bar.part(place, file.name))
    bar.close()


def _what_happens() -> None:
    t = words()
    with st.container(gap=None):
        st.subheader(t("upload.what_happens"), anchor=False)
        st.caption(t("upload.what_happens_note"))
    icons = ("manage_search", "fact_check", "undo")
    for number, (column, icon) in enumerate(zip(st.columns(3, gap="small"), icons, strict=True), 1):
        with column, st.container(border=True, height="stretch", gap="xsmall"):
            st.markdown(f":material/{icon}: **{number} · {t(f'upload.step_{number}')}**")
            st.markdown(f":gray[{t(f'upload.step_{number}_note')}]")


def refusal(file: WaitingFile, found: Reading) -> None:
    """The file as a whole cannot be read: why, and the way out."""
    t = words()
    headline(t("upload.refused_question"), refusal_sentence(found))
    is_held_sheet = found.reason == "held_rows_sheet"
    with st.container(horizontal=True):
        if is_held_sheet and st.button(
            t("held_rows.take_sheet"), type="primary", icon=":material/rule:", key="upload_held"
        ):
            taken(file.path)
            forget_file(file)
            st.switch_page(page("held_rows"))
        leave_button(file, primary=not is_held_sheet)


def refusal_sentence(found: Reading) -> str:
    """Why a file is refused, as a sentence for the screen."""
    said = found.to_json() | {"name": plain(found.name), "facts": plain_facts(found.facts)}
    return message(said, words())


def same_sentence(file: WaitingFile, same: LedgerLine) -> str:
    """When the same bytes came, and as which import."""
    day, lines = numbers.day(same.loaded_at.date(), language()), numbers.number(same.lines["loaded"], language())
    return words()("upload.same_lead", file=plain(file.name), day=day, id=same.import_id, lines=lines)


def known_before(file: WaitingFile, same: LedgerLine) -> None:
    """Say that the same bytes are already loaded."""
    t = words()
    headline(t("upload.same_question"), same_sentence(file, same))
    with st.container(horizontal=True):
        if st.button(t("upload.to_abc"), type="primary", icon=":material/leaderboard:"):
            forget_file(file)
            st.switch_page(page("abc"))
        leave_button(file)
