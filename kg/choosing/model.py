"""A linear chain over the questions of a paragraph: what each candidate weighs, what staying does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from kg.errors import RuleError
from kg.plain import loads

VERSION = 1
KEPT = 200_000  # facets whose weight is remembered

#: What may be chosen, by the words that tell it from others.
Thing = tuple[str, ...]
#: What speaks for a candidate: its name, and the values from which its features are spelled.
Facet = tuple[object, ...]
#: Gives the features of a facet.
Speller = Callable[[Facet], Iterable[str]]


class Step(NamedTuple):
    """One question of a chain: the things of which one is right and what speaks for each."""

    things: Sequence[Thing]
    facets: list[list[Facet]]  # beside things
    stays: Facet | None = None  # for what was chosen before; None at the head of a chain


class Chooser:
    """``weights``: of each feature, in nats; ``spell`` gives the features of a facet.

    A facet is told from few values, so the same ones come again and again: what all features of a
    facet weigh together is kept.
    """

    def __init__(self, weights: Mapping[str, float], spell: Speller) -> None:
        self.weights = weights
        self._spell = spell
        self._known: dict[Facet, float] = {}

    def weigh(self, facet: Facet) -> float:
        """The sum of what its features weigh."""
        weight = self._known.get(facet)
        if weight is None:
            weights = self.weights
            weight = sum(weights.get(feature, 0.0) for feature in self._spell(facet))
            if len(self._known) >= KEPT:
                self._known.clear()
            self._known[facet] = weight
        return weight

    def choose(self, chain: Sequence[Step]) -> list[int]:
        """Beside each question the number of its answer among the candidates: the heaviest path.

        Source: Viterbi (1967). Only staying with what was chosen before has a weight of its own,
        so a step costs as much as it has candidates.
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


def load_chooser(path: Path, spell: Speller) -> Chooser:
    """Read the weights; RuleError where they cannot be read."""
    try:
        data = loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise RuleError(f"{path}: found no weights ({error}); run: kg train") from None
    if data.get("version") != VERSION:
        raise RuleError(
            f"{path}: found weights of version {data.get('version')}; expected {VERSION}"
        )
    return Chooser(data["weights"], spell)


def save(chooser: Chooser, path: Path) -> None:
    """Write the weights, one a line, sorted."""
    data = {"version": VERSION, "weights": dict(sorted(chooser.weights.items()))}
    path.write_text(json.dumps(data, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
