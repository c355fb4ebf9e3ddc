"""Knowledge as RDF quads, in the shape that ``docs/contract.md`` promises.

Entities, documents and articles are described in the default graph. What an article says (the
plain triple, the statement with its qualifiers, the evidence, the figures) stands in a graph named
by the article: withdraw the graph, and its support is gone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache

from pyoxigraph import Literal, NamedNode, Quad

from kg.graph.iris import DEFAULT_BASE, Minter, check_base, digest, segment
from kg.graph.vocabulary import NAMESPACES, classes_of
from kg.model import (
    PROGRAMME,
    Article,
    Corrected,
    Doubt,
    Entity,
    Evidence,
    Knowledge,
    Measurement,
    Statement,
)

Key = tuple[str, int]  # document name, article number
Node = NamedNode | Literal


@cache
def term(name: str) -> NamedNode:
    """The node of a term written with its prefix: ``kg:received``."""
    prefix, _, local = name.partition(":")
    return NamedNode(NAMESPACES[prefix] + local)


def build(knowledge: Knowledge, base_iri: str = DEFAULT_BASE) -> list[Quad]:
    """Every quad of the graph; the same list for the same knowledge."""
    builder = _Builder(knowledge, Minter(check_base(base_iri)))
    return list(dict.fromkeys(builder.quads()))


def prefixes(base_iri: str = DEFAULT_BASE) -> dict[str, str]:
    """Prefixes for writing a graph built under ``base_iri``."""
    return NAMESPACES | Minter(base_iri).prefixes


class _Builder:
    def __init__(self, knowledge: Knowledge, mint: Minter) -> None:
        self.knowledge = knowledge
        self.mint = mint
        self.articles = {(a.document.name, a.number): a for a in knowledge.articles}
        self.entities = {entity.id: entity for entity in knowledge.entities}

    def quads(self) -> Iterator[Quad]:
        for document in self.knowledge.documents:
            node = NamedNode(self.mint.document(document))
            name = document.name.replace("\\", "/").rsplit("/", 1)[-1]
            yield Quad(node, term("rdf:type"), term("kg:Document"))
            yield Quad(node, term("schema:name"), Literal(name))
        for article in self.knowledge.articles:
            yield from self.article(article)
        for entity in self.knowledge.entities:
            yield from self.entity(entity)
        for statement in (
            *self.knowledge.statements,
            *self.bylines(),
            *self.prizes(),
        ):
            yield from self.statement(statement)
        for figure in self.knowledge.measurements:
            yield from self.figure(figure)
        for doubt in self.knowledge.doubts:
            yield from self.doubt(doubt)
        for pair in self.knowledge.contradictions:
            one, other = (NamedNode(self.said(which)) for which in (pair.one, pair.other))
            yield Quad(one, term("kg:contradicts"), other)
            yield Quad(other, term("kg:contradicts"), one)
        for corrected in self.knowledge.corrected:
            yield from self.correction(corrected)

    # --- what is described ------------------------------------------------------------------

    def article(self, article: Article) -> Iterator[Quad]:
        node = NamedNode(self.mint.article(article))
        yield Quad(node, term("rdf:type"), term("kg:Article"))
        yield Quad(node, term("kg:inDocument"), NamedNode(self.mint.document(article.document)))
        yield Quad(node, term("schema:headline"), chinese(article.headline))
        if article.published:
            yield Quad(node, term("schema:datePublished"), date(article.published))

    def entity(self, entity: Entity) -> Iterator[Quad]:
        node = self.node(entity.id)
        for name in classes_of(entity.kind, entity.subtype):
            yield Quad(node, term("rdf:type"), term(f"kg:{name}"))
        yield Quad(node, term("rdfs:label"), chinese(entity.name))
        for alias in entity.aliases:
            if alias != entity.name:
                yield Quad(node, term("skos:altLabel"), chinese(alias))
        if entity.division:
            yield Quad(node, term("kg:divisionCode"), Literal(entity.division))
        for former in entity.replaces:
            yield Quad(self.node(former), term("owl:sameAs"), node)
        for key in entity.articles:
            graph = self.graph(key)
            yield Quad(node, term("kg:mentionedIn"), graph, graph)

    # --- what is said -----------------------------------------------------------------------

    def statement(self, statement: Statement) -> Iterator[Quad]:
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
        for graph, evidence in self.by_article(statement.evidence):
            yield Quad(subject, predicate, object_, graph)
            for property_, value in said:
                yield Quad(node, property_, value, graph)
            yield from self.evidence(node, evidence, graph)

    def doubt(self, doubt: Doubt) -> Iterator[Quad]:
        """Two that may be one: linked both ways, with the weight and where each is named."""
        statement = Statement(
            doubt.one,
            "possiblySameAs",
            doubt.other,
            evidence=doubt.evidence,
            rules=("resolve/compare",),
            confidence=doubt.probability,
        )
        node = NamedNode(self.mint.statement(statement))
        for quad in self.statement(statement):
            yield quad
            if quad.predicate == term("kg:possiblySameAs"):
                both = self.node(doubt.other), self.node(doubt.one)
                yield Quad(both[0], quad.predicate, both[1], quad.graph_name)
                weight = number(Decimal(str(doubt.weight)))
                yield Quad(node, term("kg:weight"), weight, quad.graph_name)

    def said(self, what: Statement | Measurement) -> str:
        """The IRI of a statement, or of a figure whose owner is known."""
        if isinstance(what, Statement):
            return self.mint.statement(what)
        return self.mint.figure(what)

    def correction(self, corrected: Corrected) -> Iterator[Quad]:
        """Whose word it was; a fact that was rejected is told of, though it no longer holds."""
        line = corrected.correction
        agent = NamedNode(f"{self.mint.base}agent/{segment(line.by)}")
        said = digest((line.action, line.id, line.value, line.by))
        act = NamedNode(f"{self.mint.base}correction/{said}")
        yield Quad(agent, term("rdf:type"), term("prov:Agent"))
        yield Quad(agent, term("rdfs:label"), Literal(line.by))
        yield Quad(act, term("rdf:type"), term("prov:Activity"))
        yield Quad(
            act, term("rdfs:label"), Literal(f"{line.action} {line.id} {line.value}".strip())
        )
        yield Quad(act, term("prov:wasAssociatedWith"), agent)
        if line.note:
            yield Quad(act, term("rdfs:comment"), Literal(line.note))
        node = self.node(corrected.entity) if corrected.entity else None
        if corrected.statement is not None:
            node = NamedNode(self.mint.statement(corrected.statement))
        if node is not None and corrected.invalid:
            yield Quad(node, term("prov:wasInvalidatedBy"), act)
        elif node is not None:
            yield Quad(node, term("prov:wasAttributedTo"), agent)
            yield Quad(node, term("prov:wasInfluencedBy"), act)

    def qualifiers(self, statement: Statement) -> Iterator[tuple[NamedNode, Node]]:
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

    def figure(self, figure: Measurement) -> Iterator[Quad]:
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
        for graph, evidence in self.by_article(figure.evidence):
            document = self.articles[evidence[0].document, evidence[0].article].document
            node = NamedNode(self.mint.figure(figure, document))
            for property_, value in said:
                yield Quad(node, property_, value, graph)
            yield from self.evidence(node, evidence, graph)

    def evidence(
        self, of: NamedNode, slices: Iterable[Evidence], graph: NamedNode
    ) -> Iterator[Quad]:
        for piece in slices:
            article = self.articles[piece.document, piece.article]
            node = NamedNode(self.mint.evidence(article, piece.start, piece.end))
            document = NamedNode(self.mint.document(article.document))
            yield Quad(of, term("kg:evidence"), node, graph)
            yield Quad(node, term("rdf:type"), term("kg:Evidence"), graph)
            yield Quad(node, term("nif:referenceContext"), document, graph)
            yield Quad(node, term("kg:inArticle"), graph, graph)
            yield Quad(node, term("nif:beginIndex"), number(Decimal(piece.start)), graph)
            yield Quad(node, term("nif:endIndex"), number(Decimal(piece.end)), graph)
            yield Quad(node, term("nif:anchorOf"), Literal(piece.quote), graph)

    # --- what follows from it ---------------------------------------------------------------

    def bylines(self) -> Iterator[Statement]:
        """Who wrote or photographed an article, with the words of its byline."""
        for name, number_, id_ in self.knowledge.bylines:
            article = self.articles[name, number_]
            person = self.entities[id_]
            for byline in article.bylines:
                if byline.name in {person.name, *person.aliases}:
                    start, end = article.source(byline.start, byline.end)
                    quote = article.document.text[start:end]
                    yield Statement(
                        self.mint.article(article),
                        "byline",
                        id_,
                        evidence=(Evidence(name, number_, start, end, quote),),
                        rules=("layout/byline",),
                        confidence=1.0,
                        role=byline.role or None,
                    )

    def prizes(self) -> Iterator[Statement]:
        """``prizeOf``: the competition in the award's own name, or the one all recipients had."""
        touching: dict[str, list[Statement]] = defaultdict(list)
        for statement in self.knowledge.statements:
            if statement.relation == "received" and statement.object is not None:
                touching[statement.object].append(statement)
            elif statement.relation == "conferredBy":
                touching[statement.subject].append(statement)
        contests: dict[str, set[str]] = defaultdict(set)
        for entity in self.knowledge.entities:
            if entity.kind == PROGRAMME:
                for form in (entity.name, *entity.aliases):
                    contests[form].add(entity.id)
        for award, statements in sorted(touching.items()):
            won_at = {s.competition for s in statements if s.relation == "received"}
            programmes = _named_in(self.entities[award], contests)
            if not programmes and len(won_at) == 1:
                programmes = {id_ for id_ in won_at if id_ is not None}
            for programme in sorted(programmes):
                support = [s for s in statements if s.competition == programme] or statements
                yield Statement(
                    award,
                    "prizeOf",
                    programme,
                    evidence=tuple(sorted({piece for s in support for piece in s.evidence})),
                    rules=tuple(sorted({rule for s in support for rule in s.rules})),
                    confidence=max(s.confidence for s in support),
                )

    # --- nodes ------------------------------------------------------------------------------

    def node(self, id_: str) -> NamedNode:
        return NamedNode(self.mint.entity(id_))

    def graph(self, key: Key) -> NamedNode:
        return NamedNode(self.mint.article(self.articles[key]))

    def by_article(
        self, evidence: Iterable[Evidence]
    ) -> Iterator[tuple[NamedNode, list[Evidence]]]:
        groups: dict[Key, list[Evidence]] = defaultdict(list)
        for piece in evidence:
            groups[piece.document, piece.article].append(piece)
        for key in sorted(groups):
            yield self.graph(key), groups[key]


def _named_in(award: Entity, contests: Mapping[str, set[str]]) -> set[str]:
    """Competitions that a name of the prize holds before its level: 技能竞赛 of 技能竞赛一等奖."""
    names = {award.name, *award.aliases}
    return {
        id_
        for name in names
        for level in names
        if name != level and name.endswith(level)
        for id_ in contests.get(name.removesuffix(level), ())
    }


def chinese(text: str) -> Literal:
    """A literal in Chinese."""
    return Literal(text, language="zh")


def number(value: Decimal) -> Literal:
    """``10090`` is an xsd:integer, ``30.5`` an xsd:decimal; never an exponent.

    >>> number(Decimal("1E+4")).value
    '10000'
    """
    if value == value.to_integral_value():
        return Literal(str(int(value)), datatype=term("xsd:integer"))
    return Literal(f"{value.normalize():f}", datatype=term("xsd:decimal"))


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
