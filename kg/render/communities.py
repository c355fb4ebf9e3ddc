"""Which entities belong together: those that more links join than chance would."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from graspologic_native import leiden_csr
from scipy.sparse import coo_array

Link = tuple[int, int, float]  # from, to, strength

RESOLUTION = 1.2  # the higher, the more and smaller communities
RANDOMNESS = 1e-5  # of the search: the least gains most here, and takes the least time


def find_communities(weights: Sequence[float], links: Iterable[Link]) -> list[list[int]]:
    """Split the nodes into communities (Leiden), largest first, each with its hub first."""
    groups: dict[int, list[int]] = {}
    for node, number in enumerate(_numbers(len(weights), links)):
        groups.setdefault(number, []).append(node)
    found = [sorted(group, key=lambda node: (-weights[node], node)) for group in groups.values()]
    return sorted(found, key=lambda group: (-len(group), group[0]))


def _numbers(size: int, links: Iterable[Link]) -> Iterable[int]:
    """The number of each node's community."""
    apart = [link for link in links if link[0] != link[1]]
    if not apart:
        return range(size)
    start, end = np.array([link[:2] for link in apart]).T
    strength = np.array([link[2] for link in apart])
    both = np.concatenate((start, end)), np.concatenate((end, start))
    joined = coo_array((np.concatenate((strength, strength)), both), shape=(size, size)).tocsr()
    _, found = leiden_csr(
        joined.indptr.astype(np.int64),
        joined.indices.astype(np.int32),
        joined.data,
        size,
        resolution=RESOLUTION,
        randomness=RANDOMNESS,
        seed=1,
    )
    return [found[node] for node in range(size)]
