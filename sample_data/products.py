"""What the demo company sells: prices and purchase costs in kopecks."""

from __future__ import annotations

from dataclasses import dataclass

from sample_data.vocabulary import Vocabulary

# A row is a product group, a pair a product: list price in hryvnias at the beginning, margin in percent of it.
_PRICES = (
    ((310, 26), (420, 25), (180, 29), (350, 24), (290, 27), (460, 22), (540, 28)),
    ((380, 27), (490, 29), (330, 26), (210, 30), (520, 25), (270, 28), (140, 30)),
    ((3890, 20), (2450, 21), (4980, 19), (2790, 22), (1950, 23), (4350, 18), (2250, 21)),
    ((1480, 25), (1890, 24), (640, 27), (1120, 26), (430, 22), (350, 29), (1680, 25)),
    ((290, 19), (215, 15), (345, 20), (395, 22), (410, 21), (165, 28), (245, 18)),
    ((2980, 17), (145, 29), (160, 28), (190, 26), (680, 25), (890, 24), (1790, 22)),
    ((1350, 20), (240, 25), (1990, 24), (260, 27), (130, 28), (170, 26)),
    ((480, 26), (1650, 24), (980, 25), (1790, 23), (150, 30), (230, 28)),
    ((890, 26), (420, 28), (2150, 20), (2890, 21), (340, 27), (280, 24)),
)
GARDEN = len(_PRICES) - 1  # the group that seasonal clients come for
_PRICE_RISE = 15  # permille, every half-year


@dataclass(frozen=True)
class Product:
    """A product. price, cost: kopecks a piece at the beginning of the history."""

    product_no: int
    name: str
    group_no: int
    group: str
    price: int
    cost: int


def price_level(month: int) -> int:
    """Prices and costs of a month in permille of the first month's."""
    return 1000 + _PRICE_RISE * ((month - 1) // 6)


def catalogue(words: Vocabulary) -> tuple[Product, ...]:
    """All products, numbered from 0."""
    products: list[Product] = []
    for group_no, ((group, names), prices) in enumerate(zip(words.groups, _PRICES, strict=True)):
        for name, (price, margin) in zip(names, prices, strict=True):
            cost = price * (100 - margin)
            products.append(Product(len(products), name, group_no, group, price * 100, cost))
    return tuple(products)
