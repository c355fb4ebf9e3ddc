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
from kg.model import ORGANIZATION, PERSON, PLACE, TITLE

COMPANY = re.compile("公司|集团|厂$")
OPENING = '“《"「'


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
    brand: Sequence[str]
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
    pieces: list[str] = []
    spans: list[Span] = []
    position = length = 0
    for span in text.spans:
        old = text.text[span.start : span.end]
        if (span.kind, old) not in chosen:
            quoted = span.start > 0 and text.text[span.start - 1] in OPENING
            chosen[span.kind, old] = _other(span.kind, old, quoted, chosen, stock, draw)
        new = chosen[span.kind, old]
        before = text.text[position : span.start]
        start = length + len(before)
        length = start + len(new)
        pieces += (before, new)
        spans.append(Span(start, length, span.kind))
        position = span.end
    pieces.append(text.text[position:])
    return Annotated(f"{text.name}~", "".join(pieces), tuple(spans))


def _other(
    kind: str,
    old: str,
    quoted: bool,
    chosen: Mapping[tuple[str, str], str],
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
        return _organization(old, stock, draw)
    new = old
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


def _organization(old: str, stock: Stock, draw: random.Random) -> str:
    place = stock.places.prefix(old)
    chance = draw.random()
    if COMPANY.search(old) and chance < 0.6:
        return _firm(stock, draw)
    if place and chance < 0.7:
        return (stock.places.like(place, draw) or place) + old[len(place) :]
    if chance < 0.85:
        quoted = draw.random() < 0.03
        return draw.choice(stock.mentions.get((ORGANIZATION, quoted)) or [old])
    return old


def _firm(stock: Stock, draw: random.Random) -> str:
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
    if draw.random() < 0.1:
        return f"{brand}（{place or '中国'}）{trade}{ending}"
    return place + brand + trade + ending


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
    words = _words()
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
        words=words,
        wordlike_names=[w for w in words if w[0] in known],
        trades=firms["trade"],
        firm_endings=firms["ending"],
        brand=brand or ["华"],
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
