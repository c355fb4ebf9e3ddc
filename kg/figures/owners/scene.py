"""An article as the owners of its figures see it: who is named where, in which part of a clause."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from kg.lexicons import one_of, words
from kg.model import (
    AWARD,
    BYLINE,
    CAPTION,
    DECK,
    ENTITY_KINDS,
    HEADLINE,
    ORGANIZATION,
    PERSON,
    PLACE,
    PROGRAMME,
    TITLE,
    Mention,
    Sentence,
    in_order,
)

Thing = tuple[str, str, str]
CLAUSE = re.compile(r"[，。；：！？,;:!?—\n]")
# What stands before a name that is no subject, though it may come first.
OBLIQUE = re.compile(
    r"(?:[由被向为对与和跟给在从于据把将赴到按让请等、经受用]|"
    rf"{one_of(words('clause_words', 'oblique'))}|[^，]的)$"
)
RUNS = re.compile(rf"{one_of(words('verbs', 'carry_out'))}[^，。,；“《]{{0,6}}$")
TELLS = re.compile(
    rf"[^，。；]{{0,3}}{one_of((*words('verbs', 'say'), '统计', '获悉', '了解', '告诉'))}"
)
# 甲、乙等12人: those named are among those counted.
AMONG = re.compile(
    r"[”》]?(?:[、和与及][^，。；：]{1,36})?等[^，。；：]{0,4}[0-9一二两三四五六七八九十]"
)
REPORTS = re.compile(one_of(words("page_words", "review")))
OPENING, CLOSING = "“‘《(（", "”’》)）"
BETWEEN = OPENING + CLOSING + " \u3000"

# The part that a name plays in its clause.
AMONG_COUNTED, SUBJECT, MODIFIER, RUN, INDIRECT, FIRST, PLAIN = "esmrol-"


class Spot(NamedTuple):
    """A mention with what its surroundings say, whatever figure asks."""

    mention: Mention
    thing: Thing
    kind: str
    sentence: int
    clause: int  # clauses of the sentence before it
    role: str
    teller: bool  # 据…介绍, …说
    tells_for: bool  # the body of a teller: 市总工会主席王小伟介绍
    possessive: bool
    listed: bool  # 、 or 和 behind it
    quoted: bool

    @property
    def start(self) -> int:
        """Where it stands in the article."""
        return self.mention.start


@dataclass(frozen=True, slots=True)
class Scene:
    """Mentions by sentence, and what stands out over the whole article."""

    text: str
    sentences: Sequence[Sentence]
    clauses: list[list[int]]  # beside sentences: where their clauses end
    spots: list[list[Spot]]  # beside sentences
    subjects: list[Spot | None]  # beside sentences: the last subject, not an award
    runs: list[Spot | None]  # beside sentences: the last programme run or told of
    counts: Counter[Thing]
    titled: frozenset[Thing]  # named in headline or deck
    main: dict[str, Thing]  # by kind: named most often
    first: dict[Thing, Spot]
    tails: dict[Thing, set[str]]  # words that follow a name: 活动, 小程序
    share: float  # of the main body among all mentions of bodies
    union: bool  # a body's report of its own year
    honours: bool  # the story is of an award

    def clause_at(self, sentence: int, offset: int) -> int:
        """How many clauses of a sentence end before ``offset``."""
        return bisect_right(self.clauses[sentence], offset)


def set_scene(text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> Scene:
    """Sort the mentions by sentence and weigh what the article is about."""
    ordered = in_order(m for m in mentions if not (m.anaphor and m.kind == ORGANIZATION))
    spots: list[list[Spot]] = []
    clauses: list[list[int]] = []
    counts: Counter[Thing] = Counter()
    first: dict[Thing, Spot] = {}
    titled: set[Thing] = set()
    tails: dict[Thing, set[str]] = {}
    position = 0
    for index, sentence in enumerate(sentences):
        clauses.append([m.end() for m in CLAUSE.finditer(text, sentence.start, sentence.end)])
        while position < len(ordered) and ordered[position].start < sentence.start:
            position += 1
        row: list[Mention] = []
        while position < len(ordered) and ordered[position].end <= sentence.end:
            row.append(ordered[position])
            position += 1
        own = _spots(text, sentence, index, row, clauses[-1])
        spots.append(own)
        for spot in own:
            if not spot.mention.anaphor:
                after = text[spot.mention.end : spot.mention.end + 6].lstrip(CLOSING)
                tails.setdefault(spot.thing, set()).update((after[:2], after[:3]))
            if sentence.kind not in (BYLINE, CAPTION):
                counts[spot.thing] += 1
                first.setdefault(spot.thing, spot)
            if sentence.kind in (HEADLINE, DECK):
                titled.add(spot.thing)
    main = _main(first, counts, titled)
    bodies = sum(count for thing, count in counts.items() if thing[0] == ORGANIZATION)
    heading = "".join(s.text for s in sentences if s.kind in (HEADLINE, DECK))
    body, award = main.get(ORGANIZATION), main.get(AWARD)
    return Scene(
        text,
        sentences,
        clauses,
        spots,
        [_last(own, lambda s: s.role == SUBJECT and s.kind != AWARD) for own in spots],
        [_last(own, is_run) for own in spots],
        counts,
        frozenset(titled),
        main,
        first,
        tails,
        counts[body] / bodies if body else 0.0,
        body is not None
        and "工会" in body[1]
        and (body in titled or REPORTS.search(heading) is not None),
        award is not None and award in titled and counts[award] > 2,
    )


def is_run(spot: Spot) -> bool:
    """Whether a mention is what its clause tells of having been run."""
    return spot.role == RUN or (spot.kind == PROGRAMME and spot.role == SUBJECT)


def _last(spots: Sequence[Spot], fits: Callable[[Spot], bool]) -> Spot | None:
    return next((spot for spot in reversed(spots) if fits(spot)), None)


def _main(first: dict[Thing, Spot], counts: Counter[Thing], titled: set[Thing]) -> dict[str, Thing]:
    """The thing of each kind that the article names most, a headline counting twice more."""
    main = {}
    for kind in ENTITY_KINDS:
        things = [thing for thing in first if thing[0] == kind]
        if things:
            main[kind] = max(things, key=lambda t: (counts[t] + 2 * (t in titled), -first[t].start))
    return main


def _spots(
    text: str, sentence: Sentence, index: int, row: list[Mention], clauses: list[int]
) -> list[Spot]:
    """The mentions of a sentence; those in one noun phrase (公司 主席 某某) know its head."""
    joined = [_joined(text, left, right) for left, right in pairwise(row)]
    spots = []
    for position, mention in enumerate(row):
        if mention.kind == TITLE:
            continue
        head = last = position
        while last < len(joined) and joined[last]:
            last += 1
            if row[last].kind != TITLE:
                head = last
        begin = position
        while begin > 0 and joined[begin - 1]:
            begin -= 1
        spots.append(_spot(text, sentence, index, mention, row[begin].start, row[head], clauses))
    return spots


def _joined(text: str, left: Mention, right: Mention) -> bool:
    """Whether two mentions stand in one noun phrase."""
    gap = text[left.end : right.start].strip(BETWEEN)
    return gap in ("", "的") or (gap == "、" and left.kind == TITLE)


def _spot(
    text: str,
    sentence: Sentence,
    index: int,
    mention: Mention,
    begin: int,
    head: Mention,
    clauses: list[int],
) -> Spot:
    start, end = mention.start, mention.end
    clause = bisect_right(clauses, start)
    opens = clauses[clause - 1] if clause else sentence.start
    before = text[max(sentence.start, start - 10) : start].rstrip(OPENING)
    after = text[end : end + 10].lstrip(CLOSING)
    phrase_before = text[max(sentence.start, begin - 10) : begin].rstrip(OPENING)
    modifier = head is not mention
    tells = TELLS.match(
        text[head.end : head.end + 10].lstrip(CLOSING)
    ) is not None or before.endswith("据")
    leads = begin - opens <= 8
    oblique = OBLIQUE.search(phrase_before) is not None
    run = RUNS.search(before) is not None
    among = (
        mention.kind in (PERSON, ORGANIZATION, PLACE)
        and AMONG.match(text, end, end + 60) is not None
    )
    subject = leads and not (oblique or modifier or run or among or (tells and not modifier))
    role = (
        AMONG_COUNTED
        if among
        else SUBJECT
        if subject
        else MODIFIER
        if modifier
        else RUN
        if run
        else INDIRECT
        if oblique
        else FIRST
        if leads
        else PLAIN
    )
    return Spot(
        mention,
        mention.thing,
        mention.kind,
        index,
        clause,
        role,
        tells and not modifier,
        tells and modifier and head.kind == PERSON,
        after.startswith("的"),
        after[:1] in ("、", "和", "与", "及"),
        text[start - 1 : start] in ("“", "《", "‘"),
    )
