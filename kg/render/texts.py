"""What the page shows of the articles' texts, and which stretch of them is which of the file.

Of very much text the page holds the paragraphs with facts. An article's text depends on nothing but
the article and what is quoted of it, so that one that was shown before is taken as it was written.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import pairwise
from typing import Any

from kg.model import Article, Knowledge, Measurement, Statement
from kg.render.embedded import as_json

Json = Any
Text = bytes | memoryview  # of a file
Places = frozenset[tuple[int, int]]  # where quotes stand in the file

GAP = "\n\n……\n\n"  # stands for paragraphs left out
BLOCK_KINDS = ("headline", "deck", "lead", "heading", "byline", "caption", "body")
# Characters of documents that a page holds whole; of more, the headline and paragraphs with facts.
MOST_TEXT = 2_500_000
_FIRST, _BETWEEN = b'id="texts">[\n', b",\n"
_WIDE = re.compile("[\U00010000-\U0010ffff]")  # characters of two units


def write_texts(knowledge: Knowledge, known: Mapping[bytes, Text]) -> Iterator[Text]:
    """A line for each article: key, text, blocks and runs as JSON, and what stands between them.

    ``known``: lines that were written before, by their keys.
    """
    whole = sum(len(document.text) for document in knowledge.documents) <= MOST_TEXT
    quoted = {} if whole else _quoted(knowledge)
    for number, article in enumerate(knowledge.articles):
        if number:
            yield _BETWEEN
        places = None if whole else quoted.get((article.document.name, article.number), frozenset())
        key = _key(article, places)
        line = known.get(key)
        yield as_json([key.decode(), *shown(article, places)]) if line is None else line


def read_texts(page: bytes) -> dict[bytes, Text]:
    """The lines of a page by their keys."""
    found: dict[bytes, Text] = {}
    view = memoryview(page)  # in which the lines stay
    start = page.rfind(_FIRST) + len(_FIRST)
    while page.startswith(b'["', start):
        end = page.index(b"\n", start)
        found[page[start + 2 : start + 18]] = view[start : end - page.startswith(b",", end - 1)]
        start = end + 1
    return found


def _key(article: Article, places: Places | None) -> bytes:
    """What tells an article's text, and what is shown of it, from all others."""
    said = (
        f"{article.document.checksum} {article.number} {None if places is None else sorted(places)}"
    )
    return blake2b(said.encode(), digest_size=8).hexdigest().encode()


def _quoted(knowledge: Knowledge) -> dict[tuple[str, int], Places]:
    """The places that each article is quoted at."""
    found: dict[tuple[str, int], set[tuple[int, int]]] = defaultdict(set)
    said: Iterable[Statement | Measurement] = (*knowledge.statements, *knowledge.measurements)
    for told in said:
        for document, article, start, end, _ in told.evidence:
            found[document, article].add((start, end))
    return {key: frozenset(places) for key, places in found.items()}


def shown(article: Article, places: Places | None = None) -> list[Json]:
    """Text, blocks (start, end, number of the kind) and runs, counted in UTF-16 units.

    ``places``: the quotes whose paragraphs are shown, beside the headline; None for all of it.
    """
    text, units = article.text, _counter(article.text)
    whole = places is None or not article.blocks
    parts = [(0, len(text))] if whole else _with_quotes(article, places or ())
    blocks: list[list[int]] = []
    runs: list[Run] = []
    begin = 0  # where the part begins in what is shown
    for start, end in parts:
        blocks += (
            [
                begin + units(start, block.start),
                begin + units(start, block.end),
                BLOCK_KINDS.index(block.kind),
            ]
            for block in article.blocks
            if start <= block.start and block.end <= end
        )
        runs += _runs(text[start:end], article.origins[start:end], begin)
        begin += units(start, end) + len(GAP)
    return [GAP.join(text[start:end] for start, end in parts), blocks, _told(runs)]


def _with_quotes(article: Article, places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The first block, and those in whose stretch of the file something is quoted."""
    kept = [
        (block.start, block.end)
        for number, block in enumerate(article.blocks)
        if not number
        or any(
            start <= article.origins[block.end - 1] and end > article.origins[block.start]
            for start, end in places
        )
    ]
    return _union(kept)


def _union(parts: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join parts that touch or overlap."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(parts):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


# --- places in the text and in the file -----------------------------------------------------

Run = tuple[int, int, int]  # place in the text, place in the file, length


def _counter(text: str) -> Callable[[int, int], int]:
    """Counts the UTF-16 units of slices of ``text``, as JavaScript does."""
    if len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text):
        return lambda start, end: end - start
    return lambda start, end: len(text[start:end].encode("utf-16-le", "surrogatepass")) // 2


def _runs(text: str, origins: Sequence[int], unit: int) -> Iterator[Run]:
    """Stretches of ``text`` that the file has as they are; ``unit`` is where ``text`` begins.

    A character of two units is a run of its own, of length 0.
    """
    cuts = {0, len(text)}
    cuts.update(n for n, (one, other) in enumerate(pairwise(origins), 1) if other != one + 1)
    wide = {match.start() for match in _WIDE.finditer(text)}
    cuts |= wide | {number + 1 for number in wide}
    for start, end in pairwise(sorted(cuts)):
        length = 0 if start in wide else end - start
        yield unit, origins[start], length
        unit += length or 2


def _told(runs: Iterable[Run]) -> list[int]:
    """Each run as how far it is from the end of the one before, in text and file, and its length.

    >>> _told([(0, 4, 20), (20, 25, 0), (28, 26, 3)])
    [0, 4, 20, 0, 1, 0, 6, 0, 3]
    """
    found: list[int] = []
    unit = origin = 0
    for at, begins, length in runs:
        found += (at - unit, begins - origin, length)
        unit, origin = at + (length or 2), begins + (length or 1)
    return found
