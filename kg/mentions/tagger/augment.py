"""Copies of annotated texts whose people, places and bodies are exchanged for others.

What is learned is then how a name stands in a sentence, not the names of the corpus. Exchanged
names are one for one within a text. People are made from surnames, given-name characters and, since
news has people called 成功 and 明亮, ordinary words; places are real divisions of the same level.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from kg.mentions.tagger.corpus import Annotated, Span
from kg.mentions.tagger.invent import Firm, make_body, make_firm, make_name, make_person
from kg.mentions.tagger.stock import OPENING, Stock, stock_of
from kg.model import ORGANIZATION, PERSON, PLACE, TITLE

COMPANY = re.compile("公司|集团|厂$")
LISTED = 0.05  # how often another name is put before one: 甲 -> 乙和甲
FORMER = 0.02  # how often 原 and its like are put before a body
MADE = 0.25  # how often a name is made from lexicons


def augment(corpus: Sequence[Annotated], copies: int, seed: int = 0) -> list[Annotated]:
    """``copies`` of each text, each drawn from its own stream, whatever the texts around it."""
    stock = stock_of(corpus)
    return [
        exchange(text, stock, random.Random(f"{seed}/{copy}/{Path(text.name).name}"))
        for copy in range(copies)
        for text in corpus
    ]


def exchange(text: Annotated, stock: Stock, draw: random.Random) -> Annotated:
    """Put other names in the place of a text's mentions."""
    chosen: dict[tuple[str, str], str] = {}
    firms: dict[str, Firm] = {}
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


def _one_more(kind: str, stock: Stock, draw: random.Random) -> str:
    if kind == PERSON:
        return make_person(stock, draw)
    chance = draw.random()
    if chance < 0.4:
        return make_firm(stock, draw).full
    return make_name(ORGANIZATION, stock, draw)


def _other(
    kind: str,
    old: str,
    quoted: bool,
    chosen: Mapping[tuple[str, str], str],
    firms: dict[str, Firm],
    stock: Stock,
    draw: random.Random,
) -> str:
    if kind == PERSON:
        for (other_kind, full), new in chosen.items():  # 小吕 after 吕荣远
            if other_kind == PERSON and len(full) > len(old) < len(new) and full.startswith(old):
                return new[: len(old)]
        return make_person(stock, draw) if len(old) > 1 else draw.choice(stock.surnames)
    if kind == PLACE:
        if place := stock.places.like(old, draw):
            return place
        return draw.choice(stock.mentions[PLACE, False] or [old]) if draw.random() < 0.5 else old
    if kind == ORGANIZATION:
        return _organization(old, quoted, firms, stock, draw)
    new = old
    if kind in stock.heads and draw.random() < MADE:
        return make_name(kind, stock, draw, quoted)
    if draw.random() < (0.4 if kind == TITLE else 0.5):
        new = draw.choice(stock.mentions.get((kind, quoted)) or [old])
    if kind != TITLE and (place := stock.places.prefix(new)) and draw.random() < 0.7:
        new = (stock.places.like(place, draw) or place) + new[len(place) :]
    return new


def _organization(
    old: str, quoted: bool, firms: dict[str, Firm], stock: Stock, draw: random.Random
) -> str:
    place = stock.places.prefix(old)
    chance = draw.random()
    if 2 <= len(old) <= 6:
        for full, firm in firms.items():
            if len(full) > len(old) and _abbreviates(old, full):
                return firm.short(draw)
    if COMPANY.search(old) and chance < 0.6:
        firms[old] = make_firm(stock, draw)
        return firms[old].full
    if len(old) >= 5 and draw.random() < MADE:
        return make_body(stock, draw, quoted)
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
