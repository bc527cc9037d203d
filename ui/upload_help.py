"""How to get the report out of a program, an example of it, and which columns open which screens."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from sample_data.examples import Example, example, file_name_of
from sample_data.timeline import DEFAULT_LAST_DAY
from ui.excel import MIME
from ui.language import language, words
from ui.templates import TEMPLATES, template, template_columns, template_name
from ui.uploads import take_bytes

# A program, how many steps lead to its report, and the examples of it.
PROGRAMS = {
    "1c": (3, ("1c_grouped", "1c_register")),
    "bas": (3, ("1c_grouped", "1c_register")),
    "bitrix24": (3, ("bitrix24",)),
    "amocrm": (3, ("amocrm",)),
    "hubspot": (3, ()),
    "shopify": (3, ("shopify",)),
    "excel": (3, ("by_hand",)),
}
COLUMN_GROUPS = ("base", "margin", "people", "goods", "orders", "ids")
# Columns by which the health of the data is judged, each with its group.
_GROUP_OF = {
    "client": "base", "margin": "margin", "manager": "people", "region": "people", "channel": "people",
    "product": "goods", "group": "goods", "order": "orders", "code": "ids",
}  # fmt: skip


def opens(column: str) -> str:
    """What a column is good for, in words: the screens and answers that need it."""
    return words()(f"upload.columns.{_GROUP_OF[column]}_opens")


def columns_and_programs() -> None:
    """Two halves: what columns are good for, and where the report comes from."""
    t = words()
    left, right = st.columns([3, 2], gap="medium")
    with left:
        with st.container(gap=None):
            st.subheader(t("upload.columns_title"), anchor=False)
            st.caption(t("upload.columns_note"))
        table = {
            t("upload.columns_in_file"): [t(f"upload.columns.{group}").replace("+", r"\+") for group in COLUMN_GROUPS],
            t("upload.columns_you_see"): [t(f"upload.columns.{group}_opens") for group in COLUMN_GROUPS],
        }
        st.table(pd.DataFrame(table), border="horizontal", hide_index=True)
    with right:
        _programs()


def _programs() -> None:
    t = words()
    with st.container(gap=None):
        st.subheader(t("upload.how_title"), anchor=False)
        st.caption(t("upload.how_note"))
    first = "bas" if language() == "uk" else "1c"
    chosen = st.pills(
        t("upload.how_note"), list(PROGRAMS), default=first, key="upload_program", required=True,
        format_func=partial(t.code, "upload.program"), label_visibility="collapsed", wrap=True,
    )  # fmt: skip
    program = str(chosen or first)
    steps, systems = PROGRAMS[program]
    st.markdown("\n".join(f"{step}. {t(f'upload.how.{program}_{step}')}" for step in range(1, steps + 1)))
    for system in systems:
        _example(system)


def templates() -> None:
    """What else can be loaded besides sales: a template a kind of table."""
    t, lang = words(), language()
    with st.container(gap=None):
        st.subheader(t("upload.templates_title"), anchor=False)
        st.caption(t("upload.templates_note"))
    chosen = st.pills(
        t("upload.templates_note"), TEMPLATES, default="deals", key="upload_template", required=True,
        format_func=partial(t.code, "kinds.name"), label_visibility="collapsed", wrap=True,
    )  # fmt: skip
    kind = str(chosen or "deals")
    st.markdown(t.code("kinds.about", kind) + ".")
    st.caption(f"{t('upload.template_columns')}: {', '.join(template_columns(kind, lang))}")
    st.download_button(
        t("upload.template_download"), data=lambda: template(kind, lang), file_name=template_name(kind), mime=MIME,
        icon=":material/download:", key=f"template_{kind}", on_click="ignore",
    )  # fmt: skip


def _example(system: str) -> None:
    """An example file: to download as a pattern, and to try at once."""
    t = words()
    st.caption(t(f"upload.example.{system}"))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.download_button(
            t("upload.example_download"), data=lambda: _made(system).content, file_name=file_name_of(system, language()),
            icon=":material/download:", key=f"example_{system}", on_click="ignore",
        )  # fmt: skip
        if st.button(t("upload.example_try"), icon=":material/play_arrow:", key=f"try_{system}"):
            made = _made(system)
            take_bytes(made.file_name, made.content)
            st.rerun()


def _made(system: str) -> Example:
    return example(system, language(), DEFAULT_LAST_DAY)
