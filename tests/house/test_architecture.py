"""The house rules: who may import whom, where Streamlit may stand, how large a room may be."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = (
    "app",
    "start",
    "pages",
    "ui",
    "charts",
    "analytics",
    "storage",
    "ingestion",
    "intake",
    "wording",
    "sample_data",
)
# What each part may import of ours; the commands are composition roots.
ALLOWED: dict[str, set[str]] = {
    "app": {"ui", "charts", "analytics", "storage", "ingestion", "intake", "wording"},
    "start": set(),
    "pages": {"ui", "charts", "analytics", "storage", "ingestion", "intake", "wording"},
    "ui": {"ui", "charts", "analytics", "storage", "ingestion", "intake", "wording", "sample_data"},
    "charts": {"charts", "wording"},
    "analytics": {"analytics", "storage.engine"},
    "storage": {"storage"},
    "ingestion": {"ingestion"},
    "intake": {"intake", "ingestion", "storage"},  # a file's way through both, for the screens and the command
    "wording": {"wording"},
    "sample_data": {"sample_data", "wording"},
}
COMMANDS = {"analytics/__main__.py", "ingestion/__main__.py"}


def sources() -> list[Path]:
    """Every Python file of the product."""
    found = [ROOT / "app.py", ROOT / "start.py"]
    for package in OURS[2:]:
        found += sorted((ROOT / package).rglob("*.py"))
    return [path for path in found if path.exists()]


def imports(path: Path) -> Iterator[str]:
    """Names of the modules that a file imports, those inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_imports_go_one_way(path: Path) -> None:
    name = name_of(path)
    part = path.relative_to(ROOT).parts[0].removesuffix(".py")
    allowed = ALLOWED[part] | ({"storage", "intake", "wording"} if name in COMMANDS else set())
    for module in imports(path):
        if module.split(".")[0] in OURS:
            fits = any(module == one or module.startswith(one + ".") for one in allowed)
            assert fits, f"{name} must not import {module}"


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_streamlit_stands_at_the_door_only(path: Path) -> None:
    part = path.relative_to(ROOT).parts[0]
    if part in ("app.py", "start.py", "pages", "ui"):
        return
    assert not any(module.split(".")[0] == "streamlit" for module in imports(path)), name_of(path)


def test_pages_stand_one_folder_down_and_import_no_page() -> None:
    assert list((ROOT / "pages").glob("*.py")) == []
    for path in (ROOT / "pages").rglob("*.py"):
        assert not any(module.split(".")[0] == "pages" for module in imports(path)), name_of(path)


def test_pages_stay_thin() -> None:
    for path in (ROOT / "pages").rglob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 90, name_of(path)


def test_there_is_no_drawer_for_odds_and_ends() -> None:
    assert [path for path in sources() if path.stem in ("utils", "common", "helpers", "misc")] == []


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_no_fault_is_swallowed_and_no_text_becomes_html(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "unsafe_allow_html" not in text  # the ban itself: what users wrote must never become HTML
    assert "plotly.express" not in text
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ExceptHandler):
            caught = node.type
            assert caught is not None, f"{name_of(path)}:{node.lineno} catches everything"
            assert not (isinstance(caught, ast.Name) and caught.id == "Exception"), f"{name_of(path)}:{node.lineno}"


def test_numbers_are_typed_into_one_field() -> None:
    """Streamlit's own field for numbers speaks English, swallows letters and writes every language with a point."""
    for folder in ("ui", "pages"):
        for path in (ROOT / folder).rglob("*.py"):
            assert ".number_input(" not in path.read_text(encoding="utf-8"), name_of(path)


def test_methods_know_no_clock_no_screen_and_no_file_of_the_user() -> None:
    for path in (ROOT / "analytics").rglob("*.py"):
        if path.name == "__main__.py":
            continue
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\b(date\.today|datetime\.now|time\.time)\(", text), name_of(path)


def test_method_sql_stays_portable() -> None:
    """No PIVOT, ASOF, month differences or windowed medians: a second engine must run the same files."""
    forbidden = re.compile(
        r"\bPIVOT\b|\bASOF\b|date_diff\('month'|\b(median|quantile\w*)\([^)]*\)\s*OVER", re.IGNORECASE
    )
    for path in (ROOT / "analytics").rglob("*.sql"):
        assert not forbidden.search(path.read_text(encoding="utf-8")), name_of(path)


def test_public_functions_say_what_they_answer() -> None:
    silent = []
    for path in sources():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if path.relative_to(ROOT).parts[0] != "pages" and not ast.get_docstring(tree) and path.name != "__init__.py":
            silent.append(name_of(path))
        for node in tree.body:
            is_public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if is_public and not ast.get_docstring(node):  # type: ignore[arg-type]
                silent.append(f"{name_of(path)}:{node.lineno} {node.name}")  # type: ignore[attr-defined]
    assert silent == []
