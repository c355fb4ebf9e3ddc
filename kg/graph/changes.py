"""Which parts of a graph the difference between two bodies of knowledge can touch.

News adds to what was known, and what it does not touch are the very same objects: they are told
apart by what they are, before anything is looked into. A part that is touched may still be equal.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import compress
from typing import TypeVar

from kg.graph.build import Builder
from kg.graph.derived import Key, prize
from kg.graph.digests import Parts, measured, offsets, said
from kg.model import Evidence

Thing = TypeVar("Thing", bound=Hashable)
Said = tuple[Key, object]  # an article, and something that stands in its graph


def find_touched(before: Builder, now: Builder) -> Parts:
    """The parts in which the graphs that two builders make can differ."""
    keys = {key for key, _ in {*_said(before, now)} ^ {*_said(now, before)}}
    graphs = {b.iris[key] for b in (before, now) for key in keys if key in b.iris}
    graphs |= set(before.iris.values()) ^ set(now.iris.values())
    subjects = {*_subjects(before, now), *_subjects(now, before)}
    subjects |= {str(row[0])[1:-1] for row in {*before.remarks()} ^ {*now.remarks()}}
    return Parts(frozenset(subjects), frozenset(graphs))


def _only(mine: Sequence[Thing], others: Sequence[Thing]) -> list[Thing]:
    """Those of ``mine`` that are none of ``others``; some may be equal to one."""
    left = set(map(id, mine)).difference(map(id, others))
    return list(compress(mine, map(left.__contains__, map(id, mine))))


def _subjects(one: Builder, other: Builder) -> Iterator[str]:
    """Subjects that ``one`` describes, and ``other`` perhaps otherwise."""
    mine, others = one.knowledge, other.knowledge
    yield from map(one.mint.document, _only(mine.documents, others.documents))
    yield from map(one.mint.article, _only(mine.articles, others.articles))
    for entity in _only(mine.entities, others.entities):
        for id_ in (entity.id, *entity.replaces):
            yield one.node(id_).value


def _said(one: Builder, other: Builder) -> Iterator[Said]:
    """What ``one`` says in graphs, and ``other`` perhaps does not."""
    mine, others = one.knowledge, other.knowledge
    entities = _only(mine.entities, others.entities)
    for entity in entities:
        for key in entity.articles:
            yield key, entity.id
    renamed = {entity.id: (entity.name, entity.aliases) for entity in entities}
    known = set(others.bylines)
    for byline in mine.bylines:
        if byline not in known or byline[2] in renamed:
            yield byline[:2], (byline, renamed.get(byline[2]))
    prizes = [
        prize(*pair, facts)
        for pair, facts in one.tellings.prized.items()
        if other.tellings.prized.get(pair) != facts
    ]
    for statement in (*_only(mine.statements, others.statements), *prizes):
        yield from _in_articles(said(statement), statement.evidence)
    for figure in _only(mine.measurements, others.measurements):
        yield from _in_articles(measured(figure), figure.evidence)
    for doubt in _only(mine.doubts, others.doubts):
        yield from _in_articles((doubt.one, doubt.other, doubt.weight), doubt.evidence)
    for rejected in one.tellings.rejected():
        yield from _in_articles(("rejected", said(rejected)), rejected.evidence)


def _in_articles(what: object, evidence: Iterable[Evidence]) -> Iterator[Said]:
    for key, slices in offsets(evidence):
        yield key, (what, slices)
