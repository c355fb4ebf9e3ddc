"""Grammar at the borders of tagged names: what cannot stand at their edge is cut off.

The tagger sees characters; grammar knows that 以 after a name opens a phrase (冯翠以…为题), that 据
before one does (据宫某介绍), and that 甲学校和乙中学 is two schools.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from kg.lexicons import one_of, read_rows, words
from kg.model import ORGANIZATION, PERSON, PLACE, PROGRAMME, TITLE, Article, Mention

_AFTER_PERSON = re.compile(rf"(?<=..){one_of(words('edge_words', 'after_person'))}$")
_BEFORE_PERSON = re.compile(rf"^{one_of(words('edge_words', 'before_person'))}(?=..)")
# A post behind a whole name is no part of it: 史明月总书记.
_POST_AFTER_PERSON = re.compile(
    rf"(?<=..)(?:{one_of(words('post_words', 'head', 'after_person'))}|[一-鿿]?主席)$"
)
_BEFORE_BODY = re.compile(
    rf"^(?!自治)(?:{one_of(words('edge_words', 'before_body'))}|新建(?![区县]))(?=[一-鿿“]{{3,}})"
)
# Words that may also open a name: the tagger is believed where it is sure.
_MAY_OPEN = frozenset(words("edge_words", "may_open_body"))
_AFTER_BODY = re.compile(rf"(?:{one_of(words('edge_words', 'after_body'))}|、)$")
_AND = re.compile(r"和|与|及|、|会同|联合")
_HEAD_END = re.compile(rf"{one_of(words('body_heads', 'head', 'bordering'))}$")
_PLACE_END = re.compile(rf"{one_of(words('edge_words', 'after_place'))}$")
_EVENT_HEAD = re.compile(
    rf"{one_of(words('event_words', 'kind'))}*{one_of(words('event_words', 'event', 'event_too'))}"
)


# ——记|某医院护士长某人
_LEAD = re.compile(rf"[—―－-]{one_of(words('edge_words', 'of_deck'))}(?=[一-鿿]{{2}})")


def trim(article: Article, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Cut what cannot belong to a name and add the head that it lacks."""
    for mention in mentions:
        if lead := _LEAD.match(article.text, mention.start - 1, mention.end):
            mention = cut(mention, lead.end() - mention.start, len(mention.text))
        if mention.kind == PERSON:
            yield from _person(mention)
        elif mention.kind == ORGANIZATION:
            opened = article.text[max(0, mention.start - 1) : mention.start] in ("“", "《")
            yield from [mention] if opened else _body(_with_bracket(article, mention))
        elif mention.kind == PLACE:
            end = _PLACE_END.search(mention.text)
            yield cut(mention, 0, end.start()) if end and end.start() >= 2 else mention
        elif mention.kind == PROGRAMME:
            yield _programme(article, mention)
        elif mention.kind == TITLE:
            yield from _title(mention)
        else:
            yield mention


# 深入贯彻落实|人才“云岭计划”: what is done with a programme is no part of its name.
_BEFORE_PROGRAMME = re.compile(
    rf"^(?:(?:全省|全市|全国|全县|全区)?首办|{one_of(words('edge_words', 'how'))}?"
    rf"{one_of(words('edge_words', 'before_programme'))})(?=.{{4,}})"
)


def _programme(article: Article, mention: Mention) -> Mention:
    """…劳模工匠工作室|揭牌仪式: an event's head right behind the name belongs to it."""
    before = _BEFORE_PROGRAMME.match(mention.text)
    if before:
        mention = cut(mention, before.end(), len(mention.text))
    head = _EVENT_HEAD.match(article.text, mention.end)
    if head is None or _EVENT_HEAD.search(mention.text):
        return mention
    return replace(mention, end=head.end(), text=article.text[mention.start : head.end()])


def cut(mention: Mention, start: int, end: int) -> Mention:
    """The part ``text[start:end]`` of a mention."""
    if end - start == len(mention.text):
        return mention
    return replace(
        mention,
        start=mention.start + start,
        end=mention.start + end,
        text=mention.text[start:end],
    )


@cache
def surnames() -> tuple[frozenset[str], frozenset[str]]:
    """Surnames of one character, and of two."""
    single: set[str] = set()
    double: set[str] = set()
    for word, *_ in read_rows("surnames"):
        if len(word) > 2:
            single |= set(word)
        else:
            (double if len(word) == 2 else single).add(word)
    return frozenset(single), frozenset(double)


def bears_surname(name: str) -> bool:
    """Whether a name opens with a surname, or is longer than those that do: 扎西旺堆."""
    single, double = surnames()
    return len(name) > 3 or name[0] in single or name[:2] in double


@cache
def division_names() -> frozenset[str]:
    """Full names of provinces, prefectures and counties."""
    return frozenset(name for _, name, *_ in read_rows("division_codes", 2))


def _person(mention: Mention) -> Iterator[Mention]:
    text = mention.text
    single, double = surnames()
    if "·" in text or not re.fullmatch(r"[一-鿿]+", text):
        yield mention
        return
    start, end = 0, len(text)
    before = _BEFORE_PERSON.match(text)
    if before and len(text) >= 4 and text[before.end()] in single and text[:2] not in double:
        start = before.end()
    family = 2 if text[start : start + 2] in double else 1
    if end - start > family + 1 and (end - start > family + 2 or mention.confidence < 0.9):
        after = _AFTER_PERSON.search(text, start)
        if after and after.start() - start >= family + 1:
            end = after.start()
    post = _POST_AFTER_PERSON.search(text, start)
    if post and family < post.start() - start <= family + 2:
        yield cut(mention, start, post.start())
        yield replace(cut(mention, post.start(), len(text)), kind=TITLE)
        return
    yield cut(mention, start, end)


# 县委常委 is a body and a post in it.
_BODY_IN_TITLE = re.compile(
    rf"^(?P<body>(?:{one_of(words('place_words', 'level', 'below'))}|旗)"
    rf"{one_of(words('body_heads', 'of_level'))})"
    rf"(?P<post>(?:党组|党委|工委)?[一-鿿]*{one_of(words('post_words', 'of_public_body'))}.*)$"
)


def _title(mention: Mention) -> Iterator[Mention]:
    match = _BODY_IN_TITLE.match(mention.text)
    if match is None:
        yield mention
        return
    yield replace(cut(mention, 0, match.end("body")), kind=ORGANIZATION)
    yield cut(mention, match.start("post"), len(mention.text))


_OPENED = re.compile(
    r"(?<![一-鿿])(?:[由在是位与和及从向对被的请])?([一-鿿A-Za-z]{2,12}[（(][一-鿿]{0,6})$"
)


# The name before a bracket, from the last word that cannot be in it.
_BARE = re.compile(
    r"(?:这[位名家])?((?:(?![的是在由与和为向被对给到有及了这])[一-鿿A-Za-z]){2,8})$"
)


def _with_bracket(article: Article, mention: Mention) -> Mention:
    """A name cut at its bracket gets its beginning back: 某某(青岛)律师事务所."""
    text = mention.text
    opened = text.startswith(("(", "（"))
    if not opened and (not re.search("[)）]", text) or re.search("[(（]", text)):
        return mention
    pattern = _BARE if opened else _OPENED
    before = pattern.search(article.text[max(0, mention.start - 22) : mention.start])
    if before is None:
        return mention
    start = mention.start - len(before.group(1))
    return replace(mention, start=start, text=article.text[start : mention.end])


# 某某和|县实验小学, 任|自治区民政厅: what opens a clipped or full public name ends what stands before.
_OPENS_ANEW = re.compile(
    rf"^[一-鿿]*?{one_of(words('edge_words', 'before_public_body'))}"
    rf"(?={one_of(words('place_words', 'level'))}{one_of(words('body_heads', 'of_level_first'))}|全国)"
)


# 甲区、乙县档案部门 names places, and of each the same unnamed office.
_OFFICES = re.compile(
    r"^(?:[一-鿿]{2,6}[省市县区州旗]、)+[一-鿿]{2,6}[省市县区州旗][一-鿿]{2,6}部门$"
)


# 吴桂月任|商会妇女联合会, 明月山康养小镇由|某集团: what stands before such a verb is no part of the body.
_NAMED_BEFORE = re.compile(
    rf"^(?P<person>[一-鿿]{{2,3}}?)(?P<verb>{one_of(words('edge_words', 'person_to_body'))})"
    r"(?P<body>[一-鿿]{4,})$"
)
_BY = re.compile(
    rf"^[一-鿿]{{2,}}{one_of(words('event_words', 'run_by'))}由(?P<body>[一-鿿]{{3,}})$"
)


def _body(mention: Mention) -> Iterator[Mention]:
    if _OFFICES.match(mention.text):
        return
    named = _NAMED_BEFORE.match(mention.text)
    if named and named["person"][0] in surnames()[0] and _HEAD_END.search(named["body"]):
        yield replace(cut(mention, 0, named.end("person")), kind=PERSON)
        mention = cut(mention, named.start("body"), len(mention.text))
    by = _BY.match(mention.text)
    if by and _HEAD_END.search(by["body"]):
        mention = cut(mention, by.start("body"), len(mention.text))
    anew = _OPENS_ANEW.match(mention.text)
    if anew and not _HEAD_END.search(mention.text[: anew.end() - 1]):
        mention = cut(mention, anew.end(), len(mention.text))
    text = mention.text
    for joint in _AND.finditer(text):
        left, right = text[: joint.start()], text[joint.end() :]
        whole = len(left) >= 2 and len(right) >= 3
        if whole and _HEAD_END.search(left) and _HEAD_END.search(right):
            yield from _body(cut(mention, 0, joint.start()))
            yield from _body(cut(mention, joint.end(), len(text)))
            return
    start = 0
    before = _BEFORE_BODY.match(text)
    if before and any(text[:size] in division_names() for size in range(2, 6)):
        before = None  # 将乐县医院, 和县总工会
    if before and _HEAD_END.search(text) and len(text) - before.end() >= 3:
        may_open = before.group() in _MAY_OPEN and mention.confidence > 0.9
        start = 0 if may_open else before.end()
    end = len(text)
    after = _AFTER_BODY.search(text)
    if after and after.start() - start >= 2 and _HEAD_END.search(text[: after.start()]):
        end = after.start()
    yield cut(mention, start, end)
