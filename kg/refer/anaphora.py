"""What pointing words mean: 该公司, 这位, 他, 三人, 后者, 大赛, 会上, 这套系统.

Each becomes a mention with the name of its antecedent; one word that stands for several people
(三人) becomes several mentions of one span. What has no antecedent in the article stays unread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from kg.lexicons import one_of, words
from kg.model import (
    BODY,
    CAPTION,
    LEAD,
    ORGANIZATION,
    PERSON,
    PROGRAMME,
    TITLE,
    Mention,
    Sentence,
    in_order,
)
from kg.refer.heads import heads_of
from kg.refer.pointers import ENDINGS, Pointer, find_pointers

_EVENT_HEAD = re.compile(rf"{one_of(words('event_words', 'event_end'))}$")
_AT_END = re.compile(rf"{one_of(words('pointing_words', 'at'))}$")
# 甲是他的徒弟, 甲拜他为师: he is another than the subject right before.
_OTHER = re.compile(
    "[^，。；：！？、说道表示]{0,4}(?:是[他她](?!自己)|"
    rf"{one_of(words('people_words', 'to_him'))}[他她](?!的|自己))"
)
# 师从老艺人|某人, 跟着外婆|某人, 徒弟|某人: told of as another's, not the one who is told of.
_ANOTHERS = re.compile(
    rf"{one_of(words('people_words', 'learns', 'goes_to', 'kin'))}"
    r"(?:了|过|着)?[^，。；：！？、]{0,14}$"
)
_SAYS = re.compile(rf"{one_of(words('verbs', 'say'))}|告诉")
_NEAR = 120  # characters before the sentence
_BESIDE = 6  # characters between a body and the post or person of it
_NUMBER = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "俩": 2, "二": 2}


@dataclass
class _Memory:
    """What was named up to here, the last named last."""

    bodies: Sequence[Mention]  # of the whole article
    people: list[Mention] = field(default_factory=list)
    subjects: list[Mention] = field(default_factory=list)
    organizations: list[Mention] = field(default_factory=list)
    employers: list[Mention] = field(default_factory=list)  # right before a post or a person
    programmes: list[Mention] = field(default_factory=list)
    group: list[Mention] = field(default_factory=list)  # people of the last list or sentence
    by_head: dict[str, Mention] = field(default_factory=dict)  # by the last word of the name


@dataclass
class _Here:
    """Where a pointing word stands: ``first`` is the first person of the sentence before it."""

    sentence: Sentence
    inside: Sequence[Mention]
    memory: _Memory
    first: Mention | None = None


def find_anaphors(sentences: Sequence[Sentence], mentions: Iterable[Mention]) -> list[Mention]:
    """Pointing words with an antecedent, as mentions that carry its kind, name and scope."""
    ordered = in_order(mentions)
    memory = _Memory([m for m in ordered if m.kind == ORGANIZATION])
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
        _end_sentence(sentence, inside, memory)
    return found


def is_anothers(sentence: Sentence, mention: Mention) -> bool:
    """Whether the sentence tells of a person as another's, not of themselves: 她跟着某人学."""
    at = mention.start - sentence.start
    return mention.kind == PERSON and bool(_ANOTHERS.search(sentence.text, max(0, at - 18), at))


def _note(mention: Mention, memory: _Memory) -> None:
    if mention.kind in (PERSON, TITLE):
        before = memory.organizations[-1:]
        memory.employers += [o for o in before if 0 <= mention.start - o.end <= _BESIDE]
    if mention.kind == PERSON:
        memory.people.append(mention)
    elif mention.kind == ORGANIZATION:
        memory.organizations.append(mention)
    elif mention.kind == PROGRAMME:
        memory.programmes.append(mention)


def _end_sentence(sentence: Sentence, inside: Sequence[Mention], memory: _Memory) -> None:
    for mention in inside:
        memory.by_head |= dict.fromkeys(heads_of(sentence, mention), mention)
    people = [m for m in inside if m.kind == PERSON]
    if people:
        own = [m for m in people if not is_anothers(sentence, m)]
        if own or not memory.subjects:
            memory.subjects = [*own, *people][:1]
        memory.group = people


def _read(sentence: Sentence, inside: Sequence[Mention], memory: _Memory) -> list[Mention]:
    taken = [(m.start - sentence.start, m.end - sentence.start) for m in inside]
    found: list[Mention] = []
    passed = 0
    here = _Here(sentence, inside, memory)
    for pointer in find_pointers(sentence.text, taken, memory.by_head):
        while passed < len(inside) and taken[passed][0] < pointer.start:
            _note(inside[passed], memory)
            if inside[passed].kind == PERSON:
                here.first = here.first or inside[passed]
            passed += 1
        for rank, antecedent in enumerate(_MEANT[pointer.kind](pointer, here)):
            found.append(_pointing(sentence, pointer, antecedent, rank))
            if pointer.kind in ("org", "own"):
                memory.organizations.append(antecedent)
            elif pointer.kind in ("he", "this"):
                here.first = here.first or antecedent
    for mention in inside[passed:]:
        _note(mention, memory)
    return found


def _pointing(sentence: Sentence, pointer: Pointer, antecedent: Mention, rank: int) -> Mention:
    return replace(
        antecedent,
        start=sentence.start + pointer.start,
        end=sentence.start + pointer.end,
        text=sentence.text[pointer.start : pointer.end],
        rule=f"refer/{pointer.kind}",
        name=antecedent.name or antecedent.text,
        anaphor=True,
        rank=rank,
    )


def _by_head(pointer: Pointer, here: _Here) -> list[Mention]:
    return [here.memory.by_head[pointer.word]]


def _body(pointer: Pointer, here: _Here) -> list[Mention]:
    """The last body that ends so; 同公司 is where the person told of before is employed."""
    if here.sentence.text[pointer.start] == "同":
        employer = _first_of(pointer.word, reversed(here.memory.employers))
        if employer:
            return employer
    return _first_of(pointer.word, reversed(here.memory.organizations))


def _own_body(pointer: Pointer, here: _Here) -> list[Mention]:
    """The body that writes the article; in quotation marks the one that the speaker was told to be of."""
    text = here.sentence.text
    if text.count("“", 0, pointer.start) == text.count("”", 0, pointer.start):
        return _first_of(pointer.word, here.memory.bodies)
    if text[pointer.start : pointer.end] in ("我会", "我行"):  # “我会看火色”
        return []
    return _body(pointer, here)


def _first_of(word: str, bodies: Iterable[Mention]) -> list[Mention]:
    """The first of the bodies that a word may stand for; 公司 is a 厂 only where there is no 公司."""
    named = list(bodies)
    for ends in ENDINGS.get(word.removesuffix("里"), ((),)):
        for mention in named:
            name = mention.name or mention.text
            if not ends or name.endswith(ends) or mention.text.endswith(ends):
                return [mention]
    return []


def _event(pointer: Pointer, here: _Here) -> list[Mention]:
    """The last programme of which the word says the end, else the last event, else the last."""
    programmes = here.memory.programmes
    own = _own_end(pointer.word)
    for mention in reversed(programmes):
        if own and (mention.name or mention.text).endswith(own):
            return [mention]
    for mention in reversed(programmes):
        if _EVENT_HEAD.search(mention.name or mention.text):
            return [mention]
    return programmes[-1:]


def _he(pointer: Pointer, here: _Here) -> list[Mention]:
    first, memory = here.first, here.memory
    if first is not None:
        if told_of := _told_of(pointer, here, first):
            return [told_of]
        if not _OTHER.match(here.sentence.text, first.end - here.sentence.start):
            return [first]
        others = (*memory.subjects[-1:], *reversed(memory.people))
        return [m for m in others if m.thing != first.thing][:1]
    return memory.subjects[-1:] or memory.people[-1:]


def _told_of(pointer: Pointer, here: _Here, speaker: Mention) -> Mention | None:
    """The first person whom the words of a speaker name: 甲告诉记者，乙有绝活，他…."""
    start = here.sentence.start
    if not _SAYS.match(here.sentence.text, speaker.end - start):
        return None
    named = (m for m in here.inside if speaker.end <= m.start < start + pointer.start)
    return next((m for m in named if m.kind == PERSON and not is_anothers(here.sentence, m)), None)


def _this(pointer: Pointer, here: _Here) -> list[Mention]:
    start = here.sentence.start
    for mention in here.inside:
        if mention.start >= start + pointer.end and mention.kind == PERSON:
            between = here.sentence.text[pointer.end : mention.start - start]
            if not re.search("[，。；：！？]", between):
                return []  # 这位师傅王强: the name follows
            break
    return here.memory.subjects[-1:] or here.memory.people[-1:]


def _latter(pointer: Pointer, here: _Here) -> list[Mention]:
    memory = here.memory
    last = memory.group[-2:] if len(memory.group) >= 2 else memory.people[-2:]
    if len(memory.people) >= 2 and memory.people[-1].start > here.sentence.start:
        last = memory.people[-2:]
    if len(last) < 2:
        return []
    return [last[1]] if pointer.word == "后者" else [last[0]]


def _several_bodies(pointer: Pointer, here: _Here) -> list[Mention]:
    near = [m for m in here.memory.organizations if m.start >= here.sentence.start - _NEAR]
    number = _number(pointer.word)
    last = _distinct(reversed(near))[:number]
    return last[::-1] if len(last) == number else []


def _they(pointer: Pointer, here: _Here) -> list[Mention]:
    wanted = _number(pointer.word)
    named = [m for m in here.memory.people if m.start >= here.sentence.start]
    pool = _distinct(named)
    if len(pool) < max(2, wanted):
        pool = _distinct([*here.memory.group, *named])
    if wanted and pointer.word.startswith("前"):
        return pool[:wanted] if len(pool) > wanted else []
    if wanted:
        return pool[-wanted:] if len(pool) >= wanted else []
    return pool if 1 < len(pool) <= 4 else []


_MEANT: dict[str, Callable[[Pointer, _Here], list[Mention]]] = {
    "org": _body,
    "own": _own_body,
    "head": _by_head,
    "event": _event,
    "he": _he,
    "this": _this,
    "latter": _latter,
    "bodies": _several_bodies,
    "they": _they,
}


def _number(word: str) -> int:
    """How many a word says: 三 of 三人; 0 where it does not."""
    digits = re.search(r"\d+|[两二三四五六七八九十俩]", word)
    if not digits:
        return 0
    return int(digits.group()) if digits.group().isdigit() else _NUMBER[digits.group()]


def _own_end(word: str) -> tuple[str, ...]:
    """How the name ends of what a word for an event is likeliest to mean: 启动仪式上, 赛后."""
    head = _AT_END.sub("", word)
    if "赛" in head:
        return (head, "赛")
    return (head, "会", "会议") if head in ("会", "会议", "大会") else (head,) if head else ()


def _distinct(people: Iterable[Mention]) -> list[Mention]:
    kept: dict[tuple[str, str, str], Mention] = {}
    for mention in people:
        kept.setdefault(mention.thing, mention)
    return list(kept.values())
