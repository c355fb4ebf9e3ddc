"""Words that point to a thing named before: 该公司, 这位, 他, 三人, 后者, 大赛, 会上.

Each becomes a mention with the name of its antecedent; one word that stands for several people
(三人) becomes several mentions of one span. What has no antecedent in the article stays unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from kg.lexicons import one_of, read_rows, words
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


_EVENT_HEAD = re.compile(rf"{one_of(words('event_words', 'event_end'))}$")
_START = r"(?:(?<=[，。；：、！？\n“])|^)"
_ORG_FULL = re.compile(
    rf"(?:{one_of(words('pointing_words', 'that_body'))}|在该|新一届)"
    rf"(?P<head>{one_of({*_HEADS, *_SHORT})})"
)
_ORG_BARE = re.compile(
    r"(?:(?<=[，。；：、！？\n“的在由与和被将从向为对给获])|^)"
    rf"(?P<head>{one_of({*_HEADS, *words('pointing_words', 'body_alone')})})"
    rf"(?={one_of(words('pointing_words', 'after_body'))}|[，、一二三四五六七八九十])"
)
_EVENT = re.compile(
    rf"{_START}{one_of(words('pointing_words', 'that_event'))}?"
    rf"(?P<word>{one_of(words('pointing_words', 'event'))})"
    rf"(?={one_of(words('pointing_words', 'after_event'))}|，)"
)
_AT = re.compile(rf"{_START}(?P<word>{one_of(words('pointing_words', 'at_event'))})")
_AT_END = re.compile(rf"{one_of(words('pointing_words', 'at'))}$")
_HE, _SHE = (re.compile(rf"(?<![其吉])(?P<word>{word})(?![们人乡国山用律因])") for word in "他她")
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
_THIS = re.compile(r"(?P<word>这位|这名|该同志)")
_SEVERAL = "(?:[两二三四五六七八九十2-9]|10)"
_ALL = one_of(words("pointing_words", "all"))
_THEY = re.compile(
    rf"(?P<word>前?{_SEVERAL}[人位]|{one_of(words('pointing_words', 'they'))})"
    rf"(?={_ALL}|{one_of(words('pointing_words', 'they_do'))}|，)"
)
_BODIES = re.compile(
    rf"(?P<word>{_SEVERAL}{one_of(words('pointing_words', 'bodies'))})(?={_ALL}|[全被联，])"
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
    pointing: list[tuple[int, int, str, re.Match[str]]] = []
    for kind, pattern, sign in _PATTERNS:
        if sign not in text:
            continue
        for match in pattern.finditer(text):
            start, end = match.span() if kind != "he" else match.span("word")
            clash = any(start < e and s < end for s, e in taken)
            if not clash and not any(start < e and s < end for s, e, _, _ in pointing):
                pointing.append((start, end, kind, match))
    pointing.sort(key=lambda w: w[:2])
    found: list[Mention] = []
    passed = 0
    first_person: Mention | None = None
    for start, end, kind, match in pointing:
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
    head = _AT_END.sub("", word)
    if "赛" in head:
        return (head, "赛")
    return (head, "会", "会议") if head in ("会", "会议", "大会") else (head,) if head else ()


def _distinct(people: Iterable[Mention]) -> list[Mention]:
    kept: dict[tuple[str, str, str], Mention] = {}
    for mention in people:
        kept.setdefault(mention.thing, mention)
    return list(kept.values())
