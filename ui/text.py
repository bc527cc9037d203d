"""User text on the screen: shown as it is written, never read as Markdown, HTML, an icon or a formula."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:^=&\"'/@])")


def plain(text: str) -> str:
    """Text of a user for a Markdown sentence: every sign that means something is escaped, line ends become spaces."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def plain_facts(facts: Mapping[str, str | int]) -> dict[str, str | int]:
    """Facts of a sentence that came out of a user's file; sums and other numbers stay as they are."""
    return {
        name: plain(value) if isinstance(value, str) and not _NUMBER.fullmatch(value) else value
        for name, value in facts.items()
    }


def shortened(text: str, most: int) -> str:
    """A long name cut to a length with an ellipsis."""
    whole = " ".join(text.split())
    return whole if len(whole) <= most else whole[: most - 1].rstrip() + "…"


def column_name(index: int) -> str:
    """A, B ... Z, AA as a spreadsheet names its columns."""
    name = ""
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
