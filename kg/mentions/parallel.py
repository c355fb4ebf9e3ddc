"""People whom their neighbours give away: 甲公司柴进、乙公司时光、丙公司那松分获 names three.

A given name that is also a word (时光, 增加) hides from the tagger. Where a list puts an employer or
a post before each name, and one of its slots is clearly a person, the other slots are people too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.mentions.borders import surnames
from kg.model import ORGANIZATION, PERSON, TITLE, Article, Mention, in_order

_SLOT = re.compile(r"[一-鿿]{2,4}?(?=[、，,。；;和与及]|分[获列别]|各?[获夺]|双双|的?[“《])")
_JOINT = re.compile(r"(?:、|和|与|及|以及|，|,)")


def find_parallel_people(article: Article, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Untagged names in the slots of a list one of whose slots a tagged person fills."""
    ordered = in_order(mentions)
    taken = {i for m in ordered for i in range(m.start, m.end)}
    slots = [slot for m in ordered if (slot := _slot(article.text, m, taken)) is not None]
    people = {m.start: m.end for m in ordered if m.kind == PERSON}
    heads = {m.start: m for m in ordered if m.kind in (ORGANIZATION, TITLE)}
    after = {m.end for m in ordered if m.kind in (ORGANIZATION, TITLE)}
    led = {start: end for start, end in people.items() if start in after}
    starts = {_first_head(ordered, start): (start, end) for start, end in slots}
    found: set[tuple[int, int]] = set()
    grown = True
    while grown:
        grown = False
        ends = {end: start for start, end in led.items()}
        for opening, (start, end) in starts.items():
            if (start, end) in found:
                continue
            joint = _JOINT.match(article.text, end)
            following = joint.end() if joint else -1
            ahead = following in heads and _person_of(ordered, heads[following], led)
            behind = any(
                opening - size in ends and _JOINT.fullmatch(article.text, opening - size, opening)
                for size in (1, 2)
            )
            if ahead or behind:
                found.add((start, end))
                led[start] = end
                grown = True
    for start, end in sorted(found):
        yield Mention(start, end, article.text[start:end], PERSON, "grammar/parallel")


def _slot(text: str, head: Mention, taken: set[int]) -> tuple[int, int] | None:
    """The stretch behind an employer or a post that could be a name."""
    if head.kind not in (ORGANIZATION, TITLE):
        return None
    match = _SLOT.match(text, head.end)
    if match is None or not taken.isdisjoint(range(match.start(), match.end())):
        return None
    name = match.group()
    single, double = surnames()
    family = 2 if name[:2] in double else 1 if name[0] in single else 0
    return match.span() if family and 1 <= len(name) - family <= 2 else None


def _first_head(ordered: Sequence[Mention], start: int) -> int:
    """Where the run of employers and posts that ends at ``start`` begins."""
    for mention in reversed(ordered):
        if mention.end == start and mention.kind in (ORGANIZATION, TITLE):
            start = mention.start
    return start


def _person_of(ordered: Sequence[Mention], head: Mention, people: dict[int, int]) -> bool:
    """Whether a known person follows a run of employers and posts that begins with ``head``."""
    end = head.end
    for mention in ordered:
        if mention.start == end and mention.kind in (ORGANIZATION, TITLE):
            end = mention.end
    return end in people
