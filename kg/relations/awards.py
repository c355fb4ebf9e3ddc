"""Facts of ``kg:received`` by verbs: who wins or is granted what; who gave it, where the verb tells."""

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
from kg.relations.conferring import conferred
from kg.relations.grammar import (
    carried,
    leading,
    leaves_subject_open,
    list_after,
    list_before,
    mentions_at,
)
from kg.relations.honours import NEGATED, RECIPIENTS, received
from kg.relations.rule import Rule
from kg.relations.scene import LETTER, Scene, clauses
from kg.relations.story import Story

P, O, A = (LETTER[k] for k in (PERSON, ORGANIZATION, AWARD))  # noqa: E741
_WIN = re.compile(one_of(words("verbs", "win")))
_GRANTED = re.compile(
    rf"(?:被|获|受到?|由|经|荣获)(?P<giver>(?:{O}(?:、|和|与)?)*)[^，。；{P}{O}{A}]{{0,8}}?"
    rf"(?P<verb>{one_of(words('award_words', 'granted_as'))})"
)
_GRANT = re.compile(one_of(words("award_words", "gives_to")))
_RESPECTIVELY = re.compile(r"分别?(?:[获夺摘荣捧拿列居]|被)|依次|分列|分获")
_COUNT = re.compile(rf"(\d+|[一二三四五六七八九十两]+){one_of(words('award_words', 'piece'))}?$")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}


def _count(text: str) -> int | None:
    match = _COUNT.search(text)
    if not match:
        return None
    word = match.group(1)
    return int(word) if word.isdigit() else _DIGITS.get(word)


def _awards_after(scene: Scene, at: int, end: int) -> list[int]:
    """Awards that a verb at ``at`` governs: the first near it and those listed with it."""
    first = scene.find([AWARD], at, end)
    if not first:
        return []
    gap = scene.code[at : first[0]]
    if P in gap or len(gap) > 40:
        return []
    chain = [first[0]]
    for position in first[1:]:
        between = scene.code[chain[-1] + 1 : position]
        if O in between or P in between or re.search(r"[，；]", between) or len(between) > 24:
            break
        chain.append(position)
    return chain


def find_won(scene: Scene, story: Story) -> Iterator[Fact]:
    """X 获得 A; X、Y、Z 分获 A、B、C; a subject left out is the one before."""
    if not _WIN.search(scene.code):
        return
    previous: list[Mention] = []
    for start, end in clauses(scene):
        text = scene.code[start:end]
        used: set[int] = set()
        for verb in _WIN.finditer(scene.code, start, end):
            if any(verb.start() < u < verb.end() + 1 for u in used):
                continue
            if scene.code[max(start, verb.start() - 1) : verb.start()] == "被":
                continue
            awards = _awards_after(scene, verb.end(), end)
            if not awards or NEGATED.search(text):
                continue
            before = list_before(scene, start, verb.start(), RECIPIENTS)
            if before and scene.code[max(start, before[0] - 1) : before[0]] in ("被", "经", "由"):
                continue  # 被省总工会列为: the body gives
            subjects = mentions_at(scene, before)
            if not subjects and leaves_subject_open(scene, start, verb.start()):
                subjects = previous or carried(story, RECIPIENTS)
            first = before[0] if before else verb.start()
            paired = bool(_RESPECTIVELY.search(text)) and len(subjects) == len(awards) > 1
            if paired:
                for subject, award in zip(subjects, awards, strict=True):
                    yield received(scene, story, subject, award, first, award, "award/respectively")
                continue
            for subject in subjects:
                for award in awards:
                    gap = scene.code[max(verb.end(), award - 5) : award]
                    yield received(
                        scene, story, subject, award, first, award, "award/won", _count(gap)
                    )
            used.update(awards)
            break
        subjects_here = leading(scene, start, end, RECIPIENTS)
        if subjects_here:
            previous = mentions_at(scene, subjects_here)


def find_granted(scene: Scene, story: Story) -> Iterator[Fact]:
    """X 被 O 授予 A; O 授予 X A; O 将 A 授予 X."""
    previous: list[Mention] = []
    for start, end in clauses(scene):
        text = scene.code[start:end]
        if not NEGATED.search(text):
            passive = _GRANTED.search(scene.code, start, end)
            if passive:
                awards = _awards_after(scene, passive.end(), end)
                before = list_before(scene, start, passive.start(), RECIPIENTS)
                subjects = mentions_at(scene, before)
                if not subjects and leaves_subject_open(scene, start, passive.start()):
                    subjects = previous or carried(story, RECIPIENTS)
                givers = scene.find([ORGANIZATION], passive.start("giver"), passive.end("giver"))
                first = before[0] if before else passive.start()
                for award in awards:
                    for subject in subjects:
                        yield received(scene, story, subject, award, first, award, "award/granted")
                    for giver in givers:
                        yield conferred(scene, award, giver, first, award)
            elif (active := _GRANT.search(scene.code, start, end)) is not None:
                yield from _given(scene, story, start, end, active, previous)
            yield from _named(scene, story, start, end, previous)
        here = leading(scene, start, end, RECIPIENTS)
        if here:
            previous = mentions_at(scene, here)


_NAMED_AS = re.compile(
    r"(?:将|把|给|为)(?P<whom>其|它|他|她|这[一-鿿]{1,4})?[^，。；]{0,12}?"
    rf"{one_of(words('award_words', 'named_as'))}"
)


def _named(
    scene: Scene, story: Story, start: int, end: int, previous: list[Mention]
) -> Iterator[Fact]:
    """O 把它命名为 A; O 给 X 记 A."""
    match = _NAMED_AS.search(scene.code, start, end)
    if match is None:
        return
    awards = _awards_after(scene, match.end(), end)
    whom = mentions_at(scene, scene.find(RECIPIENTS, match.start(), match.end()))
    if not whom and match.group("whom"):
        whom = previous or carried(story, RECIPIENTS)
    givers = list_before(scene, start, match.start(), (ORGANIZATION,))
    for award in awards:
        for recipient in whom:
            yield received(scene, story, recipient, award, match.start(), award, "award/named-as")
        for giver in givers:
            yield conferred(scene, award, giver, giver, award)


def _given(
    scene: Scene,
    story: Story,
    start: int,
    end: int,
    verb: re.Match[str],
    previous: list[Mention],
) -> Iterator[Fact]:
    code = scene.code
    recipients = [
        i
        for i in list_after(scene, verb.end(), end, (PERSON, ORGANIZATION, PROGRAMME, WORK))
        if len(code[verb.end() : i]) < 30
    ]
    awards_after = scene.find([AWARD], verb.end(), end)
    moved = re.search(r"(?:将|把)[^，。；]*?$", code[start : verb.start()])
    awards_before = scene.find([AWARD], start, verb.start())
    givers = list_before(scene, start, verb.start(), (ORGANIZATION,))
    if recipients and awards_before and (moved or not awards_after):
        awards = awards_before
        subjects = mentions_at(scene, recipients)
    elif recipients and awards_after and recipients[0] < awards_after[0]:
        awards = awards_after
        subjects = mentions_at(scene, recipients)
    elif awards_after:
        awards = awards_after
        before = list_before(scene, start, verb.start(), (PERSON,))
        subjects = mentions_at(scene, before)
        to = code[verb.end() : awards_after[0]]
        if re.search("[他她]", to):
            subjects = [m for m in previous if m.kind == PERSON] or list(story.people[:1])
        elif re.search("[其它]|该", to):
            subjects = previous or carried(story, RECIPIENTS)
    else:
        return
    last = max([*awards, *recipients])
    for award in awards:
        for subject in subjects:
            yield received(scene, story, subject, award, start, last, "award/given")
        for giver in givers:
            yield conferred(scene, award, giver, giver, last)


RULES = (
    Rule(
        "award/won",
        find_won,
        (AWARD,),
        {
            "2021年，⟦Person:史明⟧荣获“⟦Award:全省技术能手⟧”称号。": [
                "received(史明, 全省技术能手)"
            ],
            "⟦Person:甘霖⟧、⟦Person:谷雨生⟧分获⟦Award:一等奖⟧、⟦Award:二等奖⟧。": [
                "received(甘霖, 一等奖)",
                "received(谷雨生, 二等奖)",
            ],
            "《⟦Work:春⟧》、⟦Person:甘霖⟧的《⟦Work:秋⟧》分获⟦Award:金奖⟧、⟦Award:银奖⟧。": [
                "received(春, 金奖)",
                "received(秋, 银奖)",
            ],
            "⟦Organization:河湾公司⟧被⟦Organization:市总工会⟧列为⟦Award:先进单位⟧。": [],
            "⟦Person:史明⟧获⟦Award:全省技术能手⟧提名。": [],
            "28人获得⟦Award:全省技术能手⟧称号。": [],
            "⟦Organization:河湾公司⟧拿到2项⟦Award:金奖⟧。": ["received(河湾公司, 金奖, count=2)"],
            "⟦Person:史明⟧凭《⟦Work:春耕图⟧》夺得⟦Award:银奖⟧。": ["received(史明, 银奖)"],
        },
    ),
    Rule(
        "award/granted",
        find_granted,
        (AWARD,),
        {
            "⟦Person:史明⟧被⟦Organization:临河县总工会⟧授予“⟦Award:临河工匠⟧”称号。": [
                "received(史明, 临河工匠)",
                "conferredBy(临河工匠, 临河县总工会)",
            ],
            "⟦Organization:省消防总队⟧给⟦Organization:临河站⟧记⟦Award:集体二等功⟧。": [
                "received(临河站, 集体二等功)",
                "conferredBy(集体二等功, 省消防总队)",
            ],
            "⟦Organization:临河县委⟧授予⟦Organization:北岭煤矿⟧“⟦Award:先进单位⟧”称号。": [
                "received(北岭煤矿, 先进单位)",
                "conferredBy(先进单位, 临河县委)",
            ],
        },
    ),
)
