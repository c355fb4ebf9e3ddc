"""Which entities belong together: those that more links join than chance would."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

import networkx as nx
import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Link = tuple[int, int, float]  # from, to, strength

RESOLUTION = 1.2  # the higher, the more and smaller communities


def find_communities(weights: Sequence[float], links: Iterable[Link]) -> list[list[int]]:
    """Split the nodes into communities (Louvain), largest first, each with its hub first."""
    strengths: dict[tuple[int, int], float] = {}
    for start, end, strength in links:
        if start != end:
            pair = (start, end) if start < end else (end, start)
            strengths[pair] = strengths.get(pair, 0.0) + strength
    groups = [
        sorted(group, key=lambda node: (-weights[node], node))
        for group in _communities(len(weights), strengths)
    ]
    groups.sort(key=lambda group: (-len(group), group[0]))
    return groups


def _communities(
    size: int, strengths: dict[tuple[int, int], float]
) -> Iterable[Sequence[int] | set[int]]:
    """Communities of what is connected.

    Cutting a link of strength w gains modularity only where the strengths of the two halves, d1
    and d2, are so that RESOLUTION * d1 * d2 > 2 * m * w, m being the strength of all links. What
    is connected by little in all is one community, then, and need not be searched.
    """
    if not strengths:
        yield from ([node] for node in range(size))
        return
    ends = np.array(list(strengths))
    strength = np.array(list(strengths.values()))
    joined = coo_array((strength, (ends[:, 0], ends[:, 1])), shape=(size, size))
    count, part_of = connected_components(joined, directed=False)
    part_of_link = part_of[ends[:, 0]]
    total = np.bincount(part_of_link, strength, count)
    whole, weakest = float(strength.sum()), float(strength.min())
    divisible = RESOLUTION * total * total > 2.0 * whole * weakest
    order = np.argsort(part_of, kind="stable").tolist()
    for part, nodes in groupby(order, key=part_of.tolist().__getitem__):
        if not divisible[part]:
            yield list(nodes)
            continue
        graph: nx.Graph[int] = nx.Graph()
        graph.add_nodes_from(nodes)
        for number in np.flatnonzero(part_of_link == part).tolist():
            start, end = ends[number].tolist()
            graph.add_edge(start, end, weight=float(strength[number]))
        # As if the rest were there: it counts for what chance would join.
        share = float(total[part]) / whole
        yield from nx.community.louvain_communities(graph, seed=1, resolution=RESOLUTION * share)
