"""`python -m storage --check FILE`: whether a file is a database of this app. Prints the code of the fault, if any."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from storage.errors import StoreError
from storage.store import open_store


def main() -> int:
    """Open a copy of the file, so that neither a migration nor a damaged page touches the original."""
    ask = argparse.ArgumentParser(prog="python -m storage")
    ask.add_argument("--check", type=Path, required=True)
    source: Path = ask.parse_args().check
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.duckdb"
        shutil.copyfile(source, copy)
        try:
            opened = open_store(copy)
            opened.query("SELECT count(*) FROM imports i LEFT JOIN loaded_lines l USING (import_id)")
            opened.query("SELECT count(*) FROM client_day")
            opened.close()
        except StoreError as error:
            print(error.code)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
