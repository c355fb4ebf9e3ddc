"""Knowledge as RDF quads, in the shape that ``docs/contract.md`` promises.

Entities, documents and articles are described in the default graph. What an article says (the
plain triple, the statement with its qualifiers, the evidence, the figures) stands in a graph named
by the article: withdraw the graph, and its support is gone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from pyoxigraph import Literal, NamedNode, Quad

from kg.graph.derived import Key, doubted
from kg.graph.iris import DEFAULT_BASE, Minter, check_base, digest, normal, segment
from kg.graph.rows import PLAIN, Row, Subject
from kg.graph.told import Tellings
from kg.graph.vocabulary import NAMESPACES, classes_of
from kg.model import (
    Article,
    Corrected,
    Doubt,
    Entity,
    Evidence,
    Knowledge,
    Measurement,
    Statement,
)

Node = NamedNode | Literal


@cache
def term(name: str) -> NamedNode:
    """The node of a term written with its prefix: ``kg:received``."""
    prefix, _, local = name.partition(":")
    return NamedNode(NAMESPACES[prefix] + local)


def build(knowledge: Knowledge, base_iri: str = DEFAULT_BASE) -> list[Quad]:
    """Every quad of the graph; the same list for the same knowledge."""
    return [Quad(*row) for row in dict.fromkeys(build_rows(knowledge, base_iri))]


def build_rows(knowledge: Knowledge, base_iri: str = DEFAULT_BASE) -> Iterator[Row]:
    """The same as rows, some more than once."""
    builder = Builder(knowledge, Minter(check_base(base_iri)))
    yield from builder.described()
    yield from builder.said()


def prefixes(base_iri: str = DEFAULT_BASE) -> dict[str, str]:
    """Prefixes for writing a graph built under ``base_iri``."""
    return NAMESPACES | Minter(base_iri).prefixes


@dataclass(frozen=True, slots=True)
class Source:
    """An article as its evidence needs it."""

    graph: NamedNode
    document: NamedNode
    slices: str  # what the IRIs of its slices begin with

    @classmethod
    def of(cls, article: Article, mint: Minter) -> Source:
        """The nodes of ``article``, made once for all that it says."""
        document = NamedNode(mint.document(article.document))
        return cls(NamedNode(mint.article(article)), document, mint.evidence(article))


class Builder:
    """Makes the rows of some knowledge, all of them or those of a part of the graph."""

    def __init__(self, knowledge: Knowledge, mint: Minter) -> None:
        self.knowledge = knowledge
        self.mint = mint
        self.articles = {(a.document.name, a.number): a for a in knowledge.articles}
        self.entities = {entity.id: entity for entity in knowledge.entities}
        self.iris = {key: mint.article(article) for key, article in self.articles.items()}
        self.tellings = Tellings(knowledge, self.articles, self.entities, self.iris, mint)
        self.wanted: Collection[str] | None = None  # graphs that are asked for, None: all
        self._nodes: dict[str, NamedNode] = {}
        self._sources: dict[Key, Source] = {}
        self._described_slices: set[str] = set()

    def described(self, subjects: Collection[str] | None = None) -> Iterator[Row]:
        """The default graph, all of it or what is about ``subjects`` (IRIs)."""
        for row in self._described(subjects):
            if subjects is None or _iri(row[0]) in subjects:
                yield row

    def _described(self, subjects: Collection[str] | None) -> Iterator[Row]:
        for document in self.knowledge.documents:
            iri = self.mint.document(document)
            if subjects is None or iri in subjects:
                node = NamedNode(iri)
                yield node, term("rdf:type"), term("kg:Document"), PLAIN
                yield node, term("schema:name"), Literal(document.filename), PLAIN
        for article in self.knowledge.articles:
            if subjects is None or self.iris[article.document.name, article.number] in subjects:
                yield from self.article(article)
        for entity in self.named(subjects):
            yield from self.entity(entity)
        yield from self.remarks()

    def named(self, subjects: Collection[str] | None) -> Iterable[Entity]:
        """The entities that are, or were, called so by their IRIs; of None, all."""
        if subjects is None:
            return self.knowledge.entities
        ids = {self.mint.id_of(iri) for iri in subjects}
        return [
            entity
            for entity in self.knowledge.entities
            if normal(entity.id) in ids
            or (entity.replaces and not ids.isdisjoint(map(normal, entity.replaces)))
        ]

    def remarks(self) -> Iterator[Row]:
        """What contradicts what, and who corrected what."""
        for pair in self.knowledge.contradictions:
            one, other = (NamedNode(self.said_at(which)) for which in (pair.one, pair.other))
            yield one, term("kg:contradicts"), other, PLAIN
            yield other, term("kg:contradicts"), one, PLAIN
        for corrected in self.knowledge.corrected:
            yield from self.correction(corrected)

    def said(self, graphs: Collection[str] | None = None) -> Iterator[Row]:
        """The graphs of the articles: of all, or of those whose IRIs are given."""
        self.wanted = graphs
        self._described_slices.clear()
        told = self.tellings.within(graphs)
        for entity in told.entities:
            for graph in self.graphs(entity.articles):
                yield self.node(entity.id), term("kg:mentionedIn"), graph, graph
        for statement in told.statements:
            yield from self.statement(statement)
        for figure in told.figures:
            yield from self.figure(figure)
        for doubt in told.doubts:
            yield from self.doubt(doubt)
        for statement in told.rejected:
            yield from self.rejection(statement)

    # --- what is described ------------------------------------------------------------------

    def article(self, article: Article) -> Iterator[Row]:
        """Its document, headline and day."""
        node = NamedNode(self.mint.article(article))
        yield node, term("rdf:type"), term("kg:Article"), PLAIN
        yield node, term("kg:inDocument"), NamedNode(self.mint.document(article.document)), PLAIN
        yield node, term("schema:headline"), chinese(article.headline), PLAIN
        if article.published:
            yield node, term("schema:datePublished"), date(article.published), PLAIN

    def entity(self, entity: Entity) -> Iterator[Row]:
        """Its classes and names, and the ids it had."""
        node = self.node(entity.id)
        for name in classes_of(entity.kind, entity.subtype):
            yield node, term("rdf:type"), term(f"kg:{name}"), PLAIN
        yield node, term("rdfs:label"), chinese(entity.name), PLAIN
        for alias in entity.aliases:
            if alias != entity.name:
                yield node, term("skos:altLabel"), chinese(alias), PLAIN
        if entity.division:
            yield node, term("kg:divisionCode"), Literal(entity.division), PLAIN
        for former in entity.replaces:
            yield self.node(former), term("owl:sameAs"), node, PLAIN

    # --- what is said -----------------------------------------------------------------------

    def statement(self, statement: Statement) -> Iterator[Row]:
        """A fact in the graph of each article that states it."""
        parts = list(self.by_article(statement.evidence))
        if not parts:
            return
        node = NamedNode(self.mint.statement(statement))
        subject = self.node(statement.subject)
        predicate = term(f"kg:{statement.relation}")
        object_: Node
        if statement.object is None:
            object_ = chinese(statement.title or "")
        elif statement.relation == "byline":  # an article has no entity id
            subject = NamedNode(statement.subject)
            object_ = self.node(statement.object)
        else:
            object_ = self.node(statement.object)
        said: list[tuple[NamedNode, Node]] = [
            (term("rdf:type"), term("kg:Statement")),
            (term("rdf:subject"), subject),
            (term("rdf:predicate"), predicate),
            (term("rdf:object"), object_),
            (term("kg:confidence"), confidence(statement.confidence)),
            *((term("kg:extractedBy"), Literal(rule)) for rule in statement.rules),
            *self.qualifiers(statement),
        ]
        for graph, evidence in parts:
            yield subject, predicate, object_, graph
            for property_, value in said:
                yield node, property_, value, graph
            yield from self.evidence(node, evidence, graph)

    def doubt(self, doubt: Doubt) -> Iterator[Row]:
        """Two that may be one: linked both ways, with the weight and where each is named."""
        statement = doubted(doubt)
        node = NamedNode(self.mint.statement(statement))
        for row in self.statement(statement):
            yield row
            _, predicate, _, graph = row
            if predicate == term("kg:possiblySameAs"):
                both = self.node(doubt.other), self.node(doubt.one)
                yield both[0], predicate, both[1], graph
                weight = number(Decimal(str(doubt.weight)))
                yield node, term("kg:weight"), weight, graph

    def said_at(self, what: Statement | Measurement) -> str:
        """The IRI of a statement, or of a figure whose owner is known."""
        if isinstance(what, Statement):
            return self.mint.statement(what)
        return self.mint.figure(what)

    def correction(self, corrected: Corrected) -> Iterator[Row]:
        """Whose word it was; a fact that was rejected is told of, though it no longer holds."""
        line = corrected.correction
        agent = NamedNode(f"{self.mint.base}agent/{segment(line.by)}")
        said = digest((line.action, line.id, line.value, line.by))
        act = NamedNode(f"{self.mint.base}correction/{said}")
        yield agent, term("rdf:type"), term("prov:Agent"), PLAIN
        yield agent, term("rdfs:label"), Literal(line.by), PLAIN
        yield act, term("rdf:type"), term("prov:Activity"), PLAIN
        yield (
            act,
            term("rdfs:label"),
            Literal(f"{line.action} {line.id} {line.value}".strip()),
            PLAIN,
        )
        yield act, term("prov:wasAssociatedWith"), agent, PLAIN
        if line.note:
            yield act, term("rdfs:comment"), Literal(line.note), PLAIN
        node = self.node(corrected.entity) if corrected.entity else None
        if corrected.statement is not None:
            node = NamedNode(self.mint.statement(corrected.statement))
        if node is not None and corrected.invalid:
            yield node, term("prov:wasInvalidatedBy"), act, PLAIN
            if corrected.statement is not None:
                yield node, term("rdfs:label"), chinese(self.in_words(corrected.statement)), PLAIN
        elif node is not None:
            yield node, term("prov:wasAttributedTo"), agent, PLAIN
            yield node, term("prov:wasInfluencedBy"), act, PLAIN

    def rejection(self, statement: Statement) -> Iterator[Row]:
        """The words that a rejected fact was read from: it no longer holds, but they are not hidden."""
        node = NamedNode(self.mint.statement(statement))
        for graph, evidence in self.by_article(statement.evidence):
            yield from self.evidence(node, evidence, graph, by="prov:wasDerivedFrom")

    def in_words(self, statement: Statement) -> str:
        """A fact with the names of its ends."""
        ends = (statement.subject, statement.object or "")
        subject, object_ = (self.entities[e].name if e in self.entities else e for e in ends)
        return f"{subject} {statement.relation} {object_ or statement.title or ''}".strip()

    def qualifiers(self, statement: Statement) -> Iterator[tuple[NamedNode, Node]]:
        """What a fact says beyond its two ends."""
        for name in ("title", "category", "role"):
            if value := getattr(statement, name):
                yield term(f"kg:{name}"), chinese(value)
        if statement.former:
            yield term("kg:former"), Literal("true", datatype=term("xsd:boolean"))
        if statement.year:
            yield term("kg:year"), Literal(statement.year, datatype=term("xsd:gYear"))
        if statement.date:
            yield term("kg:date"), date(statement.date)
        if statement.competition:
            yield term("kg:competition"), self.node(statement.competition)
        if statement.count is not None:
            yield term("kg:count"), number(Decimal(statement.count))

    def figure(self, figure: Measurement) -> Iterator[Row]:
        """A number in the graph of its article."""
        parts = list(self.by_article(figure.evidence))
        if not parts:
            return
        said: list[tuple[NamedNode, Node]] = [
            (term("rdf:type"), term("kg:Figure")),
            (term("kg:measure"), chinese(figure.measure)),
            (term("kg:value"), number(figure.value)),
            (term("kg:unit"), chinese(figure.unit)),
            (term("kg:confidence"), confidence(figure.confidence)),
            (term("kg:extractedBy"), Literal(figure.rule)),
        ]
        if figure.about:
            said.append((term("kg:about"), self.node(figure.about)))
        if figure.period:
            said.append((term("kg:period"), Literal(figure.period)))
        if figure.hedge:
            said.append((term("kg:hedge"), chinese(figure.hedge)))
        for graph, evidence in parts:
            document = self.articles[evidence[0].document, evidence[0].article].document
            node = NamedNode(self.mint.figure(figure, document))
            for property_, value in said:
                yield node, property_, value, graph
            yield from self.evidence(node, evidence, graph)

    def evidence(
        self,
        of: NamedNode,
        slices: Iterable[Evidence],
        graph: NamedNode,
        by: str = "kg:evidence",
    ) -> Iterator[Row]:
        """The slices of text that state something."""
        states = term(by)
        for piece in slices:
            source = self.source((piece.document, piece.article))
            iri = f"{source.slices}{piece.start}-{piece.end}"
            node = NamedNode(iri)
            yield of, states, node, graph
            if iri in self._described_slices:
                continue
            self._described_slices.add(iri)
            yield node, term("rdf:type"), term("kg:Evidence"), graph
            yield node, term("nif:referenceContext"), source.document, graph
            yield node, term("kg:inArticle"), graph, graph
            yield node, term("nif:beginIndex"), integer(piece.start), graph
            yield node, term("nif:endIndex"), integer(piece.end), graph
            yield node, term("nif:anchorOf"), Literal(piece.quote), graph

    # --- nodes ------------------------------------------------------------------------------

    def node(self, id_: str) -> NamedNode:
        """The node of an entity's id."""
        found = self._nodes.get(id_)
        if found is None:
            found = self._nodes[id_] = NamedNode(self.mint.entity(id_))
        return found

    def source(self, key: Key) -> Source:
        """An article as its evidence needs it."""
        found = self._sources.get(key)
        if found is None:
            found = self._sources[key] = Source.of(self.articles[key], self.mint)
        return found

    def graphs(self, keys: Iterable[Key]) -> Iterator[NamedNode]:
        """Those of the articles' graphs that are asked for."""
        for key in keys:
            if self.wanted is None or self.iris[key] in self.wanted:
                yield self.source(key).graph

    def by_article(
        self, evidence: Iterable[Evidence]
    ) -> Iterator[tuple[NamedNode, list[Evidence]]]:
        """The pieces of evidence that each graph holds, of those graphs that are asked for."""
        groups: dict[Key, list[Evidence]] = {}
        for piece in evidence:
            key = piece.document, piece.article
            if self.wanted is None or self.iris[key] in self.wanted:
                groups.setdefault(key, []).append(piece)
        for key in sorted(groups):
            yield self.source(key).graph, groups[key]


def _iri(node: Subject) -> str:
    return node.value if isinstance(node, NamedNode) else ""


def chinese(text: str) -> Literal:
    """A literal in Chinese."""
    return Literal(text, language="zh")


def number(value: Decimal) -> Literal:
    """``10090`` is an xsd:integer, ``30.5`` an xsd:decimal; never an exponent.

    >>> number(Decimal("1E+4")).value
    '10000'
    """
    if value == value.to_integral_value():
        return integer(int(value))
    return Literal(f"{value.normalize():f}", datatype=term("xsd:decimal"))


@lru_cache(maxsize=4096)
def integer(value: int) -> Literal:
    """A whole number; offsets into texts come again and again."""
    return Literal(str(value), datatype=term("xsd:integer"))


@lru_cache(maxsize=4096)
def confidence(value: float) -> Literal:
    """Between 0 and 1, to three digits.

    >>> confidence(1).value
    '1.0'
    """
    text = f"{value:.3f}".rstrip("0")
    return Literal(text + "0" if text.endswith(".") else text, datatype=term("xsd:decimal"))


def date(text: str) -> Literal:
    """``2025-04-07`` is an xsd:date, ``2025-04`` an xsd:gYearMonth, ``2025`` an xsd:gYear."""
    for pattern, datatype in (
        (r"\d{4}-\d{2}-\d{2}", "xsd:date"),
        (r"\d{4}-\d{2}", "xsd:gYearMonth"),
        (r"\d{4}", "xsd:gYear"),
    ):
        if re.fullmatch(pattern, text):
            return Literal(text, datatype=term(datatype))
    return Literal(text)
