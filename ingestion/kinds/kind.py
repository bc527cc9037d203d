"""What a kind of table is made of: its columns, and which of them may be spread over the headers of a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FieldType = Literal[
    "text", "code", "date", "month", "money", "count", "score", "minutes", "flag", "choice", "moment", "clock", "wait", "hours"
]  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One column of a kind.

    name: the column of the store. words: the entry of `words.json` by which headers are known. needed: a row without it
    is held back. marker: its header tells the kind from others. choice: the entry of choices that turns words into
    codes. listed: a column most of whose words the choice does not know is another one. in_template: whether people are
    asked for it; the others are read where a program writes them.
    """

    name: str
    type: FieldType
    words: str
    needed: bool = False
    marker: bool = False
    choice: str = ""
    listed: bool = False
    in_template: bool = True


@dataclass(frozen=True)
class Kind:
    """One kind of table: the table of the store it fills, its columns, and of which groups one column must be there.

    one_of: groups of columns of which a file must have at least one each. wide: columns that may be spread over the
    headers, one column of the file for each of its values; then `value` is what stands in those. sure_by: columns whose
    clear header leaves no doubt about vague ones.
    """

    name: str
    fields: tuple[Field, ...]
    one_of: tuple[tuple[str, ...], ...] = ()
    wide: tuple[str, ...] = ()
    value: str = ""
    sure_by: tuple[str, ...] = ()

    @property
    def by_name(self) -> dict[str, Field]:
        """Its columns by their names."""
        return {field.name: field for field in self.fields}
