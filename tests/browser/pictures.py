"""Pictures of every screen for the eye: `python -m tests.browser.pictures OUT [--screens ..] [--languages ..] ...`.

Sizes, themes, languages, an empty database and the demo company; run by hand after a change of looks.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from storage.store import open_store
from tests.browser.served import LOCALES, Served, launch_arguments, wait_until_drawn
from tests.ui.stores import demo

SIZES = {"1280": 800, "1440": 900, "1920": 1080}
SCREENS = ("pulse", "abc", "abc_moved", "client_active", "client_lost", "upload", "health", "imports", "settings")
THEMES = ("light", "dark")
TALLEST = 4500
SETTLE_MILLISECONDS = 1500  # charts and tables draw themselves after the script has ended
MOVED_VIEW = 2
LOST = """
SELECT client_id FROM purchase_states GROUP BY client_id
HAVING count(*) > 20 AND max(day) < (SELECT max(day) FROM client_day) - 200
ORDER BY count(*) DESC, client_id LIMIT 1
"""
LARGEST = "SELECT client_id FROM client_day WHERE client_id <> 0 GROUP BY 1 ORDER BY sum(net) DESC, 1 LIMIT 1"


def addresses(database: Path) -> dict[str, str]:
    """screen -> address; a database without clients has no cards."""
    store = open_store(database)
    try:
        found = {
            "pulse": "",
            "abc": "abc",
            "upload": "upload",
            "health": "health",
            "imports": "imports",
            "settings": "settings",
        }
        for name, sql in (("client_active", LARGEST), ("client_lost", LOST)):
            for row in store.query(sql).to_pylist():
                found[name] = f"client?client={row['client_id']}"
        if "client_active" in found:
            found["abc_moved"] = "abc"
    finally:
        store.close()
    return found


def picture(page: Page, url: str, screen: str, target: Path, width: int, height: int) -> None:
    """Open a screen and write it whole, however tall it is."""
    page.set_viewport_size({"width": width, "height": height})
    page.goto(url)
    wait_until_drawn(page)
    if screen == "abc_moved":
        page.locator(f".st-key-abc_view button:nth-of-type({MOVED_VIEW})").click()
        wait_until_drawn(page)
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
                    picture(page, served.url(known[screen]), screen, target, int(width), SIZES[width])
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
