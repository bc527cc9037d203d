"""M16: the calculator without any data, own values, the worth of a client."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import loss_oracles
import oracles
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_store import Line, Store, line, shuffled, whole_scope
from tables import days_of, sales

from analytics.errors import WrongSetting
from analytics.lost.loss_money import LossMoneySettings, loss_money, typed_loss_money, years_of
from analytics.lost.lost_clients import LostClientsSettings, lost_clients
from analytics.result import Status
from analytics.scope import Scope

YEAR = Scope(date(2024, 12, 31), date(2024, 1, 1), date(2024, 12, 31))


def test_ten_clients_of_seven_purchases_a_year() -> None:
    asked = LossMoneySettings(clients=10, average_check=50_000, purchases=7)
    (row,) = typed_loss_money(asked).rows
    assert (row["year_value"], row["money"], row["margin"]) == (350_000, 3_500_000, None)
    assert (row["ltv_plain"], typed_loss_money(asked).facts["from_data"]) == (None, [])


def test_what_a_client_is_worth() -> None:
    asked = LossMoneySettings(clients=1, average_check=46_000, purchases=5, margin_share=0.18, churn=0.10)
    (row,) = typed_loss_money(asked).rows
    assert (row["year_value"], row["margin"]) == (230_000, 41_400)
    assert (row["ltv_kept"], round(row["ltv_discounted"]), row["ltv_plain"]) == (112_194, 99_157, 207_000)
    uncapped = LossMoneySettings(clients=1, average_check=46_000, purchases=5, margin_share=0.18, churn=0.10, cap=50)
    assert typed_loss_money(uncapped).rows[0]["ltv_plain"] == 414_000
    assert [years_of(churn, 100) for churn in (0.0, 0.02, 0.5)] == [50, 50, 2]


@pytest.mark.parametrize("wrong", [{"churn": 1.2}, {"churn": -0.1}, {"clients": -1}, {"horizon": 0}, {"discount": 2}])
def test_nonsense_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(WrongSetting):
        LossMoneySettings(**wrong)  # type: ignore[arg-type]


def test_without_data_everything_must_be_typed() -> None:
    with pytest.raises(WrongSetting) as fault:
        typed_loss_money(LossMoneySettings(clients=10, purchases=7))
    assert (fault.value.code, fault.value.facts) == ("setting_missing", {"name": "average_check"})


def buyer(name: str, amount: int, last: date, margin: float = 0.2) -> list[Line]:
    """Every thirtieth day of two years until a day."""
    days = [date(2023, 1, 1) + timedelta(days=30 * step) for step in range(25)]
    return [line(day, name, amount, margin=amount * margin) for day in days if day <= last]


def test_own_values_beside_the_averages(store_of: Callable[..., Store]) -> None:
    lines = buyer("Large", 900, date(2024, 6, 1)) + buyer("Small", 100, date(2024, 12, 31))
    store = store_of(shuffled(lines))
    result = loss_money(store.engine, YEAR)
    plain, own = result.rows
    assert (own["clients"], own["money"], own["margin"]) == (1, 13 * 900, 13 * 180)
    purchases = 12 + 5  # of the year: the small one all of it, the large one until June
    assert (plain["clients"], plain["purchases"]) == (1, Decimal("8.5000"))
    assert plain["average_check"] == round(Decimal(12 * 100 + 5 * 900) / purchases, 4)
    assert result.facts["from_data"] == ["clients", "average_check", "purchases", "margin_share", "churn"]
    assert (result.facts["churn"], result.facts["years"], round(result.facts["margin_share"], 9)) == (0.5, 2.0, 0.2)
    typed = loss_money(store.engine, YEAR, LossMoneySettings(clients=3, average_check=10, purchases=2)).rows
    assert (typed[0]["money"], typed[1]) == (60, own)


def test_a_short_acquaintance_is_brought_to_a_year(store_of: Callable[..., Store]) -> None:
    lines = [line(date(2024, 1, 1) + timedelta(days=30 * step), "New", 100, margin=10) for step in range(4)]
    lines += [line("2024-01-05", "Eaten", 100), line("2024-02-05", "Eaten", 50), line("2024-02-05", "Eaten", -49)]
    lines += [line("2024-02-01", "Eaten", -120)]
    store = store_of(lines)
    rows = {row["client"]: row for row in lost_clients(store.engine, YEAR).rows}
    assert rows["New"]["value"] == Decimal("1217.5")  # 400 / 4 purchases x 365.25 / 30
    assert rows["New"]["value_margin"] == Decimal("121.75")
    assert rows["Eaten"]["value"] == 0
    assert lost_clients(store.engine, YEAR).facts["no_value"] == 1


def test_who_came_back_is_no_loss_any_more(store_of: Callable[..., Store]) -> None:
    gone = buyer("Alfa", 100, date(2024, 3, 1))
    assert loss_money(store_of(gone).engine, YEAR).rows[1]["clients"] == 1
    back = store_of([*gone, line("2024-12-20", "Alfa", 5)])
    assert loss_money(back.engine, YEAR).rows[1]["money"] == 0


def test_before_the_first_sale(store_of: Callable[..., Store]) -> None:
    early = Scope(date(2020, 1, 31), date(2020, 1, 1), date(2020, 1, 31))
    assert loss_money(store_of(buyer("Alfa", 1, date(2024, 1, 1))).engine, early).status is Status.NOT_ENOUGH_DATA


@settings(max_examples=10, deadline=None)
@given(lines=sales(), length=st.integers(30, 400))
def test_own_values_as_stated_plainly(store_of: Callable[..., Store], lines: list[Line], length: int) -> None:
    store = store_of(lines)
    as_of = days_of(lines)[1]
    scope = whole_scope(lines, first_day=as_of - timedelta(days=length - 1))
    spells = loss_oracles.spells_of(lines, as_of, oracles.Rules())
    since = as_of - timedelta(days=length)
    values = {s.client: s.value for s in loss_oracles.covering(spells, as_of) if since < s.lost_on <= as_of}
    found = lost_clients(store.engine, scope, LostClientsSettings())
    assert {row["client"] for row in found.rows} == set(values)
    assert all(loss_oracles.same_money(row["value"], values[row["client"]]) for row in found.rows)
    values = {row["client"]: row["value"] for row in found.rows}
    assert loss_money(store.engine, scope).rows[1]["money"] == sum(values.values())
    facts, total = found.facts, sum(values.values())
    largest = sorted(values.values(), reverse=True)
    half = next((n for n in range(len(largest) + 1) if 2 * sum(largest[:n]) >= total), 0) if total else 0
    assert (facts["money"], facts["clients_for_half"], facts["half_money"]) == (total, half, sum(largest[:half]))
