"""Every reason for which a row is held back or skipped: one row of each, and its words in three languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion.reading import Reading
from wording.catalogue import LANGUAGES, words

ROOT = Path(__file__).resolve().parents[2]
Read = Callable[..., Reading]
Write = Callable[..., Path]
HEAD = "Дата;Номер;Клиент;Статус;Сумма"
GOOD = [f"{day:02}.01.2024;{day};ООО Клиент {day % 4};Оплачен;{day},50" for day in range(1, 28)]
SUM = sum(day * 100 + 50 for day in range(1, 28)) / 100

HELD = {
    "no_date": ";77;ООО Клиент 1;Оплачен;5,00",
    "bad_date": "31.02.2024;77;ООО Клиент 1;Оплачен;5,00",
    "future_date": "01.01.2031;77;ООО Клиент 1;Оплачен;5,00",
    "old_date": "01.01.1961;77;ООО Клиент 1;Оплачен;5,00",
    "no_amount": "28.01.2024;77;ООО Клиент 1;Оплачен;",
    "bad_amount": "28.01.2024;77;ООО Клиент 1;Оплачен;12а5",
    "too_few_fields": "28.01.2024;77;5,00",
    "too_many_fields": "28.01.2024;77;ООО Клиент 1;Оплачен;5,00;лишнее",
    "cell_too_long": f"28.01.2024;77;{'Ж' * 40_000};Оплачен;5,00",
    "unclosed_quote": '28.01.2024;77;"ООО Клиент 1;Оплачен;5,00',
}
SKIPPED = {
    "cancelled": ["28.01.2024;77;ООО Клиент 1;Отменён;5,00"],
    "repeated_header": [HEAD],
    "total": [f";;Итого;;{SUM:.2f}".replace(".", ",")],
    "subtotal": [f";;ООО Клиент Итог;;{SUM:.2f}".replace(".", ","), "29.01.2024;77;ООО Клиент 1;Оплачен;5,00"],
    "note": ["Ответственный: ____________"],
    "continuation": ["28.01.2024;77;ООО Клиент 1;Оплачен;5,00", ";77;;;"],
    "other_table": ["Дата;Плательщик;Оплачено", "02.02.2024;ООО Клиент 1;7,00"],
}


@pytest.mark.parametrize("reason", HELD)
def test_a_row_is_held_back_for_each_reason(reason: str, read: Read, write: Write) -> None:
    found = read(write("sales.csv", [HEAD, *GOOD, HELD[reason], *GOOD[:3]]))
    assert found.held_by_reason == {reason: 1}, (found.held_by_reason, found.skipped_by_reason)
    assert (found.quarantine[0].line, found.lines.loaded) == (len(GOOD) + 2, len(GOOD) + 3)
    assert found.lines.conserved()


@pytest.mark.parametrize("reason", SKIPPED)
def test_a_row_is_skipped_for_each_reason(reason: str, read: Read, write: Write) -> None:
    found = read(write("sales.csv", [HEAD, *GOOD, *SKIPPED[reason]]))
    assert found.skipped_by_reason.get(reason, 0) >= 1, (found.held_by_reason, found.skipped_by_reason)
    assert found.lines.conserved() and not found.held_by_reason


def test_every_reason_in_the_code_is_tried_and_has_words() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "ingestion").glob("*.py"))
    held = set(re.findall(r'held\(row, "(\w+)"', code)) | {"unclosed_quote"}
    skipped = set(re.findall(r'skipped\(row, "(\w+)"', code))
    elsewhere = {"group", "total_differs"}  # tests of grouped reports and of subtotals
    assert held - set(HELD) <= elsewhere and skipped - set(SKIPPED) <= elsewhere
    for language in LANGUAGES:
        t = words(language)
        assert all(t.code("ingestion.held", reason) for reason in held)
        assert all(t.code("ingestion.skipped", reason) for reason in (*SKIPPED, "group", "not_won", "sheet"))
