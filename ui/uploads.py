"""Uploaded files on their way: from the browser to disk, through the importer, into the store."""

from __future__ import annotations

import io
import shutil
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import streamlit as st
from streamlit.runtime import get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ingestion.answers import Answers
from ingestion.pack import can_be_packed, pack_together
from ingestion.read import read_file
from ingestion.reading import Reading
from intake.one_file import Progress, demo_imports, load_reading, may_be_same_money, meeting, read_for
from storage.errors import StoreError
from storage.imports import LedgerLine, already_loaded, file_to_load, load
from storage.kept_files import kept_copy
from storage.loading import OverlapChoice
from storage.overlap import Overlap
from storage.who import who_loads
from ui.data import store
from ui.text import shortened

_CHUNK = 1 << 20
_WAITING = "upload_waiting"
_OPENED = "upload_opened"
_ROUND = "upload_round"
_NO_SALES = frozenset(["no_table", "nothing_readable"])  # refused as sales, which a list of names is not
_LONGEST_NAME = 160


@dataclass
class WaitingFile:
    """A file that was dropped and is not loaded yet: where it lies, what the importer found, what is loaded already."""

    path: Path
    name: str
    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    found: Reading | None = None
    overlap: Overlap | None = None
    overlap_choice: OverlapChoice | None = None
    names_inside: dict[str, str] = field(default_factory=dict)  # of files packed into this one, by their keys
    _compared: tuple[int, int] | None = None  # version of the data and reading that `overlap` was found for

    @property
    def folder(self) -> Path:
        """Folder of its own for the bytes and the staged rows."""
        return self.path.parent

    def compare(self) -> Overlap | None:
        """What it has in common with the store as it is now; None where nothing was staged yet."""
        if self.found is None or self.found.staged is None:
            return None
        state = (store().version(), id(self.found))
        if state != self._compared:
            self.overlap = meeting(store(), self.found, self.path)
            self.overlap_choice, self._compared = None, state
        return self.overlap

    @property
    def must_choose(self) -> bool:
        """Whether a person has still to say what becomes of lines that are loaded already."""
        overlap = self.compare()
        return overlap is not None and overlap.is_question and self.overlap_choice is None

    @property
    def must_settle_deals(self) -> bool:
        """Whether its won deals may be the sales that another report brought, and nobody has said so yet."""
        return self.found is not None and may_be_same_money(store(), self.found)

    @property
    def same(self) -> LedgerLine | None:
        """The import in force that was made of the same bytes."""
        return None if self.found is None else already_loaded(store(), self.found.sha256)

    @property
    def is_complete(self) -> bool:
        """Whether it was read as sales that need nothing of another file."""
        return self.found is not None and self.found.outcome == "loaded" and self.found.kind == "sales"

    @property
    def may_belong_to_others(self) -> bool:
        """Whether it is a table that another file may complete."""
        found = self.found
        was_read = found is not None and (found.outcome != "refused" or found.reason in _NO_SALES)
        return was_read and can_be_packed(self.path)

    def holds(self, key: str, tables: Sequence[str]) -> bool:
        """Whether one of these tables is in the packed file of that key."""
        name = self.names_inside[key]
        return any(table == name or table.startswith(f"{name} · ") for table in tables)

    @property
    def is_ready(self) -> bool:
        """Whether it can be loaded as it is."""
        found = self.found
        read = found is not None and found.outcome == "loaded" and found.lines.loaded > 0 and not found.questions
        return read and self.same is None and not self.must_choose and not self.must_settle_deals


def work_folder() -> Path:
    """Folder of this visit for files that are being looked at."""
    if "upload_folder" not in st.session_state:
        st.session_state["upload_folder"] = uuid.uuid4().hex
    folder = store().work / str(st.session_state["upload_folder"])
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def uploader_key() -> str:
    """A new key after every drop: the box is empty again."""
    return f"upload_box_{st.session_state.get(_ROUND, 0)}"


def take(uploads: Sequence[Any]) -> None:
    """Write uploads to disk and give their memory back; they are read from there. A single one is opened at once."""
    for uploaded in uploads:
        _keep(uploaded.name, uploaded)
        _give_memory_back(uploaded)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    if len(waiting_files()) == 1:
        open_file(waiting_files()[0])


def take_bytes(name: str, content: bytes) -> None:
    """A file of ours in the place of an upload: an example to try."""
    open_file(_keep(name, io.BytesIO(content)))


def offer_file(path: Path, name: str, sha256: str) -> None:
    """Let a file that lies on this computer wait among the others, unless it does already or has gone."""
    if any(file.found is not None and file.found.sha256 == sha256 for file in waiting_files()):
        return
    try:
        with path.open("rb") as content:
            file = _keep(name, content)
    except OSError:
        return
    if len(waiting_files()) == 1:
        open_file(file)


def _keep(name: str, content: BinaryIO) -> WaitingFile:
    """Write a file into a folder of its own and let it wait."""
    folder = work_folder() / uuid.uuid4().hex
    folder.mkdir()
    with (folder / "file").open("wb") as target:
        shutil.copyfileobj(content, target, _CHUNK)
    file = WaitingFile(folder / "file", name)
    waiting_files().append(file)
    return file


def pack_waiting(files: Sequence[WaitingFile]) -> WaitingFile:
    """Files as one that is not among the waiting ones yet; the same files again are the same bytes."""
    folder = work_folder() / uuid.uuid4().hex
    folder.mkdir()
    inside = pack_together([(file.name, file.path) for file in files], folder / "file")
    name = shortened(" + ".join(file.name for file in files), _LONGEST_NAME)
    return WaitingFile(folder / "file", name, names_inside=dict(zip((f.key for f in files), inside, strict=True)))


def unpack_again(file: WaitingFile) -> None:
    """Drop a packed file that nobody wants: those that were packed go on waiting as they are."""
    shutil.rmtree(file.folder, ignore_errors=True)


def replace_with(whole: WaitingFile, parts: Sequence[WaitingFile]) -> None:
    """A packed file in the place of those that were packed."""
    for file in parts:
        waiting_files().remove(file)
        shutil.rmtree(file.folder, ignore_errors=True)
    waiting_files().append(whole)


def _give_memory_back(uploaded: Any) -> None:
    """The server keeps every upload until the visit ends unless it is told that the file is not needed."""
    context = get_script_run_ctx()
    if context is not None:
        manager = get_instance().uploaded_file_mgr
        if isinstance(manager, MemoryUploadedFileManager):
            manager.remove_file(context.session_id, uploaded.file_id)


def waiting_files() -> list[WaitingFile]:
    """The files that were dropped and are not loaded yet, in the order of their coming."""
    found: list[WaitingFile] = st.session_state.setdefault(_WAITING, [])
    return found


def opened_file() -> WaitingFile | None:
    """The file whose findings are shown."""
    key = st.session_state.get(_OPENED)
    return next((file for file in waiting_files() if file.key == key), None)


def open_file(file: WaitingFile | None) -> None:
    """Show the findings of a file; None goes back to all of them."""
    st.session_state[_OPENED] = file.key if file else None


def read_waiting(file: WaitingFile, answers: Answers | None = None, progress: Progress | None = None) -> Reading:
    """Read a file, with the answers given or those remembered for its layout."""
    file.found = read_for(store(), file.path, work=file.folder, name=file.name, answers=answers, progress=progress)
    return file.found


def forget_file(file: WaitingFile) -> None:
    """Drop a file with everything staged for it; the last one left is opened."""
    waiting_files().remove(file)
    shutil.rmtree(file.folder, ignore_errors=True)
    left = waiting_files()
    open_file(left[0] if len(left) == 1 else None)


def load_file(file: WaitingFile, progress: Progress | None = None) -> int:
    """Load a file as it was chosen for lines that are loaded already; the demo company leaves. Returns the import.

    Raises StoreError as `storage.imports.load`; the file goes on waiting then.
    """
    if file.found is None:
        raise ValueError("the file was not read")
    import_id = load_reading(store(), file.found, file.path, file.overlap_choice or "add_all", progress)
    forget_file(file)
    return import_id


def load_again(line: LedgerLine, progress: Progress | None = None) -> int:
    """Put an import that was taken back into force again: its kept file is read anew with the answers of that time.

    Raises StoreError: `no_kept_file`, `asks_now` where the file cannot be loaded without a person any more, and as
    `storage.imports.load`.
    """
    folder = work_folder() / uuid.uuid4().hex
    folder.mkdir()
    try:
        path = kept_copy(store(), line.import_id, folder / "file")
        found = read_file(path, Answers.from_json(line.answers), work=folder, name=line.file_name)
        if found.staged is None:
            raise StoreError("asks_now", file=line.file_name)
        file = file_to_load(found, path)
        demo = demo_imports(store())
        return load(store(), file, who_loads(), demo, line.overlap, again=line.import_id, progress=progress)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
