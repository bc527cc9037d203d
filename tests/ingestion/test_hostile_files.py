"""Files made to hurt: refused with the reason, in little time, and the next file is read as if nothing had happened."""

from __future__ import annotations

import gzip
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter
from example_files import Sale, quoted, russian_lines, total

from ingestion.limits import MEGABYTE, Limits
from ingestion.reading import Reading

Read = Callable[..., Reading]
Write = Callable[..., Path]
SHEET = (
    '<?xml version="1.0"?>{declared}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{rows}</sheetData></worksheet>"
)


def plain_book(path: Path) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Дата", "Клиент", "Сумма"])
        sheet.write_row(1, 0, ["03.01.2024", "А", 1.5])
    return path


def with_sheet(path: Path, rows: str, declared: str = "") -> Path:
    """A workbook whose sheet is replaced by the given XML."""
    original = plain_book(path.with_suffix(".plain"))
    with zipfile.ZipFile(original) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                content = SHEET.format(rows=rows, declared=declared).encode()
            target.writestr(entry.filename, content)
    return path


def test_zip_bomb_is_refused_by_its_directory(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", "<workbook/>")
        with bomb.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(64):
                part.write(b"\0" * (1 << 20))
    reading = read(path)
    assert (reading.outcome, reading.reason, reading.facts["limit"]) == ("refused", "packed_too_tightly", 100)
    assert reading.seconds < 1


def test_gzip_bomb(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"2024-01-02,Ann,1.00\n" * (1 << 21)))
    assert read(path).reason == "packed_too_tightly"


def test_far_cell(read: Read, tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    reading = read(with_sheet(tmp_path / "far.xlsx", rows))
    assert (reading.reason, reading.facts["columns"]) == ("far_cell", 16384)


def test_a_parser_that_dies_is_outlived(read: Read, tmp_path: Path, write: Write, sales: list[Sale]) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    blind = replace(Limits(), sheet_cells=1 << 40)
    assert read(with_sheet(tmp_path / "far.xlsx", rows), limits=blind).reason == "too_heavy"
    assert read(write("good.csv", russian_lines(sales))).amount_total == total(sales)


def test_time_limit(read: Read, write: Write, sales: list[Sale]) -> None:
    path = write("sales.csv", russian_lines(sales * 400))
    started = time.monotonic()
    reading = read(
        path, limits=replace(Limits(), text_seconds=0.05, text_seconds_per_megabyte=0.0, bulk_from_bytes=1 << 40)
    )
    assert (reading.outcome, reading.reason) == ("refused", "too_slow")
    assert time.monotonic() - started < 10
    assert read(write("good.csv", russian_lines(sales))).outcome == "loaded"


def test_entities_are_not_let_in(read: Read, tmp_path: Path) -> None:
    declared = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    reading = read(with_sheet(tmp_path / "xxe.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>', declared))
    assert reading.reason == "unsafe_xml"
    assert "root:" not in str(reading.to_json())


def test_damaged_and_cut_files_load_nothing(read: Read, tmp_path: Path, write: Write, sales: list[Sale]) -> None:
    book = plain_book(tmp_path / "book.xlsx").read_bytes()
    packed = gzip.compress("\n".join(russian_lines(sales)).encode())
    middle = len(book) // 2
    files = {
        "cut.xlsx": book[:-200], "flipped.xlsx": book[: middle - 40] + b"\0" * 80 + book[middle + 40 :],
        "cut.csv.gz": packed[:-30],
    }  # fmt: skip
    for name, content in files.items():
        reading = read(write(name, content))
        assert (reading.outcome, reading.lines.loaded) == ("refused", 0), name
        assert reading.reason == "damaged", name


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.csv", b"", "empty"), ("empty.xlsx", b"", "empty"), ("mark.csv", b"\xef\xbb\xbf", "empty"),
        ("blank.csv", b"\r\n;;\r\n,,\n" * 300, "no_table"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(80), "not_table"),
        ("page.xlsx", b"<!DOCTYPE html><html><body>sign in</body></html>", "html"),
        ("noise.csv", bytes(range(1, 32)) * 64, "not_table"), ("paper.csv", b"%PDF-1.7\n...", "not_table"),
        ("prose.csv", "Жили-были старик со старухой\n".encode() * 20, "no_table"),
        ("header.csv", "Дата;Клиент;Сумма\n".encode(), "no_rows"),
        ("packed.7z", b"7z\xbc\xaf\x27\x1c" + bytes(40), "other_archive"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_the_reason(
    read: Read, write: Write, name: str, content: bytes, reason: str
) -> None:
    reading = read(write(name, content))
    assert (reading.outcome, reading.reason) == ("refused", reason)


def test_password(read: Read, write: Write) -> None:
    import struct

    assert read(write("book.xlsx", encrypted_container(struct.pack))).reason == "password"


def encrypted_container(pack: Callable[..., bytes]) -> bytes:
    """The smallest OLE2 container with the streams of an encrypted workbook."""
    free, end, fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + pack("<I", 0) + pack("<I", free) * 108
    sectors = (
        pack("<I", fat) + pack("<I", end) + b"".join(pack("<I", number) for number in range(3, 10)) + pack("<I", end)
    )
    sectors += b"".join(pack("<I", number) for number in range(11, 18)) + pack("<I", end)
    table = sectors.ljust(512, b"\xff")

    def entry(name: str, kind: int, child: int, right: int, start: int, size: int) -> bytes:
        encoded = (name + "\0").encode("utf-16-le")
        return (
            encoded.ljust(64, b"\0") + pack("<HBB", len(encoded), kind, 1) + pack("<III", free, right, child)
            + bytes(36) + pack("<IQ", start, size)
        )  # fmt: skip

    directory = entry("Root Entry", 5, 1, free, end, 0) + entry("EncryptionInfo", 2, free, 2, 2, 4096)
    directory += entry("EncryptedPackage", 2, free, free, 10, 4096) + entry("", 0, free, free, 0, 0)
    return header.ljust(512, b"\0") + table + directory + bytes(4096 * 2)


def test_limits_are_named(read: Read, write: Write, sales: list[Sale]) -> None:
    path = write("sales.csv", russian_lines(sales))
    assert read(path, limits=replace(Limits(), rows=121)).outcome == "loaded"
    for limits, reason in (
        (replace(Limits(), rows=120), "too_many_rows"),
        (replace(Limits(), text_bytes=path.stat().st_size - 1), "too_big"),
        (replace(Limits(), columns=4), "too_many_columns"),
    ):
        reading = read(path, limits=limits)
        assert (reading.outcome, reading.reason) == ("refused", reason)
        assert reading.facts["limit"] in (120, path.stat().st_size - 1, 4)


def test_a_million_columns_and_a_monstrous_cell(read: Read, write: Write) -> None:
    assert read(write("wide.csv", b"a,b,c,d\n" + b"1," * 1_000_000 + b"1\n")).outcome != "loaded"
    wide = read(write("wide2.csv", ",".join(f"c{n}" for n in range(1_000_000)) + "\n1,2\n"))
    assert wide.reason == "too_many_columns"
    long = read(write("long.csv", f"Date,Customer,Amount\n2024-01-02,{'x' * 5_000_000},1.00\n2024-01-03,Ann,2.00\n"))
    assert long.held_by_reason in ({}, {"cell_too_long": 1})
    assert long.lines.loaded <= 1


def test_names_and_headers_are_only_text(read: Read, write: Write, tmp_path: Path, sales: list[Sale]) -> None:
    lines = russian_lines(sales)
    headers = ['Дата"; DROP TABLE sales; --', "Клиент <b>", "Количество", "Цена", 'Сумма=HYPERLINK("x")']
    lines[0] = ";".join(quoted(header, ";") for header in headers)
    before = {entry.name for entry in tmp_path.iterdir()}
    path = write("'; DROP TABLE x; --.csv", lines)
    reading = read(path, name="../../etc/passwd")
    assert (reading.outcome, reading.amount_total, reading.name) == ("loaded", total(sales), "../../etc/passwd")
    new = {entry.name for entry in tmp_path.iterdir()} - before - {path.name}
    assert all(name.startswith("reading-") for name in new)


def test_a_missing_file(read: Read, tmp_path: Path) -> None:
    assert read(tmp_path / "nowhere.csv").reason == "missing"


def test_a_larger_file_may_take_more_memory() -> None:
    """A million lines of eleven columns, 57 MB as a workbook, take 2 GB while they are typed; a small bomb gets no more."""
    limits = Limits()
    assert limits.memory_for("workbook", 57 * MEGABYTE) > 2.5 * 1024 * MEGABYTE
    assert limits.memory_for("workbook", 100_000) < 1.01 * limits.memory_bytes
