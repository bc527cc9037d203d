"""The worked examples of the page about the base are what the methods say."""

from __future__ import annotations

from methods_pages import assert_said

from analytics.base.base_freshness import LEAST_CHECKS, BaseFreshnessSettings, typed_base_freshness
from analytics.base.base_plan import USUAL, BaseSufficiencySettings
from analytics.base.base_sufficiency import typed_base_sufficiency
from analytics.base.chances import left_after
from analytics.base.life_cycle import ECONOMY, LifeCycleSettings, answers_of, economy
from analytics.base.scouts import CONFLICT, WORK_HOURS, ScoutsSettings, typed_scouts, yield_per_100
from analytics.proportion import FEW_CASES, wilson

ENOUGH, FILLS = "Is the base enough for the plan", "Who fills the base"
TRUE, TALKS = "How much of the base is still true", "What talks with new companies come to"


def percents(*shares: float) -> list[float]:
    return [round(100 * share, 1) for share in shares]


def test_fifty_by_ten_by_three() -> None:
    usual = BaseSufficiencySettings()
    assert_said(ENOUGH, USUAL["companies_per_deal"], usual.cycle_months, usual.cycles, usual.scout_month)
    assert_said(ENOUGH, *percents(usual.wanted_chance, usual.decay, wilson(0, 20)[1]))
    found = typed_base_sufficiency(
        BaseSufficiencySettings(plan=10, companies_per_deal=50, live=1050, won=10, contacted=500)
    )
    now, facts = found.rows[0], found.facts
    assert_said(ENOUGH, now["need_cycle"], now["need"], now["gap"], now["months"], facts["reachable_plan"])
    assert_said(ENOUGH, *percents(facts["rule_chance"], now["chance"]), facts["wanted_companies"], facts["sure_plan"])
    surer = typed_base_sufficiency(BaseSufficiencySettings(plan=10, companies_per_deal=50, wanted_chance=0.9)).facts
    assert_said(ENOUGH, surer["wanted_companies"], facts["uncertain"]["wanted"], facts["uncertain"]["surer"])
    assert_said(ENOUGH, *(round(100 * chance) for chance in facts["rule_cycle_chances"]))
    growth = BaseSufficiencySettings(clients=240, target_clients=300, target_months=12, churn=0.1)
    assert_said(ENOUGH, round(typed_base_sufficiency(growth).facts["new_a_month"], 1))


def test_scouts_of_twelve_sellers() -> None:
    usual = ScoutsSettings()
    assert_said(FILLS, usual.week_norm, usual.month_norm, usual.managers_least, usual.managers_most, usual.gap_months)
    assert_said(FILLS, *percents(CONFLICT), WORK_HOURS)
    found = typed_scouts(ScoutsSettings(managers=12, gap=900, entered=31, duplicates=4, incomplete=3))
    needed, alone, (week,) = found.facts["needed"], found.facts["alone"], found.rows
    assert_said(
        FILLS, needed["least"], needed["most"], needed["by_gap"], week["accepted"], *percents(week["norm_share"])
    )
    assert_said(FILLS, alone["a_month"], alone["hours"], *percents(alone["time_share"]), alone["plan_left"])
    assert_said(FILLS, 27 / 6, yield_per_100(27, 1200) or 0)


def test_thirty_percent_a_year() -> None:
    usual = BaseFreshnessSettings()
    assert_said(TRUE, *percents(usual.decay), usual.fresh_months, usual.stale_months, LEAST_CHECKS)
    found = typed_base_freshness(BaseFreshnessSettings(entries=1500))
    (row,) = found.rows
    assert_said(
        TRUE, round(row["live"]), round(100 * found.facts["monthly_loss"], 2), round(row["lost"]), row["upkeep"]
    )
    assert_said(TRUE, round(sum(left_after(12 * age, 0.3) for age in (0.1, 0.5, 1, 2, 3)), 2))
    low, high = wilson(18, 50)
    assert_said(TRUE, 36, round(100 * low), round(100 * high))


def test_two_hundred_talks() -> None:
    rules = LifeCycleSettings()
    assert_said(
        TALKS, rules.interest_days, rules.interest_latest, rules.refusal_cycles, rules.cycle_months, *ECONOMY, FEW_CASES
    )
    heard = answers_of(["request"] * 30 + ["interest"] * 70 + ["refusal"] * 60 + ["not_target"] * 40)
    request = heard["request"]
    assert_said(TALKS, *percents(request["share"], request["low"], request["high"], heard["interest"]["share"]))
    assert_said(TALKS, *percents(heard["not_target"]["share"]), economy(12_000, 2_000)["ratio"])
