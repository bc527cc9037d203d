"""Sales of companies that do not exist, with a truth that every file made of them must give back."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

WORDS = {
    "ru": {
        "clients": "ООО «Ромашка»|ИП Кузнецов А. В.|ЗАО \"Вектор\"|Лес и Дом|Меркурий ТД|ООО Северный ветер|"
        "АО Промснаб|Магазин № 5|ООО «Итого-Сервис»|Ёлкин и партнёры|ТД Юг; склад|Гранит, Тверь",
        "products": "Цемент М500|Доска 25х150|Утеплитель 50 мм|Доставка|Краска 2,5 л|Гвозди 100 мм",
        "managers": "Иванов И. И.|Петрова А. С.|Щукин Э. Ю.",
        "regions": "Тверь|Москва|Южный округ",
    },
    "uk": {
        "clients": "ТОВ «Їжак»|ФОП Гриценко О. П.|ПП \"Ґанок\"|Ліс і Дім|ТОВ Північний вітер|АТ Промпостач|"
        "Крамниця № 5|ТОВ Разом|Європейські меблі|Склад, Львів|ТОВ Січ; Харків",
        "products": "Цемент М500|Дошка 25х150|Утеплювач 50 мм|Доставка|Фарба 2,5 л|Цвяхи 100 мм",
        "managers": "Іваненко І. І.|Петренко О. С.|Щерба Є. Ю.",
        "regions": "Львів|Київ|Південь",
    },
    "en": {
        "clients": "Globex, Inc.|Initech LLC|Total Wine Depot|Acme Corp|Umbrella & Sons|O'Hara Foods|"
        "Blue \"Sky\" Ltd|Northwind 24|Smith, Jones; Partners|Vandelay",
        "products": "Cement 50 kg|Board 25x150|Insulation, 2 in|Delivery|Paint 2.5 l|Nails 4\"",
        "managers": "Ann Lee|Bob Marsh|Chris O'Neil",
        "regions": "North|South|West, inland",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Sale:
    """One line of a document; an order has one to three of them."""

    day: date
    at: time
    order: int
    client: str
    code: str
    product: str
    quantity: Decimal
    price: Decimal
    amount: Decimal
    manager: str
    region: str

    @property
    def moment(self) -> datetime:
        """Day and time of the document."""
        return datetime.combine(self.day, self.at)


def sell(chance: random.Random, language: str, count: int, days: int = 300, returns: bool = True) -> list[Sale]:
    """So many lines in the order of their days; every twentieth or so is a return with a negative amount."""
    words = {kind: text.split("|") for kind, text in WORDS[language].items()}
    first = date(2023, 1, 2) + timedelta(days=chance.randrange(700))
    dear = chance.choice((100, 10_000, 1_000_000))
    fractional = chance.random() < 0.2
    sales: list[Sale] = []
    order, left = chance.randrange(1, 90_000), 0
    for place in range(count):
        if not left:
            order, left = order + 1, chance.randint(1, 3)
            client = chance.randrange(len(words["clients"]))
            day = first + timedelta(days=place * days // count)
            at = time(chance.randrange(8, 20), chance.randrange(60), chance.randrange(60))
        left -= 1
        quantity = Decimal(chance.randint(1, 400)) / 10 if fractional else Decimal(chance.randint(1, 40))
        price = Decimal(chance.randint(101, dear * 100)) / 100
        back = returns and place > 4 and chance.random() < 0.05
        sales.append(
            Sale(
                day=day,
                at=at,
                order=order,
                client=words["clients"][client],
                code=f"{client + 7:05d}",
                product=chance.choice(words["products"]),
                quantity=-quantity if back else quantity,
                price=price,
                amount=((-quantity if back else quantity) * price).quantize(Decimal("0.01")),
                manager=words["managers"][client % 3],
                region=words["regions"][client % 3],
            )
        )
    return sales


def total(sales: list[Sale]) -> Decimal:
    """What the lines add up to."""
    return sum((sale.amount for sale in sales), Decimal(0))
