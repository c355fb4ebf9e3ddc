"""Facts of ``kg:received``: who got which honour or prize; where the verb names the giver, who gave it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.lexicons import one_of, words
from kg.model import (
    AWARD,
    ORGANIZATION,
    PERSON,
    PLATFORM,
    PROGRAMME,
    WORK,
    Fact,
    Mention,
    Qualifiers,
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
from kg.relations.rule import Rule
from kg.relations.scene import LETTER, Scene, clauses
from kg.relations.story import Story

P, O, A, G, W = (LETTER[k] for k in (PERSON, ORGANIZATION, AWARD, PROGRAMME, WORK))  # noqa: E741
RECIPIENTS = (PERSON, ORGANIZATION, PROGRAMME, WORK, PLATFORM)

_WIN = re.compile(one_of(words("verbs", "win")))
_GRANTED = re.compile(
    rf"(?:被|获|受到?|由|经|荣获)(?P<giver>(?:{O}(?:、|和|与)?)*)[^，。；{P}{O}{A}]{{0,8}}?"
    rf"(?P<verb>{one_of(words('award_words', 'granted_as'))})"
)
_GRANT = re.compile(one_of(words("award_words", "gives_to")))
_NEGATED = re.compile(one_of(words("award_words", "not_won")))
_RESPECTIVELY = re.compile(r"分别?(?:[获夺摘荣捧拿列居]|被)|依次|分列|分获")
_COUNT = re.compile(rf"(\d+|[一二三四五六七八九十两]+){one_of(words('award_words', 'piece'))}?$")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
_CATEGORY = re.compile(
    rf"([一-鿿A-Za-z0-9/（）()]{{2,14}}?{one_of(words('award_words', 'category'))})"
    r"(?:的|分获|获|夺|摘|：|，|$|[\ue004])"
)
_BEFORE_CATEGORY = re.compile(rf"^{one_of(words('award_words', 'before_category'))}+")


def _count(text: str) -> int | None:
    match = _COUNT.search(text)
    if not match:
        return None
    word = match.group(1)
    return int(word) if word.isdigit() else _DIGITS.get(word)


def _fact(
    scene: Scene,
    story: Story,
    recipient: Mention,
    position: int,
    first: int,
    last: int,
    rule: str,
    count: int | None = None,
) -> Fact:
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
    """Year, competition, category and count of the award that stands at ``position``."""
    award = scene.mention(position)
    competition = story_competition(scene, story, award)
    before = scene.article.text[scene.sentence.start : award.end]
    year = year_of(award) or story.year_in(before)
    if year is None and competition is not None:
        year = year_of(competition) or story.programme_years.get(award.scope)
    return Qualifiers(
        year=year,
        competition=competition,
        count=count,
        category=category_before(scene, position),
    )


def year_of(mention: Mention) -> str | None:
    """The year in a name: 2023 of 2023年全省职工技能大赛."""
    for name in (mention.text, mention.name):
        match = re.search(r"(?<!\d)((?:19|20)\d{2})(?=年|[一-鿿])", name)
        if match:
            return match.group(1)
    return None


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
            if not awards or _NEGATED.search(text):
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
                    yield _fact(scene, story, subject, award, first, award, "award/respectively")
                continue
            for subject in subjects:
                for award in awards:
                    gap = scene.code[max(verb.end(), award - 5) : award]
                    yield _fact(
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
        if not _NEGATED.search(text):
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
                        yield _fact(scene, story, subject, award, first, award, "award/granted")
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
            yield _fact(scene, story, recipient, award, match.start(), award, "award/named-as")
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
            yield _fact(scene, story, subject, award, start, last, "award/given")
        for giver in givers:
            yield conferred(scene, award, giver, giver, last)


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
        if _NEGATED.search(scene.code[max(0, match.start() - 6) : match.end()]):
            continue
        for award in scene.find([AWARD], match.start("awards"), match.end("awards")):
            for recipient in scene.find(RECIPIENTS, match.start("people"), match.end("people")):
                yield _fact(
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
        if scene.find([AWARD], start, end) or _NEGATED.search(match.group(0)):
            continue
        people = scene.find([PERSON], start, end)
        for recipient in people or scene.find([ORGANIZATION], start, end):
            yield _fact(
                scene,
                story,
                scene.mention(recipient),
                match.start("awards"),
                match.start(),
                recipient,
                "award/listed",
            )
    for match in _IS.finditer(scene.code):
        if _NEGATED.search(match.group(0)):
            continue
        for award in scene.find([AWARD], match.start("awards"), match.end("awards")):
            for person in scene.find([PERSON], match.start("people"), match.end("people")):
                yield _fact(
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
                _NEGATED.search(scene.code[start:end])
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
                yield _fact(scene, story, holder, award, start, award, "award/default")


RULES = (
    Rule(
        "award/won",
        find_won,
        (AWARD,),
        {
            "2021年，⟦Person:史明⟧荣获“⟦Award:全省技术能手⟧”称号。": [
                "received(史明, 全省技术能手, year=2021)"
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
