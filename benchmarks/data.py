"""Sales lines of a made-up company, the same bytes for the same arguments, as CSV in two dialects and as XLSX.

About a hundred lines a client; client sizes by Zipf; every client has a gamma rhythm of his own; 35 % of them stop at some
moment of the five years; 1 to 5 lines an order; 20 managers, 4 % of the orders sold by another one; 2 000 products;
1 % of the lines are returns, each a document of its own for half of an earlier line.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import xlsxwriter

OUT = Path(__file__).resolve().parent / "out"
FIRST_DAY, DAYS = "2021-01-01", 1826
LINES_PER_CLIENT = 85  # a little fewer than come out, so that the last client is cut, never missing
STOPPED, RETURNED, OTHER_MANAGER = 0.35, 0.01, 0.04
MANAGERS, PRODUCTS, GROUPS, REGIONS, CHANNELS = 20, 2000, 20, 6, 3
COLUMNS = (
    "date",
    "order_no",
    "client",
    "product",
    "product_group",
    "quantity",
    "amount",
    "cost",
    "manager",
    "region",
    "channel",
)
Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True)
class SalesFiles:
    """The same lines as files: `plain` is comma, point and ISO dates; `regional` semicolon, comma and dd.mm.yyyy."""

    lines: int
    plain: Path
    regional: Path


def sales_table(lines: int, seed: int = 7) -> pa.Table:
    """The lines as numbers, ordered by day: client, order, day, product, quantity, kopecks, cost, manager, channel.

    Kopecks of a sale are even and of a return odd, so that no return can cancel a whole order by chance.
    """
    dice = np.random.default_rng(seed)
    sold = _sold_lines(dice, round(lines * (1 - RETURNED)))
    returned = _returned_lines(dice, sold, lines - len(sold["day"]))
    columns = {name: np.concatenate([sold[name], returned[name]]) for name in sold}
    in_order = np.lexsort((columns["product"], columns["order"], columns["day"]))
    return pa.table({name: values[in_order] for name, values in columns.items()})


def _orders(dice: np.random.Generator, clients: int) -> tuple[Numbers, Numbers]:
    """Client and day of every order, client by client: gaps are gamma with a mean and a shape of the client's own."""
    mean_gap = np.clip(dice.lognormal(np.log(42), 0.6, clients), 4, 250)
    shape = dice.uniform(1.5, 8, clients)
    first = np.where(dice.random(clients) < 0.5, dice.integers(0, 60, clients), dice.integers(0, DAYS - 60, clients))
    stops = first + dice.integers(1, DAYS, clients)
    last = np.where(dice.random(clients) < STOPPED, np.minimum(stops, DAYS - 1), DAYS - 1)
    counts = np.ceil((last - first) / mean_gap * 1.6).astype(np.int64) + 10
    client: Numbers = np.repeat(np.arange(clients), counts)
    gaps = dice.gamma(shape[client], (mean_gap / shape)[client])
    walked = np.cumsum(gaps)
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    day = first[client] + np.floor(walked - np.repeat(walked[starts], counts)).astype(np.int64)
    known = day <= last[client]
    return client[known], day[known]


def _sold_lines(dice: np.random.Generator, lines: int) -> dict[str, Numbers]:
    clients = lines // LINES_PER_CLIENT + 20
    client, day = _orders(dice, clients)
    size = 400.0 * (dice.permutation(clients) + 1.0) ** -0.8 * clients**0.5
    home, region = dice.integers(0, MANAGERS, clients), dice.integers(0, REGIONS, clients)
    other = dice.random(len(client)) < OTHER_MANAGER
    manager = np.where(other, dice.integers(0, MANAGERS, len(client)), home[client])
    channel = dice.integers(0, CHANNELS, len(client))
    order: Numbers = np.repeat(np.arange(len(client)), dice.integers(1, 6, len(client)))[:lines]
    if len(order) < lines:
        raise ValueError(f"{len(order)} lines came out of {clients} clients, {lines} were wanted")
    kopecks = 2 * np.maximum(50, np.round(size[client[order]] * dice.lognormal(0, 0.6, lines) * 50)).astype(np.int64)
    return {
        "client": client[order], "day": day[order], "order": order, "product": dice.integers(0, PRODUCTS, lines),
        "quantity": dice.integers(1, 20, lines), "kopecks": kopecks,
        "cost": np.round(kopecks * dice.uniform(0.6, 0.85, lines)).astype(np.int64),
        "manager": manager[order], "region": region[client[order]], "channel": channel[order],
    }  # fmt: skip


def _returned_lines(dice: np.random.Generator, sold: dict[str, Numbers], count: int) -> dict[str, Numbers]:
    """Half of so many lines comes back within three weeks; order numbers below zero are documents of returns."""
    chosen = np.sort(dice.choice(len(sold["day"]), count, replace=False))
    back = {name: values[chosen] for name, values in sold.items()}
    back["day"] = np.minimum(back["day"] + dice.integers(1, 21, count), DAYS - 1)
    back["order"] = -1 - np.arange(count)
    back["quantity"] = -np.maximum(1, back["quantity"] // 2)
    back["kopecks"] = -(back["kopecks"] // 2 | 1)
    back["cost"] = -(back["cost"] // 2)
    return back


_WORDED = f"""
SELECT DATE '{FIRST_DAY}' + CAST(day AS INTEGER) AS date,
       CASE WHEN "order" < 0 THEN 'R-' || lpad(CAST(-"order" AS VARCHAR), 8, '0') ELSE 'S-' || lpad(CAST("order" AS VARCHAR), 8, '0') END AS order_no,
       'Client ' || lpad(CAST(client AS VARCHAR), 6, '0') AS client, 'Product ' || lpad(CAST(product AS VARCHAR), 4, '0') AS product,
       'Group ' || lpad(CAST(product % {GROUPS} AS VARCHAR), 2, '0') AS product_group, quantity,
       CAST(kopecks AS DECIMAL(18, 2)) / 100 AS amount, CAST(cost AS DECIMAL(18, 2)) / 100 AS cost,
       'Manager ' || lpad(CAST(manager AS VARCHAR), 2, '0') AS manager, 'Region ' || CAST(region AS VARCHAR) AS region,
       'Channel ' || CAST(channel AS VARCHAR) AS channel
FROM made
"""


def write_sales(lines: int, folder: Path = OUT) -> SalesFiles:
    """Write both CSV files of so many lines, unless they are there already."""
    folder.mkdir(parents=True, exist_ok=True)
    files = SalesFiles(lines, folder / f"sales_{lines}.csv", folder / f"sales_{lines}_regional.csv")
    if files.plain.exists() and files.regional.exists():
        return files
    with duckdb.connect() as engine:
        engine.register("made", sales_table(lines))
        engine.execute(
            f"CREATE TABLE sales AS SELECT * REPLACE (CAST(amount AS DECIMAL(18, 2)) AS amount, CAST(cost AS DECIMAL(18, 2)) AS cost) FROM ({_WORDED})"
        )
        comma = ", ".join(f"replace(CAST({name} AS VARCHAR), '.', ',') AS {name}" for name in ("amount", "cost"))
        regional = f"SELECT * REPLACE (strftime(date, '%d.%m.%Y') AS date, {comma}) FROM sales"
        _copy(engine, "SELECT * FROM sales", files.plain, ",")
        _copy(engine, regional, files.regional, ";")
    return files


def _copy(engine: duckdb.DuckDBPyConnection, query: str, path: Path, delimiter: str) -> None:
    unfinished = path.with_suffix(".part")
    engine.execute(f"COPY ({query}) TO '{unfinished}' (FORMAT csv, HEADER, DELIMITER '{delimiter}')")
    unfinished.replace(path)


def write_workbook(lines: int, folder: Path = OUT) -> Path:
    """Write the first lines of the same kind as a workbook of one sheet, unless it is there already."""
    path = folder / f"sales_{lines}.xlsx"
    if path.exists():
        return path
    plain = write_sales(lines, folder).plain
    with duckdb.connect() as engine:
        rows = engine.execute(f"SELECT * FROM read_csv('{plain}')").fetchall()
    unfinished = path.with_suffix(".part")
    book = xlsxwriter.Workbook(str(unfinished), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("Sales")
    sheet.write_row(0, 0, COLUMNS)
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, row)
    book.close()
    unfinished.replace(path)
    return path
