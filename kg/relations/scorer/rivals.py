"""A second look at what was found likely: each candidate among all others of its article.

The first look knows a pair's words. This one knows how likely its rivals are: whoever else might
have won the same prize, the same pair elsewhere or in another relation, its companions in a list.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from kg.relations.scorer.carried import Thing

LIKELY = 0.15  # what is less likely at first is no fact, and nobody's rival
_HELD = 0.3  # of another pair with an end of this one


class Rival(NamedTuple):
    """A candidate: who, in which sentence, and which lists of it the ends stand in (None: in none)."""

    relation: str
    subject: Thing
    target: Thing | None
    sentence: int
    lists: tuple[int | None, int | None]


def describe_among(rivals: Sequence[Rival], chances: Sequence[float]) -> list[tuple[str, ...]]:
    """What the second look sees of each candidate of one article; ``chances`` are of the first look."""
    field = _Field(rivals, chances)
    return [tuple(field.describe(number)) for number in range(len(rivals))]


def odds(chance: float) -> float:
    """Log odds, never infinite."""
    chance = min(max(chance, 1e-4), 1 - 1e-4)
    return math.log(chance / (1 - chance))


@lru_cache(maxsize=10_000)  # each chance is told to all its rivals
def _step(chance: float | None) -> str:
    """Log odds as whole numbers between -4 and 4."""
    return "no" if chance is None else str(int(max(-4.5, min(4.5, odds(chance)))))


class _Field:
    """Who contends with whom in an article, and how likely each is."""

    def __init__(self, rivals: Sequence[Rival], chances: Sequence[float]) -> None:
        self.rivals, self.chances = rivals, chances
        self.alike: dict[object, list[int]] = defaultdict(list)
        self.best: dict[object, dict[object, float]] = defaultdict(dict)
        for number, (relation, subject, target, sentence, lists) in enumerate(rivals):
            chance = chances[number]
            self.alike[relation, subject, target].append(number)
            self._note(("subject", relation, subject), target, chance)
            self._note(("subject", relation, subject, sentence), target, chance)
            if target is None:
                continue
            self._note(("target", relation, target), subject, chance)
            self._note(("target", relation, target, sentence), subject, chance)
            self._note(("pair", subject, target), relation, chance)
            if lists[0] is not None:
                self.alike["subject", relation, target, sentence, lists[0]].append(number)
            if lists[1] is not None:
                self.alike["target", relation, subject, sentence, lists[1]].append(number)

    def _note(self, where: object, what: object, chance: float) -> None:
        kept = self.best[where]
        kept[what] = max(kept.get(what, 0.0), chance)

    def _rival(self, where: object, own: object) -> float | None:
        """The best chance of another."""
        return max((c for what, c in self.best[where].items() if what != own), default=None)

    def describe(self, number: int) -> Iterator[str]:
        relation, subject, target, sentence, lists = self.rivals[number]
        chance = self.chances[number]
        yield "bias"
        yield f"chance={_step(chance)}"
        others = [self.chances[i] for i in self.alike[relation, subject, target] if i != number]
        yield f"elsewhere={_step(max(others, default=None))}"
        yield f"elsewhere-times={min(len(others), 3)}"
        if target is None:
            return
        kinds = f"{subject[0][:2]}{target[0][:2]}"
        for end, thing, other in (("subject", subject, target), ("target", target, subject)):
            there = self._rival((end, relation, thing), other)
            here = self._rival((end, relation, thing, sentence), other)
            yield f"{end}-in-article={kinds}:{_step(there)}"
            yield f"{end}-in-sentence={kinds}:{_step(here)}"
            yield f"{end}-beside={kinds}:{_step(here)}:{_step(chance)}"
            held = self.best[end, relation, thing].items()
            yield f"{end}-holds={kinds}:{min(sum(c > _HELD for o, c in held if o != other), 5)}"
        for another, other_chance in sorted(self._pair(subject, target)):
            if another != relation:
                yield f"also={another}:{_step(other_chance)}"
        for another, other_chance in sorted(self._pair(target, subject)):
            yield f"reversed={another}:{_step(other_chance)}"
        yield from self._of_contest(relation, subject, target, chance)
        yield from self._in_lists(number, lists)

    def _pair(self, subject: Thing, target: Thing) -> list[tuple[str, float]]:
        return [(str(r), c) for r, c in self.best.get(("pair", subject, target), {}).items()]

    def _of_contest(
        self, relation: str, subject: Thing, target: Thing, chance: float
    ) -> Iterator[str]:
        """Who has one prize of a contest has hardly another."""
        if relation != "received" or not target[2]:
            return
        prizes = [
            other_chance
            for other, other_chance in self.best["subject", relation, subject].items()
            if isinstance(other, tuple) and other != target and other[2] == target[2]
        ]
        best = _step(max(prizes, default=None))
        yield f"contest={best}"
        yield f"contest-beside={best}:{_step(chance)}"

    def _in_lists(self, number: int, lists: tuple[int | None, int | None]) -> Iterator[str]:
        """What holds of one in a list mostly holds of all."""
        relation, subject, target, sentence, _ = self.rivals[number]
        chance = self.chances[number]
        for end, other, place in (("subject", target, lists[0]), ("target", subject, lists[1])):
            mates = self.alike.get((end, relation, other, sentence, place), ())
            if place is None or len(mates) < 2:
                continue
            mean = (sum(self.chances[i] for i in mates) - chance) / (len(mates) - 1)
            yield f"{end}-mates={_step(mean)}"
            yield f"{end}-mates-beside={_step(mean)}:{_step(chance)}"
