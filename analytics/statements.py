"""The SQL of the methods: texts kept beside the modules, and the few fragments that several of them share.

A fragment stands in a text as `:name:`. What a filter means is written here once: money is filtered by the line,
clients and their status by the manager, region and channel of their last purchase, a product group chooses those who
bought it.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from analytics.scope import Scope

_ROOT = Path(__file__).parent
_LINE_FILTERS = (("managers", "manager"), ("regions", "region"), ("channels", "channel"))

# What one unit of a criterion is, on a row of `money`.
VALUES = {
    "revenue": "net",
    "margin": "coalesce(margin, 0)",
    "orders": "CAST(orders AS DECIMAL(18, 4))",
    "quantity": "coalesce(quantity, 0)",
}

# Days of silence from which a client is lost. The small term keeps 50 * 1.1 from becoming 56 days in binary floats.
RHYTHM = "CASE WHEN $rhythm_base = 'mean' AND basis = 'own' THEN gap_mean ELSE rhythm_days END"
THRESHOLD = f"CAST(greatest($min_gap, ceil(({RHYTHM}) * $k_lost + $plus_days - 1e-6)) AS INTEGER)"
STATUS = (
    "CASE WHEN silent_days >= threshold_days THEN CASE WHEN purchase_no = 1 THEN 'one_off_gone' ELSE 'lost' END"
    " WHEN purchase_no = 1 THEN 'one_off' WHEN silent_days >= rhythm_days THEN 'watch' ELSE 'active' END"
)


@lru_cache(maxsize=64)
def read_sql(name: str) -> str:
    """The text of `analytics/<name>.sql`."""
    return (_ROOT / f"{name}.sql").read_text(encoding="utf-8")


def statement(name: str, scope: Scope, value: str = "net") -> str:
    """A text with its fragments put in: `:money:`, `:client_filter:`, `:value:`, `:rhythm:`, `:threshold:`, `:status:`,
    `:abc_ranking:`.
    """
    fragments = {
        "money": money(scope),
        "client_filter": client_filter(scope),
        "value": value,
        "rhythm": RHYTHM,
        "threshold": THRESHOLD,
        "status": STATUS,
        "abc_ranking": read_sql("clients/abc_ranking").rstrip(),
    }
    text = read_sql(name)
    for fragment, sql in fragments.items():
        text = text.replace(f":{fragment}:", sql)
    return text


def line_filter(scope: Scope) -> str:
    """Conditions on rows that carry a manager, a region and a channel, each beginning with AND."""
    return "".join(f" AND list_contains(${name}, {column})" for name, column in _LINE_FILTERS if getattr(scope, name))


def client_filter(scope: Scope) -> str:
    """Conditions on the row of `purchase_states` that holds a client's last purchase, each beginning with AND."""
    condition = line_filter(scope)
    if scope.product_groups:
        condition += (
            " AND client_id IN (SELECT client_id FROM sales WHERE list_contains($product_groups, category)"
            " AND day BETWEEN $first_day AND $last_day AND amount > 0)"
        )
    return condition


def money(scope: Scope) -> str:
    """The common table expression `money`: rows of `client_day` that pass the filters.

    Columns: client_id, day, manager, region, channel, net, event_net, margin, margin_base, quantity, orders. With a
    product group the rows are made of the lines of the group; a day counts as a purchase when the client's day does.
    """
    if scope.product_groups:
        return read_sql("money_of_groups").replace(":line_filter:", line_filter(scope))
    return (
        "money AS (SELECT client_id, day, manager, region, channel, net, event_net, margin, margin_base, quantity,"
        f" orders FROM client_day WHERE day <= $as_of{line_filter(scope)})"
    )
