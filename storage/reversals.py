"""Which orders were fully taken back by a return that has a number of its own."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

Order = tuple[int, str, date, Decimal]  # client_id, order_no, first day, net


def matched_returns(orders: Iterable[Order], within_days: int) -> list[tuple[int, str]]:
    """(client_id, order_no) of orders and of the returns that cancelled them, one return to one order.

    A return cancels an order of the same client and exactly the same amount that was made at most `within_days` before
    it. The oldest order that is still open is taken first: its time runs out first, so no more pairs are possible.
    """
    sales: dict[tuple[int, Decimal], deque[tuple[date, str]]] = defaultdict(deque)
    matched: list[tuple[int, str]] = []
    # On one day sales stand before returns, so that an order taken back at once finds its return.
    for client, number, day, net in sorted(orders, key=lambda order: (order[0], order[2], order[3] < 0, order[1])):
        if net > 0:
            sales[client, net].append((day, number))
            continue
        open_orders = sales[client, -net]
        while open_orders and (day - open_orders[0][0]).days > within_days:
            open_orders.popleft()
        if open_orders:
            matched += [(client, open_orders.popleft()[1]), (client, number)]
    return matched
