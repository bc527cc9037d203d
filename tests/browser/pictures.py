"""Pictures of every screen for the eye: `python -m tests.browser.pictures OUT [--screens ..] [--languages ..] ...`.

Sizes, themes, languages, an empty database and the demo company; run by hand after a change of looks.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from storage.store import open_store
from tests.browser.served import LOCALES, Served, launch_arguments, settle, wait_until_drawn
from tests.ui.stores import demo

SIZES = {"1280": 800, "1440": 900, "1920": 1080}
# screen -> (address, the switch that is moved, to which of its choices); who stands on the card is found in the data.
SCREENS: dict[str, tuple[str, str, int]] = {
    "pulse": ("", "", 0),
    "abc": ("abc", "", 0),
    "abc_moved": ("abc", "abc_view", 2),
    "lost": ("lost", "", 0),
    "lost_managers": ("lost", "lost_view", 2),
    "lost_reasons": ("lost", "lost_view", 3),
    "lost_rules": ("lost", "lost_view", 4),
    "lost_lives": ("lost", "lost_view", 5),
    "lost_statuses": ("lost", "lost_list_group", 2),
    "win_back": ("win_back", "", 0),
    "win_back_reasons": ("win_back", "win_back_more", 2),
    "win_back_forgotten": ("win_back", "win_back_more", 3),
    "client_active": ("client?client={client}", "", 0),
    "client_lost": ("client?client={client}", "", 0),
    "client_paused": ("client?client={client}", "", 0),
    "funnel": ("funnel", "", 0),
    "funnel_gap": ("funnel", "funnel_more", 2),
    "funnel_stages": ("funnel", "funnel_more", 4),
    "calls": ("calls", "", 0),
    "attraction": ("attraction", "", 0),
    "base": ("base", "", 0),
    "base_scouts": ("base", "base_view", 2),
    "base_freshness": ("base", "base_view", 3),
    "base_talks": ("base", "base_view", 4),
    "kpi": ("kpi", "", 0),
    "pay": ("pay", "", 0),
    "service": ("service", "", 0),
    "upload": ("upload", "", 0),
    "health": ("health", "", 0),
    "imports": ("imports", "", 0),
    "merge_clients": ("merge_clients", "", 0),
    "settings": ("settings", "", 0),
}
THEMES = ("light", "dark")
TALLEST = 7000
SETTLE_MILLISECONDS = 1500  # charts and tables draw themselves after the script has ended
CLOSED = '[data-testid="stMain"] [data-testid="stExpander"] details:not([open]) > summary'
LOST = """
SELECT client_id FROM purchase_states GROUP BY client_id
HAVING count(*) > 20 AND max(day) < (SELECT max(day) FROM client_day) - 200
ORDER BY count(*) DESC, client_id LIMIT 1
"""
LARGEST = "SELECT client_id FROM client_day WHERE client_id <> 0 GROUP BY 1 ORDER BY sum(net) DESC, 1 LIMIT 1"
PAUSED = """
SELECT r.client_id FROM touches t JOIN record_clients r ON r.client_key = t.client_key AND r.tax_id = t.tax_id
WHERE r.client_id IS NOT NULL AND t.next_date > (SELECT max(day) FROM client_day) ORDER BY t.day DESC, 1 LIMIT 1
"""
CARDS = {"client_active": LARGEST, "client_lost": LOST, "client_paused": PAUSED}


def addresses(database: Path) -> dict[str, str]:
    """screen -> address; a database without clients has no cards and no switches."""
    store = open_store(database)
    try:
        who = {name: store.query(sql).to_pylist() for name, sql in CARDS.items()}
    finally:
        store.close()
    found = {}
    for name, (address, switch, _) in SCREENS.items():
        if name in CARDS and who[name]:
            found[name] = address.format(client=who[name][0]["client_id"])
        elif name not in CARDS and (not switch or who["client_active"]):
            found[name] = address
    return found


def unfold(page: Page) -> None:
    """Open everything that is folded, what unfolds inside of it too."""
    while page.locator(CLOSED).count():
        page.locator(CLOSED).first.click()
        settle(page)


def picture(page: Page, url: str, screen: str, target: Path, size: tuple[int, int], unfolded: bool) -> None:
    """Open a screen and write it whole, however tall it is."""
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    page.goto(url)
    wait_until_drawn(page)
    _, switch, place = SCREENS[screen]
    if switch:
        page.locator(f".st-key-{switch} button").nth(place - 1).click()
        settle(page)
    if unfolded:
        unfold(page)
    page.wait_for_timeout(SETTLE_MILLISECONDS)
    tall = page.evaluate("() => document.querySelector('[data-testid=\"stMain\"]').scrollHeight")
    page.set_viewport_size({"width": width, "height": max(height, min(int(tall) + 20, TALLEST))})
    page.wait_for_timeout(SETTLE_MILLISECONDS)
    page.screenshot(path=target)


def look_through(browser: Browser, database: Path, name: str, language: str, wanted: argparse.Namespace) -> None:
    """All pictures of one database in one language."""
    known = addresses(database)
    served = Served(database)
    try:
        for theme in wanted.themes:
            context = browser.new_context(locale=LOCALES[language], color_scheme=theme)
            page = context.new_page()
            for screen in wanted.screens:
                for width in wanted.widths if screen in known else ():
                    target = wanted.out / f"{name}_{screen}_{language}_{theme}_{width}.png"
                    picture(
                        page, served.url(known[screen]), screen, target, (int(width), SIZES[width]), wanted.unfolded
                    )
                    print(target)
            context.close()
    finally:
        served.stop()


def main() -> None:
    """Take the pictures that are asked for; all of them if nothing is."""
    ask = argparse.ArgumentParser(prog="python -m tests.browser.pictures", description=__doc__)
    ask.add_argument("out", type=Path)
    for name, all_of in (("screens", SCREENS), ("languages", LOCALES), ("themes", THEMES), ("widths", SIZES)):
        ask.add_argument(f"--{name}", nargs="+", choices=list(all_of), default=list(all_of))
    ask.add_argument("--unfolded", action="store_true", help="with everything opened that is folded")
    ask.add_argument("--bases", nargs="+", choices=["empty", "demo"], default=["empty", "demo"])
    wanted = ask.parse_args()
    wanted.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        browser = play.chromium.launch(**launch_arguments())
        for language in wanted.languages:
            for base in wanted.bases:
                here = Path(folder) / f"{base}_{language}"
                here.mkdir()
                database = demo(here, language) if base == "demo" else here / "empty.duckdb"
                look_through(browser, database, base, language, wanted)
        browser.close()


if __name__ == "__main__":
    main()
