"""The screen of attraction: what it asks, its sentence, its tiles, what it leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import streamlit as st

from analytics.attraction.channel_funnels import ChannelFunnelsSettings, channel_funnels
from analytics.attraction.channel_leads import ChannelLeadsSettings, channel_leads
from analytics.result import Result
from analytics.scope import Scope
from ui.data import answer
from ui.language import language, words
from ui.lost import count, money, percent
from ui.method_settings import chosen_settings
from ui.notices import sentences
from ui.page import Tile
from ui.pages import page
from ui.text import plain
from wording import numbers

_MUCH_DEARER = 1.2  # prices of a client that differ less are told in one figure


@dataclass(frozen=True, eq=False)
class Attraction:
    """Everything that the screen says: the channels (the one not known last), the companies behind them."""

    scope: Scope
    settings: ChannelFunnelsSettings
    funnels: Result
    leads: Result

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The channels."""
        return self.funnels.rows

    @property
    def total(self) -> dict[str, Any]:
        """All channels together."""
        found: dict[str, Any] = self.funnels.facts["total"]
        return found

    @property
    def priced(self) -> list[dict[str, Any]]:
        """Channels whose client has a price, the cheapest first."""
        rows = [row for row in self.rows if row["is_spend_known"] and row["cac"] and row["channel_key"]]
        return sorted(rows, key=lambda row: (row["cac"], row["channel_key"]))


def attraction(scope: Scope) -> Attraction:
    """Ask everything that the screen opens with."""
    settings = chosen_settings(ChannelFunnelsSettings, "channel_leads")
    of_leads = chosen_settings(ChannelLeadsSettings, "channel_leads")
    return Attraction(scope, settings, answer(channel_funnels, scope, settings), answer(channel_leads, scope, of_leads))


def channel_name(row: dict[str, Any]) -> str:
    """The name of a channel as the screen writes it."""
    return row["channel"] or words()("attraction.unknown")


def is_silent(found: Attraction) -> bool:
    """Whether no record of the period says anything."""
    return not found.rows


def way_out() -> None:
    """What to do where nothing is recorded."""
    t = words()
    st.markdown(t("attraction.way_out"))
    if st.button(t("attraction.upload"), icon=":material/upload_file:", type="primary"):
        st.switch_page(page("upload"))


def share_range(row: dict[str, Any], step: str = "lead_to_deal") -> str:
    """The interval of a conversion: 0.9–4.3 %."""
    low, high = row[f"{step}_low"], row[f"{step}_high"]
    digits = 1 if high < 0.1 else 0
    return words()("attraction.range", low=numbers.number(low * 100, language(), digits), high=percent(high, digits))


def share_text(share: float | None) -> str:
    """A conversion: small ones with a decimal."""
    return percent(share, 1 if share is not None and share < 0.1 else 0)


def lead(found: Attraction) -> str:
    """What a client costs, who is cheapest and dearest, who took money and won nobody."""
    t, total = words(), found.total
    if not found.rows:
        return t("attraction.lead_empty")
    if not total["leads"]:
        return t("attraction.lead_only_spend", spend=money(total["spend"]))
    deals = total["deals"]
    if not deals:
        said = t.n("attraction.lead_none", total["leads"], n=count(total["leads"]))
    elif not total["is_spend_known"]:
        said = t.n("attraction.lead_no_spend", deals, n=count(deals))
    else:
        said = t.n("attraction.lead", deals, spend=money(total["spend"]), n=count(deals), cac=money(total["cac"]))
    return " ".join([said, *_range(found), *_nobody(found)])


def _range(found: Attraction) -> list[str]:
    priced = found.priced
    if len(priced) < 2 or priced[-1]["cac"] < priced[0]["cac"] * Decimal(str(_MUCH_DEARER)):
        return []
    cheap, dear = priced[0], priced[-1]
    ends = {"cheap": plain(cheap["channel"]), "cheap_cac": money(cheap["cac"])}
    return [words()("attraction.lead_range", **ends, dear=plain(dear["channel"]), dear_cac=money(dear["cac"]))]


def _nobody(found: Attraction) -> list[str]:
    """The channel that took most and has won nobody, once its companies are old enough to judge."""
    empty = [row for row in found.rows if row["spend"] > 0 and not row["deals"] and row["ripe"]]
    if not empty:
        return []
    worst = max(empty, key=lambda row: (row["spend"], row["channel_key"]))
    return [words()("attraction.lead_nobody", channel=plain(channel_name(worst)), spend=money(worst["spend"]))]


def tiles(found: Attraction) -> list[Tile]:
    """Spend, price of a client (clients where it has none), conversion, what the money brought."""
    t, total = words(), found.total
    with_spend = sum(row["is_spend_known"] for row in found.rows)
    spend = Tile(
        t("attraction.tile_spend"),
        money(total["spend"]),
        t.n("attraction.of_channels", with_spend, n=count(with_spend)),
    )
    new = t.n("attraction.new_clients", total["deals"], n=count(total["deals"]))
    cac = Tile(t("attraction.tile_cac"), money(total["cac"]), new)
    if not total["is_spend_known"] or not total["deals"]:
        of = t.n("attraction.of_leads", total["leads"], n=count(total["leads"]))
        cac = Tile(t("attraction.tile_deals"), count(total["deals"]), of)
    return [spend, cac, _share_tile(total), _romi_tile(found)]


def _share_tile(total: dict[str, Any]) -> Tile:
    t = words()
    if not total["ripe"]:
        return Tile(t("attraction.tile_share"), numbers.DASH)
    note = t.n("attraction.range_note", total["ripe"], n=count(total["ripe"]))
    return Tile(
        t("attraction.tile_share"), share_text(total["lead_to_deal_share"]), share_range(total), None, None, help=note
    )


def _romi_tile(found: Attraction) -> Tile:
    t, total = words(), found.total
    note = t("attraction.romi_help", n=count(found.settings.horizon_months))
    if total["romi"] is None:
        said = t("attraction.no_profit") if total["is_spend_known"] else None
        return Tile(t("attraction.tile_romi"), numbers.DASH, said, help=note)
    months = total["payback_months"]
    back = t.n("attraction.payback", months, n=count(months)) if months else t("attraction.not_back")
    value = percent(total["romi"], 0) if total["romi"] <= 0 else "+" + percent(total["romi"], 0)
    return Tile(t("attraction.tile_romi"), value, back, bool(months), help=note)


def edges(found: Attraction) -> list[str]:
    """What was left out, and what looks better than it is."""
    t, facts = words(), found.funnels.facts
    days = round(facts["cycle_days"]) if facts["cycle_days"] is not None else 0
    counts = {
        "ripening": found.total["ripening"], "unseen": facts["unseen"], "undated": facts["undated"],
        "unknown": sum(row["leads"] for row in found.rows if not row["channel_key"]),
        "free": sum(row["kind"] == "no_spend" and bool(row["channel_key"]) for row in found.rows),
        "only_spend": sum(row["kind"] == "no_leads" for row in found.rows),
    }  # fmt: skip
    said = [t.n(f"attraction.edge_{name}", n, n=count(n), days=count(days)) for name, n in counts.items() if n]
    if found.rows and not facts["cycle_is_own"] and found.settings.cycle_days is None:
        said.append(t("attraction.edge_cycle", days=count(days)))
    return said + sentences(found.funnels.warnings)
