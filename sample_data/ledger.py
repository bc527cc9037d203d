"""The lines of the ledger: documents in order, numbered, with everything in words."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sample_data.company import Company
from sample_data.incidents import with_incidents
from sample_data.sales import UNIDENTIFIED, Order, all_orders


class Line(NamedTuple):
    """One product of one document. Money in kopecks; a return has negative quantity, amount and cost.

    client_no is known to the generator only: 0 for a buyer without a name. It is not written to any file.
    """

    day: date
    order_no: str
    client_no: int
    client: str
    tax_id: str
    product: str
    group: str
    quantity: int
    price: int
    amount: int
    cost: int
    manager: str
    region: str
    channel: str


def sales_lines(company: Company) -> list[Line]:
    """The whole history, oldest first."""
    documents = sorted(with_incidents(company, all_orders(company)), key=lambda order: (order.day, order.key))
    numbers = _numbers(company, documents)
    return [line for order in documents for line in _lines(company, order, numbers[order.key])]


def _numbers(company: Company, documents: list[Order]) -> dict[int, str]:
    """Number of every document by its key: orders, returns and receipts are counted apart."""
    words = company.words
    counts = {words.order_prefix: 0, words.return_prefix: 0, words.receipt_prefix: 0}
    numbers: dict[int, str] = {}
    for order in documents:
        if order.same_number and order.returns is not None:
            numbers[order.key] = numbers[order.returns]
            continue
        prefix = words.order_prefix if order.returns is None else words.return_prefix
        if order.client_no == UNIDENTIFIED:
            prefix = words.receipt_prefix
        counts[prefix] += 1
        numbers[order.key] = f"{prefix}-{counts[prefix]:06d}"
    return numbers


def _lines(company: Company, order: Order, number: str) -> list[Line]:
    words = company.words
    manager = "" if order.manager_no is None else words.managers[order.manager_no]
    region, channel = words.regions[order.region_no], words.channels[order.channel_no]
    return [
        Line(
            order.day,
            number,
            order.client_no,
            order.spelling,
            order.tax_id,
            company.products[item.product_no].name,
            company.products[item.product_no].group,
            item.quantity,
            item.price,
            item.amount,
            item.cost,
            manager,
            region,
            channel,
        )
        for item in order.items
    ]
