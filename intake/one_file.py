"""One file from its path into the store, and what became of it on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from ingestion.answers import Answers
from ingestion.kinds.catalogue import SALES
from ingestion.kinds.report import DEALS, KIND_QUESTION
from ingestion.process import ReaderProcess
from ingestion.read import read_file
from ingestion.reading import Reading
from storage.errors import StoreError
from storage.imports import LedgerLine, already_loaded, file_to_load, ledger, load
from storage.layouts import known_layouts, remember_layout
from storage.loading import OverlapChoice
from storage.overlap import Overlap, find_overlap
from storage.records import sales_from_elsewhere
from storage.store import Store
from storage.who import who_loads

Outcome = Literal["loaded", "already_loaded", "ask", "refused"]
Asked = Literal["ask", "replace", "only_new", "add_all"]
Deals = Literal["ask", "funnel", "sales"]
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Taken:
    """What became of a file.

    reading: what the importer found; None where the same bytes are loaded and nothing was read. line: the import in
    force, made now or before. overlap: where lines that are loaded already are the question. same_money: whether the
    won deals of a CRM may be the sales that are loaded already, which is the question then. fault: what the store
    refused.
    """

    outcome: Outcome
    name: str
    sha256: str
    reading: Reading | None = None
    line: LedgerLine | None = None
    overlap: Overlap | None = None
    same_money: bool = False
    fault: StoreError | None = None


def sha256_of(path: Path) -> str:
    """The hash by which the ledger knows the bytes of a file; empty where it cannot be read."""
    try:
        with path.open("rb") as source:
            return hashlib.file_digest(source, "sha256").hexdigest()
    except OSError:
        return ""


def remembered_answers(store: Store) -> dict[str, Answers]:
    """Answers given once, by the fingerprint of the layout that they hold for."""
    return {layout: Answers.from_json(saved) for layout, saved in known_layouts(store).items()}


def demo_imports(store: Store) -> tuple[int, ...]:
    """The demo company's imports in force: it leaves when the first file of the owner comes."""
    return tuple(line.import_id for line in ledger(store) if line.is_demo and line.undone_at is None)


def read_for(
    store: Store,
    path: Path,
    *,
    work: Path,
    name: str | None = None,
    answers: Answers | None = None,
    process: ReaderProcess | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Read a file with the answers given, or with those remembered for its layout (see `ingestion.read.read_file`)."""
    known = remembered_answers(store)
    return read_file(path, answers, work=work, name=name, known_layouts=known, process=process, progress=progress)


def meeting(store: Store, reading: Reading, path: Path) -> Overlap | None:
    """What a file that was read has in common with the store, the demo company left out."""
    return find_overlap(store, file_to_load(reading, path), demo_imports(store))


def may_be_same_money(store: Store, reading: Reading) -> bool:
    """Whether won deals may be the sales that another report brought, and nobody has said yet what the file is."""
    if reading.kind != SALES or not reading.records or KIND_QUESTION in reading.answers.options:
        return False
    return sales_from_elsewhere(store)


def load_reading(
    store: Store, reading: Reading, path: Path, overlap: OverlapChoice = "add_all", progress: Progress | None = None
) -> int:
    """Load a file that was read and asks nothing, in place of the demo company; its answers are remembered.

    Returns the number of the import. Raises StoreError as `storage.imports.load`.
    """
    file = file_to_load(reading, path)
    import_id = load(store, file, who_loads(), demo_imports(store), overlap, progress=progress)
    if reading.answers != Answers() and remembered_answers(store).get(reading.fingerprint) != reading.answers:
        remember_layout(store, reading.fingerprint, reading.answers.to_json(), reading.name)
    return import_id


def take_in(
    store: Store,
    path: Path,
    *,
    work: Path,
    name: str | None = None,
    overlap: Asked = "ask",
    deals: Deals = "ask",
    process: ReaderProcess | None = None,
) -> Taken:
    """Read a file and load it where nobody has to be asked; the same bytes are not read a second time.

    overlap: what becomes of lines that are loaded already; "ask" leaves a file with such lines where it is. deals: what
    becomes of won deals beside sales of another report; "funnel" takes the deals alone, "sales" adds their money.
    """
    shown, sha256 = name or path.name, sha256_of(path)
    same = already_loaded(store, sha256)
    if same is not None:
        return Taken("already_loaded", shown, sha256, line=same)
    reading = read_for(store, path, work=work, name=name, process=process)
    if reading.outcome != "loaded":
        return Taken(reading.outcome, shown, sha256, reading)
    if deals != "sales" and may_be_same_money(store, reading):
        if deals == "ask":
            return Taken("ask", reading.name, reading.sha256, reading, same_money=True)
        alone = replace(reading.answers, columns=None, options={**reading.answers.options, KIND_QUESTION: DEALS})
        reading = read_for(store, path, work=work, name=name, answers=alone, process=process)
    try:
        return _loaded(store, reading, path, overlap)
    except StoreError as fault:
        return Taken("refused", shown, sha256, reading, fault=fault)


def _loaded(store: Store, reading: Reading, path: Path, overlap: Asked) -> Taken:
    """Load what was read, unless lines of it are loaded already and nobody has said what becomes of them."""
    met = meeting(store, reading, path) if overlap == "ask" else None
    if met is not None and met.is_question:
        return Taken("ask", reading.name, reading.sha256, reading, overlap=met)
    import_id = load_reading(store, reading, path, "add_all" if overlap == "ask" else overlap)
    line = next(line for line in ledger(store) if line.import_id == import_id)
    return Taken("loaded", reading.name, reading.sha256, reading, line)
