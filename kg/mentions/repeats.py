"""Consistency over the article: a name seen clearly once is seen everywhere, and as one kind."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

import rjieba

from kg.lexicons import one_of, words
from kg.mentions.borders import bears_surname
from kg.model import (
    ENTITY_KINDS,
    ORGANIZATION,
    PERSON,
    PLACE,
    PROGRAMME,
    TITLE,
    Article,
    Mention,
)

CLEAR = 0.7  # the tagger's probability above which a name is taken elsewhere too
# 启奥 is no person where 启奥科技有限公司 is named; 张某 of 张某工作室 is one.
_FIRM = re.compile(one_of(words("body_heads", "firm_word")))
DOUBTFUL = 0.5  # below this it is more often wrong than right
# Of a person whose name opens with no surname, or is a common word (时光, 高潮).
STRANGE_DOUBTFUL = 0.7
# Of programmes more are missed than are wrong: one with quotation marks or what programmes end in
# is believed sooner, any other later.
PROGRAMME_DOUBTFUL = 0.4
BARE_DOUBTFUL = 0.65
_ALWAYS = (TITLE, PLACE)
_PROGRAMME = re.compile(
    rf"[“”《》]|(?:{one_of(words('event_words', 'end'))}|[赛会节展班杯周月日行])$"
)
_HAN = re.compile(r"[一-鿿]")


def without_doubtful(article: Article, mentions: Iterable[Mention]) -> list[Mention]:
    """Leave out names that the tagger is nowhere in the article sure enough of."""
    ordered = list(mentions)
    best: dict[tuple[str, str], float] = {}
    for mention in ordered:
        at = (mention.kind, mention.text)
        best[at] = max(best.get(at, 0.0), mention.confidence)
    return [m for m in ordered if m.kind in _ALWAYS or _is_clear(article, m, best[m.kind, m.text])]


def _is_clear(article: Article, mention: Mention, sureness: float) -> bool:
    if mention.kind == PERSON:
        plain = bears_surname(mention.text) and not is_common_word(mention.text)
        return sureness >= (DOUBTFUL if plain else STRANGE_DOUBTFUL)
    if mention.kind == PROGRAMME:
        quoted = article.text[mention.start - 1 : mention.start] in ("“", "《", "「")
        shown = quoted or _PROGRAMME.search(mention.text)
        return sureness >= (PROGRAMME_DOUBTFUL if shown else BARE_DOUBTFUL)
    return sureness >= DOUBTFUL


@lru_cache(maxsize=10_000)
def is_common_word(text: str) -> bool:
    """Whether the dictionary knows a text as one word that is no person's name."""
    words = rjieba.tag(text)
    return len(words) == 1 and words[0][1] != "x" and not words[0][1].startswith("nr")


def agree(mentions: Iterable[Mention]) -> list[Mention]:
    """Give all mentions of one text the kind that the surer of them have.

    A place and a body may share a name (a hall, a district), so these two stay as they are.
    """
    ordered = list(mentions)
    votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for mention in ordered:
        votes[mention.text][mention.kind] += mention.confidence
    # the kind of most votes, of equal ones the first by name
    surer = {
        text: min(kinds, key=lambda kind: (-kinds[kind], kind)) for text, kinds in votes.items()
    }
    firms = {m.text for m in ordered if m.kind == ORGANIZATION and len(m.text) >= 4}
    result = []
    for mention in ordered:
        if (
            mention.kind in (PERSON, PLACE)
            and mention.rule == "tagger"
            and mention.confidence < 0.97
        ):
            brand = mention.text
            if any(f.startswith(brand) and _FIRM.match(f, len(brand)) for f in firms):
                result.append(replace(mention, kind=ORGANIZATION))
                continue
        best = surer[mention.text]
        if best != mention.kind:
            free = {mention.kind, best} != {PLACE, ORGANIZATION} and mention.rule == "tagger"
            if free and len(mention.text) > 1 and TITLE not in (mention.kind, best):
                mention = replace(mention, kind=best)
        result.append(mention)
    return result


def find_repeats(article: Article, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Occurrences of clearly seen names that the tagger passed over."""
    names: dict[str, Mention] = {}
    for mention in mentions:
        if mention.kind not in ENTITY_KINDS or mention.confidence < CLEAR:
            continue
        shortest = 2 if mention.kind == PERSON and mention.rule == "byline" else 3
        if len(mention.text) >= shortest and len(_HAN.findall(mention.text)) >= 2:
            names.setdefault(mention.text, mention)
    for text in sorted(names, key=lambda t: (-len(t), t)):
        at = article.text.find(text)
        while at >= 0:
            source = names[text]
            yield Mention(
                at, at + len(text), text, source.kind, "repeat", confidence=source.confidence * 0.9
            )
            at = article.text.find(text, at + len(text))
