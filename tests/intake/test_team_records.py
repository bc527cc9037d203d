"""Requests, checks, trainings and questions from file to figures: loaded, replaced by a newer list, taken back."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from analytics.scope import Scope
from analytics.service.contact_points import contact_points
from analytics.team.answer_speed import answer_speed
from ingestion.process import ReaderProcess
from ingestion.read import read_file
from storage.imports import file_to_load, load, undo
from storage.records import record_counts
from storage.store import Store

SCOPE = Scope(date(2026, 2, 28), date(2026, 2, 1), date(2026, 2, 28))
HEADERS = {
    "service_requests": {
        "en": ["Date and time of call", "Status", "Wait, s", "Agent"],
        "ru": ["Дата и время звонка", "Статус звонка", "Ожидание, сек", "Оператор"],
        "uk": ["Дата та час дзвінка", "Статус дзвінка", "Очікування, с", "Оператор"],
    },
    "standard_checks": {
        "en": ["Check date", "Employee", "Hello", "Name", "Offer"],
        "ru": ["Дата", "Сотрудник", "Приветствие", "Имя", "Предложение"],
        "uk": ["Дата", "Співробітник", "Вітання", "Ім'я", "Пропозиція"],
    },
    "training_hours": {
        "en": ["Date", "Employee", "Training hours"],
        "ru": ["Дата", "Сотрудник", "Часы обучения"],
        "uk": ["Дата", "Співробітник", "Години навчання"],
    },
    "requests_internal": {
        "en": ["Created", "Reporter", "Assignee", "Summary", "Resolved"],
        "ru": ["Дата создания", "Постановщик", "Ответственный", "Задача", "Дата завершения"],
        "uk": ["Дата створення", "Постановник", "Відповідальний", "Завдання", "Дата завершення"],
    },
}
YES, NO = {"en": "yes", "ru": "да", "uk": "так"}, {"en": "no", "ru": "нет", "uk": "ні"}
TAKEN = {"en": "Answered", "ru": "Успешный", "uk": "Успішний"}
MISSED = {"en": "Missed", "ru": "Пропущенный", "uk": "Пропущений"}
LANGUAGES = ("en", "ru", "uk")


@pytest.fixture(scope="module")
def reader() -> Iterator[ReaderProcess]:
    with ReaderProcess() as process:
        yield process


def brought(store: Store, reader: ReaderProcess, folder: Path, kind: str, rows: list[list[Any]]) -> int:
    path = folder / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    found = read_file(path, work=folder, process=reader, today=date(2026, 3, 1))
    assert (found.outcome, found.kind) == ("loaded", kind), (found.reason, found.questions)
    return load(store, file_to_load(found, path), "owner")


@pytest.mark.parametrize("language", LANGUAGES)
def test_calls(store: Store, reader: ReaderProcess, tmp_path: Path, language: str) -> None:
    head, taken, missed = HEADERS["service_requests"][language], TAKEN[language], MISSED[language]
    first = ["13.02.2026 10:00:00", taken, "7", "Ann"]
    one = brought(
        store, reader, tmp_path, "service_requests", [head, first, ["13.02.2026 12:00:00", missed, "40", "Ann"]]
    )
    (row,) = contact_points(store, SCOPE).rows
    assert (row["way"], row["requests"], row["in_time"], row["median_seconds"], row["never"]) == ("call", 2, 1, 7, 1)
    assert contact_points(store, SCOPE).facts["missed"] == {"missed": 1, "back": 0, "never": 1}
    newer = [head, first, ["12.02.2026 12:00:00", taken, "20", "Ann"], ["13.02.2026 12:00:00", taken, "40", "Ann"]]
    other = brought(store, reader, tmp_path, "service_requests", newer)
    (row,) = contact_points(store, SCOPE).rows
    assert (row["requests"], row["in_time"], row["never"]) == (3, 1, 0), "the newer list outweighs the older one"
    undo(store, other)
    assert record_counts(store)["service_requests"] == 2
    undo(store, one)
    assert record_counts(store)["service_requests"] == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_checklist(store: Store, reader: ReaderProcess, tmp_path: Path, language: str) -> None:
    head, yes, no = HEADERS["standard_checks"][language], YES[language], NO[language]
    one = brought(store, reader, tmp_path, "standard_checks", [head, ["13.02.2026", "Ann", yes, no, yes]])
    other = brought(
        store,
        reader,
        tmp_path,
        "standard_checks",
        [head, ["13.02.2026", "Ann", yes, yes, no], ["14.02.2026", "Ann", yes, "", no]],
    )
    kept = {row["standard"]: (row["kept"], row["checks"]) for row in contact_points(store, SCOPE).facts["standards"]}
    assert kept == {head[2]: (2, 2), head[3]: (1, 1), head[4]: (0, 2)}
    undo(store, other)
    assert record_counts(store)["standard_checks"] == 3
    undo(store, one)
    assert contact_points(store, SCOPE).facts["standards"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_hours_of_training(store: Store, reader: ReaderProcess, tmp_path: Path, language: str) -> None:
    head = HEADERS["training_hours"][language]
    one = brought(
        store, reader, tmp_path, "training_hours", [head, ["13.02.2026", "Ann", "2,5"], ["13.02.2025", "Ann", "4"]]
    )
    other = brought(store, reader, tmp_path, "training_hours", [head, ["13.02.2026", "Ann", "3"]])
    (row,) = contact_points(store, SCOPE).facts["training"]
    assert (row["hours"], row["hours_before"]) == (Decimal(3), Decimal(4))
    undo(store, other)
    assert contact_points(store, SCOPE).facts["training"][0]["hours"] == Decimal("2.5")
    undo(store, one)
    assert record_counts(store)["training_hours"] == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions(store: Store, reader: ReaderProcess, tmp_path: Path, language: str) -> None:
    head = HEADERS["requests_internal"][language]
    asked = ["13.02.2026 10:00", "Ann", "Stock", "Is it there?", ""]
    one = brought(store, reader, tmp_path, "requests_internal", [head, asked])
    assert answer_speed(store, SCOPE).rows[0]["open_late"] == 1
    other = brought(store, reader, tmp_path, "requests_internal", [head, [*asked[:4], "13.02.2026 12:30"]])
    (row,) = answer_speed(store, SCOPE).rows
    assert (row["asked_of"], row["requests"], row["in_time"], row["median_hours"]) == ("Stock", 1, 1, 2.5)
    undo(store, other)
    assert answer_speed(store, SCOPE).rows[0]["open"] == 1
    undo(store, one)
    assert record_counts(store)["requests_internal"] == 0
