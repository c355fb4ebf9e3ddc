"""When a figure holds: the year the words around it state."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.model import BODY, LEAD, Article, Sentence

YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?:年度?|(?=[^0-9]{0,8}(?:大赛|竞赛|赛|活动)))")
SPAN = re.compile(r"((?:19|20)[0-9]{2})年?(?:至|到|—+|-|－|~|～)((?:19|20)[0-9]{2})年")
RELATIVE = re.compile(r"去年|今年|前年|明年")
SINCE = re.compile(r"((?:19|20)[0-9]{2})年?以来|((?:19|20)[0-9]{2})年是")
SHIFT = {"去年": -1, "今年": 0, "前年": -2, "明年": 1}


def find_periods(article: Article, sentences: Sequence[Sentence]) -> list[list[tuple[int, str]]]:
    """Beside each sentence: (offset, period) from which on a period holds, in rising order.

    A year holds to the end of its paragraph, or until another is named. 去年 and 今年 count from
    the article's date. A year that the opening paragraphs make the story's own (2024年以来) holds
    where no other does.
    """
    text = article.text
    today = int(article.published[:4]) if article.published else None
    opening = "".join(s.text for s in sentences if s.kind in (LEAD, BODY))[:400]
    since = SINCE.search(opening)
    default = (since[1] or since[2]) if since else None
    periods: list[list[tuple[int, str]]] = []
    paragraph = -1
    current: str | None = None
    for sentence in sentences:
        if sentence.paragraph != paragraph:
            paragraph, current = sentence.paragraph, default
        marks: list[tuple[int, str]] = [(sentence.start, current)] if current else []
        marks += [
            (match.start(), f"{match[1]}/{match[2]}")
            for match in SPAN.finditer(text, sentence.start, sentence.end)
        ]
        for match in YEAR.finditer(text, sentence.start, sentence.end):
            if not any(match.start() - 12 < at <= match.start() and "/" in p for at, p in marks):
                marks.append((match.start(), match[1]))
        if today is not None:
            marks += [
                (match.start(), str(today + SHIFT[match.group()]))
                for match in RELATIVE.finditer(text, sentence.start, sentence.end)
            ]
        marks.sort(key=lambda mark: mark[0])
        if marks:
            current = marks[-1][1]
        periods.append(marks)
    return periods


def period_at(marks: Sequence[tuple[int, str]], offset: int) -> str | None:
    """The period that holds at ``offset``."""
    found = None
    for at, period in marks:
        if at > offset:
            break
        found = period
    return found
