"""Pairs of which one end stands in a sentence before: its subject dropped, its event named earlier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from kg.model import (
    AWARD,
    ORGANIZATION,
    PERSON,
    PLACE,
    PLATFORM,
    PROGRAMME,
    WORK,
    Mention,
)
from kg.relations.scene import Scene
from kg.relations.story import Recent, Story

Thing = tuple[str, str, str]
FAR = 6  # sentences


@dataclass(frozen=True, slots=True)
class Carry:
    """How a relation reaches back: ``here`` stands in the sentence, up to ``most`` of ``back`` before it.

    ``role`` is which end is carried; ``alone``: only where the sentence names none of that kind.
    """

    relation: str
    role: str
    back: str
    here: tuple[str, ...]
    most: int
    alone: bool = False


# Those that are a fact in less than one of a hundred are not among them.
CARRIES = (
    Carry("received", "subject", PERSON, (AWARD,), 2),
    Carry("received", "subject", ORGANIZATION, (AWARD,), 1),
    Carry("received", "subject", PROGRAMME, (AWARD,), 1),
    Carry("received", "subject", WORK, (AWARD,), 1),
    Carry("received", "object", AWARD, (PERSON,), 2, alone=True),
    Carry("received", "object", AWARD, (ORGANIZATION,), 1, alone=True),
    Carry("affiliatedWith", "object", ORGANIZATION, (PERSON,), 4),
    Carry("affiliatedWith", "subject", PERSON, (ORGANIZATION,), 1, alone=True),
    Carry("organizes", "subject", ORGANIZATION, (PROGRAMME,), 3),
    Carry("organizes", "object", PROGRAMME, (ORGANIZATION,), 2, alone=True),
    Carry("participatesIn", "subject", PERSON, (PROGRAMME,), 2),
    Carry("participatesIn", "subject", ORGANIZATION, (PROGRAMME,), 2),
    Carry("participatesIn", "object", PROGRAMME, (PERSON, ORGANIZATION), 2),
    Carry("mentors", "subject", PERSON, (PERSON,), 2),
    Carry("mentors", "object", PERSON, (PERSON,), 2),
    Carry("created", "subject", PERSON, (WORK, PLATFORM), 2),
    Carry("created", "object", WORK, (PERSON,), 1, alone=True),
    Carry("locatedIn", "subject", PROGRAMME, (PLACE,), 1),
    Carry("partOf", "object", PROGRAMME, (PROGRAMME,), 2),
)
# An article's main body acts where no other is named.
_PROTAGONIST = {
    ("organizes", "subject"),
    ("affiliatedWith", "object"),
}


def find_carried(
    scene: Scene, story: Story, places: dict[Thing, list[int]]
) -> Iterator[tuple[str, Mention, Mention, tuple[int | None, int | None], tuple[str, ...]]]:
    """Relation, subject, object, where they stand (None: before), and what the story tells of it."""
    here: dict[str, list[int]] = {}
    for thing, positions in places.items():
        here.setdefault(thing[0], []).append(positions[0])
    known = {
        kind: [r for r in reversed(recent) if r.mention.thing not in places]
        for kind, recent in story.recent.items()
    }
    most_named = max((r.times for r in story.recent.get(PERSON, ())), default=0)
    crowded = len(story.recent.get(PERSON, ())) > 1
    for carry in CARRIES:
        if carry.alone and carry.back in here:
            continue
        targets = [position for kind in carry.here for position in here.get(kind, ())]
        if not targets:
            continue
        back = _back(carry, story, known.get(carry.back, []), places)
        for position in targets if back else ():
            now = scene.mention(position)
            around = _around(scene, carry, position)
            for rank, recent in enumerate(back):
                main = story.protagonist
                notes = _notes(
                    carry.role,
                    carry.back[:2],
                    now.kind[:2],
                    min(story.told - recent.sentence, FAR),
                    rank,
                    recent.opened,
                    min(recent.times, 8),
                    around,
                    story.is_report if main and main.thing == recent.mention.thing else None,
                    recent.times == most_named if crowded and carry.back == PERSON else None,
                )
                if carry.role == "subject":
                    yield carry.relation, recent.mention, now, (None, position), notes
                else:
                    yield carry.relation, now, recent.mention, (position, None), notes


def _back(
    carry: Carry, story: Story, known: Sequence[Recent], places: dict[Thing, list[int]]
) -> list[Recent]:
    """What a relation may reach back to, the nearest first."""
    near = [r for r in known[: carry.most] if story.told - r.sentence <= FAR]
    main = story.protagonist if (carry.relation, carry.role) in _PROTAGONIST else None
    if main is None or carry.back != ORGANIZATION or main.thing in places:
        return near
    if all(r.mention.thing != main.thing for r in near):
        near.append(Recent(main, -FAR, opened=False, times=0))
    return near


def _around(scene: Scene, carry: Carry, position: int) -> tuple[int, int, bool]:
    """How many of the kind that is carried stand before and after, and whether a subject stands before."""
    rivals = scene.find([carry.back])
    before = sum(1 for at in rivals if at < position)
    dropped = not scene.find([PERSON, ORGANIZATION], 0, position)
    return min(before, 2), min(len(rivals) - before, 2), dropped


@cache
def _notes(
    role: str,
    kind: str,
    here: str,
    ago: int,
    rank: int,
    opened: bool,
    times: int,
    around: tuple[int, int, bool],
    protagonist: bool | None,
    most: bool | None,
) -> tuple[str, ...]:
    """The same words for the same circumstances, of which there are few."""
    before, after, dropped = around
    notes = [
        f"carried-{role}={kind}:{here}",
        f"{role}-ago={ago}",
        f"{role}-rank={kind}:{rank}",
        f"{role}-opened={kind}:{opened}",
        f"{role}-times={kind}:{times}",
        f"{role}-rivals={kind}:{before}:{after}",
        f"{role}-dropped={kind}:{dropped}:{min(ago, 3)}:{min(rank, 2)}",
    ]
    if protagonist is not None:
        notes.append(f"{role}-protagonist={protagonist}")
    if most is not None:
        notes.append(f"{role}-most={most}")
    return tuple(notes)
