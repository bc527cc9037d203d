"""`python -m ingestion FILE|FOLDER...`: read files and say what is in them; with --db load them.

--json        one JSON object a file: fields of Reading.to_json and `message`; with --db also `import_id`, and `lines`
              and `amount_total` as they were loaded
--clean OUT   write the located table of the one file as plain UTF-8 CSV
--db PATH     load what can be loaded into a database; answers given once for a layout are used
--overlap     with --db, lines that the database holds already: ask (the file is not loaded), replace, only_new, add_all
--deals       with --db, won deals of a CRM beside another report of sales: ask (the file is not loaded), funnel, sales
--lang        language of the sentences: en, ru, uk

Of a folder the files that stand directly in it are read, but for hidden ones and those still being written.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.folder import files_at_rest, leads_out
from ingestion.process import ReaderProcess
from ingestion.read import read_file
from ingestion.reading import refused
from wording.catalogue import LANGUAGES, Words, words
from wording.imports import message
from wording.numbers import number, period

if TYPE_CHECKING:
    from intake.one_file import Taken
    from storage.errors import StoreError
    from storage.overlap import Overlap
    from storage.store import Store


class Exit(IntEnum):
    """What the command ends with, for a script that calls it; the gravest of all files counts."""

    DONE = 0
    ASKS = 1
    USAGE = 2
    REFUSED = 3
    NO_DATABASE = 4


_CODES = """exit codes:
  0  every file is loaded, now or before (without --db: was read)
  1  some wait for an answer: open them in the app once, the answer is remembered for the layout
  2  the command cannot be understood
  3  some are refused
  4  the database is held by another program, cannot be written, or has no room
"""
_EXIT_OF = {"loaded": Exit.DONE, "already_loaded": Exit.DONE, "ask": Exit.ASKS, "refused": Exit.REFUSED}


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m ingestion",
        description="Reads sales from spreadsheets and text files.",
        epilog=_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE|FOLDER")
    parser.add_argument("--json", action="store_true", help="print one JSON object a file")
    parser.add_argument("--clean", type=Path, metavar="OUT.csv", help="write the located table as plain CSV (one FILE)")
    parser.add_argument("--db", type=Path, metavar="PATH", help="load the files into this database")
    parser.add_argument(
        "--overlap", choices=("ask", "replace", "only_new", "add_all"), default="ask",
        help="what becomes of lines that are loaded already",
    )  # fmt: skip
    parser.add_argument(
        "--deals", choices=("ask", "funnel", "sales"), default="ask",
        help="what becomes of won deals where another report of sales is loaded",
    )  # fmt: skip
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language of the sentences")
    chosen = parser.parse_args(given)
    if chosen.clean and (len(chosen.files) != 1 or chosen.files[0].is_dir()):
        parser.error("--clean takes exactly one FILE")
    return chosen


def _files(given: Sequence[Path]) -> Iterator[tuple[Path, bool]]:
    """The files to read, folders opened; whether a file of a folder in truth stands elsewhere."""
    for path in given:
        if path.is_dir():
            yield from ((file, leads_out(path, file)) for file in files_at_rest(path))
        else:
            yield path, False


def _elsewhere(path: Path) -> Mapping[str, Any]:
    return refused(path, path.name, "leads_out", {}).to_json()


def _readings(given: Sequence[Path], clean: Path | None) -> Iterator[Mapping[str, Any]]:
    """One reading a file, by one child for all of them."""
    with ReaderProcess() as process:
        for path, is_elsewhere in _files(given):
            if is_elsewhere:
                yield _elsewhere(path)
                continue
            work = Path(tempfile.mkdtemp(prefix="ingestion-"))
            try:
                yield read_file(path, work=work, clean=clean, process=process).to_json() | {"staged": None}
            finally:
                shutil.rmtree(work, ignore_errors=True)


def _loaded(store: Store, chosen: argparse.Namespace, texts: Words) -> Iterator[Mapping[str, Any]]:
    """The same, each file that was read without a question loaded into the database at once."""
    from intake.one_file import take_in

    with ReaderProcess() as process:
        for path, is_elsewhere in _files(chosen.files):
            if is_elsewhere:
                yield _elsewhere(path)
                continue
            store.work.mkdir(parents=True, exist_ok=True)
            work = Path(tempfile.mkdtemp(dir=store.work))
            try:
                taken = take_in(store, path, work=work, overlap=chosen.overlap, deals=chosen.deals, process=process)
            finally:
                shutil.rmtree(work, ignore_errors=True)
            if taken.fault is not None and taken.fault.code == "no_room":
                raise taken.fault
            yield {"file": str(path)} | _told(taken, texts)


def _told(taken: Taken, texts: Words) -> dict[str, Any]:
    """What became of a file as plain values."""
    values: dict[str, Any] = {"name": taken.name, "sha256": taken.sha256}
    if taken.reading is not None:
        values = taken.reading.to_json() | {"staged": None}
    values |= {"outcome": taken.outcome, "import_id": None}
    if taken.line is not None:
        line = taken.line
        values |= {"import_id": line.import_id, "lines": line.lines, "amount_total": str(line.amount_total)}
        values["amounts"] = {code: str(amount) for code, amount in line.amounts.items()}
    if taken.outcome == "already_loaded" and taken.line is not None:
        said = texts("store.already_loaded", file=taken.name, import_id=taken.line.import_id)
        return values | {"message": said}
    if taken.fault is not None:
        return values | {"reason": taken.fault.code, "message": _sentence(taken.fault, texts)}
    if taken.same_money:
        options = [{"answer": answer} for answer in ("funnel", "sales")]
        question = {"code": "same_money", "options": options, "facts": {}}
        said = texts("ingestion.same_money", name=taken.name)
        return values | {"reason": "same_money", "questions": [question], "message": said}
    if taken.overlap is not None:
        return values | _asks_about(taken.overlap, taken.name, texts)
    return values | _known_before(taken)


def _known_before(taken: Taken) -> dict[str, Any]:
    """The reasons for skipped lines, those that were loaded already among them."""
    if taken.line is None or taken.reading is None:
        return {}
    known = taken.line.lines["skipped"] - taken.reading.lines.skipped
    return {"skipped_by_reason": {**taken.reading.skipped_by_reason, "already_loaded": known}} if known else {}


def _asks_about(overlap: Overlap, name: str, texts: Words) -> dict[str, Any]:
    """The file waits for a person: lines of it are loaded already."""
    days = period(overlap.first_day, overlap.last_day, texts.language)
    count = number(overlap.lines, texts.language)
    sentence = texts.n("ingestion.overlap", overlap.lines, n=count, name=name, days=days)
    options = [{"answer": answer} for answer in ("replace", "only_new", "add_all")]
    question = {"code": "overlap", "options": options, "facts": {"lines": overlap.lines}}
    return {"reason": "overlap", "questions": [question], "message": sentence}


def _sentence(fault: StoreError, texts: Words) -> str:
    return texts(f"store.{fault.code}", **fault.facts)


def _print(readings: Iterator[Mapping[str, Any]], as_json: bool, texts: Words) -> Exit:
    """One line a file as it comes; the gravest of what became of them."""
    worst = Exit.DONE
    for reading in readings:
        sentence = reading.get("message") or message(reading, texts)
        worst = max(worst, _EXIT_OF[reading["outcome"]])
        shown = json.dumps({**reading, "message": sentence}, ensure_ascii=False, default=str)
        print(shown if as_json else sentence, flush=True)
    return worst


def _into_database(chosen: argparse.Namespace, texts: Words) -> Exit:
    # The store is needed only here: reading a file starts without it.
    from storage.errors import StoreError
    from storage.store import open_store

    try:
        store = open_store(chosen.db)
        try:
            return _print(_loaded(store, chosen, texts), chosen.json, texts)
        finally:
            store.close()
    except StoreError as fault:
        print(_sentence(fault, texts), file=sys.stderr)
        return Exit.NO_DATABASE


def main(given: Sequence[str] | None = None) -> int:
    """Run the command and give its exit code (`Exit`)."""
    chosen = _arguments(given)
    texts = words(chosen.lang)
    if chosen.db:
        return _into_database(chosen, texts)
    return _print(_readings(chosen.files, chosen.clean), chosen.json, texts)


if __name__ == "__main__":
    sys.exit(main())
