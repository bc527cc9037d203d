"""Who moved between the classes: the sums of the sentence and the tiles, the matrix, where the money went."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from analytics.clients.abc_classes import AbcSettings
from analytics.clients.class_moves import ABSENT, class_moves
from analytics.result import Status
from analytics.scope import Scope
from charts.migration_matrix import migration_matrix
from storage.engine import Engine
from ui.data import currency, profile
from ui.language import language, words
from ui.name_list import NameList
from ui.page import look, show_chart
from ui.text import plain
from wording import numbers

CLASSES = ("A", "B", "C")
_PLACE = {code: at for at, code in enumerate((*CLASSES, "N", ABSENT))}


@dataclass(frozen=True)
class Flow:
    """Clients who moved one way, and how their money changed."""

    clients: int
    change: Decimal


@dataclass(frozen=True, eq=False)
class Moves:
    """Moves between two periods; absent is the lowest place. names: one a client, cells: one a pair of classes."""

    names: NameList
    cells: list[dict[str, Any]]
    down: Flow
    up: Flow
    fell_out_of_a: Flow
    rose_into_a: Flow


def moves_of(engine: Engine, scope: Scope, settings: AbcSettings) -> Moves | None:
    """The moves, or None where the compared period is not wholly in the data: nobody can be said to have moved then."""
    found = class_moves(engine, scope, settings)
    first_known = profile().first_day.replace(day=1)
    if found.status is Status.NOT_ENOUGH_DATA or scope.compared_period[0] < first_known:
        return None
    cells = found.facts["cells"]

    def flow(chosen: Callable[[str, str], bool]) -> Flow:
        some = [cell for cell in cells if chosen(cell["class_before"], cell["abc_class"])]
        change = sum((cell["after"] - cell["before"] for cell in some), Decimal(0))
        return Flow(sum(cell["clients"] for cell in some), change)

    return Moves(
        names=NameList(found.table),
        cells=cells,
        down=flow(lambda before, after: _PLACE[after] > _PLACE[before]),
        up=flow(lambda before, after: _PLACE[after] < _PLACE[before]),
        fell_out_of_a=flow(lambda before, after: before == "A" != after),
        rose_into_a=flow(lambda before, after: before != "A" == after),
    )


def matrix(moves: Moves) -> None:
    """Class before against class now, and the largest flows of money beside it."""
    t = words()
    labels = {code: t.code("abc.place", code) for code in _PLACE}
    rows = _headings(moves.cells, "class_before", labels | {ABSENT: t("abc.place_new")})
    columns = _headings(moves.cells, "abc_class", labels)
    left, right = st.columns([1.7, 1], gap="medium", vertical_alignment="center")
    with left:
        cells = pd.DataFrame(
            [{"before": c["class_before"], "after": c["abc_class"], "clients": c["clients"]} for c in moves.cells]
        )
        figure = migration_matrix(cells, rows, columns, look())
        show_chart(figure, "abc_matrix", alt=t("abc.moved_note"))
    with right:
        st.markdown(f"**{t('abc.where_money')}**")
        flows = [cell | {"change": cell["after"] - cell["before"]} for cell in moves.cells]
        flows = [cell for cell in flows if cell["class_before"] != cell["abc_class"]]
        for cell in sorted(flows, key=lambda cell: -abs(cell["change"]))[:5]:
            _flow_line(cell, labels | {"before": t("abc.place_new")})


def _headings(cells: Sequence[dict[str, Any]], side: str, labels: dict[str, str]) -> dict[str, str]:
    """Names of the rows or columns with their clients; a class that nobody is in is left out, A to C always stand."""
    made = {}
    for code in _PLACE:
        clients = sum(cell["clients"] for cell in cells if cell[side] == code)
        if clients or code in CLASSES:
            made[code] = f"{labels[code]} · {numbers.number(clients, language())}"
    return made


def _flow_line(cell: dict[str, Any], labels: dict[str, str]) -> None:
    t, lang = words(), language()
    start = labels["before"] if cell["class_before"] == ABSENT else labels[cell["class_before"]]
    clients = t.n("abc.n_clients", cell["clients"], n=numbers.number(cell["clients"], lang))
    money = plain(numbers.short_money(cell["change"], lang, currency(), signed=True))
    colour = "red" if cell["change"] < 0 else "blue"
    st.markdown(f"**{start} → {labels[cell['abc_class']]}**, {clients}: :{colour}[{money}]")
