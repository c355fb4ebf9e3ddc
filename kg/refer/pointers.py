"""Words that point to a thing named before, found in a sentence: 该公司, 公司, 他, 三人, 后者, 会上."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kg.lexicons import one_of, read_rows, words

Span = tuple[int, int]


class Pointer(NamedTuple):
    """``text[start:end]`` points; ``word`` is the part of it that says to what."""

    start: int
    end: int
    kind: str
    word: str


def _endings(use: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    rows = read_rows("pointing_heads", 3)
    return {
        word: tuple(tuple(part.split()) for part in ends.split("|"))
        for word, kind, ends in rows
        if kind == use
    }


_FREE, _GENERAL, _BOUND = (_endings(use) for use in ("free", "general", "bound"))
#: Words that stand for a body, with the endings of the names that they may stand for; then with
#: those that they stand for where no name ends so.
ENDINGS = {**_FREE, **_GENERAL, **_BOUND}
_ANY_BODY = one_of(ENDINGS)
_START = r"(?:(?<=[，。；：、！？\n“])|^)"
# Before a word that stands by itself, and so is no part of another.
_ALONE = "，。；：、！？\n“（(…—\u3000 ,.;:!?" + "".join(words("pointing_words", "before_alone"))
_SEVERAL = "(?:[两二三四五六七八九十2-9]|10)"
_ALL = one_of(words("pointing_words", "all"))

# Each with a character without which none of it is there.
_PATTERNS = (
    # 该公司, 这家企业
    (
        "org",
        rf"(?:{one_of(words('pointing_words', 'that_body'))}|在该|新一届)(?P<word>{_ANY_BODY})",
        "",
    ),
    # 我会联合县科技局, “我们厂先进”, 本院
    ("own", rf"(?<!给)(?:我们?|本)(?P<word>{_ANY_BODY})(?![员场报版])", ""),
    (
        "event",
        rf"{_START}{one_of(words('pointing_words', 'that_event'))}?"
        rf"(?P<word>{one_of(words('pointing_words', 'event'))})"
        rf"(?={one_of(words('pointing_words', 'after_event'))}|，)",
        "",
    ),
    ("event", rf"{_START}(?P<word>{one_of(words('pointing_words', 'at_event'))})", ""),
    # 公司另奖他一万元, 她是厂里的质检员; not 一家公司, 分公司, 以人民为中心
    (
        "org",
        rf"(?:(?<=[{_ALONE}”）)])|^)(?P<word>{one_of({*_FREE, *words('pointing_words', 'inside')})})"
        r"(?![家制化法]|组织|制度)(?<!为中心)",
        "",
    ),
    (
        "org",
        r"(?:(?<=[，。；：、！？\n“的在由与和被将从向为对给获])|^)"
        rf"(?P<word>{one_of({*_GENERAL, *words('pointing_words', 'body_alone')})})"
        rf"(?={one_of(words('pointing_words', 'after_body'))}|[，、一二三四五六七八九十])",
        "",
    ),
    ("he", r"(?<![其吉])(?P<word>他)(?![们人乡国山用律因])", "他"),
    ("he", r"(?<![其吉])(?P<word>她)(?![们人乡国山用律因])", "她"),
    ("this", "(?P<word>这位|这名|该同志)", ""),
    (
        "they",
        rf"(?P<word>前?{_SEVERAL}[人位]|{one_of(words('pointing_words', 'they'))})"
        rf"(?={_ALL}|{one_of(words('pointing_words', 'they_do'))}|，)",
        "",
    ),
    (
        "bodies",
        rf"(?P<word>{_SEVERAL}{one_of(words('pointing_words', 'bodies'))})(?={_ALL}|[全被联，])",
        "",
    ),
    ("latter", "(?P<word>后者|前者)", "者"),
)
# 这套, 这个, 该: right before a word that means what was named before.
_POINTED = re.compile("[这该此那同][一两]?[个套项支家座所台份部首本种条次场件款幅门]?$")
_GOES_ON = frozenset("室点组员队站所部长者家品物书法")  # 行动|组 is no 行动
_COMPILED = tuple((kind, re.compile(pattern), sign) for kind, pattern, sign in _PATTERNS)


def find_pointers(text: str, taken: Sequence[Span], heads: Iterable[str]) -> list[Pointer]:
    """The pointing words of a sentence in their order, none where a name stands in ``taken``.

    ``heads``: the last words of names told before, which stand for these.

    >>> [(p.kind, p.word) for p in find_pointers("这套系统由该公司研制", [], ["系统"])]
    [('head', '系统'), ('org', '公司')]
    """
    found: list[Pointer] = []

    def take(start: int, end: int, kind: str, word: str) -> None:
        clash = any(start < e and s < end for s, e in taken)
        if not clash and not any(start < p.end and p.start < end for p in found):
            found.append(Pointer(start, end, kind, word))

    for kind, pattern, sign in _COMPILED:
        if sign in text:
            for match in pattern.finditer(text):
                take(*match.span(), kind, match["word"])
    for head in sorted([h for h in heads if h in text], key=lambda head: (-len(head), head)):
        for start, end in _find_head(text, head):
            take(start, end, "head", head)
    return sorted(found)


def _find_head(text: str, head: str) -> Iterator[Span]:
    """Where a head stands by itself, or with a word that points at it."""
    at = text.find(head)
    while at >= 0:
        end = at + len(head)
        if end == len(text) or text[end] not in _GOES_ON:
            if pointed := _POINTED.search(text, max(0, at - 3), at):
                yield pointed.start(), end
            elif at == 0 or text[at - 1] in _ALONE:
                yield at, end
        at = text.find(head, end)
