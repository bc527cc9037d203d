"""The arithmetic of pay: components with typed rules, never texts that are run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from analytics.errors import WrongSetting

RULES = ("fixed", "share", "bonus", "multiplier", "fine", "cap")  # in the order in which they are applied
READS_INPUT = ("share", "bonus", "multiplier")
BY_SALES = ("revenue", "margin", "new_clients")  # inputs that the sales know by themselves
MONEY_INPUTS = ("revenue", "paid_revenue", "margin")
WORKED = "worked_share"  # input: the part of the month that was worked, 0..1
LEAST_MULTIPLIER, MOST_MULTIPLIER = Decimal("0.8"), Decimal("1.2")
_KOPECK = Decimal("0.01")
_ONE, _NOTHING = Decimal(1), Decimal(0)


@dataclass(frozen=True)
class PayComponent:
    """A part of the pay.

    rule: fixed (rate, for the part of the month worked), share (rate x input), bonus (rate once the input reaches
    `least`), multiplier (everything before x input, 0.8 to 1.2), fine (rate off once the input reaches `least`), cap
    (not more than rate in all). rate: money, or a share 0..1 for the rule share of a money input. task: what it pays
    for. visible: whether the seller knows the input before the deal; None: nobody said.
    Raises `WrongSetting` for an unknown rule, a rate below zero, a rule that lacks its input, a component without name.
    """

    component: str
    rule: str
    rate: Decimal
    input: str | None = None
    least: Decimal | None = None
    task: str | None = None
    visible: bool | None = None

    def __post_init__(self) -> None:
        if not self.component.strip():
            raise WrongSetting("pay_no_name")
        if self.rule not in RULES:
            raise WrongSetting("pay_rule", component=self.component, rule=self.rule)
        if self.rate < 0:
            raise WrongSetting("pay_rate", component=self.component)
        if self.rule == "share" and self.input in MONEY_INPUTS and self.rate > 1:
            raise WrongSetting("pay_share", component=self.component)
        if self.rule in READS_INPUT and not self.input:
            raise WrongSetting("pay_input", component=self.component)

    @property
    def has_rule(self) -> bool:
        """Whether it is known when a fine is due: a fine without an input and a least is somebody's mood."""
        return self.rule != "fine" or (bool(self.input) and self.least is not None)

    @property
    def is_hidden(self) -> bool:
        """Whether the seller cannot know the input before the deal; of a profit this is so unless somebody says otherwise."""
        return self.visible is False or (self.input == "margin" and self.visible is None)


@dataclass(frozen=True)
class PayLine:
    """What one component came to: base is the value of its input, None where it reads none."""

    component: PayComponent
    base: Decimal | None
    amount: Decimal


def pay_lines(components: Sequence[PayComponent], inputs: Mapping[str, Decimal]) -> list[PayLine]:
    """What does each component come to with these inputs of a month? In the order of the rules, then as they were given.

    Returns are in the input and lower the base of the month in which they come back, not below zero; a fine takes no
    more than there is, so the sum is never below zero. A fine without a rule and an input that nobody knows pay
    nothing and take nothing; a multiplier without its input is 1. Amounts to the kopeck. Source: management practice;
    the limits of the multiplier are the usual ones.
    """
    lines: list[PayLine] = []
    total = _NOTHING
    for component in sorted(components, key=lambda one: RULES.index(one.rule)):
        base = inputs.get(component.input) if component.input else None
        amount = _amount(component, base, inputs, total).quantize(_KOPECK, ROUND_HALF_UP)
        lines.append(PayLine(component, base, amount))
        total += amount
    return lines


def _amount(component: PayComponent, base: Decimal | None, inputs: Mapping[str, Decimal], total: Decimal) -> Decimal:
    rate = component.rate
    if component.rule == "fixed":
        return rate * min(max(inputs.get(WORKED, _ONE), _NOTHING), _ONE)
    if component.rule == "share":
        return rate * max(base or _NOTHING, _NOTHING)
    if component.rule == "bonus":
        return rate if _reached(component, base) else _NOTHING
    if component.rule == "multiplier":
        return total * (min(max(_ONE if base is None else base, LEAST_MULTIPLIER), MOST_MULTIPLIER) - 1)
    if component.rule == "fine":
        return -min(rate, total) if component.has_rule and _reached(component, base) else _NOTHING
    return min(_NOTHING, rate - total)


def _reached(component: PayComponent, base: Decimal | None) -> bool:
    """Whether the input reaches the least; where no least is given, whether there is anything at all."""
    if base is None:
        return False
    return base > 0 if component.least is None else base >= component.least


def pay_total(lines: Sequence[PayLine]) -> Decimal:
    """The sum of the lines."""
    return sum((line.amount for line in lines), _NOTHING)


def split_deal(amount: Decimal, shares: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """How is the money of a shared deal divided? shares: seller -> share 0..1, together exactly 1.

    The last kopeck goes to the largest share. Raises `WrongSetting` `pay_split` where the shares do not make 100 %, or
    one is below zero. Source: management practice.
    """
    whole = sum(shares.values(), _NOTHING)
    if whole != 1 or any(share < 0 for share in shares.values()):
        raise WrongSetting("pay_split", share=float(whole))
    parts = {name: (amount * share).quantize(_KOPECK, ROUND_HALF_UP) for name, share in shares.items()}
    largest = max(shares, key=lambda name: (shares[name], name))
    parts[largest] += amount - sum(parts.values(), _NOTHING)
    return parts
