"""`python -m analytics`: a real process over a real file, and the words for settings, notices and faults."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from string import Formatter
from typing import Any

import pyarrow as pa
import pytest
from line_store import REPOSITORY, Store, line

from analytics.__main__ import main
from analytics.errors import WrongSetting
from analytics.registry import METHODS, setting_key
from analytics.settings import Mark, changed_settings
from storage.records import TYPED, insert_records
from wording.catalogue import LANGUAGES, read_catalogue, words

NAMED = ("sales_pulse", "abc_classes", "fall_anchor", "concentration", "revenue_bridge", "seasonality", "client_status")
# Where everybody buys as usual, and has done so since the data begin.
NOTHING_TO_TELL = (
    "agenda", "client_survival", "lost_clients", "win_back_priority", "forgotten_clients", "loss_reasons",
    "cases_tried", "win_back_plan", "returned_clients", "leaving_signs", "channel_leads", "channel_funnels",
    "warm_up_funnel", "sales_funnel", "funnel_plan", "deal_ages", "call_quality", "training_effect", "client_records",
    "life_cycle", "scouts", "base_freshness", "pay_formula", "pay_simulation", "nps", "client_voices",
    "contact_points", "honest_promotions",
)  # fmt: skip

DECEMBER = date(2024, 12, 1)
WRITTEN: dict[str, dict[str, Any]] = {
    "kpi_norms": {"kpi": "Calls", "norm": Decimal(5), "unit": "pcs", "active_from": date(2024, 1, 1), "direction": "higher"},
    "kpi_facts": {"employee": "Petrov", "kpi": "Calls", "period": DECEMBER, "fact": Decimal(4)},
    "plans": {"period": DECEMBER, "level": "company", "name": "", "measure": "revenue", "value": Decimal(100)},
    "requests_internal": {"asked_at": datetime(2024, 12, 2, 10), "asked_by": "Petrov", "asked_of": "Stock"},
    "seller_tasks": {"task": "Call", "employee": "Petrov", "asked_on": date(2024, 12, 2), "taught": False},
}  # fmt: skip


@pytest.fixture
def database(file_store: Callable[..., tuple[Path, Store]]) -> Path:
    """A closed store of two clients, two managers and two years."""
    days = [f"{year}-{month:02}-15" for year in (2023, 2024) for month in range(1, 13)]
    lines = [line(day, "Ромашка", 100, margin=20, manager="Petrov", category="Paint") for day in days]
    lines += [line(day, "Alfa", 40.5, margin=5, manager="Smirnova") for day in days]
    lines.append(line("2024-12-31", "Alfa", 1, manager="Smirnova"))
    path, store = file_store(lines)
    with store.engine.cursor() as cursor:
        for table, row in WRITTEN.items():
            insert_records(cursor, TYPED, table, pa.Table.from_pylist([row]))
    store.engine.close()
    return path


def test_the_command_as_it_is_typed(database: Path) -> None:
    words_ = [
        sys.executable,
        "-m",
        "analytics",
        "abc_classes",
        "--db",
        str(database),
        "--as-of",
        "2024-12-31",
        "--from",
        "2024-01-01",
    ]
    words_ += ["--to", "2024-12-31", "--set", "limit_a=0.5", "--json"]
    done = subprocess.run(words_, cwd=REPOSITORY, capture_output=True, text=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(text) for text in done.stdout.splitlines()]
    assert [(row["client"], row["rank"], row["value"], row["abc_class"]) for row in rows] == [
        ("Ромашка", 1, 1200, "A"),
        ("Alfa", 2, 487, "B"),
    ]
    rest = json.loads(done.stderr.splitlines()[-1])
    assert (rest["status"], rest["period"], rest["params"]["limit_a"]) == (
        "ok_with_warnings",
        ["2024-01-01", "2024-12-31"],
        0.5,
    )
    assert set(rest) == {"status", "period", "params", "warnings", "facts", "rows_used", "rows_dropped"}


@pytest.mark.parametrize("name", list(METHODS))
def test_every_method_answers(database: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    needed = {"client_search": ["--set", "text=ром"]}.get(name, [])
    needed += ["--set", "client_id=1"] if "client_id" in METHODS[name].setting_fields else []
    assert main([name, "--db", str(database), "--json", *needed]) == 0
    printed = capsys.readouterr()
    rest = json.loads(printed.err.splitlines()[-1])
    assert rest["status"] in ("ok", "ok_with_warnings")
    assert set(METHODS[name].setting_fields) <= set(rest["params"])
    assert [json.loads(text) for text in printed.out.splitlines()] or name in NOTHING_TO_TELL


def test_a_calculator_needs_no_store(capsys: pytest.CaptureFixture[str]) -> None:
    typed = ["clients=10", "average_check=50000", "purchases=7"]
    assert main(["loss_money", "--json", *(word for text in typed for word in ("--set", text))]) == 0
    (row,) = [json.loads(text) for text in capsys.readouterr().out.splitlines()]
    assert (row["year_value"], row["money"]) == (350_000, 3_500_000)
    assert main(["loss_money", "--set", "clients=10"]) == 2
    assert "average_check is missing" in capsys.readouterr().err


def test_filters(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def clients(*where: str) -> list[str]:
        assert (
            main(["client_status", "--db", str(database), *(word for text in where for word in ("--where", text))]) == 0
        )
        return [json.loads(text)["client"] for text in capsys.readouterr().out.splitlines()]

    assert clients("manager=Petrov") == ["Ромашка"]
    assert clients("manager=Petrov", "manager=Smirnova") == ["Ромашка", "Alfa"]
    assert clients("product_group=Paint") == ["Ромашка"]
    assert clients("manager=Petrov", "product_group=") == []


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["lost_sales", "--db", "DB"], "not a method"),
        (["client_status"], "--db is missing"),
        (["client_status", "--db", "nowhere.duckdb"], "no file"),
        (["client_status", "--db", "DB", "--as-of", "14.11.2024"], "not a date"),
        (["client_status", "--db", "DB", "--as-of", "2020-01-01"], "no sales"),
        (["client_status", "--db", "DB", "--from", "2024-05-01", "--to", "2024-04-01"], "ends before it begins"),
        (["client_status", "--db", "DB", "--where", "city=Kyiv"], "not a filter"),
        (["client_status", "--db", "DB", "--where", "manager"], "has no '='"),
        (["client_status", "--db", "DB", "--set", "k_lost=9"], "outside 1 .. 3"),
        (["client_status", "--db", "DB", "--set", "k_lost=much"], "not a number"),
        (["client_status", "--db", "DB", "--set", "speed=9"], "no setting speed"),
        (["client_history", "--db", "DB", "--set", "client_id=99"], "no client with the number 99"),
        (["abc_classes", "--db", "DB", "--set", "limit_a=0.99", "--set", "limit_b=0.9"], "A is 0.99"),
        (["abc_classes", "--db", "DB", "--set", "strict=perhaps"], "neither yes nor no"),
        (["abc_classes", "--db", "DB", "--measure", "weight"], "invalid choice"),
        (["abc_classes", "--db", "TEXT"], ""),
    ],
)
def test_wrong_questions(
    database: Path, tmp_path: Path, command: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "sales.duckdb"
    text.write_text("day;client;amount\n" * 300, encoding="utf-8")
    paths = {"DB": str(database), "TEXT": str(text)}
    assert main([paths.get(word, word) for word in command]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in printed.err
    assert len(printed.err.strip().splitlines()) == 1


def test_list_of_methods(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    listed = {row["method"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert set(NAMED) < set(listed) == set(METHODS)
    k_lost = next(found for found in listed["client_status"]["settings"] if found["name"] == "k_lost")
    assert (k_lost["mark"], k_lost["unit"], k_lost["low"], k_lost["high"]) == ("ART", "rhythms", 1, 3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_has_words(language: str) -> None:
    text = words(language)
    for name, method in METHODS.items():
        assert text.has(f"method.{name}")
        for setting in method.setting_fields:
            assert text.has(setting_key(method, setting)), setting
            assert text.has(setting_key(method, setting) + ".help"), setting
    assert all(text.has(f"mark.{mark}") for mark in Mark)
    for family, codes in codes_in_the_methods().items():
        assert all(text.has(f"{family}.{code}") for code in codes), codes


def codes_in_the_methods() -> dict[str, set[str]]:
    """Codes of notices and of faults that stand in the source of the methods."""
    found: dict[str, set[str]] = {"notice": set(), "error": set()}
    classes = {"Notice": "notice", "WrongSetting": "error", "NoSales": "error", "UnknownClient": "error"}
    for path in (REPOSITORY / "analytics").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in classes:
                code = node.args[0]
                if isinstance(code, ast.Constant):
                    found[classes[node.func.id]].add(str(code.value))
    assert len(found["notice"]) > 10
    return found


def test_languages_ask_for_the_same_values() -> None:
    def places(language: str) -> dict[str, set[str]]:
        catalogue = read_catalogue(language)
        mine = [
            message
            for message in catalogue
            if str(message.id).split(".")[0] in ("notice", "error", "setting", "method", "mark")
        ]
        return {
            str(message.id): {name for _, name, _, _ in Formatter().parse(str(message.string)) if name}
            for message in mine
        }

    english = places("en")
    assert places("ru") == english == places("uk")
    assert english["notice.E_HISTORY"] == {"need", "have"}


def test_settings_refuse_what_is_not_a_number() -> None:
    for wrong in (float("nan"), "much"):
        with pytest.raises(WrongSetting):
            METHODS["client_status"].settings(k_lost=wrong)


def test_changed_settings_are_known() -> None:
    kind = METHODS["client_status"].settings
    assert changed_settings(kind()) == {}
    assert changed_settings(kind(k_lost=1.5, min_gap=14)) == {"k_lost": 1.5}
