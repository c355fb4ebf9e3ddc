"""Names that change: what an article says was renamed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from kg.lexicons import one_of, words
from kg.model import AWARD, ORGANIZATION, PROGRAMME, Evidence, Mention, Reading
from kg.refer.forms import key
from kg.resolve.profiles import Gatherer, Local, evidence_of


@dataclass(frozen=True, slots=True)
class Renaming:
    """``old`` is now called ``new``, says the evidence."""

    old: Local
    new: Local
    evidence: Evidence


_NOW = re.compile(
    r"[，（(]?(?:[已后]|正式|现已)?(?:现|更|改)(?:名|称)?(?:更名|改名|改制|改称)?(?:为|成)?[“]?"
)
_OLD = re.compile(rf"[（(，]?(?:的)?{one_of(words('clause_words', 'formerly'))}[“：:]?")
_CLOSE = re.compile(r"[”]?[）)]")


def find_renamings(reading: Reading, gathered: Gatherer) -> Iterator[Renaming]:
    """Yield what an article says was renamed: 甲（原乙）, 乙更名为甲, 甲前身是乙.

    Without the verb only what stands in brackets counts: in 甲，原乙厂长 a man moved, no firm did.
    """
    article = reading.article
    named = sorted(
        m for m in reading.mentions if m.kind in (ORGANIZATION, AWARD, PROGRAMME) and not m.anaphor
    )
    for one, other in pairwise(named):
        between = article.text[one.end : other.start]
        if one.kind != other.kind or not 0 < len(between) <= 8:
            continue
        opened = between[0] in "（(" and bool(_CLOSE.match(article.text, other.end))
        spoken = bool(re.search(r"更名|改名|改称|改制|前身", between))
        if not (opened or spoken):
            continue
        pair: tuple[Mention, Mention] | None = None
        if _OLD.fullmatch(between):
            pair = other, one
        elif _NOW.fullmatch(between):
            pair = one, other
        if pair and _core(pair[0]) != _core(pair[1]):
            old, new = (gathered.local(mention, article) for mention in pair)
            if old != new and old in gathered.profiles and new in gathered.profiles:
                yield Renaming(old, new, evidence_of(article, one.start, other.end))


def _core(mention: Mention) -> str:
    return key(mention.name or mention.text)
