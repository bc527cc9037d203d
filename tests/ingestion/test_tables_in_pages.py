"""Web pages under the name of an Excel file, and files packed into a zip."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from example_files import Sale, english_lines, russian_lines, total
from hypothesis import given
from hypothesis import strategies as st

from ingestion.html_table import read_html
from ingestion.limits import Limits
from ingestion.reading import Reading
from ingestion.refusal import Refused

Read = Callable[..., Reading]
Write = Callable[..., Path]


def page(tables: Sequence[Sequence[Sequence[str]]], charset: str = "utf-8") -> str:
    """Tables as shops write them."""
    body = ""
    for table in tables:
        rows = ("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in table)
        body += "<table border=1>" + "\n".join(rows) + "</table>"
    return f'<html><head><meta charset="{charset}"></head><body>{body}</body></html>'


def cells_of(sales: list[Sale]) -> list[list[str]]:
    return [line.split(";") for line in russian_lines(sales, ";")]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-8-sig"])
def test_a_page_with_a_table_is_read(encoding: str, sales: list[Sale], read: Read, write: Write) -> None:
    plain = [sale for sale in sales if "Ї" not in sale.client and "," not in sale.client]
    charset = "windows-1251" if encoding == "cp1251" else "utf-8"
    found = read(write("deals.xls", page([cells_of(plain)], charset), encoding))
    assert (found.outcome, found.lines.loaded, found.amount_total) == ("loaded", len(plain), total(plain))
    assert found.header_row == (1, 1) and found.lines.total == len(plain) + 1


def test_layout_tables_around_the_data_do_not_matter(sales: list[Sale], read: Read, write: Write) -> None:
    inner = page([cells_of(sales[:30])])
    text = inner.replace("<body>", "<body><script>var x='<td>1</td>';</script><table><tr><td>").replace(
        "</body>", "</td></tr></table></body>"
    )
    assert read(write("deals.xls", text)).amount_total == total(sales[:30])


def test_two_tables_are_asked_about(sales: list[Sale], read: Read, write: Write) -> None:
    payments = [["Дата оплаты", "Плательщик", "Оплачено"], ["01.02.2024", "ЗАО Вектор", "5,00"]] * 2
    found = read(write("deals.xls", page([cells_of(sales), payments])))
    assert [question.code for question in found.questions] == ["which_sheet"]


def test_a_page_without_a_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.xls"
    path.write_text("<html><body><table><tr><td>Sign in</td></tr></table></body></html>")
    with pytest.raises(Refused) as refused:
        read_html(path, Limits())
    assert refused.value.code == "html"


def test_cells_that_span_keep_the_others_in_their_columns(tmp_path: Path) -> None:
    path = tmp_path / "page.xls"
    path.write_text(
        "<table><tr><td rowspan=2>A</td><td colspan=2>B</td><td>C</td></tr><tr><td>d<td>e<td>f</tr>"
        "<tr><td>1<td>2&nbsp;000,5<br>руб.<td>3<td>4</table>"
    )
    (rows,) = read_html(path, Limits())
    assert [list(row.cells) for row in rows] == [
        ["A", "B", "", "C"], ["", "d", "e", "f"], ["1", "2\u00a0000,5 руб.", "3", "4"],
    ]  # fmt: skip


def test_a_span_of_a_million_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.xls"
    path.write_text("<table><tr><td colspan=99999>A</td><td>B</td></tr><tr><td>1<td>2</table>")
    with pytest.raises(Refused) as refused:
        read_html(path, Limits())
    assert refused.value.code == "too_many_columns"


@given(st.lists(st.lists(st.text(min_size=1, max_size=8), min_size=2, max_size=4), min_size=2, max_size=5))
def test_any_text_of_a_cell_comes_back(tmp_path_factory: pytest.TempPathFactory, table: list[list[str]]) -> None:
    path = tmp_path_factory.mktemp("page") / "page.xls"
    printable = [["".join(sign for sign in cell if sign.isprintable()) or "x" for cell in row] for row in table]
    path.write_text(page([printable]), encoding="utf-8")
    (rows,) = read_html(path, Limits())
    assert [list(row.cells) for row in rows] == [[re.sub(" +", " ", cell).strip() for cell in row] for row in printable]


def pack(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return path


def test_a_zip_with_one_table_is_that_table(sales: list[Sale], read: Read, tmp_path: Path) -> None:
    text = "\n".join(english_lines(sales)).encode()
    found = read(
        pack(tmp_path / "sales.zip", {"export/": b"", "export/sales.csv": text, "__MACOSX/._sales.csv": b"\0\0"})
    )
    assert (found.outcome, found.name, found.amount_total) == ("loaded", "sales.zip", total(sales))


def test_a_zip_with_a_workbook_is_that_workbook(read: Read, tmp_path: Path) -> None:
    from grouped_reports import write_workbook

    rows = [
        ["Date", "Customer", "Amount"],
        ["2024-01-31", "Alder", Decimal("10.50")],
        ["2024-02-15", "Birch", Decimal(4)],
    ]
    book = write_workbook(tmp_path / "book.xlsx", rows)
    found = read(pack(tmp_path / "book.zip", {"book.xlsx": book.read_bytes()}))
    assert (found.outcome, found.amount_total) == ("loaded", Decimal("14.50"))


def test_a_zip_with_several_tables_names_them(sales: list[Sale], read: Read, tmp_path: Path) -> None:
    text = "\n".join(english_lines(sales)).encode()
    found = read(pack(tmp_path / "two.zip", {"a.csv": text, "b.csv": text, "readme.txt": b"hello"}))
    assert (found.outcome, found.reason) == ("refused", "archive_of_files")
    assert "a.csv" in str(found.facts["names"])


@pytest.mark.parametrize("name", ["../../evil.csv", "/etc/passwd", "C:\\evil.csv"])
def test_nothing_of_a_zip_is_written_outside(name: str, sales: list[Sale], read: Read, tmp_path: Path) -> None:
    text = "\n".join(english_lines(sales)).encode()
    before = set(tmp_path.parent.parent.rglob("evil*"))
    found = read(pack(tmp_path / "evil.zip", {name: text}))
    assert found.outcome == "loaded" and set(tmp_path.parent.parent.rglob("evil.csv")) <= before


def test_a_zip_in_a_zip_is_refused(sales: list[Sale], read: Read, tmp_path: Path) -> None:
    inner = pack(tmp_path / "inner.zip", {"a.csv": "\n".join(english_lines(sales)).encode()})
    found = read(pack(tmp_path / "outer.zip", {"inner.zip": inner.read_bytes()}))
    assert (found.outcome, found.reason) == ("refused", "archive_of_files")
