"""The money of a period as a whole: what the per-client methods leave out, and how far the margin is known."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from analytics.result import Notice
from analytics.scope import Scope
from analytics.statements import VALUES, statement
from storage.engine import Engine

UNIDENTIFIED_NOTICE = 0.05  # management practice: below, retail without names disturbs nobody
MARGIN_KNOWN = 0.995


@dataclass(frozen=True)
class PeriodTotals:
    """Money of the period after the filters; unidentified: of buyers whom no row names; day_rows: rows read.

    margin_base: revenue of the lines whose margin is known. unidentified_value: in the criterion asked for.
    """

    revenue: Decimal
    margin: Decimal | None
    margin_base: Decimal
    unidentified: Decimal
    unidentified_value: Decimal
    day_rows: int

    @property
    def unidentified_share(self) -> float | None:
        """Share of revenue without a client, None where there is no revenue."""
        return float(self.unidentified / self.revenue) if self.revenue > 0 else None

    @property
    def margin_known_share(self) -> float | None:
        """Share of revenue whose margin is known, None where there is no revenue."""
        return float(self.margin_base / self.revenue) if self.revenue > 0 else None

    def notices(self, with_margin: bool = False) -> tuple[Notice, ...]:
        """W_UNIDENT above 5 % of revenue; W_MARGIN_PART where a margin is asked for and known in part only."""
        found: tuple[Notice, ...] = ()
        if (self.unidentified_share or 0) > UNIDENTIFIED_NOTICE:
            found += (Notice("W_UNIDENT", {"share": self.unidentified_share}),)
        if with_margin and self.margin is not None and (self.margin_known_share or 0) < MARGIN_KNOWN:
            found += (Notice("W_MARGIN_PART", {"share": self.margin_known_share}),)
        return found


def period_totals(engine: Engine, scope: Scope, criterion: str = "revenue") -> PeriodTotals:
    """How much money does the scope's period hold, whoever bought?"""
    table = engine.query(statement("totals", scope, VALUES[criterion]), **scope.parameters)
    return PeriodTotals(**table.to_pylist()[0])
