"""How a name is typed without Chinese input: its syllables, from which the page makes initials."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

LONGEST = 40  # characters of a name that can be searched by sound


@lru_cache(maxsize=65536)
def syllables(name: str, *, surname: bool = False) -> str:
    """Write ``name`` as syllables with blanks; the reading as a surname follows after ``/``.

    >>> syllables("吴良江")
    'wu liang jiang'
    >>> syllables("曾三", surname=True)
    'ceng san/zeng san'
    >>> syllables("AI赋能")
    'ai fu neng'
    """
    name = name[:LONGEST]
    first, *rest = _read(name) or [""]
    readings = [first]
    if surname and surnames().get(name[:1], first) != first:
        readings.append(surnames()[name[0]])
    return "/".join(" ".join((reading, *rest)) for reading in readings).strip()


def _read(name: str) -> list[str]:
    """Character by character, or phrase by phrase where one is read otherwise than its characters."""
    known = _readings()
    for at in range(len(name) - 1):
        if (phrases := known.unusual.get(name[at : at + 2])) and name.startswith(phrases, at):
            return "".join(map(known.read, _phrases(name))).split()
    return name.translate(known.usual).split()


def _phrases(name: str) -> list[str]:
    """Cut a name into the longest phrases from its beginning on, and single characters."""
    known, found, at = _readings(), [], 0
    while at < len(name):
        ends = range(min(len(name), at + known.longest), at, -1)
        end = next((end for end in ends if name[at:end] in known.phrases), at + 1)
        found.append(name[at:end])
        at = end
    return found


class _Usual(dict[int, str]):
    """The usual reading of a character, between blanks; what has none is joined, in small letters."""

    def __missing__(self, code: int) -> str:
        text = chr(code).lower()
        self[code] = "".join(c for c in text if c.isascii() and c.isalnum())
        return self[code]


class _Readings(NamedTuple):
    """What ``readings.tsv`` says."""

    usual: _Usual
    phrases: dict[str, str]  # with their reading, empty where it is that of the characters
    unusual: dict[str, tuple[str, ...]]  # phrases that have a reading of their own, by their start
    longest: int

    def read(self, part: str) -> str:
        """A phrase or character with blanks about it."""
        return f" {reading} " if (reading := self.phrases.get(part)) else part.translate(self.usual)


@cache
def _readings() -> _Readings:
    usual, phrases, unusual = _Usual(), dict[str, str](), defaultdict(list)
    for line in _lines("readings.tsv"):
        one, tab, other = line.partition("\t")
        if one.isascii():
            usual.update(dict.fromkeys(map(ord, other), f" {one} "))
            continue
        phrases[one] = other
        if tab:
            unusual[one[:2]].append(one)
    starts = {start: tuple(found) for start, found in unusual.items()}
    return _Readings(usual, phrases, starts, max(map(len, phrases)))


@cache
def surnames() -> dict[str, str]:
    """Map each surname of ``surnames.tsv`` to its reading."""
    return dict(line.split("\t") for line in _lines("surnames.tsv"))


def _lines(name: str) -> list[str]:
    text = files("kg.render").joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]
