"""Which entities belong together: those that more links join than chance would."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
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
    found = [(*pair, strength) for pair, strength in strengths.items()]
    groups = [
        sorted(group, key=lambda node: (-weights[node], node))
        for group in _communities(len(weights), found)
    ]
    groups.sort(key=lambda group: (-len(group), group[0]))
    return groups


def _communities(size: int, links: Sequence[Link]) -> Iterator[list[int]]:
    """Communities of what is connected.

    Cutting a link of strength w gains modularity only where the strengths of the two halves, d1
    and d2, are so that RESOLUTION * d1 * d2 > 2 * m * w, m being the strength of all links. What
    is connected by little in all is one community, then, and need not be searched.
    """
    if not links:
        yield from ([node] for node in range(size))
        return
    starts, ends = np.array([link[:2] for link in links]).T
    strength = np.array([link[2] for link in links])
    joined = coo_array((strength, (starts, ends)), shape=(size, size))
    count, part_of = connected_components(joined, directed=False)
    total = np.bincount(part_of[starts], strength, count)
    whole, weakest = float(strength.sum()), float(strength.min())
    divisible = RESOLUTION * total * total > 2.0 * whole * weakest
    divisible &= np.bincount(part_of, minlength=count) > 2
    order = np.argsort(part_of, kind="stable").tolist()
    for part, nodes in groupby(order, key=part_of.tolist().__getitem__):
        if divisible[part]:
            inside = [links[number] for number in np.flatnonzero(part_of[starts] == part).tolist()]
            # As if the rest were there: it counts for what chance would join.
            yield from _louvain(inside, RESOLUTION * float(total[part]) / whole)
        else:
            yield list(nodes)


def _louvain(links: Iterable[Link], resolution: float) -> Iterator[list[int]]:
    """Communities of one connected part. A node of one link goes where that leads to."""
    near: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for start, end, strength in links:
        near[start].append((end, strength))
        near[end].append((start, strength))
    graph: nx.Graph[int] = nx.Graph()
    leaves: dict[int, list[int]] = {}
    for node, others in near.items():
        if len(others) == 1:
            continue
        leaves[node] = [other for other, _ in others if len(near[other]) == 1]
        graph.add_weighted_edges_from(
            (node, other, strength) for other, strength in others if len(near[other]) > 1
        )
        if held := sum(strength for other, strength in others if len(near[other]) == 1):
            graph.add_edge(node, node, weight=held)
    for found in nx.community.louvain_communities(graph, seed=1, resolution=resolution):
        yield [*found, *(leaf for node in found for leaf in leaves[node])]
