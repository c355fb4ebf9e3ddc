"""Which parts of a graph the difference between two bodies of knowledge can touch.

News adds to what was known, and what it does not touch are the very same objects: they are told
apart by what they are, before anything is looked into. A part that is touched may still be equal.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import compress
from typing import NamedTuple, TypeVar

from kg.graph.build import Builder
from kg.graph.derived import Key, prize
from kg.graph.digests import Parts, measured, offsets, said
from kg.model import Article, Document, Doubt, Entity, Evidence, Knowledge, Measurement, Statement

Thing = TypeVar("Thing", bound=Hashable)
Said = tuple[Key, object]  # an article, and something that stands in its graph


def find_touched(before: Builder, now: Builder) -> Parts:
    """The parts in which the graphs that two builders make can differ."""
    gone, come = _apart(before.knowledge, now.knowledge)
    keys = {key for key, _ in {*_said(before, gone, now)} ^ {*_said(now, come, before)}}
    graphs = {b.iris[key] for b in (before, now) for key in keys if key in b.iris}
    graphs |= set(before.iris.values()) ^ set(now.iris.values())
    subjects = {*_subjects(before, gone), *_subjects(now, come)}
    subjects |= {str(row[0])[1:-1] for row in {*before.remarks()} ^ {*now.remarks()}}
    return Parts(frozenset(subjects), frozenset(graphs))


class _Own(NamedTuple):
    """What only one of two bodies of knowledge has; some may be equal to what the other has."""

    documents: list[Document]
    articles: list[Article]
    entities: list[Entity]
    statements: list[Statement]
    measurements: list[Measurement]
    doubts: list[Doubt]


def _apart(one: Knowledge, other: Knowledge) -> tuple[_Own, _Own]:
    """What only the one has, and what only the other has."""
    pairs = [_only(getattr(one, part), getattr(other, part)) for part in _Own._fields]
    return _Own(*(mine for mine, _ in pairs)), _Own(*(others for _, others in pairs))


def _only(one: Sequence[Thing], other: Sequence[Thing]) -> tuple[list[Thing], list[Thing]]:
    """Those that are the very same in both left out."""
    in_one, in_other = set(map(id, one)), set(map(id, other))
    alone = in_one ^ in_other
    return (
        list(compress(one, map(alone.__contains__, map(id, one)))),
        list(compress(other, map(alone.__contains__, map(id, other)))),
    )


def _subjects(one: Builder, own: _Own) -> Iterator[str]:
    """Subjects that ``one`` describes, and another perhaps otherwise."""
    yield from map(one.mint.document, own.documents)
    yield from map(one.mint.article, own.articles)
    for entity in own.entities:
        for id_ in (entity.id, *entity.replaces):
            yield one.node(id_).value


def _said(one: Builder, own: _Own, other: Builder) -> Iterator[Said]:
    """What ``one`` says in graphs, and ``other`` perhaps does not."""
    for entity in own.entities:
        for key in entity.articles:
            yield key, entity.id
    renamed = {entity.id: (entity.name, entity.aliases) for entity in own.entities}
    known = set(other.knowledge.bylines)
    for byline in one.knowledge.bylines:
        if byline not in known or byline[2] in renamed:
            yield byline[:2], (byline, renamed.get(byline[2]))
    prizes = [
        prize(*pair, facts)
        for pair, facts in one.tellings.prized.items()
        if other.tellings.prized.get(pair) != facts
    ]
    for statement in (*own.statements, *prizes):
        yield from _in_articles(said(statement), statement.evidence)
    for figure in own.measurements:
        yield from _in_articles(measured(figure), figure.evidence)
    for doubt in own.doubts:
        yield from _in_articles((doubt.one, doubt.other, doubt.weight), doubt.evidence)
    for rejected in one.tellings.rejected():
        yield from _in_articles(("rejected", said(rejected)), rejected.evidence)


def _in_articles(what: object, evidence: Iterable[Evidence]) -> Iterator[Said]:
    for key, slices in offsets(evidence):
        yield key, (what, slices)
