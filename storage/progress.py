"""How far a long piece of work on the store has come, told by named steps."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, float], None]

# The steps of loading a file in their order, each with the part of the work that lies before it, as it was measured on
# two million lines. A step is told when it really begins.
LOADING: dict[str, float] = {
    "keeping": 0.0,
    "comparing": 0.10,
    "lines": 0.12,
    "clients": 0.33,
    "days": 0.38,
    "rhythms": 0.67,
    "saving": 0.98,
}


def share_within(step: str, part: float) -> float:
    """The part of the whole work that is done when `part` (0..1) of a step is."""
    ends = dict(zip(LOADING, [*list(LOADING.values())[1:], 1.0], strict=True))
    return LOADING[step] + (ends[step] - LOADING[step]) * min(1.0, max(0.0, part))


def silent(step: str, share: float) -> None:
    """Nobody listens."""


class Steps:
    """Tells a listener which step of loading begins, and what part of the whole lies behind."""

    def __init__(self, listener: Progress | None = None) -> None:
        self._listener = listener or silent

    def begin(self, step: str) -> None:
        """A step begins; only the steps of `LOADING` are known."""
        self._listener(step, LOADING[step])
