"""Thousands of names looked for at once in a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


class NameFinder:
    """Finds names of two characters or more, at each place the longest, none overlapping another.

    Names are kept by their first two characters: most pairs of characters open none of them, while
    a pattern of all of them is tried name by name wherever its first character stands.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._opened: dict[str, list[str]] = {}
        for name in sorted(set(names), key=len, reverse=True):
            self._opened.setdefault(name[:2], []).append(name)

    def find(self, text: str) -> Iterator[tuple[int, str]]:
        """Where each stands, and which.

        >>> list(NameFinder(["南昌", "南昌市"]).find("南昌市和南昌"))
        [(0, '南昌市'), (4, '南昌')]
        """
        opened = self._opened
        free = 0  # where the last one ends
        for start, pair in enumerate(map(str.__add__, text, text[1:])):
            if pair not in opened or start < free:
                continue
            name = next((name for name in opened[pair] if text.startswith(name, start)), None)
            if name is not None:
                free = start + len(name)
                yield start, name
