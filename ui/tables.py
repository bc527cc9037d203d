"""Lists of names: sortable and searchable, written in the user's language, each row a way to the client's card."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from charts.lettering import text_width
from ui.excel import MIME, ExcelColumn, ExcelSheet, workbook
from ui.language import language, words
from ui.name_list import NameList
from wording import numbers
from wording.catalogue import Words

SHOWN_ROWS = 30  # more rows are found by search and go to Excel; each row costs the page time
ROW, TALL_ROW = 36, 66  # a text goes on to a second line only in rows higher than four letters
_LETTER, _SIDES = 13.2, 16  # pixels of a grid: its letters, and what a cell leaves empty at both sides
OPEN_CLIENT = "open_client"
_NO_CHANGE = 0.005  # written as 0 %, so it has no colour either
GOOD, BAD = "#2B83C6", "#D9622B"  # readable on both themes


@dataclass(frozen=True)
class Column:
    """One column of a list.

    kind: text, money (in `scale`), number, decimal, share, change (signed share, coloured), signed_money, date, bar
    (a share drawn as a bar), months (twelve small bars), badge (its texts with their colours in `badges`), client
    (his name, a button to his card).
    """

    name: str
    header: str
    kind: str = "text"
    width: int | None = None
    help: str | None = None
    badges: Mapping[str, str] = field(default_factory=dict)


_EXCEL_KINDS = {
    "money": "money", "signed_money": "money", "number": "number", "decimal": "decimal", "share": "share",
    "change": "share", "bar": "share", "date": "date",
}  # fmt: skip


def row_height(rows: Sequence[Mapping[str, Any]], widths: Mapping[str, int | None]) -> int:
    """Pixels of a row of a grid in which every text stands whole. widths: pixels of the columns of text, by name."""
    long = any(
        text_width(str(row.get(name) or ""), _LETTER) + _SIDES > width
        for row in rows
        for name, width in widths.items()
        if width
    )
    return TALL_ROW if long else ROW


def grid_height(rows: int, height: int = ROW) -> Any:
    """Height of a grid: all its rows, or as many as a screen bears; the rest are scrolled to."""
    if rows <= 12:
        return "content"
    return (12 if height == ROW else 9) * height + 38


def header_width(header: str, least: int, edited: bool = False) -> int:
    """Pixels of a column whose header stands whole; one that is edited bears a pencil before it."""
    return max(least, round(text_width(header, _LETTER)) + _SIDES + (24 if edited else 0))


def money_scale(values: Sequence[Any], currency: str) -> tuple[Decimal, str]:
    """Divisor for a column of money, and the unit for its header: ("1000", "₴K")."""
    sizes = sorted(abs(value) for value in values if value)
    return scale_for(sizes[len(sizes) // 2] if sizes else 0, currency)


def scale_for(usual: float | Decimal, currency: str) -> tuple[Decimal, str]:
    """The same for a column whose usual size is known."""
    divisor, word = numbers.column_scale(usual, language())
    return divisor, unit_text(word, currency)


def unit_text(word: str, currency: str) -> str:
    """The unit of a column or a chart: the word of the scale with the sign of the currency."""
    sign = numbers.currency_sign(currency)
    return f"{sign}{word}" if language() == "en" else f"{word} {sign}".strip()


def with_unit(header: str, unit: str) -> str:
    """A header with its unit: "Revenue, ₴K"."""
    return f"{header}, {unit}" if unit else header


def _writer(kind: str, divisor: Decimal, lang: str) -> Callable[[Any], str] | None:
    def money(value: Any, signed: bool = False) -> str:
        if _missing(value):
            return numbers.DASH
        scaled = Decimal(str(value)) / divisor
        digits = 1 if divisor > 1 and 0 < abs(scaled) < 100 else 0
        return numbers.number(scaled, lang, digits, signed)

    writers: dict[str, Callable[[Any], str]] = {
        "money": money,
        "signed_money": lambda value: money(value, signed=True),
        "number": lambda value: numbers.DASH if _missing(value) else numbers.number(value, lang),
        "decimal": lambda value: numbers.DASH if _missing(value) else numbers.number(value, lang, 1),
        "share": lambda value: numbers.DASH if _missing(value) else numbers.percent(value, lang),
        "change": lambda value: numbers.DASH if _missing(value) else _change(value, lang),
        "date": lambda value: numbers.DASH if _missing(value) else numbers.day(value, lang),
    }
    return writers.get(kind)


def _change(value: float, lang: str) -> str:
    """A growth in percent; from tenfold on percents say nothing any more."""
    if abs(value) < _NO_CHANGE:
        return numbers.percent(0, lang, 0)
    return numbers.times(value + 1, lang) if value >= 9 else numbers.percent(value, lang, 0, signed=True)


def _missing(value: Any) -> bool:
    return value is None or value is pd.NaT or (isinstance(value, float) and value != value)


def _colour(value: Any) -> str:
    if _missing(value) or abs(value) < _NO_CHANGE:
        return ""
    return f"color: {GOOD if value > 0 else BAD}"


def _configured(column: Column, key: str) -> Any:
    config = st.column_config
    shared: dict[str, Any] = {"width": column.width, "help": column.help}
    if column.kind == "badge":
        texts, colours = list(column.badges), list(column.badges.values())
        return config.MultiselectColumn(column.header, options=texts, color=colours, **shared)
    if column.kind == "bar":
        return config.ProgressColumn(column.header, format="percent", min_value=0, max_value=None, **shared)
    if column.kind == "months":
        return config.BarChartColumn(column.header, y_min=0, y_max=1.35, color="#9AA5B1", **shared)
    if column.kind == "client":
        return client_button(column.header, key, column.width, column.help, pinned=True)
    if column.kind in ("text",):
        return config.TextColumn(column.header, **shared)
    return config.Column(column.header, **shared)


def client_button(
    header: str, key: str, width: int | None = None, help: str | None = None, *, pinned: bool = False
) -> Any:  # fmt: skip
    """A column whose cells open the client's card; the numbers of the clients stand in the state under `{key}_ids`."""
    return st.column_config.ButtonColumn(
        header, type="tertiary", alignment="left", pinned=pinned, key=f"{key}_open", on_click=_opened, args=(key,),
        width=width, help=help,
    )  # fmt: skip


def _opened(key: str) -> None:
    click = st.session_state.get(f"{key}_open")
    ids = st.session_state.get(f"{key}_ids")
    if click is not None and ids is not None and click.row < len(ids):
        st.session_state[OPEN_CLIENT] = ids[click.row]


def client_list(
    names: NameList,
    columns: Sequence[Column],
    key: str,
    divisor: Decimal = Decimal(1),
    written: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
    whole: bool = False,
) -> None:
    """A list of names. Its table holds client_id and the columns; money is divided by `divisor` on the screen only.

    written: makes a row ready for the screen; it is called for the rows that are shown, not for all. More than
    `SHOWN_ROWS` rows: the first are shown, a search box finds the rest. whole: long texts go on to a second line.
    """
    t, lang = words(), language()
    found = _searched(t, names, columns, key)
    shown = [written(row) if written else row for row in found.first(SHOWN_ROWS)]
    st.session_state[f"{key}_ids"] = [row.get("client_id") for row in shown]
    table = pd.DataFrame(
        [{c.name: row.get(c.name) for c in columns} for row in shown], columns=[c.name for c in columns]
    )
    writers = {c.name: writer for c in columns if (writer := _writer(c.kind, divisor, lang))}
    high = row_height(shown, {c.name: c.width for c in columns if c.kind == "text"}) if whole else ROW
    styled = table.style.format(writers)
    coloured = [c.name for c in columns if c.kind in ("change", "signed_money")]
    if coloured:
        styled = styled.map(_colour, subset=coloured)
    st.dataframe(
        styled,
        hide_index=True,
        column_config={c.name: _configured(c, key) for c in columns},
        height=grid_height(len(shown), high),
        row_height=high,
        placeholder=numbers.DASH,
        key=key,
    )
    if len(found) > len(shown):
        st.caption(t("table.more", shown=numbers.number(len(shown), lang), all=numbers.number(len(found), lang)))


def chosen_list(made: Mapping[str, NameList], key: str) -> str:
    """Which of several lists is shown: the one chosen, or the first while that one is empty."""
    if st.session_state.get(key) not in made:
        st.session_state[key] = next(iter(made))
    return str(st.session_state[key])


def list_switch(made: Mapping[str, NameList], key: str, label: str, family: str) -> None:
    """Buttons with the name and the length of each list; one list needs none."""
    t = words()
    if len(made) < 2:
        return
    st.pills(
        label,
        list(made),
        key=key,
        required=True,
        label_visibility="collapsed",
        format_func=lambda name: f"{t.code(family, name)} {numbers.number(len(made[name]), language())}",
        wrap=True,
        persist_state="session",
    )


def _searched(t: Words, names: NameList, columns: Sequence[Column], key: str) -> NameList:
    if len(names) <= SHOWN_ROWS:
        return names
    typed = st.text_input(
        t("table.search"),
        key=f"{key}_search",
        placeholder=t("table.search"),
        label_visibility="collapsed",
        type="search",
    )
    known = names.table.column_names
    texts = [c.name for c in columns if c.kind in ("text", "client") and c.name in known and c.name != "class_before"]
    return names.found(typed, texts) if typed else names


def excel_button(file_name: str, sheets: Callable[[], Sequence[ExcelSheet]], key: str) -> None:
    """A quiet button that makes the workbook only when it is pressed."""
    st.download_button(
        words()("table.excel"),
        data=lambda: workbook(sheets()),
        file_name=f"{file_name}.xlsx",
        mime=MIME,
        key=key,
        type="tertiary",
        icon=":material/download:",
        on_click="ignore",
    )


def excel_sheet(
    title: str, columns: Sequence[Column], rows: Sequence[dict[str, Any]], preface: Sequence[str]
) -> ExcelSheet:
    """The sheet of a list: the same columns with full numbers."""
    kept = [
        ExcelColumn(c.name, c.header, _EXCEL_KINDS.get(c.kind, "text"))
        for c in columns
        if c.kind not in ("months", "action")
    ]
    return ExcelSheet(title, kept, rows, preface)
