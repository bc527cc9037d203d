"""Where a client stands, as a badge of every screen shows it."""

from __future__ import annotations

from typing import Literal

GONE = ("lost", "one_off_gone")
LATE = ("watch", *GONE)
_TONES: dict[str, Literal["blue", "red", "gray"]] = {"active": "blue", "watch": "red", "lost": "red"}


def tone(status: str) -> Literal["blue", "red", "gray"]:
    """The colour of a status: good, bad, or neither."""
    return _TONES.get(status, "gray")
