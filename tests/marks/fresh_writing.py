"""How programs write cells and rows: signs of numbers, forms of dates, delimiters, encodings, workbooks."""

from __future__ import annotations

import html
import io
import random
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter

Value = str | int | Decimal | date | datetime | None
Rows = Sequence[Sequence[Value]]
MONTHS = {
    "ru": "янв фев мар апр мая июн июл авг сен окт ноя дек".split(),
    "uk": "січ лют бер кві тра чер лип сер вер жов лис гру".split(),
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
}
FULL_MONTHS = {
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(),
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня".split(),
    "en": "January February March April May June July August September October November December".split(),
}
ENCODINGS = {
    "ru": ("utf-8", "utf-8-sig", "cp1251", "cp866", "koi8-r", "utf-16"),
    "uk": ("utf-8", "utf-8-sig", "cp1251", "koi8-u", "utf-16"),
    "en": ("utf-8", "utf-8-sig", "cp1252", "utf-16"),
}
DATES = {
    "ru": ("%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y г.", "word", "%d/%m/%Y", "serial"),
    "uk": ("%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d", "%d.%m.%Y %H:%M", "%d.%m.%Y р.", "word", "%d-%m-%Y", "serial"),
    "en": ("%Y-%m-%d", "%m/%d/%Y", "%d/%m/%Y", "%m/%d/%y", "word", "%d-%b-%y", "%Y-%m-%dT%H:%M:%SZ", "us word",
           "%Y-%m-%d %H:%M:%S +0200", "serial"),
}  # fmt: skip
CURRENCIES = {
    "ru": ("", "", "", "{} руб.", "{} ₽", "{} р.", "{} RUB", "{} т.р."),
    "uk": ("", "", "", "{} грн", "{} ₴", "{} грн.", "{} UAH"),
    "en": ("", "", "", "${}", "£{}", "€ {}", "USD {}", "{} EUR"),
}


@dataclass(frozen=True)
class Style:
    """How one file is written."""

    language: str
    decimal: str = ","
    thousands: str = ""
    minus: str = "-"  # '-', '−', '(' or 'behind'
    currency: str = ""
    dates: str = "%d.%m.%Y"
    delimiter: str = ";"
    encoding: str = "utf-8"
    line_end: str = "\r\n"
    quote_all: bool = False
    places: int = 2

    def number(self, value: Decimal, places: int | None = None) -> str:
        """A number as a text; quantities keep their own places."""
        places = self.places if places is None else places
        text = f"{abs(value):,.{places}f}".replace(",", "\x00").replace(".", self.decimal)
        text = text.replace("\x00", self.thousands)
        if value >= 0:
            return text
        return f"({text})" if self.minus == "(" else f"{text}-" if self.minus == "behind" else self.minus + text

    def money(self, value: Decimal) -> str:
        """An amount with its currency sign."""
        text = self.number(value)
        return self.currency.format(text) if self.currency else text

    def day(self, value: date) -> str:
        """A day in the form of the file."""
        if self.dates == "word":
            return f"{value.day} {FULL_MONTHS[self.language][value.month - 1]} {value.year}"
        if self.dates == "us word":
            return f"{MONTHS['en'][value.month - 1]} {value.day}, {value.year}"
        if self.dates == "serial":
            return str((value if type(value) is date else value.date()).toordinal() - 693_594)
        return value.strftime(self.dates)

    def cell(self, value: Value) -> str:
        """A value as the text of its cell."""
        if value is None:
            return ""
        if isinstance(value, Decimal):
            return self.money(value)
        return self.day(value) if isinstance(value, date) else str(value)


def some_style(chance: random.Random, language: str) -> Style:
    """A way of writing that a program of this country could have."""
    decimal = "." if language == "en" and chance.random() < 0.85 else chance.choice(",,,.")
    spaces = ("", "", " ", "\u00a0", "\u202f")
    thousands = chance.choice((*spaces, ",") if decimal == "." else (*spaces, ".") if language == "en" else spaces)
    currency = chance.choice(CURRENCIES[language])
    style = Style(
        language, decimal, thousands, chance.choice(("-", "-", "−", "(", "behind")), currency,
        chance.choice(DATES[language]), chance.choice((";", ";", ",", "\t", "|")),
        chance.choice(ENCODINGS[language]), chance.choice(("\r\n", "\n", "\r\n", "\r")), chance.random() < 0.2,
    )  # fmt: skip
    return style if "т.р." not in currency else replace(style, currency="")


def field(text: str, style: Style) -> str:
    """A field with quotes where it must have them."""
    needs = style.quote_all or any(sign in text for sign in (style.delimiter, '"', "\n", "\r"))
    return '"' + text.replace('"', '""') + '"' if needs else text


def as_text(rows: Rows, style: Style) -> bytes:
    """A delimited text; signs that the encoding lacks are written as their nearest."""
    lines = [
        style.delimiter.join(field(plain(style.cell(value), style.encoding), style) for value in row) for row in rows
    ]
    return style.line_end.join([*lines, ""]).encode(style.encoding)


_PLAINER = {"\u202f": "\u00a0", "−": "-", "₽": "р.", "₴": "грн", "€": "EUR", "«": '"', "»": '"', "№": "N", "£": "GBP"}


def plain(text: str, encoding: str) -> str:
    """The text with plainer signs where the encoding lacks one."""
    if _fits(text, encoding):
        return text
    text = "".join(sign if _fits(sign, encoding) else _PLAINER.get(sign, "?") for sign in text)
    return "".join(sign if _fits(sign, encoding) else " " for sign in text)


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def as_book(
    sheets: dict[str, Rows], style: Style, texts: bool = False, merged: Sequence[tuple[int, ...]] = ()
) -> bytes:
    """A workbook; `texts` writes numbers and dates as texts, `merged` are ranges of the first sheet."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        day, money = book.add_format({"num_format": "dd.mm.yyyy"}), book.add_format({"num_format": "#,##0.00"})
        for number, (name, rows) in enumerate(sheets.items()):
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for place, value in enumerate(row):
                    if value is None or value == "":
                        continue
                    if isinstance(value, str) or texts:
                        sheet.write_string(at, place, style.cell(value))
                    elif isinstance(value, Decimal):
                        sheet.write_number(at, place, float(value), money)
                    elif isinstance(value, date):
                        sheet.write_datetime(at, place, value if isinstance(value, datetime) else datetime(value.year, value.month, value.day), day)  # fmt: skip
                    else:
                        sheet.write_number(at, place, value)
            for at, place, to, last in merged if number == 0 else ():
                sheet.merge_range(at, place, to, last, style.cell(rows[at][place]))
    return kept.getvalue()


def as_page(rows: Rows, style: Style) -> bytes:
    """A table of a web page under the name of a workbook, as web programs export it."""
    cells = ("".join(f"<td>{html.escape(style.cell(value))}</td>" for value in row) for row in rows)
    body = "\n".join(f"<tr>{row}</tr>" for row in cells)
    head = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body><table border=1>'
    )
    return f"{head}\n{body}\n</table></body></html>".encode()


def as_zip(files: dict[str, bytes]) -> bytes:
    """A zip of files."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return kept.getvalue()


_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
_CONTENT = (
    f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{_OFFICE}office:1.0" '
    f'xmlns:table="{_OFFICE}table:1.0" xmlns:text="{_OFFICE}text:1.0" office:version="1.2"><office:body>'
    '<office:spreadsheet><table:table table:name="Sheet1">{rows}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)


def as_open_document(rows: Rows) -> bytes:
    """A sheet of OpenDocument with typed cells."""
    made = "".join(f"<table:table-row>{''.join(map(_open_cell, row))}</table:table-row>" for row in rows)
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    files = {"mimetype": mime, "content.xml": _CONTENT.replace("{rows}", made), "META-INF/manifest.xml": manifest}
    return as_zip({name: text.encode() for name, text in files.items()})


def _open_cell(value: Value) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
    if isinstance(value, Decimal | int):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{html.escape(value)}</text:p></table:table-cell>'
