"""Templates: each is recognised as what it is, loads without a question, and means the same in three languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from ingestion.kinds.catalogue import KINDS
from ingestion.kinds.stage import table_of
from ingestion.process import ReaderProcess
from ingestion.read import read_file
from sample_data.template_rows import template_rows
from storage.imports import file_to_load, load
from storage.store import open_store
from ui.templates import TEMPLATES, template
from wording.catalogue import LANGUAGES

pytestmark = pytest.mark.parametrize("language", LANGUAGES)


def test_every_template_loads_as_its_kind(language: str, tmp_path: Path) -> None:
    store = open_store(tmp_path / "x.duckdb")
    with ReaderProcess() as process:
        for kind in TEMPLATES:
            path = tmp_path / f"{kind}.xlsx"
            path.write_bytes(template(kind, language))
            found = read_file(path, work=tmp_path, process=process)
            assert found.outcome == "loaded", (kind, found.reason, found.facts)
            assert found.quarantine == () and not found.unknown_words, kind
            won = 1 if kind == "deals" else 2  # the won deal is a sale too
            assert found.lines.loaded == won and len(template_rows(kind, language)) == 2, kind
            assert found.kind == (kind if kind in KINDS and kind != "deals" else "sales")
            load(store, file_to_load(found, path), "owner")
            if kind in KINDS:
                filled = {
                    name for row in template_rows(kind, language) for name, value in row.items() if value is not None
                }
                assert found.kind == "sales" or filled <= set(found.columns), kind
                assert store.query(f"SELECT count(*) AS n FROM {table_of(kind)}").column("n").to_pylist() == [2], kind
    store.close()


def test_a_template_explains_every_column(language: str, tmp_path: Path) -> None:
    for kind in TEMPLATES:
        path = tmp_path / "t.xlsx"
        path.write_bytes(template(kind, language))
        rows, columns = load_workbook(path).worksheets
        header = [cell.value for cell in rows[1]]
        assert [row[0].value for row in columns.iter_rows(min_row=2)] == header
        assert all(row[2].value for row in columns.iter_rows(min_row=2))
        assert rows.max_row == 3


def test_codes_do_not_stand_in_templates(language: str, tmp_path: Path) -> None:
    """A word of a list is written in the language; only what is the same in all of them may look like a code."""
    words = {"refusal", "interest", "request", "outgoing", "working", "higher", "delivery", "documents"}
    if language == "en":  # where the words are the codes
        words = {"False", "True", "in", "out"}
    for kind in TEMPLATES:
        path = tmp_path / "t.xlsx"
        path.write_bytes(template(kind, language))
        cells = {str(cell.value) for row in load_workbook(path).worksheets[0].iter_rows(min_row=2) for cell in row}
        assert not cells & words, (kind, json.dumps(sorted(cells & words)))
