"""Templates to fill in: an Excel file a kind of table, with two example rows and a sheet that explains the columns."""

from __future__ import annotations

from typing import Any

from ingestion.kinds.catalogue import KINDS, word_for
from ingestion.kinds.kind import Field
from sample_data.template_rows import template_rows
from ui.excel import ExcelColumn, ExcelSheet, workbook
from wording.catalogue import LANGUAGES, Words, words

DOCUMENTS = "sales_documents"
_DOCUMENT = ("date", "sales_order_no", "sales_client", "tax_id", "sales_amount", "cost", "manager", "region", "channel")
_LINE = (*_DOCUMENT[:4], "item", "category", "quantity", "price", *_DOCUMENT[4:], "currency")
_NEEDED_OF_SALES = ("date", "sales_client", "sales_amount")
_SALES_TYPES = {"date": "date", "quantity": "number", "price": "money", "sales_amount": "money", "cost": "money"}
_EXCEL = {"date": "date", "month": "date", "money": "money", "count": "number", "score": "number", "minutes": "number",
          "moment": "moment", "hours": "decimal"}  # fmt: skip
TEMPLATES = ("sales", DOCUMENTS, *KINDS)


def template_name(kind: str) -> str:
    """The name of the file of a template."""
    return f"{kind}_template.xlsx"


def template_columns(kind: str, language: str) -> list[str]:
    """The headers of a template."""
    columns = _sales_columns(kind) if kind in ("sales", DOCUMENTS) else _columns(kind)
    return [words(language).code("kinds.field", entry) for _, entry, _, _ in columns]


def template(kind: str, language: str) -> bytes:
    """The template of a kind of table in a language, as an .xlsx file."""
    t = words(language)
    columns = _sales_columns(kind) if kind in ("sales", DOCUMENTS) else _columns(kind)
    filled = ExcelSheet(
        t("kinds.sheet_rows"),
        [ExcelColumn(name, t.code("kinds.field", entry), of) for name, entry, of, _ in columns],
        [_in_words(kind, row, language) for row in template_rows(kind, language)],
    )
    said = [ExcelColumn(name, t(f"kinds.{name}")) for name in ("column", "is_needed", "meaning")]
    explained = [
        {
            "column": t.code("kinds.field", entry),
            "is_needed": t("kinds.needed" if needed else "kinds.optional"),
            "meaning": t.code("kinds.help", entry),
        }
        for _, entry, _, needed in columns
    ]
    return workbook([filled, ExcelSheet(t("kinds.sheet_columns"), said, explained)])


def _sales_columns(kind: str) -> list[tuple[str, str, str, bool]]:
    """Name in the rows, words, format and need of the columns of sales."""
    names = _DOCUMENT if kind == DOCUMENTS else _LINE
    return [(name, name, _SALES_TYPES.get(name, "text"), name in _NEEDED_OF_SALES) for name in names]


def _columns(kind: str) -> list[tuple[str, str, str, bool]]:
    return [
        (one.name, one.words, _EXCEL.get(one.type, "text"), one.needed) for one in KINDS[kind].fields if one.in_template
    ]


def _in_words(kind: str, row: Any, language: str) -> dict[str, Any]:
    """A row with the words of the language in the place of codes."""
    fields = KINDS[kind].by_name if kind in KINDS else {}
    return {name: _word(fields.get(name), value, words(language)) for name, value in row.items()}


def _word(field: Field | None, value: Any, t: Words) -> Any:
    place = LANGUAGES.index(t.language)
    if field is not None and field.type == "choice" and value is not None:
        return word_for(field.choice, value, place)
    if field is not None and field.type == "flag" and value is not None:
        return word_for("flag", "yes" if value else "no", place)
    return value
