"""A logistic model over candidates: one calibrated probability for each, and where to draw the line."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from kg.errors import RuleError
from kg.plain import loads
from kg.relations.scorer.rivals import Rival, describe_among, odds

VERSION = 4
SHIPPED = Path(__file__).parent / "weights.json"


class Group:
    """Features that are told together, each once; ``totals`` keeps what they weigh for each judge."""

    __slots__ = ("features", "totals")

    def __init__(self, features: Iterable[str]) -> None:
        self.features = tuple(dict.fromkeys(features))
        self.totals: dict[Weights, float] = {}


@lru_cache(maxsize=100_000)
def shared(make: Callable[..., Iterable[str]], *arguments: Hashable) -> Group:
    """What ``make`` tells of these arguments, whatever the sentence."""
    return Group(make(*arguments))


class Description(NamedTuple):
    """What a candidate looks like: ``glance`` is quickly made, ``words`` only where that is not enough.

    ``lists`` are those that its ends stand in, for the second look.
    """

    glance: Sequence[Group]
    words: Callable[[], tuple[Group, ...]]
    lists: Callable[[], tuple[int | None, int | None]]


class Weights:
    """The weight of each feature in one manner; equal to itself alone, so that totals are kept by it."""

    __slots__ = ("by_feature",)

    def __init__(self, by_feature: Mapping[str, float]) -> None:
        self.by_feature = by_feature

    def weigh(self, groups: Iterable[Group]) -> float:
        """The log odds that they give together."""
        total = 0.0
        for group in groups:
            weight = group.totals.get(self)
            total += self._added(group) if weight is None else weight
        return total

    def _added(self, group: Group) -> float:
        weigh = self.by_feature.get
        total = sum([weight for f in group.features if (weight := weigh(f)) is not None])
        group.totals[self] = total
        return total


# Odds at a glance below which nobody looks twice: of what the words would make a fact,
# one in five hundred is lost.
HOPELESS = math.log(0.05 / 0.95)


class Scorer:
    """Weights by manner and feature, of a first glance and of all that is told; ``again`` by relation.

    A candidate holds where its probability reaches the line of its relation.
    """

    def __init__(
        self,
        glance: Mapping[str, Mapping[str, float]],
        weights: Mapping[str, Mapping[str, float]],
        again: Mapping[str, Mapping[str, float]],
        lines: Mapping[str, float],
    ) -> None:
        self.glance = glance
        self.weights = weights
        self.again = again
        self.lines = lines
        self._manners = {
            manner: (Weights(glance[manner]), Weights(by_feature))
            for manner, by_feature in weights.items()
        }

    def probability(self, manner: str, told: Description) -> float:
        """Between 0 and 1; 0 for what is hopeless at a glance."""
        known = self._manners.get(manner)
        if known is None:
            return 0.0
        glance, weights = known
        if glance.weigh(told.glance) < HOPELESS:
            return 0.0
        return _chance(weights.weigh((*told.glance, *told.words())))

    def look_again(self, rivals: Sequence[Rival], chances: Sequence[float]) -> list[float]:
        """The chances of an article's likely candidates, once each is seen among the others."""
        described = describe_among(rivals, chances)
        return [
            self.among(rival.relation, chance, features)
            for rival, chance, features in zip(rivals, chances, described, strict=True)
        ]

    def among(self, relation: str, chance: float, features: Iterable[str]) -> float:
        """The chance of one, by what the second look sees of it."""
        weights = self.again.get(relation, {})
        return _chance(odds(chance) + sum([weights.get(feature, 0.0) for feature in features]))

    def holds(self, relation: str, probability: float) -> bool:
        """Whether a candidate of this probability is a fact."""
        return probability >= self.lines.get(relation, 0.5)


def _chance(total: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def load_scorer(path: Path = SHIPPED) -> Scorer:
    """The shipped model, or another; RuleError where it is of another version."""
    try:
        data = loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise RuleError(f"{path}: not a relation scorer: {error}") from None
    if data.get("version") != VERSION:
        raise RuleError(
            f"{path}: relation scorer of version {data.get('version')!r}; "
            f"this kg reads version {VERSION}: train again with 'kg train'"
        )
    return Scorer(data["glance"], data["weights"], data["again"], data["lines"])


def save(scorer: Scorer, path: Path) -> None:
    """Write the model, one weight a line, sorted."""
    data = {
        "version": VERSION,
        "lines": dict(sorted(scorer.lines.items())),
        "glance": _sorted(scorer.glance),
        "weights": _sorted(scorer.weights),
        "again": _sorted(scorer.again),
    }
    path.write_text(json.dumps(data, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def _sorted(manners: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    return {manner: dict(sorted(weights.items())) for manner, weights in sorted(manners.items())}


def fit(
    rows: Sequence[Sequence[str]],
    labels: Sequence[bool],
    times: Sequence[int],
    before: Sequence[float] | None = None,
    *,
    penalty: float = 1.0,
    least: int = 3,
) -> dict[str, float]:
    """Weights of a logistic regression with an L2 penalty, each row counted so many ``times``.

    ``before`` are log odds that the weights add to. Features that fewer than ``least`` rows have are dropped.

    Deterministic: starts at zero and descends by L-BFGS in a fixed order of features.
    """
    import numpy as np
    import scipy.sparse as sp
    from scipy.optimize import minimize

    counts: dict[str, int] = {}
    for row in rows:
        for feature in set(row):
            counts[feature] = counts.get(feature, 0) + 1
    names = sorted(name for name, count in counts.items() if count >= least)
    index = {name: i for i, name in enumerate(names)}
    indices: list[int] = []
    ends = [0]
    for row in rows:
        indices += sorted({index[f] for f in row if f in index})
        ends.append(len(indices))
    matrix = sp.csr_matrix(
        (np.ones(len(indices)), np.array(indices), np.array(ends)), shape=(len(rows), len(names))
    )
    signs = np.where(np.array(labels), 1.0, -1.0)
    counted = np.array(times, dtype=np.float64)
    known = np.zeros(len(rows)) if before is None else np.array(before, dtype=np.float64)

    def loss(weights):  # type: ignore[no-untyped-def]
        margin = signs * (known + matrix @ weights)
        value = counted @ np.logaddexp(0, -margin) + 0.5 * penalty * weights @ weights
        slope = -counted * signs / (1 + np.exp(np.clip(margin, -30, 30)))
        return value, matrix.T @ slope + penalty * weights

    best = minimize(
        loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 300}
    )
    return {
        name: round(float(w), 3) for name, w in zip(names, best.x, strict=True) if abs(w) >= 5e-3
    }
