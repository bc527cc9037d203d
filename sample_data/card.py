"""What the start screen says about the demo company before it is opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sample_data.company import found_company
from sample_data.planted import PROBLEMS
from sample_data.timeline import DEFAULT_LAST_DAY


@dataclass(frozen=True)
class DemoCard:
    """The size of the demo company; its name and description are texts of the catalogue."""

    clients: int
    managers: int
    first_day: date
    last_day: date
    problems: int


def demo_card(language: str, last_day: date = DEFAULT_LAST_DAY) -> DemoCard:
    """The card of the company whose sales `write_demo` would write with the same arguments."""
    company = found_company(language, last_day)
    return DemoCard(
        clients=len(company.clients),
        managers=len(company.words.managers),
        first_day=company.timeline.first_day,
        last_day=last_day,
        problems=len(PROBLEMS),
    )
