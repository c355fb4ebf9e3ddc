"""A sentence as the relation rules see it: its mentions as single letters between its words.

``荣获`` stands between a person and an award in ``P荣获A``. Writing each mention as one private
character lets a rule be an ordinary regular expression over words and classes, linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from kg.lexicons import one_of, words
from kg.model import (
    AWARD,
    ORGANIZATION,
    PERSON,
    PLACE,
    PLATFORM,
    PROGRAMME,
    TITLE,
    WORK,
    Article,
    Mention,
    Sentence,
    in_order,
)

LETTER = {
    PERSON: "\ue000",
    ORGANIZATION: "\ue001",
    PLACE: "\ue002",
    PROGRAMME: "\ue003",
    AWARD: "\ue004",
    PLATFORM: "\ue005",
    WORK: "\ue006",
    TITLE: "\ue007",
}
KIND = {letter: kind for kind, letter in LETTER.items()}
ANY_LETTER = "[\ue000-\ue007]"

_OPENING = "“‘《「『〈\"'"
_CLOSING = "”’》」』〉\"'"
# Half-width marks mean what full-width ones do; a page mixes them freely.
_FOLD = str.maketrans({",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）"})
# A bracket without a mention says where someone stands in a picture, or repeats a number; one with
# a short form says nothing more of whom it names.
_ASIDE = re.compile(
    rf"（[^（）\ue000-\ue007]{{0,14}}）"
    rf"|（[^（）\ue000-\ue007]{{0,4}}{one_of(words('page_words', 'states_short'))}[为作]?：?{ANY_LETTER}）"
)


@dataclass(frozen=True, eq=False)
class Scene:
    """``code[i]`` is a word's character or a mention's letter; it starts at ``starts[i]``.

    ``starts`` and ``ends`` are offsets in ``article.text``; ``mentions`` maps positions of letters,
    from left to right. A scene is equal to itself alone, so that what was read in it can be kept.
    """

    article: Article
    sentence: Sentence
    code: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    mentions: dict[int, Mention]

    def mention(self, position: int) -> Mention:
        """The mention whose letter stands at ``position``."""
        return self.mentions[position]

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """The positions of the mentions of each kind that there is."""
        found: dict[str, list[int]] = {}
        for position, mention in self.mentions.items():
            found.setdefault(mention.kind, []).append(position)
        return found

    def find(self, kinds: Collection[str], start: int = 0, end: int | None = None) -> list[int]:
        """Positions of mentions of these kinds in ``code[start:end]``, in order."""
        places = self.places
        there = [places[kind] for kind in kinds if kind in places]
        if not there:
            return []
        if end is None:
            end = len(self.code)
        found = there[0] if len(there) == 1 else sorted(chain.from_iterable(there))
        return [i for i in found if start <= i < end]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Article offsets from position ``first`` to position ``last``, both included."""
        return self.starts[first], self.ends[last]


def make_scene(article: Article, sentence: Sentence, mentions: Iterable[Mention]) -> Scene:
    """Encode a sentence. ``mentions`` may hold those of the whole article; they must not overlap."""
    inside = in_order(m for m in mentions if sentence.start <= m.start and m.end <= sentence.end)
    code: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    found: dict[int, Mention] = {}
    cursor = sentence.start
    text = article.text
    for mention in inside:
        if mention.start < cursor:  # 三人 stands for three: P、P、P
            code += ["、", LETTER[mention.kind]]
            starts += [starts[-1]] * 2
            ends += [ends[-1]] * 2
            found[len(code) - 1] = mention
            continue
        code += text[cursor : mention.start]
        starts += range(cursor, mention.start)
        ends += range(cursor + 1, mention.start + 1)
        start, end = mention.start, mention.end
        if code and code[-1] in _OPENING and text[end : end + 1] and text[end] in _CLOSING:
            code.pop()
            start = starts.pop()
            ends.pop()
            end += 1
        found[len(code)] = mention
        code.append(LETTER[mention.kind])
        starts.append(start)
        ends.append(end)
        cursor = end
    code += text[cursor : sentence.end]
    starts += range(cursor, sentence.end)
    ends += range(cursor + 1, sentence.end + 1)
    whole = Scene(
        article, sentence, "".join(code).translate(_FOLD), tuple(starts), tuple(ends), found
    )
    return without(whole, [m.span() for m in _ASIDE.finditer(whole.code)], blank=True)


def without(scene: Scene, spans: list[tuple[int, int]], *, blank: bool = False) -> Scene:
    """Leave out stretches of the code; ``blank`` also drops line breaks and spaces."""
    if not spans and not (blank and _BLANK.search(scene.code)):
        return scene
    drop = {i for start, end in spans for i in range(start, end)}
    keep = [
        i
        for i, character in enumerate(scene.code)
        if i not in drop and not (blank and character.isspace())
    ]
    renumbered = {old: new for new, old in enumerate(keep)}
    return Scene(
        scene.article,
        scene.sentence,
        "".join(scene.code[i] for i in keep),
        tuple(scene.starts[i] for i in keep),
        tuple(scene.ends[i] for i in keep),
        {renumbered[i]: m for i, m in scene.mentions.items() if i in renumbered},
    )


_BLANK = re.compile(r"\s")
_LEVEL = re.compile(r"[，。；：！？…]+")


def clauses(scene: Scene) -> Iterator[tuple[int, int]]:
    """Positions ``[start, end)`` of the stretches between commas and stops."""
    start = 0
    for stop in _LEVEL.finditer(scene.code):
        if stop.start() > start:
            yield start, stop.start()
        start = stop.end()
    if start < len(scene.code):
        yield start, len(scene.code)
