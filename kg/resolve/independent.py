"""Who repeats whom: a report that ten papers print is one source, not ten."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeVar

Source = TypeVar("Source", bound=Hashable)


def independent(quotes: Iterable[tuple[Source, str]]) -> list[set[Source]]:
    """Sources, each with those that state a fact in the same words, directly or by way of others.

    >>> [sorted(group) for group in independent([("a", "x"), ("b", "y"), ("a", "y"), ("c", "z")])]
    [['a', 'b'], ['c']]
    """
    groups: dict[Source, set[Source]] = {}
    first: dict[str, Source] = {}  # who said these words
    for source, quote in quotes:
        mine = groups.setdefault(source, {source})
        theirs = groups[first.setdefault("".join(quote.split()), source)]
        if mine is not theirs:
            few, many = sorted((mine, theirs), key=len)
            many |= few
            groups |= dict.fromkeys(few, many)
    return list({id(group): group for group in groups.values()}.values())
