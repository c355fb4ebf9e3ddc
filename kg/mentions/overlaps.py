"""Where readings of one stretch of text overlap, one rule in one place keeps one of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from kg.model import Mention, in_order

# What is printed as a name outranks what is guessed, which outranks a word of the lexicon or a
# repetition that the guess passed over.
_RANK = {"byline": 0, "grammar": 1, "tagger": 2, "lexicon": 3, "repeat": 3}


@cache
def _rank(rule: str) -> int:
    return _RANK[rule.partition("/")[0]]


def settle(mentions: Iterable[Mention]) -> list[Mention]:
    """Keep the better-founded of overlapping mentions, then the longer, then the earlier.

    >>> a = Mention(0, 4, "泉州工匠", "Award", "tagger")
    >>> b = Mention(0, 2, "泉州", "Place", "repeat")
    >>> [m.text for m in settle([b, a])]
    ['泉州工匠']
    """
    ranked = sorted(mentions, key=lambda m: (_rank(m.rule), m.start - m.end, m.start, m.kind))
    taken: set[int] = set()
    kept = []
    for mention in ranked:
        span = range(mention.start, mention.end)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(mention)
    return in_order(kept)
