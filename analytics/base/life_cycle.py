"""M24: what the talks with new companies came to, whom to talk to again and when, what a repeated deal costs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

import pyarrow as pa

from analytics.errors import WrongSetting
from analytics.periods import month_start
from analytics.proportion import FEW_CASES, wilson
from analytics.result import Notice, Result, Status
from analytics.scope import Scope
from analytics.settings import Mark, Settings, setting
from analytics.statements import read_sql
from analytics.windows import parameters_in_force
from storage.engine import Engine

ANSWERS = ("request", "interest", "refusal", "not_target")
WAITING = ("request", "interest", "refusal")  # of these somebody has to set a day
STATES = (*ANSWERS, "deal", "refused_by_client", "refused_by_us", "bought", "repeat")
TIMINGS = ("no_date", "overdue", "month", "later")
ECONOMY = (Decimal(5), Decimal(7))  # so many times dearer is a first deal than a repeated one
MONTH_DAYS = 30.4375
_SOON = timedelta(days=30)
_REFERRED = ("referral", "recommend", "рекоменд", "порад", "сарафан")


@dataclass(frozen=True)
class LifeCycleSettings(Settings):
    """When somebody is spoken to again, and what is typed about deals and recommendations.

    interest_days, interest_latest: after an interest, from and until. cycle_months: how long attracting takes;
    refusal_cycles: after so many of them a company that refused is asked again; an interest without a talk for so long
    has cooled. first_cost, repeat_cost: of a deal. asked, given, bought: clients asked for a recommendation,
    recommendations given, those who bought. buyers: clients who buy.
    """

    interest_days: int = setting(30, Mark.ART, "days", low=1, high=365)
    interest_latest: int = setting(90, Mark.ART, "days", low=1, high=365)
    cycle_months: float = setting(3.0, Mark.ART, "months", low=0.25, high=60)
    refusal_cycles: float = setting(2.0, Mark.ART, "cycles", low=1, high=12)
    first_cost: float | None = setting(None, Mark.ART, "money", low=0)
    repeat_cost: float | None = setting(None, Mark.ART, "money", low=0)
    buyers: int | None = setting(None, Mark.ART, "clients", low=0, high=10_000_000)
    asked: int | None = setting(None, Mark.ART, "clients", low=0, high=10_000_000)
    given: int | None = setting(None, Mark.ART, "companies", low=0, high=10_000_000)
    bought: int | None = setting(None, Mark.ART, "companies", low=0, high=10_000_000)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.interest_days > self.interest_latest or self.interest_latest >= self.refusal_days:
            raise WrongSetting("refusal_before_interest", interest=self.interest_latest, refusal=self.refusal_days)
        if self.asked is not None and self.buyers is not None and self.asked > self.buyers:
            raise WrongSetting("asked_above_buyers", asked=self.asked, buyers=self.buyers)
        if self.bought is not None and self.given is not None and self.bought > self.given:
            raise WrongSetting("bought_above_given", bought=self.bought, given=self.given)

    @property
    def refusal_days(self) -> int:
        """Days after a refusal until the company is asked again."""
        return round(self.refusal_cycles * self.cycle_months * MONTH_DAYS)


def life_cycle(engine: Engine, scope: Scope, settings: LifeCycleSettings | None = None) -> Result:
    """Where does every company stand that was spoken to, when is its next contact, and what did first talks come to?

    One row a company that has not bought, the most urgent first (by timing, then by state): `company, client_id` (0), `state` (request, interest,
    refusal, not_target, deal, refused_by_client, refused_by_us), `first_talk, first_answer, last_talk, next_date` (set by
    somebody), `due` (that day, or by the rule: a request today, an interest after at most 90 days, a refusal after two
    cycles; None: never), `timing` (no_date: nobody set a day for a request, interest or refusal; overdue, month: within 30
    days, later, never, running for deals), `cooled` (an interest without a talk for two cycles), `silent_days`,
    `manager, source, scout`. Facts: `firsts` (first talks of the period: contacts, and per answer k, share, low, high),
    `by_source, by_manager, by_scout` (name, contacts, k of each answer, not_target_share, low, high, few), `states` (state
    -> companies, buyers too), `timings`, `cooled`, `turned` (interests, requests of them, share, low, high, days),
    `refusals` (lost_by, reason, deals, money), `unknown_first` (buyers without a talk), `economy`, `referrals` (see
    `typed_life_cycle`). Filters are not applied. Source: management practice.
    """
    settings = settings or LifeCycleSettings()
    found = engine.query(read_sql("base/life_cycle"), as_of=scope.as_of).to_pylist()
    rows = [_placed(row, scope.as_of, settings) for row in found if row["state"] not in ("bought", "repeat")]
    rows.sort(
        key=lambda row: (
            TIMINGS_ORDER[row["timing"]],
            STATES.index(row["state"]),
            row["due"] or date.max,
            row["company"],
        )
    )
    firsts = [row for row in found if row["first_talk"] and scope.first_day <= row["first_talk"] <= scope.last_day]
    facts = {
        "firsts": answers_of(row["first_answer"] for row in firsts),
        **{f"by_{name}": _by(firsts, column) for name, column in _GROUPS.items()},
        "states": {state: sum(row["state"] == state for row in found) for state in STATES},
        "timings": {timing: sum(row["timing"] == timing for row in rows) for timing in TIMINGS},
        "cooled": sum(row["cooled"] for row in rows),
        "turned": _turned(found, scope),
        "unknown_first": sum(row["first_answer"] == "unknown" and row["first_bought"] is not None for row in found),
        "refusals": _refusals(engine, scope),
    } | _typed_facts(_filled(engine, scope, settings, found))  # fmt: skip
    notices = _notices(facts["timings"]["no_date"])
    return Result(
        table=pa.Table.from_pylist([{name: row[name] for name in _SCHEMA.names} for row in rows], _SCHEMA),
        status=Status.OK_WITH_WARNINGS if notices else Status.OK,
        period=(scope.first_day, scope.last_day),
        params=parameters_in_force(scope, settings),
        warnings=notices,
        facts=facts,
        rows_used=len(found),
    )


def typed_life_cycle(settings: LifeCycleSettings) -> Result:
    """The economy of repeated deals and of recommendations from typed numbers alone; the table is empty.

    Facts `economy`: first_cost, repeat_cost, ratio (None without one of the two), low, high, verdict (below, within, above
    5 to 7). `referrals`: buyers, asked, given, bought, ask_share (asked / buyers), yield_share (bought / asked),
    given_share (given / asked). Raises `WrongSetting` where neither costs nor recommendations are typed.
    """
    if settings.first_cost is None and settings.asked is None:
        raise WrongSetting("setting_missing", name="first_cost")
    return Result(_SCHEMA.empty_table(), params=dict(vars(settings)), facts=_typed_facts(dict(vars(settings))))


def answers_of(answers: Iterable[str]) -> dict[str, Any]:
    """How many companies were spoken to first, and how many of them gave each answer, with its share and interval."""
    heard = list(answers)
    found: dict[str, Any] = {"contacts": len(heard)}
    for answer in ANSWERS:
        found[answer] = _share(sum(one == answer for one in heard), len(heard))
    found["refused"] = _share(found["refusal"]["k"] + found["not_target"]["k"], len(heard))
    return found


def _share(cases: int, of: int) -> dict[str, Any]:
    low, high = wilson(cases, of)
    return {"k": cases, "n": of, "share": cases / of if of else None, "low": low, "high": high}


_GROUPS = {"source": "source", "manager": "first_manager", "scout": "scout"}
TIMINGS_ORDER = {name: place for place, name in enumerate((*TIMINGS, "running", "never"))}


def _by(firsts: list[dict[str, Any]], column: str) -> list[dict[str, Any]]:
    """First talks by channel, manager or scout, the largest first; the share of companies that are no target."""
    groups: dict[str, list[str]] = {}
    for row in firsts:
        groups.setdefault(row[column], []).append(row["first_answer"])
    made = []
    for name, heard in groups.items():
        counted = answers_of(heard)
        wrong = counted["not_target"]
        made.append({
            "name": name, "contacts": len(heard), **{answer: counted[answer]["k"] for answer in ANSWERS},
            "not_target_share": wrong["share"], "low": wrong["low"], "high": wrong["high"], "few": len(heard) < FEW_CASES,
        })  # fmt: skip
    return sorted(made, key=lambda row: (-row["contacts"], row["name"]))


def _placed(row: dict[str, Any], as_of: date, settings: LifeCycleSettings) -> dict[str, Any]:
    """A company with its next contact."""
    due, timing = next_contact(row["state"], row["last_talk"], row["next_date"], row["lost_at"], as_of, settings)
    silent = (as_of - row["last_talk"]).days if row["last_talk"] else None
    cooled = row["state"] == "interest" and silent is not None and silent > settings.refusal_days
    return row | {"due": due, "timing": timing, "silent_days": silent, "cooled": cooled}


def next_contact(
    state: str,
    talked_on: date | None,
    set_for: date | None,
    lost_on: date | None,
    as_of: date,
    settings: LifeCycleSettings,
) -> tuple[date | None, str]:
    """(day of the next contact or None, timing) of a company in a state.

    A request is spoken to today; an interest within 90 days; a refusal, and a deal that the client ended, after two
    cycles; who is no target, or was refused by us, never. Where nobody set a day the rule's day stands and the timing is
    no_date. Source: management practice.
    """
    if state in ("not_target", "refused_by_us"):
        return None, "never"
    if state == "deal":
        return None, "running"
    waits = {"request": 0, "interest": settings.interest_latest}.get(state, settings.refusal_days)
    began = lost_on if state == "refused_by_client" and lost_on else talked_on
    by_rule = None if began is None else began + timedelta(days=waits)
    due = set_for if set_for and state in WAITING else by_rule
    if set_for is None and state in WAITING:
        return due, "no_date"
    if due is None or due < as_of:
        return due, "overdue"
    return due, "month" if due <= as_of + _SOON else "later"


def _turned(found: list[dict[str, Any]], scope: Scope) -> dict[str, Any]:
    """Of the companies whose interest began in the period, those who asked for an offer since, and after how long."""
    began = [row for row in found if row["interest_on"] and scope.first_day <= row["interest_on"] <= scope.last_day]
    asked = [row for row in began if row["request_on"]]
    waited = [(row["request_on"] - row["interest_on"]).days for row in asked]
    return _share(len(asked), len(began)) | {"days": median(waited) if waited else None}


def _refusals(engine: Engine, scope: Scope) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = engine.query(read_sql("base/refusals"), **_window(scope)).to_pylist()
    return rows


def _window(scope: Scope) -> dict[str, Any]:
    days = {"first_day": scope.first_day, "last_day": scope.last_day, "as_of": scope.as_of}
    return days | {"first_month": month_start(scope.first_day)}


def _filled(engine: Engine, scope: Scope, settings: LifeCycleSettings, found: list[dict[str, Any]]) -> dict[str, Any]:
    """The typed numbers, and for those that are not typed what the data say."""
    costs = engine.query(read_sql("base/deal_costs"), **_window(scope)).to_pylist()[0]
    referred = [row for row in found if any(word in row["source"].lower() for word in _REFERRED)]
    known: dict[str, Any] = {
        "first_cost": _each(costs["first_cost"], costs["first_deals"]),
        "repeat_cost": _each(costs["repeat_cost"], costs["repeat_deals"]),
        "given": len(referred) or None,
        "bought": sum(row["state"] in ("bought", "repeat") for row in referred) if referred else None,
    }  # fmt: skip
    typed = {name: value for name, value in vars(settings).items() if value is not None}
    return {
        **dict.fromkeys(vars(settings)),
        **known,
        **typed,
        "from_data": sorted(n for n in known if known[n] is not None),
    }


def _each(cost: Decimal, deals: int) -> Decimal | None:
    return (cost / deals).quantize(Decimal("0.01")) if deals and cost else None


def _typed_facts(typed: dict[str, Any]) -> dict[str, Any]:
    return {"economy": economy(typed["first_cost"], typed["repeat_cost"]), "referrals": _referrals(typed),
            "from_data": typed.get("from_data", [])}  # fmt: skip


def economy(first_cost: Any, repeat_cost: Any) -> dict[str, Any]:
    """How many times dearer is a first deal than a repeated one, and is that within the usual 5 to 7?"""
    first, repeat = (None if cost is None else Decimal(str(cost)) for cost in (first_cost, repeat_cost))
    ratio = first / repeat if first is not None and repeat else None
    low, high = ECONOMY
    verdict = "" if ratio is None else "below" if ratio < low else "above" if ratio > high else "within"
    return {
        "first_cost": first,
        "repeat_cost": repeat,
        "ratio": None if ratio is None else float(ratio),
        "verdict": verdict,
    }


def _referrals(typed: dict[str, Any]) -> dict[str, Any]:
    buyers, asked, given, bought = (typed[name] for name in ("buyers", "asked", "given", "bought"))
    return {
        "buyers": buyers, "asked": asked, "given": given, "bought": bought,
        "ask_share": _part(asked, buyers), "given_share": _part(given, asked), "yield_share": _part(bought, asked),
    }  # fmt: skip


def _part(part: int | None, whole: int | None) -> float | None:
    return part / whole if part is not None and whole else None


def _notices(no_date: int) -> tuple[Notice, ...]:
    return (Notice("W_NO_NEXT_DATE", {"n": no_date}),) if no_date else ()


_TEXT, _DAY = pa.string(), pa.date32()
_SCHEMA = pa.schema(
    [
        ("company", _TEXT), ("client_id", pa.int32()), ("state", _TEXT), ("first_talk", _DAY), ("first_answer", _TEXT),
        ("last_talk", _DAY), ("next_date", _DAY), ("due", _DAY), ("timing", _TEXT), ("cooled", pa.bool_()),
        ("silent_days", pa.int32()), ("manager", _TEXT), ("source", _TEXT), ("scout", _TEXT),
    ]
)  # fmt: skip
