"""What speaks for a year, and for none: how it was told, how far before the honour, what lies between."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import takewhile

from kg.choosing import Step
from kg.lexicons import one_of, words
from kg.model import PROGRAMME, Article, Fact, Mention, Sentence
from kg.relations.years.told import WRITTEN, Told, Years, find_years, years_in

NONE = ("",)  # the answer that the honour has no year
FAR = 7  # so many different years are looked back for
_STOP = re.compile("[。！？；;]")
_COMMA = re.compile("[，,：]")
_APART = re.compile(one_of(words("year_words", "apart", "founded")))
_FOUNDED = re.compile(one_of(words("year_words", "founded")))
_CLAUSE = re.compile(r"[^，,。；;\n]*")


class Scenery:
    """An article with its years, for all of its honours."""

    def __init__(
        self, article: Article, sentences: Sequence[Sentence], mentions: Iterable[Mention]
    ) -> None:
        self.text = article.text
        self.years: Years = find_years(article.text, article.published)
        self._sentences = sentences
        self._begins = [sentence.start for sentence in sentences]
        self._named: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for mention in mentions:
            if mention.kind == PROGRAMME:
                self._named[mention.thing].append(mention.start)

    def sentence(self, offset: int) -> tuple[int, int]:
        """Start and end of the sentence around an offset."""
        at = max(0, bisect_right(self._begins, offset) - 1)
        return self._sentences[at].start, self._sentences[at].end

    def told_with(self, programme: Mention) -> Iterable[Told]:
        """The years told in the sentences that name a programme."""
        spans = {self.sentence(start) for start in self._named[programme.thing]}
        return [t for t in self.years.told if any(a <= t.start < b for a, b in spans)]


def ask(scenery: Scenery, fact: Fact) -> Step:
    """The years that an honour may be of, :data:`NONE` first, and what speaks for each."""
    award = fact.object
    assert award is not None
    found = _told_of(scenery, fact, award)
    around = _around(scenery, fact, award)
    things: list[tuple[str, ...]] = [NONE]
    facets: list[list[tuple[object, ...]]] = [[("none",), *((f"none {a}",) for a in around)]]
    own = scenery.years.own
    for year, signs in sorted(found.items()):
        age = "any" if own is None else {0: "own", 1: "last"}.get(own - year, "old")
        told = {*signs, f"is {age}", *(f"{a} {age}" for a in around[:7])}
        for sign in signs:
            if sign.startswith(("told ", "in ")):
                told |= {f"{sign} {age}", *(f"{sign} {a}" for a in around[:4])}
        things.append((str(year),))
        facets.append([(sign,) for sign in sorted(told)])
    return Step(things, facets)


def _told_of(scenery: Scenery, fact: Fact, award: Mention) -> dict[int, set[str]]:
    """The years that there are to choose from, with the signs of each."""
    signs: dict[int, set[str]] = defaultdict(set)
    years = scenery.years
    for year in years_in(award.name) + years_in(award.text):
        signs[year].add("in name")
    contest = fact.qualifiers.competition
    for year in years_in(award.scope) + (years_in(contest.name) if contest else []):
        signs[year].add("in contest")
    if contest:
        for told in scenery.told_with(contest):
            signs[told.year].add(f"with contest {told.how}")
    start, end = scenery.sentence(award.start)
    before = takewhile(lambda t: t.end <= award.start, years.told)
    for rank, told in enumerate(_last_of_each(before)):
        if _is_of_founding(scenery.text, told, award.start):
            continue
        signs[told.year] |= _told_before(scenery.text, told, rank, start, award.start)
    for told in years.told:
        if award.end <= told.start < end:
            signs[told.year].add(f"later {told.how}")
            signs[told.year].add(f"later {_distance(scenery.text, award.end, told.start)}")
    if years.own is not None:
        signs[years.own].add("own printed" if years.printed else "own guessed")
    written = [told.year for told in years.told if told.how == WRITTEN]
    if written:
        signs[written[0]].add("first")
    if len({told.year for told in years.told}) == 1:
        signs[years.told[0].year].add("only")
    return signs


def _is_of_founding(text: str, told: Told, award: int) -> bool:
    """Whether a clause before the honour's says what began or ended in that year."""
    clause = _CLAUSE.match(text, told.end, award)
    return clause is not None and clause.end() < award and bool(_FOUNDED.search(clause.group()))


def _last_of_each(told: Iterable[Told]) -> list[Told]:
    """Each year where it was told last, the last first."""
    last = {t.year: t for t in told}
    return sorted(last.values(), reverse=True)[:FAR]


def _told_before(text: str, told: Told, rank: int, sentence: int, award: int) -> set[str]:
    distance = _distance(text, told.end, award)
    near = distance[0]
    signs = {
        f"told {distance}",
        f"{told.how} {distance}",
        f"rank {min(rank, 3)} {near}",
        f"rank {min(rank, 3)} {told.how}",
        f"behind {told.how} {told.behind}",
    }
    since = sentence if near == "p" else told.end
    signs |= {f"{word} {near}" for word in _APART.findall(text[since:award])}
    if near == "c":
        signs.add(f"near {told.behind[:1]}")
    return signs


def _distance(text: str, start: int, end: int) -> str:
    """In clauses (c2), sentences (s1) or paragraphs (p1)."""
    between = text[start:end]
    if "\n" in between:
        paragraphs = between.count("\n\n")
        return f"p{min(max(paragraphs, 1), 3)}"
    if stops := len(_STOP.findall(between)):
        return f"s{min(stops, 4)}"
    return f"c{min(len(_COMMA.findall(between)), 4)}"


def _around(scenery: Scenery, fact: Fact, award: Mention) -> list[str]:
    """How the honour is told, whatever its year; first what is crossed with each year."""
    text, years = scenery.text, scenery.years
    start, _ = scenery.sentence(award.start)
    holder = fact.subject.start
    where = (
        "before" if start <= holder < award.start else "after" if holder > award.start else "far"
    )
    name = award.name or award.text
    dated = any(t.how == WRITTEN and start <= t.start < award.start for t in years.told)
    clause = max(start, *(text.rfind(mark, start, award.start) + 1 for mark in "，,。；"))
    return [
        f"dated {dated}",
        f"level {bool(award.scope)}",
        f"holder {where} {award.end <= holder <= award.end + 2}",
        f"ends {name[-2:]}",
        f"ends {name[-1:]}",
        f"kind {fact.subject.kind}",
        f"before {text[award.start - 1 : award.start]}",
        f"before {text[award.start - 2 : award.start]}",
        f"behind {text[award.end : award.end + 1]}",
        f"own {years.own is not None} {years.printed}",
        f"early {award.start * 4 < len(text)}",
        f"rule {fact.rule.partition('/')[0]}",
        *(f"word {word}" for word in sorted(set(_APART.findall(text[start : award.start])))),
        *(f"near {word}" for word in sorted(set(_APART.findall(text[clause : award.start])))),
    ]
