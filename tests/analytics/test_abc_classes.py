"""M02: worked examples, borders and ties, the plain statement, published figures of real tables."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import duckdb
import oracles
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import MIGRATIONS, SHARED_DATA, Line, Store, build_derived, line, shuffled, whole_scope
from tables import days_of, sales

from analytics.clients.abc_classes import AbcSettings, abc_classes
from analytics.clients.class_moves import class_moves
from analytics.errors import WrongSetting
from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.windows import default_scope
from storage.engine import DuckDBEngine

EXAMPLES = settings(max_examples=20, deadline=None)
TEN = (500, 200, 100, 80, 50, 30, 20, 10, 6, 4)


def of_values(store_of: Callable[..., Store], values: tuple[float, ...], chosen: AbcSettings | None = None) -> Result:
    """The classes of clients named by their place, each with one sale (or refund) of the value."""
    lines = [line("2024-03-31", f"Client {number:02}", value) for number, value in enumerate(values)]
    return abc_classes(store_of(shuffled(lines)).engine, whole_scope(lines), chosen)


def classes(result: Result) -> str:
    """Classes by rank, in one word."""
    return "".join(row["abc_class"] for row in result.rows)


def test_ten_clients(store_of: Callable[..., Store]) -> None:
    result = of_values(store_of, TEN)
    assert classes(result) == "AAABBBCCCC"
    shares = [row["share"] for row in result.facts["classes"]]
    assert shares[:3] == pytest.approx([0.80, 0.16, 0.04])
    assert [row["before_share"] for row in result.rows] == pytest.approx(
        [0, 0.5, 0.7, 0.8, 0.88, 0.93, 0.96, 0.98, 0.99, 0.996]
    )
    assert result.facts["gini"] == pytest.approx(0.647, abs=5e-4)
    assert [row["rank"] for row in result.rows] == list(range(1, 11))


def test_strict_variant_differs_in_one_client(store_of: Callable[..., Store]) -> None:
    assert classes(of_values(store_of, TEN, AbcSettings(strict=True))) == "AAABBCCCCC"
    assert classes(of_values(store_of, (850, 100, 30, 20))) == "ABCC"
    assert classes(of_values(store_of, (850, 100, 30, 20), AbcSettings(strict=True))) == "BBCC"


def test_borders_ties_and_net_returns(store_of: Callable[..., Store]) -> None:
    result = of_values(store_of, (500, 200, 100, 100, 60, 40, -30, 0))
    assert classes(result) == "AAAABCNN"
    assert [row["share"] for row in result.rows[-2:]] == [None, None]
    assert sum(row["share"] or 0 for row in result.rows) == pytest.approx(1)
    assert ("W_RETURNS", {"clients": 2}) in [(notice.code, notice.facts) for notice in result.warnings]


def test_equal_clients_are_not_separated(store_of: Callable[..., Store]) -> None:
    result = of_values(store_of, (70,) * 10)
    assert classes(result) == "A" * 10
    assert "W_FLAT" in [notice.code for notice in result.warnings]
    assert result.facts["gini"] == pytest.approx(0)


def test_one_client_is_class_a(store_of: Callable[..., Store]) -> None:
    result = of_values(store_of, (70,))
    assert classes(result) == "A"
    assert [notice.code for notice in result.warnings] == ["W_FEW_CLIENTS"]


def test_only_refunds(store_of: Callable[..., Store]) -> None:
    result = of_values(store_of, (-70, -10))
    assert classes(result) == "NN"
    assert result.facts["gini"] is None


@pytest.mark.parametrize(
    "wrong", [{"limit_a": 0.95, "limit_b": 0.95}, {"limit_a": 0}, {"limit_b": 1}, {"criterion": "weight"}]
)
def test_nonsense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(WrongSetting):
        AbcSettings(**wrong)  # type: ignore[arg-type]


def test_margin_that_is_not_in_the_file(store_of: Callable[..., Store]) -> None:
    result = of_values(store_of, TEN, AbcSettings(criterion="margin"))
    assert result.status is Status.WRONG_INPUT
    assert result.warnings[0].code == "E_COLUMN"
    assert result.table.num_rows == 0


@EXAMPLES
@given(
    lines=sales(),
    criterion=st.sampled_from(["revenue", "margin", "orders", "quantity"]),
    strict=st.booleans(),
    managers=st.sampled_from([(), ("Petrov",), ("Petrov", "")]),
    compare=st.sampled_from(["year_ago", "previous"]),
    length=st.integers(1, 400),
)
def test_every_class_as_stated_plainly(
    store_of: Callable[..., Store],
    lines: list[Line],
    criterion: str,
    strict: bool,
    managers: tuple[str, ...],
    compare: str,
    length: int,
) -> None:
    store = store_of(lines)
    _, last = days_of(lines)
    scope = whole_scope(lines, first_day=last - timedelta(days=length), managers=managers, compare=compare)
    result = abc_classes(store.engine, scope, AbcSettings(criterion=criterion, strict=strict))
    if result.status is Status.WRONG_INPUT:
        asked = [row for row in lines if row.day >= scope.first_day and (not managers or row.manager in managers)]
        assert all(row.margin is None for row in asked)
        return
    now = window_values(lines, (scope.first_day, scope.last_day), managers, criterion)
    before = window_values(lines, scope.compared_period, managers, criterion)
    limits = Decimal("0.8"), Decimal("0.95")
    found = {row["client"]: row for row in result.rows}
    assert {name: row["abc_class"] for name, row in found.items()} == oracles.abc(now, *limits, strict)
    assert {name: row["value"] for name, row in found.items()} == now
    were = oracles.abc(before, *limits, strict)
    assert {name: row["class_before"] for name, row in found.items()} == {name: were.get(name) for name in now}
    assert (
        result.facts.get("classes_before", {"A": 0, "B": 0, "C": 0, "N": 0})
        == {code: list(were.values()).count(code) for code in "ABCN"}
        or not now
    )
    ordered = sorted(now, key=lambda name: (-now[name], name))
    assert [row["client"] for row in result.rows] == ordered


@EXAMPLES
@given(
    lines=sales(),
    managers=st.sampled_from([(), ("Petrov",)]),
    compare=st.sampled_from(["year_ago", "previous"]),
    length=st.integers(1, 400),
)
def test_every_move_as_stated_plainly(
    store_of: Callable[..., Store], lines: list[Line], managers: tuple[str, ...], compare: str, length: int
) -> None:
    last = days_of(lines)[1]
    scope = whole_scope(lines, first_day=last - timedelta(days=length), managers=managers, compare=compare)
    result = class_moves(store_of(lines).engine, scope)
    limits = Decimal("0.8"), Decimal("0.95")
    now = window_values(lines, (scope.first_day, scope.last_day), managers, "revenue")
    were = window_values(lines, scope.compared_period, managers, "revenue")
    class_now, class_were = oracles.abc(now, *limits), oracles.abc(were, *limits)
    moves = {name: (class_were.get(name, "absent"), class_now.get(name, "absent")) for name in now.keys() | were.keys()}
    assert {row["client"]: (row["class_before"], row["abc_class"]) for row in result.rows} == moves
    change = {name: now.get(name, Decimal(0)) - were.get(name, Decimal(0)) for name in moves}
    assert [row["client"] for row in result.rows] == sorted(moves, key=lambda name: (-abs(change[name]), name))
    assert {row["client"]: row["change"] for row in result.rows} == change
    cells = {(cell["class_before"], cell["abc_class"]): cell["clients"] for cell in result.facts["cells"]}
    assert cells == Counter(moves.values())


def window_values(
    lines: list[Line], window: tuple[date, date], managers: tuple[str, ...], criterion: str
) -> dict[str, Decimal]:
    """Value of every client with a line in the window."""
    inside = [row for row in lines if window[0] <= row.day <= window[1] and (not managers or row.manager in managers)]
    return {
        name: oracles.worth([row for row in inside if row.client == name], lines, name, criterion)
        for name in {row.client for row in inside if row.client}
    }


def test_new_clients_and_annual_values(store_of: Callable[..., Store]) -> None:
    old = [line(date(2023, 1, 10) + timedelta(days=30 * step), "Old", 100) for step in range(24)]
    new = [line(day, "New", 300) for day in ("2024-09-10", "2024-10-10", "2024-11-12", "2024-12-10")]
    lines = old + new
    scope = Scope(date(2024, 12, 31), date(2024, 1, 1), date(2024, 12, 31))
    store = store_of(lines)
    rows = {row["client"]: row for row in abc_classes(store.engine, scope).rows}
    assert (rows["New"]["new_months"], rows["Old"]["new_months"]) == (4, None)
    assert rows["New"]["value"] == 1200
    annual = {row["client"]: row["value"] for row in abc_classes(store.engine, scope, AbcSettings(annualise=True)).rows}
    assert annual == {"New": 3600, "Old": rows["Old"]["value"]}


def test_unidentified_buyers_are_left_out_and_said(store_of: Callable[..., Store]) -> None:
    lines = [line("2024-03-05", "Alfa", 900), line("2024-03-05", "", 100)]
    result = abc_classes(store_of(lines).engine, whole_scope(lines))
    assert [row["client"] for row in result.rows] == ["Alfa"]
    assert result.facts["unidentified_share"] == pytest.approx(0.1)
    assert "W_UNIDENT" in [notice.code for notice in result.warnings]


def test_product_group_takes_the_money_of_its_lines(store_of: Callable[..., Store]) -> None:
    lines = [
        line("2024-03-05", "Alfa", 900, category="Paint", order_no="1", margin=90),
        line("2024-03-05", "Alfa", 50, category="Tools", order_no="1"),
        line("2024-03-06", "Beta", 70, category="Tools", order_no="2"),
    ]
    result = abc_classes(store_of(lines).engine, replace(whole_scope(lines), product_groups=("Tools",)))
    assert [(row["client"], row["value"], row["orders"]) for row in result.rows] == [("Beta", 70, 1), ("Alfa", 50, 1)]


@pytest.fixture(scope="module")
def online_retail() -> DuckDBEngine:
    """The wholesaler's lines: clients by number, money by line, cancellations with a number of their own."""
    path = SHARED_DATA / "online_retail" / "online_retail.csv.gz"
    if not path.exists():
        pytest.skip("the public table Online Retail is not on this machine")
    return loaded(
        f"""SELECT CAST(strptime(InvoiceDate, '%Y-%m-%d %H:%M:%S') AS DATE) AS day,
                   CAST(CAST(nullif(CustomerID, '') AS DOUBLE) AS INTEGER) AS client,
                   CAST(Quantity::DECIMAL(18, 4) * UnitPrice::DECIMAL(18, 4) AS DECIMAL(18, 4)) AS amount,
                   InvoiceNo AS order_no
            FROM read_csv('{path}', all_varchar = true)"""
    )


def loaded(lines: str) -> DuckDBEngine:
    """A store of the rows of a query with the columns day, client, amount, order_no."""
    connection = duckdb.connect()
    connection.execute(MIGRATIONS)
    connection.execute(f"CREATE TABLE raw AS {lines}")
    connection.execute(
        "INSERT INTO parties SELECT DISTINCT coalesce(client, 0), '', '', '', '', coalesce(client, 0) FROM raw"
    )
    connection.execute(
        "INSERT INTO clients SELECT DISTINCT client, client::VARCHAR, '', '', NULL, NULL, NULL FROM raw "
        "WHERE client > 0"
    )
    connection.execute(
        "INSERT INTO sales_lines SELECT 1, 0, row_number() OVER (), day, coalesce(client, 0), amount, NULL, NULL, "
        "order_no, NULL, NULL, '', '', '', NULL, NULL FROM raw"
    )
    build_derived(connection)
    return DuckDBEngine(connection)


def counts(result: Result) -> list[int]:
    """Clients in A, B, C, N."""
    found = Counter(row["abc_class"] for row in result.rows)
    return [found[code] for code in "ABCN"]


def test_online_retail_as_published(online_retail: DuckDBEngine) -> None:
    scope = default_scope(online_retail)
    assert (scope.first_day, scope.last_day) == (date(2010, 12, 1), date(2011, 11, 30))
    twelve = abc_classes(online_retail, scope)
    assert all(
        math.isclose(found, known, abs_tol=2)
        for found, known in zip(counts(twelve), (1177, 1448, 1652, 54), strict=True)
    )
    assert sum(row["revenue"] for row in twelve.rows) == pytest.approx(Decimal("7957559.43"), abs=Decimal("1"))
    whole = abc_classes(online_retail, replace(scope, last_day=scope.as_of))
    assert all(
        math.isclose(found, known, abs_tol=2)
        for found, known in zip(counts(whole), (1178, 1456, 1683, 55), strict=True)
    )
    assert whole.facts["revenue"] == pytest.approx(Decimal("9747747.93"), abs=Decimal("1"))
    assert "W_PARTIAL" in [notice.code for notice in whole.warnings]


def test_adventure_works_as_published() -> None:
    path = SHARED_DATA / "adventureworks" / "FactResellerSales.csv"
    if not path.exists():
        pytest.skip("the public table AdventureWorks is not on this machine")
    engine = loaded(
        f"""SELECT CAST(OrderDate AS DATE) AS day, CAST(ResellerKey AS INTEGER) AS client,
                   CAST(SalesAmount AS DECIMAL(18, 4)) AS amount, SalesOrderNumber AS order_no
            FROM read_csv('{path}', all_varchar = true)"""
    )
    scope = default_scope(engine, months=1000)
    result = abc_classes(engine, replace(scope, last_day=scope.as_of))
    assert counts(result) == [184, 126, 322, 0]
    assert result.facts["revenue"] == pytest.approx(Decimal("77548570.20"), abs=Decimal("1"))
