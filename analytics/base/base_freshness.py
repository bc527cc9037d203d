"""M27: how much of the base is still true, and who looks after what this month."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analytics.base.chances import left_after, monthly_loss
from analytics.errors import WrongSetting
from analytics.proportion import wilson
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.statements import statement
from analytics.windows import parameters_in_force
from storage.engine import Engine

LEAST_CHECKS = 30  # with fewer the own rate says little
CALLED, UNTRUE = ("live", "client"), ("closed", "invalid")
_STANDINGS = {
    "duplicate": "duplicates", "closed": "closed", "invalid": "invalid", "not_target": "not_target", "client": "clients",
    "live": "live",
}  # fmt: skip
_LATER = "SELECT count(*) AS later FROM base WHERE created > $as_of OR verified_at > $as_of"
AGES = ("fresh", "aging", "stale")
_MONTH_DAYS, _YEAR_DAYS = 30.4375, 365.25
_MOST = 10_000_000
_SCHEMA = pa.schema([("months", pa.int32()), ("live", pa.float64()), ("lost", pa.float64()), ("upkeep", pa.float64())])


@dataclass(frozen=True)
class BaseFreshnessSettings(Settings):
    """How fast entries go out of date, and what is typed where there is no base.

    decay: share that is out of date after a year. own_decay: take the rate of one's own checks instead, where there are
    enough. fresh_months, stale_months: up to so many months an entry is fresh, above so many it is stale. entries:
    typed size of the base; months: how long nobody looks after it.
    """

    decay: float = setting(0.30, Mark.ART, "share", low=0, high=0.9)
    own_decay: bool = setting(False, Mark.OPT)
    fresh_months: int = setting(6, Mark.ASM, "months", low=1, high=60)
    stale_months: int = setting(12, Mark.ART, "months", low=1, high=120)
    entries: int | None = setting(None, Mark.ART, "companies", low=0, high=_MOST)
    months: int = setting(12, Mark.ART, "months", low=0, high=600)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.fresh_months >= self.stale_months:
            raise WrongSetting("fresh_before_stale", fresh=self.fresh_months, stale=self.stale_months)


def base_freshness(engine: Engine, scope: Scope, settings: BaseFreshnessSettings | None = None) -> Result:
    """Which entries of the base should be checked first, and how many of all are expected to be true?

    One row an entry that can be called or is a client by now, the least certain and largest first: `company, client_id`
    (0: has not bought), `standing` (live, client), `source, size, contact_name, phone, created_by`, `role` (scout for who
    has not bought, manager for clients), `owner` ('' where it is nobody's task), `true_on` (the latest of entered,
    checked, answered, bought; None: no date), `age_days`, `age_class` (fresh, aging, stale; stale without a date),
    `live_share` ((1 - decay) ^ years; 0 without a date), `urgency`, `this_month` (its owner's share of a twelfth of his
    entries, fresh ones left out). Facts: `entries, duplicates, closed, invalid, not_target, clients, live` (entries by standing),
    `expected_live` (of the live ones), `undated, fresh, aging, stale` (of the live ones), `in_a_year`, `upkeep_year`,
    `upkeep_month`, `monthly_loss`, `decay` (in force), `own` (`checked, untrue, rate, low, high, enough`), `owners` (by
    `role, owner`: entries, fresh, aging, stale, this_month), `histogram` (`quarter` of age, None without a date:
    entries, expected). W_BASE_DATE where entries have no date, W_BASE_LATER where dates lie after the as-of date.
    Source: management practice (30 % a year, a check once a year).
    """
    settings = settings or BaseFreshnessSettings()
    entries = _entries(engine, scope, settings, settings.decay)
    own = _own_decay(entries)
    decay = own["rate"] if settings.own_decay and own["enough"] else settings.decay
    if decay != settings.decay:
        entries = _entries(engine, scope, settings, decay)
    table = entries.filter(pc.is_in(entries.column("standing"), pa.array(CALLED))).drop_columns("checked_years")
    facts = _standings(entries) | _facts(table.filter(pc.field("standing") == "live").to_pylist(), decay)
    facts |= {"decay": decay, "own": own, "owners": _owners(table.to_pylist())}
    notices = _notices(facts["undated"], engine.query(_LATER, as_of=scope.as_of).column(0)[0].as_py())
    return Result(
        table=table,
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=(scope.as_of, scope.as_of),
        params=parameters_in_force(scope, settings),
        warnings=notices,
        facts=facts,
        rows_used=table.num_rows,
        rows_dropped=entries.num_rows - table.num_rows,
    )


def typed_base_freshness(settings: BaseFreshnessSettings) -> Result:
    """What is left of a base of typed size after some months, and what it takes to keep it, without any data.

    One row: `months, live, lost, upkeep` (entries a month to be replaced or mended). Raises `WrongSetting` where entries
    are not typed.
    """
    if settings.entries is None:
        raise WrongSetting("setting_missing", name="entries")
    live = settings.entries * left_after(settings.months, settings.decay)
    upkeep = settings.entries * settings.decay / 12
    row = {"months": settings.months, "live": live, "lost": settings.entries - live, "upkeep": upkeep}
    facts = {"monthly_loss": monthly_loss(settings.decay), "upkeep_year": upkeep * 12}
    return Result(pa.Table.from_pylist([row], _SCHEMA), params=dict(vars(settings)), facts=facts)


def _entries(engine: Engine, scope: Scope, settings: BaseFreshnessSettings, decay: float) -> pa.Table:
    asked = {
        "as_of": scope.as_of, "decay": decay, "fresh_days": round(settings.fresh_months * _MONTH_DAYS),
        "stale_days": round(settings.stale_months * _MONTH_DAYS),
    }  # fmt: skip
    return engine.query(statement("base/base_freshness", scope), **asked)


def _standings(entries: pa.Table) -> dict[str, int]:
    counted = Counter(entries.column("standing").to_pylist())
    return {"entries": entries.num_rows, **{name: counted[code] for code, name in _STANDINGS.items()}}


def _own_decay(entries: pa.Table) -> dict[str, Any]:
    """What share of the entries goes out of date in a year, by one's own checks?

    Each entry is judged by its own age when it was checked: the yearly rate is the one that expects as many untrue entries
    as were found. Rates are None where nothing was checked.
    """
    checked = entries.filter(pc.is_valid(entries.column("checked_years")))
    rows = [row for row in checked.select(["checked_years", "standing"]).to_pylist() if row["standing"] != "duplicate"]
    ages, untrue = [row["checked_years"] for row in rows], sum(row["standing"] in UNTRUE for row in rows)
    found: dict[str, Any] = {"checked": len(ages), "untrue": untrue, "enough": len(ages) >= LEAST_CHECKS}
    if not ages:
        return found | {"rate": None, "low": None, "high": None}
    low, high = wilson(untrue, len(ages))
    shares = {"rate": untrue / len(ages), "low": low, "high": high}
    return found | {name: yearly_rate(ages, share) for name, share in shares.items()}


def yearly_rate(ages: list[float], share: float) -> float:
    """The yearly rate by which entries of these ages (years) lose such a share together; found by halving."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        lost = sum(1 - (1 - middle) ** age for age in ages)
        low, high = (middle, high) if lost < share * len(ages) else (low, middle)
    return (low + high) / 2


def _facts(live: list[dict[str, Any]], decay: float) -> dict[str, Any]:
    expected = sum(row["live_share"] for row in live)
    return {
        "expected_live": expected,
        "undated": sum(row["true_on"] is None for row in live),
        **{age: sum(row["age_class"] == age for row in live) for age in AGES},
        "in_a_year": expected * (1 - decay),
        "upkeep_year": len(live) * decay,
        "upkeep_month": len(live) * decay / 12,
        "monthly_loss": monthly_loss(decay),
        "histogram": _histogram(live),
    }


def _histogram(live: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Entries by quarters of a year of age; those without a date last."""
    bars: dict[int | None, dict[str, Any]] = {}
    for row in live:
        quarter = None if row["age_days"] is None else int(row["age_days"] / _YEAR_DAYS * 4)
        bar = bars.setdefault(quarter, {"quarter": quarter, "entries": 0, "expected": 0.0})
        bar["entries"] += 1
        bar["expected"] += row["live_share"]
    return sorted(bars.values(), key=lambda bar: (bar["quarter"] is None, bar["quarter"]))


def _owners(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Whose task what is: scouts first, then managers, those with the most to do first."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        key = row["role"], row["owner"]
        empty = {"role": key[0], "owner": key[1], "entries": 0, **dict.fromkeys(AGES, 0), "this_month": 0}
        mine = found.setdefault(key, empty)
        mine["entries"] += 1
        mine[row["age_class"]] += 1
        mine["this_month"] += row["this_month"]
    return sorted(found.values(), key=lambda m: (m["role"] != "scout", -m["this_month"], -m["entries"], m["owner"]))


def _notices(undated: int, later: int) -> tuple[Notice, ...]:
    said = (Notice("W_BASE_DATE", {"n": undated}),) if undated else ()
    return (*said, Notice("W_BASE_LATER", {"n": later})) if later else said
