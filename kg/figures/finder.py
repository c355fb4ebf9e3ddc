"""An article's figures: what the rules take, each once, with its measure, owner and period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from kg.figures.measures import clause_around, find_measure
from kg.figures.owners import find_owners
from kg.figures.periods import find_periods, period_at
from kg.figures.scan import COUNTED, Found, Located, find_quantities, sort_of
from kg.model import (
    BODY,
    BYLINE,
    DECK,
    HEADING,
    HEADLINE,
    TITLE,
    Article,
    Figure,
    Mention,
    Sentence,
)

NAMED = re.compile(r"《[^》\n]{1,60}》|“[^”，。,；：:！？、\n]{1,14}”|‘[^’，。,；、\n]{1,14}’")
HAN = re.compile(r"[\u4e00-\u9fff]{3}")
DIGIT = re.compile(r"[0-9０-９一二两三四五六七八九十百千万亿]")
CONFIDENCE = {
    "body": 0.97,
    "lead": 0.9,
    "caption": 0.85,
    "headline": 0.7,
    "deck": 0.8,
    "heading": 0.6,
}
NEAR = 14  # characters on either side that tell whether two equal figures count the same


class _Taken(NamedTuple):
    found: Found
    sentence: int
    behind: str
    bigrams: frozenset[str]


def find_figures(
    article: Article, sentences: Sequence[Sentence], mentions: Sequence[Mention]
) -> list[Figure]:
    """Figures of the article in the order of the text, each once however often it is repeated.

    Numbers inside names, titles of works and short quoted terms are no figures. A figure of the
    headline or a heading counts only where no sentence gives it.
    """
    located = locate_figures(article, sentences, mentions)
    if not located:
        return []
    owners = find_owners(article.text, sentences, mentions, located)
    periods = find_periods(article, sentences)
    figures = []
    counted: dict[tuple[int, str], str] = {}  # what the last figure of a sentence and unit counts
    for (found, index, clause), owner in zip(located, owners, strict=True):
        quantity = found.quantity
        sort, at = sort_of(quantity.unit), (index, quantity.unit)
        measure = find_measure(article.text, found.start, found.end, clause, sort)
        counted[at] = measure or counted.get(at, "")
        figures.append(
            Figure(
                value=quantity.value,
                unit=quantity.unit,
                measure=counted[at],
                start=clause[0],
                end=clause[1],
                rule=found.rule,
                about=owner,
                period=period_at(periods[index], found.start),
                hedge=quantity.hedge,
                confidence=CONFIDENCE.get(sentences[index].kind, 0.9),
            )
        )
    return figures


def locate_figures(
    article: Article, sentences: Sequence[Sentence], mentions: Sequence[Mention]
) -> list[Located]:
    """Where the figures stand, without what they count and whose they are."""
    names = _names(article.text, mentions)
    taken: list[_Taken] = []
    order = sorted(range(len(sentences)), key=lambda i: (_rank(sentences[i].kind), i))
    by_amount: dict[Decimal, list[_Taken]] = {}
    for index in order:
        sentence = sentences[index]
        if sentence.kind == BYLINE or not DIGIT.search(sentence.text):
            continue
        for found in find_quantities(article.text, sentence.start, sentence.end):
            if _inside(names, found):
                continue
            behind = article.text[found.end : found.end + 3]
            item = _Taken(found, index, behind, _bigrams(article.text, found))
            if _repeats(item, sentence.kind, by_amount):
                continue
            by_amount.setdefault(found.quantity.value, []).append(item)
            taken.append(item)
    taken.sort(key=lambda item: (item.found.start, item.found.end, item.found.quantity.value))
    located = []
    for found, index, *_ in taken:
        sentence = sentences[index]
        clause = clause_around(article.text, found.start, found.end, sentence.start, sentence.end)
        located.append(Located(found, index, clause))
    return located


def _rank(kind: str) -> int:
    """Sentences of the body give a figure before leads and headings do."""
    return {BODY: 0, HEADING: 3, HEADLINE: 3, DECK: 3}.get(kind, 1)


def _names(text: str, mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    spans = [(m.start, m.end) for m in mentions if m.kind != TITLE and not m.anaphor]
    spans += [match.span() for match in NAMED.finditer(text)]
    spans.sort()
    return spans


def _inside(names: list[tuple[int, int]], found: Found) -> bool:
    """Whether the number stands in a name; a name does not begin with digits and a measure word."""
    low, high = 0, len(names)
    while low < high:
        middle = (low + high) // 2
        if names[middle][0] <= found.number:
            low = middle + 1
        else:
            high = middle
    counts = found.quantity.digits and sort_of(found.quantity.unit) in COUNTED | {"medal"}
    return any(
        end > found.number and not (counts and start == found.number)
        for start, end in names[max(0, low - 4) : low]
    )


def _bigrams(text: str, found: Found) -> frozenset[str]:
    around = (
        text[max(0, found.start - NEAR) : found.start] + "\n" + text[found.end : found.end + NEAR]
    )
    return frozenset(
        around[i : i + 2]
        for i in range(len(around) - 1)
        if "\u4e00" <= around[i] <= "\u9fff" and "\u4e00" <= around[i + 1] <= "\u9fff"
    )


def _repeats(item: _Taken, kind: str, by_amount: dict[Decimal, list[_Taken]]) -> bool:
    """Whether the article gave this figure before, in other words perhaps."""
    value = item.found.quantity.value
    if kind in (HEADLINE, DECK, HEADING):
        return value in by_amount or any(_rounds_to(known, value) for known in by_amount)
    for known in by_amount.get(value, ()):
        if known.found.quantity.unit != item.found.quantity.unit:
            continue
        distinctive = len(str(value).rstrip("0").replace(".", "")) >= 3
        if distinctive or sort_of(item.found.quantity.unit) == "size":
            return True
        same_noun = item.behind == known.behind and HAN.fullmatch(item.behind) is not None
        if same_noun and (value >= 100 or known.sentence == item.sentence):
            return True
        shared = len(known.bigrams & item.bigrams)
        if (
            value >= 10
            and known.sentence != item.sentence
            and shared >= (2 if value >= 1000 else 3)
        ):
            return True
    return False


def _rounds_to(exact: Decimal, rounded: Decimal) -> bool:
    """Whether a headline's number is a longer one cut or rounded: 1457万 for 1457.46万."""
    if rounded < 100 or exact == rounded:
        return False
    digits = len(str(rounded).rstrip("0"))
    return digits >= 2 and abs(exact - rounded) * 10 ** (digits) <= rounded * 10
