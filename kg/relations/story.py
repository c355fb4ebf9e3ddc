"""What the article has told so far: whom a bare verb speaks of, which event is going on, which year."""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass, field

from kg.model import ORGANIZATION, PROGRAMME, Article, Mention

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年|年度)")
_RELATIVE = {"前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "年内": 0}
_SAME_YEAR = re.compile("同年|当年|那年|这一?年|该年")
_NEXT_YEAR = re.compile("次年|翌年|第二年")
_RELATIVE_WORD = re.compile("|".join(_RELATIVE))


@dataclass(frozen=True, slots=True)
class Recent:
    """A thing named before: in which sentence last, whether it opened that, how often so far."""

    mention: Mention
    sentence: int
    opened: bool
    times: int


@dataclass
class Story:
    """Grows sentence by sentence; the one mutable thing of a reading, and it ends with it."""

    article: Article
    protagonist: Mention | None = None  # the organisation that the article speaks of most
    is_report: bool = False  # whether the whole article is that body's report on itself
    named: tuple[Mention, ...] = ()  # bodies and programmes of the whole article, each once
    subjects: tuple[Mention, ...] = ()  # whom the last clause with a subject spoke of
    people: tuple[Mention, ...] = ()
    bodies: list[Mention] = field(default_factory=list)  # named so far, each once, the last last
    event: Mention | None = None  # programme going on
    paragraph: int = -1
    year: str | None = None
    told: int = 0  # sentences passed
    # by kind and thing, the last named last
    recent: dict[str, dict[tuple[str, str, str], Recent]] = field(default_factory=dict)
    programmes: dict[str, Mention] = field(default_factory=dict)  # by canonical name
    programme_years: dict[str, str] = field(default_factory=dict)  # told in the same sentence
    year_told: bool = False  # in this sentence
    awarded: set[tuple[int, int]] = field(
        default_factory=set
    )  # awards of this sentence with a holder

    def now(self) -> Story:
        """A copy that later sentences leave as it is."""
        story = copy(self)
        story.programmes = dict(self.programmes)
        story.programme_years = dict(self.programme_years)
        return story

    def year_in(self, text: str) -> str | None:
        """The year that holds at the end of ``text``, which begins with its sentence.

        A year written out, or one counted from what was told before: 同年, 次年, 那年; 去年 only
        where the article's own date is known.
        """
        written = _YEAR.findall(text)
        if written:
            return str(written[-1])
        if self.year and _SAME_YEAR.search(text):
            return self.year
        if self.year and _NEXT_YEAR.search(text):
            return str(int(self.year) + 1)
        words = _RELATIVE_WORD.findall(text)
        if words and self.article.published:
            return str(int(self.article.published[:4]) + _RELATIVE[words[-1]])
        return None

    def passed(self, text: str) -> None:
        """Note the years of a sentence that has been read."""
        year = self.year_in(text)
        self.year_told = year is not None
        if year:
            self.year = year

    def heard(self, mention: Mention, *, opened: bool = False) -> None:
        """Note a mention that has been passed; ``opened`` where none of its kind stood before it."""
        known = self.recent.setdefault(mention.kind, {})
        before = known.pop(mention.thing, None)  # and so comes to stand last
        times = 1
        if before is not None:
            times += before.times
            opened |= before.opened and before.sentence == self.told
        known[mention.thing] = Recent(mention, self.told, opened, times)
        if mention.kind == ORGANIZATION:
            self.bodies = [b for b in self.bodies if b.thing != mention.thing] + [mention]
        elif mention.kind == PROGRAMME:
            self.event = mention
            name = mention.name or mention.text
            self.programmes[name] = mention
            if self.year and self.year_told:
                self.programme_years.setdefault(name, self.year)
