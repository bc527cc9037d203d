"""The recommended rule of loss is at least as right as the plain one about clients whose end is known."""

from __future__ import annotations

import pytest

from benchmarks.rules import KINDS, engine_of, right, simulated


@pytest.mark.parametrize("kind", KINDS)
def test_regularity_is_at_least_as_right_as_the_usual_interval(kind: str) -> None:
    bought, gone = simulated(kind, 1200)
    engine = engine_of(bought)
    by_regularity, plain = right(engine, gone, "silence"), right(engine, gone, "rhythm")
    engine.close()
    assert by_regularity[2] >= plain[2] > 0.6
    assert by_regularity[0] > plain[0], "fewer false alarms"
