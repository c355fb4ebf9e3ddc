"""What is told of an honour beside who got it: its competition, category and count."""

from __future__ import annotations

import re

from kg.lexicons import one_of, words
from kg.model import (
    ORGANIZATION,
    PERSON,
    PLATFORM,
    PROGRAMME,
    WORK,
    Fact,
    Mention,
    Qualifiers,
)
from kg.relations.scene import Scene
from kg.relations.story import Story

RECIPIENTS = (PERSON, ORGANIZATION, PROGRAMME, WORK, PLATFORM)

# Not won, or not yet: nominated, applied for, to be contested.
NEGATED = re.compile(one_of(words("award_words", "not_won")))
_CATEGORY = re.compile(
    rf"([一-鿿A-Za-z0-9/（）()]{{2,14}}?{one_of(words('award_words', 'category'))})"
    r"(?:的|分获|获|夺|摘|：|，|$|[\ue004])"
)
_BEFORE_CATEGORY = re.compile(rf"^{one_of(words('award_words', 'before_category'))}+")


def received(
    scene: Scene,
    story: Story,
    recipient: Mention,
    position: int,
    first: int,
    last: int,
    rule: str,
    count: int | None = None,
) -> Fact:
    """That a recipient got the award at ``position``; ``first`` to ``last`` is what states it."""
    award = scene.mention(position)
    start, end = scene.span(min(first, position), max(last, position))
    if scene.sentence.start <= recipient.start < start and recipient.end <= scene.sentence.end:
        start = recipient.start
    return Fact(
        "received",
        recipient,
        award,
        start,
        end,
        rule,
        award_qualifiers(scene, story, position, count),
    )


def award_qualifiers(
    scene: Scene, story: Story, position: int, count: int | None = None
) -> Qualifiers:
    """Competition, category and count of the award that stands at ``position``.

    Its year is told in other ways (:mod:`kg.relations.years`).
    """
    return Qualifiers(
        competition=story_competition(scene, story, scene.mention(position)),
        count=count,
        category=category_before(scene, position),
    )


def category_before(scene: Scene, position: int) -> str | None:
    """The event or trade in front of a prize: 数控车工组 in 数控车工组一等奖."""
    clause = re.split(r"[，。；：、\ue000-\ue003]", scene.code[:position])[-1]
    match = _CATEGORY.search(clause + "\ue004")
    if not match:
        return None
    name = match.group(1)
    return _BEFORE_CATEGORY.sub("", name) or None


def story_competition(scene: Scene, story: Story, award: Mention) -> Mention | None:
    """The competition of a prize level, which its scope names."""
    if not award.scope:
        return None
    for mention in scene.mentions.values():
        if mention.kind == PROGRAMME and mention.name == award.scope:
            return mention
    return story.programmes.get(award.scope)
