"""Moving the multiplier of the rule of loss on Lost clients: from the key until other numbers stand in the browser."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

from benchmarks.analyses import make_store
from benchmarks.data import OUT
from benchmarks.session import Server
from benchmarks.timing import Line

REDRAWN_MS = 150.0
MOVES = 12
CHROMIUM = "/usr/bin/chromium"
_CARD, _RULE = ".st-key-lost_what_if", ".st-key-lost_multiplier"
_PATIENCE_MS = 60_000
# Told inside the page, so that the way between the browser and this process is not counted.
_WATCH = """card => {
  const before = card.innerText, began = performance.now();
  window.moved = new Promise(done => {
    const seen = new MutationObserver(() => {
      const said = [...card.querySelectorAll('[data-testid="stMarkdown"]')].map(one => one.innerText).join();
      if (said !== window.said) { seen.disconnect(); window.said = said; done(performance.now() - window.pressed); }
    });
    window.said = [...card.querySelectorAll('[data-testid="stMarkdown"]')].map(one => one.innerText).join();
    card.addEventListener('keydown', () => { window.pressed = performance.now(); }, {capture: true, once: true});
    seen.observe(card, {subtree: true, childList: true, characterData: true});
  });
}"""


def moves(page: Page, count: int = MOVES) -> list[float]:
    """Milliseconds of so many steps of the multiplier, one after another, each to a value that nobody asked about."""
    page.locator(_CARD).locator("summary").first.click()
    thumb = page.locator(f"{_RULE} input[type=range]")
    thumb.focus()
    spent = []
    for _ in range(count):
        page.locator(_CARD).evaluate(_WATCH)
        page.keyboard.press("ArrowRight")
        spent.append(float(page.evaluate("window.moved")))
        page.wait_for_selector('[data-test-script-state="notRunning"]', timeout=_PATIENCE_MS)
        time.sleep(0.3)
    return spent


def measure(lines: int, rounds: int, folder: Path = OUT) -> Iterator[Line]:
    """The line of the table: the first move is not counted, its reading of the screen's files is nobody's habit."""
    server = Server(make_store(lines, folder))
    try:
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_page(locale="en-US", viewport={"width": 1440, "height": 900})
            page.goto(f"http://127.0.0.1:{server.port}/lost")
            page.wait_for_selector(f"{_CARD} summary", timeout=_PATIENCE_MS)
            page.wait_for_selector('[data-test-script-state="notRunning"]', timeout=_PATIENCE_MS)
            server.ask("spent")
            spent = moves(page, 1 + rounds * 2)[1:]
            asked = server.ask("spent")
            browser.close()
    finally:
        server.close()
    runs = len(spent) + 1
    ours = f"{median(spent):.0f} ms, {max(spent):.0f} ms at most ({runs} moves, load {os.getloadavg()[0]:.1f})"
    told = f"script {asked['script'] / runs * 1000:.0f} ms, of it queries {asked['queries'] / runs * 1000:.0f} ms"
    met = (median(spent) <= REDRAWN_MS,)
    yield Line("", "multiplier moved on Lost clients", ours, told, "", f"<= {REDRAWN_MS:.0f} ms", met)
