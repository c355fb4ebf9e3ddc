"""Learn of which year honours are from documents whose facts are annotated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.choosing import Chooser, save
from kg.choosing.training import Lesson, learn
from kg.model import Article, Mention
from kg.refer import find_anaphors, scope_prizes
from kg.relations import facts_of, find_all_candidates
from kg.relations.scorer.corpus import FactSheet
from kg.relations.scorer.train import PAGES_COUNT, documents_of, names_of_pages, stated_of
from kg.relations.years import spell
from kg.relations.years.features import Scenery, ask
from kg.sentences import find_sentences

# A reader often leaves out a year that the article plainly tells; whoever asks wants it.
LEFT_OUT = 0.6  # nats that speak for a year beyond what readers note


def lessons_of(folder: Path) -> Iterator[Lesson]:
    """Each honour of the folder's annotated documents, with its year.

    Where a reader notes a year that the article does not tell, nothing is learned.
    """
    pages = names_of_pages(folder)
    for name, articles, sheet in documents_of(folder):
        for article, mentions in articles:
            for lesson in read_lessons(name, article, mentions, sheet):
                yield lesson._replace(times=PAGES_COUNT) if name in pages else lesson


def read_lessons(
    name: str, article: Article, named: list[Mention], sheet: FactSheet
) -> Iterator[Lesson]:
    """The honours of one article that its sheet states."""
    sentences = find_sentences(article)
    named = scope_prizes([mention.named(mention.name, "") for mention in named])
    mentions = [*named, *find_anaphors(sentences, named)]
    scenery = Scenery(article, sentences, mentions)
    for scene, story, candidates in find_all_candidates(article, sentences, mentions):
        for candidate in candidates:
            if candidate.relation != "received":
                continue
            stated = [f for f in stated_of(candidate, sheet) if not f.optional]
            if not stated:
                continue
            told = {re.sub(r"\D.*", "", fact.qualifiers.get("year", "")) for fact in stated}
            step = ask(scenery, facts_of(scene, story, candidate)[0])
            right = [year in told for (year,) in step.things]
            yield Lesson(name, [step], [right if any(right) else None])


def train(folders: Iterable[Path], out: Path) -> Chooser:
    """Learn from every folder with ``news/``, ``facts/`` and perhaps ``pages/``; write the weights."""
    learned = learn([lesson for folder in folders for lesson in lessons_of(folder)], spell)
    weights = dict(learned.weights)
    weights["none"] = round(weights.get("none", 0.0) - LEFT_OUT, 3)
    years = Chooser(weights, spell)
    save(years, out)
    return years
