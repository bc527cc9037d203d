"""What was said to one client, planned with him, and why he left: the written side of his card."""

from __future__ import annotations

from analytics.clients.client_history import ClientHistorySettings
from analytics.errors import UnknownClient
from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.statements import read_sql
from analytics.windows import parameters_in_force
from storage.engine import Engine

KINDS = ("contact", "step", "reason", "pause")
TYPED_IMPORT = 0  # of records that a person typed on a screen


def client_records(engine: Engine, scope: Scope, settings: ClientHistorySettings) -> Result:
    """What do we know of this client besides his purchases, as of the date?

    One row a record: `kind` (contact, step, reason, pause), `day` (of the contact, on which the step was done, of the
    loss), `until` (next contact agreed upon, day by which the step is due, end of the pause), `way` (of a contact or a
    step; of a reason who says it: staff, brainstorm, client, call), `who` (manager, owner), `said` (remark, step, reason,
    note), `outcome`, `offer`, `reason_group`, `confirmed` (the client said the reason himself), `step_no`, `is_typed`
    (written on a screen, not loaded with a file); '' and None where nothing is written. Contacts come newest first, steps
    by number. Facts: how many of each kind, `last_contact`, `untouched_days` (None without contacts), `pause_until`,
    `next_contact` (the latest day ahead that a contact agreed upon). Filters and period are not applied. Raises
    `UnknownClient`.
    """
    known = engine.query("SELECT 1 AS one FROM clients WHERE client_id = $client_id", client_id=settings.client_id)
    if not known.num_rows:
        raise UnknownClient("unknown_client", client_id=settings.client_id)
    asked = {"as_of": scope.as_of, "client_id": settings.client_id, "typed_import": TYPED_IMPORT}
    table = engine.query(read_sql("winback/client_records"), **asked)
    rows = table.to_pylist()
    contacts = [row for row in rows if row["kind"] == "contact"]
    last = max((row["day"] for row in contacts), default=None)
    agreed = [row["until"] for row in contacts if row["until"] is not None and row["until"] > scope.as_of]
    return Result(
        table=table,
        status=Status.OK,
        params=parameters_in_force(scope, settings),
        facts={
            **{f"{kind}s": sum(row["kind"] == kind for row in rows) for kind in KINDS},
            "last_contact": last,
            "untouched_days": None if last is None else (scope.as_of - last).days,
            "pause_until": max((row["until"] for row in rows if row["kind"] == "pause"), default=None),
            "next_contact": max(agreed, default=None),
        },
        rows_used=len(rows),
    )
