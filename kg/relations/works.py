"""Facts of ``kg:created``: who wrote, made or issued a work, who built a platform."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.lexicons import one_of, words
from kg.model import ORGANIZATION, PERSON, PLATFORM, WORK, Fact, Mention, Qualifiers
from kg.relations.grammar import carried, leading, leaves_subject_open, list_before, mentions_at
from kg.relations.rule import Rule
from kg.relations.scene import LETTER, Scene, clauses
from kg.relations.story import Story

P, O, W, F = (LETTER[k] for k in (PERSON, ORGANIZATION, WORK, PLATFORM))  # noqa: E741

_WRITE = re.compile(one_of(words("verbs", "write")))
_OF = re.compile(
    rf"(?P<people>[{P}{O}](?:(?:、|和|与|及)[{P}{O}])*)(?:的|合作的|创作的)(?:[^，。；{P}{O}{W}]{{0,8}}?)(?P<works>{W}(?:(?:、|和|与)?{W})*)"
)
_AUTHOR = re.compile(
    rf"(?P<works>{W})(?:的)?(?:作者|编剧|导演|主编)(?:是|为|、|，)?(?P<people>{P}(?:(?:、|和|与){P})*)"
)


_SIGNED = re.compile(
    rf"(?P<works>{W})（{one_of(words('people_words', 'maker'))}*：?"
    rf"(?P<people>[{P}{O}](?:(?:、|和|与|，){P})*)[^（）]{{0,6}}）"
)
_BESIDE = re.compile(
    rf"(?P<people>{P}(?:(?:、|和|与){P})*)(?:：|创作|带来|选送|演唱)?(?P<works>{W}(?:(?:、|和|与)?{W})*)"
)
_BY = re.compile(
    rf"(?P<works>{W})(?:一书|一文|系列)?(?:由|是由?)(?P<people>[{P}{O}](?:(?:、|和|与|联合){P}|(?:、|和|与|联合){O})*)[^，。；{P}{O}]{{0,8}}?"
    rf"{one_of(words('verbs', 'make'))}"
)


def _fact(
    scene: Scene, maker: Mention, work: Mention, first: int, last: int, rule: str, role: str | None
) -> Fact:
    start, end = scene.span(min(first, last), max(first, last))
    return Fact("created", maker, work, start, end, rule, Qualifiers(role=role))


def find_created(scene: Scene, story: Story) -> Iterator[Fact]:
    """P 编写《W》; P 的《W》; 《W》作者 P."""
    previous: list[Mention] = []
    for start, end in clauses(scene):
        works = scene.find([WORK, PLATFORM], start, end)
        for match in _WRITE.finditer(scene.code, start, end):
            after = [
                i
                for i in works
                if i >= match.end()
                and i - match.end() < 24
                and P not in scene.code[match.end() : i]
                and O not in scene.code[match.end() : i]
            ]
            relative = scene.code[match.end() : match.end() + 1] == "的"
            before = list_before(scene, start, match.start(), (PERSON, ORGANIZATION))
            makers = mentions_at(scene, before)
            if not makers and leaves_subject_open(scene, start, match.start()):
                makers = previous or carried(story, (PERSON, ORGANIZATION))
            targets = after
            if not targets and not relative:
                targets = [i for i in works if i < match.start()][-1:]
                if targets and not before:
                    continue
            first = before[0] if before else match.start()
            for maker in makers:
                for place in targets:
                    yield _fact(
                        scene,
                        maker,
                        scene.mention(place),
                        first,
                        place,
                        "work/made",
                        match.group(0),
                    )
            if targets:
                break
        here = leading(scene, start, end, (PERSON, ORGANIZATION))
        if here:
            previous = mentions_at(scene, here)
    patterns = (_OF, _AUTHOR, _SIGNED, _BESIDE, _BY)
    for match in (m for pattern in patterns for m in pattern.finditer(scene.code)):
        for whose in scene.find([PERSON, ORGANIZATION], match.start("people"), match.end("people")):
            for work in scene.find([WORK], match.start("works"), match.end("works")):
                yield _fact(
                    scene,
                    scene.mention(whose),
                    scene.mention(work),
                    match.start(),
                    match.end() - 1,
                    "work/of",
                    None,
                )


RULES = (
    Rule(
        "work/made",
        find_created,
        (WORK, PLATFORM),
        {
            "⟦Person:史明⟧编写了《⟦Work:焊工口诀⟧》。": ["created(史明, 焊工口诀)"],
            "⟦Person:史明⟧的《⟦Work:春耕图⟧》展出。": ["created(史明, 春耕图)"],
            "《⟦Work:春耕图⟧》作者⟦Person:史明⟧到场。": ["created(史明, 春耕图)"],
            "《⟦Work:春耕图⟧》（⟦Person:史明⟧）入展。": ["created(史明, 春耕图)"],
            "《⟦Work:船工号子⟧》由⟦Person:史明⟧整理。": ["created(史明, 船工号子)"],
        },
    ),
)
