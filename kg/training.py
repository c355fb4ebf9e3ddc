"""Learning anew all that kg has learned, from a folder of annotated documents: what ``kg train`` does.

Four models: the tagger, which finds names, the scorer, which weighs facts, the years, which date
honours, and the owners, which tell whose a figure is. All learn from news with its mentions marked
in line and its facts beside it, and from pages whose facts stand in a gold file; pages held out
(:data:`kg.relations.scorer.train.HELD_OUT`) are never learned from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kg.errors import InputError
from kg.figures.owners.training import train as train_owners
from kg.mentions.tagger import Annotated, Span, Tagger, learn, read_corpus, save
from kg.mentions.tagger.training import Settings
from kg.model import AWARD, PLATFORM, PROGRAMME, TITLE, WORK
from kg.relations.scorer.pages import read_pages
from kg.relations.scorer.train import HELD_OUT
from kg.relations.scorer.train import train as train_scorer
from kg.relations.years.training import train as train_years

DOUBTED = (PROGRAMME, AWARD, WORK, PLATFORM)  # kinds of which readers disagree what is named
# Words that point: who it is, the page tells.
_POINTING = re.compile("[我该本][省市县区州旗盟镇乡村所校院厂馆中集公]")
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]*”?")
PAGES_COUNT = 3  # a page is what kg will meet, and its copies bear other names each time
SPARE = 2  # of so many news documents one teaches what a title is
SURE = 0.5  # a title of a page is marked where the tagger gives it at least this


def train_tagger(folders: list[Path], out: Path, settings: Settings | None = None) -> Tagger:
    """Learn the tagger and write it to ``out``; the same documents give the same bytes.

    A page's gold file does not say where its titles stand. So a tagger learns from some of the
    marked news first, marks the titles of the pages, and the one that is kept learns from both.
    """
    settings = settings or Settings()
    marked = [annotated for folder in folders for annotated in read_corpus([folder / "news"])]
    if not marked:
        raise InputError(
            f"{folders[0]}: holds no annotated news; expected news/*.txt as in seeds/annotated"
        )
    pages = [page for folder in folders for page in pages_of(folder)]
    if pages:
        first = learn(marked[::SPARE], replace(settings, rounds=1))
        pages = [replace(page, text=_with_titles(page.text, first)) for page in pages]
    tagger = learn(
        [*marked, *(undoubted(page) for page in pages for _ in range(PAGES_COUNT))],
        settings,
        [page.text for page in pages],
    )
    save(tagger, out)
    return tagger


@dataclass(frozen=True, slots=True)
class Page:
    """An article of a page, and which of its names some readers would not call one."""

    text: Annotated
    doubted: frozenset[Span]


def pages_of(folder: Path) -> Iterator[Page]:
    """The articles of pages with gold files, their names marked; held-out pages left out.

    Pages lie in ``folder/pages``, and beside ``folder`` itself, as those of seeds/ do.
    """
    beside, below = folder.parent, folder / "pages"
    for golds, texts in ((beside / "gold", beside), (below / "gold", below / "texts")):
        for name, articles, sheet in read_pages(golds, texts):
            if name.startswith(HELD_OUT):
                continue
            for article, mentions in articles:
                named = [m for m in mentions if m.kind == TITLE or not _POINTING.match(m.text)]
                spans = [Span(m.start, m.end, m.kind) for m in named]
                doubted = frozenset(
                    span
                    for span, m in zip(spans, named, strict=True)
                    if m.kind in DOUBTED and (m.kind, m.name) in sheet.doubtful
                )
                yield Page(Annotated(name, article.text, tuple(sorted(spans))), doubted)


def undoubted(page: Page) -> Annotated:
    """The article but for the sentences that name what only some readers would call a name.

    Learned as names they would be found everywhere, learned as none they would teach against those
    that every reader names; so such sentences are read once and not copied.
    """
    text, spans = "", []
    for piece in _SENTENCE.finditer(page.text.text):
        start, end = piece.span()
        if any(start <= span.start < end for span in page.doubted):
            continue
        shift = len(text) - start
        spans += [
            Span(span.start + shift, span.end + shift, span.kind)
            for span in page.text.spans
            if start <= span.start < end
        ]
        text += piece.group()
    return Annotated(page.text.name, text, tuple(spans))


def _with_titles(page: Annotated, tagger: Tagger) -> Annotated:
    """The page with the titles that the tagger sees outside its names."""
    taken = {i for span in page.spans for i in range(span.start, span.end)}
    titles = [
        span
        for span, probability in tagger.tag([page.text])[0]
        if span.kind == TITLE
        and probability > SURE
        and taken.isdisjoint(range(span.start, span.end))
    ]
    return Annotated(page.name, page.text, tuple(sorted([*page.spans, *titles])))


__all__ = ["train_owners", "train_scorer", "train_tagger", "train_years"]
