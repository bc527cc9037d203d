"""Goals 6 to 9: reading and loading files, whole processes from start to end, beside the plainest read of the same file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from compileall import compile_dir
from pathlib import Path
from statistics import median

from benchmarks import overlap
from benchmarks.analyses import ROOT, typed_read
from benchmarks.data import OUT, SalesFiles, write_sales, write_workbook
from benchmarks.timing import Cost, Line, cost_of_command, in_turns, peak_memory, ratio_line

STAGED, STORED, REGIONAL, SHEET, OPENPYXL, MEMORY = 1.25, 5.0, 1.2, 1.2, 1 / 8, 1.3
SHEET_LINES = 300_000  # openpyxl would take minutes for more
_MEGABYTE = 1 << 20
_ARROW = "import fastexcel, sys; fastexcel.read_excel(sys.argv[1]).load_sheet(0).to_arrow()"
_OPENPYXL = "import openpyxl, sys; [row for row in openpyxl.load_workbook(sys.argv[1], read_only=True).worksheets[0].iter_rows(values_only=True)]"


def reading(path: Path) -> list[str]:
    """The command that reads a file with the importer and stages its lines."""
    return [sys.executable, "-m", "ingestion", str(path)]


def loading(path: Path, database: Path) -> list[str]:
    """The command that reads a file and loads it: clients, days, states, the ledger."""
    return [sys.executable, "-m", "ingestion", "--db", str(database), str(path)]


def raw_read(query: str, database: Path) -> list[str]:
    """The command that makes a table of a query in a DuckDB file, and nothing else."""
    text = "import duckdb, sys; duckdb.connect(sys.argv[1]).execute('CREATE TABLE lines AS ' + sys.argv[2])"
    return [sys.executable, "-c", text, str(database), query]


class Imports:
    """The commands to compare, each run from a clean state."""

    def __init__(self, files: SalesFiles, workbook: Path, folder: Path) -> None:
        self.files, self.workbook, self.folder = files, workbook, folder
        self.store, self.raw = folder / "import_ours.duckdb", folder / "import_raw.duckdb"

    def clean(self) -> None:
        """Remove both databases with what stands beside them."""
        for left in self.folder.glob("import_*"):
            if left.is_dir():
                for kept in left.iterdir():
                    kept.unlink()
                left.rmdir()
            else:
                left.unlink()

    def cost(self, command: list[str]) -> Cost:
        """Cost of a command after which nothing is left."""
        self.clean()
        try:
            return cost_of_command(command, cwd=ROOT)
        finally:
            self.clean()

    @property
    def plain_read(self) -> list[str]:
        """DuckDB reads the plain file and finds out the types itself."""
        return raw_read(f"SELECT * FROM read_csv('{self.files.plain}')", self.raw)

    @property
    def typed(self) -> list[str]:
        """DuckDB reads the plain file, its types told."""
        return raw_read(typed_read(self.files.plain), self.raw)

    def times(self, rounds: int) -> Iterator[Line]:
        """Goals 6 to 8."""
        sheet, python = str(self.workbook), sys.executable
        pairs = (
            ("6", "CSV to typed lines on disk", reading(self.files.plain), self.plain_read, "CREATE TABLE AS FROM read_csv", STAGED),
            ("6", "CSV to a store ready for every question", loading(self.files.plain, self.store), self.plain_read,
             "CREATE TABLE AS FROM read_csv", STORED),
            ("7", "CSV with ; decimal comma dd.mm.yyyy", reading(self.files.regional), self.typed, "typed read of the clean file", REGIONAL),
            ("8", "XLSX to typed lines on disk", reading(self.workbook), [python, "-c", _ARROW, sheet], "fastexcel to Arrow", SHEET),
            ("8", "XLSX to typed lines on disk", reading(self.workbook), [python, "-c", _OPENPYXL, sheet], "openpyxl, rows only", OPENPYXL),
        )  # fmt: skip
        for goal, what, ours, theirs, named, most in pairs:
            pair = in_turns(lambda: self.cost(ours), lambda: self.cost(theirs), rounds)  # noqa: B023
            yield ratio_line(goal, what, pair, named, most)

    def memory(self, rounds: int) -> Iterator[Line]:
        """Goal 9: the reader with its parent against the raw read."""
        ratios, ours, theirs = [], [], []
        for _ in range(rounds):
            self.clean()
            ours.append(peak_memory(reading(self.files.plain), cwd=ROOT))
            theirs.append(sum(peak_memory(self.plain_read, cwd=ROOT)))
            ratios.append(sum(ours[-1]) / theirs[-1])
        self.clean()
        together, reader = median(map(sum, ours)) / _MEGABYTE, median(map(max, ours)) / _MEGABYTE
        yield Line(
            "9", "peak memory of reading the CSV", f"{together:.0f} MB (the reader {reader:.0f}, its parent the rest)",
            f"raw DuckDB read: {median(theirs) / _MEGABYTE:.0f} MB", f"{median(ratios):.2f}", f"<= {MEMORY}", (median(ratios) <= MEMORY,),
        )  # fmt: skip


def measure(lines: int, rounds: int, folder: Path = OUT) -> Iterator[Line]:
    """Lines of the table for goals 6 to 9, and for files that overlap.

    The sources are compiled first, as `make` and pip leave them: otherwise a machine that may not write beside them
    would compile the importer anew with every run, and its yardsticks not.
    """
    compile_dir(ROOT / "ingestion", quiet=1)
    compile_dir(ROOT / "wording", quiet=1)
    bench = Imports(write_sales(lines, folder), write_workbook(min(lines, SHEET_LINES), folder), folder)
    yield from bench.times(rounds)
    yield from bench.memory(min(rounds, 3))
    yield from overlap.measure(lines, rounds, folder)
