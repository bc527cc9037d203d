"""Headers and the fields they name."""

import pytest

from ingestion.headers import fields_known, fingerprint, normalise, scores


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Сумма, руб.", "amount"), ("Сума угоди, грн", "amount"), ("Umsatz (€)", "amount"), ("SalesAmount", "amount"),
        ("Amount CHF", "amount"), ("Deal - Value", "amount"), ("InvoiceDate", "date"), ("Дата документа", "date"),
        ("Deal - Won time", "closed"), ("CustomerID", "client_id"), ("Наименование покупателя", "client"),
        ("Ім'я покупця", "client"), ("К-сть", "quantity"), ("Кол-во", "quantity"), ("ЄДРПОУ", "tax_id"),
        ("Сумма НДС", "tax"), ("Организация", "our_entity"), ("Supplier", "our_entity"), ("№ п/п", "row_no"),
        ("Контрагет", "client"), ('Дата"; DROP TABLE sales; --', "date"),
    ],
)  # fmt: skip
def test_fields(header: str, field: str) -> None:
    assert scores(header)[0][0] == field


@pytest.mark.parametrize(
    "header", ["Дата рождения клиента", "Поле 5", "Сумма долга", "Тип клиента ABC", "", "Телефон клиента"]
)
def test_headers_that_name_no_field_of_a_sale(header: str) -> None:
    assert not {name for name, _ in scores(header)} & {"date", "client", "amount"}


def test_our_own_company_is_never_the_client() -> None:
    for header in ("Организация", "Наша организация", "Поставщик", "Постачальник", "Supplier", "Legal entity"):
        assert [name for name, _ in scores(header)] == ["our_entity"]


def test_the_fingerprint_ignores_order_and_signs() -> None:
    assert fingerprint(["Дата", "Клиент", "Сумма"]) == fingerprint(["сумма ", "ДАТА:", "Клиент", ""])
    assert fingerprint(["Дата", "Клиент"]) != fingerprint(["Дата", "Сумма"])


def test_normal_form() -> None:
    assert normalise(" \ufeffСчёт_Фактура: (№) ") == "счет фактура №"
    assert "amount" in fields_known()
