"""The app served as its owner starts it, and the Chromium that looks at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
# The last ones keep the browser from calling its maker while it is looked through.
LAUNCH_ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
LOCALES = {"en": "en-US", "ru": "ru-RU", "uk": "uk-UA"}
START_SECONDS = 60
AT_REST = '[data-testid="stApp"][data-test-script-state="notRunning"]'


def chromium() -> str | None:
    """Path of the system's Chromium, or None."""
    usual = "/usr/bin/chromium"
    return usual if Path(usual).exists() else shutil.which("chromium")


def launch_arguments() -> dict[str, Any]:
    """What playwright is told to start."""
    return {"executable_path": chromium(), "args": LAUNCH_ARGUMENTS}


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served:
    """One server process on one database. Until the first address is opened nobody has visited it."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._log = database.with_suffix(".log")
        command = [sys.executable, str(ROOT / "start.py"), "--server.port", str(self.port), "--server.headless", "true"]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, "SALES_HEALTH_DB": str(database)},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=2) as answer:
                    if answer.read() == b"ok":
                        return
            except OSError:
                time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"the server did not start: {self.log()}")

    def log(self) -> str:
        """What the server has written so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def url(self, path: str = "") -> str:
        """Address of a screen."""
        return f"{self.address}/{path}"

    def stop(self) -> None:
        """End the process that was started here."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)


def wait_until_drawn(page: Page, seconds: float = 30) -> None:
    """Until a screen stands whole: its title is there and its script has ended."""
    page.wait_for_selector('[data-testid="stMain"] h1', timeout=seconds * 1000)
    settle(page, seconds)


def settle(page: Page, seconds: float = 30) -> None:
    """Until no script runs, and none has begun a moment later."""
    for _ in range(2):
        page.wait_for_timeout(150)
        page.wait_for_selector(AT_REST, timeout=seconds * 1000)


def go(page: Page, url: str) -> Page:
    """Open an address and wait until its screen stands."""
    page.goto(url)
    wait_until_drawn(page)
    return page


def title(page: Page) -> str:
    """The question of the screen."""
    return page.locator('[data-testid="stMain"] h1').inner_text()


def lead(page: Page) -> str:
    """The answer under it."""
    return page.locator('[data-testid="stMain"] h2').first.inner_text()
