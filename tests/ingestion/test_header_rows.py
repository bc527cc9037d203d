"""Where the header stands: titles, units, years and wide tables."""

from __future__ import annotations

import pytest

from ingestion.cells import Cell, Row
from ingestion.locate import locate


def rows_of(*lines: list[Cell]) -> list[Row]:
    return [Row(at, cells) for at, cells in enumerate(lines, start=1)]


def test_columns_of_years_are_names() -> None:
    table = locate(
        rows_of(
            ["Data Source", "Sales office", None, None, None, None],
            [None] * 6,
            ["Country", "Code", 2021.0, 2022.0, 2023.0, 2024.0],
            ["Poland", "PL", 10.5, 11.0, 12.0, 13.5],
        )
    )
    assert table is not None and table.first == 2 and table.header[2:] == ("2021", "2022", "2023", "2024")


@pytest.mark.parametrize("numbers", [[2021, 1990, 2005], [100, 101, 102]])
def test_numbers_that_are_no_years_in_turn_make_no_header(numbers: list[Cell]) -> None:
    table = locate(rows_of(["North", *numbers], ["South", 5, 6, 7], ["West", 8, 9, 10]))
    assert table is None


@pytest.mark.parametrize("units", [["", "(kg)", "(thousand EUR)"], ["", "шт", "руб."], [None, "%", "грн"]])
def test_a_row_of_units_belongs_to_the_header(units: list[Cell]) -> None:
    table = locate(rows_of(["Client", "Volume", "Revenue"], units, ["Alder", 1, 10.5], ["Birch", 2, 20.5]))
    assert table is not None and (table.first, table.last) == (0, 1)
    assert table.header[0] == "Client" and table.header[2].startswith("Revenue")


def test_a_title_with_known_words_stands_above_a_wide_table() -> None:
    table = locate(
        rows_of(
            ["Manager", "Client", None, None, None, None],
            [],
            ["Region", "Warehouse", "Alpha", "Beta", "Gamma", "Amount"],
            ["North", "1", "x", "y", "z", 10.5],
        )
    )
    assert table is not None and table.first == 2


def test_times_of_day_are_values() -> None:
    table = locate(
        rows_of(["Runner", "Lap", "Finish"], ["Alder", "00:03:51", "00:23:58"], ["Birch", "00:03:47", "00:21:58"])
    )
    assert table is not None and table.first == 0


def test_a_wide_header_may_hold_a_name_that_reads_as_a_number() -> None:
    names: list[Cell] = [f"field{chr(97 + at)}" for at in range(23)] + ["rs2"]
    table = locate(rows_of(names, ["Alder", *range(23)]))
    assert table is not None and table.first == 0
