"""One database of each kind for the whole run; tests that write get a copy of their own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.ui import stores
from ui.data import store as open_in_app

Base = Callable[[str], Path]


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    """Path of the database of a kind: empty, demo_<language>, nasty, one_month, one_client. Nobody writes to it."""
    folder = tmp_path_factory.mktemp("bases")
    made: dict[str, Path] = {}

    def of_kind(kind: str) -> Path:
        if kind not in made:
            if kind == "empty":
                made[kind] = folder / "empty.duckdb"
            elif kind.startswith("demo_"):
                made[kind] = stores.demo(folder, kind.removeprefix("demo_"))
            else:
                made[kind] = {"nasty": stores.nasty, "one_month": stores.one_month, "one_client": stores.one_client}[
                    kind
                ](folder)
        return made[kind]

    return of_kind


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Path]:
    """Point the app at a database."""

    def at(path: Path) -> Path:
        monkeypatch.setenv("SALES_HEALTH_DB", str(path))
        return path

    return at


@pytest.fixture
def own(base: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Path]]:
    """A copy of a database that this test may change; the app's connection to it is closed afterwards."""
    opened: list[Path] = []

    def copied(kind: str) -> Path:
        path = tmp_path / "own.duckdb"
        source = base(kind)
        if source.exists():
            shutil.copyfile(source, path)
        monkeypatch.setenv("SALES_HEALTH_DB", str(path))
        opened.append(path)
        return path

    yield copied
    if opened and opened[-1].exists():
        open_in_app().close()
