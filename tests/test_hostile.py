"""Hostile queries among good ones: no good one is lost, and memory stays flat."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from hostile import HOSTILE, attack


@pytest.mark.parametrize(
    ("good", "hostile"),
    [(100, len(HOSTILE)), pytest.param(2000, 200, marks=pytest.mark.slow)],
)
def test_good_queries_are_answered_among_hostile_ones(
    gold_out: Path, good: int, hostile: int
) -> None:
    found = attack(gold_out, good, hostile, clients=8, workers=3)
    assert found["lost"] == []
    told = found["hostile told"]
    assert isinstance(told, dict)
    assert sum(told.values()) == hostile
    assert set(told) <= {200, 400, 413, 503, 504}
    memory = found["memory MB"]
    assert isinstance(memory, list)
    assert memory[-1] < 1.5 * memory[0] + 20
