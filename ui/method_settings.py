"""Parameters of a method as the owner saved them; everything he did not touch stands at its default."""

from __future__ import annotations

from dataclasses import fields
from typing import TypeVar

from analytics.errors import WrongSetting
from analytics.settings import Settings
from ui.data import settings

Chosen = TypeVar("Chosen", bound=Settings)


def chosen_settings(kind: type[Chosen], *methods: str) -> Chosen:
    """Settings of a method from the saved ones (`abc_classes.limit_a`); several methods where one extends another.

    Saved values that contradict each other, as after an update that narrowed a range, give way to the defaults.
    """
    saved = settings()
    names = {field.name for field in fields(kind)} - {"anchor"}  # a date: `ui.pulse` reads it
    values = {name: saved[f"{method}.{name}"] for method in methods for name in names if f"{method}.{name}" in saved}
    try:
        return kind(**values)
    except WrongSetting:
        return kind()
