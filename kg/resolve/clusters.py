"""From weighed pairs to clusters: connected components, with a guard against chains.

A chain of pairs that each look right can join two people who cannot be one (a reporter and a model
worker by way of a third who might be either). Within a component that holds a conflict, or more
members than a guard allows, records are taken as they came, each with its best pair first, and a
pair that would bring a conflict together is refused. What was decided about the first so many
records therefore stands, whatever comes after them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from kg.resolve.weights import CONFLICT, MERGE

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
MOST = 50  # members of a cluster that pairs alone may make
FORBIDDEN = -99.0  # bits of a pair that the user says is two


def components(count: int, one: Iterable[int] | Ints, other: Iterable[int] | Ints) -> Ints:
    """A number for the component of each of ``count`` members.

    >>> components(4, [0, 2], [1, 3]).tolist()
    [0, 0, 1, 1]
    """
    one, other = np.asarray(one, np.int64), np.asarray(other, np.int64)
    links = coo_array((np.ones(len(one), np.int8), (one, other)), shape=(count, count))
    _, found = connected_components(links, directed=False)
    return np.asarray(found, np.int64)


def cluster(
    node: Ints,
    one: Ints,
    other: Ints,
    bits: Floats,
    excuses: Sequence[frozenset[str]] = (),
    most: int = MOST,
) -> Ints:
    """A number for the cluster of each node; ``bits`` weighs the records ``one`` and ``other``.

    Records are numbered as they came; ``node[k]`` is that of record ``k``, and nodes are numbered
    as they came too. ``excuses``: what each record brings that makes a conflict none where both
    clusters have it.

    >>> node, pairs = np.arange(3), (np.array([0, 1, 0]), np.array([1, 2, 2]))
    >>> cluster(node, *pairs, np.array([6.0, 5.0, 1.0])).tolist()
    [0, 0, 0]
    >>> cluster(node, *pairs, np.array([6.0, 5.0, -8.0])).tolist()  # 0 and 2 cannot be one
    [0, 0, 1]
    """
    count = int(node.max()) + 1
    good, bad = bits >= MERGE, bits <= CONFLICT
    found = components(count, node[one[good]], node[other[good]])
    bad &= found[node[one]] == found[node[other]]
    sizes = np.bincount(found, minlength=1)
    suspect = np.union1d(found[node[one[bad]]], np.flatnonzero(sizes > most))
    if not len(suspect):
        return found
    mine = np.isin(found[node[one]], suspect) & (good | bad)
    clusters = _Clusters(node, most, excuses or [frozenset()] * len(node))
    members = np.flatnonzero(np.isin(found, suspect))
    clusters.take_in(
        np.flatnonzero(np.isin(found[node], suspect)), one[mine], other[mine], bits[mine]
    )
    labels = found.copy()
    roots = {member: clusters.root.get(member, member) for member in members.tolist()}
    fresh = {root: len(sizes) + number for number, root in enumerate(sorted(set(roots.values())))}
    for member, root in roots.items():
        labels[member] = fresh[root]
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


class _Clusters:
    """Clusters that grow record by record, so that what is read later takes nothing apart."""

    def __init__(self, node: Ints, most: int, excuses: Sequence[frozenset[str]]) -> None:
        self.node, self.most, self.excuses = node, most, excuses
        self.root: dict[int, int] = {}
        self.members: dict[int, list[int]] = {}
        self.foes: dict[int, set[int]] = defaultdict(set)
        self.sworn: dict[int, set[int]] = defaultdict(set)  # foes that nothing excuses
        self.has: dict[int, set[str]] = {}

    def take_in(self, records: Ints, one: Ints, other: Ints, bits: Floats) -> None:
        """Each record as it came: first whom it speaks against, then whom it joins, best first."""
        older, newer = np.minimum(one, other), np.maximum(one, other)
        order = np.lexsort((older, np.where(bits < 0, -np.inf, -bits), newer)).tolist()
        pairs = zip(older[order].tolist(), newer[order].tolist(), bits[order].tolist(), strict=True)
        due = next(pairs, None)
        for record in records.tolist():
            self._add(record)
            while due is not None and due[1] == record:
                a, b = int(self.node[due[0]]), int(self.node[record])
                if due[2] < 0:
                    self._oppose(a, b, due[2] <= FORBIDDEN)
                else:
                    self._join(a, b)
                due = next(pairs, None)

    def _add(self, record: int) -> None:
        member = int(self.node[record])
        if member not in self.root:
            self.root[member], self.members[member], self.has[member] = member, [member], set()
        self.has[self.root[member]] |= self.excuses[record]

    def _oppose(self, a: int, b: int, sworn: bool) -> None:
        foes = self.sworn if sworn else self.foes
        foes[self.root[a]].add(b)
        foes[self.root[b]].add(a)

    def _join(self, a: int, b: int) -> None:
        keep, gone = sorted((self.root[a], self.root[b]))
        if keep == gone or len(self.members[keep]) + len(self.members[gone]) > self.most:
            return
        mine = set(self.members[keep])
        if self.sworn[gone] & mine or (
            self.foes[gone] & mine and not self.has[keep] & self.has[gone]
        ):
            return
        for member in self.members[gone]:
            self.root[member] = keep
        self.members[keep] += self.members.pop(gone)
        self.foes[keep] |= self.foes.pop(gone, set())
        self.sworn[keep] |= self.sworn.pop(gone, set())
        self.has[keep] |= self.has.pop(gone)
