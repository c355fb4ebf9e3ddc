"""Who repeats whom: a report that ten papers print is one source, not ten.

A source is named by its text, so that the same text under two names is one. Texts that say a thing
in the same words are one source too, unless the words are so few that anyone would choose them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeVar

Source = TypeVar("Source", bound=Hashable)
FEW = 8  # characters that two may have chosen alike: a programme's name


def independent(quotes: Iterable[tuple[Source, str]]) -> list[set[Source]]:
    """Sources, each with those that state a fact in the same words, directly or by way of others.

    >>> said = [("a", "他是先进工作者"), ("b", "王强获评云溪工匠"), ("c", "王强获评云溪\\n工匠")]
    >>> [sorted(group) for group in independent([*said, ("a", "工匠"), ("b", "工匠")])]
    [['a'], ['b', 'c']]
    """
    groups: dict[Source, set[Source]] = {}
    first: dict[str, Source] = {}  # who said these words
    for source, quote in quotes:
        mine = groups.setdefault(source, {source})
        words = "".join(quote.split())
        theirs = groups[first.setdefault(words, source)] if len(words) >= FEW else mine
        if mine is not theirs:
            few, many = sorted((mine, theirs), key=len)
            many |= few
            groups |= dict.fromkeys(few, many)
    return list({id(group): group for group in groups.values()}.values())
