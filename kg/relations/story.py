"""What the article has told so far: whom a bare verb speaks of, which event is going on, which year."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kg.model import ORGANIZATION, PROGRAMME, Article, Mention

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年|年度)")
_RELATIVE = {"前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "年内": 0}
_RELATIVE_WORD = re.compile("|".join(_RELATIVE))


@dataclass
class Story:
    """Grows sentence by sentence; the one mutable thing of a reading, and it ends with it."""

    article: Article
    protagonist: Mention | None = None  # the organisation that the whole article is about
    subjects: tuple[Mention, ...] = ()  # whom the last clause with a subject spoke of
    people: tuple[Mention, ...] = ()
    organization: Mention | None = None  # last one named
    event: Mention | None = None  # programme going on
    paragraph: int = -1
    year: str | None = None
    programmes: dict[str, Mention] = field(default_factory=dict)  # by canonical name

    def year_in(self, text: str, position: int) -> str | None:
        """The year that holds at ``text[position]``: the last one written before it in ``text``."""
        found = None
        for match in _YEAR.finditer(text, 0, position):
            found = match.group(1)
        if found:
            self.year = found
            return found
        if "同年" in text[:position] or "当年" in text[:position]:
            return self.year
        if self.year and "次年" in text[:position]:
            return str(int(self.year) + 1)
        word = None
        for match in _RELATIVE_WORD.finditer(text, 0, position):
            word = match.group(0)
        if word and self.article.published:
            return str(int(self.article.published[:4]) + _RELATIVE[word])
        return None

    def heard(self, mention: Mention) -> None:
        """Note a mention that has been passed."""
        if mention.kind == ORGANIZATION:
            self.organization = mention
        elif mention.kind == PROGRAMME:
            self.event = mention
            self.programmes[mention.name or mention.text] = mention
