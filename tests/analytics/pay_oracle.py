"""The pay of a month told once more, slowly: by name of the rule, one after the other, nothing shared with the product."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Rows = list[dict[str, Any]]
ORDER = ["fixed", "share", "bonus", "multiplier", "fine", "cap"]


def kopecks(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def paid(parts: Rows, inputs: dict[str, Decimal]) -> Decimal:
    """The whole pay of one person in one month."""
    total = Decimal(0)
    for rule in ORDER:
        for part in parts:
            if part["rule"] != rule:
                continue
            value = inputs.get(part["input"]) if part["input"] else None
            least = part["least"]
            reached = value is not None and (value >= least if least is not None else value > 0)
            if rule == "fixed":
                worked = inputs.get("worked_share", Decimal(1))
                total += kopecks(part["rate"] * max(Decimal(0), min(Decimal(1), worked)))
            elif rule == "share" and value is not None and value > 0:
                total += kopecks(part["rate"] * value)
            elif rule == "bonus" and reached:
                total += kopecks(part["rate"])
            elif rule == "multiplier":
                factor = Decimal(1) if value is None else max(Decimal("0.8"), min(Decimal("1.2"), value))
                total += kopecks(total * (factor - 1))
            elif rule == "fine" and reached and least is not None:
                total -= kopecks(min(part["rate"], total))
            elif rule == "cap" and total > part["rate"]:
                total = kopecks(part["rate"])
    return total


def next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def version_of(versions: Rows, month: date) -> dict[str, Any] | None:
    """The version of a month: go through all of them in time and remember the last that had begun and was known."""
    begun = None
    for version in sorted(versions, key=lambda v: (v["active_from"], v["version"])):
        known = max(version["active_from"], version["announced"] or version["active_from"])
        holds = known if known.day == 1 else next_month(known)
        version["holds"] = holds
    for version in sorted(versions, key=lambda v: (v["holds"], v["version"])):
        if version["holds"] <= month:
            begun = version
    if begun is None and versions:
        first = min(versions, key=lambda v: (v["active_from"], v["version"]))
        if first["active_from"].replace(day=1) <= month:
            return first
    return begun
