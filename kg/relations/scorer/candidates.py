"""Pairs of one sentence that may stand in a relation: those that rules propose, and their company.

A rule sees wording; it cannot weigh it. So every pair that the ontology allows and that stands near
enough is a candidate, with what the rules said of it, and :mod:`kg.relations.scorer.model` decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.model import (
    AWARD,
    ORGANIZATION,
    PERSON,
    PLACE,
    PLATFORM,
    PROGRAMME,
    TITLE,
    WORK,
    Fact,
    Mention,
)
from kg.relations.scene import Scene
from kg.relations.scorer.carried import find_carried
from kg.relations.story import Story

ENDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "affiliatedWith": ((PERSON,), (ORGANIZATION,)),
    "received": ((PERSON, ORGANIZATION, PROGRAMME, PLATFORM, WORK), (AWARD,)),
    "conferredBy": ((AWARD,), (ORGANIZATION,)),
    "organizes": ((ORGANIZATION,), (PROGRAMME,)),
    "participatesIn": ((PERSON, ORGANIZATION), (PROGRAMME,)),
    "partOf": ((ORGANIZATION, PROGRAMME, PLACE, PLATFORM), (ORGANIZATION, PROGRAMME, PLACE)),
    "locatedIn": ((ORGANIZATION, PROGRAMME), (PLACE,)),
    "mentors": ((PERSON,), (PERSON,)),
    "created": ((PERSON, ORGANIZATION), (WORK, PLATFORM)),
}
_SAME_KIND = {(PLATFORM, ORGANIZATION)}
# Relation, the kind of its subject, the kinds of its objects: a part is of the kind of its whole.
_PAIRINGS = tuple(
    (
        relation,
        subject,
        tuple(
            target
            for target in targets
            if relation != "partOf" or subject == target or (subject, target) in _SAME_KIND
        ),
    )
    for relation, (subjects, targets) in ENDS.items()
    for subject in subjects
)
REACH = {"partOf": 12, "locatedIn": 40, "mentors": 40, "affiliatedWith": 60}
FAR = 90  # characters of the code between two ends, mentions counting one


class Candidate(NamedTuple):
    """A pair, where its ends stand in the scene (None: not in this sentence), what rules said."""

    relation: str
    subject: Mention
    object: Mention | None
    at: tuple[int | None, int | None]
    facts: tuple[Fact, ...]  # as rules stated it; empty for mere company
    notes: tuple[str, ...] = ()  # what the story adds: how long ago a body was named


# 一等奖空缺, …奖三等奖提名: nobody received it.
_NOT_GIVEN = re.compile("[”》]?(?:称号|荣誉)?(?:提名|入围|候选|空缺)")

Key = tuple[str, tuple[str, str, str], tuple[str, str, str] | None]


def key_of(relation: str, subject: Mention, target: Mention | None) -> Key:
    """Equal for candidates of one statement within the article."""
    return relation, subject.thing, None if target is None else target.thing


def find_candidates(scene: Scene, story: Story, facts: Sequence[Fact]) -> list[Candidate]:
    """Every candidate of a sentence once, in a fixed order."""
    stated: dict[Key, list[Fact]] = {}
    for fact in facts:
        key = key_of(fact.relation, fact.subject, fact.object)
        stated.setdefault(key, []).append(fact)
    places: dict[tuple[str, str, str], list[int]] = {}
    for position in sorted(scene.mentions):
        places.setdefault(scene.mention(position).thing, []).append(position)
    found: dict[Key, Candidate] = {}
    for key, kept in stated.items():
        subject, target = kept[0].subject, kept[0].object
        at = _nearest(_where(scene, subject, places), _where(scene, target, places))
        found[key] = Candidate(kept[0].relation, subject, target, at, tuple(kept))
    # Company and what is carried never tell of one pair twice: only what rules stated can be met again.
    relations = {key[0] for key in found}
    more: list[Candidate] = []
    for relation, subject, target, at in _company(scene, places):
        if relation not in relations or key_of(relation, subject, target) not in found:
            more.append(Candidate(relation, subject, target, at, ()))
    for relation, subject, target, at, notes in find_carried(scene, story, places):
        known = found.get(key_of(relation, subject, target)) if relation in relations else None
        if known is None:
            more.append(Candidate(relation, subject, target, at, (), notes))
        elif known.at == at:
            found[key_of(relation, subject, target)] = known._replace(notes=notes)
    return [c for c in (*found.values(), *more) if not _was_given_to_nobody(scene, c)]


def _was_given_to_nobody(scene: Scene, candidate: Candidate) -> bool:
    at = candidate.at[1]
    if candidate.relation != "received" or at is None:
        return False
    return bool(_NOT_GIVEN.match(scene.code, at + 1))


def _where(
    scene: Scene, mention: Mention | None, places: dict[tuple[str, str, str], list[int]]
) -> list[int]:
    """The place of a mention that a rule tells of, not of a 他 after it; else all of its thing."""
    known = places.get(mention.thing, []) if mention else []
    return [i for i in known if mention and scene.mention(i).start == mention.start] or known


def _nearest(left: Sequence[int], right: Sequence[int]) -> tuple[int | None, int | None]:
    """Of the places of two things the pair that stands closest together."""
    if len(left) == 1 == len(right):
        return left[0], right[0]
    if not left or not right:
        return (left[0] if left else None, right[0] if right else None)
    return min(
        ((a, b) for a in left for b in right), key=lambda pair: (abs(pair[0] - pair[1]), pair)
    )


def _company(
    scene: Scene, places: dict[tuple[str, str, str], list[int]]
) -> Iterator[tuple[str, Mention, Mention, tuple[int | None, int | None]]]:
    by_kind: dict[str, list[Sequence[int]]] = {}
    for thing, positions in places.items():
        if thing[0] != TITLE:
            by_kind.setdefault(thing[0], []).append(positions)
    mentions = scene.mentions
    for relation, kind, others in _PAIRINGS:
        if kind not in by_kind:
            continue
        reach = REACH.get(relation, FAR)
        targets = [positions for other in others for positions in by_kind.get(other, ())]
        for subject in by_kind[kind]:
            for target in targets:
                if subject is target:
                    continue
                at = _nearest(subject, target)
                a, b = at
                assert a is not None and b is not None
                if -reach <= a - b <= reach:
                    yield relation, mentions[a], mentions[b], at
