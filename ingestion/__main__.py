"""`python -m ingestion FILE...`: read files and say what is in them.

--json        one JSON object a file (fields of Reading.to_json and `message`)
--clean OUT   write the located table of the one file as plain UTF-8 CSV
--db PATH     load what can be loaded into a database
--overlap     with --db, lines that the database holds already: ask (the file is not loaded), replace, only_new, add_all
--lang        language of the sentences: en, ru, uk
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ingestion.answers import Answers
from ingestion.process import ReaderProcess
from ingestion.read import read_file
from wording.catalogue import LANGUAGES, Words, words
from wording.imports import message
from wording.numbers import number, period

if TYPE_CHECKING:
    from storage.loading import OverlapChoice
    from storage.overlap import Overlap


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m ingestion", description="Reads sales from spreadsheets and text files."
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="print one JSON object a file")
    parser.add_argument("--clean", type=Path, metavar="OUT.csv", help="write the located table as plain CSV (one FILE)")
    parser.add_argument("--db", type=Path, metavar="PATH", help="load the files into this database")
    parser.add_argument(
        "--overlap", choices=("ask", "replace", "only_new", "add_all"), default="ask",
        help="what becomes of lines that are loaded already",
    )  # fmt: skip
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language of the sentences")
    chosen = parser.parse_args(given)
    if chosen.clean and len(chosen.files) != 1:
        parser.error("--clean takes exactly one FILE")
    return chosen


def _readings(files: Sequence[Path], clean: Path | None) -> Iterator[Mapping[str, Any]]:
    """One reading a file, by one child for all of them."""
    with ReaderProcess() as process:
        for path in files:
            work = Path(tempfile.mkdtemp(prefix="ingestion-"))
            try:
                yield read_file(path, work=work, clean=clean, process=process).to_json() | {"staged": None}
            finally:
                shutil.rmtree(work, ignore_errors=True)


def _loaded(database: Path, files: Sequence[Path], choice: str, texts: Words) -> Iterator[Mapping[str, Any]]:
    """The same, each file that was read without a question loaded into the database at once."""
    # The store is needed only here: reading a file starts without it.
    from storage.errors import StoreError
    from storage.imports import file_to_load, ledger, load
    from storage.layouts import known_layouts
    from storage.overlap import find_overlap
    from storage.store import open_store
    from storage.who import who_loads

    store = open_store(database)
    try:
        known = {layout: Answers.from_json(saved) for layout, saved in known_layouts(store).items()}
        with ReaderProcess() as process:
            for path in files:
                store.work.mkdir(parents=True, exist_ok=True)
                work = Path(tempfile.mkdtemp(dir=store.work))
                try:
                    reading = read_file(path, work=work, process=process, known_layouts=known)
                    values = reading.to_json() | {"staged": None}
                    if reading.outcome == "loaded":
                        file = file_to_load(reading, path)
                        overlap = find_overlap(store, file) if choice == "ask" else None
                        if overlap is not None and overlap.is_question:
                            values |= _asks_about(overlap, reading.name, texts)
                        else:
                            import_id = load(store, file, who_loads(), overlap=_choice(choice))
                            (line,) = (line for line in ledger(store) if line.import_id == import_id)
                            values |= {"import_id": import_id, "lines": line.lines}
                            known_before = line.lines["skipped"] - reading.lines.skipped
                            if known_before:
                                values["skipped_by_reason"] = {
                                    **reading.skipped_by_reason,
                                    "already_loaded": known_before,
                                }
                            values["amount_total"] = str(line.amount_total)
                except StoreError as error:
                    sentence = texts(f"store.{error.code}", **error.facts)
                    values |= {"outcome": "refused", "reason": error.code, "message": sentence}
                finally:
                    shutil.rmtree(work, ignore_errors=True)
                yield values
    finally:
        store.close()


def _choice(choice: str) -> OverlapChoice:
    """Where nothing was asked, nothing stands in the database twice: everything is added."""
    return "add_all" if choice == "ask" else cast("OverlapChoice", choice)


def _asks_about(overlap: Overlap, name: str, texts: Words) -> dict[str, Any]:
    """The file waits for a person: lines of it are loaded already."""
    days = period(overlap.first_day, overlap.last_day, texts.language)
    count = number(overlap.lines, texts.language)
    sentence = texts.n("ingestion.overlap", overlap.lines, n=count, name=name, days=days)
    options = [{"answer": answer} for answer in ("replace", "only_new", "add_all")]
    question = {"code": "overlap", "options": options, "facts": {"lines": overlap.lines}}
    return {"outcome": "ask", "reason": "overlap", "questions": [question], "message": sentence}


def main(given: Sequence[str] | None = None) -> int:
    """Run the command; 0 where every file was read, 1 where one was refused or needs an answer."""
    chosen = _arguments(given)
    texts = words(chosen.lang)
    readings = (
        _loaded(chosen.db, chosen.files, chosen.overlap, texts) if chosen.db else _readings(chosen.files, chosen.clean)
    )
    complete = True
    for reading in readings:
        sentence = reading.get("message") or message(reading, texts)
        complete = complete and reading["outcome"] == "loaded"
        shown = json.dumps({**reading, "message": sentence}, ensure_ascii=False, default=str)
        print(shown if chosen.json else sentence, flush=True)
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main())
