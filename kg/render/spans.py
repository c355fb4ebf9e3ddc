"""Where the words of a fact stand in the text that the page shows."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Any

from kg.model import Evidence, Knowledge

Json = Any

GAP = "\n\n……\n\n"  # stands for paragraphs left out
BLOCK_KINDS = ("headline", "deck", "lead", "heading", "byline", "caption", "body")
# Characters of articles that a page holds whole; of more, the headline and paragraphs with facts.
MOST_TEXT = 2_500_000


class Spans:
    """Finds evidence in the text that the page shows, which of very much text is only a part."""

    def __init__(self, knowledge: Knowledge, most_text: int = MOST_TEXT) -> None:
        self.articles = knowledge.articles
        self._places: dict[tuple[int, int, int], tuple[int, int]] = {}
        self.article_of = {
            (article.document.name, article.number): number
            for number, article in enumerate(self.articles)
        }
        self.wide = [len(a.text.encode("utf-16-le", "surrogatepass")) > 2 * len(a.text)
                     for a in self.articles]  # fmt: skip
        self.kept: list[list[tuple[int, int]]] = [[(0, len(a.text))] for a in self.articles]
        if sum(len(article.text) for article in self.articles) > most_text:
            self.kept = self._paragraphs_with_evidence(knowledge)
        self.shown = [_shown(parts) for parts in self.kept]
        self.alike = [  # where the text shown counts as the article's
            not wide and kept == [(0, len(article.text))]
            for article, wide, kept in zip(self.articles, self.wide, self.kept, strict=True)
        ]

    def _paragraphs_with_evidence(self, knowledge: Knowledge) -> list[list[tuple[int, int]]]:
        quoted: list[set[tuple[int, int]]] = [set() for _ in self.articles]
        pieces = [piece for statement in knowledge.statements for piece in statement.evidence]
        pieces += [piece for figure in knowledge.measurements for piece in figure.evidence]
        for evidence in pieces:
            number = self.article_of.get((evidence.document, evidence.article))
            if number is not None:
                quoted[number].add(self._place(number, evidence))
        return [
            _union(
                {
                    *((b.start, b.end) for b in article.blocks[:1]),
                    *(
                        (b.start, b.end)
                        for b in article.blocks
                        if any(b.start < end and b.end > start for start, end in places)
                    ),
                    *places,
                }
            )
            for article, places in zip(self.articles, quoted, strict=True)
        ]

    def _place(self, number: int, evidence: Evidence) -> tuple[int, int]:
        """Where evidence stands in its article; kept, since it is asked for twice."""
        where = number, evidence.start, evidence.end
        if (known := self._places.get(where)) is not None:
            return known
        article = self.articles[number]
        start = bisect_left(article.origins, evidence.start)
        end = bisect_left(article.origins, evidence.end)
        while end > start and article.text[end - 1].isspace():
            end -= 1
        self._places[where] = start, end
        return start, end

    def locate(self, evidence: Evidence) -> list[Json]:
        """Give article, UTF-16 start and end in its text, then start and end in the file.

        The quote follows where the page broke it, so that the file reads otherwise. Where the
        article is not known the quote itself stands in place of the offsets.
        """
        number = self.article_of.get((evidence.document, evidence.article))
        if number is None:
            return [-1, evidence.quote, evidence.document, evidence.start, evidence.end]
        start, end = self._place(number, evidence)
        begins = self.units(number, start)  # what is quoted is shown without a gap
        ends = self.units(number, end) if self.wide[number] else begins + end - start
        span = [number, begins, ends, evidence.start, evidence.end]
        same = self.articles[number].text[start:end] == evidence.quote
        return span if same else [*span, evidence.quote]

    def units(self, number: int, offset: int) -> int:
        """Where a code point of an article stands in the text shown, in UTF-16 units."""
        if self.alike[number]:
            return offset
        kept, (ends, gone) = self.kept[number], self.shown[number]
        if not ends:
            return 0
        rank = min(bisect_left(ends, offset), len(ends) - 1)
        stop = min(ends[rank], offset)
        units = stop - gone[rank]
        if self.wide[number]:
            text = self.articles[number].text
            parts = [*kept[:rank], (kept[rank][0], stop)]
            units += sum(c > "\uffff" for start, end in parts for c in text[start:end])
        return units

    def text(self, number: int) -> list[Json]:
        """Give an article's text as shown and its blocks: start, end, number of the kind."""
        article, kept = self.articles[number], self.kept[number]
        blocks = [
            [
                self.units(number, block.start),
                self.units(number, block.end),
                BLOCK_KINDS.index(block.kind),
            ]
            for block in article.blocks
            if any(start <= block.start and block.end <= end for start, end in kept)
        ]
        return [GAP.join(article.text[start:end] for start, end in kept), blocks]


def _shown(parts: Sequence[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """The ends of the parts that are shown, and by how much less what is in each is counted."""
    gone: list[int] = []
    behind = 0  # where the part before ends
    for start, end in parts:
        gone.append(start - behind + (gone[-1] - len(GAP) if gone else 0))
        behind = end
    return [end for _, end in parts], gone


def _union(parts: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join parts that touch or overlap."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(parts):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
