"""M30: three channels of the worked example, a channel that brought nobody, edges, and the plain statement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attraction_oracle as plain
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Line, Store, line, shuffled
from tables import days_of, sales
from written_records import written

from analytics.attraction.channel_funnels import ChannelFunnelsSettings, channel_funnels, costs
from analytics.attraction.channel_leads import USUAL_CYCLE, ChannelLeadsSettings, channel_key, channel_leads
from analytics.errors import WrongSetting
from analytics.result import Result
from analytics.scope import Scope

EXAMPLES = settings(max_examples=12, deadline=None)
AS_OF = date(2024, 12, 31)
YEAR = Scope(AS_OF, date(2024, 1, 1), AS_OF)
CAME = date(2024, 3, 1)
Rows = list[dict[str, Any]]


def channel(name: str, leads: int, requests: int, deals: int) -> tuple[Rows, Rows, Rows]:
    """Companies of one channel: found, asked, won."""
    names = [f"{name} {number}" for number in range(leads)]
    base = [{"company": one, "source": name, "created": CAME} for one in names]
    talks = [
        {"client": one, "day": CAME + timedelta(days=3), "manager": "Petrov", "kind": "call", "result": "request"}
        for one in names[:requests]
    ]
    won = [
        {"deal_id": one, "client": one, "created": CAME + timedelta(days=3), "stage": "won", "channel": name,
         "won_at": CAME + timedelta(days=30)}
        for one in names[:deals]
    ]  # fmt: skip
    return base, talks, won


def by_channel(found: Result) -> dict[str, dict[str, Any]]:
    return {row["channel"]: row for row in found.rows}


@pytest.fixture(scope="module")
def example(store_of: Callable[..., Store]) -> dict[str, dict[str, Any]]:
    """Ads, events and referrals of the worked example, the radio beside them; a quarter of revenue is profit."""
    drawn = [channel("ads", 300, 60, 6), channel("events", 60, 24, 6), channel("referral", 20, 12, 5),
             channel("radio", 20, 0, 0)]  # fmt: skip
    sums = {"ads": 720_000, "events": 900_000, "referral": 600_000}
    lines = [line(CAME + timedelta(days=30), f"{name} 0", money) for name, money in sums.items()]
    lines += [line("2023-01-10", "Old", 5), line(AS_OF, "Old", 5)]
    spend = {"ads": 120_000, "events": 90_000, "referral": 15_000, "radio": 40_000}
    money = [
        {"month": CAME.replace(day=1), "channel": name, "amount": Decimal(amount)} for name, amount in spend.items()
    ]
    base, touches, deals = ([row for part in drawn for row in part[place]] for place in range(3))
    store = store_of(lines)
    with written(store, base=base, touches=touches, deals=deals, spend=money):
        return by_channel(channel_funnels(store.engine, YEAR, ChannelFunnelsSettings(margin_share=0.25)))


def test_three_channels(example: dict[str, dict[str, Any]]) -> None:
    said = ("lead_cost", "request_cost", "cac", "romi")
    assert [example["ads"][name] for name in said] == [400, 2_000, 20_000, 0.5]
    assert [example["events"][name] for name in said] == [1_500, 3_750, 15_000, 1.5]
    assert [example["referral"][name] for name in said] == [750, 1_250, 3_000, 9.0]
    ends = {
        name: [round(100 * row[f"lead_to_deal_{end}"], 1) for end in ("share", "low", "high")]
        for name, row in example.items()
    }
    assert ends["ads"] == [2.0, 0.9, 4.3] and ends["events"] == [10, 4.7, 20.1] and ends["referral"] == [25, 11.2, 46.9]
    assert list(example) == ["ads", "events", "referral", "radio"], "most first deals first, then most leads"
    assert [example[name]["margin"] for name in ("ads", "events", "referral")] == [180_000, 225_000, 150_000]
    assert [example[name]["payback_months"] for name in example] == [1, 1, 1, None]


def test_a_channel_that_brought_nobody_has_no_price_of_a_client(example: dict[str, dict[str, Any]]) -> None:
    radio = example["radio"]
    assert (radio["spend"], radio["cac"], radio["request_cost"], radio["lead_cost"]) == (40_000, None, None, 2_000)
    assert (radio["lead_to_deal_low"], round(radio["lead_to_deal_high"], 3)) == (0, 0.161)
    assert (radio["romi"], radio["kind"]) == (-1, "both")


def test_only_what_chance_does_not_explain_is_a_verdict(example: dict[str, dict[str, Any]]) -> None:
    assert {name: row["verdict"] for name, row in example.items()} == {
        "ads": "worse", "events": "better", "referral": "better", "radio": "",
    }  # fmt: skip
    assert example["referral"]["shrunk_share"] < 0.25 < example["referral"]["shrunk_high"]


def ask(store: Store, scope: Scope = YEAR, chosen: ChannelFunnelsSettings | None = None, **tables: Rows) -> Result:
    with written(store, **tables):
        return channel_funnels(store.engine, scope, chosen)


@pytest.fixture
def quiet(store_of: Callable[..., Store]) -> Store:
    """Sales of one old client and no more."""
    return store_of([line("2023-01-10", "Old", 5), line(AS_OF, "Old", 5)])


def test_spend_without_leads_and_leads_without_spend_and_leads_from_nowhere(quiet: Store) -> None:
    base = [{"company": "A", "source": "Friends", "created": CAME}, {"company": "B", "created": CAME}]
    spend = [{"month": date(2024, 5, 1), "channel": "Radio", "amount": Decimal(10)}]
    found = ask(quiet, base=base, spend=spend)
    kinds = [(row["channel"], row["kind"], row["leads"], row["spend"]) for row in found.rows]
    assert kinds == [("Friends", "no_spend", 1, 0), ("Radio", "no_leads", 0, 10), ("", "no_spend", 1, 0)]
    friends = by_channel(found)["Friends"]
    assert (friends["lead_cost"], friends["cac"], friends["is_spend_known"], friends["romi"]) == (0, None, False, None)
    assert found.facts["total"]["leads"] == 2 and found.facts["total"]["spend"] == 10


def test_young_leads_ripen_outside_the_conversions(quiet: Store) -> None:
    edge = AS_OF - timedelta(days=USUAL_CYCLE)
    base = [
        {"company": name, "source": "Ads", "created": day}
        for name, day in (("Old enough", edge), ("Young", edge + timedelta(days=1)), ("Ready", AS_OF))
    ]
    (row,) = ask(quiet, base=base).rows
    assert (row["leads"], row["ripe"], row["ripening"]) == (3, 1, 2)
    (shorter,) = ask(quiet, base=base, chosen=ChannelFunnelsSettings(cycle_days=0)).rows
    assert shorter["ripening"] == 0


def test_five_deals_of_a_year_tell_the_own_cycle(quiet: Store) -> None:
    def deal(name: str, days: int, won: date = date(2024, 8, 1)) -> dict[str, Any]:
        return {"deal_id": name, "client": name, "stage": "won", "created": won - timedelta(days=days), "won_at": won}

    five = [deal(str(number), days) for number, days in enumerate((10, 20, 30, 40, 50))]
    four = ask(quiet, deals=five[:4]).facts
    assert (four["cycle_days"], four["cycle_is_own"]) == (USUAL_CYCLE, False)
    own = ask(quiet, deals=[*five, deal("years ago", 300, AS_OF - timedelta(days=365))]).facts
    assert (own["cycle_days"], own["cycle_is_own"]) == (30, True)
    assert not ask(quiet, deals=five, chosen=ChannelFunnelsSettings(cycle_days=7)).facts["cycle_is_own"]


def test_old_clients_are_nobodys_leads_and_new_ones_without_a_trace_are_counted(store_of: Callable[..., Store]) -> None:
    lines = [line("2023-01-10", "Old", 5), line("2024-06-10", "Silent", 7), line(AS_OF, "Old", 5)]
    store = store_of(lines)
    touches = [{"client": "Old", "day": CAME, "manager": "Petrov", "kind": "call", "result": "request"}]
    found = ask(store, touches=touches)
    assert (found.rows, found.facts["old_clients"], found.facts["unseen"], found.rows_dropped) == ([], 1, 1, 1)


def test_what_had_no_date_is_counted_apart(quiet: Store) -> None:
    found = ask(quiet, base=[{"company": "A", "source": "Ads"}])
    assert (found.rows, found.facts["undated"]) == ([], 1)


def test_the_first_source_wins_and_spellings_are_one_channel(quiet: Store) -> None:
    base = [{"company": "A", "source": " ВСЁ для дома", "created": CAME}]
    deals = [
        {"deal_id": "1", "client": "A", "created": CAME + timedelta(days=1), "stage": "new", "channel": "Later"},
        {"deal_id": "2", "client": "B", "created": CAME, "stage": "new", "channel": "все для ДОМА "},
    ]
    spend = [{"month": CAME, "channel": "Все Для Дома", "amount": Decimal(8)}]
    (row,) = ask(quiet, base=base, deals=deals, spend=spend).rows
    assert (row["channel_key"], row["leads"], row["requests"], row["lead_cost"]) == ("все для дома", 2, 2, 4)
    assert channel_key(" ВСЁ для дома") == row["channel_key"]


def test_names_that_differ_between_files_are_joined(quiet: Store) -> None:
    base = [{"company": "A", "source": "Ads in the internet", "created": CAME}]
    spend = [{"month": CAME, "channel": "Google", "amount": Decimal(8)}]
    joined = ChannelFunnelsSettings(joined='{"Google ": "ads in the Internet"}')
    (row,) = ask(quiet, base=base, spend=spend, chosen=joined).rows
    assert (row["channel"], row["kind"], row["lead_cost"]) == ("Ads in the internet", "both", 8)
    assert len(ask(quiet, base=base, spend=spend).rows) == 2


def test_spend_below_zero_is_left_out_and_said(quiet: Store) -> None:
    spend = [{"month": CAME, "channel": "Ads", "amount": Decimal(amount), "stage": str(amount)} for amount in (8, -3)]
    found = ask(quiet, spend=spend)
    assert [(row["channel"], row["spend"]) for row in found.rows] == [("Ads", 8)]
    assert [(notice.code, notice.facts) for notice in found.warnings] == [("W_NEGATIVE_SPEND", {"n": 1, "sum": -3})]
    alone = ask(quiet, spend=spend[1:]).rows
    assert [(row["spend"], row["is_spend_known"]) for row in alone] == [(0, False)]


def test_a_year_of_money_and_not_a_day_more(store_of: Callable[..., Store]) -> None:
    first = date(2023, 3, 1)
    days = [first, first + timedelta(days=40), first + timedelta(days=365), first + timedelta(days=366)]
    lines = [line("2022-01-10", "Old", 1), *(line(day, "A", 100, margin=10) for day in days), line(AS_OF, "Old", 1)]
    store = store_of(lines)
    base = [{"company": "A", "source": "Ads", "created": first}]
    spend = [{"month": date(2023, 3, 1), "channel": "Ads", "amount": Decimal(15)}]
    (row,) = ask(store, Scope(AS_OF, date(2023, 1, 1), date(2023, 12, 31)), base=base, spend=spend).rows
    assert (row["revenue"], row["margin"], row["payback_months"], row["romi"]) == (300, 30, 2, 1)
    whole = ChannelFunnelsSettings(horizon_months=13)
    (longer,) = ask(store, Scope(AS_OF, date(2023, 1, 1), date(2023, 12, 31)), whole, base=base, spend=spend).rows
    assert longer["revenue"] == 400


def test_no_margin_is_no_return_on_money(store_of: Callable[..., Store]) -> None:
    store = store_of([line("2022-01-10", "Old", 1), line(CAME, "A", 100), line(AS_OF, "Old", 1)])
    base = [{"company": "A", "source": "Ads", "created": CAME}]
    spend = [{"month": CAME, "channel": "Ads", "amount": Decimal(15)}]
    found = ask(store, base=base, spend=spend)
    assert (found.rows[0]["margin"], found.rows[0]["romi"], found.facts["profit_is"]) == (None, None, "unknown")
    typed = ask(store, base=base, spend=spend, chosen=ChannelFunnelsSettings(margin_share=0.3))
    assert (typed.rows[0]["romi"], typed.facts["profit_is"]) == (1, "typed")


def test_what_a_channel_costs_from_plain_numbers() -> None:
    found = costs(Decimal(40_000), 20, 3, 0, Decimal(0))
    assert (found["cac"], found["romi"]) == (None, -1)
    assert costs(Decimal(0), 1, 1, 1, Decimal(5), False)["romi"] is None


@pytest.mark.parametrize(
    "wrong", [{"joined": "[1]"}, {"joined": '{"a": 1}'}, {"joined": "{"}, {"cycle_days": -1}, {"margin_share": 0}]
)
def test_nonsense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(WrongSetting):
        ChannelFunnelsSettings(**wrong)


NAMES = ("Alfa", "Beta", "Gamma", "Delta", "Omega", "Nova", "Sigma", "Tau", "Zeta")
SOURCES = ("Ads", "ads ", "Fair", "Ёлка", "елка", None)


@st.composite
def records(draw: st.DrawFn, first: date, last: date) -> dict[str, Rows]:
    """Bases, contacts and deals of companies, of whom some buy."""
    span = (last - first).days
    day = st.integers(0, max(span, 1)).map(lambda step: first + timedelta(days=step))
    names, source = st.sampled_from(NAMES), st.sampled_from(SOURCES)
    base = draw(st.lists(st.fixed_dictionaries({
        "company": names, "source": source, "created": st.one_of(day, st.none()),
        "state": st.sampled_from(["live", "live", "duplicate", "closed"]),
    }), max_size=8, unique_by=lambda row: row["company"]))  # fmt: skip
    touches = draw(st.lists(st.fixed_dictionaries({
        "client": names, "day": day, "manager": st.just("Petrov"), "kind": st.just("call"),
        "result": st.sampled_from(["request", "interest", "refusal", None]),
        "target": st.sampled_from([True, False, None]),
    }), max_size=8))  # fmt: skip
    won = st.one_of(st.none(), day)
    deals = draw(st.lists(st.fixed_dictionaries({
        "deal_id": st.integers(0, 99).map(str), "client": names, "stage": st.just("new"), "channel": source,
        "created": st.one_of(day, st.none()), "won_at": won,
    }), max_size=8, unique_by=lambda row: row["deal_id"]))  # fmt: skip
    return {"base": base, "touches": touches, "deals": deals}


@EXAMPLES
@given(data=st.data(), back=st.integers(0, 120))
def test_channels_as_stated_plainly(store_of: Callable[..., Store], data: st.DataObject, back: int) -> None:
    lines: list[Line] = data.draw(sales(days=500))
    lines = [row for row in lines if row.amount > 0] or [line("2023-02-01", "Alfa", 1)]
    first, last = days_of(lines)
    told = data.draw(records(first, last))
    as_of = max(first, last - timedelta(days=back))
    scope = Scope(as_of, first, as_of - timedelta(days=min(20, (as_of - first).days)))
    store = store_of(shuffled(lines))
    with written(store, **told):
        found = channel_funnels(store.engine, scope)
        listed = channel_leads(store.engine, scope, ChannelLeadsSettings())
    known = plain.companies(lines, told["base"], told["touches"], told["deals"], as_of)
    expected = plain.funnels(known, scope.first_day, scope.last_day, as_of)
    assert {row["channel_key"]: row["leads"] for row in found.rows} == {
        name: row["leads"] for name, row in expected.items()
    }
    assert found.facts["cycle_days"] == plain.cycle(known, as_of)
    for row in found.rows:
        mine = expected[row["channel_key"]]
        assert {name: row[name] for name in ("ripe", "requests", "deals", "answered", "not_target")} == {
            name: mine[name] for name in ("ripe", "requests", "deals", "answered", "not_target")
        }
        assert row["lead_to_request_share"] == (mine["asked"] / mine["ripe"] if mine["ripe"] else None)
        assert row["lead_to_deal_share"] == (mine["won"] / mine["ripe"] if mine["ripe"] else None)
    inside = {
        name: one
        for name, one in known.items()
        if one.first_seen and scope.first_day <= one.first_seen <= scope.last_day
    }
    assert {row["client"] for row in listed.rows} == set(inside)
    for row in listed.rows:
        one = inside[row["client"]]
        assert (row["first_seen"], row["request_on"], row["first_deal"], row["channel_key"]) == (
            one.first_seen, one.request_on, one.first_deal, one.channel,
        )  # fmt: skip
        assert (row["revenue"] or 0) == plain.revenue(lines, one, as_of, 366)
    assert found.facts["total"]["revenue"] == sum(plain.revenue(lines, one, as_of, 366) for one in inside.values())
