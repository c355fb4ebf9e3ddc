"""Copies of annotated texts whose people, places and bodies are exchanged for others.

What is learned is then how a name stands in a sentence, not the names of the corpus. Exchanged
names are one for one within a text. People are made from surnames, given-name characters and, since
news has people called 成功 and 明亮, ordinary words; places are real divisions of the same level.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kg.lexicons import read_rows
from kg.mentions.tagger.corpus import Annotated, Span
from kg.model import ORGANIZATION, PERSON, PLACE, PROGRAMME, TITLE

COMPANY = re.compile("公司|集团|厂$")
OPENING = frozenset('“《"「')
LISTED = 0.05  # how often another name is put before one: 甲 -> 乙和甲
FORMER = 0.02  # how often 原 and its like are put before a body
MADE = 0.25  # how often a name is made from lexicons
TEAM = 0.15  # how often a body that is made is a team with a name of its own
UNIT = 0.25  # how often it is part of another
INVENTIONS = tuple(
    "装置 方法 系统 技术 工艺 研究 应用 设备 工具 平台 机器人 检测方法 研发及应用 关键技术 工法 "  # noqa: SIM905
    "关键技术与应用 成套装备 控制系统 的研制 产业化 新方法 操作法 改造 器".split()
)


@dataclass(frozen=True)
class Places:
    """Divisions by their ending, and the short forms (泉州) of those above the street."""

    ending: Mapping[str, str]
    by_ending: Mapping[str, Sequence[str]]
    short: Sequence[str]
    short_set: frozenset[str]

    def like(self, place: str, draw: random.Random) -> str | None:
        """Another place of the same level, None where ``place`` is none we know."""
        if place in self.ending:
            return draw.choice(self.by_ending[self.ending[place]])
        if place in self.short_set:
            return draw.choice(self.short)
        for ending in self.by_ending:
            if place.endswith(ending) and len(place) > len(ending) + 1:
                return draw.choice(self.by_ending[ending])
        return None

    def prefix(self, name: str) -> str:
        """The longest place that ``name`` begins with, leaving two characters at least."""
        for size in range(min(9, len(name) - 2), 1, -1):
            if name[:size] in self.ending or name[:size] in self.short_set:
                return name[:size]
        return ""


@dataclass(frozen=True)
class Stock:
    """What exchanged names are drawn from: lexicons, and the corpus that is trained on."""

    places: Places
    common_surnames: Sequence[str]
    surnames: Sequence[str]
    compound_surnames: Sequence[str]
    name_parts: Sequence[tuple[str, Sequence[str]]]
    given: Sequence[str]
    words: Sequence[str]
    wordlike_names: Sequence[str]
    trades: Sequence[str]
    firm_endings: Sequence[str]
    brands: Sequence[str]
    brand: Sequence[str]
    heads: Mapping[str, Sequence[str]]
    mentions: Mapping[tuple[str, bool], Sequence[str]]  # (kind, quoted) -> texts


def augment(corpus: Sequence[Annotated], copies: int, seed: int = 0) -> list[Annotated]:
    """``copies`` of each text, each drawn from its own stream, whatever the texts around it."""
    stock = _stock(corpus)
    return [
        exchange(text, stock, random.Random(f"{seed}/{copy}/{Path(text.name).name}"))
        for copy in range(copies)
        for text in corpus
    ]


def exchange(text: Annotated, stock: Stock, draw: random.Random) -> Annotated:
    """Put other names in the place of a text's mentions."""
    chosen: dict[tuple[str, str], str] = {}
    firms: dict[str, _Firm] = {}
    pieces: list[str] = []
    spans: list[Span] = []
    position = length = 0

    def put(words: str, kind: str = "") -> None:
        nonlocal length
        if kind:
            spans.append(Span(length, length + len(words), kind))
        pieces.append(words)
        length += len(words)

    for span in text.spans:
        old = text.text[span.start : span.end]
        quoted = span.start > 0 and text.text[span.start - 1] in OPENING
        if (span.kind, old) not in chosen:
            chosen[span.kind, old] = _other(span.kind, old, quoted, chosen, firms, stock, draw)
        put(text.text[position : span.start])
        position = span.end
        if span.kind in (PERSON, ORGANIZATION) and not quoted:
            chance = draw.random()
            if chance < LISTED:
                for _ in range(draw.choice([1, 1, 2])):
                    put(_one_more(span.kind, stock, draw), span.kind)
                    put("、")
                length -= 1
                pieces[-1] = draw.choice(["和", "和", "与", "及", "、"])
                length += 1
            elif chance < LISTED + FORMER and span.kind == ORGANIZATION:
                put(draw.choice(["原", "时任", "原任", "现任", "时任原"]))
        put(chosen[span.kind, old], span.kind)
    put(text.text[position:])
    return Annotated(f"{text.name}~", "".join(pieces), tuple(spans))


@dataclass(frozen=True)
class _Firm:
    place: str
    brand: str
    trade: str
    ending: str

    @property
    def full(self) -> str:
        return self.place + self.brand + self.trade + self.ending

    def short(self, draw: random.Random) -> str:
        """A form that news uses once the full name is told."""
        forms = [self.brand, self.brand + self.trade, self.brand + self.trade, self.brand + "公司"]
        if self.place:
            forms.append(self.place + self.brand)
        return draw.choice([form for form in forms if len(form) > 1])


def _one_more(kind: str, stock: Stock, draw: random.Random) -> str:
    if kind == PERSON:
        return _person(stock, draw)
    chance = draw.random()
    if chance < 0.4:
        return _firm(stock, draw).full
    return _made(ORGANIZATION, stock, draw)


def _other(
    kind: str,
    old: str,
    quoted: bool,
    chosen: Mapping[tuple[str, str], str],
    firms: dict[str, _Firm],
    stock: Stock,
    draw: random.Random,
) -> str:
    if kind == PERSON:
        for (other_kind, full), new in chosen.items():  # 小吕 after 吕荣远
            if other_kind == PERSON and len(full) > len(old) < len(new) and full.startswith(old):
                return new[: len(old)]
        return _person(stock, draw) if len(old) > 1 else draw.choice(stock.surnames)
    if kind == PLACE:
        if place := stock.places.like(old, draw):
            return place
        return draw.choice(stock.mentions[PLACE, False] or [old]) if draw.random() < 0.5 else old
    if kind == ORGANIZATION:
        return _organization(old, quoted, firms, stock, draw)
    new = old
    if kind in stock.heads and draw.random() < MADE:
        return _made(kind, stock, draw, quoted)
    if draw.random() < (0.4 if kind == TITLE else 0.5):
        new = draw.choice(stock.mentions.get((kind, quoted)) or [old])
    if kind != TITLE and (place := stock.places.prefix(new)) and draw.random() < 0.7:
        new = (stock.places.like(place, draw) or place) + new[len(place) :]
    return new


def _person(stock: Stock, draw: random.Random) -> str:
    chance = draw.random()
    if chance < 0.10:
        join, parts = draw.choice(stock.name_parts)
        name = draw.sample(parts, draw.choice([1, 2, 2, 2]))
        return ("·" if join == "dot" and draw.random() < 0.7 else "").join(name)
    if chance < 0.15:
        surname = draw.choice(stock.compound_surnames)
    else:
        surname = draw.choice(stock.common_surnames if chance < 0.50 else stock.surnames)
    chance = draw.random()
    if chance < 0.13 and len(surname) == 1:
        return draw.choice(stock.wordlike_names)
    if chance < 0.25:
        return surname + draw.choice(stock.words)
    if chance < 0.50:
        return surname + draw.choice(stock.given)
    return surname + draw.choice(stock.given) + draw.choice(stock.given)


def _organization(
    old: str, quoted: bool, firms: dict[str, _Firm], stock: Stock, draw: random.Random
) -> str:
    place = stock.places.prefix(old)
    chance = draw.random()
    if 2 <= len(old) <= 6:
        for full, firm in firms.items():
            if len(full) > len(old) and _abbreviates(old, full):
                return firm.short(draw)
    if COMPANY.search(old) and chance < 0.6:
        firms[old] = _firm(stock, draw)
        return firms[old].full
    if len(old) >= 5 and draw.random() < MADE:
        return _body(stock, draw, quoted)
    if place and chance < 0.7:
        return (stock.places.like(place, draw) or place) + old[len(place) :]
    if chance < 0.85:
        other = draw.random() < 0.03
        return draw.choice(stock.mentions.get((ORGANIZATION, other)) or [old])
    return old


def _abbreviates(short: str, full: str) -> bool:
    """Whether the characters of ``short``, a head like 公司 aside, stand in ``full`` in order."""
    rest = iter(full)
    return all(c in rest for c in short.removesuffix("公司").removesuffix("集团"))


def _body(stock: Stock, draw: random.Random, quoted: bool) -> str:
    chance = draw.random()
    if chance < TEAM and not quoted:
        return _team(stock, draw)
    if chance < TEAM + UNIT:
        return _unit(stock, draw)
    return _made(ORGANIZATION, stock, draw)


def _team(stock: Stock, draw: random.Random) -> str:
    """A team by the name it goes by, with or without whose it is: 某区“石榴花”志愿服务队."""
    name = "".join(draw.choice(stock.words) for _ in range(draw.choice([1, 1, 2])))
    if draw.random() < 0.3:
        name = draw.choice(stock.given) + draw.choice(stock.brand) + draw.choice("花蓝红光星")
    if draw.random() < 0.1:
        name += "号"
    owner = ""
    chance = draw.random()
    if chance < 0.2:
        owner = draw.choice(stock.places.by_ending[draw.choice(["市", "县", "区", "镇", "街道"])])
    elif chance < 0.35:
        owner = draw.choice(stock.places.short)
    elif chance < 0.5:
        owner = _parent(stock, draw)
    quoted = draw.random() < 0.8
    return owner + (f"“{name}”" if quoted else name) + draw.choice(stock.heads["Team"])


def _unit(stock: Stock, draw: random.Random) -> str:
    """A part of a body, by where it is or what it does: 某某集团平川分公司, 某局电力二队."""
    chance = draw.random()
    middle = ""
    if chance < 0.25:
        middle = draw.choice(stock.places.short)
    elif chance < 0.55:
        middle = draw.choice(stock.words)
    elif chance < 0.6:
        middle = f"“{draw.choice(stock.words)}”"
    return _parent(stock, draw) + middle + draw.choice(stock.heads["Unit"])


def _parent(stock: Stock, draw: random.Random) -> str:
    chance = draw.random()
    if chance < 0.5:
        known = draw.choice(stock.mentions.get((ORGANIZATION, False)) or [""])
        if len(known) > 3 and "“" not in known:
            return known
    return _firm(stock, draw).full if chance < 0.75 else _made(ORGANIZATION, stock, draw)


def _made(kind: str, stock: Stock, draw: random.Random, quoted: bool = False) -> str:
    """A name put together from a place or a brand, ordinary words, and a head of its kind."""
    head = draw.choice(stock.heads[kind])
    chance = draw.random()
    if quoted and kind == PROGRAMME:
        if chance < 0.5:  # a project or an invention
            parts = [draw.choice(stock.words) for _ in range(draw.choice([1, 2, 2, 3, 4]))]
            start = draw.choice(["", "", "一种", "面向", "基于", "新型", "高"])
            link = draw.choice(["", "", "的", "关键"])
            return start + "".join(parts) + link + draw.choice(INVENTIONS)
        parts = [draw.choice(stock.words) for _ in range(draw.choice([1, 2, 2, 3]))]
        return draw.choice(["", "", "", "·"]).join(parts)
    place = ""
    if chance < 0.35:
        place = draw.choice(stock.places.short)
    elif chance < 0.6:
        place = draw.choice(stock.places.by_ending[draw.choice(["市", "县", "区", "省", "镇"])])
    elif chance < 0.7 and kind != ORGANIZATION:
        place = draw.choice(["全国", "全省", "全市", "全县", "全区", "省", "市", "县", "国家级"])
    words = "".join(draw.choice(stock.words) for _ in range(draw.choice([0, 1, 1, 2])))
    if kind == ORGANIZATION and not place and not words:
        words = draw.choice(stock.brand) + draw.choice(stock.brand)
    if kind == PROGRAMME:
        number = draw.choice("一二三四五六七八九十")
        edition = draw.choice(
            ["", "", "", f"第{number}届", f"{draw.randint(2010, 2027)}年", "首届"]
        )
        words = draw.choice([words, words, f"“{words}”"]) if words else words
        pair = (edition, place) if draw.random() < 0.5 else (place, edition)
        return "".join(pair) + words + head
    return place + words + head


def _firm(stock: Stock, draw: random.Random) -> _Firm:
    chance = draw.random()
    place = ""
    if chance < 0.4:
        place = draw.choice(stock.places.short)
    elif chance < 0.6:
        place = draw.choice(stock.places.by_ending[draw.choice(["市", "县", "区", "省"])])
    if draw.random() < 0.6:
        brand = "".join(draw.choice(stock.brand) for _ in range(draw.choice([2, 2, 2, 3, 4])))
    else:
        brand = draw.choice(stock.words)
    trade = draw.choice(stock.trades) if draw.random() < 0.8 else ""
    ending = draw.choice(stock.firm_endings)
    chance = draw.random()
    if chance < 0.05:
        return _Firm("", draw.choice(stock.brands), "", "")
    if chance < 0.10:
        brand, trade = draw.choice(stock.brands), place
        place = ""
        return _Firm(place, brand, trade, draw.choice(["分公司", "公司", "有限公司", "支公司"]))
    return _Firm(place, brand, trade, ending)


def _stock(corpus: Sequence[Annotated]) -> Stock:
    given: list[str] = []
    brand: list[str] = []
    mentions: dict[tuple[str, bool], dict[tuple[str, str], None]] = defaultdict(dict)
    for text in corpus:
        for span in text.spans:
            words = text.text[span.start : span.end]
            if "\n" in words:
                continue
            if span.kind == PERSON and 2 <= len(words) <= 3 and _han(words):
                given += words[1:]
            if span.kind == ORGANIZATION:
                brand += (c for c in words[:6] if _han(c))
            quoted = span.start > 0 and text.text[span.start - 1] in OPENING
            mentions[span.kind, quoted][text.name, words] = None
    rows = [r for r in read_rows("surnames") if len(r[0]) > 0]
    single = [c for r in rows if len(r[0]) > 4 for c in r[0]]
    parts = read_rows("name_parts", columns=3)
    rare = [p for r in parts if r[0] == "surname" for p in r[2].split()]
    firms = {r[0]: r[1].split() for r in read_rows("firm_parts", columns=2)}
    ordinary = _words()
    surnames = single + rare
    known = set(surnames)
    counted = _by_use(corpus, known)
    return Stock(
        places=_places(),
        common_surnames=counted[:120] or surnames,
        surnames=surnames,
        compound_surnames=[r[0] for r in rows if len(r[0]) <= 4],
        name_parts=[(r[1], r[2].split()) for r in parts if r[0] != "surname"],
        given=given or ["明"],
        words=ordinary,
        wordlike_names=[w for w in ordinary if w[0] in known],
        trades=firms["trade"],
        firm_endings=firms["ending"],
        brands=firms["brand"],
        brand=brand or ["华"],
        heads={row[0]: row[1].split() for row in read_rows("name_heads", columns=2)},
        mentions={key: [words for _, words in seen] for key, seen in mentions.items()},
    )


def _by_use(corpus: Sequence[Annotated], surnames: set[str]) -> list[str]:
    count: dict[str, int] = defaultdict(int)
    for text in corpus:
        for span in text.spans:
            if span.kind == PERSON and text.text[span.start] in surnames:
                count[text.text[span.start]] += 1
    return sorted(count, key=lambda c: (-count[c], c))


def _han(words: str) -> bool:
    return all("\u4e00" <= c <= "\u9fff" for c in words)


@lru_cache(maxsize=1)
def _places() -> Places:
    by_ending = {row[0]: row[1].split() for row in read_rows("divisions", columns=2)}
    ending = {name: end for end, names in by_ending.items() for name in names}
    short = sorted(
        {
            name[: -len(end)]
            for end in ("省", "市", "县", "区", "旗")
            for name in by_ending[end]
            if len(name) - len(end) >= 2
        }
    )
    return Places(ending, by_ending, short, frozenset(short))


@lru_cache(maxsize=1)
def _words() -> list[str]:
    """Common words of two characters that are no names, from jieba's dictionary."""
    import jieba  # slow to import, and needed only here

    found = []
    with jieba.dt.get_dict_file() as file:
        for line in file:
            word, count, tag = line.decode("utf-8").split()
            if (
                len(word) == 2
                and int(count) >= 100
                and tag[0] in "vanbid"
                and tag not in ("ns", "nr", "nt", "nrt")
                and _han(word)
            ):
                found.append(word)
    return found
