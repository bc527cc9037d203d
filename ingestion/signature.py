"""What a file is by its first bytes. The name's ending is never trusted."""

from __future__ import annotations

from typing import Literal

Kind = Literal["empty", "text", "zip", "tables", "gzip", "ole2", "html", "xml", "not_table", "other_archive"]

_SIGNATURES: tuple[tuple[bytes, Kind], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole2"),
    (b"%PDF", "not_table"),
    (b"\x89PNG", "not_table"),
    (b"\xff\xd8\xff", "not_table"),
    (b"GIF8", "not_table"),
    (b"BM\x00", "not_table"),
    (b"RIFF", "not_table"),
    (b"MZ", "not_table"),
    (b"\x7fELF", "not_table"),
    (b"SQLite format 3", "not_table"),
    (b"PAR1", "not_table"),
    (b"{\\rtf", "not_table"),
    (b"7z\xbc\xaf\x27\x1c", "other_archive"),
    (b"Rar!", "other_archive"),
    (b"\x28\xb5\x2f\xfd", "other_archive"),
    (b"\xfd7zXZ", "other_archive"),
    (b"BZh", "other_archive"),
)


def kind_of(head: bytes) -> Kind:
    """The kind of a file whose first kilobytes are given."""
    if not head:
        return "empty"
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:512].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<meta", b"<table", b"<head")):
        return "html"
    if start.startswith(b"<?xml"):
        return "html" if b"<html" in start else "xml"
    return "text"
