"""`python -m ingestion FILE...`: read files and say what is in them.

--json        one JSON object a file (fields of Reading.to_json and `message`)
--clean OUT   write the located table of the one file as plain UTF-8 CSV
--db PATH     load what can be loaded into a database
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
from typing import Any

from ingestion.process import ReaderProcess
from ingestion.read import read_file
from wording.catalogue import LANGUAGES, words
from wording.imports import message


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ingestion", description="Reads sales from spreadsheets and text files.")
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


def _loaded(database: Path, files: Sequence[Path]) -> Iterator[Mapping[str, Any]]:
    from storage.imports import load_files  # the store is needed only here

    yield from load_files(database, files)


def main(given: Sequence[str] | None = None) -> int:
    """Run the command; 0 where every file was read, 1 where one was refused or needs an answer."""
    chosen = _arguments(given)
    texts = words(chosen.lang)
    readings = _loaded(chosen.db, chosen.files) if chosen.db else _readings(chosen.files, chosen.clean)
    complete = True
    for reading in readings:
        sentence = message(reading, texts)
        complete = complete and reading["outcome"] == "loaded"
        shown = json.dumps({**reading, "message": sentence}, ensure_ascii=False, default=str)
        print(shown if chosen.json else sentence, flush=True)
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main())
