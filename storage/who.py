"""Who loads a file, for the ledger of imports."""

from __future__ import annotations

import getpass


def who_loads() -> str:
    """Name of the user of this computer; empty where the system knows none (a container, say)."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # KeyError until Python 3.12, OSError since 3.13
        return ""
