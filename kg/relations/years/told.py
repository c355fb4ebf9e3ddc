"""The years that an article tells: written out, counted from its own (去年), or from the last told (次年)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from kg.lexicons import one_of, words

_WRITTEN = r"(?<!\d)(?P<written>(?:19|20)\d{2})(?=年度?|[-—–至/])"
_SHIFTS: Mapping[str, Mapping[str, int]] = {
    "counted": {
        word: shift
        for shift, use in enumerate(("this_year", "last_year", "year_before_last"))
        for word in words("year_words", use)
    },
    "again": {
        word: shift
        for shift, use in enumerate(("same_year", "next_year"))
        for word in words("year_words", use)
    },
}
_YEAR = re.compile(
    rf"{_WRITTEN}|(?P<counted>{one_of(_SHIFTS['counted'])})|(?P<again>{one_of(_SHIFTS['again'])})"
    r"|(?<![\d年])(?P<month>\d{1,2}月)"
)
_DATED = re.compile(r"(?<!\d)((?:19|20)\d{2})年\d{1,2}月")
_NAMED = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年|[一-鿿])")
WRITTEN = "written"


class Told(NamedTuple):
    """``text[start:end]`` tells ``year``; ``how``: ``written`` or the manner of guessing."""

    start: int
    end: int
    year: int
    how: str
    behind: str  # two characters behind it


class Years(NamedTuple):
    """All years that an article tells, in text order, and its own."""

    told: tuple[Told, ...]
    own: int | None  # of the page, or the last one that is told as a date
    printed: bool  # whether the page prints its own


def find_years(text: str, published: str | None) -> Years:
    """Read the years of an article that the page dates ``published``, where it does."""
    own = int(published[:4]) if published else _last(text)
    told: list[Told] = []
    last: int | None = None
    for match in _YEAR.finditer(text):
        start, end = match.span()
        how = str(match.lastgroup)
        if how == WRITTEN:
            last = int(match["written"])
        elif how == "counted":
            if own is None:
                continue
            shift = _SHIFTS[how][match[how]]
            last = own - shift
            # Counted from a printed date it says as much as written out; else it is a guess.
            how = WRITTEN if published else f"{shift} ago"
        elif last is None:
            continue
        elif how == "again":
            shift = _SHIFTS[how][match[how]]
            last += shift
            how = f"{shift} after"
        behind = text[end : end + 2] if how == WRITTEN else ""
        told.append(Told(start, end, last, how, behind))
    return Years(tuple(told), own, published is not None)


def years_in(name: str) -> list[int]:
    """The years in a name: 2023 of 2023年全省职工技能大赛."""
    return [int(year) for year in _NAMED.findall(name)]


def _last(text: str) -> int | None:
    """The last year that is told with its month: a bare one may be of any time."""
    return max((int(year) for year in _DATED.findall(text)), default=None)
