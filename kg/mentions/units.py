"""A unit inside an establishment is no employer of its own: 某公司设备部|部长 is of 某公司, its 设备部部长.

Readers state the establishment that stands next to a person (a firm, a mine, a branch, a hospital)
as the employer; the workshop, office or class inside it belongs to the post.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kg.mentions.borders import cut
from kg.model import ORGANIZATION, TITLE, Article, Mention, in_order

# What stands on its own; the last of a name is the employer.
_ESTABLISHMENT = re.compile(
    r"(?:有限责任公司|有限公司|公司|集团|(?<!车)厂|煤矿|(?<=[一-鿿])矿|油田|医院|卫生院|大学|学校|中学|小学|幼儿园|银行|支行|分行|研究院|研究所|"
    r"设计院|工务段|机务段|车辆段|电务段|供电段|客运段|车务段|供电所|电视台|报社|总工会|人民法院|人民检察院|"
    r"(?<=[市县区省州旗盟])(?:[一-鿿]{2,10}?)局|(?:文化和旅游|教育|财政|农业农村|交通运输|水利|民政|司法|科学技术|生态环境)部|(?<!学院)(?<=[一-鿿]{2})学院)"
)
# What is inside one.
_UNIT = re.compile(
    r"[一-鿿A-Za-z0-9“”]{0,14}(?:车间|工段|工区|作业区|班组|[一二三四五六七八九十丙乙甲丁运检]班|[采油焊装修检维保洁护运]班|教研室|事业部|项目部|项目经理部|"
    r"[一-鿿]{2}部|[一-鿿]{1,6}处|[一-鿿]{1,6}科|[一-鿿]{1,6}系|[一-鿿]{1,6}室|[一-鿿]{2,6}组|[一-鿿]{2,8}司|[一-鿿]{2,8}中心|工会|工会委员会|党委|团委|党支部|党总支)$"
)
_FIRM = re.compile(r"(?:公司|集团|厂|矿|油田|医院|学校|大学|学院|银行|段|中学|小学)$")


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
