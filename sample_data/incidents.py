"""What makes a real ledger untidy: goods sent back, samples, orders cancelled after delivery."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from sample_data.company import Client, Company
from sample_data.dice import Dice
from sample_data.habits import Role
from sample_data.sales import UNIDENTIFIED, Item, Order, order_of, priced
from sample_data.timeline import working_day

REVERSED_MONTH = 33  # an order cancelled under its own number
REFUNDED_MONTH = 31  # a lost client comes back, and sends everything back
SAMPLES_MONTH = 32  # a lost client is sent samples
SMALL_ORDER_MONTH = 24  # of the client who then returns more than he buys in a year
_RETURNED, _WITH_SAMPLE = 14, 7  # permille of orders
_SAMPLES, _RETURNS, _PLANTED = 5, 6, 7
_SMALL = 10  # percent of the usual order
_RETURNED_PERCENT = 70
_HUGE, _HUGE_PLACE = 1_200, -3  # percent of the usual order; on the last but two of his purchase days


def with_incidents(company: Company, orders: list[Order]) -> list[Order]:
    """The orders with samples added to some, and after them all returns and planted documents, keys going on."""
    documents = [_with_sample(company, order) for order in orders]
    documents += list(_partial_returns(company, documents))
    for plant in (_cancelled_order, _refunded_return, _samples_to_lost, _more_returned_than_bought, _huge_order):
        documents += plant(company, documents)
    return [document for document in documents if document.day <= company.timeline.last_day]


def _with_sample(company: Company, order: Order) -> Order:
    """Now and then a piece of something new is put into the parcel free of charge."""
    dice = Dice(_SAMPLES, order.key)
    if order.client_no == UNIDENTIFIED or not dice.happens(_WITH_SAMPLE):
        return order
    product = dice.pick(company.products)
    return replace(order, items=(*order.items, Item(product.product_no, 1, 0, product.cost)))


def _partial_returns(company: Company, orders: list[Order]) -> Iterable[Order]:
    """Some pieces of one product sent back a few days later, by a document of their own."""
    key = len(orders)
    for order in orders:
        dice = Dice(_RETURNS, order.key)
        several = [item for item in order.items if item.quantity > 2 and item.price > 0]
        if order.client_no != UNIDENTIFIED and several and dice.happens(_RETURNED):
            item = dice.pick(several)
            day = working_day(order.day + timedelta(days=dice.whole(4, 20)))
            back = replace(item, quantity=-dice.whole(1, item.quantity // 3))
            yield returned(company, order, day, (back,), key)
            key += 1


def returned(
    company: Company, order: Order, day: date, items: tuple[Item, ...], key: int, same_number: bool = False
) -> Order:
    """The document by which goods of an order come back, booked by whoever has the client on that day."""
    client = company.clients[order.client_no - 1]
    manager = company.manager_on(client, day)
    return replace(order, key=key, day=day, items=items, manager_no=manager, returns=order.key, same_number=same_number)


def _all_back(order: Order) -> tuple[Item, ...]:
    return tuple(replace(item, quantity=-item.quantity) for item in order.items)


def first_client(company: Company, role: Role, rhythm: str) -> Client:
    """The first client of a rhythm who plays a part and has one spelling."""
    return next(c for c in company.clients if c.habit.role == role and c.habit.rhythm == rhythm and len(c.parties) == 1)


def _one_more(company: Company, client: Client, day: date, percent: int, key: int) -> Order:
    """An order of the first two products of the client's basket for a part of his usual money."""
    month = company.timeline.month_number(day)
    quantities = [max(3, client.habit.order * percent // 200 // company.products[n].price) for n in client.basket[:2]]
    items = [
        priced(company, n, quantity, month, client.habit.discount)
        for n, quantity in zip(client.basket, quantities, strict=False)
    ]
    return order_of(company, client, day, items, key, Dice(_PLANTED, key))


def _in_month(company: Company, month: int, day_of_month: int) -> date:
    return working_day(company.timeline.month_start(month) + timedelta(days=day_of_month - 1))


def _cancelled_order(company: Company, documents: list[Order]) -> list[Order]:
    """A buyer's second order of the month is taken back whole under the same number: it was no purchase."""
    client = first_client(company, "steady", "monthly")
    days = [order.day for order in documents if order.client_no == client.client_no and order.returns is None]
    middle = next(day for day in days if company.timeline.month_number(day) >= REVERSED_MONTH) + timedelta(days=11)
    order = _one_more(company, client, working_day(middle), 80, len(documents))
    day = working_day(order.day + timedelta(days=6))
    return [order, returned(company, order, day, _all_back(order), order.key + 1, same_number=True)]


def _refunded_return(company: Company, documents: list[Order]) -> list[Order]:
    """A lost client buys again and sends it all back within a week, by a document of its own: he did not return."""
    client = first_client(company, "lost_before", "monthly")
    order = _one_more(company, client, _in_month(company, REFUNDED_MONTH, 12), 100, len(documents))
    day = working_day(order.day + timedelta(days=6))
    return [order, returned(company, order, day, _all_back(order), order.key + 1)]


def _samples_to_lost(company: Company, documents: list[Order]) -> list[Order]:
    """Free samples for a lost client: a document without money is no purchase."""
    client = first_client(company, "lost_before", "three_weeks")
    day = _in_month(company, SAMPLES_MONTH, 16)
    order = _one_more(company, client, day, 10, len(documents))
    return [replace(order, items=tuple(replace(item, quantity=1, price=0) for item in order.items))]


def _more_returned_than_bought(company: Company, documents: list[Order]) -> list[Order]:
    """One small order in the last twelve months, then most of an older big one sent back."""
    client = next(c for c in company.clients if c.habit.role == "more_returned_than_bought")
    last = max((o for o in documents if o.client_no == client.client_no and o.returns is None), key=lambda o: o.day)
    small = _one_more(company, client, _in_month(company, SMALL_ORDER_MONTH, 10), _SMALL, len(documents))
    sold = [item for item in last.items if item.price > 0]
    goods = tuple(replace(item, quantity=-max(1, item.quantity * _RETURNED_PERCENT // 100)) for item in sold)
    return [small, returned(company, last, _in_month(company, SMALL_ORDER_MONTH + 1, 6), goods, small.key + 1)]


def _huge_order(company: Company, documents: list[Order]) -> list[Order]:
    """On one of his usual days a client orders for a whole building site; a little later he is lost."""
    client = first_client(company, "lost_lately", "six_weeks")
    days = [order.day for order in documents if order.client_no == client.client_no and order.returns is None]
    return [_one_more(company, client, sorted(days)[_HUGE_PLACE], _HUGE, len(documents))]
