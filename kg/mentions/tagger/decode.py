"""The best labelling of many short stretches at once, and how sure each label is (linear chain)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

FORBIDDEN = np.float32(-1e4)


def labels_of(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """``O`` and, for each kind, the first, inner, last and only character of a mention of it."""
    return ("O", *(f"{place}-{kind}" for kind in kinds for place in "BIES"))


def legal(
    labels: tuple[str, ...],
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which label may follow which, which may begin a stretch, which may end it."""
    opens = np.array([x[0] in "BI" for x in labels])  # the mention goes on after this label
    inner = np.array([x[0] in "IE" for x in labels])  # the mention began before this label
    kind = np.array([x[2:] for x in labels])
    same = kind[:, None] == kind[None, :]
    follows = np.where(opens[:, None], inner[None, :] & same, ~inner[None, :])
    return follows, ~inner, ~opens


class Batch:
    """Stretches of one row of scores, sorted by falling length and padded: time, stretch, label."""

    def __init__(self, starts: Ints, lengths: Ints) -> None:
        order = np.argsort(-lengths, kind="stable")
        self.order = order
        self.starts, self.lengths = starts[order], lengths[order]
        self.steps = int(self.lengths[0]) if len(order) else 0
        at = np.arange(self.steps)
        self.active = np.searchsorted(-self.lengths, -at, side="left")  # stretches longer than t
        self.rows = self.starts[None, :] + at[:, None]
        self.mask = at[:, None] < self.lengths[None, :]
        self.safe = np.where(self.mask, self.rows, 0)


def best_path(
    emission: Floats, transition: Floats, begin: Floats, end: Floats, batch: Batch
) -> Ints:
    """Labels of all rows that the stretches cover (Viterbi); rows outside them are 0."""
    out = np.zeros(len(emission), dtype=np.int64)
    if not batch.steps:
        return out
    size = emission.shape[1]
    back = np.zeros((batch.steps, len(batch.starts), size), dtype=np.int16)
    score = begin + emission[batch.starts]
    turned = np.ascontiguousarray(transition.T)
    for t in range(1, batch.steps):
        k = batch.active[t]
        through = score[:k, None, :] + turned[None]
        back[t, :k] = through.argmax(2)
        score[:k] = through.max(2) + emission[batch.rows[t, :k]]
    last = (score + end).argmax(1)
    for t in range(batch.steps - 1, -1, -1):
        k = batch.active[t]
        out[batch.rows[t, :k]] = last[:k]
        if t:
            last[:k] = back[t, np.arange(k), last[:k]]
    return out


def marginals(
    emission: Floats, transition: Floats, begin: Floats, end: Floats, batch: Batch
) -> tuple[Floats, Floats, Floats, Floats, float]:
    """P(label) of each row; expected transitions, beginnings, ends; the log of the sum of paths."""
    size = emission.shape[1]
    steps, width = batch.steps, len(batch.starts)
    tensor = emission[batch.safe]  # steps, width, size
    top = tensor.max(2, keepdims=True)
    np.exp(tensor - top, out=tensor)
    a = np.exp(transition)
    ends = np.exp(end)
    alpha = np.empty((steps, width, size), np.float32)
    norm = np.ones((steps, width), np.float32)
    x = np.exp(begin) * tensor[0]
    for t in range(steps):
        k = batch.active[t]
        if t:
            x = (alpha[t - 1, :k] @ a) * tensor[t, :k]
        z = x.sum(1)
        norm[t, :k] = z
        alpha[t, :k] = x / z[:, None]
    beta = np.empty((steps, width, size), np.float32)
    final = np.empty(width, np.float32)
    pair = np.zeros((size, size), np.float32)
    for t in range(steps - 1, -1, -1):
        k = batch.active[t]
        nxt = batch.active[t + 1] if t + 1 < steps else 0
        if nxt:
            y = tensor[t + 1, :nxt] * beta[t + 1, :nxt] / norm[t + 1, :nxt, None]
            pair += a * (alpha[t, :nxt].T @ y)
            beta[t, :nxt] = y @ a.T
        if k > nxt:
            z = alpha[t, nxt:k] @ ends
            final[nxt:k] = z
            beta[t, nxt:k] = ends / z[:, None]
    p = alpha
    for t in range(steps):
        k = batch.active[t]
        p[t, :k] *= beta[t, :k]
    out = np.zeros_like(emission)
    out[batch.rows[batch.mask]] = p[batch.mask]
    log = float(
        np.log(norm[batch.mask]).sum() + top[..., 0][batch.mask].sum() + np.log(final).sum()
    )
    lasts = out[batch.starts + batch.lengths - 1]
    return out, pair, out[batch.starts].sum(0), lasts.sum(0), log


def spans(path: Ints, labels: tuple[str, ...]) -> list[tuple[int, int, str]]:
    """Start, end and kind of the mentions that a legal path of labels spells."""
    place = np.array(["OBIES".index(x[0]) for x in labels])[path]
    starts = np.flatnonzero((place == 1) | (place == 4))
    ends = np.flatnonzero((place == 3) | (place == 4)) + 1
    kinds = [x[2:] for x in labels]
    return [
        (start, end, kinds[path[start]])
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
    ]
