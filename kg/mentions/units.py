"""A unit inside an establishment is no employer of its own: 某公司设备部|部长 is of 某公司, its 设备部部长.

Readers state the establishment that stands next to a person (a firm, a mine, a branch, a hospital)
as the employer; the workshop, office or class inside it belongs to the post.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kg.lexicons import one_of, words
from kg.mentions.borders import cut
from kg.model import ORGANIZATION, TITLE, Article, Mention, in_order

# What stands on its own; the last of a name is the employer.
_ESTABLISHMENT = re.compile(
    rf"(?:{one_of(words('body_heads', 'establishment'))}|(?<!车)厂|(?<=[一-鿿])矿|"
    r"(?<=[市县区省州旗盟])(?:[一-鿿]{2,10}?)局|"
    rf"{one_of(words('body_heads', 'ministry'))}部|(?<!学院)(?<=[一-鿿]{{2}})学院)"
)
# What is inside one.
_UNIT = re.compile(
    rf"[一-鿿A-Za-z0-9“”]{{0,14}}(?:{one_of(words('body_heads', 'unit'))}|"
    r"[一二三四五六七八九十丙乙甲丁运检]班|[采油焊装修检维保洁护运]班|"
    r"[一-鿿]{2}部|[一-鿿]{1,6}[处科系室]|[一-鿿]{2,6}组|[一-鿿]{2,8}(?:司|中心))$"
)
_FIRM = re.compile(rf"{one_of(words('body_heads', 'employer'))}$")


def within_establishments(article: Article, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Give the unit that stands between an establishment and a post to the post."""
    ordered = in_order(mentions)
    opened = {m.start: m for m in ordered if m.kind == TITLE}
    moved: dict[int, Mention] = {}
    for mention in ordered:
        post = opened.get(mention.end) if mention.kind == ORGANIZATION else None
        at = _inner(mention.text) if post else None
        if post and at:
            start = mention.start + at
            moved[post.start] = replace(post, start=start, text=article.text[start : post.end])
            yield cut(mention, 0, at)
        elif mention.kind != TITLE or mention.start not in moved:
            yield mention
    yield from moved.values()


def _inner(name: str) -> int | None:
    """Where the unit begins that a name ends in, behind the last establishment."""
    ends = [match.end() for match in _ESTABLISHMENT.finditer(name)]
    for end in reversed(ends):
        if end == len(name):
            return None
        unit = _UNIT.fullmatch(name, end)
        if unit:
            union = unit.group().endswith(("工会", "工会委员会", "党委", "团委"))
            return end if not union or _FIRM.search(name[:end]) else None
    return None
