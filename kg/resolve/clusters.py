"""From weighed pairs to clusters: connected components, with a guard against chains.

A chain of pairs that each look right can join two people who cannot be one (a reporter and a model
worker by way of a third who might be either). Within a component that holds a conflict, or more
members than a guard allows, pairs are taken best first and a pair that would bring a conflict
together is refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from kg.resolve.weights import CONFLICT, MERGE

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
MOST = 50  # members of a cluster that pairs alone may make


def components(count: int, one: Iterable[int] | Ints, other: Iterable[int] | Ints) -> Ints:
    """A number for the component of each of ``count`` members.

    >>> components(4, [0, 2], [1, 3]).tolist()
    [0, 0, 1, 1]
    """
    one, other = np.asarray(one, np.int64), np.asarray(other, np.int64)
    links = coo_array((np.ones(len(one), np.int8), (one, other)), shape=(count, count))
    _, found = connected_components(links, directed=False)
    return np.asarray(found, np.int64)


def cluster(count: int, one: Ints, other: Ints, bits: Floats, most: int = MOST) -> Ints:
    """A number for the cluster of each member; ``bits`` weighs the pair (``one``, ``other``).

    >>> pairs = np.array([0, 1, 0]), np.array([1, 2, 2])
    >>> cluster(3, *pairs, np.array([6.0, 5.0, 1.0])).tolist()
    [0, 0, 0]
    >>> cluster(3, *pairs, np.array([6.0, 5.0, -8.0])).tolist()  # 0 and 2 cannot be one
    [0, 0, 1]
    """
    good = bits >= MERGE
    found = components(count, one[good], other[good])
    bad = (bits <= CONFLICT) & (found[one] == found[other])
    sizes = np.bincount(found, minlength=1)
    suspect = set(np.unique(found[one[bad]]).tolist()) | set(np.flatnonzero(sizes > most).tolist())
    if not suspect:
        return found
    mine = np.isin(found[one], np.fromiter(sorted(suspect), np.int64))
    redone = _best_first(one[mine & good], other[mine & good], bits[mine & good],
                         one[mine & bad], other[mine & bad], most)  # fmt: skip
    members = np.flatnonzero(np.isin(found, np.fromiter(sorted(suspect), np.int64)))
    roots = {member: redone.get(member, member) for member in members.tolist()}
    labels = found.copy()
    fresh = {root: len(sizes) + number for number, root in enumerate(sorted(set(roots.values())))}
    for member, root in roots.items():
        labels[member] = fresh[root]
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def _best_first(
    one: Ints, other: Ints, bits: Floats, bad_one: Ints, bad_other: Ints, most: int
) -> dict[int, int]:
    """The root of each member after joining pairs by falling weight where nothing forbids it."""
    root: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    foes: dict[int, set[int]] = defaultdict(set)
    for a, b in zip(bad_one.tolist(), bad_other.tolist(), strict=True):
        foes[a].add(b)
        foes[b].add(a)
    for index in np.lexsort((other, one, -bits)).tolist():
        a, b = int(one[index]), int(other[index])
        for member in (a, b):
            if member not in root:
                root[member], members[member] = member, [member]
        keep, gone = sorted((root[a], root[b]))
        if keep == gone or len(members[keep]) + len(members[gone]) > most:
            continue
        if foes[gone] & set(members[keep]):
            continue
        for member in members[gone]:
            root[member] = keep
        members[keep] += members.pop(gone)
        foes[keep] |= foes.pop(gone, set())
    return root
