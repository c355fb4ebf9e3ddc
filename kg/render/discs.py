"""Set discs side by side without overlap, as countries lie on a map.

The first is in the middle. What is tied to others stands as near to them as it can; what is tied
to none fills the room between and around them, the largest first. The map is a raster of squares,
each with its distance to the next disc, so that thousands of discs are set in one look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Ties = Mapping[int, Mapping[int, float]]  # how strongly discs are tied to each other, by number

# Exact turns, from Pythagorean triples: no cosine that one machine rounds otherwise than another.
TURNS = [
    (c / h, turn * s / h)
    for c, s, h in ((24, 7, 25), (4, 3, 5), (20, 21, 29), (5, 12, 13), (7, 24, 25))
    for turn in (1, -1)
]
STEP = 32.0  # a square's side, in the page's unit
MOST = 1_000_000  # squares of a raster; of a larger map they are larger
ALIKE = 0.9  # discs of so nearly one size are set in one go
INWARDS = 0.77  # of the way from the middle to what it is tied to, a disc would stand
LOOKED = 2048  # squares looked at in one go
LOOSE = 0.5  # of the map that discs of all sizes fill at least


def set_discs(radii: Points, ties: Ties) -> Points:
    """Give each disc its centre. What is tied comes first, in the order of its numbers."""
    centres = np.zeros((len(radii), 2))
    tied = [number for number in range(len(radii)) if ties.get(number)]
    free = sorted((n for n in range(len(radii)) if not ties.get(n)), key=lambda n: (-radii[n], n))
    room = _Raster(radii)
    placed: set[int] = set()
    for number in tied:
        known = [other for other in sorted(ties[number]) if other in placed]
        total = sum(ties[number][other] for other in known)
        target = np.zeros(2)
        for other in known:
            target += centres[other] * (ties[number][other] / total)
        centres[number] = room.set_near(target, float(radii[number]))
        placed.add(number)
    for numbers in _alike(radii, free):
        centres[numbers] = room.fill([float(radii[number]) for number in numbers])
    return centres


def _alike(radii: Points, numbers: Sequence[int]) -> list[list[int]]:
    """Stretches of nearly one size.

    >>> _alike(np.array([9.0, 8.9, 5.0]), [0, 1, 2])
    [[0, 1], [2]]
    """
    found: list[list[int]] = []
    for number in numbers:
        if found and radii[number] > radii[found[-1][0]] * ALIKE:
            found[-1].append(number)
        else:
            found.append([number])
    return found


class _Raster:
    """A square map about (0, 0): how far the middle of each of its squares is from all discs."""

    def __init__(self, radii: Points) -> None:
        self.largest = float(radii.max(initial=STEP))
        half = float(np.sqrt((radii * radii).sum() / LOOSE)) + self.largest
        self.step = max(STEP, 2.0 * half / float(np.sqrt(MOST)))
        self.reach = int(half / self.step) + 1  # squares to each side of the middle one
        side = 2 * self.reach + 1
        self.at = (np.arange(side) - self.reach) * self.step
        self.gap = np.full((side, side), np.inf, dtype=np.float32)
        square = (self.at * self.at).astype(np.float32)
        self.outwards = np.argsort((square[:, None] + square).ravel(), kind="stable")
        self.right = half + 2.0 * self.largest  # where discs begin that find no room

    def set_near(self, target: Points, radius: float) -> Points:
        """Take the free place nearest to ``target``, or a little nearer to the middle than that."""
        middle = target * INWARDS
        row, column = (
            min(max(self.reach + round(float(part) / self.step), 0), 2 * self.reach)
            for part in middle
        )
        looked = int(4.0 * radius / self.step) + 1
        while True:
            rows, columns = self._around(row, looked), self._around(column, looked)
            across, along = self.at[rows] - middle[0], self.at[columns] - middle[1]
            far = np.add.outer(across * across, along * along)
            far[self.gap[rows, columns] < radius] = np.inf
            best = np.unravel_index(np.argmin(far), far.shape)
            if far[best] <= (looked * self.step) ** 2:  # what was not looked at is farther
                place = (rows.start + int(best[0])) * len(self.at) + columns.start + int(best[1])
                return self._take(place, radius, self.largest)
            if far.size == self.gap.size:
                return self._take(None, radius, self.largest)
            looked *= 2

    def _around(self, middle: int, reach: int) -> slice:
        return slice(max(0, middle - reach), middle + reach + 1)

    def fill(self, radii: Sequence[float]) -> Points:
        """Take places from the middle outwards for discs of nearly one size, the largest first."""
        largest = radii[0]
        free = self._free(largest)
        return np.array([self._take(next(free, None), radius, largest) for radius in radii])

    def _free(self, radius: float) -> Iterator[int]:
        """Places where a disc has room when they are asked for, from the middle outwards."""
        gap = self.gap.ravel()
        for first in range(0, len(self.outwards), LOOKED):
            places = self.outwards[first : first + LOOKED]
            for place in places[gap[places] >= radius].tolist():
                if gap[place] >= radius:
                    yield place

    def _take(self, place: int | None, radius: float, largest: float) -> Points:
        """Note a disc on the map. No later one is larger than ``largest``."""
        if place is None:
            self.right += 2.0 * radius
            return np.array([self.right - radius, 0.0])
        row, column = divmod(place, len(self.at))
        x, y = float(self.at[row]), float(self.at[column])
        reach = int((radius + largest) / self.step) + 1
        rows, columns = self._around(row, reach), self._around(column, reach)
        across, along = self.at[rows] - x, self.at[columns] - y
        gap = np.sqrt(np.add.outer(across * across, along * along)) - radius
        self.gap[rows, columns] = np.minimum(self.gap[rows, columns], gap)
        return np.array([x, y])


def turn(centres: Points, radii: Points) -> Points:
    """Turn the map so that it fills a square best: what is larger on the screen reads better."""

    def side(turned: Points) -> float:
        low = (turned - radii[:, None]).min(axis=0)
        high = (turned + radii[:, None]).max(axis=0)
        return float((high - low).max())

    if not len(centres):
        return centres
    best = centres
    for cosine, sine in TURNS:
        x, y = centres[:, 0], centres[:, 1]
        turned = np.stack((x * cosine - y * sine, x * sine + y * cosine), axis=1)
        if side(turned) < side(best) * 0.98:
            best = turned
    return best
