"""Where the members of each community stand about its middle: linked ones near, none on another.

All communities are spread in one go. Each begins as a tree about its hub, drawn in rings, which
springs then pull into shape: few rounds do, since little of it is tangled.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Columns = tuple[Numbers, Numbers]
Points = Floats  # a row for each node: x, y
Shape = tuple[tuple[float, ...], tuple[tuple[int, int], ...]]  # weights of nodes, links by number

SPACING = 64.0  # between two linked nodes, in the page's own unit (a pixel at zoom 1)
ROUNDS = 40  # of springs
FRESH = 5  # rounds after which it is looked anew who is near whom
ALL_PAIRS = 100  # nodes of a community in which each pushes each; in a larger one those near
NEAR = 3.0 * SPACING
COMPACT = 0.62  # spread of a community beside that of a sunflower of as many seeds
GOLDEN = 0.6180339887498949  # its multiples, without their whole part, lie evenly in 0..1


def spread(shapes: Sequence[Shape]) -> list[Points]:
    """Place each community about (0, 0). Many a small one is shaped as another is."""
    distinct = list(dict.fromkeys(shapes))
    if not distinct:
        return []
    sizes = np.array([len(weights) for weights, _ in distinct])
    starts = np.concatenate(([0], np.cumsum(sizes)))
    group = np.repeat(np.arange(len(sizes)), sizes)
    points = np.concatenate([_rings(len(weights), links) for weights, links in distinct])
    ends = [
        (start + one, start + other)
        for start, (_, links) in zip(starts.tolist(), distinct, strict=False)
        for one, other in links
    ]
    if ends:
        points = _relax(points, np.array(ends), group, sizes)
    room = clearance(np.array([weight for weights, _ in distinct for weight in weights]))
    points = _part(points, room, group)
    found = {}
    for shape, start, size in zip(distinct, starts.tolist(), sizes.tolist(), strict=False):
        own = points[start : start + size]
        found[shape] = own - (own.min(axis=0) + own.max(axis=0)) / 2
    return [found[shape] for shape in shapes]


def clearance(weights: Floats) -> Floats:
    """Half the room that a node wants: its own radius and a little air."""
    return np.asarray(15.0 + 2.4 * np.sqrt(weights))


# --- how a community begins -----------------------------------------------------------------


def _rings(size: int, links: Sequence[tuple[int, int]]) -> Points:
    """Set the hub in the middle and each node further out than the one that leads to it."""
    order, children = _walk(size, links)
    leaves = [1] * size
    for node in reversed(order):
        leaves[node] = sum(leaves[child] for child in children[node]) or 1
    part, start = [0.0] * size, [0.0] * size
    for number, node in enumerate(order):
        # Not in the middle of its part of the ring: what begins on one line would stay on it.
        part[node] = start[node] + leaves[node] * (0.25 + 0.5 * (number * GOLDEN % 1.0))
        # Siblings that follow each other lie far apart, as seeds of a sunflower do: so there is
        # room for each, however many there are.
        at = start[node]
        for _, child in sorted((n * GOLDEN % 1.0, child) for n, child in enumerate(children[node])):
            start[child] = at
            at += leaves[child]
    reach = np.zeros(size)
    reach[order] = 0.9 * SPACING * np.sqrt(np.arange(size))
    return _on_circle(np.array(part) / leaves[order[0]]) * reach[:, None]


def _walk(size: int, links: Sequence[tuple[int, int]]) -> tuple[list[int], list[list[int]]]:
    """The nodes from the hub outwards, and those that each leads to."""
    near: list[list[int]] = [[] for _ in range(size)]
    for one, other in links:
        near[one].append(other)
        near[other].append(one)
    children: list[list[int]] = [[] for _ in range(size)]
    order, seen = [0], [True] + [False] * (size - 1)
    for node in order:
        for other in near[node]:
            if not seen[other]:
                seen[other] = True
                children[node].append(other)
                order.append(other)
    for node in range(size):  # what no link inside the community reaches
        if not seen[node]:
            children[0].append(node)
            order.append(node)
    return order, children


def _on_circle(parts: Floats) -> Points:
    """Points of a circle, ``parts`` of the way around it.

    Sums, products and quotients only, which every machine rounds alike; half the tangent of the
    angle is taken from a polynomial that is right to a hundredth.
    """
    quarter = np.floor(parts * 4.0)
    rest = parts * 4.0 - quarter
    half = rest * (0.7854 + 0.2146 * rest * rest)
    x, y = (1.0 - half * half) / (1.0 + half * half), 2.0 * half / (1.0 + half * half)
    turned = quarter.astype(int) % 4
    across, along = np.choose(turned, (x, -y, -x, y)), np.choose(turned, (y, x, -y, -x))
    return np.stack((across, along), axis=1)


# --- springs --------------------------------------------------------------------------------


def _relax(points: Points, ends: Numbers, group: Numbers, sizes: Numbers) -> Points:
    """Spring forces (Fruchterman and Reingold 1991) in all communities, ever more gently."""
    x, y = points[:, 0].copy(), points[:, 1].copy()
    degree = np.bincount(ends.ravel(), minlength=len(points)).astype(float)
    # A hub's many springs are weaker each, or its leaves would lie on it.
    weak = 1.0 / (SPACING * np.sqrt(degree[ends].max(axis=1)))
    starts = np.cumsum(sizes) - sizes
    within = [
        np.stack(np.triu_indices(size, 1), axis=1) + start
        for start, size in zip(starts.tolist(), sizes.tolist(), strict=False)
        if size <= ALL_PAIRS
    ]
    small = np.concatenate([np.zeros((0, 2), dtype=np.int64), *within])
    large = np.flatnonzero(sizes[group] > ALL_PAIRS)
    pairs, tied = _columns(small), _columns(ends)
    for turn in range(ROUNDS):
        if turn % FRESH == 0 and len(large):
            places = np.stack((x[large], y[large]), axis=1)
            near = large[_near(places, group[large], NEAR)]
            pairs = _columns(np.concatenate((small, near)))
        across, along = _forces(x, y, pairs, tied, weak)
        length = np.sqrt(across * across + along * along) + 1e-9
        share = np.minimum(length, SPACING * (1 - turn / ROUNDS)) / length
        x += across * share
        y += along * share
    # As compact as a sunflower of as many seeds; what then overlaps is pushed apart.
    square = np.bincount(group, x * x + y * y)
    scale = (COMPACT * SPACING * sizes / np.maximum(np.sqrt(square), 1.0))[group]
    scale[sizes[group] <= 2] = 1.0
    return np.stack((x * scale, y * scale), axis=1)


def _columns(pairs: Numbers) -> Columns:
    """The first and the second of each pair, each laid side by side: so they are looked up sooner."""
    return np.ascontiguousarray(pairs[:, 0]), np.ascontiguousarray(pairs[:, 1])


def _forces(
    x: Floats, y: Floats, pairs: Columns, ends: Columns, weak: Floats
) -> tuple[Floats, Floats]:
    """What pushes and pulls each node: from those near, to those linked, a little inwards."""
    size = len(x)
    (one, other), (start, end) = pairs, ends
    across, along = x[one] - x[other], y[one] - y[other]
    push = SPACING * SPACING / (across * across + along * along + 1.0)
    pull_across, pull_along = x[start] - x[end], y[start] - y[end]
    pull = np.sqrt(pull_across * pull_across + pull_along * pull_along) * weak + weak
    found = []
    for at, pushed, pulled in (
        (x, across * push, pull_across * pull),
        (y, along * push, pull_along * pull),
    ):
        force = np.bincount(one, pushed, size) - np.bincount(other, pushed, size)
        force += np.bincount(end, pulled, size) - np.bincount(start, pulled, size)
        found.append(force - 0.04 * at)
    return found[0], found[1]


def _part(points: Points, room: Floats, group: Numbers) -> Points:
    """Push nodes apart until none lies in another's room, or for fifty rounds."""
    points = points.copy()
    looked = np.arange(len(points))
    for _ in range(50):
        pairs = looked[_near(points[looked], group[looked], 2.0 * float(room[looked].max()))]
        one, other = pairs[:, 0], pairs[:, 1]
        gap = points[one] - points[other]
        length = np.sqrt((gap * gap).sum(axis=1))
        overlap = room[one] + room[other] - length
        close = overlap > 0.5
        if not close.any():
            break
        one, other, gap, length, overlap = (
            found[close] for found in (one, other, gap, length, overlap)
        )
        gap[length == 0] = (1.0, 0.0)
        shift = gap * (overlap * 0.5 / np.maximum(length, 1.0))[:, None]
        for axis in (0, 1):
            points[:, axis] += np.bincount(one, shift[:, axis], len(points))
            points[:, axis] -= np.bincount(other, shift[:, axis], len(points))
        crowded = np.zeros(int(group[-1]) + 1, dtype=bool)
        crowded[group[one]] = True
        looked = np.flatnonzero(crowded[group])
    return points


def _near(points: Points, group: Numbers, reach: float) -> Numbers:
    """Each pair of one group that is no more than ``reach`` apart, in a fixed order."""
    apart = float(np.abs(points).max()) * 2.0 + reach + 1.0
    aside = points + np.stack((group * apart, np.zeros(len(points))), axis=1)
    pairs = cKDTree(aside).query_pairs(reach, output_type="ndarray")
    order = np.sort(pairs[:, 0] * len(points) + pairs[:, 1])
    return np.stack(np.divmod(order, len(points)), axis=1)
