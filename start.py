"""Starts the app on this machine: `python start.py [streamlit options]`.

Streamlit decides before the first visit whether a `pages/` folder makes an automatic menu; told "no" here, the first
visitor may open any address and gets that page in its frame, without a notice that it was not found.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from streamlit.runtime.pages_manager import PagesManager
from streamlit.web import cli

ROOT = Path(__file__).resolve().parent


def main() -> None:
    """Serve `app.py` with the settings of `.streamlit/config.toml`."""
    os.chdir(ROOT)
    PagesManager.uses_pages_directory = False
    sys.argv = ["streamlit", "run", str(ROOT / "app.py"), *sys.argv[1:]]
    cli.main()


if __name__ == "__main__":
    main()
