"""Which parts of a graph differ from the last one's, without making its quads.

A graph has parts: what is said about a subject in the default graph, and the graph of an article.
A part's digest is of all that its quads depend on, so that equal digests mean equal quads.
"""

from __future__ import annotations

import marshal
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from pyoxigraph import Quad

from kg.graph.build import Builder
from kg.graph.derived import Key
from kg.model import Evidence, Measurement, Statement


@dataclass(slots=True)
class Digests:
    """Hexadecimal digests of the parts, by the IRI of the subject or of the article."""

    subjects: dict[str, str] = field(default_factory=dict)
    graphs: dict[str, str] = field(default_factory=dict)


class _Parts:
    """What was said of each part, in order. Only plain values: they are written, never loaded."""

    def __init__(self) -> None:
        self.said: dict[str, list[bytes]] = defaultdict(list)

    def add(self, part: str, *said: Any) -> None:
        self.said[part].append(marshal.dumps(said, 2))

    def digests(self) -> dict[str, str]:
        return {part: blake2b(b"".join(said), digest_size=8).hexdigest()
                for part, said in self.said.items()}  # fmt: skip


def find_digests(builder: Builder) -> Digests:
    """The digests of all parts of the graph that ``builder`` makes."""
    return Digests(_subjects(builder), _graphs(builder))


def _subjects(builder: Builder) -> dict[str, str]:
    known, parts = builder.knowledge, _Parts()
    for document in known.documents:
        parts.add(builder.mint.document(document), document.filename)
    for article in known.articles:
        parts.add(
            builder.iris[article.document.name, article.number],
            article.headline,
            article.published,
        )
    for entity in known.entities:
        parts.add(
            builder.node(entity.id).value,
            entity.kind,
            entity.subtype,
            entity.name,
            entity.aliases,
            entity.division,
        )
        for former in entity.replaces:
            parts.add(builder.node(former).value, "sameAs", entity.id)
    for row in builder.remarks():
        parts.add(str(row[0])[1:-1], str(Quad(*row)))
    return parts.digests()


def _graphs(builder: Builder) -> dict[str, str]:
    known, parts = builder.knowledge, _Parts()
    iris = builder.iris
    for iri in iris.values():
        parts.add(iri)
    for entity in known.entities:
        for key in entity.articles:
            parts.add(iris[key], entity.id)
    for statement in builder.statements():
        said = marshal.dumps(_said(statement), 2)
        for key, offsets in _offsets(statement.evidence):
            parts.add(iris[key], said, offsets)
    for figure in known.measurements:
        said = marshal.dumps(_measured(figure), 2)
        for key, offsets in _offsets(figure.evidence):
            parts.add(iris[key], said, offsets)
    for doubt in known.doubts:
        for key, offsets in _offsets(doubt.evidence):
            parts.add(iris[key], doubt.one, doubt.other, doubt.weight, offsets)
    for rejected in builder.rejected():
        for key, offsets in _offsets(rejected.evidence):
            parts.add(iris[key], "rejected", marshal.dumps(_said(rejected), 2), offsets)
    return parts.digests()


def _offsets(evidence: Iterable[Evidence]) -> Iterable[tuple[Key, tuple[int, ...]]]:
    """Each article's slices: its IRI tells its text, so the quotes need not be read."""
    found: dict[Key, tuple[int, ...]] = {}
    for piece in evidence:
        key = piece.document, piece.article
        found[key] = (*found.get(key, ()), piece.start, piece.end)
    return found.items()


def _said(s: Statement) -> tuple[Any, ...]:
    return (s.subject, s.relation, s.object, s.rules, s.confidence, s.title, s.former, s.year,
            s.date, s.competition, s.category, s.count, s.role)  # fmt: skip


def _measured(m: Measurement) -> tuple[Any, ...]:
    return (str(m.value), m.unit, m.measure, m.rule, m.confidence, m.about, m.period, m.hedge)
