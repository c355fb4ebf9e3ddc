"""Pairs of which one end stands in a sentence before: its subject dropped, its event named earlier."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from kg.lexicons import one_of, words
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
MAIN = 9  # the rank of who is spoken of most, named further back than others


@dataclass(frozen=True, slots=True)
class Carry:
    """How a relation reaches back: ``here`` stands in the sentence, up to ``most`` of ``back`` before it.

    ``role`` is which end is carried; ``alone``: only where the sentence names none of that kind;
    ``near``: of how many sentences before; ``main``: also from whom the article is about, however
    long ago: the person named most so far, the body that reports; ``cue``: only in a sentence that
    has it.
    """

    relation: str
    role: str
    back: str
    here: tuple[str, ...]
    most: int
    alone: bool = False
    near: int = FAR
    main: bool = False
    cue: re.Pattern[str] | None = None


# Words of giving an honour, where the honour was named before: 奖牌上落款的是…, 由…颁发.
_GIVING = re.compile(one_of(words("award_words", "giving_cue")))

# Those that are a fact in fewer than one of fifty, and of few facts, are not among them.
CARRIES = (
    Carry("received", "subject", PERSON, (AWARD,), 2, main=True),
    Carry("received", "subject", ORGANIZATION, (AWARD,), 1, near=2),
    Carry("received", "subject", WORK, (AWARD,), 1, near=3),
    Carry("received", "object", AWARD, (PERSON,), 2, alone=True),
    Carry("received", "object", AWARD, (ORGANIZATION,), 1, alone=True),
    Carry("conferredBy", "subject", AWARD, (ORGANIZATION,), 2, alone=True, cue=_GIVING),
    Carry("affiliatedWith", "object", ORGANIZATION, (PERSON,), 4, main=True),
    Carry("affiliatedWith", "subject", PERSON, (ORGANIZATION,), 1, alone=True, main=True),
    Carry("organizes", "subject", ORGANIZATION, (PROGRAMME,), 3, main=True),
    Carry("organizes", "object", PROGRAMME, (ORGANIZATION,), 2, alone=True, near=4),
    Carry("participatesIn", "subject", PERSON, (PROGRAMME,), 2, main=True),
    Carry("participatesIn", "object", PROGRAMME, (PERSON,), 2),
    Carry("participatesIn", "object", PROGRAMME, (ORGANIZATION,), 1),
    Carry("mentors", "subject", PERSON, (PERSON,), 1, near=3, main=True),
    Carry("mentors", "object", PERSON, (PERSON,), 1, near=3),
    Carry("created", "subject", PERSON, (WORK, PLATFORM), 2, main=True),
    Carry("created", "object", WORK, (PERSON,), 1, alone=True),
    Carry("locatedIn", "subject", PROGRAMME, (PLACE,), 1),
    Carry("partOf", "object", PROGRAMME, (PROGRAMME,), 1, near=2),
)
_MOST = max(carry.most for carry in CARRIES)


def find_carried(
    scene: Scene, story: Story, places: dict[Thing, list[int]]
) -> Iterator[tuple[str, Mention, Mention, tuple[int | None, int | None], tuple[str, ...]]]:
    """Relation, subject, object, where they stand (None: before), and what the story tells of it."""
    if not places:
        return
    here: dict[str, list[int]] = {}
    for thing, positions in places.items():
        here.setdefault(thing[0], []).append(positions[0])
    stands = scene.places
    opens = min(  # where the first that can be a subject stands
        *(stands[kind][0] if kind in stands else len(scene.code) for kind in (PERSON, ORGANIZATION))
    )
    known = {
        kind: list(
            islice((r for thing, r in reversed(recent.items()) if thing not in places), _MOST)
        )
        for kind, recent in story.recent.items()
    }
    main = story.protagonist.thing if story.protagonist else None
    people = story.recent.get(PERSON, {})
    hero = max(people.values(), key=_weight, default=None)
    crowded = len(people) > 1
    for carry in _possible(frozenset(here)):
        if carry.cue and not carry.cue.search(scene.code):
            continue
        back = _back(carry, story, known.get(carry.back, []), places, hero)
        if not back:
            continue
        targets = [position for kind in carry.here for position in here.get(kind, ())]
        told = [
            (
                recent.mention,
                (
                    min(story.told - recent.sentence, FAR),
                    rank,
                    recent.opened,
                    min(recent.times, 8),
                    story.is_report if main == recent.mention.thing else None,
                    recent.times == hero.times
                    if hero and crowded and carry.back == PERSON
                    else None,
                ),
            )
            for rank, recent in back
        ]
        relation, role, kind = carry.relation, carry.role, carry.back[:2]
        rivals = stands.get(carry.back, ())
        for position in targets:
            now = scene.mentions[position]
            around = _around(rivals, position, dropped=position <= opens)
            for mention, circumstances in told:
                notes = _notes(role, kind, now.kind[:2], around, *circumstances)
                if role == "subject":
                    yield relation, mention, now, (None, position), notes
                else:
                    yield relation, now, mention, (position, None), notes


@cache
def _possible(here: frozenset[str]) -> tuple[Carry, ...]:
    """How relations may reach back from a sentence that names things of these kinds."""
    return tuple(
        carry
        for carry in CARRIES
        if not here.isdisjoint(carry.here) and not (carry.alone and carry.back in here)
    )


def _weight(recent: Recent) -> tuple[int, int]:
    return recent.times, recent.sentence


def _back(
    carry: Carry,
    story: Story,
    known: Sequence[Recent],
    places: dict[Thing, list[int]],
    hero: Recent | None,
) -> list[tuple[int, Recent]]:
    """What a relation may reach back to with its rank, the nearest first."""
    near = [r for r in known[: carry.most] if story.told - r.sentence <= carry.near]
    ranked = list(enumerate(near))
    main = _main(carry, story, hero, len(near))
    if main and main[1].mention.thing not in {*places, *(r.mention.thing for r in near)}:
        ranked.append(main)
    return ranked


def _main(carry: Carry, story: Story, hero: Recent | None, last: int) -> tuple[int, Recent] | None:
    """Whom the article is about, if this relation may reach back to them: a body ranks ``last``."""
    if not carry.main:
        return None
    if carry.back == ORGANIZATION:
        body = story.protagonist
        return (last, Recent(body, -FAR, opened=False, times=0)) if body else None
    return (MAIN, hero) if hero and hero.times > 1 else None


def _around(rivals: Sequence[int], position: int, *, dropped: bool) -> tuple[int, int, bool]:
    """How many of the kind that is carried stand before and after, and that no subject stands before."""
    before = bisect_left(rivals, position)
    return min(before, 2), min(len(rivals) - before, 2), dropped


@cache
def _notes(
    role: str,
    kind: str,
    here: str,
    around: tuple[int, int, bool],
    ago: int,
    rank: int,
    opened: bool,
    times: int,
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
