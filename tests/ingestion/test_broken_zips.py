"""Spoiled bytes of a workbook: looked into without a fault of the program, whatever bytes they are."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingestion.archive import check_zip
from ingestion.limits import Limits
from ingestion.refusal import Refused
from ingestion.workbook import inspect_parts


def book() -> bytes:
    """A small sound workbook."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as made:
        made.add_worksheet("Лист").write_column(0, 0, ["Клиент", *(f"Client {n}" for n in range(40))])
    return content.getvalue()


BOOK = book()
DIRECTORY = BOOK.index(b"PK\1\2")


def looked_into(content: bytes) -> str:
    """Code of the refusal, or 'sound'."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        Path(file.name).write_bytes(content)
        try:
            with check_zip(Path(file.name), Limits()) as packed:
                inspect_parts(packed, Limits())
        except Refused as no:
            return no.code
    return "sound"


def spoiled(spots: list[tuple[int, int]], length: int) -> bytes:
    """The workbook with bytes replaced, counted from its directory, and cut to a length."""
    content = bytearray(BOOK)
    for place, value in spots:
        content[(DIRECTORY + place) % len(content)] = value
    return bytes(content[:length])


def test_the_sound_book_is_sound() -> None:
    assert looked_into(BOOK) == "sound"


@settings(max_examples=300, deadline=None)
@given(
    spots=st.lists(st.tuples(st.integers(-400, 1200), st.integers(0, 255)), min_size=1, max_size=4),
    length=st.one_of(st.just(len(BOOK)), st.integers(0, len(BOOK))),
)
@example(spots=[(6, 255)], length=len(BOOK))  # version needed to unpack
@example(spots=[(10, 99)], length=len(BOOK))  # unknown method
@example(spots=[(8, 64)], length=len(BOOK))  # strong encryption
@example(spots=[(9, 8), (46, 0xF0)], length=len(BOOK))  # a name that breaks its promise of UTF-8
@example(spots=[(45, 200)], length=len(BOOK))  # offset outside the file
def test_spoiled_bytes_are_refused_or_read(spots: list[tuple[int, int]], length: int) -> None:
    assert looked_into(spoiled(spots, length)) in {
        "sound", "damaged", "password", "packed_too_tightly", "too_big_unpacked", "unsafe_xml", "far_cell"
    }  # fmt: skip


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_no_office_uses_is_refused(method: int) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
    assert looked_into(content.getvalue()) == "damaged"
