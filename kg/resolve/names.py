"""What a name alone says: which one it is, or only what it is.

南昌市总工会 is one body wherever it is named; 市总工会, 第一人民医院 and 一等奖 are as many things
as there are towns and contests. Whether a name tells is settled by fixed lists, never by the other
documents: else a page that is added could change what was read before.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from kg.lexicons import one_of, read_rows, words
from kg.model import AWARD, ORGANIZATION, PLACE, PROGRAMME
from kg.refer.forms import key
from kg.refer.names import is_prize_level
from kg.refer.places import LEVELS, divisions, leading_place

_NATIONAL = re.compile(rf"^{one_of(words('place_words', 'nation', 'opens_national'))}")
_LEVELLED = re.compile(rf"^(?:中共|共青团)?(?:{'|'.join(LEVELS)}|全[国省市县区州旗]|[省市县区]级)")
_ITS = re.compile(rf"^{one_of(words('pointing_words', 'its'))}")  # of bodies only: 集团工会
_MINISTRY = re.compile(r"^[一-鿿]{2,10}部$")
_HERE = re.compile(r"(?:街道|社区|村|镇|乡)(?:[一-鿿]{2,9})$")
_SPOT = re.compile(rf"{one_of(words('place_words', 'spot'))}$")
_HONORIFIC = re.compile(
    rf".(?:某.?|{one_of(words('post_words', 'address', 'address_too'))})|[老小阿大].|.+[某×*].*"
)
_EDITION = re.compile(
    r"^(?:(?:19|20)\d{2}[-—~至](?:19|20)?\d{2,4}年?度?|(?:19|20)\d{2}年?度?|第[一二三四五六七八九十百\d]+[届次批]|首届|首批)"
)


@cache
def _generic(kind: str) -> re.Pattern[str] | None:
    rows = [row for name, row, *_ in read_rows("generic_names", 2) if name == kind]
    patterns = sorted(" ".join(rows).split(), key=len, reverse=True)
    return re.compile("|".join(patterns)) if patterns else None


@lru_cache(maxsize=100_000)
def tells(kind: str, name: str) -> bool:
    """Whether a name says which one is meant, without the text around it.

    >>> [tells("Organization", name) for name in ("南昌市总工会", "市总工会", "第一人民医院")]
    [True, False, False]
    >>> [tells("Award", name) for name in ("全国劳动模范", "劳动模范", "一等奖", "南昌工匠")]
    [True, False, False, True]
    >>> [tells("Programme", name) for name in ("技能竞赛", "“安康杯”竞赛")]
    [False, True]
    """
    plain = key(name)
    if _NATIONAL.match(plain) and len(plain) > 3:
        return True
    if kind == AWARD and is_prize_level(plain):
        return False
    if kind == PLACE:
        if plain in divisions():
            return True
    else:
        if has_place(plain):
            return True
        if _LEVELLED.match(plain) and plain[:3] not in divisions():
            return False
    if kind == ORGANIZATION and _ITS.match(plain):
        return False
    if kind == ORGANIZATION and (_MINISTRY.match(plain) and not plain.endswith("宣传部")):
        return True
    if kind == ORGANIZATION and _HERE.search(plain):
        return False
    generic = _generic(kind)
    if generic is None:
        return True
    rest = re.sub(r"[^\w]", "", generic.sub("", plain))
    if kind == PLACE and _SPOT.search(plain):
        return False  # there is a 中山路, and a 城关镇, in every province
    return len(rest) >= 2 or (kind == PROGRAMME and "“" in name and bool(rest))


@lru_cache(maxsize=100_000)
def has_place(name: str) -> bool:
    """Whether a name begins with a division of the country: 南昌市总工会, 贵州供水公司."""
    if leading_place(name):
        return True
    return any(name[:length] in divisions() and len(name) > length for length in (7, 6, 5, 4, 3, 2))


@lru_cache(maxsize=100_000)
def identity_key(kind: str, name: str) -> str:
    """What two writings of one thing's name share: marks left out, an award's year and session too.

    >>> identity_key("Award", "2015年度国家自然科学奖二等奖")
    '国家自然科学奖二等奖'
    >>> identity_key("Award", "山西省“工人先锋号")
    '山西省工人先锋号'
    >>> identity_key("Award", "大国工匠人才"), identity_key("Award", "高技能人才")
    ('大国工匠', '高技能人才')
    """
    plain = key(name) or name
    if kind == AWARD:
        if plain.endswith("工匠人才"):
            plain = plain.removesuffix("人才")
        rest = _EDITION.sub("", plain)
        if len(rest) >= 4 and not is_prize_level(rest):
            return rest
    return plain


def is_surname_only(name: str) -> bool:
    """王女士, 李师傅, 张某: not a name that another article could mean.

    >>> [is_surname_only(name) for name in ("王女士", "老李", "张某", "李伟")]
    [True, True, True, False]
    """
    return bool(_HONORIFIC.fullmatch(name)) or len(name) < 2


@cache
def _given_characters() -> frozenset[str]:
    return frozenset(c for row in read_rows("given_characters") for c in row[0])


@lru_cache(maxsize=100_000)
def rarity(name: str) -> float:
    """Bits that two articles' sharing a person's name says for his being one.

    Two characters, or characters that millions of names hold, say little: 李伟, 王建国. A name of
    a minority or a foreigner (阿不都拉·买买提) says much.
    """
    if "·" in name or len(name) > 4:
        return 16.0
    given = name[1:] if len(name) <= 3 else name[2:]
    common = sum(character in _given_characters() for character in given)
    if len(given) == 1:
        return 6.0 if common else 9.0
    return (16.0, 13.0, 10.0)[min(common, 2)]


RARE = 13.0  # names of at least so many bits stand without a qualifier


def is_rare(name: str) -> bool:
    """Whether a name alone is a fair id: 左岭秋, not 李伟 or 王建国.

    >>> [is_rare(name) for name in ("左岭秋", "李伟", "王建国")]
    [True, False, False]
    """
    return rarity(name) >= RARE and not is_surname_only(name)
