"""What names are drawn from for training: lexicons of the language, and the corpus trained on."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.lexicons import read_rows
from kg.mentions.tagger.corpus import Annotated
from kg.model import ORGANIZATION, PERSON

OPENING = frozenset('“《"「')


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


def stock_of(corpus: Sequence[Annotated]) -> Stock:
    """What the lexicons and this corpus offer."""
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
