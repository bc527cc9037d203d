"""Row 62 of the methods' checks: exports of 1C, amoCRM, Bitrix24, Shopify, Prom and HubSpot are mapped without help."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion.process import ReaderProcess
from ingestion.reading import Reading
from tests.marks import fresh_layouts, fresh_programs
from tests.marks.fresh_files import FreshFile
from tests.marks.fresh_layouts import Table
from tests.marks.fresh_reading import read_fresh
from tests.marks.fresh_writing import Style, as_text

PROGRAMS: dict[str, Callable[[random.Random], Table]] = {
    "1C register": lambda chance: fresh_layouts.documents(chance, "ru", 60),
    "1C report": lambda chance: fresh_programs.grouped(chance, "ru", 60),
    "BAS report": lambda chance: fresh_programs.grouped(chance, "uk", 60),
    "amoCRM": lambda chance: fresh_programs.deals(chance, "amocrm ru", 60),
    "Bitrix24": lambda chance: fresh_programs.deals(chance, "bitrix24 ru", 60),
    "HubSpot": lambda chance: fresh_programs.deals(chance, "hubspot", 60),
    "Pipedrive": lambda chance: fresh_programs.deals(chance, "pipedrive", 60),
    "Shopify": lambda chance: fresh_programs.shopify(chance, 60),
    "Prom": lambda chance: fresh_programs.prom(chance, "uk", 60),
}


def fields_found(table: Table, reading: Reading) -> list[bool]:
    """Of each field that the export has, whether its column was given to it."""
    return [reading.columns.get(name, {}).get("header") == header for name, header in table.columns.items()]


@pytest.mark.parametrize("program", PROGRAMS)
def test_row62_columns_and_totals(program: str, reader: ReaderProcess, tmp_path: Path) -> None:
    found: list[bool] = []
    for seed in range(3):
        table = PROGRAMS[program](random.Random(seed))
        style = Style("ru", "," if program[:2] in ("1C", "BA", "am", "Bi", "Pr") else ".", encoding="utf-8-sig")
        judged = read_fresh(FreshFile("export.csv", as_text(table.rows, style), table, style), tmp_path, reader)
        assert judged.verdict in ("full", "asked"), judged.verdict
        found += fields_found(table, judged.reading)
    assert sum(found) >= 0.9 * len(found)
