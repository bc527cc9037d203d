"""Which currency is in force: the lines of all currencies are kept, and the methods read those of one.

`sales_lines` holds the lines of the currency in force, `other_currency_lines` the rest, so that no sum ever runs over
two currencies. Lines that name no currency are in the one that the store learned first.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import duckdb

from storage.clients import regroup_clients
from storage.derived import read_sql, rebuild, swap
from storage.errors import StoreError
from storage.settings import all_settings, rhythm_rules, write_setting
from storage.store import Store

IN_FORCE = "currency_in_force"
UNNAMED = ""  # the code of lines of which nothing names the currency


@dataclass(frozen=True)
class CurrencyShare:
    """A currency of the store by its code ('' where nothing names it): lines of imports in force and their money."""

    code: str
    lines: int
    amount: Decimal


def currencies(store: Store) -> list[CurrencyShare]:
    """What the store holds in which currency: the one with the most lines first. Replaced lines are not counted."""
    with store.cursor() as cursor:
        return _shares(cursor)


def currency_in_force(store: Store) -> str:
    """The code of the currency that the methods read; '' where no line names one."""
    with store.cursor() as cursor:
        return in_force(cursor, chosen_currency(store))


def switch_currency(store: Store, code: str) -> None:
    """Let the methods read another currency: derived tables and clients are built anew in one transaction.

    Raises StoreError `no_currency` where the store has no line in it.
    """
    with store.writing() as cursor:
        if code not in {share.code for share in _shares(cursor)}:
            raise StoreError("no_currency", currency=code)
        write_setting(cursor, IN_FORCE, code)
        sort_by_currency(cursor, code)
        regroup_clients(cursor)
        rebuild(cursor, rhythm_rules(store))
        store.bump_version(cursor)


def home_currency(cursor: duckdb.DuckDBPyConnection) -> str:
    """What lines without a currency are in: the first that an import in force named, '' where none did."""
    found = cursor.execute(read_sql("home_currency")).fetchall()
    return str(found[0][0]) if found else UNNAMED


def taken_currency(cursor: duckdb.DuckDBPyConnection, import_id: int, otherwise: str) -> str:
    """What the lines of an import that name no currency are taken for, '' leaves them without one.

    What its others were taken for or, where each of them names its currency, the only one that they name; `otherwise`
    where neither tells.
    """
    found = cursor.execute(read_sql("taken_currency"), {"import_id": import_id}).fetchall()
    return otherwise if not found or found[0][0] is None else str(found[0][0])


def in_force(cursor: duckdb.DuckDBPyConnection, chosen: str | None) -> str:
    """The chosen currency where lines are in it, else the one with the most lines."""
    codes = [share.code for share in _shares(cursor)]
    return chosen if chosen is not None and chosen in codes else codes[0] if codes else UNNAMED


def sort_currencies(cursor: duckdb.DuckDBPyConnection, store: Store) -> None:
    """Put every line into the table of its currency, inside the transaction that is open on the cursor."""
    sort_by_currency(cursor, in_force(cursor, chosen_currency(store)))


def sort_by_currency(cursor: duckdb.DuckDBPyConnection, code: str) -> None:
    """The same for a given currency; nothing is written where every line stands in its place already."""
    places = {"home": home_currency(cursor), "in_force": code}
    if not cursor.execute(read_sql("misplaced_lines"), places).fetchall():
        return
    for table in ("sales_lines", "other_currency_lines"):
        cursor.execute(read_sql(f"{table}_by_currency"), places)
    for table in ("sales_lines", "other_currency_lines"):
        swap(cursor, table)


def chosen_currency(store: Store) -> str | None:
    """The currency that somebody switched to, None where nobody did."""
    chosen = all_settings(store).get(IN_FORCE)
    return None if chosen is None else str(chosen)


def _shares(cursor: duckdb.DuckDBPyConnection) -> list[CurrencyShare]:
    rows = cursor.execute(read_sql("currency_shares"), {"home": home_currency(cursor)}).fetchall()
    return [CurrencyShare(*row) for row in rows]
