"""An uploaded file on its way: from the browser to disk, through the importer, into the store."""

from __future__ import annotations

import getpass
import shutil
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.runtime import get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ingestion.answers import Answers
from ingestion.read import read_file
from ingestion.reading import Reading
from storage.imports import file_to_load, ledger, load
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
    folder = store().work / str(st.session_state["upload_folder"])
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def who_loads() -> str:
    """Name of the user of this computer for the ledger; empty where the system knows none (a container, say)."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # KeyError until Python 3.12, OSError since 3.13
        return ""


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
        manager = get_instance().uploaded_file_mgr
        if isinstance(manager, MemoryUploadedFileManager):
            manager.remove_file(context.session_id, uploaded.file_id)


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


def load_waiting() -> int:
    """Load the file that waits; the demo company leaves when the first file of the owner comes. Returns the import."""
    found, waiting = reading(), waiting_file()
    if found is None or waiting is None:
        raise ValueError("no file waits to be loaded")
    demo = tuple(line.import_id for line in ledger(store()) if line.is_demo and line.undone_at is None)
    import_id = load(store(), file_to_load(found, waiting[0]), by=who_loads(), instead_of=demo)
    if found.answers != Answers():
        remember_layout(store(), found.fingerprint, found.answers.to_json(), found.name)
    forget_reading()
    return import_id
