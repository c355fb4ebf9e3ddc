"""The best labelling of many short stretches at once, and how sure each label is (linear chain).

Labels are ``O`` and, for each kind, the first, inner, last and only character of a mention of it
(BIES). A stretch stands between characters that are in no mention, so it begins after and ends
before an ``O``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

FORBIDDEN = np.float32(-1e4)
BEGIN, INNER, END, SINGLE = range(4)  # within the four labels of a kind


def labels_of(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Names of the labels in their order.

    >>> labels_of(("Person",))
    ('O', 'B-Person', 'I-Person', 'E-Person', 'S-Person')
    """
    return ("O", *(f"{place}-{kind}" for kind in kinds for place in "BIES"))


@dataclass(frozen=True)
class Chain:
    """What a label says about the next.

    ``between[i, j]``: nothing (0) or a mention of the i-th kind has ended, nothing or one of the
    j-th begins. ``within[k]``: scores of BI, BE, II, IE in a mention of the kind ``k + 1``.
    """

    between: Floats  # 1 + kinds, 1 + kinds
    within: Floats  # kinds, 4

    @cached_property
    def transition(self) -> Floats:
        """Score of each label after each label."""
        kinds = len(self.within)
        out = np.full((1 + 4 * kinds, 1 + 4 * kinds), FORBIDDEN, np.float32)
        ended, begun = groups(kinds)
        for i, sources in enumerate(ended):
            for j, targets in enumerate(begun):
                out[np.ix_(sources, targets)] = self.between[i, j]
        for kind, scores in enumerate(self.within):
            base = 1 + 4 * kind
            out[base + BEGIN, [base + INNER, base + END]] = scores[:2]
            out[base + INNER, [base + INNER, base + END]] = scores[2:]
        return out


def groups(kinds: int) -> tuple[list[list[int]], list[list[int]]]:
    """Labels that end nothing or a mention of each kind, labels that begin nothing or one."""
    first = [1 + 4 * kind for kind in range(kinds)]
    ended = [[0], *([base + END, base + SINGLE] for base in first)]
    begun = [[0], *([base + BEGIN, base + SINGLE] for base in first)]
    return ended, begun


class Batch:
    """Stretches of rows of scores, the longest first, and their rows step by step.

    ``rows[offsets[t] : offsets[t + 1]]`` are the rows of character ``t`` of the stretches that have
    one: a step takes all stretches at once, and nothing is padded.
    """

    def __init__(self, starts: Ints, lengths: Ints) -> None:
        order = np.argsort(-lengths, kind="stable")
        self.starts, self.lengths = starts[order], lengths[order]
        self.steps = int(self.lengths[0]) if len(order) else 0
        active = np.searchsorted(-self.lengths, -np.arange(self.steps), side="left")
        self.active: list[int] = [*active.tolist(), 0]
        self.offsets: list[int] = [0, *np.cumsum(active).tolist()]
        steps = [self.starts[:k] + t for t, k in enumerate(self.active)]
        self.rows: Ints = np.concatenate(steps)


@dataclass(frozen=True)
class Expected:
    """Probabilities of each row's labels, expected counts for a chain, log of the paths' sum."""

    labels: Floats
    between: Floats  # the O's around a stretch included
    within: Floats
    total: float


RESCALE = 8  # steps after which numbers are brought back to size; before that none can vanish


def marginals(emission: Floats, chain: Chain, batch: Batch, count: bool = False) -> Expected:
    """Forward and backward; rows outside the stretches get 0. Counts and total if ``count``."""
    out = np.zeros_like(emission)
    nothing = np.zeros_like(chain.between), np.zeros_like(chain.within)
    if not batch.steps:
        return Expected(out, *nothing, 0.0)
    offsets, active = batch.offsets, batch.active
    x = emission[batch.rows]
    top = x.max(1)
    x -= top[:, None]
    np.exp(x, out=x)
    follow = np.exp(chain.transition)
    back = np.ascontiguousarray(follow.T)
    alpha, beta = np.empty_like(x), np.empty_like(x)
    scale = np.ones(len(x), np.float32)
    np.multiply(follow[0], x[: active[0]], out=alpha[: active[0]])
    for t in range(1, batch.steps):
        start, end = offsets[t], offsets[t + 1]
        now = alpha[start:end]
        np.matmul(alpha[offsets[t - 1] : offsets[t - 1] + end - start], follow, out=now)
        now *= x[start:end]
        if t % RESCALE == 0:
            scale[start:end] = now.max(1)
            now /= scale[start:end, None]
    for t in range(batch.steps - 1, -1, -1):
        start, end, more = offsets[t], offsets[t + 1], active[t + 1]
        beta[start + more : end] = back[0]
        if more:
            now = beta[start : start + more]
            np.matmul(x[end : end + more] * beta[end : end + more], back, out=now)
            if t % RESCALE == 0:
                now /= now.max(1, keepdims=True)
    posterior = alpha * beta
    sums = posterior @ np.ones(posterior.shape[1], np.float32)
    posterior /= sums[:, None]
    out[batch.rows] = posterior
    if not count:
        return Expected(out, *nothing, 0.0)
    ahead = x[active[0] :] * beta[active[0] :]
    ahead /= (scale * sums)[active[0] :, None]
    was = np.concatenate(
        [alpha[offsets[t] : offsets[t] + active[t + 1]] for t in range(batch.steps)]
    )
    pairs = follow * (was.T @ ahead)
    pairs[0] += posterior[: active[0]].sum(0)
    lasts = batch.starts + batch.lengths - 1
    pairs[:, 0] += out[lasts].sum(0)
    ends = np.concatenate(
        [np.arange(offsets[t] + active[t + 1], offsets[t + 1]) for t in range(batch.steps)]
    )
    total = top.sum(dtype=np.float64) + np.log(scale).sum(dtype=np.float64)
    total += np.log(alpha[ends] @ back[0]).sum(dtype=np.float64)
    return Expected(out, *fold(pairs), float(total))


def fold(pairs: Floats) -> tuple[Floats, Floats]:
    """What counts of label after label add up to for the two parts of a chain."""
    kinds = len(pairs) // 4
    ended, begun = groups(kinds)
    rows = np.stack([pairs[sources].sum(0) for sources in ended])
    between = np.stack([rows[:, targets].sum(1) for targets in begun], axis=1)
    first = 1 + 4 * np.arange(kinds)
    places = ((BEGIN, INNER), (BEGIN, END), (INNER, INNER), (INNER, END))
    within = np.stack([pairs[first + i, first + j] for i, j in places], axis=1)
    return between, within


def best_path(probability: Floats, chain: Chain, emission: Floats, batch: Batch) -> Ints:
    """The likeliest label of each row; where they fit no mention, those of the best whole path."""
    path: Ints = probability.argmax(1)
    before = np.concatenate([[0], path[:-1]])
    before[batch.starts] = 0
    bad = chain.transition[before, path] <= FORBIDDEN / 2
    lasts = batch.starts + batch.lengths - 1
    wrong = chain.transition[path[lasts], 0] <= FORBIDDEN / 2
    count = np.concatenate([[0], np.cumsum(bad)])
    wrong |= count[lasts + 1] > count[batch.starts]
    for start, length in zip(
        batch.starts[wrong].tolist(), batch.lengths[wrong].tolist(), strict=True
    ):
        path[start : start + length] = viterbi(emission[start : start + length], chain)
    return path


def viterbi(emission: Floats, chain: Chain) -> list[int]:
    """The best path through one stretch."""
    score = chain.transition[0] + emission[0]
    came = []
    for row in emission[1:]:
        through = score[:, None] + chain.transition
        came.append(through.argmax(0))
        score = through.max(0) + row
    path = [int((score + chain.transition[:, 0]).argmax())]
    for choice in reversed(came):
        path.append(int(choice[path[-1]]))
    return path[::-1]


def spans(path: Ints, labels: tuple[str, ...]) -> list[tuple[int, int, str]]:
    """Start, end and kind of the mentions that a legal path of labels spells."""
    place = (path - 1) & 3
    starts = np.flatnonzero((path > 0) & ((place == BEGIN) | (place == SINGLE)))
    ends = np.flatnonzero((path > 0) & ((place == END) | (place == SINGLE))) + 1
    kinds = [label[2:] for label in labels]
    return [
        (start, end, kinds[path[start]])
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
    ]
