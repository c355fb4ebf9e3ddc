"""Learn whose figures are from documents whose figures are annotated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from kg.choosing import Chooser, Step, save
from kg.choosing.training import Lesson, learn
from kg.figures.finder import locate_figures
from kg.figures.owners import read_chains
from kg.figures.owners.facets import spell
from kg.figures.scan import Located
from kg.model import Article, Mention
from kg.refer import find_anaphors
from kg.relations.scorer.corpus import FactSheet, StatedFigure
from kg.relations.scorer.pages import read_pages
from kg.relations.scorer.train import documents_of, names_of_pages
from kg.sentences import find_sentences

PAGES_COUNT = 3


def lessons_of(folder: Path) -> Iterator[Lesson]:
    """Every chain of the folder's annotated documents, with the right owners.

    The sample pages beside the folder, with their gold files, are learned from too. Pages count for
    more than news written to be learned from: their figures are those that a reader meets.
    """
    sample = list(read_pages(folder.parent / "gold", folder.parent))
    pages = names_of_pages(folder) | {name for name, _, _ in sample}
    for name, articles, sheet in chain(documents_of(folder), sample):
        if sheet.figures:
            for lesson in read_lessons(name, articles, sheet):
                yield lesson._replace(times=PAGES_COUNT) if name in pages else lesson


def read_lessons(
    name: str, articles: Iterable[tuple[Article, list[Mention]]], sheet: FactSheet
) -> Iterator[Lesson]:
    """The chains of one document; each stated figure is told of once."""
    left = list(sheet.figures)
    for article, named in articles:
        sentences = find_sentences(article)
        mentions = sorted([*named, *find_anaphors(sentences, named)])
        located = locate_figures(article, sentences, mentions)
        stated = [_take(article, figure, left) for figure in located]
        for figures in read_chains(article.text, sentences, mentions, located):
            right = [_right(stated[number], step, sheet) for number, _, step in figures]
            yield Lesson(name, [step for _, _, step in figures], right)


def _take(article: Article, figure: Located, left: list[StatedFigure]) -> StatedFigure | None:
    """The stated figure of the same value and unit, its quote overlapping the clause."""
    start, end = article.source(*figure.clause)
    text = article.document.text
    for number, stated in enumerate(left):
        quantity = figure.found.quantity
        if stated.value != quantity.value or stated.unit != quantity.unit:
            continue
        at = text.find(stated.quote)
        while 0 <= at < end:
            if start < at + len(stated.quote):
                return left.pop(number)
            at = text.find(stated.quote, at + 1)
    return None


def _right(stated: StatedFigure | None, step: Step, sheet: FactSheet) -> list[bool] | None:
    if stated is None or not stated.owner:
        return None
    owner = sheet.names.get(stated.owner, stated.owner)
    return [
        sheet.names.get(name, name) == owner and stated.kind in ("", kind)
        for kind, name, _ in step.things
    ]


def train(folders: Iterable[Path], out: Path) -> Chooser:
    """Learn from every folder with ``news/``, ``facts/`` and perhaps ``pages/``; write the weights."""
    owners = learn([lesson for folder in folders for lesson in lessons_of(folder)], spell)
    save(owners, out)
    return owners
