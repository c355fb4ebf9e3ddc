"""The whole build, read to page, beside ``jieba.posseg`` alone on the same text in one run.

    python benchmarks/beside_posseg.py [--documents N]

The text is the annotated news without its marks. CPU seconds of one process, both warm: each side
has read a document before its clock starts. They take turns, a document each, since a machine is not
always equally fast. jieba's time is for tagging alone; kg's is for layout,
mentions, references, relations, figures, resolving, the graph in Turtle and the page.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import jieba.posseg

from kg.building import no_cycles
from kg.figures import find_figures
from kg.graph.build import build_rows, prefixes
from kg.graph.turtle import turtle
from kg.layout import find_articles
from kg.mentions import find_mentions
from kg.mentions.tagger import read_annotated
from kg.model import Document, Reading, in_order
from kg.refer import find_anaphors, name_mentions
from kg.relations import find_facts
from kg.render.page import render_page
from kg.resolve import resolve
from kg.sentences import find_sentences

PEER = "jieba.posseg"
NEWS = Path(__file__).parents[1] / "seeds" / "annotated" / "news"


class Clock:
    """CPU seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.last = time.process_time()

    def stage(self, name: str) -> None:
        """Count the time since the last call for ``name``."""
        now = time.process_time()
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self.last
        self.last = now


def build(documents: Sequence[Document]) -> Clock:
    """All that a build does but reading and writing files."""
    clock = Clock()
    with no_cycles():  # as a build does
        knowledge = resolve(list(read(documents, clock)))
        clock.stage("resolve")
        turtle(build_rows(knowledge), prefixes())
        clock.stage("graph")
        render_page(knowledge)
        clock.stage("page")
    return clock


def read(documents: Sequence[Document], clock: Clock) -> Iterator[Reading]:
    """What each article says, as :func:`kg.pipeline.read_article` does it, with a clock.

    After each document the peer reads it too.
    """
    for document in documents:
        articles = find_articles(document)
        clock.stage("layout")
        for article in articles:
            sentences = find_sentences(article)
            clock.stage("sentences")
            mentions = find_mentions(article, sentences)
            clock.stage("mentions")
            named = name_mentions(article, mentions)
            everything = in_order([*named, *find_anaphors(sentences, named)])
            clock.stage("references")
            facts = find_facts(article, sentences, everything)
            clock.stage("relations")
            figures = find_figures(article, sentences, everything)
            clock.stage("figures")
            yield Reading(article, tuple(everything), tuple(facts), tuple(figures))
        jieba.posseg.lcut(document.text)
        clock.stage(PEER)


def main() -> None:
    """Print both speeds, their ratio and the share of each stage."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=200)
    count = parser.parse_args().documents
    paths = sorted(NEWS.glob("*.txt"))[:count]
    documents = [Document(path.name, read_annotated(path).text) for path in paths]
    characters = sum(len(document.text) for document in documents)
    build(documents[:1])
    ours = build(documents)
    peer = ours.seconds.pop(PEER)
    whole = sum(ours.seconds.values())
    print(f"{len(documents)} documents, {characters} characters, CPU seconds of one process")
    for stage, seconds in ours.seconds.items():
        print(f"  {stage:12}{seconds:8.2f} s {seconds / whole:5.0%}")
    print(f"  {'kg, whole':12}{whole:8.2f} s   {characters / whole:9,.0f} characters/s")
    print(f"  {PEER:12}{peer:8.2f} s   {characters / peer:9,.0f} characters/s")
    print(f"  kg is {peer / whole:.2f} times as fast")


if __name__ == "__main__":
    main()
