"""Pairs of which one end stands in a sentence before: its subject dropped, its event named earlier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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


CARRIES = (
    Carry("received", "subject", PERSON, (AWARD,), 2),
    Carry("received", "subject", ORGANIZATION, (AWARD,), 2),
    Carry("received", "subject", PROGRAMME, (AWARD,), 1),
    Carry("received", "subject", WORK, (AWARD,), 1),
    Carry("received", "object", AWARD, (PERSON, ORGANIZATION), 2, alone=True),
    Carry("affiliatedWith", "object", ORGANIZATION, (PERSON,), 4),
    Carry("affiliatedWith", "subject", PERSON, (ORGANIZATION,), 1, alone=True),
    Carry("conferredBy", "object", ORGANIZATION, (AWARD,), 2),
    Carry("conferredBy", "subject", AWARD, (ORGANIZATION,), 2, alone=True),
    Carry("organizes", "subject", ORGANIZATION, (PROGRAMME,), 3),
    Carry("organizes", "object", PROGRAMME, (ORGANIZATION,), 2, alone=True),
    Carry("participatesIn", "subject", PERSON, (PROGRAMME,), 2),
    Carry("participatesIn", "subject", ORGANIZATION, (PROGRAMME,), 2),
    Carry("participatesIn", "object", PROGRAMME, (PERSON, ORGANIZATION), 2),
    Carry("mentors", "subject", PERSON, (PERSON,), 2),
    Carry("mentors", "object", PERSON, (PERSON,), 2),
    Carry("created", "subject", PERSON, (WORK, PLATFORM), 2),
    Carry("created", "subject", ORGANIZATION, (WORK, PLATFORM), 2),
    Carry("created", "object", WORK, (PERSON,), 1, alone=True),
    Carry("locatedIn", "subject", PROGRAMME, (PLACE,), 1),
    Carry("locatedIn", "subject", ORGANIZATION, (PLACE,), 1),
    Carry("partOf", "object", PROGRAMME, (PROGRAMME,), 2),
    Carry("partOf", "object", ORGANIZATION, (ORGANIZATION, PLATFORM), 2),
)
# An article's main body acts where no other is named.
_PROTAGONIST = {
    ("organizes", "subject"),
    ("created", "subject"),
    ("affiliatedWith", "object"),
    ("conferredBy", "object"),
}


def find_carried(
    scene: Scene, story: Story, places: dict[Thing, list[int]]
) -> Iterator[tuple[str, Mention, Mention, tuple[int | None, int | None], tuple[str, ...]]]:
    """Relation, subject, object, where they stand (None: before), and what the story tells of it."""
    kinds = [thing[0] for thing in places]
    for carry in CARRIES:
        if carry.alone and carry.back in kinds:
            continue
        targets = [(t, p[0]) for t, p in places.items() if t[0] in carry.here]
        if not targets:
            continue
        for rank, recent in enumerate(_back(carry, story, places)):
            for _, position in targets:
                here = scene.mention(position)
                notes = tuple(_notes(scene, story, carry, recent, rank, position))
                if carry.role == "subject":
                    yield carry.relation, recent.mention, here, (None, position), notes
                else:
                    yield carry.relation, here, recent.mention, (position, None), notes


def _back(carry: Carry, story: Story, places: dict[Thing, list[int]]) -> list[Recent]:
    """What a relation may reach back to, the nearest first."""
    known = [r for r in reversed(story.recent.get(carry.back, [])) if r.mention.thing not in places]
    near = [r for r in known[: carry.most] if story.told - r.sentence <= FAR]
    main = story.protagonist if (carry.relation, carry.role) in _PROTAGONIST else None
    if main is None or carry.back != ORGANIZATION or main.thing in places:
        return near
    if all(r.mention.thing != main.thing for r in near):
        near.append(Recent(main, -FAR, opened=False, times=0))
    return near


def _notes(
    scene: Scene, story: Story, carry: Carry, recent: Recent, rank: int, position: int
) -> Iterator[str]:
    role = carry.role
    ago = min(story.told - recent.sentence, FAR)
    kind = carry.back[:2]
    here = scene.mention(position).kind[:2]
    yield f"carried-{role}={kind}:{here}"
    yield f"{role}-ago={ago}"
    yield f"{role}-rank={kind}:{rank}"
    yield f"{role}-opened={kind}:{recent.opened}"
    yield f"{role}-times={kind}:{min(recent.times, 8)}"
    before = scene.find([carry.back], 0, position)
    all_ = scene.find([carry.back])
    yield f"{role}-rivals={kind}:{min(len(before), 2)}:{min(len(all_) - len(before), 2)}"
    subjects = scene.find([PERSON, ORGANIZATION], 0, position)
    yield f"{role}-dropped={kind}:{not subjects}:{min(ago, 3)}:{min(rank, 2)}"
    if story.protagonist is not None and recent.mention.thing == story.protagonist.thing:
        yield f"{role}-protagonist={story.is_report}"
    people = story.recent.get(PERSON, [])
    if kind == PERSON[:2] and len(people) > 1:
        yield f"{role}-most={recent.times == max(r.times for r in people)}"
