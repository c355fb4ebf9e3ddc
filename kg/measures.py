"""Measures of a network, on its nodes: who is joined to most, who stands between, who belongs together."""

from __future__ import annotations

import networkx as nx

SEED = 1
# Node visits that betweenness may take; beyond them it is estimated from some of the nodes.
VISITS = 3_000_000


def measured(network: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """The network, each node with ``degree``, ``betweenness`` and ``community``.

    All three look at who is joined to whom, not in which direction or by how many facts.
    ``degree``: how many others a node is joined to. ``betweenness``: the share, 0 to 1, of shortest
    ways between others that lead over it (Brandes 2001; of a large network an estimate, always the
    same). ``community``: the number of its group (Louvain, Blondel et al. 2008); 0 is the largest.
    """
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(sorted(network))
    simple.add_edges_from(sorted({(min(e), max(e)) for e in network.edges() if e[0] != e[1]}))
    size = len(simple) + simple.number_of_edges()
    pivots = VISITS // size if size and size * len(simple) > VISITS else None
    between = nx.betweenness_centrality(simple, k=pivots, seed=SEED)
    groups = nx.community.louvain_communities(simple, seed=SEED) if len(simple) else []
    in_order = sorted(groups, key=lambda group: (-len(group), min(group)))
    community = {node: number for number, group in enumerate(in_order) for node in group}
    for node in network:
        network.nodes[node].update(
            degree=len(simple[node]), betweenness=between[node], community=community[node]
        )
    return network
