"""Why a file as a whole cannot be read: a code and the facts for the sentence. No wording here."""

from __future__ import annotations

Fact = str | int


class Refused(Exception):
    """The file is refused. `code` names the reason (`ingestion.refused.<code>`), `facts` fill its sentence."""

    def __init__(self, code: str, **facts: Fact) -> None:
        super().__init__(code)
        self.code = code
        self.facts: dict[str, Fact] = facts
