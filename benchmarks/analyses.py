"""Goals 1 and 2: every analysis against hand-tuned SQL on the lines, and against pandas, with the same answers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from analytics.periods import add_months
from analytics.registry import METHODS
from analytics.result import Result
from analytics.scope import Scope
from analytics.windows import PulseWindows, default_scope, pulse_windows
from benchmarks.data import OUT, write_sales
from benchmarks.pandas_ways import WAYS
from benchmarks.timing import Line, cost_of, in_turns, ratio_line
from storage.store import Store, open_store

ON_LINES = 1.3  # goal 1
ON_OWN_TABLES = ((10_000_000, 0.6), (1_000_000, 1.0))  # goal 2, from so many lines on
OF_LOSSES = ((10_000_000, 0.15), (1_000_000, 1.0))  # the same where silence is judged
LOSSES = ("agenda", "bridge_clients", "client_status", "revenue_bridge")
# Statistics over the small result of one scan, or the names behind it: no yardstick would say more of them than of the
# scan, which is that of client_status.
UNMEASURED = frozenset(
    ("client_survival", "loss_money", "loss_report", "loss_trend", "lost_clients", "rule_backtest", "silence_odds")
)
# The same, with what people type beside it.
WIN_BACK = frozenset(
    "xyz_classes win_back_priority forgotten_clients loss_reasons cases_tried win_back_plan returned_clients leaving_signs client_records client_matrix".split()
)
ATTRACTION = frozenset("conversion channel_leads channel_funnels channel_calculator warm_up_funnel".split())
# Records of people beside the sales: some thousands of rows.
BASE = frozenset(("life_cycle", "base_sufficiency", "scouts", "base_freshness"))
FUNNEL = frozenset("sales_funnel funnel_plan deal_ages call_quality training_effect".split())
TEAM = frozenset(
    "pay_formula pay_simulation kpi_achievability kpi_audit kpi_month plan_pace answer_speed unwilling_sellers".split()
)
SERVICE = frozenset("nps client_voices honest_promotions contact_points analysis_cycle".split())
RECORDS = WIN_BACK | ATTRACTION | BASE | FUNNEL | TEAM | SERVICE
MEASURED = tuple(name for name in METHODS if name not in UNMEASURED | RECORDS)
PULSE = ("agenda", "bridge_clients", "revenue_bridge", "sales_pulse")
_YARDSTICKS = Path(__file__).resolve().parent / "yardsticks"
_SHARED = ("rhythms", "bridge_moves", "abc_both")
_TYPES = (
    "{'date': 'DATE', 'order_no': 'VARCHAR', 'client': 'VARCHAR', 'product': 'VARCHAR', 'product_group': 'VARCHAR', 'quantity': 'INTEGER',"
    " 'amount': 'DECIMAL(18, 2)', 'cost': 'DECIMAL(18, 2)', 'manager': 'VARCHAR', 'region': 'VARCHAR', 'channel': 'VARCHAR'}"
)
ROOT = Path(__file__).resolve().parent.parent


class DifferentAnswer(AssertionError):
    """Ours and the yardstick do not say the same, so their times cannot be compared."""


def typed_read(path: Path) -> str:
    """The table of lines read from the plain CSV with its types told."""
    return f"SELECT * FROM read_csv('{path}', header = true, columns = {_TYPES})"


def make_store(lines: int, folder: Path = OUT) -> Path:
    """A store that holds the generated lines, filled through the ordinary import, new with every call."""
    database = folder / f"store_{lines}.duckdb"
    for old in folder.glob(f"{database.stem}.duckdb*"):
        old.unlink()
    command = [sys.executable, "-m", "ingestion", "--db", str(database), str(write_sales(lines, folder).plain)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return database


@dataclass(frozen=True)
class Question:
    """One analysis three times: `ours` gives its Result, `in_sql` and `in_pandas` the same columns by other ways."""

    name: str
    ours: Callable[[], Result]
    in_sql: Callable[[], pa.Table]
    in_pandas: Callable[[], pd.DataFrame]


@dataclass
class Bench:
    """Everything that the questions are asked of: the store, the lines in a DuckDB file, the lines in pandas."""

    store: Store
    lines: duckdb.DuckDBPyConnection
    frame: pd.DataFrame
    scope: Scope

    @classmethod
    def opened(cls, lines: int, folder: Path = OUT, with_frame: bool = True) -> Bench:
        """Load the same lines into all three; without a frame pandas gets none, which saves gigabytes of many lines."""
        store = open_store(make_store(lines, folder))
        yardstick = folder / f"lines_{lines}.duckdb"
        yardstick.unlink(missing_ok=True)
        connection = duckdb.connect(str(yardstick))
        connection.execute(f"CREATE TABLE lines AS {typed_read(write_sales(lines, folder).plain)}")
        frame = connection.sql(
            "SELECT * REPLACE (CAST(amount AS DOUBLE) AS amount, CAST(cost AS DOUBLE) AS cost) FROM lines"
            + ("" if with_frame else " LIMIT 0")
        ).df()
        return cls(store, connection, frame.astype({"date": "datetime64[s]"}), default_scope(store))

    def close(self) -> None:
        """Give the files back."""
        self.store.close()
        self.lines.close()

    def windows(self, name: str) -> dict[str, Any]:
        """The dates and names that a question needs, for SQL and pandas."""
        scope, at = self.scope, dict(self.scope.parameters)
        if name in PULSE:
            found = pulse_windows(self.store, scope)
            if not isinstance(found, PulseWindows):
                raise ValueError("the made-up history is too short for the pulse")
            before, after = found.before, found.after
        else:
            before, after = scope.compared_period, (scope.first_day, scope.last_day)
        at |= {"first_before": before[0], "last_before": before[1], "first_after": after[0], "last_after": after[1]}
        quarter = add_months(scope.as_of, -((scope.as_of.month - 1) % 3))
        ends = [add_months(quarter, -3 * step) - timedelta(days=1) for step in reversed(range(7))]
        client = self.largest_client()[1]
        return at | {"client": client, "ends": [*ends, scope.as_of], "typed": client[-3:], "limit_rows": 7}

    def largest_client(self) -> tuple[int, str]:
        """Number and name of the client with the most money of all."""
        sql = "SELECT client_id, client FROM client_day JOIN clients USING (client_id) GROUP BY ALL ORDER BY sum(net) DESC, client_id LIMIT 1"
        row = self.store.query(sql).to_pylist()[0]
        return row["client_id"], row["client"]

    def settings(self, name: str, at: dict[str, Any]) -> Any:
        """The settings of a method: its defaults, and whom or what it is asked about."""
        kind = METHODS[name].settings
        if name in ("client_history", "client_parts", "client_classes"):
            return kind(client_id=self.largest_client()[0])  # type: ignore[call-arg]
        if name == "client_search":
            return kind(text=f"client {at['typed']}", limit=at["limit_rows"])  # type: ignore[call-arg]
        return kind()

    def question(self, name: str) -> Question:
        """One analysis with its two yardsticks."""
        at, method = self.windows(name), METHODS[name]
        settings, scope = self.settings(name, at), self.scope
        if name in ("bridge_clients", "revenue_bridge"):
            found = pulse_windows(self.store, scope)
            scope = found.scope if isinstance(found, PulseWindows) else scope
        statements = [
            (text, {key: value for key, value in at.items() if f"${key}" in text}) for text in yardstick(name)
        ]

        def in_sql() -> pa.Table:
            for text, bound in statements:
                table = self.lines.sql(text, params=bound or None).to_arrow_table()
            return table

        return Question(
            name, lambda: method.function(self.store, scope, settings), in_sql, lambda: WAYS[name](self.frame, at)
        )


def yardstick(name: str) -> list[str]:
    """The statements of a hand-tuned answer; the last one gives the rows."""
    text = (_YARDSTICKS / f"{name}.sql").read_text(encoding="utf-8")
    for shared in _SHARED:
        text = text.replace(f":{shared}:", (_YARDSTICKS / f"{shared}.sql").read_text(encoding="utf-8").rstrip())
    return [part for part in text.split(";") if part.strip()]


def check_same(name: str, ours: pa.Table, theirs: pd.DataFrame) -> int:
    """Compare all columns that both have, row by row in an order of their own; gives the number of columns compared."""
    columns = [column for column in theirs.columns if column in ours.column_names]
    left, right = _plain(ours.select(columns).to_pandas()), _plain(theirs[columns])
    if len(columns) < 2 or len(left) != len(right):
        raise DifferentAnswer(f"{name}: {len(left)} rows and {len(right)}, columns {columns}")
    keys = [column for column in columns if not pd.api.types.is_float_dtype(right[column])] or columns
    left, right = (frame.sort_values(keys).reset_index(drop=True) for frame in (left, right))
    try:
        for column in columns:  # a method may round money to a hundredth of a kopeck, a share never
            allowed = 1e-9 if "share" in column or column == "index" else 1e-4
            pd.testing.assert_series_equal(left[column], right[column], check_dtype=False, rtol=1e-9, atol=allowed)
    except AssertionError as fault:
        raise DifferentAnswer(f"{name}: {fault}") from fault
    return len(columns)


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Money and numbers that may be missing as floats, days as timestamps."""
    plain = frame.copy()
    for column in plain.columns:
        known = plain[column].dropna()
        first = known.iloc[0] if len(known) else None
        if isinstance(first, Decimal) or column in (
            "gap_days",
            "rank",
            "threshold_days",
            "silent_days",
            "rhythm_days",
            "orders",
        ):
            plain[column] = plain[column].astype(float)
        elif "day" in column or column in ("month", "last_purchase", "first_purchase"):
            plain[column] = pd.to_datetime(plain[column]).astype("datetime64[s]")
        elif pd.api.types.is_integer_dtype(plain[column]):
            plain[column] = plain[column].astype("int64")
    return plain


def check_answers(bench: Bench, name: str) -> None:
    """Raise DifferentAnswer unless the method, the SQL and pandas agree."""
    asked = bench.question(name)
    ours = asked.ours().table
    check_same(f"{name} in SQL", ours, asked.in_sql().to_pandas())
    check_same(f"{name} in pandas", ours, asked.in_pandas())


def goals(name: str, lines: int) -> tuple[str, tuple[float, ...]]:
    """The numbers of the goals that an analysis has at so many lines, and their limits."""
    limits = OF_LOSSES if name in LOSSES else ON_OWN_TABLES
    second = next((most for least, most in limits if lines >= least), None)
    return ("1", (ON_LINES,)) if second is None else ("1, 2", (ON_LINES, second))


def measure(lines: int, rounds: int, folder: Path = OUT) -> Iterator[Line]:
    """Lines of the table for goals 1 and 2."""
    bench = Bench.opened(lines, folder)
    try:
        for name in MEASURED:
            check_answers(bench, name)
            asked = bench.question(name)
            numbers, most = goals(name, lines)
            pair = in_turns(lambda: cost_of(asked.ours), lambda: cost_of(asked.in_sql), rounds)  # noqa: B023
            yield ratio_line(numbers, name, pair, "SQL on the lines", *most)
            pair = in_turns(lambda: cost_of(asked.ours), lambda: cost_of(asked.in_pandas), rounds)  # noqa: B023
            yield ratio_line("", name, pair, "pandas")
    finally:
        bench.close()
