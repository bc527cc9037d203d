"""M13 and M14: silent clients who are not gone: out of season, in an agreed pause; and firms that are closed."""

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
    agreed_pause (until a day that has not come yet, `due_on`: a contact after his last purchase agreed upon it, or
    somebody typed the pause in), seasonal (out of season by the clock of `client_status`: due on `due_on`, lost on
    `lost_on`). Source: management practice: a pause that was agreed upon is no loss.
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
