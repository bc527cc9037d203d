"""The screen of service: what it asks, its sentence, its tiles, what it leaves out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from analytics.result import Result
from analytics.scope import Scope
from analytics.service.client_voices import client_voices
from analytics.service.nps import NpsSettings, nps
from ui.data import answer, currency
from ui.language import language, words
from ui.method_settings import chosen_settings
from ui.notices import sentences
from ui.page import Tile
from ui.text import plain
from wording import numbers

SURE = 0.05  # a change that chance alone brings less often than this is called one


def money(value: Any) -> str:
    """A sum in a sentence."""
    return numbers.short_money(value, language(), currency())


def count(value: float) -> str:
    """A number of things."""
    return numbers.number(value, language())


def percent(share: float | None, digits: int = 0) -> str:
    """A share."""
    return numbers.percent(share, language(), digits)


def low_end(share: float, digits: int = 0) -> str:
    """The lower end of an interval of shares, whose upper end brings the percent sign: 19 of "19–46 %"."""
    return numbers.number(share * 100, language(), digits)


def points(value: float | None) -> str:
    """NPS or a change of it: whole points with their sign."""
    return numbers.number(value, language(), 0, signed=True)


def with_error(row: dict[str, Any]) -> str:
    """NPS with half of its interval: +30 ± 15."""
    return f"{points(row['nps'])}\u00a0±\u00a0{numbers.number(row['half'], language())}"


@dataclass(frozen=True, eq=False)
class Service:
    """Everything that the screen says of what clients said."""

    scope: Scope
    settings: NpsSettings
    result: Result
    voices: Result

    @cached_property
    def company(self) -> dict[str, Any] | None:
        """The figures of all answers; None where nobody answered."""
        return next((row for row in self.result.rows if row["group"] == "company"), None)

    def of(self, group: str) -> list[dict[str, Any]]:
        """Rows of a group; those that nobody is named for stand only where there are others."""
        rows = [row for row in self.result.rows if row["group"] == group]
        return rows if any(row["name"] for row in rows) or group == "quarter" else []

    @cached_property
    def fallen(self) -> dict[str, Any] | None:
        """The manager whose NPS fell most beyond chance; small samples prove nothing."""
        fell = [
            r
            for r in self.of("manager")
            if r["name"] and not r["is_few"] and (r["change"] or 0) < 0 and (r["p"] or 1) < SURE
        ]
        return min(fell, key=lambda row: (row["change"], row["name"]), default=None)


def service(scope: Scope) -> Service:
    """Ask everything that the screen opens with. Answers are of all clients: no filter narrows them."""
    whole = replace(scope, managers=(), regions=(), channels=(), product_groups=())
    settings = chosen_settings(NpsSettings, "client_status", "nps")
    return Service(whole, settings, answer(nps, whole, settings), answer(client_voices, whole, settings))


def lead(found: Service) -> str:
    """The figure with its error, who fell, who waits for a call."""
    t, company, voices = words(), found.company, found.voices.facts
    if company is None:
        return t("service.lead_none")
    said = t("service.lead", nps=with_error(company), n=count(company["answers"]))
    if company["is_few"]:
        said = t("service.lead_few", nps=with_error(company), n=count(company["answers"]))
    if found.fallen:
        said += " " + t(
            "service.lead_fallen", manager=plain(found.fallen["name"]), change=points(found.fallen["change"])
        )
    if voices["overdue"]:
        said += " " + t.n("service.lead_waiting", voices["overdue"], n=count(voices["overdue"]))
    return said


def tiles(found: Service) -> list[Tile]:
    """NPS, who answers, complaints, who waits for a call."""
    t, facts, company = words(), found.result.facts, found.company
    complaints, voices = facts["complaints"], found.voices.facts
    waiting = voices["waiting"]
    return [
        _nps_tile(company),
        Tile(
            t("service.tile_response"), percent(facts["response"]), t("service.of_buyers", n=count(facts["buyers"])),
            None if facts["response"] is None or facts["response"] >= found.settings.response_least else False,
            help=t("service.tile_response_help"),
        ),
        Tile(
            t("service.tile_complaints"), t("service.open_of", n=count(complaints["open"]), all=count(complaints["count"])),
            _median(complaints), None if not complaints["count"] else complaints["open"] == 0, help=t("service.tile_complaints_help"),
        ),
        Tile(
            t("service.tile_waiting"), t.n("service.clients", waiting, n=count(waiting)),
            t("service.overdue", n=count(voices["overdue"])) if voices["overdue"] else t("service.in_time"), not voices["overdue"],
        ),
    ]  # fmt: skip


def _nps_tile(company: dict[str, Any] | None) -> Tile:
    t = words()
    if company is None:
        return Tile(t("service.tile_nps"), numbers.DASH, t("service.nobody"))
    if company["change"] is None:
        return Tile(t("service.tile_nps"), with_error(company), t("service.no_before"), help=t("service.tile_nps_help"))
    proven = company["p"] is not None and company["p"] < SURE
    note = t("service.proven") if proven else t("service.by_chance")
    good = company["change"] > 0 if proven else None
    return Tile(
        t("service.tile_nps"),
        with_error(company),
        points(company["change"]),
        good,
        note,
        help=t("service.tile_nps_help"),
    )


def _median(complaints: dict[str, Any]) -> str:
    t = words()
    if not complaints["count"]:
        return t("service.no_complaints")
    days = complaints["median_days"]
    return t("service.no_median") if days is None else t.n("service.median", days, n=count(days))


def edges(found: Service) -> list[str]:
    """What was left out, and how far the figures go."""
    t, said = words(), sentences(found.result.warnings)
    if found.company is not None:
        said.append(t("service.edge_last"))
    return said
