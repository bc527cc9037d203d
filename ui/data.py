"""The store as the screens see it: one open file a process, answers cached by data version and plain parameters."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from analytics.data_profile import data_profile
from analytics.errors import NoSales
from analytics.scope import Scope
from analytics.windows import default_scope
from storage.currency import CurrencyShare, currencies, currency_in_force
from storage.engine import Engine
from storage.held_rows import held_reasons
from storage.imports import ledger
from storage.records import record_counts
from storage.settings import all_settings
from storage.store import DEFAULT_PATH, Store, open_store

Answer = TypeVar("Answer")
_USUAL_PATH = str(DEFAULT_PATH)
KEPT_ANSWERS = 64  # a list of ten thousand clients takes some ten megabytes


@lru_cache(maxsize=8)
def _open(path: str) -> Store:
    return open_store(path)


def store() -> Store:
    """The database of this app. Raises StoreError (told by `app.py`) when it cannot be opened."""
    return _open(os.environ.get("SALES_HEALTH_DB") or _USUAL_PATH)


@lru_cache(maxsize=4)
def _settings(version: int, path: str) -> dict[str, Any]:
    return all_settings(_open(path))


def settings() -> dict[str, Any]:
    """Everything the owner saved, by name. Shared by all visits: not to be changed in place."""
    return _settings(store().version(), str(store().path))


def setting(name: str, default: Any = None) -> Any:
    """One saved setting."""
    return settings().get(name, default)


@dataclass(frozen=True)
class Loaded:
    """What the database holds, as every screen needs to know it. Names are ordered by money; '' means "not given"."""

    lines: int = 0
    clients: int = 0
    first_day: date = date.min
    last_day: date = date.min
    complete_months: int = 0
    partial_months: tuple[date, ...] = ()
    managers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    product_groups: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
    unidentified_share: float | None = None
    margin_known_share: float | None = None
    is_demo: bool = False


_NAMES = ("managers", "regions", "channels", "product_groups", "currencies")


@lru_cache(maxsize=4)
def _profile(version: int, path: str) -> Loaded:
    here = _open(path)
    try:
        facts = data_profile(here, default_scope(here)).facts
    except NoSales:
        return Loaded()
    plain = {
        field.name: facts[field.name] for field in fields(Loaded) if field.name in facts and field.name not in _NAMES
    }
    names = {kind: tuple(row["name"] for row in facts[kind]) for kind in _NAMES}
    demo = all(line.is_demo for line in ledger(here) if line.undone_at is None)
    return Loaded(**{**plain, **names, "partial_months": tuple(facts["partial_months"]), "is_demo": demo})


def profile() -> Loaded:
    """What is loaded: dates, months, lists of managers, shares of the unidentified and of known margins."""
    return _profile(store().version(), str(store().path))


@lru_cache(maxsize=4)
def _rows_are_held(version: int, path: str) -> bool:
    return bool(held_reasons(_open(path)))


def rows_are_held() -> bool:
    """Whether any row of an import waits for a decision."""
    return _rows_are_held(store().version(), str(store().path))


@lru_cache(maxsize=4)
def _record_counts(version: int, path: str) -> dict[str, int]:
    return record_counts(_open(path))


def records_held(table: str) -> bool:
    """Whether there is any record of a table (see `storage.records.RECORD_TABLES`)."""
    return bool(_record_counts(store().version(), str(store().path))[table])


@dataclass(frozen=True)
class Held:
    """The currencies of the database, the one with the most lines first, and the one that the screens show."""

    shares: tuple[CurrencyShare, ...]
    in_force: str


@lru_cache(maxsize=4)
def _held(version: int, path: str) -> Held:
    here = _open(path)
    return Held(tuple(currencies(here)), currency_in_force(here))


def currencies_held() -> Held:
    """What is loaded in which currency."""
    return _held(store().version(), str(store().path))


def currency() -> str:
    """Code of the currency shown: of several the one in force; of one the sign chosen in Settings, else its own; empty
    when nothing names it.
    """
    held = currencies_held()
    return held.in_force if len(held.shares) > 1 else str(setting("currency") or held.in_force)


@lru_cache(maxsize=KEPT_ANSWERS)
def _answer(version: int, path: str, method: Callable[[Engine, Scope, Any], Any], scope: Scope, chosen: Any) -> Any:
    return method(_open(path), scope, chosen)


def answer(method: Callable[[Engine, Scope, Any], Answer], scope: Scope, chosen: Any) -> Answer:
    """What a method says, computed once for a version of the data, a scope and settings (frozen, so they are the key).

    The cached object itself is shared by all visits: nobody changes it in place.
    """
    here = store()
    found: Answer = _answer(here.version(), str(here.path), method, scope, chosen)
    return found
