"""Which parts of a graph differ from the last one's, without making its quads.

A graph has parts: what is said about a subject in the default graph, and the graph of an article.
A part's digest is of all that its quads depend on, so that equal digests mean equal quads.
"""

from __future__ import annotations

import marshal
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
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


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts of a graph by their IRIs: subjects of the default graph, graphs of articles."""

    subjects: frozenset[str]
    graphs: frozenset[str]


class _Sayings:
    """What was said of each part, in order. Only plain values: they are written, never loaded."""

    def __init__(self, wanted: Collection[str] | None) -> None:
        self.wanted = wanted  # None: all
        self.said: dict[str, list[bytes]] = defaultdict(list)

    def asks(self, part: str) -> bool:
        """Whether the part's digest is wanted."""
        return self.wanted is None or part in self.wanted

    def add(self, part: str, *said: Any) -> None:
        """Something that the part's quads depend on."""
        self.said[part].append(marshal.dumps(said, 2))

    def digests(self) -> dict[str, str]:
        """A digest of all that was said of each part."""
        return {part: blake2b(b"".join(said), digest_size=8).hexdigest()
                for part, said in self.said.items()}  # fmt: skip


def find_digests(builder: Builder, of: Parts | None = None) -> Digests:
    """The digests of the parts of the graph that ``builder`` makes: of all, or of some."""
    return Digests(
        _subjects(builder, of.subjects if of else None), _graphs(builder, of.graphs if of else None)
    )


def renew_digests(before: Digests, builder: Builder, touched: Parts) -> Digests:
    """The digests of all parts, where only those ``touched`` can differ from ``before``."""
    found = find_digests(builder, touched)
    renewed = Digests(dict(before.subjects), dict(before.graphs))
    for known, parts, fresh in (
        (renewed.subjects, touched.subjects, found.subjects),
        (renewed.graphs, touched.graphs, found.graphs),
    ):
        for part in parts:
            known.pop(part, None)
        known.update(fresh)
    return renewed


def _subjects(builder: Builder, wanted: Collection[str] | None) -> dict[str, str]:
    known, parts = builder.knowledge, _Sayings(wanted)
    for document in known.documents:
        if parts.asks(iri := builder.mint.document(document)):
            parts.add(iri, document.filename)
    for article in known.articles:
        if parts.asks(iri := builder.iris[article.document.name, article.number]):
            parts.add(iri, article.headline, article.published)
    for e in builder.named(wanted):
        if parts.asks(iri := builder.node(e.id).value):
            parts.add(iri, e.kind, e.subtype, e.name, e.aliases, e.division)
        for former in e.replaces:
            if parts.asks(iri := builder.node(former).value):
                parts.add(iri, "sameAs", e.id)
    for row in dict.fromkeys(builder.remarks()):  # who corrects twice is told of once
        if parts.asks(iri := str(row[0])[1:-1]):
            parts.add(iri, str(Quad(*row)))
    return parts.digests()


def _graphs(builder: Builder, wanted: Collection[str] | None) -> dict[str, str]:
    told_in, parts = builder.tellings.within(wanted), _Sayings(wanted)
    keys = {key for key, iri in builder.iris.items() if parts.asks(iri)}
    iris = builder.iris

    def told(evidence: Sequence[Evidence]) -> Iterable[tuple[str, tuple[int, ...]]]:
        """The parts that quote some of the evidence, and where that stands."""
        if any((piece.document, piece.article) in keys for piece in evidence):
            yield from ((iris[key], at) for key, at in offsets(evidence) if key in keys)

    for key in keys:
        parts.add(iris[key])
    for entity in told_in.entities:
        for key in entity.articles:
            if key in keys:
                parts.add(iris[key], entity.id)
    for statement in told_in.statements:
        for iri, slices in told(statement.evidence):
            parts.add(iri, said(statement), slices)
    for figure in told_in.figures:
        for iri, slices in told(figure.evidence):
            parts.add(iri, measured(figure), slices)
    for doubt in told_in.doubts:
        for iri, slices in told(doubt.evidence):
            parts.add(iri, doubt.one, doubt.other, doubt.weight, slices)
    for rejected in told_in.rejected:
        for iri, slices in told(rejected.evidence):
            parts.add(iri, "rejected", said(rejected), slices)
    return parts.digests()


def offsets(evidence: Iterable[Evidence]) -> Iterable[tuple[Key, tuple[int, ...]]]:
    """Each article's slices: its IRI tells its text, so the quotes need not be read."""
    found: dict[Key, tuple[int, ...]] = {}
    for piece in evidence:
        key = piece.document, piece.article
        found[key] = (*found.get(key, ()), piece.start, piece.end)
    return found.items()


def said(s: Statement) -> tuple[Any, ...]:
    """All of a fact but its evidence."""
    return (s.subject, s.relation, s.object, s.rules, s.confidence, s.title, s.former, s.year,
            s.date, s.competition, s.category, s.count, s.role)  # fmt: skip


def measured(m: Measurement) -> tuple[Any, ...]:
    """All of a figure but its evidence."""
    return (str(m.value), m.unit, m.measure, m.rule, m.confidence, m.about, m.period, m.hedge)
