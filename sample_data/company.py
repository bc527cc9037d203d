"""The demo company: its managers, products and clients with their habits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sample_data.careers import career
from sample_data.dice import Dice
from sample_data.habits import HANDOVER_MONTH, RHYTHMS, Habit, Rhythm, Role, roles_of
from sample_data.names import Name, Party, company_name, misspelt, person_name, second_entity, spellings
from sample_data.products import GARDEN, Product, catalogue
from sample_data.timeline import DEFAULT_LAST_DAY, Timeline
from sample_data.vocabulary import Vocabulary, vocabulary

CENTRE, WEST, SOUTH = range(3)
WHOLESALE, ONLINE, CASH_AND_CARRY = range(3)
LEAVER, NEWCOMER = 1, 5
_SUCCESSORS = (0, 2)
_OF_THE_ANCHOR = 0  # the client on whom all depends never changed his manager
_MANAGERS = {CENTRE: (0, LEAVER), WEST: (2, 3), SOUTH: (4, 4)}
_NEWCOMERS_CLIENTS = 6
_FAVOURED, _CUT_BACK = ("fortnight", 2), (("fortnight", 4), ("three_weeks", 3), ("monthly", 2))
_STREAM = 1


@dataclass(frozen=True)
class Client:
    """A client as the program knows him before anybody merges two of them: one tax id, or one name without any.

    parties: his spellings, the usual one first. manager_no: who has him, before the leaver's clients are handed over.
    basket: numbers of the products he buys. continues: the client whose purchases go on under this name.
    """

    client_no: int
    parties: tuple[Party, ...]
    habit: Habit
    region_no: int
    channel_no: int
    manager_no: int
    basket: tuple[int, ...]
    continues: int | None = None

    @property
    def name(self) -> str:
        """The usual spelling."""
        return self.parties[0].spelling

    @property
    def tax_id(self) -> str:
        """The tax id; empty where nobody ever filled it in."""
        return self.parties[0].tax_id


@dataclass(frozen=True)
class Company:
    """The whole company in one language."""

    words: Vocabulary
    timeline: Timeline
    products: tuple[Product, ...]
    clients: tuple[Client, ...]

    @property
    def handover_day(self) -> date:
        """Last day of the manager who left."""
        return self.timeline.month_end(HANDOVER_MONTH)

    def manager_on(self, client: Client, day: date) -> int:
        """Number of the manager who has the client on a day."""
        if client.manager_no == LEAVER and day > self.handover_day:
            return _SUCCESSORS[client.client_no % 2]
        return client.manager_no


class _Register:
    """Gives every client a number, a name and a place while the company is being founded."""

    def __init__(self, words: Vocabulary, timeline: Timeline, products: tuple[Product, ...]) -> None:
        self.words, self.timeline, self.products = words, timeline, products
        self.clients: list[Client] = []
        self.companies = self.persons = self.newcomers = self.twins = 0

    def name(self, sole_trader: bool) -> Name:
        number = len(self.clients) + 1
        if sole_trader:
            self.persons += 1
            return person_name(self.words, self.persons - 1, number)
        self.companies += 1
        return company_name(self.words, self.companies - 1, number)

    def add(self, parties: tuple[Party, ...], habit: Habit, dice: Dice) -> Client:
        number = len(self.clients) + 1
        anchor = habit.rhythm == "anchor"
        region = dice.pick((CENTRE, WEST, CENTRE, SOUTH))
        if anchor or habit.role == "lost_after_handover":
            region = CENTRE
        channel = WHOLESALE if dice.happens(700) or anchor else ONLINE
        manager = self._manager(region, habit, dice)
        client = Client(number, parties, habit, region, channel, manager, self._basket(habit, dice))
        self.clients.append(client)
        return client

    def _manager(self, region: int, habit: Habit, dice: Dice) -> int:
        chosen = dice.pick(_MANAGERS[region])
        if habit.role == "lost_after_handover":
            return LEAVER
        if habit.rhythm == "anchor":
            return _OF_THE_ANCHOR
        settled = habit.role == "steady" and habit.begins > self.timeline.month_end(HANDOVER_MONTH)
        if settled and self.newcomers < _NEWCOMERS_CLIENTS:
            self.newcomers += 1
            return NEWCOMER
        return chosen

    def _basket(self, habit: Habit, dice: Dice) -> tuple[int, ...]:
        garden = habit.rhythm == "seasonal"
        own = [p.product_no for p in self.products if (p.group_no == GARDEN) == garden]
        return tuple(dice.some(own, dice.whole(habit.items[1], habit.items[1] + 6)))

    def continued(self, client: Client, name: Name, dice: Dice) -> None:
        """Let a client go on buying under another name from his next due day on: a second firm and a slip by turns."""
        self.twins += 1
        number = len(self.clients) + 1
        twin_name = misspelt(self.words, name) if self.twins % 2 else second_entity(self.words, name, number)
        habit = client.habit
        begins = date.fromordinal(habit.stops.toordinal() + habit.interval - 2)
        going_on = replace(habit, begins=begins, stops=self.timeline.last_day, ending="active")
        twin = self.add((Party(twin_name.usual, twin_name.tax_id),), going_on, dice)
        self.clients[-1] = replace(
            twin,
            region_no=client.region_no,
            channel_no=client.channel_no,
            manager_no=client.manager_no,
            basket=client.basket,
            continues=client.client_no,
        )


def found_company(language: str, last_day: date = DEFAULT_LAST_DAY) -> Company:
    """The company as it stands for a history that ends on `last_day`; the same in every language but for its words."""
    words, timeline = vocabulary(language), Timeline(last_day)
    products = catalogue(words)
    register = _Register(words, timeline, products)
    for rhythm in RHYTHMS:
        _enter(register, rhythm, timeline)
    return Company(words, timeline, products, _with_chosen(tuple(register.clients)))


def _enter(register: _Register, rhythm: Rhythm, timeline: Timeline) -> None:
    """All clients of one rhythm, their parts in a mixed order."""
    roles = roles_of(rhythm)
    shuffled: list[Role] = Dice(_STREAM, len(register.clients)).some(roles, len(roles))
    for place, role in enumerate(shuffled):
        dice = Dice(_STREAM, len(register.clients) + 1, 1)
        sole_trader = rhythm.sole_traders > 0 and place % rhythm.sole_traders == 1 and role != "moved"
        name = register.name(sole_trader)
        usual = (Party(name.usual, name.tax_id),)
        parties = usual if role == "moved" else spellings(register.words, name, dice)
        client = register.add(parties, career(rhythm, role, place, timeline, dice), dice)
        if role == "moved":
            register.continued(client, name, dice)


def _with_chosen(clients: tuple[Client, ...]) -> tuple[Client, ...]:
    """Mark the first old steady clients of some rhythms: two with growing discounts, then those who cut back."""
    favoured = set(_first_steady(clients, *_FAVOURED))
    cut_back: set[int] = set()
    for rhythm, count in _CUT_BACK:
        free = [number for number in _first_steady(clients, rhythm, count + len(favoured)) if number not in favoured]
        cut_back.update(free[:count])
    return tuple(_chosen(client, client.client_no in favoured, client.client_no in cut_back) for client in clients)


def _chosen(client: Client, favoured: bool, cut_back: bool) -> Client:
    if not favoured and not cut_back:
        return client
    return replace(client, habit=replace(client.habit, growth=0, favoured=favoured, cut_back=cut_back))


def _first_steady(clients: tuple[Client, ...], rhythm: str, count: int) -> list[int]:
    steady = [c for c in clients if c.habit.rhythm == rhythm and c.habit.role == "steady"]
    return [c.client_no for c in steady if c.habit.begins == min(other.habit.begins for other in steady)][:count]
