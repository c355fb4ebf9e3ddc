"""Learn to choose from lessons: questions whose right answer a reader gave.

A conditional random field over each chain, fitted by maximum likelihood with an L2 penalty. Where a
reader gives no answer, or one that is not among the candidates, the question only passes its
neighbours' evidence on. Source: Lafferty, McCallum & Pereira (2001); Quattoni et al. (2007).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.choosing.model import Chooser, Speller, Step

if TYPE_CHECKING:
    import numpy as np

    Vector = np.ndarray[tuple[int], np.dtype[np.float64]]

FOLDS = 6
PENALTY = 6.0
LEAST = 5  # occurrences of a feature that is learned
ROUNDS = 40  # of L-BFGS


class Lesson(NamedTuple):
    """A chain of a document, with the right answers to each question: None where nobody says."""

    document: str
    steps: list[Step]
    right: list[list[bool] | None]  # beside steps, beside candidates
    times: int = 1  # how often it is told in learning


class Known(NamedTuple):
    """Questions whose answer is known: the model's choice was right for ``right`` of ``all``."""

    right: int
    all: int

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return self.right / max(1, self.all)


def learn(lessons: Sequence[Lesson], spell: Speller) -> Chooser:
    """Weights that make the right answers likeliest; the same lessons give the same weights."""
    import numpy as np
    from scipy.optimize import minimize

    taught = [
        lesson
        for lesson in lessons
        if any(right and any(right) for right in lesson.right)
        for _ in range(lesson.times)
    ]
    plan = _Plan.of(taught, spell)
    best = minimize(
        plan.loss,
        np.zeros(len(plan.names)),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": ROUNDS},
    )
    weights = {
        name: round(float(weight), 3)
        for name, weight in zip(plan.names, best.x, strict=True)
        if abs(weight) >= 5e-3
    }
    return Chooser(weights, spell)


def measure(chooser: Chooser, lessons: Iterable[Lesson]) -> Known:
    """How often the answer is right, of the questions that a reader answers."""
    right = known = 0
    for lesson in lessons:
        for chosen, truth in zip(chooser.choose(lesson.steps), lesson.right, strict=True):
            if truth is not None:
                known += 1
                right += truth[chosen]
    return Known(right, known)


def cross_validate(
    lessons: Sequence[Lesson], spell: Speller, folds: int = FOLDS
) -> dict[str, Known]:
    """For each document, how often a model that never saw it is right."""
    documents = sorted({lesson.document for lesson in lessons})
    found = {}
    for fold in range(folds):
        held = set(documents[fold::folds])
        chooser = learn([lesson for lesson in lessons if lesson.document not in held], spell)
        for document in sorted(held):
            found[document] = measure(chooser, (o for o in lessons if o.document == document))
    return found


class _Place(NamedTuple):
    """A step in the matrix: its rows, those of its candidates that the step before has too."""

    start: int
    end: int
    stays: int  # row of what speaks for staying; -1 at the head of a chain
    here: Vector | None  # candidates that were candidates before
    before: Vector | None  # and where they stood there
    right: Vector | None


@dataclass(frozen=True)
class _Plan:
    """Lessons as sparse matrices: rows of candidates, rows of stays, columns of features."""

    names: list[str]
    candidates: Any
    stays: Any
    chains: list[list[_Place]]

    @classmethod
    def of(cls, lessons: Sequence[Lesson], spell: Speller) -> _Plan:
        import numpy as np

        rows: list[list[str]] = []
        stays: list[list[str]] = []
        chains = []
        for lesson in lessons:
            places: list[_Place] = []
            before: dict[object, int] = {}
            for (things, facets, stay), truth in zip(lesson.steps, lesson.right, strict=True):
                begin = len(rows)
                rows += [sorted({f for facet in own for f in spell(facet)}) for own in facets]
                pairs = [(i, before[t]) for i, t in enumerate(things) if t in before]
                if stay is not None:
                    stays.append(sorted(set(spell(stay))))
                places.append(
                    _Place(
                        begin,
                        len(rows),
                        -1 if stay is None else len(stays) - 1,
                        np.array([here for here, _ in pairs], dtype=int),
                        np.array([there for _, there in pairs], dtype=int),
                        np.array(truth, dtype=float) if truth and any(truth) else None,
                    )
                )
                before = {thing: i for i, thing in enumerate(things)}
            chains.append(places)
        counts = Counter(feature for row in [*rows, *stays] for feature in row)
        names = sorted(name for name, count in counts.items() if count >= LEAST)
        index = {name: i for i, name in enumerate(names)}
        return cls(names, _matrix(rows, index), _matrix(stays, index), chains)

    def loss(self, weights: Vector) -> tuple[float, Vector]:
        """Negative log-likelihood of the right answers, with the penalty, and its slope."""
        import numpy as np

        heights, bonus = self.candidates @ weights, self.stays @ weights
        shares, stayed = np.zeros(len(heights)), np.zeros(len(bonus))
        total = 0.5 * PENALTY * float(weights @ weights)
        for places in self.chains:
            total += _pass(places, heights, bonus, shares, stayed, taught=False)
            total -= _pass(places, heights, bonus, shares, stayed, taught=True)
        slope = self.candidates.T @ shares + self.stays.T @ stayed + PENALTY * weights
        return total, slope


def _matrix(rows: Sequence[Sequence[str]], index: dict[str, int]) -> Any:
    import numpy as np
    import scipy.sparse as sp

    columns: list[int] = []
    ends = [0]
    for row in rows:
        columns += [index[feature] for feature in row if feature in index]
        ends.append(len(columns))
    return sp.csr_matrix(
        (np.ones(len(columns)), np.array(columns, dtype=int), np.array(ends)),
        shape=(len(rows), len(index)),
    )


def _pass(
    places: Sequence[_Place],
    heights: Vector,
    bonus: Vector,
    shares: Vector,
    stayed: Vector,
    *,
    taught: bool,
) -> float:
    """Log of the sum over all paths, only those through right answers where ``taught``.

    Adds to ``shares`` how likely each candidate is, to ``stayed`` how likely each stay;
    subtracts where ``taught``.
    """
    import numpy as np

    sign = -1.0 if taught else 1.0
    total = 0.0
    weights: list[Vector] = []
    forward: list[Vector] = []
    for place in places:
        own = heights[place.start : place.end]
        top = own.max()
        total += float(top)
        weight = np.exp(own - top)
        if taught and place.right is not None:
            weight = weight * place.right
        weights.append(weight)
        here = weight.copy()
        if place.stays >= 0:  # what came before sums to one
            more = np.expm1(bonus[place.stays]) * forward[-1][place.before]
            here[place.here] *= 1.0 + more
        mass = here.sum() + 1e-300
        total += float(np.log(mass))
        forward.append(here / mass)
    behind = np.ones(len(weights[-1]))
    for number in range(len(places) - 1, -1, -1):
        place = places[number]
        likely = forward[number] * behind
        shares[place.start : place.end] += sign * likely / likely.sum()
        if place.stays >= 0:
            earlier = forward[number - 1]
            onward = weights[number] * behind
            lift = np.exp(bonus[place.stays])
            back = np.full(len(earlier), onward.sum())
            back[place.before] += (lift - 1.0) * onward[place.here]
            stays = (earlier[place.before] * onward[place.here]).sum() * lift
            stayed[place.stays] += sign * stays / float(earlier @ back)
            behind = back / back.sum()
    return total
