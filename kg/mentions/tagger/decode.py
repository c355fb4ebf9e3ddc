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


def marginals(emission: Floats, chain: Chain, batch: Batch, count: bool = False) -> Expected:
    """Forward and backward; rows outside the stretches get 0. Counts and total if ``count``."""
    size, kinds = emission.shape[1], len(chain.within)
    steps, width = batch.steps, len(batch.starts)
    out = np.zeros_like(emission)
    between, within = np.zeros_like(chain.between), np.zeros_like(chain.within)
    if not steps:
        return Expected(out, between, within, 0.0)
    scores = emission[batch.rows]
    top = scores.max(1)
    scores -= top[:, None]
    x = np.ascontiguousarray(scores.T)  # labels first: a step is elementwise over its stretches
    np.exp(x, out=x)
    follow = np.exp(chain.between)
    b_i, b_e, i_i, i_e = np.exp(chain.within).T[:, :, None]
    alpha = np.empty_like(x)
    norm = np.empty(len(batch.rows), np.float32)
    offsets = batch.offsets
    ended = np.zeros((1 + kinds, width), np.float32)  # O, or a mention of each kind has ended
    ended[0] = 1
    begun = opened = np.zeros((kinds, width), np.float32)
    for t in range(steps):
        k = batch.active[t]
        here = slice(offsets[t], offsets[t + 1])
        now, given = alpha[:, here], x[:, here]
        fresh = follow.T @ ended[:, :k]
        begun, opened = begun[:, :k], opened[:, :k]
        np.multiply(fresh[0], given[0], out=now[0])
        np.multiply(fresh[1:], given[1 + BEGIN :: 4], out=now[1 + BEGIN :: 4])
        np.multiply(fresh[1:], given[1 + SINGLE :: 4], out=now[1 + SINGLE :: 4])
        np.multiply(begun * b_i + opened * i_i, given[1 + INNER :: 4], out=now[1 + INNER :: 4])
        np.multiply(begun * b_e + opened * i_e, given[1 + END :: 4], out=now[1 + END :: 4])
        z = now.sum(0)
        norm[here] = z
        now /= z
        ended[0, :k] = now[0]
        np.add(now[1 + END :: 4], now[1 + SINGLE :: 4], out=ended[1:, :k])
        begun, opened = now[1 + BEGIN :: 4], now[1 + INNER :: 4]
    x /= norm
    beta = np.empty((size, width), np.float32)
    groups_ahead = np.zeros((1 + kinds, width), np.float32)
    final = np.empty(width, np.float32)
    for t in range(steps - 1, -1, -1):
        k, more = batch.active[t], batch.active[t + 1]
        now = alpha[:, offsets[t] : offsets[t + 1]]
        if k > more:  # stretches that end here
            z = follow[0, 0] * now[0, more:]
            z = z + follow[1:, 0] @ (now[1 + END :: 4, more:] + now[1 + SINGLE :: 4, more:])
            final[more:k] = z
            last = np.repeat(follow[:, :1], [1] + [4] * kinds, axis=0)
            last[1 + BEGIN :: 4] = last[1 + INNER :: 4] = 0
            beta[:, more:k] = last / z
        if more:
            ahead = x[:, offsets[t + 1] : offsets[t + 2]] * beta[:, :more]
            groups_ahead[0, :more] = ahead[0]
            np.add(ahead[1 + BEGIN :: 4], ahead[1 + SINGLE :: 4], out=groups_ahead[1:, :more])
            inner, end = ahead[1 + INNER :: 4], ahead[1 + END :: 4]
            after = follow @ groups_ahead[:, :more]
            beta[0, :more] = after[0]
            beta[1 + END :: 4, :more] = beta[1 + SINGLE :: 4, :more] = after[1:]
            beta[1 + BEGIN :: 4, :more] = b_i * inner + b_e * end
            beta[1 + INNER :: 4, :more] = i_i * inner + i_e * end
            if count:
                was = now[:, :more]
                sources = np.concatenate([was[:1], was[1 + END :: 4] + was[1 + SINGLE :: 4]])
                between += follow * (sources @ groups_ahead[:, :more].T)
                pairs = ((BEGIN, inner), (BEGIN, end), (INNER, inner), (INNER, end))
                for number, (place, target) in enumerate(pairs):
                    within[:, number] += np.einsum("kw,kw->k", was[1 + place :: 4], target)
        now *= beta[:, :k]
    out[batch.rows] = alpha.T
    total = 0.0
    if count:
        within *= np.exp(chain.within)
        between[0] += _in_groups(out[batch.starts].sum(0), BEGIN)
        between[:, 0] += _in_groups(out[batch.starts + batch.lengths - 1].sum(0), END)
        logs = np.log(norm).sum(dtype=np.float64) + np.log(final).sum()
        total = float(logs + top.sum(dtype=np.float64))
    return Expected(out, between, within, total)


def _in_groups(labels: Floats, place: int) -> Floats:
    return np.concatenate([labels[:1], labels[1 + place :: 4] + labels[1 + SINGLE :: 4]])


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
