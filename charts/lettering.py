"""How wide a text will be, so that labels which do not fit are shortened or left out before they meet.

A figure is made without a screen, so widths come from a table of the letters of Source Sans, in parts of the letter
size. The table errs to the wide side.
"""

from __future__ import annotations

from collections.abc import Sequence

ELLIPSIS = "…"
_SAFETY = 1.03
_BOLD = 1.06
_USUAL = 0.55
_WIDTHS = {
    0.20: " \xa0\u202f",
    0.25: "',.:;Iijl|ІіЇї·’",
    0.30: "!()-[]f{}",
    0.35: "/\\rt",
    0.40: "*?szгґ",
    0.45: '"cvxyзстухэє«»',
    0.50: "0123456789#$+<=>FJLVXY^_aegk~ГУХавеёкчьяҐ₴₽€–−",
    0.60: "&BDGKБВКЧЬЯъ",
    0.65: "HNOQUДИЙЛНОПЦмы",
    0.70: "wЪж",
    0.75: "MМФфшщю",
    0.80: "%WЫ—",
    0.85: "@mЖ",
    0.95: "ШЩЮ№…",
}
_WIDTH_OF = {letter: width for width, letters in _WIDTHS.items() for letter in letters}


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width in pixels of a one-line text at a letter size in pixels."""
    ems = sum(_WIDTH_OF.get(letter, _USUAL) for letter in text)
    return ems * size * _SAFETY * (_BOLD if bold else 1)


def cut(text: str, size: float, room: float, bold: bool = False) -> str:
    """The text, shortened with an ellipsis to the room in pixels; empty where not even two letters fit."""
    if text_width(text, size, bold) <= room:
        return text
    for length in range(len(text) - 1, 1, -1):
        shorter = text[:length].rstrip(" ,.-–«(")
        if shorter and text_width(shorter + ELLIPSIS, size, bold) <= room:
            return shorter + ELLIPSIS
    return ""


def wrap(text: str, size: float, room: float, lines: int = 2) -> list[str]:
    """The text in at most so many lines of the given room; the last one is shortened when it must be."""
    words, made = text.split(" "), [""]
    for word in words:
        longer = f"{made[-1]} {word}".strip()
        if made[-1] and text_width(longer, size) > room and len(made) < lines:
            made.append(word)
        else:
            made[-1] = longer
    return [cut(part, size, room) or part[:1] for part in made if part]


def first_fitting(texts: Sequence[str], size: float, room: float, bold: bool = False) -> str:
    """The first of the texts, given from long to short, that fits into the room; empty where none does."""
    return next((text for text in texts if text_width(text, size, bold) <= room), "")
