"""User text on the screen: shown as it is written, never read as Markdown, HTML, an icon or a formula."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:^=&\"'/@])")


def plain(text: str) -> str:
    """Text of a user for a Markdown sentence: every sign that means something is escaped, line ends become spaces."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def shortened(text: str, most: int) -> str:
    """A long name cut to a length with an ellipsis."""
    whole = " ".join(text.split())
    return whole if len(whole) <= most else whole[: most - 1].rstrip() + "…"
