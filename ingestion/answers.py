"""What a person decided about a file, or what was remembered for its layout of columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

DateOrder = Literal["dmy", "mdy", "ymd"]
DecimalSign = Literal[",", "."]


@dataclass(frozen=True)
class Answers:
    """Answers to the importer's questions; what is None is found out from the file.

    `columns` maps a field to its column, counted from 1, and replaces the found mapping as a whole.
    `options` holds answers to the remaining questions by their code, e.g. {"no_client_column": "unidentified"}.
    """

    columns: dict[str, int] | None = None
    date_order: DateOrder | None = None
    decimal_sign: DecimalSign | None = None
    encoding: str | None = None
    sheet: str | None = None
    subtract_returns: bool | None = None
    options: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As plain values; what was not answered is left out."""
        found: dict[str, Any] = {}
        for name in ("columns", "date_order", "decimal_sign", "encoding", "sheet", "subtract_returns"):
            value = getattr(self, name)
            if value is not None:
                found[name] = value
        if self.options:
            found["options"] = dict(self.options)
        return found

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Answers:
        """The answers that `to_json` gave; unknown names are a fault and raise TypeError."""
        known = dict(values)
        columns = known.pop("columns", None)
        options = known.pop("options", {})
        return cls(
            columns=None if columns is None else {str(name): int(index) for name, index in columns.items()},
            options={str(code): str(answer) for code, answer in options.items()},
            **known,
        )
