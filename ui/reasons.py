"""Reasons of loss as every screen writes them."""

from __future__ import annotations

from collections.abc import Iterable

from analytics.winback.loss_reasons import REASONS
from ui.language import words


def reason_text(code: str) -> str:
    """A reason in the user's language, or as somebody wrote it; empty where nobody knows."""
    t = words()
    return t.code("reason", code) if t.has(f"reason.{code}") else " ".join(code.split())


def reason_labels(own: Iterable[str]) -> dict[str, str]:
    """label -> code of every usual reason, and of those that somebody wrote in his own words."""
    usual = [reason for reasons in REASONS.values() for reason in reasons]
    return {reason_text(code): code for code in [*usual, *sorted(set(own) - {*usual, ""})]}
