"""A linear chain over the figures of a paragraph: what each candidate weighs, what staying does."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from kg.errors import RuleError
from kg.figures.owners.facets import Facet, spell
from kg.figures.owners.scene import Thing
from kg.plain import loads

VERSION = 1
KEPT = 200_000  # facets whose weight is remembered
SHIPPED = Path(__file__).parent / "weights.json"


class Step(NamedTuple):
    """One figure of a chain: the things it may belong to and what speaks for each."""

    things: list[Thing]
    facets: list[list[Facet]]  # beside things
    stays: Facet | None  # for the owner of the figure before; None at the head of a chain


class Owners:
    """``weights``: of each feature, in nats."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.weights = weights
        self._known: dict[Facet, float] = {}

    def weigh(self, facet: Facet) -> float:
        """The sum of what its features weigh."""
        weight = self._known.get(facet)
        if weight is None:
            weights = self.weights
            weight = sum(weights.get(feature, 0.0) for feature in spell(facet))
            if len(self._known) >= KEPT:
                self._known.clear()
            self._known[facet] = weight
        return weight

    def choose(self, chain: Sequence[Step]) -> list[int]:
        """Beside each figure its owner's number among the candidates: the heaviest path.

        Source: Viterbi (1967). Only staying with the owner has a weight of its own, so a step
        costs as much as it has candidates.
        """
        heights: list[float] = []
        trails: list[list[int]] = []
        before: dict[Thing, int] = {}
        look = self._known.get  # most facets were met before
        for things, facets, stays in chain:
            weights = [
                sum([self.weigh(f) if (known := look(f)) is None else known for f in own])
                for own in facets
            ]
            trail = [0] * len(things)
            if heights and stays is not None:
                best = max(range(len(heights)), key=heights.__getitem__)
                bonus = self.weigh(stays)
                for number, thing in enumerate(things):
                    same = before.get(thing)
                    if same is not None and heights[same] + bonus >= heights[best]:
                        trail[number] = same
                        weights[number] += heights[same] + bonus
                    else:
                        trail[number] = best
                        weights[number] += heights[best]
            heights = weights
            trails.append(trail)
            before = {thing: number for number, thing in enumerate(things)}
        if not heights:
            return []
        path = [max(range(len(heights)), key=heights.__getitem__)]
        for trail in reversed(trails[1:]):
            path.append(trail[path[-1]])
        return path[::-1]


@cache
def load_owners(path: Path = SHIPPED) -> Owners:
    """The shipped model, or another; RuleError where it cannot be read."""
    try:
        data = loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise RuleError(f"{path}: found no weights of owners ({error}); run: kg train") from None
    if data.get("version") != VERSION:
        raise RuleError(
            f"{path}: found weights of version {data.get('version')}; expected {VERSION}"
        )
    return Owners(data["weights"])


def save(owners: Owners, path: Path) -> None:
    """Write the weights, one a line, sorted."""
    data = {"version": VERSION, "weights": dict(sorted(owners.weights.items()))}
    path.write_text(json.dumps(data, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
