"""Words that point to a thing named before: 该公司, 这位, 他, 三人, 后者, 大赛, 会上.

Each becomes a mention with the name of its antecedent; one word that stands for several people
(三人) becomes several mentions of one span. What has no antecedent in the article stays unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from kg.lexicons import one_of, read_rows
from kg.model import (
    BODY,
    CAPTION,
    LEAD,
    ORGANIZATION,
    PERSON,
    PROGRAMME,
    Mention,
    Sentence,
    in_order,
)

# The last word of a body's name, and the words that point back to such a body.


def _heads(use: str) -> dict[str, tuple[str, ...]]:
    """Pointing words of the lexicon with the endings of the names they may stand for."""
    rows = read_rows("pointing_heads", 3)
    return {word: tuple(endings.split()) for word, kind, endings in rows if kind == use}


_HEADS, _SHORT = _heads("free"), _heads("bound")


_PROGRAMME_WORDS = (
    "大赛|比赛|竞赛|赛事|活动|会议|大会|仪式|论坛|展览|展会|评选|行动|项目|工程|计划|课程|培训班|培训|"
    "研修班|座谈会|报告会|宣讲|招聘会|运动会|联谊会|晚会|演出|书画展|博览会|邀请赛|节会|节庆|年会|联赛|"
    "机制|制度|品牌|平台"
)
_EVENT_HEAD = re.compile(
    "(赛|会|节|展|仪式|活动|论坛|评选|比武|宣讲|演出|周|月|日|班|课|行|讲坛|讲堂|培训|盛典|汇演|典礼|杯)$"
)
_START = r"(?:(?<=[，。；：、！？\n“])|^)"
_POINTING = "该|这家|这所|这座|这个|此|本|同|上述|这支|这一"
_ORG_FULL = re.compile(rf"(?:{_POINTING}|在该|新一届)(?P<head>{one_of({*_HEADS, *_SHORT})})")
_ORG_BARE = re.compile(
    rf"(?:(?<=[，。；：、！？\n“的在由与和被将从向为对给获])|^)(?P<head>{one_of(_HEADS)}|馆|局|院|校|厂里|段里|队里|站里|所里|院里|馆里|局里|校里|村里|厂|会)"
    r"(?=的|还|也|已|又|将|里|内|党|工会|首席|高级|技师|副|总|董事|院长|校长|馆长|主任|书记|局长|"
    r"会长|工作人员|职工|员工|管委会|累计|共|先后|目前|现有|方面|成立|开|举|推|获|被|荣|与|和|"
    r"同步|负责|创|在|由|从|给|为|组织|联合|"
    r"[，、一二三四五六七八九十])"
)
_EVENT = re.compile(
    rf"{_START}(?:本次|此次|该|这次|本届|这项|此项|这场|当天的?|这一|整个|首届|每届|上述)?(?P<word>{_PROGRAMME_WORDS})"
    r"(?=由|共|设|以|自|在|吸引|上|中|还|为期|分|旨|期间|现场|决赛|将|历时|邀请|结束|开始|持续|已|累计|是|汇聚|围绕|期间|当天|，|举|启动|开展)"
)
_AT = re.compile(
    rf"{_START}(?P<word>会上|会议上|赛场上|活动中|活动现场|仪式上|启动仪式上|大会上|现场|会后|比赛中|赛后|活动上|席间|会议期间)"
)
_HE, _SHE = (
    re.compile(rf"(?<![其吉])(?P<word>{word})(?!们|人|乡|国|山|用|律|因)") for word in "他她"
)
# 甲是他的徒弟, 甲拜他为师: he is another than the subject right before.
_OTHER = re.compile(
    "[^，。；：！？、说道表示]{0,4}(?:是[他她](?!自己)|"
    "(?:跟|跟着|随|拜|对|给|问|称|带着?|教|向|让|请|和|与|找|把|被|叫|陪|帮)[他她](?!的|自己))"
)
# 师从老艺人|某人, 跟着外婆|某人, 徒弟|某人: told of as another's, not the one who is told of.
_ANOTHERS = re.compile(
    "(?:师从|师承|拜|跟着|跟随|跟|随|投到|拜入|受教于|得到|徒弟|师傅|师父|妻子|丈夫|儿子|女儿|父亲|母亲|同事)"
    "(?:了|过|着)?[^，。；：！？、]{0,14}$"
)
_THIS = re.compile(r"(?P<word>这位|这名|该同志)")
_THEY = re.compile(
    r"(?P<word>前?(?:两|二|三|四|五|六|七|八|九|十|[2-9]|10)(?:人|位)|俩人|二人|他们|她们|两人|师徒(?:俩|二人)|两兄弟|夫妻俩|夫妇)(?=都|均|分别|双双|同|还|也|则|各|一道|一起|共|先后|合|分|此|曾|皆|来|中|，|的|是|获|在|用|从|为)"
)
_BODIES = re.compile(
    r"(?P<word>(?:两|二|三|四|五|六|七|八|九|十|[2-9]|10)(?:家(?:单位|企业|公司|机构)?|个(?:单位|集体|班组|部门)|单位|企业|部门|校|所学校|支队伍))"
    r"(?=都|均|分别|双双|同|还|也|则|各|一道|一起|共|先后|皆|全|获|被|，|联)"
)
_LATTER = re.compile(r"(?P<word>后者|前者)")
# Kinds of pointing words, and a character without which none of a kind is there.
_PATTERNS = (
    ("org", _ORG_FULL, ""),
    ("event", _EVENT, ""),
    ("event", _AT, ""),
    ("org", _ORG_BARE, ""),
    ("he", _HE, "他"),
    ("he", _SHE, "她"),
    ("this", _THIS, ""),
    ("they", _THEY, ""),
    ("bodies", _BODIES, ""),
    ("latter", _LATTER, "者"),
)
_NEAR = 120  # characters before the sentence
_NUMBER = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "俩": 2, "二": 2}


@dataclass
class _Memory:
    people: list[Mention] = field(default_factory=list)  # as they came, the last last
    subjects: list[Mention] = field(default_factory=list)
    organizations: list[Mention] = field(default_factory=list)
    programmes: list[Mention] = field(default_factory=list)
    group: list[Mention] = field(default_factory=list)  # people of the last list or sentence


def find_anaphors(sentences: Sequence[Sentence], mentions: Iterable[Mention]) -> list[Mention]:
    """Pointing words with an antecedent, as mentions that carry its kind, name and scope."""
    ordered = in_order(mentions)
    memory = _Memory()
    found: list[Mention] = []
    index = 0
    for sentence in sentences:
        inside: list[Mention] = []
        while index < len(ordered) and ordered[index].start < sentence.end:
            if ordered[index].start >= sentence.start:
                inside.append(ordered[index])
            index += 1
        if sentence.kind in (BODY, LEAD, CAPTION):
            found += _read(sentence, inside, memory)
        else:
            for mention in inside:
                _note(mention, memory)
        people = [m for m in inside if m.kind == PERSON]
        if people:
            own = [m for m in people if not is_anothers(sentence, m)]
            if own or not memory.subjects:
                memory.subjects = [*own, *people][:1]
            memory.group = people
    return found


def is_anothers(sentence: Sentence, mention: Mention) -> bool:
    """Whether the sentence tells of a person as another's, not of themselves: 她跟着某人学."""
    at = mention.start - sentence.start
    return mention.kind == PERSON and bool(_ANOTHERS.search(sentence.text, max(0, at - 18), at))


def _note(mention: Mention, memory: _Memory) -> None:
    if mention.kind == PERSON:
        memory.people.append(mention)
    elif mention.kind == ORGANIZATION:
        memory.organizations.append(mention)
    elif mention.kind == PROGRAMME:
        memory.programmes.append(mention)


def _read(sentence: Sentence, inside: list[Mention], memory: _Memory) -> list[Mention]:
    text = sentence.text
    taken = [(m.start - sentence.start, m.end - sentence.start) for m in inside]
    words: list[tuple[int, int, str, re.Match[str]]] = []
    for kind, pattern, sign in _PATTERNS:
        if sign not in text:
            continue
        for match in pattern.finditer(text):
            start, end = match.span() if kind != "he" else match.span("word")
            clash = any(start < e and s < end for s, e in taken)
            if not clash and not any(start < e and s < end for s, e, _, _ in words):
                words.append((start, end, kind, match))
    words.sort(key=lambda w: w[:2])
    found: list[Mention] = []
    passed = 0
    first_person: Mention | None = None
    for start, end, kind, match in words:
        while passed < len(inside) and inside[passed].start - sentence.start < start:
            _note(inside[passed], memory)
            if inside[passed].kind == PERSON and first_person is None:
                first_person = inside[passed]
            passed += 1
        antecedents = _antecedents(kind, match, memory, inside, sentence, first_person)
        for rank, antecedent in enumerate(antecedents):
            found.append(
                replace(
                    antecedent,
                    start=sentence.start + start,
                    end=sentence.start + end,
                    text=text[start:end],
                    rule=f"refer/{kind}",
                    name=antecedent.name or antecedent.text,
                    anaphor=True,
                    confidence=0.8 * antecedent.confidence,
                    rank=rank,
                )
            )
            if kind == "org":
                memory.organizations.append(antecedent)
            elif kind in ("he", "this"):
                first_person = first_person or antecedent
    for mention in inside[passed:]:
        _note(mention, memory)
    return found


def _antecedents(
    kind: str,
    match: re.Match[str],
    memory: _Memory,
    inside: list[Mention],
    sentence: Sentence,
    first_person: Mention | None,
) -> list[Mention]:
    if kind == "org":
        head = match.group("head").removesuffix("里")
        heads = _HEADS.get(head) or _SHORT.get(head)
        for mention in reversed(memory.organizations):
            name = mention.name or mention.text
            if not heads or name.endswith(heads) or mention.text.endswith(heads):
                return [mention]
        return []
    if kind == "event":
        own = _own_head(match.group("word"))
        for mention in reversed(memory.programmes):
            if own and (mention.name or mention.text).endswith(own):
                return [mention]
        for mention in reversed(memory.programmes):
            if _EVENT_HEAD.search(mention.name or mention.text):
                return [mention]
        return memory.programmes[-1:]
    if kind == "he":
        if first_person is not None:
            if not _OTHER.match(sentence.text, first_person.end - sentence.start):
                return [first_person]
            others = (*memory.subjects[-1:], *reversed(memory.people))
            return [m for m in others if m.thing != first_person.thing][:1]
        return memory.subjects[-1:] or memory.people[-1:]
    if kind == "this":
        offset = sentence.start + match.end()
        for mention in inside:
            between = sentence.text[match.end() : mention.start - sentence.start]
            if mention.start >= offset and mention.kind == PERSON:
                if not re.search("[，。；：！？]", between):
                    return []  # 这位师傅王强: the name follows
                break
        return memory.subjects[-1:] or memory.people[-1:]
    if kind == "latter":
        last = memory.group[-2:] if len(memory.group) >= 2 else memory.people[-2:]
        if len(memory.people) >= 2 and memory.people[-1].start > sentence.start:
            last = memory.people[-2:]
        if len(last) < 2:
            return []
        return [last[1]] if match.group("word") == "后者" else [last[0]]
    if kind == "bodies":
        near = [m for m in memory.organizations if m.start >= sentence.start - _NEAR]
        number = _number(match.group("word"))
        last = _distinct(reversed(near))[:number]
        return last[::-1] if len(last) == number else []
    word = match.group("word")
    wanted = _number(word)
    here = [m for m in memory.people if m.start >= sentence.start]
    pool = (
        _distinct(here)
        if len(_distinct(here)) >= max(2, wanted)
        else _distinct(memory.group + here)
    )
    if wanted and word.startswith("前"):
        return pool[:wanted] if len(pool) > wanted else []
    if wanted:
        return pool[-wanted:] if len(pool) >= wanted else []
    return pool if 1 < len(pool) <= 4 else []


def _number(word: str) -> int:
    """How many a word says: 三 of 三人; 0 where it does not."""
    digits = re.search(r"\d+|[两二三四五六七八九十俩]", word)
    if not digits:
        return 0
    return int(digits.group()) if digits.group().isdigit() else _NUMBER[digits.group()]


def _own_head(word: str) -> tuple[str, ...]:
    """How the name ends of what a word for an event is likeliest to mean: 启动仪式上, 赛后."""
    head = re.sub("(?:上|中|现场|期间|后|间)$", "", word)
    if "赛" in head:
        return (head, "赛")
    return (head, "会", "会议") if head in ("会", "会议", "大会") else (head,) if head else ()


def _distinct(people: Iterable[Mention]) -> list[Mention]:
    kept: dict[tuple[str, str, str], Mention] = {}
    for mention in people:
        kept.setdefault(mention.thing, mention)
    return list(kept.values())
