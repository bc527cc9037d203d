"""What the bytes of a file are like."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from ingestion import survey
from ingestion.refusal import Refused

TEXTS = {
    "unix lines": b"a;b\n1;2\n3;4\n",
    "windows lines, the last unfinished": b"a;b\r\n1;2\r\n3;4",
    "blank at the end": b"a;b\n1;2\n\n\r\n",
    "zero bytes": b"a\0b\n" * 3,
    "several pieces": b"0123456789;abc\n" * 40_000,
    "nothing": b"",
}


@pytest.mark.parametrize("content", TEXTS.values(), ids=TEXTS)
def test_every_byte_is_seen(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "text.csv"
    path.write_bytes(content)
    found = survey.Surveying(path).facts()
    assert (found.sha256, found.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert found.lines == len(content.splitlines())
    assert (found.returns, found.zeros) == (content.count(b"\r"), b"\0" in content)
    assert found.blank_at_end == (2 if content.endswith(b"\n\n\r\n") else 0)


def test_a_file_that_is_gone_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="missing"):
        survey.Surveying(tmp_path / "no.csv")
