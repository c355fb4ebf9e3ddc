"""Learning anew all that kg has learned, from a folder of annotated documents: what ``kg train`` does.

Three models: the tagger, which finds names, the scorer, which weighs facts, and the owners, which
tell whose a figure is. All learn from news with its mentions marked in line and its facts beside
it, and from pages whose facts stand in a gold file; pages held out
(:data:`kg.relations.scorer.train.HELD_OUT`) are never learned from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kg.errors import InputError
from kg.figures.owners.training import train as train_owners
from kg.mentions.tagger import Annotated, Span, Tagger, learn, read_corpus, save
from kg.mentions.tagger.training import Settings
from kg.model import TITLE
from kg.relations.scorer.pages import read_pages
from kg.relations.scorer.train import HELD_OUT
from kg.relations.scorer.train import train as train_scorer

SURE = 0.5  # a title of a page is marked where the tagger gives it at least this


def train_tagger(folders: list[Path], out: Path, settings: Settings | None = None) -> Tagger:
    """Learn the tagger and write it to ``out``; the same documents give the same bytes.

    A page's gold file does not say where its titles stand. So a tagger learns from the marked news
    first, marks the titles of the pages, and the one that is kept learns from both.
    """
    settings = settings or Settings()
    marked = [annotated for folder in folders for annotated in read_corpus([folder / "news"])]
    if not marked:
        raise InputError(
            f"{folders[0]}: holds no annotated news; expected news/*.txt as in seeds/annotated"
        )
    pages = [page for folder in folders for page in _pages(folder)]
    tagger = learn(marked, replace(settings, rounds=1) if pages else settings)
    if pages:
        tagger = learn([*marked, *(_with_titles(page, tagger) for page in pages)], settings)
    save(tagger, out)
    return tagger


def _pages(folder: Path) -> Iterator[Annotated]:
    """The articles of pages with gold files, their names marked; held-out pages left out.

    Pages lie in ``folder/pages``, and beside ``folder`` itself, as those of seeds/ do.
    """
    beside, below = folder.parent, folder / "pages"
    for golds, texts in ((beside / "gold", beside), (below / "gold", below / "texts")):
        for name, articles, _ in read_pages(golds, texts):
            if name.startswith(HELD_OUT):
                continue
            for article, mentions in articles:
                spans = tuple(sorted(Span(m.start, m.end, m.kind) for m in mentions))
                yield Annotated(name, article.text, spans)


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


__all__ = ["train_owners", "train_scorer", "train_tagger"]
