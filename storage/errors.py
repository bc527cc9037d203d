"""What can go wrong with the store. Errors carry a code and facts; the sentence is made from the catalogue."""

from __future__ import annotations

from typing import Any


class StoreError(Exception):
    """Something the store refuses or cannot do: `code` finds the sentence `store.<code>`, `facts` fill it."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(f"{code} {facts}")
        self.code = code
        self.facts = facts
