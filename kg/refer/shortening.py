"""Whether one name of a body is a short form of another, by how Chinese shortens names.

A firm drops its place, its form and its trade (青山电力设备有限公司: 青山电力, 青山集团). A public
body does not drop words: 青山大学 is another than 青山工业大学, and a city's union another than its
district's; it clips them (卫健委 of 卫生健康委员会). A part of a body is never the body.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kg.lexicons import one_of, words
from kg.refer.places import divisions, leading_place, level_of, split_chain

_FORM = rf"(?:{one_of((*words('body_heads', 'form'), '总公司'))}|[（(][^（）()]*[）)])"
_FIRM = rf"(?:集团)?(?:股份|控股)?{one_of(words('body_heads', 'firm_end'))}(?:[（(].*[）)])?"
_FIRM_END = re.compile(f"{_FIRM}$")
_FORM_ONLY = re.compile(rf"{_FORM}+$")
_LEGAL = re.compile(r"有限(?:责任)?公司")
_FIRM_HEAD = re.compile(r"(?:公司|集团|厂|矿|银行)$")
# What is a part of the body whose name stands before it.
_PART = re.compile(rf"(?:{one_of(words('body_heads', 'part'))}|采油.厂|.值)$")
_HEAD = re.compile(rf"({one_of(words('body_heads', 'head', 'kept'))}|(?<!集)团)$")
# Behind these words of a longer name begins the name of a body within.
_WITHIN = re.compile(
    rf"(?:{one_of(words('body_heads', 'head', 'kept', 'firm_end'))}|(?<!集)团|[镇乡村])$"
)
_PARENT = re.compile(f"{_FIRM}|大学|学院|医院")
_ONE_WORD = frozenset("矿队站厂校段馆所")  # a head of one character: 顾岭矿 of 顾岭煤矿
_NUMBERED = re.compile("([一二三四五六七八九十]+)([中小高院])")
# Words whose presence or absence leaves a public body the same.
_IDLE = frozenset(words("body_heads", "idle"))


def firm_core(name: str) -> str:
    """What is left of a firm's name without place and form."""
    core = _FIRM_END.sub("", name)
    place = leading_place(core)
    if place is None:
        place = next((core[:n] for n in (4, 3, 2) if core[:n] in divisions()), None)
    if place and len(core) - len(place) >= 2:
        core = core[len(place) :]
    return core


def is_short_of(short: str, full: str) -> bool:
    """Whether ``short`` may be a short form of ``full``.

    >>> is_short_of("青山节水", "甘州青山节水灌溉集团有限公司")
    True
    >>> is_short_of("苏州大学", "苏州科技大学"), is_short_of("柳州市总工会", "柳州市鱼峰区总工会")
    (False, False)
    >>> is_short_of("青山节水", "青山节水集团工会"), is_short_of("青山大学", "青山大学土木工程学院")
    (False, False)
    >>> is_short_of("河湾派出所", "青山县公安局河湾派出所"), is_short_of("青山矿", "青山煤矿")
    (True, True)
    """
    if len(short) >= len(full) or (short.startswith("中共") and not full.startswith("中共")):
        return False
    if not _in_order(_bare(short), full):
        return False
    short, full = _plain(short), _plain(full)
    if short == full or _is_within(short, full):
        return True
    if not 2 <= len(short) < len(full) or level_of(short) or not _agree_in_place(short, full):
        return False
    if f"“{short}”" in full:
        return True
    if full.endswith(short):
        return _is_rear_of(short, full)
    if _is_of_parent(short, full):
        return False
    if _heads_differ(short, full):
        return False
    if _FIRM_END.search(full) and not _PART.search(full):
        return _shortens_firm(short, full)
    return _shortens_body(short, full)


@lru_cache(maxsize=16384)
def _bare(name: str) -> str:
    """A name without what names end in: what any longer form of it has too."""
    return _FIRM_END.sub("", _plain(name).removesuffix("委").removesuffix("办"))


def _plain(name: str) -> str:
    return (
        name.removeprefix("中共")
        .replace("委员会", "委")
        .replace("委会", "委")
        .replace("办事处", "办")
    )


def _places(name: str) -> list[str]:
    place = leading_place(name)
    return split_chain(place) if place else []


def _agree_in_place(short: str, full: str) -> bool:
    """Whether a place that the short name opens with is the nearest of the full one's.

    Of a firm any of its places will do.
    """
    own, other = _places(short), _places(full)
    if not own or not other or own[-1] == other[-1]:
        return True
    if _FIRM_END.search(full):
        return own[-1] in other
    return own[-1] not in divisions() and _in_order(own[-1], other[-1])


def _is_rear_of(short: str, full: str) -> bool:
    """艺术学院 of 某某大学艺术学院; 总厂 of nothing."""
    before = full[: len(full) - len(short)]
    if len(before) < 2:
        return False
    named = bool(leading_place(full) or before[:2] in divisions())
    return (named and len(short) > 2) or len(short) >= 4 or bool(_HEAD.search(short))


def _is_within(short: str, full: str) -> bool:
    """河湾派出所 of 青山县公安局河湾派出所, 河湾社区 of 青山镇河湾社区: the whole last part."""
    before = full[: len(full) - len(short)]
    return len(short) > 2 and full.endswith(short) and bool(_WITHIN.search(before))


def _is_of_parent(short: str, full: str) -> bool:
    """Whether it shortens the body that the full name opens with, not the one within it."""
    for head in _PARENT.finditer(full):
        within = full[head.end() :]
        if len(within) > 2 and not _FORM_ONLY.match(within) and not _LEGAL.match(within):
            return is_short_of(short, full[: head.end()]) or short == full[: head.end()]
    return False


def _heads_differ(short: str, full: str) -> bool:
    """A union and a firm, a school and its hospital are never one however they are shortened."""
    a, b = _HEAD.search(short), _HEAD.search(full)
    if a and b:
        return a.group(1)[0] not in b.group(1) and a.group(1)[-1] != b.group(1)[-1]
    return a is not None


def _shortens_firm(short: str, full: str) -> bool:
    if full.startswith(short):
        rest = full[len(short) :]
        return not _FIRM_HEAD.search(short) or bool(_FORM_ONLY.match(rest))
    if _LEGAL.search(short):
        return False
    core, bare = firm_core(full), _FIRM_END.sub("", short)
    if len(bare) >= 2 and core.startswith(
        bare
    ):  # 青山 is a place too, but here it is the firm's name
        return True
    own = firm_core(short)
    place = bare.removesuffix(own)
    if len(own) < 2 or place.rstrip("省市县区") not in full:
        return False
    if core.startswith(own) or (len(core) > 4 and core[1:].startswith(own)):
        return True
    return own[0] in (full[0], core[:1]) and len(own) <= 5 and _in_order(own, full)


def _shortens_body(short: str, full: str) -> bool:
    if _clips_zone(short, full):
        return True
    place = leading_place(full) or ""
    rest = full[len(place) :]
    if full.startswith(short) or rest.startswith(short):
        after = full[len(short) :] if full.startswith(short) else rest[len(short) :]
        return not _HEAD.search(short) and not _FIRM_HEAD.search(short) and not _PART.search(after)
    own = short[len(leading_place(short) or "") :]
    if not _in_order(own, full):
        return False
    if len(own) == 1:
        return bool(place) and own == rest[-1] and own in "局厅馆院"
    if len(own) == 2 and own[-1] == rest[-1] and own[0] == rest[0] and not _HEAD.fullmatch(own):
        return True
    if _is_numbered(own, rest):
        return True
    if own[-1] == rest[-1] and own[-1] in _ONE_WORD and len(own) > 2 and rest.startswith(own[:-1]):
        return True
    dropped = _dropped(own, rest)
    if dropped is not None:
        return dropped in _IDLE
    if place and own[-1] == rest[-1]:
        return True
    return own[0] in (full[0], rest[:1]) and (len(own) <= 5 or own[:2] in full)


def _is_numbered(own: str, rest: str) -> bool:
    """一中 of 第一中学."""
    match = _NUMBERED.fullmatch(own)
    return match is not None and rest.startswith(f"第{match[1]}") and match[2] in rest


def _clips_zone(short: str, full: str) -> bool:
    """高新区企业联合会 of 柳州高新技术产业区企业联合会."""
    at = short.find("区")
    return (
        2 <= at <= 3
        and full.endswith(short[at:])
        and _in_order(short[:at], full[: len(full) - len(short) + at])
    )


def _dropped(own: str, rest: str) -> str | None:
    """The words that ``rest`` has more in one place; None where it differs in several."""
    ahead = 0
    while ahead < len(own) and own[ahead] == rest[ahead]:
        ahead += 1
    behind = len(own) - ahead
    if behind and not rest.endswith(own[ahead:]):
        return None
    return rest[ahead : len(rest) - behind]


def _in_order(characters: str, text: str) -> bool:
    rest = iter(text)
    return all(c in rest for c in characters)
