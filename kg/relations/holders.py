"""Facts of ``kg:received`` without a verb of winning: 一等奖归某人; 某人是劳动模范; 某人，技术能手."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.lexicons import one_of, words
from kg.model import (
    AWARD,
    ORGANIZATION,
    PERSON,
    PROGRAMME,
    WORK,
    Fact,
    Mention,
)
from kg.relations.grammar import (
    leading,
    list_before,
    mentions_at,
)
from kg.relations.honours import NEGATED, RECIPIENTS, received
from kg.relations.rule import Rule
from kg.relations.scene import LETTER, Scene, clauses
from kg.relations.story import Story

P, O, A, G, W = (LETTER[k] for k in (PERSON, ORGANIZATION, AWARD, PROGRAMME, WORK))  # noqa: E741
_HOLDER = re.compile(
    rf"(?P<awards>{A}(?:(?:、|和|与|及){A})*)(?:的)?{one_of(words('award_words', 'holder'))}?"
    rf"(?:{one_of(words('award_words', 'goes_to'))}|：)?"
    rf"(?P<people>[{P}{O}{G}{W}](?:(?:、|和|与|及)[{P}{O}{G}{W}])*)"
    rf"(?P<after>{one_of(words('award_words', 'takes'))})?"
)
# 5枚金牌各有其主：甲项目的P、乙项目的P; 获A的有P、P; 28人获A，P、P在列.
_LISTED = re.compile(
    rf"(?P<awards>{A})[^。；{A}]{{0,14}}?(?:：|{one_of(words('award_words', 'who_are'))})"
    r"(?P<rest>[^。；]*)"
)
_AMONG = re.compile(
    rf"(?P<awards>{A})[^。；{A}]{{0,12}}，(?:其中)?(?P<rest>[^。；{A}]*?)"
    rf"{one_of(words('award_words', 'among_them'))}"
)
_IS = re.compile(
    rf"(?P<people>{P}(?:(?:、|和|与|及){P})*)(?:，)?(?:{one_of(words('clause_words', 'also'))}|，)*"
    rf"{one_of(words('award_words', 'is'))}"
    rf"[^，。；{P}{O}]{{0,10}}?(?P<awards>{A}(?:(?:、|和|与|及|，){A})*)"
)


def find_held(scene: Scene, story: Story) -> Iterator[Fact]:
    """A 得主 X; 一等奖归 X; X 是 A."""
    for match in _HOLDER.finditer(scene.code):
        if NEGATED.search(scene.code[max(0, match.start() - 6) : match.end()]):
            continue
        for award in scene.find([AWARD], match.start("awards"), match.end("awards")):
            for recipient in scene.find(RECIPIENTS, match.start("people"), match.end("people")):
                yield received(
                    scene,
                    story,
                    scene.mention(recipient),
                    award,
                    match.start(),
                    match.end() - 1,
                    "award/holder",
                )
    for match in [*_LISTED.finditer(scene.code), *_AMONG.finditer(scene.code)]:
        start, end = match.span("rest")
        if scene.find([AWARD], start, end) or NEGATED.search(match.group(0)):
            continue
        people = scene.find([PERSON], start, end)
        for recipient in people or scene.find([ORGANIZATION], start, end):
            yield received(
                scene,
                story,
                scene.mention(recipient),
                match.start("awards"),
                match.start(),
                recipient,
                "award/listed",
            )
    for match in _IS.finditer(scene.code):
        if NEGATED.search(match.group(0)):
            continue
        for award in scene.find([AWARD], match.start("awards"), match.end("awards")):
            for person in scene.find([PERSON], match.start("people"), match.end("people")):
                yield received(
                    scene,
                    story,
                    scene.mention(person),
                    award,
                    match.start(),
                    match.end() - 1,
                    "award/is",
                )


_COUNTED = words("award_words", "counted")
_UNNAMED_HOLDERS = re.compile(
    r"(?:\d|[一二三四五六七八九十百千两多余数几])+[余多]?"
    rf"{one_of((*_COUNTED, '名“', '人次', '度'))}$"
)
_COUNT_AFTER = re.compile(
    r"^(?:称号|荣誉)?(?:的有|共|达)?(?:近|超|约)?(?:\d|[一二三四五六七八九十百两]+)[余多]?"
    rf"{one_of((*_COUNTED, '次'))}"
)
_NOT_HELD = re.compile(one_of(words("award_words", "not_held_before")))
_NOT_HELD_AFTER = re.compile(
    rf"^(?:{one_of(words('award_words', 'not_held_after'))}"
    r"|[^，。；]{0,3}(?:代表|宣讲团|工作室|们|等人才))"
)


def find_default(scene: Scene, story: Story) -> Iterator[Fact]:
    """An honour that no verb governs belongs to whom the clause speaks of: 李明，某省技术能手."""
    subjects: list[Mention] = []
    for start, end in clauses(scene):
        opening = leading(scene, start, end, (PERSON, ORGANIZATION, WORK, PROGRAMME))
        if opening:
            subjects = mentions_at(scene, opening)
        for award in scene.find([AWARD], start, end):
            before, after = scene.code[start:award], scene.code[award + 1 : end]
            if (
                NEGATED.search(scene.code[start:end])
                or _UNNAMED_HOLDERS.search(before)
                or _COUNT_AFTER.search(after)
                or _NOT_HELD.search(before)
                or _NOT_HELD_AFTER.search(after)
            ):
                continue
            near = list_before(scene, start, award, (PERSON, ORGANIZATION, WORK, PROGRAMME))
            holders = mentions_at(scene, near) or subjects
            at = scene.mention(award)
            if (at.start, at.end) in story.awarded:
                continue
            if not near and len(re.sub(r"[\ue000-\ue007、]", "", before)) > 16:
                continue
            for holder in holders:
                yield received(scene, story, holder, award, start, award, "award/default")


RULES = (
    Rule(
        "award/held",
        find_held,
        (AWARD,),
        {
            "⟦Award:一等奖⟧归于⟦Person:史明⟧。": ["received(史明, 一等奖)"],
            "⟦Person:史明⟧是⟦Award:全国劳动模范⟧、⟦Award:全省技术能手⟧。": [
                "received(史明, 全国劳动模范)",
                "received(史明, 全省技术能手)",
            ],
            "28人获⟦Award:火炬奖章⟧，⟦Person:史明⟧、⟦Person:甘霖⟧在列。": [
                "received(史明, 火炬奖章)",
                "received(甘霖, 火炬奖章)",
            ],
        },
    ),
)

DEFAULT = Rule(
    "award/default",
    find_default,
    (AWARD,),
    {
        "⟦Person:史明⟧，52岁，⟦Award:全省技术能手⟧。": ["received(史明, 全省技术能手)"],
        "⟦Organization:临河县总工会⟧评出⟦Award:临河工匠⟧10名。": [],
    },
)
