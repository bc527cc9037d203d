"""M01: through which of four holes do the sales leak: clients, frequency, average check, profitability."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa

from analytics.periods import TAIL_GAP_DAYS
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.shapley import as_money, product_split
from analytics.statements import statement
from analytics.totals import MARGIN_KNOWN
from analytics.windows import PulseWindows, TooShort, not_enough, parameters_in_force, pulse_windows
from storage.engine import Engine

FACTORS = ("clients", "frequency", "check", "profitability")
_MONEY = pa.decimal128(38, 4)
_SCHEMA = pa.schema(
    [
        ("factor", pa.string()),
        ("before", pa.float64()),
        ("after", pa.float64()),
        ("change_share", pa.float64()),
        ("revenue_effect", _MONEY),
        ("margin_effect", _MONEY),
    ]
)


@dataclass(frozen=True)
class SalesPulseSettings(Settings):
    """The windows and the marks of alarm.

    months: length of both windows. amber_share, crisis_share, beyond_share: a fall of the number of buying clients by
    so much or more is a warning, the band of crises, worse than crises usually are. margin_share_least: part of
    revenue that must have a known margin, or profitability is left out.
    """

    months: int = setting(3, Mark.ASM, "months", low=1, high=12)
    amber_share: float = setting(0.10, Mark.ASM, "share", low=0, high=1)
    crisis_share: float = setting(0.30, Mark.ART, "share", low=0, high=1)
    beyond_share: float = setting(0.50, Mark.ART, "share", low=0, high=1)
    margin_share_least: float = setting(0.80, Mark.ASM, "share", low=0, high=1)
    tail_gap_days: int = setting(TAIL_GAP_DAYS, Mark.ASM, "days", low=0, high=31)


@dataclass(frozen=True)
class Side:
    """One window: buying clients, their purchase days, their money, and the money of unidentified buyers."""

    span: str = ""
    clients: int = 0
    purchases: int = 0
    revenue: Decimal = Decimal(0)
    margin: Decimal | None = None
    margin_base: Decimal = Decimal(0)
    unidentified: Decimal = Decimal(0)
    unidentified_margin: Decimal | None = None
    day_rows: int = 0

    @property
    def factors(self) -> list[Fraction]:
        """Clients, purchase days per client, money per purchase day, margin per unit of money (0 where not known)."""
        if not self.purchases:
            return [Fraction(0)] * 4
        margin = Fraction(self.margin or 0) / Fraction(self.margin_base) if self.margin_base else Fraction(0)
        per_client = Fraction(self.purchases, self.clients)
        return [Fraction(self.clients), per_client, Fraction(self.revenue) / self.purchases, margin]

    @property
    def known_share(self) -> float:
        """Part of the revenue whose margin is known."""
        return float(self.margin_base / self.revenue) if self.revenue > 0 and self.margin is not None else 0.0


def sales_pulse(engine: Engine, scope: Scope, settings: SalesPulseSettings | None = None) -> Result:
    """Are the sales falling, and through which of the four holes?

    The last complete months against the same months a year ago (the scope's period is not used). One row a factor:
    `factor` (clients = buying clients; frequency = purchase days per client; check = money per purchase day;
    profitability = margin / revenue), `before`, `after`, `change_share` (of before; a difference of shares for
    profitability), `revenue_effect` (of the first three factors on revenue), `margin_effect` (of all four on the
    margin; None where the margin is not known). Effects are exact and add up. Buyers without a name are a row
    `unidentified`. Facts: both windows, revenue, margin and the factors' totals before and after, `clients_change`,
    `band` (growth, ok, amber, crisis, beyond), `worst` (the factor that took most money). Source: management practice
    (in crises the base shrinks by 30-50 %); the split of the change is the Shapley value.
    """
    settings = settings or SalesPulseSettings()
    windows = pulse_windows(engine, scope, settings.months, settings.tail_gap_days)
    if isinstance(windows, TooShort):
        return not_enough(scope, settings, _SCHEMA.empty_table(), windows.need, windows.have)
    before, after = _sides(engine, windows)
    if not before.clients:
        return not_enough(scope, settings, _SCHEMA.empty_table(), 2 * settings.months, settings.months)
    with_margin = min(before.known_share, after.known_share) >= settings.margin_share_least
    too_high = with_margin and any((side.margin or 0) > side.margin_base > 0 for side in (before, after))
    with_margin = with_margin and not too_high
    rows = _rows(before, after, with_margin)
    notices = windows.notices + _notices(before, after, with_margin, too_high)
    return Result(
        table=pa.Table.from_pylist(rows, schema=_SCHEMA),
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=windows.after,
        params=parameters_in_force(windows.scope, settings),
        warnings=notices,
        facts=_facts(windows, before, after, rows, settings, with_margin),
        rows_used=before.day_rows + after.day_rows,
    )


def _sides(engine: Engine, windows: PulseWindows) -> tuple[Side, Side]:
    found = engine.query(
        statement("pulse/sales_pulse", windows.scope),
        **windows.scope.parameters,
        first_before=windows.before[0],
        last_before=windows.before[1],
        first_after=windows.after[0],
        last_after=windows.after[1],
    )
    sides = {row["span"]: Side(**row) for row in found.to_pylist()}
    return sides.get("before", Side()), sides.get("after", Side())


def _split(before: Side, after: Side, factors: int) -> list[Decimal]:
    """Money of each factor; a window without one purchase leaves nothing to split: all of it went with the clients."""
    earlier, later = before.factors[:factors], after.factors[:factors]
    if not after.clients:
        later = [Fraction(0), *earlier[1:]]
    return as_money(product_split(earlier, later))


def _rows(before: Side, after: Side, with_margin: bool) -> list[dict[str, Any]]:
    revenue = [*_split(before, after, 3), None]
    margin = _split(before, after, 4) if with_margin else [None] * 4
    rows = []
    for place, factor in enumerate(FACTORS[: 4 if with_margin else 3]):
        old, new = before.factors[place], after.factors[place]
        change = new - old if factor == "profitability" else (new - old) / old if old else None
        known = after.clients or factor == "clients"
        rows.append(
            {"factor": factor, "before": float(old), "after": float(new) if known else None}
            | {"change_share": float(change) if change is not None and known else None}
            | {"revenue_effect": revenue[place], "margin_effect": margin[place]}
        )
    if before.unidentified or after.unidentified:
        rows.append(_unidentified(before, after, with_margin))
    return rows


def _unidentified(before: Side, after: Side, with_margin: bool) -> dict[str, Any]:
    change = after.unidentified - before.unidentified
    margin = (after.unidentified_margin or Decimal(0)) - (before.unidentified_margin or Decimal(0))
    return {
        "factor": "unidentified",
        "before": float(before.unidentified),
        "after": float(after.unidentified),
        "change_share": float(change / before.unidentified) if before.unidentified > 0 else None,
        "revenue_effect": change,
        "margin_effect": margin if with_margin else None,
    }


def _notices(before: Side, after: Side, with_margin: bool, too_high: bool) -> tuple[Notice, ...]:
    if too_high:
        return (Notice("W_MARGIN_TOO_HIGH"),)
    known = min(before.known_share, after.known_share)
    if with_margin and known < MARGIN_KNOWN:
        return (Notice("W_MARGIN_PART", {"share": known}),)
    return () if with_margin else (Notice("W_NO_MARGIN", {"share": known}),)


def clients_band(change: float, settings: SalesPulseSettings) -> str:
    """How bad a change of the number of buying clients is: growth, ok, amber, crisis, beyond."""
    fall, hair = -change, 1e-9
    if fall > settings.beyond_share + hair:
        return "beyond"
    if fall >= settings.crisis_share - hair:
        return "crisis"
    if fall > settings.amber_share + hair:
        return "amber"
    return "growth" if change > 0 else "ok"


def _facts(
    windows: PulseWindows,
    before: Side,
    after: Side,
    rows: list[dict[str, Any]],
    settings: SalesPulseSettings,
    with_margin: bool,
) -> dict[str, Any]:
    change = (after.clients - before.clients) / before.clients
    effect = "margin_effect" if with_margin else "revenue_effect"
    named = [row for row in rows if row["factor"] in FACTORS]
    worst = min(named, key=lambda row: row[effect])
    return {
        "window_before": list(windows.before),
        "window_after": list(windows.after),
        "revenue_before": before.revenue + before.unidentified,
        "revenue_after": after.revenue + after.unidentified,
        "margin_before": _modelled_margin(before, with_margin),
        "margin_after": _modelled_margin(after, with_margin),
        "unidentified_before": before.unidentified,
        "unidentified_after": after.unidentified,
        "clients_change": change,
        "band": clients_band(change, settings),
        "worst": worst["factor"] if worst[effect] < 0 else None,
        "with_margin": with_margin,
        "purchases_before": before.purchases,
        "purchases_after": after.purchases,
    }


def _modelled_margin(side: Side, with_margin: bool) -> Decimal | None:
    """Revenue of identified clients times their margin: the known margin, where it is known for every line."""
    if not with_margin:
        return None
    clients, frequency, check, profitability = side.factors
    return as_money([clients * frequency * check * profitability])[0]
