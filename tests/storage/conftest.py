"""Makes the staging helper importable for the tests of the store."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
