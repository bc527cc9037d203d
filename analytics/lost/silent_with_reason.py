"""M13 and M14: silent clients who are not gone: out of season, in an agreed pause; and firms that closed."""

from __future__ import annotations

from analytics.lost.client_status import ClientStatusSettings
from analytics.lost.loss_rule import rule_parameters
from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.statements import statement
from analytics.windows import data_span, parameters_in_force
from storage.engine import Engine


def silent_with_reason(engine: Engine, scope: Scope, settings: ClientStatusSettings | None = None) -> Result:
    """Which of the late and the lost are silent for a good reason?

    One row a client who is late or lost on the as-of date, by `value` (a year) descending: `client_id, client,
    manager, value, last_purchase, silent_days, rhythm_days`, `status`: closed (marked so in the base of clients),
    agreed_pause (a contact after his last purchase agreed upon a day that has not come yet: `due_on`), seasonal. A
    client is seasonal when he has bought on four days or more, over 300 days or more, four fifths of them within four
    neighbouring months of the year, at uneven intervals (variation of 0.6 or more); he is due (`due_on`) a year
    after the first purchase of his last season and lost (`lost_on`) when another 4/3 of the season, at least 45
    days, have passed. A season is the months among the four in which he bought. Source: management practice for the
    clock of the season; four months, fifths and days are assumptions.
    """
    settings = settings or ClientStatusSettings()
    text = statement("lost/silent_with_reason", scope, rule=settings.rule)
    table = engine.query(text, **scope.parameters, **rule_parameters(engine, settings))
    known = data_span(engine, scope.as_of) is not None
    return Result(
        table=table,
        status=Status.OK if known else Status.NOT_ENOUGH_DATA,
        period=None,
        params=parameters_in_force(scope, settings),
        rows_used=table.num_rows,
    )
