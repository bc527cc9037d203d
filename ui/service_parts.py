"""Parts of service that stand only with their records, or when somebody switched them on in Settings."""

from __future__ import annotations

from ui.data import records_held, setting

# part -> tables whose records bring it
PARTS = {
    "contact": ("service_requests", "standard_checks", "training_hours"),
    "promos": ("promos",),
    "cycle": ("cycle_owners",),
}


def has_records(part: str) -> bool:
    """Whether there are records that a part lives on."""
    return any(records_held(table) for table in PARTS[part])


def parts_shown() -> list[str]:
    """The parts that have records or are switched on."""
    return [part for part in PARTS if has_records(part) or setting(f"show.{part}")]
