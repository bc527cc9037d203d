"""Parameters of a method as the owner saved them; everything he did not touch stands at its default."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any, TypeVar

from analytics.errors import WrongSetting
from analytics.settings import Settings, changed_settings
from ui.data import settings
from ui.language import language, words
from ui.loss_rule import loss_rule
from wording import numbers

Chosen = TypeVar("Chosen", bound=Settings)


def chosen_settings(kind: type[Chosen], *methods: str) -> Chosen:
    """Settings of a method as they are in force now: the saved ones, and the rule of loss of this visit."""
    chosen = saved_settings(kind, *methods)
    visit: dict[str, Any] = {"rule": loss_rule()} if "rule" in {field.name for field in fields(kind)} else {}
    return replace(chosen, **visit)


def saved_settings(kind: type[Chosen], *methods: str) -> Chosen:
    """Settings of a method from the saved ones (`abc_classes.limit_a`); several methods where one extends another.

    Saved values that contradict each other, as after an update that narrowed a range, give way to the defaults.
    """
    saved = settings()
    names = {field.name for field in fields(kind)} - {"anchor", "month", "first_month"}  # dates: the screens read them
    values = {name: saved[f"{method}.{name}"] for method in methods for name in names if f"{method}.{name}" in saved}
    try:
        return kind(**values)
    except WrongSetting:
        return kind()


_SET_ELSEWHERE = frozenset(["tail_gap_days", "today", "client_id", "joined", "month", "first_month"])


def changed_sentences(chosen: Settings, *methods: str) -> list[str]:
    """What differs from the defaults, as a report must say it in its header: "Nobody is lost sooner than, days: 21"."""
    t = words()
    said = []
    for name, value in changed_settings(chosen).items():
        key = next((f"setting.{method}.{name}" for method in methods if t.has(f"setting.{method}.{name}")), None)
        if key and name not in _SET_ELSEWHERE:
            unit = type(chosen).__dataclass_fields__[name].metadata.get("unit", "")
            said.append(t("page.changed", name=t(key), value=written(value, unit)))
    return said


def written(value: Any, unit: str = "") -> str:
    """The value of a parameter as people read it."""
    t, lang = words(), language()
    if isinstance(value, bool):
        return t("settings.on" if value else "settings.off")
    if isinstance(value, str):
        return t.code("setting.choice", value)
    if isinstance(value, date):
        return numbers.month(value, lang)
    if unit == "share":
        return numbers.percent(value, lang, 0)
    return numbers.number(value, lang, 0 if value == int(value) else 2)
