"""Who may own a figure: what is named around it, each thing once, the nearest first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kg.figures.owners.scene import Scene, Spot, Thing
from kg.figures.scan import Located
from kg.model import (
    AWARD,
    BYLINE,
    CAPTION,
    ORGANIZATION,
    PERSON,
    PLACE,
    PROGRAMME,
)

MOST = 16  # things looked at before sentences further back are left alone
PARAGRAPHS = 4  # looked back
MAIN = (ORGANIZATION, PROGRAMME, PERSON, PLACE, AWARD)
# Where a candidate stands: so many clauses or sentences before; then behind the figure in its
# clause, later in its sentence, in the sentence after, anywhere else.
CLAUSES = ("c0", "c1", "c2", "c3")
SENTENCES = ("b1", "b2", "b3")
BEFORE = ("p1", "p2", "p3")
BEHIND, LATER, NEXT, FAR = "behind", "later", "next", "far"


class Candidate(NamedTuple):
    """A thing by the mention that stands nearest, and where that stands."""

    spot: Spot
    where: str


def find_candidates(scene: Scene, figure: Located) -> list[Candidate]:
    """Each thing that may own the figure."""
    seen: set[Thing] = set()
    found = []
    for spot, where in _around(scene, figure, seen):
        if spot.thing not in seen:
            seen.add(spot.thing)
            found.append(Candidate(spot, where))
    return found


def _around(scene: Scene, figure: Located, seen: set[Thing]) -> Iterator[tuple[Spot, str]]:
    start, end, index = figure.found.start, figure.found.end, figure.sentence
    sentences, spots = scene.sentences, scene.spots
    clause = scene.clause_at(index, start)
    for spot in reversed(spots[index]):
        if spot.start < start:
            yield spot, CLAUSES[max(0, min(clause - spot.clause, 3))]
    for spot in spots[index]:
        if spot.start >= end:
            yield spot, BEHIND if spot.start < figure.clause[1] else LATER
    paragraphs = back = 0
    for earlier in range(index - 1, -1, -1):
        paragraphs += sentences[earlier].paragraph != sentences[earlier + 1].paragraph
        if paragraphs > PARAGRAPHS or len(seen) > MOST:
            break
        if sentences[earlier].kind in (BYLINE, CAPTION) or not spots[earlier]:
            continue
        back += 1
        for spot in reversed(spots[earlier]):
            yield (
                spot,
                SENTENCES[min(back, 3) - 1] if not paragraphs else BEFORE[min(paragraphs, 3) - 1],
            )
    after = index + 1
    if after < len(sentences) and sentences[after].paragraph == sentences[index].paragraph:
        for spot in spots[after]:
            yield spot, NEXT
    for kind in MAIN:
        if kind in scene.main:
            yield scene.first[scene.main[kind]], FAR
    for thing in sorted(scene.titled):
        if thing in scene.first:
            yield scene.first[thing], FAR
