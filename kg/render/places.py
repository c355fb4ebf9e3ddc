"""Where each entity stands on the page: computed at build time, so that the page opens at once.

Communities lie apart, like countries on a map, with their hub in the middle; what nothing links
lies in a quiet field below them. Only ``+ - * /`` and square roots are used, and sums in a fixed
order, which IEEE 754 rounds the same everywhere: the same graph, the same page, on any machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.render.communities import find_communities
from kg.render.discs import set_discs, turn
from kg.render.spread import SPACING, spread

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Community:
    """Members by number, hub first, and the disc that holds them."""

    members: tuple[int, ...]
    x: int
    y: int
    radius: int


@dataclass(frozen=True, slots=True)
class Places:
    """``points[i]`` is where node ``i`` stands; each node is in one community or in none."""

    points: tuple[tuple[int, int], ...]
    communities: tuple[Community, ...]


def place(weights: Sequence[float], links: Sequence[tuple[int, int, float]]) -> Places:
    """Place ``len(weights)`` nodes joined by ``links`` (from, to, strength).

    >>> places = place([2, 1, 1], [(0, 1, 1.0), (0, 2, 1.0)])
    >>> [community.members[0] for community in places.communities]
    [0]
    """
    groups = find_communities(weights, links)
    inside = _links_inside(len(weights), groups, links)
    discs = spread(
        [
            (tuple(weights[node] for node in group), tuple(inside[number]))
            for number, group in enumerate(groups)
        ]
    )
    radii = np.array([_radius(points) for points in discs])
    placed = sum(len(group) > 1 for group in groups)
    between = _links_between(len(weights), groups, links)
    centres = np.zeros((len(groups), 2))
    centres[:placed] = turn(set_discs(radii[:placed], between), radii[:placed])
    _set_lonely(centres, radii, placed)
    points = np.zeros((len(weights), 2))
    for group, disc, centre in zip(groups, discs, centres, strict=True):
        points[group] = disc + centre
    rounded = np.rint(points).astype(int)
    return Places(
        points=tuple((int(x), int(y)) for x, y in rounded),
        communities=tuple(
            Community(tuple(group), round(float(x)), round(float(y)), round(float(radius)))
            for group, (x, y), radius in zip(groups, centres, radii, strict=True)
            if len(group) > 1
        ),
    )


def _numbering(size: int, groups: list[list[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give each node's group and its number inside the group."""
    group_of = np.zeros(size, dtype=np.int64)
    number_of = np.zeros(size, dtype=np.int64)
    for number, group in enumerate(groups):
        group_of[group] = number
        number_of[group] = np.arange(len(group))
    return group_of, number_of


def _links_inside(
    size: int, groups: list[list[int]], links: Sequence[tuple[int, int, float]]
) -> list[list[tuple[int, int]]]:
    group_of, number_of = _numbering(size, groups)
    inside: list[list[tuple[int, int]]] = [[] for _ in groups]
    for start, end, _ in links:
        if start != end and group_of[start] == group_of[end]:
            inside[group_of[start]].append((int(number_of[start]), int(number_of[end])))
    return [sorted(set(found)) for found in inside]


def _links_between(
    size: int, groups: list[list[int]], links: Sequence[tuple[int, int, float]]
) -> dict[int, dict[int, float]]:
    group_of, _ = _numbering(size, groups)
    between: dict[int, dict[int, float]] = {}
    for start, end, strength in links:
        one, other = int(group_of[start]), int(group_of[end])
        if one != other:
            for here, there in ((one, other), (other, one)):
                row = between.setdefault(here, {})
                row[there] = row.get(there, 0.0) + strength
    return between


def _radius(points: Points) -> float:
    return float(np.sqrt((points * points).sum(axis=1).max())) + SPACING * 0.45


def _set_lonely(centres: Points, radii: Points, placed: int) -> None:
    """Lay what nothing links in rows below the rest."""
    lonely = len(radii) - placed
    if not lonely:
        return
    if placed:
        left = float((centres[:placed, 0] - radii[:placed]).min())
        right = float((centres[:placed, 0] + radii[:placed]).max())
        top = float((centres[:placed, 1] + radii[:placed]).max()) + SPACING
    else:
        left, right, top = 0.0, SPACING * float(np.sqrt(lonely)), 0.0
    step = SPACING * 0.8
    columns = min(lonely, max(1, int((right - left) / step), int(np.sqrt(lonely))))
    left = (left + right - step * (columns - 1)) / 2
    for number in range(lonely):
        centres[placed + number] = (
            left + step * (number % columns),
            top + step * (number // columns),
        )
