"""The base of potential clients said a second time: every company by itself, in plain Python over the raw rows."""

from __future__ import annotations

from datetime import date
from typing import Any

from base_worlds import Row, World

STRENGTH = {"request": 0, "interest": 1, "refusal": 2, "not_target": 3}
YEAR = 365.25


def answer(row: Row) -> str:
    """What a talk came to, in one of four words."""
    if row["result"] != "refusal":
        return str(row["result"])
    return "not_target" if row["target"] is False else "refusal"


def talks_of(world: World, company: str, as_of: date) -> list[Row]:
    """One talk a day, the strongest answer of the day, by day; of equal ones that with the earliest next contact."""
    heard = [t for t in world.touches if t["client"] == company and t["result"] and t["day"] <= as_of]

    def order(row: Row) -> tuple[Any, ...]:
        return row["day"], STRENGTH[answer(row)], row["next_date"] is None, row["next_date"] or as_of, row["manager"]

    best: dict[date, Row] = {}
    for row in sorted(heard, key=order):
        best.setdefault(row["day"], row)
    return list(best.values())


def purchases_of(world: World, company: str, as_of: date) -> list[date]:
    """Days on which the company bought."""
    return sorted({row.day for row in world.lines if row.client == company and row.day <= as_of})


def entries_of(world: World, as_of: date) -> list[dict[str, Any]]:
    """Every entry that is known on the date, with its standing and the day on which it was last true."""
    known = [row for row in world.base if row["created"] is None or row["created"] <= as_of]

    def order(row: Row) -> tuple[Any, ...]:
        return (
            row["state"] == "duplicate", row["created"] is None, row["created"] or as_of, row["source"], row["state"],
            *(part for name in ("verified_at", "created_by", "completeness") for part in _last(row[name])),
        )  # fmt: skip

    found, seen = [], set()
    for row in sorted(known, key=order):
        company = row["company"]
        talks, bought = talks_of(world, company, as_of), purchases_of(world, company, as_of)
        refused = [
            d["lost_at"]
            for d in world.deals
            if d["client"] == company and d["lost_by"] == "we" and d["lost_at"] <= as_of
        ]
        won = [d["won_at"] for d in world.deals if d["client"] == company and d["won_at"] and d["won_at"] <= as_of]
        if row["state"] == "duplicate" or company in seen:
            standing = "duplicate"
        elif row["state"] != "live":
            standing = row["state"]
        elif bought or won:
            standing = "client"
        elif (talks and answer(talks[-1]) == "not_target") or (
            refused and (not talks or talks[-1]["day"] <= max(refused))
        ):
            standing = "not_target"
        else:
            standing = "live"
        seen.add(company)
        checked = row["verified_at"] if row["verified_at"] and row["verified_at"] <= as_of else None
        dates = [d for d in (row["created"], checked, talks[-1]["day"] if talks else None, *bought[-1:], *won) if d]
        found.append({**row, "standing": standing, "true_on": max(dates, default=None), "checked": checked})
    return found


def _last(value: Any) -> tuple[bool, Any]:
    return value is None, value if value is not None else 0


def live_share(true_on: date | None, as_of: date, decay: float) -> float:
    """The chance that an entry is still true."""
    return 0.0 if true_on is None else (1 - decay) ** ((as_of - true_on).days / YEAR)
