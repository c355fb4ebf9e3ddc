"""Graphs that several tests ask: built once, and only by those who ask."""

from __future__ import annotations

from pathlib import Path

import pytest
from goldknowledge import gold_knowledge
from hypothesis import settings

from kg import building, store
from kg.graph.build import build

# How long an example takes depends on who else uses the machine.
settings.register_profile("kg", deadline=None)
settings.load_profile("kg")

SEEDS = Path(__file__).parents[1] / "seeds"


@pytest.fixture(scope="session")
def gold_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``kg build`` would write if it read the seeds without a mistake."""
    out = tmp_path_factory.mktemp("gold")
    knowledge = gold_knowledge()
    store.write(out, build(knowledge), knowledge.documents)
    return out


@pytest.fixture(scope="session")
def seeds_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``kg build`` writes for the seeds."""
    out = tmp_path_factory.mktemp("seeds") / "out"
    building.build(sorted(SEEDS.glob("*.txt")), out, jobs=1)
    return out
