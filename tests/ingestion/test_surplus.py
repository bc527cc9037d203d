"""Lines with more fields than the header: mended where certain, held back where not, never shifted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from ingestion.cells import Row
from ingestion.reading import Reading
from ingestion.surplus import Kinds, mended

Read = Callable[..., Reading]
Write = Callable[..., Path]
GOOD = [f"2024-01-{day:02d},{day},Firm {day % 5},{day}.50,Main street {day},City" for day in range(1, 21)]


def test_a_comma_in_an_address_costs_no_line(read: Read, write: Write) -> None:
    lines = ["Date,Order no,Client,Amount,Address,Town", *GOOD, "2024-01-25,77,Firm 1,5.25,Main street, 7,City"]
    found = read(write("sales.csv", lines))
    assert found.outcome == "loaded" and "delimiter_in_text" in found.warnings and found.staged is not None
    last = duckdb.sql(
        f"SELECT line, client, order_no, amount FROM ({found.staged.relation_sql()}) ORDER BY line"
    ).fetchall()[-1]
    assert last[:3] == (22, "Firm 1", "77") and float(last[3]) == 5.25


def test_a_comma_in_the_name_of_the_client_is_held_back(read: Read, write: Write) -> None:
    lines = ["Date,Order no,Client,Amount,Address,Town", *GOOD, "2024-01-25,77,Firm 1, Ltd,5.25,Main street,City"]
    found = read(write("sales.csv", lines))
    assert found.held_by_reason == {"too_many_fields": 1} and found.lines.loaded == len(GOOD)


words = st.text("abc", min_size=1, max_size=6)


@given(
    st.lists(words, min_size=4, max_size=4),
    st.integers(0, 3),
    st.integers(1, 3),
    st.integers(1, 999),
    st.integers(1, 999),
)
def test_what_is_kept_is_what_stood_there(texts: list[str], at: int, commas: int, one: int, two: int) -> None:
    whole: list[str] = [texts[0], str(one), texts[1], texts[2], str(two), texts[3]]
    place = (0, 2, 3, 5)[at]
    broken = [*whole[:place], *([whole[place]] + ["x"] * commas), *whole[place + 1 :]]
    kinds = Kinds(frozenset({1, 4}), frozenset(), 6)
    (row,), count = mended([Row(1, broken)], kinds, [1, 4])
    assert count == 1
    assert all(cell is None or cell == own for cell, own in zip(row.cells, whole, strict=True))
    assert (row.cells[1], row.cells[4]) == (str(one), str(two)) and row.cells[place] is None
