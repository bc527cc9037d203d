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

# The rule of loss says two numbers of days at every purchase: how long silence is usual (watch), and from when on it is a
# loss (threshold). By the rhythm: so many usual intervals. By silence: the quantiles of the client's own intervals, from
# tables of `lost/loss_rule.py`. Of a seasonal client the clock of his season says when he is lost. The small term keeps 50 * 1.1 from becoming 56 days in binary floats.
RULES = ("rhythm", "silence")
_OWN_MEAN = "CASE WHEN basis = 'own' THEN gap_mean ELSE rhythm_days END"
_MONTH = "CAST(greatest(0, least($pooled_months, year(day) * 12 + month(day) - $pooled_from)) AS INTEGER)"
_POOLED = f"coalesce(list_extract($pooled_squares, {_MONTH}), $assumed_square)"
_OWN_WEIGHT = "CASE WHEN purchase_no > 3 THEN purchase_no - 1 ELSE 0 END"
REGULARITY = (
    f"sqrt((({_OWN_WEIGHT}) * coalesce(gap_cv, 0) * coalesce(gap_cv, 0) + $cv_weight * {_POOLED})"
    f" / (({_OWN_WEIGHT}) + $cv_weight))"
)
_STEP = f"CAST(greatest(5, least(200, round(100 * ({REGULARITY})))) AS INTEGER) - 4"
RHYTHM = {
    "rhythm": "CASE WHEN $rhythm_base = 'mean' AND basis = 'own' THEN gap_mean ELSE rhythm_days END",
    "silence": _OWN_MEAN,
}
WATCH = {
    "rhythm": RHYTHM["rhythm"],
    "silence": f"ceil(({_OWN_MEAN}) * list_extract($watch_multiples, {_STEP}) - 1e-6)",
}
# A season excuses a silence; it never makes a loss out of one.
_SEASON = "CASE WHEN $seasons THEN coalesce(season_threshold_days, 0) ELSE 0 END"
THRESHOLD = {
    "rhythm": f"CAST(greatest($min_gap, ceil(({RHYTHM['rhythm']}) * $k_lost + $plus_days - 1e-6), {_SEASON}) AS INTEGER)",
    "silence": f"CAST(greatest($min_gap, ceil(({_OWN_MEAN}) * list_extract($lost_multiples, {_STEP}) - 1e-6), {_SEASON}) AS INTEGER)",
}


# What a client brings in a year, judged at a purchase: the 365 days ending with it; of a shorter acquaintance the average
# check at his own rhythm. That is an estimate: it is rounded once a row, and all sums are of DECIMAL. (The product of two
# DECIMALs needs 128 bits and took eight times as long.)
def _a_year(money: str) -> str:
    return (
        "CASE WHEN basis = 'own' AND date_diff('day', first_day, day) < 365"
        f" THEN CAST(CAST({money} AS DOUBLE) * (365.25 / rhythm_days / purchase_no) AS DECIMAL(18, 4)) ELSE {money} END"
    )


YEAR_VALUE = f"CASE WHEN net_12m > 0 THEN {_a_year('net_12m')} ELSE CAST(0 AS DECIMAL(18, 4)) END"
YEAR_MARGIN = f"CASE WHEN net_12m > 0 THEN {_a_year('margin_12m')} ELSE least(margin_12m, 0) END"

# Between the end of his season and the day on which the next one was to begin nobody waits for a seasonal client.
OUT_OF_SEASON = "$seasons AND season_over_on <= $as_of AND season_due_on > $as_of"

STATUS = (
    "CASE WHEN silent_days >= threshold_days THEN CASE WHEN purchase_no = 1 THEN 'one_off_gone' ELSE 'lost' END"
    " WHEN purchase_no = 1 THEN 'one_off' WHEN silent_days < watch_days THEN 'active'"
    f" WHEN {OUT_OF_SEASON} THEN 'seasonal' ELSE 'watch' END"
)

# Of who is silent for longer than usual, a closed company and an agreed pause are known to be no loss of the day. The row
# needs `is_closed` and `pause_until` of `:closed_firms:` and `:agreed_pauses:`.
STATUS_NOW = (
    "CASE WHEN silent_days >= watch_days AND is_closed THEN 'closed'"
    f" WHEN silent_days >= watch_days AND pause_until IS NOT NULL THEN 'agreed_pause' ELSE {STATUS} END"
)

# Common table expressions that several methods begin with; they hold fragments themselves.
_SHARED = {
    "clients_at_end": "lost/clients_at_end",
    "steadiness": "winback/steadiness",
    "lost_now": "winback/lost_now",
    "best_year": "winback/best_year",
    "cases": "winback/cases",
    "attraction_leads": "attraction/leads",
    "warm_up_steps": "attraction/warm_up_steps",
    "base_entries": "base/base_entries",
    "agreed_pauses": "lost/agreed_pauses",
    "closed_firms": "lost/closed_firms",
}


@lru_cache(maxsize=64)
def read_sql(name: str) -> str:
    """The text of `analytics/<name>.sql`."""
    return (_ROOT / f"{name}.sql").read_text(encoding="utf-8")


def statement(name: str, scope: Scope, value: str = "net", rule: str = "rhythm") -> str:
    """A text with its fragments put in: `:money:`, `:client_filter:`, `:value:`, `:rhythm:`, `:watch:`,
    `:season_days:`, `:threshold:` (of a certain rule too: `:silence_threshold:`), `:regularity:`, `:status:`, `:year_value:`,
    `:year_margin:`, `:abc_ranking:`, `:clients_at_end:`, `:steadiness:`, `:lost_now:`, `:best_year:`, `:cases:`, `:out_of_season:`,
    `:attraction_leads:`, `:warm_up_steps:`, `:base_entries:`, `:agreed_pauses:`, `:closed_firms:`, `:status_now:`. rule: which rule of loss the days of silence follow.
    """
    fragments = {
        **{name: read_sql(path).rstrip() for name, path in _SHARED.items()},
        "money": money(scope),
        "client_filter": client_filter(scope),
        "value": value,
        "rhythm": RHYTHM[rule],
        "watch": WATCH[rule],
        "threshold": THRESHOLD[rule],
        "season_days": _SEASON,
        "regularity": REGULARITY,
        **{f"{known}_threshold": days for known, days in THRESHOLD.items()},
        **{f"{known}_watch": days for known, days in WATCH.items()},
        **{f"{known}_rhythm": days for known, days in RHYTHM.items()},
        "status": STATUS,
        "status_now": STATUS_NOW,
        "out_of_season": OUT_OF_SEASON,
        "year_value": YEAR_VALUE,
        "year_margin": YEAR_MARGIN,
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
