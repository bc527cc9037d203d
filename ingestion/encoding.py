"""Which encoding a text has, and the text itself.

A byte mark decides first, then strict UTF-8, then the zero bytes of UTF-16; what is left is a one-byte encoding,
chosen by how much its letters look like Russian, Ukrainian or West European words. A text that fits two encodings is
asked about.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from ingestion.refusal import Refused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ONE_BYTE = ("cp1251", "cp866", "koi8-r", "koi8-u", "cp1252")
_SAMPLE = 1 << 16
_COMMON = frozenset("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфіїєґ")
_RARE = frozenset("ъёђѓљњќћџѕјўґ")
_CYRILLIC_WORD = re.compile(r"[А-Яа-яЁёІіЇїЄєҐґЪъ']{2,}")
_LATIN_EXPECTED = frozenset("äöüßéèêëàâáçñóíúôîïùûåæøœÄÖÜÉÈÀÂÁÇÑÓÅÆØŒõãÕÃ€£°§«»–—’‘“”…®©±²³µ·´ \u00a0")
_MIXED_WORD = re.compile(r"[A-Za-z](?=[А-Яа-яЁёІіЇїЄєҐґ])|[А-Яа-яЁёІіЇїЄєҐґ](?=[A-Za-z])")
# A letter that touches a number on its own is most often a sign or a blank read in the wrong encoding: `1а234`, `А 12`.
_LETTER = "[А-Яа-яЁёІіЇїЄєҐґ]"
_LETTER_IN_NUMBER = re.compile(
    rf"(?:(?<=\d)|(?<!{_LETTER})){_LETTER}(?=\d)|(?<=[;,\t|\"]){_LETTER}(?= \d)|(?<![А-Яа-яЁёІіЇїЄєҐґ.])[А-ЯЄІЇҐ](?= \d)"
)
_FAR_EAST = re.compile(r"[\u2e80-\ud7ff\ue000-\uf8ff]")
_MOSTLY_FAR_EAST = 0.9
_SIGNS = frozenset("№«»–—“”„’‘…\u00a0°€₴®©·•")


@dataclass(frozen=True)
class Decoded:
    """A text, the encoding it was in, and warnings (`mixed_encodings`, `repaired_encoding`, `zero_bytes`)."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def encoding_by_mark(head: bytes) -> str | None:
    """The encoding that a byte mark at the start names."""
    return next((name for mark, name in _MARKS if head.startswith(mark)), None)


def utf16_without_mark(head: bytes) -> str | None:
    """UTF-16 that begins without a byte mark: every second byte is one of very few."""
    sample = head[: len(head[:4096]) // 2 * 2]
    if len(sample) < 8:
        return None
    for name, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        if sum(byte in (0, 4) for byte in high) >= 0.95 * len(high) and high.count(0) >= 0.1 * len(high):
            low = sample[0::2] if name == "utf-16-le" else sample[1::2]
            if low.count(0) <= 0.02 * len(low):
                return name
    return None


def decode(data: bytes, wanted: str | None = None) -> Decoded:
    """The text of a file's bytes. Raises Refused('encoding') where nothing fits or two encodings fit equally."""
    if wanted:
        return _as_wanted(data, wanted)
    name = encoding_by_mark(data[:4]) or utf16_without_mark(data)
    if name:
        return _shifted(_without_zeros(_strict(data, name), name.removesuffix("-sig")))
    try:
        return _repaired(_without_zeros(data.decode("utf-8"), "utf-8"))
    except UnicodeDecodeError:
        pass
    mixed = _line_by_line(data)
    if mixed is not None:
        return mixed
    name = one_byte_encoding(data)
    return _without_zeros(data.decode(name, "replace"), name)


def _as_wanted(data: bytes, wanted: str) -> Decoded:
    try:
        codecs.lookup(wanted)
    except LookupError as fault:
        raise Refused("encoding", encoding=wanted) from fault
    return _without_zeros(_strict(data, wanted), wanted)


def _strict(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as fault:
        raise Refused("encoding", encoding=name, position=fault.start) from fault


def _without_zeros(text: str, encoding: str) -> Decoded:
    """Zero characters are what a crash leaves in a file that was prepared in advance; they carry nothing."""
    if "\0" not in text:
        return Decoded(text, encoding)
    cleaned = text.replace("\0", "")
    if len(cleaned) < len(text) / 2 and len(cleaned) < 64:
        raise Refused("not_table")
    return Decoded(cleaned, encoding, ("zero_bytes",))


def _shifted(decoded: Decoded) -> Decoded:
    """A byte lost inside UTF-16 turns what follows into signs of the Far East: said, for rows are lost in them."""
    strange = len(_FAR_EAST.findall(decoded.text)) if decoded.encoding.startswith("utf-16") else 0
    if not strange or strange > _MOSTLY_FAR_EAST * len(decoded.text):
        return decoded
    return Decoded(decoded.text, decoded.encoding, (*decoded.warnings, "unreadable_letters"))


def _repaired(decoded: Decoded) -> Decoded:
    """Undo UTF-8 that was once read as cp1251 and saved again (`Р”Р°С‚Р°` was `Дата`)."""
    text = decoded.text
    sample = text[:_SAMPLE]
    letters = _CYRILLIC_WORD.findall(sample)
    joined = "".join(letters)
    if len(joined) < 8 or sum(sign in "РСЃЎ" for sign in joined) < 0.35 * len(joined):
        return decoded
    try:
        repaired = b"".join(_byte_of_cp1251(sign) for sign in text).decode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return Decoded(text, decoded.encoding, (*decoded.warnings, "unreadable_letters"))
    return Decoded(repaired, decoded.encoding, (*decoded.warnings, "repaired_encoding"))


def _byte_of_cp1251(sign: str) -> bytes:
    """cp1251 has no letter for byte 0x98; programs keep it as the control character of the same number."""
    return b"\x98" if sign == "\x98" else sign.encode("cp1251")


def _line_by_line(data: bytes) -> Decoded | None:
    """A UTF-8 file into which lines of another encoding were glued; None where UTF-8 is not the rule."""
    lines = data.split(b"\n")
    foreign = []
    proper = 0
    for number, line in enumerate(lines):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            proper += 1
        except UnicodeDecodeError:
            foreign.append(number)
    if proper < 2 * len(foreign):
        return None
    name = one_byte_encoding(b"\n".join(lines[number] for number in foreign))
    strange = frozenset(foreign)
    text = "\n".join(
        line.decode(name if number in strange else "utf-8", "replace") for number, line in enumerate(lines)
    )
    return Decoded(text.removeprefix("\ufeff").replace("\0", ""), "utf-8", ("mixed_encodings",))


def one_byte_encoding(data: bytes) -> str:
    """The one-byte encoding whose letters look most like words. Raises Refused('encoding') where two fit equally."""
    sample = data if len(data) <= 2 * _SAMPLE else data[:_SAMPLE] + data[len(data) // 2 :][:_SAMPLE]
    ranked = sorted(((_likeness(sample, name), name) for name in ONE_BYTE), key=lambda pair: -pair[0])
    best, second = ranked[0], ranked[1]
    if best[0] <= 0:
        raise Refused("encoding", encoding="?")
    same_text = sample.decode(best[1], "replace") == sample.decode(second[1], "replace")
    if second[0] > 0.97 * best[0] and not same_text and {best[1], second[1]} != {"koi8-r", "koi8-u"}:
        raise Refused("encoding", encoding=f"{best[1]}, {second[1]}")
    return best[1]


def _likeness(sample: bytes, name: str) -> float:
    """Mean likeness of the non-ASCII characters to letters of real words: 1 a common letter in its place, below 0
    junk."""
    text = sample.decode(name, "replace")
    strange = {sign: count for sign, count in Counter(text).items() if ord(sign) > 127}
    if not strange:
        return 0.0
    points = sum(count * _points(sign, name) for sign, count in strange.items())
    points -= 1.5 * sum(_case_breaks(word) for word in _CYRILLIC_WORD.findall(text))
    points -= len(_MIXED_WORD.findall(text)) + len(_LETTER_IN_NUMBER.findall(text))
    return points / sum(strange.values())


def _points(sign: str, name: str) -> float:
    if name == "cp1252":
        return 0.9 if sign in _LATIN_EXPECTED else -1.0
    lower = sign.lower()
    if lower in _COMMON:
        return 1.0 if sign == lower else 0.9
    if lower in _RARE:
        return -0.3
    return 0.5 if sign in _SIGNS else -1.0


def _case_breaks(word: str) -> int:
    """Small letters followed by capitals inside one word: the sign of a wrong Cyrillic encoding."""
    return sum(before.islower() and after.isupper() for before, after in pairwise(word))
