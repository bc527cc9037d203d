"""Files made to hurt, and how much memory reading them took."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import xlsxwriter

from ingestion.process import ReaderProcess
from tests.marks.fresh_writing import as_open_document, as_zip

NASTY_NAMES = (
    "../../etc/passwd.csv", "..\\..\\windows\\win.ini.csv", "=cmd|' /C calc'!A0.csv", "<img src=x onerror=alert(1)>.csv",
    "'; DROP TABLE sales; --.csv", "%2e%2e%2fetc%2fpasswd.csv", "sales\u202ecsv.exe.csv", "$HOME`id`.csv",
    "[click](javascript:alert(1)).csv", "a" * 180 + ".csv",
)  # fmt: skip
_CELL = '<c r="{place}"><v>1</v></c>'
_SHEET = (
    '<?xml version="1.0"?>{head}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{rows}</sheetData></worksheet>"
)


def with_sheet(path: Path, rows: str, head: str = "") -> Path:
    """A workbook whose only sheet is the given XML."""
    plain = io.BytesIO()
    with xlsxwriter.Workbook(plain, {"in_memory": True}) as book:
        book.add_worksheet().write_row(0, 0, ["Дата", "Клиент", "Сумма"])
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            target.writestr(
                entry, _SHEET.format(rows=rows, head=head) if entry.filename.endswith("sheet1.xml") else content
            )
    return path


def far_cell(path: Path) -> Path:
    """A sheet with a cell in its first and in its last place: 17 thousand million cells between them."""
    rows = "".join(
        f'<row r="{at[1]}">{_CELL.format(place=at[0] + at[1])}</row>' for at in (("A", "1"), ("XFD", "1048576"))
    )
    return with_sheet(path, rows)


def repeated_cells(path: Path) -> Path:
    """An OpenDocument sheet that says in one short row that it is repeated a million times."""
    content = as_open_document([["Дата", "Клиент", "Сумма"], ["01.01.2024", "А", 5]])
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    often = (
        b'<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"'
    )
    files["content.xml"] = files["content.xml"].replace(b"<table:table-row><table:table-cell", often, 1)
    path.write_bytes(as_zip(files))
    return path


def bomb(path: Path, name: str, megabytes: int) -> Path:
    """A zip whose one part unpacks to so many megabytes of zeros."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        with packed.open(name, "w", force_zip64=True) as part:
            for _ in range(megabytes):
                part.write(bytes(1 << 20))
    return path


def peak_bytes(process: ReaderProcess) -> int:
    """The most memory that the child has held since it began; 0 where it is gone."""
    child = process._process
    status = Path(f"/proc/{child.pid}/status") if child is not None else None
    if status is None or not status.exists():
        return 0
    found = re.search(r"VmHWM:\s*(\d+) kB", status.read_text(encoding="ascii"))
    return int(found[1]) * 1024 if found else 0
