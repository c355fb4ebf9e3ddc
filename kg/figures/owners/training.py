"""Learn whose figures are from documents whose figures are annotated.

A conditional random field over each paragraph, fitted by maximum likelihood with an L2 penalty.
Where a reader names no owner, or one that is not among the candidates, the figure only passes
its neighbours' evidence on. Source: Lafferty, McCallum & Pereira (2001); Quattoni et al. (2007).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.figures.finder import locate_figures
from kg.figures.owners import read_chains
from kg.figures.owners.facets import spell
from kg.figures.owners.model import Owners, Step, save
from kg.figures.scan import Located
from kg.model import Article, Mention
from kg.refer import find_anaphors
from kg.relations.scorer.corpus import FactSheet, StatedFigure
from kg.relations.scorer.pages import read_pages
from kg.relations.scorer.train import documents_of
from kg.sentences import find_sentences

if TYPE_CHECKING:
    import numpy as np

    Vector = np.ndarray[tuple[int], np.dtype[np.float64]]

FOLDS = 6
PENALTY = 6.0
LEAST = 5  # occurrences of a feature that is learned
ROUNDS = 40  # of L-BFGS
PAGES_COUNT = 3


class Lesson(NamedTuple):
    """A chain of a document, with the right owners of each figure: None where nobody says."""

    document: str
    steps: list[Step]
    right: list[list[bool] | None]  # beside steps, beside candidates
    times: int = 1  # how often it is told in learning


class Known(NamedTuple):
    """Figures whose owner is known: the model's choice was right for ``right`` of ``all``."""

    right: int
    all: int

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return self.right / max(1, self.all)


def lessons_of(folder: Path) -> Iterator[Lesson]:
    """Every chain of the folder's annotated documents, with the right owners.

    The sample pages beside the folder, with their gold files, are learned from too. Pages count for
    more than news written to be learned from: their figures are those that a reader meets.
    """
    sample = list(read_pages(folder.parent / "gold", folder.parent))
    pages = {path.stem for path in (folder / "pages" / "gold").glob("*.json")}
    pages |= {name for name, _, _ in sample}
    for name, articles, sheet in chain(documents_of(folder), sample):
        if sheet.figures:
            for lesson in read_lessons(name, articles, sheet):
                yield lesson._replace(times=PAGES_COUNT) if name in pages else lesson


def read_lessons(
    name: str, articles: Iterable[tuple[Article, list[Mention]]], sheet: FactSheet
) -> Iterator[Lesson]:
    """The chains of one document; each stated figure is told of once."""
    left = list(sheet.figures)
    for article, named in articles:
        sentences = find_sentences(article)
        mentions = sorted([*named, *find_anaphors(sentences, named)])
        located = locate_figures(article, sentences, mentions)
        stated = [_take(article, figure, left) for figure in located]
        for figures in read_chains(article.text, sentences, mentions, located):
            right = [_right(stated[number], step, sheet) for number, _, step in figures]
            yield Lesson(name, [step for _, _, step in figures], right)


def _take(article: Article, figure: Located, left: list[StatedFigure]) -> StatedFigure | None:
    """The stated figure of the same value and unit, its quote overlapping the clause."""
    start, end = article.source(*figure.clause)
    text = article.document.text
    for number, stated in enumerate(left):
        quantity = figure.found.quantity
        if stated.value != quantity.value or stated.unit != quantity.unit:
            continue
        at = text.find(stated.quote)
        while 0 <= at < end:
            if start < at + len(stated.quote):
                return left.pop(number)
            at = text.find(stated.quote, at + 1)
    return None


def _right(stated: StatedFigure | None, step: Step, sheet: FactSheet) -> list[bool] | None:
    if stated is None or not stated.owner:
        return None
    owner = sheet.names.get(stated.owner, stated.owner)
    return [
        sheet.names.get(name, name) == owner and stated.kind in ("", kind)
        for kind, name, _ in step.things
    ]


def learn(lessons: Sequence[Lesson]) -> Owners:
    """Weights that make the right owners likeliest; the same lessons give the same weights."""
    import numpy as np
    from scipy.optimize import minimize

    taught = [
        lesson
        for lesson in lessons
        if any(right and any(right) for right in lesson.right)
        for _ in range(lesson.times)
    ]
    plan = _Plan.of(taught)
    best = minimize(
        plan.loss,
        np.zeros(len(plan.names)),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": ROUNDS},
    )
    return Owners(
        {n: round(float(w), 3) for n, w in zip(plan.names, best.x, strict=True) if abs(w) >= 5e-3}
    )


def measure(owners: Owners, lessons: Iterable[Lesson]) -> Known:
    """How often the owner is right, of the figures whose owner a reader names."""
    right = known = 0
    for lesson in lessons:
        for chosen, truth in zip(owners.choose(lesson.steps), lesson.right, strict=True):
            if truth is not None:
                known += 1
                right += truth[chosen]
    return Known(right, known)


def cross_validate(lessons: Sequence[Lesson], folds: int = FOLDS) -> dict[str, Known]:
    """For each document, how often a model that never saw it is right."""
    documents = sorted({lesson.document for lesson in lessons})
    found = {}
    for fold in range(folds):
        held = set(documents[fold::folds])
        owners = learn([lesson for lesson in lessons if lesson.document not in held])
        for document in sorted(held):
            found[document] = measure(owners, (o for o in lessons if o.document == document))
    return found


def train(folders: Iterable[Path], out: Path) -> Owners:
    """Learn from every folder with ``news/``, ``facts/`` and perhaps ``pages/``; write the weights."""
    owners = learn([lesson for folder in folders for lesson in lessons_of(folder)])
    save(owners, out)
    return owners


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
    def of(cls, lessons: Sequence[Lesson]) -> _Plan:
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
        """Negative log-likelihood of the right owners, with the penalty, and its slope."""
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
    """Log of the sum over all paths, only those through right owners where ``taught``.

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
