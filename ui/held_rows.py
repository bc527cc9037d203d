"""The rows that wait for a decision: how many, of which files, why, how much money; and what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

import pandas as pd
import streamlit as st

from storage.held_rows import HeldReason
from storage.imports import LedgerLine
from storage.mending import Mending, Outcome
from ui.currency import sums, together
from ui.language import language, words
from ui.page import Tile
from ui.pages import page
from ui.text import plain
from wording import numbers
from wording.imports import reasons as reasons_of

CHOSEN_IMPORT = "held_import"  # the import whose rows a link opens
MOST_REASONS = 3
_TOLD = "held_told"


def money_of(waiting: Sequence[HeldReason]) -> dict[str, Decimal]:
    """The money of held rows, each currency by itself, as far as their amounts can be read; empty where no amount can."""
    return together(*({one.currency: one.amount} for one in waiting if one.amount is not None))


def _short(amounts: Mapping[str, Decimal], signed: bool = False) -> str:
    shown = [numbers.short_money(amount, language(), code, signed=signed) for code, amount in amounts.items()]
    return " · ".join(shown) or numbers.DASH


def lead(waiting: Sequence[HeldReason]) -> str:
    """How many rows of which files wait, with how much money, and why."""
    t, lang = words(), language()
    if not waiting:
        return t("held_rows.lead_none")
    rows, files = sum(one.rows for one in waiting), {one.import_id: one.file_name for one in waiting}
    count = numbers.number(rows, lang)
    if len(files) == 1:
        said = t.n("held_rows.lead", rows, n=count, file=plain(next(iter(files.values()))))
    else:
        said = t.n("held_rows.lead_files", rows, n=count, files=numbers.number(len(files), lang))
    money = money_of(waiting)
    worth = t("held_rows.lead_no_money") if not money else t("held_rows.lead_money", money=sums(money))
    return " ".join((said, worth, t("held_rows.lead_reasons", reasons=_reasons(waiting))))


def tiles_of(waiting: Sequence[HeldReason], done: Sequence[Mending]) -> list[Tile]:
    """Rows and money that wait; rows that were put right, with their money; rows declared no sales."""
    t, lang = words(), language()
    rows, money = sum(one.rows for one in waiting), money_of(waiting)
    loaded = sum(one.lines_loaded for one in done)
    won = together(*(one.amounts for one in done))
    return [
        Tile(t("held_rows.tile_rows"), numbers.number(rows, lang)),
        Tile(t("held_rows.tile_money"), _short(money), help=t("held_rows.tile_money_help")),
        Tile(t("held_rows.tile_mended"), numbers.number(loaded, lang),
             _short(won, signed=True) if loaded else None, True),
        Tile(t("held_rows.tile_no_sales"), numbers.number(sum(one.lines_skipped for one in done), lang)),
    ]  # fmt: skip


def files_table(waiting: Sequence[HeldReason]) -> None:
    """Each file with its reasons, rows and money; nothing where there is one file."""
    t, lang = words(), language()
    files: dict[int, list[HeldReason]] = {}
    for one in waiting:
        files.setdefault(one.import_id, []).append(one)
    if len(files) < 2:
        return
    money, rows = t("held_rows.column_money"), t("held_rows.column_rows")
    table = pd.DataFrame(
        {
            t("imports.file"): [own[0].file_name for own in files.values()],
            t("imports.reason"): [_reasons(own) for own in files.values()],
            rows: [numbers.number(sum(one.rows for one in own), lang) for own in files.values()],
            money: [sums(money_of(own)) if money_of(own) else numbers.DASH for own in files.values()],
        }
    )
    right = {name: st.column_config.TextColumn(name, alignment="right") for name in (rows, money)}
    st.dataframe(table, hide_index=True, column_config=right, height="content", key="held_files")


def _reasons(waiting: Sequence[HeldReason]) -> str:
    """The most frequent reasons with their counts; the list under the grid's title has all."""
    counts: Counter[str] = Counter()
    for one in waiting:
        counts[one.reason] += one.rows
    return reasons_of("held", dict(counts.most_common(MOST_REASONS)), words())


def chosen_import(waiting: Sequence[HeldReason], lines: Sequence[LedgerLine]) -> LedgerLine:
    """The import whose rows are shown: the one that a link opened, or that is chosen here; at first the newest."""
    t = words()
    files = {one.import_id: one.file_name for one in waiting}
    wanted = st.session_state.pop(CHOSEN_IMPORT, None)
    if wanted in files:
        st.session_state["held_file"] = wanted
    elif st.session_state.get("held_file") not in files:
        st.session_state["held_file"] = next(iter(files))
    chosen = st.session_state["held_file"]
    if len(files) > 1:
        chosen = st.selectbox(
            t("imports.file"),
            list(files),
            key="held_file",
            format_func=lambda number: t("held_rows.file_option", file=files[number], id=number),
            persist_state="session",
        )
    return next(line for line in lines if line.import_id == chosen)


def chosen_reason(waiting: Sequence[HeldReason], import_id: int) -> str | None:
    """The reason whose rows are shown; None for all of them."""
    t, lang = words(), language()
    counts = {one.reason: one.rows for one in waiting if one.import_id == import_id}
    if len(counts) < 2:
        return next(iter(counts)) if counts else None
    options = ["", *counts]
    labels = {"": t("held_rows.all_reasons")} | {reason: t.code("ingestion.held", reason) for reason in counts}
    counted = {"": sum(counts.values()), **counts}
    key = f"held_reason_{import_id}"
    if st.session_state.get(key) not in options:
        st.session_state[key] = ""
    chosen = st.pills(
        t("imports.reason"), options, key=key, required=True, label_visibility="collapsed",
        format_func=lambda reason: f"{labels[reason]} · {numbers.number(counted[reason], lang)}",
    )  # fmt: skip
    return chosen or None


def open_held_rows(import_id: int, key: str) -> None:
    """A quiet button that opens the held rows of an import."""
    if st.button(words()("held_rows.open"), icon=":material/rule:", type="tertiary", key=key):
        st.session_state[CHOSEN_IMPORT] = import_id
        st.switch_page(page("held_rows"))


def tell(sentence: str) -> None:
    """Keep a sentence for the next run of the screen, which shows it once."""
    st.session_state.setdefault(_TOLD, []).append(sentence)


def told() -> None:
    """Show what was kept to be told."""
    for sentence in st.session_state.pop(_TOLD, []):
        st.info(sentence, icon=":material/info:")


def outcome_sentence(outcome: Outcome) -> str:
    """What became of some rows, in words."""
    t, lang = words(), language()
    declared = outcome.skipped - outcome.already
    counts = {
        "loaded": outcome.loaded, "held": outcome.held, "skipped": declared, "already": outcome.already, "gone": outcome.gone,
    }  # fmt: skip
    money = sums(outcome.amounts)
    return " ".join(
        t.n(f"held_rows.told_{name}", count, n=numbers.number(count, lang), money=money)
        for name, count in counts.items()
        if count
    )
