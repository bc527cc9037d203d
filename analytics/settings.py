"""Settings of methods: defaults with their unit, range and origin, checked in one way for all methods."""

from __future__ import annotations

from dataclasses import Field, dataclass, field, fields
from enum import StrEnum
from typing import Any

from analytics.errors import WrongSetting


class Mark(StrEnum):
    """Where a default comes from."""

    ART = "ART"  # management practice
    REC = "REC"  # reconstructed from a public source
    ASM = "ASM"  # assumption: the user should look at it
    OPT = "OPT"  # an option beside the default


def setting(
    default: Any,
    mark: Mark,
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
) -> Any:
    """A field of a settings dataclass: default, origin, unit, and the values that make sense (both ends included)."""
    limits = {"mark": mark, "unit": unit, "low": low, "high": high, "choices": choices}
    return field(default=default, metadata=limits)


@dataclass(frozen=True)
class Settings:
    """Base of all settings: refuses a value that is outside the range stated beside its default."""

    def __post_init__(self) -> None:
        for declared in fields(self):
            _check(declared, getattr(self, declared.name))


def _check(declared: Field[Any], value: Any) -> None:
    limits = declared.metadata
    choices, low, high = limits.get("choices", ()), limits.get("low"), limits.get("high")
    if choices and value not in choices:
        raise WrongSetting("setting_choice", name=declared.name, value=value, choices=list(choices))
    if value is None or isinstance(value, bool) or (low is None and high is None):
        return
    if not isinstance(value, int | float) or value != value:
        raise WrongSetting("setting_number", name=declared.name, value=value)
    if (low is not None and value < low) or (high is not None and value > high):
        raise WrongSetting("setting_range", name=declared.name, value=value, low=low, high=high)


def changed_settings(settings: Settings) -> dict[str, Any]:
    """The settings that differ from their defaults: what a report must print in its header."""
    default = type(settings)
    return {
        declared.name: getattr(settings, declared.name)
        for declared in fields(default)
        if getattr(settings, declared.name) != declared.default
    }
