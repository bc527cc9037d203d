"""An uploaded file on its way: from the browser to disk, through the importer, into the store."""

from __future__ import annotations

import getpass
import shutil
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.runtime import get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ingestion.answers import Answers
from ingestion.read import read_file
from ingestion.reading import Reading
from storage.imports import FileToLoad, ledger, load
from storage.layouts import known_layouts, remember_layout
from ui.data import store

_CHUNK = 1 << 20
_READING = "upload_reading"
_PATH = "upload_path"
_ROUND = "upload_round"

Progress = Callable[[str, float], None]


def work_folder() -> Path:
    """Folder of this visit for files that are being looked at."""
    if "upload_folder" not in st.session_state:
        st.session_state["upload_folder"] = uuid.uuid4().hex
    folder = store().path.parent / ".work" / str(st.session_state["upload_folder"])
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def uploader_key() -> str:
    """A new key after every file: the box is empty again."""
    return f"upload_box_{st.session_state.get(_ROUND, 0)}"


def take(uploaded: Any) -> None:
    """Write an upload to disk and give its memory back; it is read from there."""
    forget_reading()
    path = work_folder() / uuid.uuid4().hex
    with path.open("wb") as target:
        shutil.copyfileobj(uploaded, target, _CHUNK)
    st.session_state[_PATH] = (path, uploaded.name)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    context = get_script_run_ctx()
    if context is not None:
        # The server keeps every upload until the visit ends unless it is told that the file is not needed.
        get_instance().uploaded_file_mgr.remove_file(context.session_id, uploaded.file_id)


def waiting_file() -> tuple[Path, str] | None:
    """The file that was taken, with the name it had."""
    found: tuple[Path, str] | None = st.session_state.get(_PATH)
    return found


def reading() -> Reading | None:
    """What the importer found in it."""
    found: Reading | None = st.session_state.get(_READING)
    return found


def read_waiting(answers: Answers | None = None, progress: Progress | None = None) -> Reading:
    """Read the file that waits, with the answers given so far or those remembered for its layout."""
    waiting = waiting_file()
    if waiting is None:
        raise ValueError("no file waits to be read")
    path, name = waiting
    known = {print_: Answers.from_json(saved) for print_, saved in known_layouts(store()).items()}
    found = read_file(path, answers, work=work_folder(), name=name, known_layouts=known, progress=progress)
    st.session_state[_READING] = found
    return found


def forget_reading() -> None:
    """Drop the file that waits with everything staged for it."""
    st.session_state.pop(_READING, None)
    st.session_state.pop(_PATH, None)
    shutil.rmtree(work_folder(), ignore_errors=True)


def report_of(found: Reading) -> dict[str, Any]:
    """What the ledger keeps of a reading: everything but rows and paths."""
    kept = found.to_json()
    for name in ("file", "preview", "quarantine", "staged", "answers"):
        kept.pop(name)
    return kept


def to_load(found: Reading, path: Path, is_demo: bool = False) -> FileToLoad:
    """A reading as the store takes it."""
    if found.staged is None:
        raise ValueError(f"{found.name} was not staged")
    counts = {name: getattr(found.lines, name) for name in ("total", "header", "blank", "loaded", "quarantined", "skipped")}
    return FileToLoad(
        path=path, name=found.name, sha256=found.sha256, fingerprint=found.fingerprint, kind=found.kind, lines=counts,
        amount_total=found.amount_total, date_min=found.date_min, date_max=found.date_max,
        answers=found.answers.to_json(), report=report_of(found), staged=found.staged, is_demo=is_demo,
    )  # fmt: skip


def load_waiting() -> int:
    """Load the file that waits; the demo company leaves when the first file of the owner comes. Returns the import."""
    found, waiting = reading(), waiting_file()
    if found is None or waiting is None:
        raise ValueError("no file waits to be loaded")
    demo = tuple(line.import_id for line in ledger(store()) if line.is_demo and line.undone_at is None)
    import_id = load(store(), to_load(found, waiting[0]), by=getpass.getuser(), instead_of=demo)
    if found.answers != Answers():
        remember_layout(store(), found.fingerprint, found.answers.to_json(), found.name)
    forget_reading()
    return import_id


def changed(answers: Answers, **values: Any) -> Answers:
    """Answers with some of them changed."""
    return replace(answers, **values)
