"""What the data say of one funnel in a period: its groups, its money, and what had to be left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby
from typing import Any, Protocol

from analytics.funnel.funnel_sources import FunnelSource, funnel_sources
from analytics.funnel.stage_counts import StageCounts, counts_of_deals, counts_of_totals
from analytics.periods import month_start
from analytics.result import Notice
from analytics.scope import Scope
from analytics.statements import line_filter, read_sql
from storage.engine import Engine


class Asked(Protocol):
    """What must be known of a question to read a funnel (see `SalesFunnelSettings`)."""

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages in order; empty: as the data have them."""

    @property
    def by(self) -> str:
        """Whose funnels."""

    @property
    def counting(self) -> str:
        """Whether totals of a month are of the same cases."""

    @property
    def ripening_days(self) -> int | None:
        """Younger deals are not judged."""

    @property
    def deal_value(self) -> float | None:
        """Money of a deal."""


@dataclass(frozen=True)
class FunnelReading:
    """One funnel as it was read. groups: name -> its counts; company: all of them; mode: counts, log, current."""

    source: FunnelSource
    mode: str
    stages: tuple[str, ...]
    groups: Mapping[str, StageCounts]
    company: StageCounts
    deal_value: float | None
    value_from: str
    facts: dict[str, Any]
    notices: tuple[Notice, ...]
    rows_used: int
    rows_dropped: int


def source_of(engine: Engine, scope: Scope, source: str, pipeline: str | None) -> FunnelSource | None:
    """The funnel that is asked about; of deals of any pipeline the stages of the largest one. None where there is none."""
    found = funnel_sources(engine, scope)
    fitting = [one for one in found if source in ("any", one.source)]
    if pipeline is not None:
        fitting = [one for one in fitting if one.pipeline == pipeline]
    return fitting[0] if fitting else None


def read_funnel(engine: Engine, scope: Scope, source: FunnelSource, settings: Asked) -> FunnelReading:
    """Read a funnel as the question wants it."""
    stages = settings.stages or source.stages
    if source.source == "counts":
        return _totals(engine, scope, source, stages, settings)
    return _deals(engine, scope, source, stages, settings)


def deal_parameters(scope: Scope, source: FunnelSource, stages: tuple[str, ...], every: bool) -> dict[str, Any]:
    """Parameters of the statements over `known_deals`. every: deals of all pipelines."""
    return scope.parameters | {
        "stages": list(stages), "lost_stages": list(source.lost), "pipeline": None if every else source.pipeline,
    }  # fmt: skip


def funnel_statement(name: str, scope: Scope) -> str:
    """A text with the deals of the date and the filters put in; regions and product groups are none of a funnel."""
    filters = line_filter(replace(scope, regions=()))
    return read_sql(f"funnel/{name}").replace(":known_deals:", read_sql("funnel/known_deals").rstrip()).replace(
        ":line_filter:", filters
    )  # fmt: skip


def _totals(
    engine: Engine, scope: Scope, source: FunnelSource, stages: tuple[str, ...], settings: Asked
) -> FunnelReading:
    text = funnel_statement("funnel_counts", scope).replace(":group:", settings.by)
    asked = scope.parameters | {"stages": list(stages), "first_month": month_start(scope.first_day)}
    rows = engine.query(text, **asked).to_pylist()
    groups = {name: _of_stages(stages, some) for name, some in groupby(rows, key=lambda row: row["name"])}
    company = tuple(sum(one[place] for one in groups.values()) for place in range(len(stages)))
    negative = sum(row["negative"] for row in rows)
    value, value_from = _deal_value(engine, scope, source, stages, settings)
    notices = [Notice("W_NEGATIVE_COUNTS", {"n": negative})] if negative else []
    surplus = [stage for stage, later in zip(stages, counts_of_totals(company).later, strict=True) if later]
    if settings.counting == "cohort" and surplus:
        notices.append(Notice("W_STAGE_GROWS", {"stages": surplus}))
    elif settings.counting == "same_month":
        notices.append(Notice("W_LAG"))
    used = sum(row["records"] for row in rows) - negative
    counts = {name: counts_of_totals(reached) for name, reached in groups.items()}
    return FunnelReading(source, "counts", stages, counts, counts_of_totals(company), value, value_from,
                         _now(engine, scope, source, stages)[0], tuple(notices), used, negative)  # fmt: skip


def _of_stages(stages: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> tuple[int, ...]:
    reached = {row["stage"]: row["reached"] for row in rows}
    return tuple(reached.get(stage, 0) for stage in stages)


def _deals(
    engine: Engine, scope: Scope, source: FunnelSource, stages: tuple[str, ...], settings: Asked
) -> FunnelReading:
    now, usual = _now(engine, scope, source, stages)
    days = settings.ripening_days if settings.ripening_days is not None else round(usual or 0)
    text = funnel_statement("funnel_deals", scope).replace(":group:", settings.by)
    asked = deal_parameters(scope, source, stages, False) | {"ripe_until": scope.as_of - timedelta(days=days)}
    rows = engine.query(text, **asked).to_pylist()
    ripe = [row for row in rows if row["is_ripe"]]
    groups = {name: counts_of_deals(some, len(stages)) for name, some in groupby(ripe, key=lambda row: row["name"])}
    undated = sum(row["deals"] for row in rows if not row["is_dated"])
    young = sum(row["deals"] for row in rows if row["is_dated"] and not row["is_ripe"])
    unknown = sum(row["deals"] for row in ripe if row["is_lost"] and not row["is_logged"])
    value, value_from = _deal_value(engine, scope, source, stages, settings)
    facts = now | {"ripening": young, "ripening_days": days, "undated": undated, "lost_at_start": unknown}
    return FunnelReading(
        source, "log" if source.has_log else "current", stages, groups, counts_of_deals(ripe, len(stages)), value, value_from, facts,
        tuple(_told(facts)), sum(row["deals"] for row in ripe), undated + young,
    )  # fmt: skip


def _told(facts: Mapping[str, Any]) -> Iterable[Notice]:
    if facts["ripening"]:
        yield Notice("W_RIPENING", {"n": facts["ripening"], "days": facts["ripening_days"]})
    if facts["undated"]:
        yield Notice("W_UNDATED_DEALS", {"n": facts["undated"]})
    if facts["lost_at_start"]:
        yield Notice("W_LOST_ANYWHERE", {"n": facts["lost_at_start"]})


def _now(
    engine: Engine, scope: Scope, source: FunnelSource, stages: tuple[str, ...]
) -> tuple[dict[str, Any], float | None]:
    """Deals open, won and lost, and the usual days to a sale; of totals the deals beside them, whatever their pipeline."""
    asked = deal_parameters(scope, source, stages, source.source == "counts")
    found: dict[str, Any] = engine.query(funnel_statement("funnel_now", scope), **asked).to_pylist()[0]
    closed = found["won"] + found["lost"]
    usual = found.pop("usual_cycle")
    return found | {"win_rate": found["won"] / closed if closed else None}, usual


def _deal_value(
    engine: Engine, scope: Scope, source: FunnelSource, stages: tuple[str, ...], settings: Asked
) -> tuple[float | None, str]:
    """Money of a deal and where it comes from: typed, the won deals of the period, or its average purchase."""
    if settings.deal_value is not None:
        return settings.deal_value, "typed"
    now, _ = _now(engine, scope, source, stages)
    if now["priced"] and now["won_money"] > 0:
        return float(now["won_money"]) / now["priced"], "deals"
    check = engine.query(read_sql("funnel/usual_check"), **scope.parameters).to_pylist()[0]["check_money"]
    return (float(check), "purchases") if check else (None, "")
