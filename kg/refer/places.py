"""Which place a level word means: whose is 市总工会 in an article about 泉州?

The divisions of China, with codes, are a lexicon; the places an article names, alone or inside the
names of bodies, say which of them it is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache

from kg.lexicons import one_of, read_rows, words
from kg.lexicons.finder import NameFinder
from kg.model import ORGANIZATION, PLACE, Article, Mention

_COUNTY_UP = "level", "autonomous", "banner"
# Longest first: 自治区 before 区.
LEVELS = tuple(sorted(words("place_words", *_COUNTY_UP, "below"), key=len, reverse=True))
_PLAIN_LEVEL = {"自治区": "省", "自治州": "州", "自治县": "县"}
_ELSEWHERE = re.compile(rf"{one_of(words('body_heads', 'firm', 'elsewhere'))}$")
_OF_KIND = one_of((*words("place_words", *_COUNTY_UP), "特别行政区", "地区"))
_SUFFIX = re.compile(rf"{one_of(words('place_words', 'people'))}*(?:{_OF_KIND}|林区)$")
_KIND = re.compile(rf"{_OF_KIND}$")
_NAMED = re.compile(rf"[一-鿿]{{2,7}}?{one_of(LEVELS)}")

_CLIPPING = frozenset(words("place_words", "before_clipped"))


@dataclass(frozen=True, slots=True)
class Division:
    """A division with its code; the code of what it lies in is the code's beginning."""

    code: str
    name: str

    @property
    def short(self) -> str:
        """The name without its kind: 泉州 for 泉州市; the name itself where nothing would remain."""
        for pattern in (_SUFFIX, _KIND):
            short = pattern.sub("", self.name)
            if len(short) >= 2:
                return short
        return self.name


@cache
def divisions() -> dict[str, tuple[Division, ...]]:
    """Divisions by full and by short name; several share a name (朝阳)."""
    found: dict[str, list[Division]] = {}
    for code, name, *_ in read_rows("division_codes", 2):
        division = Division(code, name)
        for form in dict.fromkeys((name, division.short)):
            found.setdefault(form, []).append(division)
    return {
        form: tuple(sorted(kept, key=lambda d: (len(d.code), d.code)))
        for form, kept in found.items()
    }


@cache
def level_of(name: str) -> str | None:
    """The level word a name ends in: 市 of 泉州市, but none of 泉州, which is 泉州市 for short."""
    level = next((w for w in LEVELS if name.endswith(w) and len(name) > len(w)), None)
    if level and any(d.short == name != d.name for d in divisions().get(name, ())):
        return None
    return level


@dataclass(frozen=True)
class Surroundings:
    """The places an article speaks of, by level, with where they stand in its text."""

    found: dict[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)

    text: str = ""  # the whole page's, for articles that do not say where they are
    home: dict[str, str] = field(default_factory=dict)  # by level, of the dateline or the paper

    def dominant(self, level: str) -> str | None:
        """The place of this level that is named more often than all others together."""
        counts: dict[str, int] = {}
        for at, name in self.found.get(level, ()):
            counts[name] = counts.get(name, 0) + (at >= 0)
        most = max(sorted(counts), key=lambda name: counts[name], default=None)
        if most is None or counts[most] < 2 or counts[most] * 2 <= sum(counts.values()):
            return None
        return most

    def nearest(self, level: str, position: int) -> str | None:
        """The place of this level that an article is about.

        The dominant one; else that of its dateline or paper; else the last named before
        ``position``, else the first after it; else the one the page names most.
        """
        if most := self.dominant(level) or self.home.get(level):
            return most
        places = self.found.get(level, ())
        before = [name for at, name in places if at <= position]
        if before:
            return before[-1]
        if places:
            return places[0][1]
        return _of_page(self.text).get(level)


@lru_cache(maxsize=65536)
def leading_place(name: str) -> str | None:
    """The division that opens a body's name: 泉州市 of 泉州市总工会, 周口市川汇区 in one piece.

    >>> leading_place("周口市川汇区总工会")
    '周口市川汇区'
    >>> leading_place("建设银行") is None
    True
    """
    end = 0
    known = divisions()
    while True:
        step = None
        for length in range(min(12, len(name) - end), 1, -1):
            piece = name[end : end + length]
            if level_of(piece) and (
                piece in known or (end and len(piece) <= 5 and _NAMED.fullmatch(piece))
            ):
                step = length
                break
        if step is None:
            if end:
                break
            match = _NAMED.match(name)
            if match and match.group() in LEVELS:
                return None
            if match and level_of(match.group()) in _CLIPPING:
                rest = name[match.end() :]
                if (
                    rest
                    and rest[0] in "总委政人纪工团妇法检公教卫文民司财审统党社劳行农水住交应退消市"
                ):
                    return match.group()
            break
        end += step
    return name[:end] or None


def survey(article: Article, mentions: Iterable[Mention]) -> Surroundings:
    """Collect the places of an article, alone and in front of the names of bodies.

    ``mentions`` come in their order.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    known = divisions()

    def note(at: int, name: str) -> None:
        if level_of(name) is None:
            division = meant_by(name)
            if division is None:
                return
            name = division.name
        for level in _levels_of(name):
            found.setdefault(level, []).append((at, name))
        _note_parents(found, name, known)

    for mention in mentions:
        if mention.kind == PLACE:
            note(mention.start, mention.text)
        elif mention.kind == ORGANIZATION and not _ELSEWHERE.search(mention.text):
            place = leading_place(mention.text)
            if place:
                for piece in split_chain(place):
                    note(mention.start, piece)
            else:
                for length in (4, 3, 2):
                    matches = known.get(mention.text[:length], ())
                    if matches and len(matches[0].code) <= 4 and len(mention.text) > length + 1:
                        note(mention.start, mention.text[:length])
                        break
    kept = {level: tuple(places) for level, places in found.items()}
    return Surroundings(kept, article.document.text, _home(article))


# 本报北海讯; 北海日报 at the head of the page.
_DATELINE = re.compile(r"本报(?P<place>[一-鿿]{2,5}?)(?:讯|电|消息)")
_PAPER = re.compile(rf"\s*(?P<place>[一-鿿]{{2,6}}?){one_of(words('place_words', 'paper'))}")


def _home(article: Article) -> dict[str, str]:
    """The place that an article or its paper says it is of, and what that lies in, by level."""
    written = _DATELINE.search(article.text) or _PAPER.match(article.document.text)
    division = meant_by(written["place"]) if written else None
    found: dict[str, str] = {}
    code = division.code if division else ""
    for length in range(len(code), 0, -2):
        if place := _by_code().get(code[:length]):
            for level in _levels_of(place.name):
                found.setdefault(level, place.name)
    return found


def meant_by(form: str) -> Division | None:
    """The division that a form means: the only one, or the province or prefecture of several."""
    matches = divisions().get(form, ())
    return matches[0] if len(matches) == 1 or (matches and len(matches[0].code) <= 4) else None


def _levels_of(name: str) -> tuple[str, ...]:
    """The level words that may stand for a division: 自治县 and 县 for an autonomous county."""
    level = level_of(name)
    return tuple(dict.fromkeys((level, _PLAIN_LEVEL.get(level, level)))) if level else ()


@cache
def _every_name() -> NameFinder:
    return NameFinder(
        form
        for form, kept in divisions().items()
        if level_of(form) or (len(kept) == 1 and len(kept[0].code) <= 4)
    )


@lru_cache(maxsize=64)
def _of_page(text: str) -> dict[str, str]:
    """For each level the division that a text names most."""
    known = divisions()
    counts: dict[tuple[str, str], int] = {}
    for _, form in _every_name().find(text):
        name = known[form][0].name
        for level in _levels_of(name):
            counts[level, name] = counts.get((level, name), 0) + 1
    best: dict[str, str] = {}
    for level, name in sorted(counts, key=lambda at: (-counts[at], at)):
        best.setdefault(level, name)
    return best


def _note_parents(
    found: dict[str, list[tuple[int, str]]],
    name: str,
    known: dict[str, tuple[Division, ...]],
) -> None:
    """A county whose name is its own says its prefecture and province, a prefecture its province."""
    matches = known.get(name, ())
    if len(matches) != 1:
        return
    code = matches[0].code
    for length in (2, 4):
        if len(code) > length:
            parent = _by_code().get(code[:length])
            level = parent and level_of(parent.name)
            if parent and level:
                key = "省" if level == "自治区" else "州" if level == "自治州" else level
                if not any(n == parent.name for _, n in found.get(key, ())):
                    # Named only by inference: before everything, so that a named place wins.
                    found.setdefault(key, []).insert(0, (-1, parent.name))


@cache
def _by_code() -> dict[str, Division]:
    return {d.code: d for kept in divisions().values() for d in kept}


def split_chain(name: str) -> list[str]:
    """A chain of divisions as one name a level.

    >>> split_chain("福建省泉州市惠安县崇武镇")
    ['福建省', '泉州市', '惠安县', '崇武镇']
    """
    known = divisions()
    pieces: list[str] = []
    at = 0
    while at < len(name):
        step = None
        for length in range(min(11, len(name) - at), 1, -1):
            piece = name[at : at + length]
            if piece in known and (level_of(piece) or at + length < len(name)):
                step = length
                break
        if step is None:
            match = _NAMED.match(name, at)
            step = match.end() - at if match else len(name) - at
        pieces.append(name[at : at + step])
        at += step
    return pieces
