"""`python -m ingestion FILE...`: read files and say what is in them.

--json        one JSON object a file (fields of Reading.to_json and `message`)
--clean OUT   write the located table of the one file as plain UTF-8 CSV
--db PATH     load what can be loaded into a database
--lang        language of the sentences: en, ru, uk
"""

from __future__ import annotations

import argparse
import getpass
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ingestion.answers import Answers
from ingestion.process import ReaderProcess
from ingestion.read import read_file
from wording.catalogue import LANGUAGES, Words, words
from wording.imports import message


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m ingestion", description="Reads sales from spreadsheets and text files."
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="print one JSON object a file")
    parser.add_argument("--clean", type=Path, metavar="OUT.csv", help="write the located table as plain CSV (one FILE)")
    parser.add_argument("--db", type=Path, metavar="PATH", help="load the files into this database")
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


def _loaded(database: Path, files: Sequence[Path], texts: Words) -> Iterator[Mapping[str, Any]]:
    """The same, each file that was read without a question loaded into the database at once."""
    # The store is needed only here: reading a file starts without it.
    from storage.errors import StoreError
    from storage.imports import file_to_load, load
    from storage.layouts import known_layouts
    from storage.store import open_store

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
                        values["import_id"] = load(store, file_to_load(reading, path), by=getpass.getuser())
                except StoreError as error:
                    sentence = texts(f"store.{error.code}", **error.facts)
                    values |= {"outcome": "refused", "reason": error.code, "message": sentence}
                finally:
                    shutil.rmtree(work, ignore_errors=True)
                yield values
    finally:
        store.close()


def main(given: Sequence[str] | None = None) -> int:
    """Run the command; 0 where every file was read, 1 where one was refused or needs an answer."""
    chosen = _arguments(given)
    texts = words(chosen.lang)
    readings = _loaded(chosen.db, chosen.files, texts) if chosen.db else _readings(chosen.files, chosen.clean)
    complete = True
    for reading in readings:
        sentence = reading.get("message") or message(reading, texts)
        complete = complete and reading["outcome"] == "loaded"
        shown = json.dumps({**reading, "message": sentence}, ensure_ascii=False, default=str)
        print(shown if chosen.json else sentence, flush=True)
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main())
