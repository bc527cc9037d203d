"""The same questions as an analyst would answer them with pandas on a table of lines in memory.

Every function takes the lines and the windows and gives the columns of the method that it stands beside.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

Windows = dict[str, Any]


def _between(lines: pd.DataFrame, first: Any, last: Any) -> pd.DataFrame:
    return lines[(lines["date"] >= pd.Timestamp(first)) & (lines["date"] <= pd.Timestamp(last))]


def _months(lines: pd.DataFrame) -> pd.Series:
    return lines["date"].dt.to_period("M").dt.start_time


def _classes(value: pd.Series) -> pd.DataFrame:
    """Rank, shares and class of every client of a series of money."""
    table = value.round(2).rename("value").reset_index().sort_values(["value", "client"], ascending=[False, True])
    total, running = table["value"].clip(lower=0).sum(), table["value"].cumsum()
    above = (running - table["value"]) / total
    letters = np.select([table["value"] <= 0, above < 0.8 - 1e-9, above < 0.95 - 1e-9], ["N", "A", "B"], "C")
    return table.assign(rank=np.arange(1, len(table) + 1), share=table["value"] / total, abc_class=letters)


def _abc_both(lines: pd.DataFrame, at: Windows) -> tuple[pd.DataFrame, pd.DataFrame]:
    now, before = (
        _between(lines, at["first_day"], at["last_day"]),
        _between(lines, at["first_before"], at["last_before"]),
    )
    earlier = _classes(before.groupby("client")["amount"].sum())[["client", "value", "abc_class"]]
    earlier = earlier.rename(columns={"value": "value_before", "abc_class": "class_before"})
    return _classes(now.groupby("client")["amount"].sum()), earlier


def abc_classes(lines: pd.DataFrame, at: Windows) -> pd.DataFrame:
    """Classes of both periods, orders, first and last purchase."""
    now, earlier = _abc_both(lines, at)
    period = _between(lines, at["first_day"], at["last_day"])
    orders = period.loc[period["amount"] > 0].groupby("client")["order_no"].nunique().rename("orders")
    bought = lines[lines["amount"] > 0].groupby("client")["date"].agg(first_purchase="min", last_purchase="max")
    found = now.merge(earlier, on="client", how="left").join(bought, on="client").join(orders, on="client")
    return found.fillna({"orders": 0}).drop(columns=["share"])


def class_moves(lines: pd.DataFrame, at: Windows) -> pd.DataFrame:
    """Both classes of every client of either period."""
    now, earlier = _abc_both(lines, at)
    both = now[["client", "value", "abc_class"]].merge(earlier, on="client", how="outer")
    both = both.fillna({"value": 0, "value_before": 0, "abc_class": "absent", "class_before": "absent"})
    return both.assign(change=both["value"] - both["value_before"])


def concentration(lines: pd.DataFrame, at: Windows) -> pd.DataFrame:
    """Share of the first clients in both periods."""
    shares = []
    for first, last in ((at["first_day"], at["last_day"]), (at["first_before"], at["last_before"])):
        value = (
            _between(lines, first, last).groupby("client")["amount"].sum().clip(lower=0).sort_values(ascending=False)
        )
        shares.append(value.cumsum() / value.sum())
    return pd.DataFrame(
        [
            {"first_clients": n, "share": shares[0].iloc[n - 1], "share_before": shares[1].iloc[n - 1]}
            for n in (1, 3, 5, 10)
        ]
    )


def data_profile(lines: pd.DataFrame, at: Windows) -> pd.DataFrame:
    """Months of the lines; the money by names is added up too."""
    known = lines[lines["date"] <= pd.Timestamp(at["as_of"])]
    for kind in ("manager", "region", "channel", "product_group"):
        known.groupby(kind)["amount"].sum()
    known = known.assign(margin=known["amount"] - known["cost"], month=_months(known))
    sums = {
        "lines": ("amount", "size"),
        "clients": ("client", "nunique"),
        "revenue": ("amount", "sum"),
        "margin": ("margin", "sum"),
    }
    return known.groupby("month").agg(**sums).reset_index()


def data_health(lines: pd.DataFrame, at: Windows) -> pd.DataFrame:
    """Columns that too much of the money lacks, and whether months are missing or thin."""
    known = lines[lines["date"] <= pd.Timestamp(at["as_of"])]
    revenue, months = known["amount"].sum(), data_profile(lines, at)
    fields = {"client": "client", "margin": "cost", "manager": "manager", "region": "region", "channel": "channel",
              "product": "product", "group": "product_group", "order": "order_no"}  # fmt: skip
    money = {f"no_{name}": known.loc[known[field].isna(), "amount"].sum() for name, field in fields.items()}
    money["no_code"] = known.loc[known["client"].notna(), "amount"].sum()
    usual = months["lines"].shift().rolling(6, min_periods=3).median()
    year_ago = months["lines"].shift(12).fillna(float("inf"))
    thin = (months["lines"] < 0.5 * usual) & (months["lines"] < 0.5 * year_ago)
    found = [
        {"code": code, "money": sum_, "share": sum_ / revenue} for code, sum_ in money.items() if sum_ > 0.05 * revenue
    ]
    return pd.DataFrame(
        [*found, *({"code": "month_thin", "money": None, "share": None} for _ in range(int(thin.any())))]
    )


def data_coverage(lines: pd.DataFrame, at: Windows) -> pd.DataFrame:
    """Lines and money of each month."""
    known = lines[lines["date"] <= pd.Timestamp(at["as_of"])]
    sums = known.assign(first_day=_months(known)).groupby("first_day")["amount"].agg(records="size", revenue="sum")
    return sums.reset_index().assign(kind="sales")


def _days(lines: pd.DataFrame) -> pd.DataFrame:
    sums = {"net": ("amount", "sum"), "cost": ("cost", "sum"), "largest": ("amount", "max")}
    return lines.groupby(["client", "date"]).agg(**sums).reset_index()


def sales_pulse(lines: pd.DataFrame, at: Windows) -> pd.DataFrame:
    """The four factors of both windows."""
    found: dict[str, list[float]] = {}
    for side in ("before", "after"):
        days = _days(_between(lines, at[f"first_{side}"], at[f"last_{side}"]))
        bought = days[days["largest"] > 0]
        clients, net = bought["client"].nunique(), days["net"].sum()
        found[side] = [clients, len(bought) / clients, net / len(bought), 1 - days["cost"].sum() / net]
    return pd.DataFrame({"factor": ["clients", "frequency", "check", "profitability"], **found})


def monthly_pulse(lines: pd.DataFrame, at: Windows) -> pd.DataFrame:
    """Clients, purchases, orders and money of every month."""
    days = _days(lines)
    days = days.assign(month=_months(days))
    bought = days[days["largest"] > 0].groupby("month").agg(clients=("client", "nunique"), purchases=("client", "size"))
    sold = lines[lines["amount"] > 0].drop_duplicates("order_no")
    orders = _months(sold).value_counts().rename("orders")
    return days.groupby("month")["net"].sum().rename("revenue").to_frame().join(bought).join(orders).reset_index()


def _month_money(lines: pd.DataFrame) -> pd.Series:
    return lines.groupby(_months(lines).rename("month"))["amount"].sum()


def seasonality(lines: pd.DataFrame, at: Windows) -> pd.DataFrame:
    """Month over the centred average of twelve months."""
    value = _month_money(lines)
    level = value.rolling(12).mean().rolling(2).mean().shift(-6)
    means = (value / level).dropna().groupby(lambda month: month.month).mean()
    return (means / means.mean()).rename_axis("month_no").rename("index").reset_index()


def fall_anchor(lines: pd.DataFrame, at: Windows) -> pd.DataFrame:
    """The months' money, from which the fall is sought."""
    return _month_money(lines).rename("value").reset_index()


def _purchases(lines: pd.DataFrame) -> pd.DataFrame:
    """Purchase days with number, next day and the median of the last five gaps (from two gaps on)."""
    days = lines.loc[lines["amount"] > 0, ["client", "date"]].drop_duplicates().sort_values(["client", "date"])
    client, gaps = days.groupby("client")["date"], days.groupby("client")["date"].diff().dt.days
    number = client.cumcount() + 1
    last_five = np.column_stack([gaps.shift(back).where(number > back + 1) for back in range(5)])
    rhythm = np.full(len(days), np.nan)
    enough = (number >= 3).to_numpy()
    rhythm[enough] = np.nanmedian(last_five[enough], axis=1)
    return days.assign(n=number, first_day=client.transform("min"), next_day=client.shift(-1), own=rhythm)


def _fallback(bought: pd.DataFrame, month: pd.Timestamp) -> float:
    """The slow end of the rhythms that clients had at the end of a month."""
    end = month + pd.offsets.MonthEnd(0)
    rhythms = bought.loc[(bought["date"] <= end) & ~(bought["next_day"] <= end), "own"].dropna()
    return float(np.quantile(rhythms, 0.75)) if len(rhythms) >= 30 else 90.0


def _seasons(bought: pd.DataFrame, last: pd.DataFrame) -> pd.DataFrame:
    """The clocks of the clients who buy in a season, by client: over_on, due_on, gone_on."""
    long = last.index[(last["n"] >= 4) & ((last["date"] - last["first_day"]).dt.days >= 300)]
    days = bought[bought["client"].isin(long)].groupby("client")["date"]
    gaps = days.diff().dt.days.groupby(bought["client"])
    uneven = (gaps.std() / gaps.mean()).loc[lambda cv: cv >= 0.6].index
    clocks = {client: clock for client in uneven if (clock := _clock(days.get_group(client))) is not None}
    columns = ["over_on", "due_on", "gone_on"]
    return pd.DataFrame.from_dict(clocks, orient="index", columns=columns).astype("datetime64[s]")


def _clock(days: pd.Series) -> list[pd.Timestamp] | None:
    """When a client's last season was over, when the next one is due, when he is lost; None for who has no season."""
    places = [(days.dt.month - start) % 12 for start in range(1, 13)]
    best = max(range(12), key=lambda at: (places[at] < 4).sum())
    place = places[best][places[best] < 4]
    if len(place) < 0.8 * len(days):
        return None
    inside = days[place.index]
    years = inside.dt.year - (inside.dt.month <= best)
    begun = pd.Timestamp(years.max(), best + 1, 1)
    length = sum(pd.Timestamp(2023, month, 1).days_in_month for month in inside.dt.month.unique())
    due = inside[inside >= begun].min() + pd.Timedelta(365, "D")
    return [
        begun + pd.DateOffset(months=int(place.max()) + 1), due,
        due + pd.Timedelta(max(45, int(np.ceil(4 * length / 3 - 1e-6))), "D"),
    ]  # fmt: skip


def _judged(bought: pd.DataFrame, day: Any) -> pd.DataFrame:
    """Every client's last purchase on or before a day, with rhythm, threshold and status."""
    day = pd.Timestamp(day)
    last = bought[(bought["date"] <= day) & ~(bought["next_day"] <= day)].set_index("client")
    month = last["date"].dt.to_period("M").dt.start_time - pd.DateOffset(months=1)
    fallback = {one: _fallback(bought, one) for one in month[last["own"].isna()].unique()}
    rhythm = last["own"].fillna(month.map(fallback))
    silent = (day - last["date"]).dt.days
    seasons = _seasons(bought[bought["date"] <= day], last).reindex(last.index)
    gone = (seasons["gone_on"] - last["date"]).dt.days.fillna(0)
    threshold = np.maximum(np.maximum(14, np.ceil(rhythm * 4 / 3 - 1e-6)), gone)
    one = last["n"] == 1
    late = silent >= threshold
    out = (seasons["over_on"] <= day) & (seasons["due_on"] > day)
    status = np.select(
        [late & one, late, one, silent < rhythm, out],
        ["one_off_gone", "lost", "one_off", "active", "seasonal"],
        "watch",
    )
    return last.assign(rhythm_days=rhythm, threshold_days=threshold, silent_days=silent, status=status)


def _year_money(lines: pd.DataFrame, judged: pd.DataFrame) -> pd.Series:
    age = (lines["client"].map(judged["date"]) - lines["date"]).dt.days
    return lines[(age >= 0) & (age < 365)].groupby("client")["amount"].sum()


def client_status(lines: pd.DataFrame, at: Windows) -> pd.DataFrame:
    """Where every client stands by his own rhythm."""
    judged = _judged(_purchases(lines), at["as_of"])
    revenue = _between(lines, at["first_day"], at["last_day"]).groupby("client")["amount"].sum()
    judged = judged.assign(net_12m=_year_money(lines, judged), revenue=revenue.reindex(judged.index).fillna(0))
    named = judged.rename(columns={"date": "last_purchase", "first_day": "first_purchase", "n": "purchases"})
    return named.drop(columns=["own", "next_day"]).reset_index()


def bridge_clients(lines: pd.DataFrame, at: Windows) -> pd.DataFrame:
    """What every client brought in both windows and what happened to him between them."""
    bought = _purchases(lines)
    sums = {
        side: _between(lines, at[f"first_{side}"], at[f"last_{side}"]).groupby("client")["amount"].sum()
        for side in ("before", "after")
    }
    money = pd.DataFrame(sums).fillna(0)
    states = {day: _judged(bought, at[day]).reindex(money.index) for day in ("last_before", "last_after", "as_of")}
    before, after = states["last_before"], states["last_after"]
    lost = {
        day: state["date"] + pd.to_timedelta(state["threshold_days"], "D") <= pd.Timestamp(at[day])
        for day, state in states.items()
    }
    bought_after = after["date"] >= pd.Timestamp(at["first_after"])
    change = money["after"] - money["before"]
    kind = np.select(
        [after["first_day"] > pd.Timestamp(at["last_before"]), lost["last_before"] & bought_after, ~bought_after & lost["last_after"],
         ~bought_after & before["date"].notna(), change >= 0],
        ["new", "returned", "lost", "paused", "growth"], "decline",
    )  # fmt: skip
    within = change.abs() <= 0.3 * money["before"].abs()
    movement = np.where(
        np.isin(kind, ["growth", "decline"]), np.select([within, change > 0], ["stable", "up"], "down"), kind
    )
    return money.assign(change=change, kind=kind, movement=movement, status=states["as_of"]["status"]).reset_index()


def revenue_bridge(lines: pd.DataFrame, at: Windows) -> pd.DataFrame:
    """The bars of the bridge."""
    sums = {
        "clients": ("client", "size"),
        "before": ("before", "sum"),
        "after": ("after", "sum"),
        "change": ("change", "sum"),
    }
    kinds = ["lost", "paused", "decline", "growth", "returned", "new"]
    return (
        bridge_clients(lines, at).groupby("kind").agg(**sums).reindex(kinds).fillna(0).rename_axis("kind").reset_index()
    )


def agenda(lines: pd.DataFrame, at: Windows) -> pd.DataFrame:
    """The points of the week: late, freshly lost, buying less, losing margin."""
    judged = _judged(_purchases(lines), at["as_of"])
    year = _year_money(lines, judged)
    lost_on = judged["date"] + pd.to_timedelta(judged["threshold_days"], "D")
    fresh = lost_on > pd.Timestamp(at["as_of"]) - pd.DateOffset(months=3)
    paying = year.reindex(judged.index) > 0
    moved = bridge_clients(lines, at)
    less = moved[(moved["movement"] == "down") & (moved["status"] == "active")]
    sides = {
        side: _between(lines, at[f"first_{side}"], at[f"last_{side}"]).groupby("client")[["amount", "cost"]].sum()
        for side in ("before", "after")
    }
    share = {side: 1 - sums["cost"] / sums["amount"] for side, sums in sides.items()}
    fallen = (share["before"] - share["after"]).dropna()
    revenue = sides["after"]["amount"].reindex(fallen.index)
    given = (revenue * fallen)[(fallen >= 0.03) & (revenue >= 0.005 * sides["after"]["amount"].sum())]
    points = {
        "call_late": year.reindex(judged.index[(judged["status"] == "watch") & paying]),
        "win_back": year.reindex(judged.index[(judged["status"] == "lost") & fresh & paying]),
        "ask_why_less": (less["before"] - less["after"]) * 4,
        "client_margin_falls": given * 4,
    }
    return pd.DataFrame(
        [{"code": code, "clients": len(rows), "money": rows.sum()} for code, rows in points.items() if len(rows)]
    )


def client_history(lines: pd.DataFrame, at: Windows) -> pd.DataFrame:
    """The days of one client."""
    own = lines[lines["client"] == at["client"]]
    days = _days(own).rename(columns={"date": "day"})
    bought = days["day"].where(days["largest"] > 0).dropna()
    return days.assign(is_purchase=days["largest"] > 0, gap_days=bought.diff().dt.days)[
        ["day", "net", "is_purchase", "gap_days"]
    ]


def client_parts(lines: pd.DataFrame, at: Windows) -> pd.DataFrame:
    """What one client bought in his last year and the year before."""
    own = lines[lines["client"] == at["client"]]
    age = (own.loc[own["amount"] > 0, "date"].max() - own["date"]).dt.days
    own = own.assign(revenue=own["amount"].where(age < 365, 0), revenue_before=own["amount"].where(age >= 365, 0))[
        (age >= 0) & (age < 730)
    ]
    parts = [
        own.groupby(kind)[["revenue", "revenue_before"]].sum().rename_axis("name").reset_index().assign(kind=kind)
        for kind in ("product_group", "product", "manager")
    ]
    return pd.concat(parts)


def client_classes(lines: pd.DataFrame, at: Windows) -> pd.DataFrame:
    """The class of one client at the ends of the last quarters."""
    rows = []
    for end in at["ends"]:
        first = pd.Timestamp(end) - pd.Timedelta(days=364)
        ranked = _classes(_between(lines, first, end).groupby("client")["amount"].sum())
        rows.append(ranked[ranked["client"] == at["client"]].assign(last_day=pd.Timestamp(end)))
    return pd.concat(rows)[["last_day", "abc_class", "rank", "value"]]


def client_search(lines: pd.DataFrame, at: Windows) -> pd.DataFrame:
    """Clients whose name holds what was typed."""
    names = lines["client"].drop_duplicates()
    found = names[names.str.lower().str.contains("client") & names.str.contains(at["typed"], regex=False)]
    own = lines[lines["client"].isin(found)]
    revenue = _between(own, at["first_day"], at["last_day"]).groupby("client")["amount"].sum()
    last = own[own["amount"] > 0].groupby("client")["date"].max().rename("last_purchase").to_frame()
    return last.assign(revenue=revenue).fillna({"revenue": 0}).nlargest(at["limit_rows"], "revenue").reset_index()


def live_base(lines: pd.DataFrame, at: Windows) -> pd.DataFrame:
    """How many names there are, and how many of them are one but for case and blanks."""
    names = lines.loc[lines["date"] <= pd.Timestamp(at["as_of"]), "client"]
    declared, clients = names.nunique(), names.str.strip().str.lower().nunique()
    steps = ["declared", "entities", "duplicates", "closed", "moved", "refused", "live"]
    changes = [declared, 0, clients - declared, 0, 0, 0, clients]
    remaining = [declared, declared, clients, clients, clients, clients, clients]
    return pd.DataFrame({"step": steps, "clients": changes, "remaining": remaining})


WAYS: dict[str, Callable[[pd.DataFrame, Windows], pd.DataFrame]] = {
    way.__name__: way
    for way in (
        abc_classes, agenda, bridge_clients, class_moves, client_classes, client_history, client_parts, client_search, client_status,
        concentration, data_coverage, data_health, data_profile, fall_anchor, live_base, monthly_pulse, revenue_bridge,
         sales_pulse, seasonality,
    )
}  # fmt: skip
