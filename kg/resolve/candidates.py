"""Blocking: which pairs are compared; time grows with the mentions, not with their square.

Two people are candidates where they share a name and one thing more. Within a block only those are
paired that stand at most ``window`` apart in a fixed order, so that a block of ten thousand costs
as much for each of its members as a small one.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
WINDOW = 12


def pairs_sharing(blocks: Ints, members: Ints, window: int = WINDOW) -> tuple[Ints, Ints]:
    """Pairs of members (the lower number first) of one block; a pair once for each block it shares.

    ``blocks[k]`` is a block that ``members[k]`` is in.

    >>> one, other = pairs_sharing(np.array([7, 7, 8, 7]), np.array([0, 1, 2, 3]))
    >>> list(zip(one.tolist(), other.tolist()))
    [(0, 1), (1, 3), (0, 3)]
    """
    order = np.lexsort((members, blocks))
    blocks, members = blocks[order], members[order]
    ones: list[Ints] = [np.empty(0, np.int64)]
    others: list[Ints] = [np.empty(0, np.int64)]
    for step in range(1, min(window, len(blocks) - 1) + 1):
        same = blocks[step:] == blocks[:-step]
        if not same.any():
            break
        one, other = members[:-step][same], members[step:][same]
        different = one != other
        ones.append(one[different])
        others.append(other[different])
    return np.concatenate(ones), np.concatenate(others)


def numbered(values: Iterable[object]) -> Ints:
    """A number for each value, equal for equal values, in the order they first come."""
    numbers: dict[object, int] = {}
    return np.fromiter((numbers.setdefault(value, len(numbers)) for value in values), np.int64)
