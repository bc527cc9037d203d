"""What a person types about the spend of a channel in a month, over all that files say of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from storage.engine import Engine
from storage.records import TYPED, insert_records
from storage.store import Store


def type_spend(store: Store, amounts: Mapping[tuple[date, str], Decimal | None]) -> None:
    """Keep what was spent, in one transaction. amounts: (month, channel) -> money of the whole month; None takes back what
    was typed.

    It takes the place of all that files say of the channel in that month, however many rows and stages that is: their
    rows are met by as many of nothing. Raises ValueError for money below zero and for a channel without a name.
    """
    with store.writing() as cursor:
        for (month, channel), amount in amounts.items():
            if not channel.strip() or (amount is not None and amount < 0):
                raise ValueError(f"{amount} for {channel!r} is no spend")
            _type_month(cursor, month.replace(day=1), channel.strip(), amount)
        store.bump_version(cursor)


def _type_month(cursor: duckdb.DuckDBPyConnection, month: date, channel: str, amount: Decimal | None) -> None:
    place = {"month": month, "channel": channel}
    cursor.execute(
        "DELETE FROM spend_loaded WHERE import_id = $typed AND month = $month AND channel = $channel",
        place | {"typed": TYPED},
    )
    if amount is None:
        return
    rows = [place | {"amount": amount, "stage": None}]
    found = cursor.execute(
        "SELECT stage, count(*) FROM spend WHERE month = $month AND channel = $channel GROUP BY stage", place
    )
    for stage, count in found.fetchall():
        rows += [place | {"amount": Decimal(0), "stage": stage}] * (count - (stage is None))
    schema = pa.schema(
        [("month", pa.date32()), ("channel", pa.string()), ("amount", pa.decimal128(18, 4)), ("stage", pa.string())]
    )
    insert_records(cursor, TYPED, "spend", pa.Table.from_pylist(rows, schema=schema))


def spend_by_month(engine: Engine, first_month: date, last_month: date) -> list[dict[str, Any]]:
    """What was spent by month and channel: `month, channel, amount, is_typed`, by channel and month; both months
    included.
    """
    sql = """SELECT month, channel, sum(amount) AS amount, bool_or(import_id = $typed) AS is_typed FROM spend
             WHERE month BETWEEN $first_month AND $last_month GROUP BY month, channel ORDER BY channel, month"""
    asked = {"first_month": first_month, "last_month": last_month, "typed": TYPED}
    rows: list[dict[str, Any]] = engine.query(sql, **asked).to_pylist()
    return rows
