"""The sales history: every order of every client, and the nameless sales of the shop by the warehouse."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sample_data.company import CASH_AND_CARRY, CENTRE, Client, Company
from sample_data.dice import Dice
from sample_data.habits import CUT_BACK_MONTH, DISCOUNT_MONTH, FALL_MONTH
from sample_data.products import price_level
from sample_data.purchases import purchase_days

UNIDENTIFIED = 0
_ORDERS, _RETAIL = 3, 4
# Permille of an average month, January first: mild, so that the fall is not taken for the season.
_SEASON = (880, 930, 1020, 1060, 1040, 1000, 950, 970, 1020, 1050, 1040, 1040)
_FALLEN, _RECOVERY = 715, 11  # permille of the level before the fall; permille regained a month
_OWN_SEASON = "seasonal"
_DISCOUNT_STEP, _MOST_DISCOUNT = 15, 90  # permille a month, permille on top of the usual discount
_CHEAP = 60_000  # kopecks: what a passer-by buys
_CUT_BACK = 420  # permille left of a usual order
_SUNDAY = 6


@dataclass(frozen=True)
class Item:
    """One product of an order. Money in kopecks; a returned piece has a negative quantity."""

    product_no: int
    quantity: int
    price: int
    unit_cost: int

    @property
    def amount(self) -> int:
        """What the client pays for all pieces."""
        return self.quantity * self.price

    @property
    def cost(self) -> int:
        """What all pieces cost the company."""
        return self.quantity * self.unit_cost


@dataclass(frozen=True)
class Order:
    """A document of one client and day. key: unique in the history, in the order in which documents were drawn.

    returns: key of the order that this document takes back wholly or in part. same_number: it bears that order's
    number. manager_no is None where nobody served the buyer.
    """

    key: int
    day: date
    client_no: int
    spelling: str
    tax_id: str
    manager_no: int | None
    region_no: int
    channel_no: int
    items: tuple[Item, ...]
    returns: int | None = None
    same_number: bool = False

    @property
    def amount(self) -> int:
        """Sum of the document in kopecks."""
        return sum(item.amount for item in self.items)


def all_orders(company: Company) -> list[Order]:
    """Orders of all clients and of the shop; returns and the planted incidents are not among them."""
    orders: list[Order] = []
    for client in company.clients:
        dice = Dice(_ORDERS, client.client_no)
        for day in purchase_days(client.client_no, client.habit, company.timeline):
            items = _items(company, client, _worth(company, client, day, dice), day, dice)
            orders.append(order_of(company, client, day, items, len(orders), dice))
    return orders + list(_retail(company, len(orders)))


def order_of(company: Company, client: Client, day: date, items: Iterable[Item], key: int, dice: Dice) -> Order:
    """An order of a client with one of his spellings, by the manager who has him that day."""
    party = client.parties[0] if dice.happens(750) else dice.pick(client.parties)
    manager = company.manager_on(client, day)
    place = client.region_no, client.channel_no
    return Order(key, day, client.client_no, party.spelling, party.tax_id, manager, *place, tuple(items))


def market(month: int) -> int:
    """What clients spend in a month, in permille of the months before the fall."""
    return 1000 if month < FALL_MONTH else _FALLEN + _RECOVERY * (month - FALL_MONTH)


def _worth(company: Company, client: Client, day: date, dice: Dice) -> int:
    """Kopecks that the client means to spend on a day, in prices of the first month."""
    habit, month = client.habit, company.timeline.month_number(day)
    worth = dice.near(habit.order, 22, 45, 170) * market(month) // 1000
    if habit.rhythm != _OWN_SEASON:
        worth = worth * _SEASON[day.month - 1] // 1000
    worth = worth * max(250, 1000 + habit.growth * month) // 1000
    return worth * _CUT_BACK // 1000 if habit.cut_back and month >= CUT_BACK_MONTH else worth


def discount_on(client: Client, month: int) -> int:
    """Permille off the list price in a month."""
    habit = client.habit
    if not habit.favoured or month < DISCOUNT_MONTH:
        return habit.discount
    return habit.discount + min(_MOST_DISCOUNT, _DISCOUNT_STEP * (month - DISCOUNT_MONTH + 1))


def priced(company: Company, product_no: int, quantity: int, month: int, discount: int) -> Item:
    """An item at the prices of a month."""
    product, level = company.products[product_no], price_level(month)
    price = product.price * level * (1000 - discount) // 1_000_000
    return Item(product_no, quantity, price, product.cost * level // 1000)


def _items(company: Company, client: Client, worth: int, day: date, dice: Dice) -> list[Item]:
    """Products of the basket, some more of one than of another, for about the money meant."""
    month = company.timeline.month_number(day)
    chosen = dice.some(client.basket, dice.whole(*client.habit.items))
    parts = [dice.whole(2, 10) for _ in chosen]
    quantities = [
        max(1, worth * part // (sum(parts) * company.products[product_no].price))
        for product_no, part in zip(chosen, parts, strict=True)
    ]
    discount = discount_on(client, month)
    return [priced(company, n, quantity, month, discount) for n, quantity in zip(chosen, quantities, strict=True)]


def _retail(company: Company, first_key: int) -> Iterable[Order]:
    """Sales to people who leave no name: none on Sundays, but always one on the last day of the history."""
    cheap = [product.product_no for product in company.products if product.price <= _CHEAP]
    key = first_key
    for day in company.timeline.days():
        dice = Dice(_RETAIL, day.toordinal())
        receipts = dice.whole(3, 7) if day.weekday() != _SUNDAY else 0
        for _ in range(max(receipts, int(day == company.timeline.last_day))):
            month = company.timeline.month_number(day)
            items = [priced(company, n, dice.whole(1, 5), month, 0) for n in dice.some(cheap, dice.whole(1, 2))]
            name = company.words.retail if dice.happens(700) else ""
            yield Order(key, day, UNIDENTIFIED, name, "", None, CENTRE, CASH_AND_CARRY, tuple(items))
            key += 1
