"""What changed before a lost client left: what a seller can say aloud when he calls."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.result import Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, setting
from analytics.statements import statement
from analytics.winback.win_back_priority import WinBackPrioritySettings, current_borders, priority_parameters
from analytics.windows import data_span, parameters_in_force
from storage.engine import Engine


@dataclass(frozen=True)
class LeavingSignsSettings(WinBackPrioritySettings):
    """The rule of loss (see `WinBackPrioritySettings`), and what is worth a word.

    stopped_share: a product group that made so much of his last year. shrunk_share: by how much his purchases fell.
    """

    stopped_share: float = setting(0.15, Mark.ASM, "share", low=0.01, high=1)
    shrunk_share: float = setting(0.40, Mark.ASM, "share", low=0.05, high=0.95)


def leaving_signs(engine: Engine, scope: Scope, settings: LeavingSignsSettings | None = None) -> Result:
    """What changed in the last year with a client before he fell silent?

    One row per lost client: `client_id, manager_changed_on, manager_before` (the manager changed once, on the day of
    the first purchase with the new one), `stopped_group, stopped_on` (the dearest product group that he did not take in
    his last three purchases, bought on three days or more before), `shrunk_share` (how much smaller the last three
    purchases were than those before; from six purchases on); None and '' where there is no sign. Source: assumptions.
    """
    settings = settings or LeavingSignsSettings()
    asked = priority_parameters(engine, scope, settings, current_borders(engine, scope)) | vars(settings)
    table = engine.query(statement("winback/leaving_signs", scope, rule=settings.rule), **asked)
    span = data_span(engine, scope.as_of)
    return Result(
        table=table,
        status=Status.OK if span else Status.NOT_ENOUGH_DATA,
        period=(span[0], scope.as_of) if span else None,
        params=parameters_in_force(scope, settings),
        rows_used=table.num_rows,
    )
