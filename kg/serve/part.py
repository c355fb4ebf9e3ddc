"""A part of a stored graph, read back as :class:`Knowledge`: what the page shows of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any
from urllib.parse import unquote

from pyoxigraph import DefaultGraph, Literal, NamedNode

from kg.graph.build import term
from kg.graph.iris import Minter
from kg.graph.vocabulary import KG, SUPERCLASS
from kg.model import (
    ENTITY_KINDS,
    HEADLINE,
    Article,
    Block,
    Byline,
    Contradiction,
    Document,
    Entity,
    Evidence,
    Knowledge,
    Measurement,
    Statement,
)
from kg.questions.names import label
from kg.render.view import Json, Naming
from kg.store import Store

MOST_EVIDENCE = 20  # pieces a fact
MOST_ARTICLES = 200  # that name an entity
MOST_WRITERS = 12
_ENDS = ("rdf:subject", "rdf:object", "kg:competition")
_TEXTS = ("title", "date", "category", "role")


class Part:
    """Grows by what is added to it; an entity that a fact needs comes with the fact."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.mint = Minter(store.base_iri)
        self.entities: dict[str, Entity] = {}
        self.statements: dict[str, Statement] = {}
        self.figures: dict[str, Measurement] = {}
        self.articles: dict[str, Article] = {}
        self.files: dict[str, str] = {}  # key of a document -> its file's name
        self.bylines: set[tuple[str, int, str]] = set()
        self.iris: dict[str, str] = {}  # id of an entity -> IRI

    # --- adding -----------------------------------------------------------------------------

    def add_entity(self, iri: str, *, whole: bool = False) -> str:
        """An entity with its names; ``whole``: with the articles that name it. Gives its id."""
        known = self.entities.get(iri)
        if known is not None and (known.articles or not whole):
            return known.id
        node = NamedNode(iri)
        classes = [value.value.removeprefix(KG) for value in self.values(node, "rdf:type")]
        kind = next((name for name in classes if name in ENTITY_KINDS), "Entity")
        subtype = next((name for name in sorted(classes) if SUPERCLASS.get(name) == kind), None)
        name = label(self.store, node)
        aliases = {value.value for value in self.values(node, "skos:altLabel")} - {name}
        articles: list[tuple[str, int]] = []
        if whole:
            named_in = islice(self.values(node, "kg:mentionedIn"), MOST_ARTICLES)
            articles = [self.add_article(one) for one in named_in]
            for writes in islice(self.subjects("kg:byline", node), MOST_ARTICLES):
                self.add_article(writes)
        found = Entity(
            self.id_of(iri), kind, name, subtype, tuple(sorted(aliases)), tuple(sorted(articles))
        )
        self.entities[iri] = found
        self.iris[found.id] = iri
        return found.id

    def add_fact(self, node: NamedNode) -> None:
        """A statement with both ends, qualifiers, evidence; a byline stays with its article."""
        if node.value in self.statements:
            return
        said: dict[str, list[Any]] = {}
        for quad in self.quads(node):
            said.setdefault(quad.predicate.value, []).append(quad.object)
        ends = [said.get(term(name).value, [None])[0] for name in (*_ENDS, "rdf:predicate")]
        subject, object_, competition, predicate = ends
        relation = "" if predicate is None else predicate.value.removeprefix(KG)
        if not isinstance(subject, NamedNode) or relation in {"", "byline"}:
            return
        given: dict[str, Any] = {
            name: said[KG + name][0].value for name in _TEXTS if KG + name in said
        }
        if isinstance(object_, Literal):
            given.setdefault("title", object_.value)
        if KG + "year" in said:
            given["year"] = said[KG + "year"][0].value
        if KG + "count" in said:
            given["count"] = _whole(said[KG + "count"][0].value)
        if KG + "former" in said:
            given["former"] = said[KG + "former"][0].value == "true"
        if isinstance(competition, NamedNode):
            given["competition"] = self.add_entity(competition.value)
        self.statements[node.value] = Statement(
            self.add_entity(subject.value),
            relation,
            self.add_entity(object_.value) if isinstance(object_, NamedNode) else None,
            self.evidence(said.get(KG + "evidence", [])),
            tuple(sorted(value.value for value in said.get(KG + "extractedBy", []))),
            _fraction(said.get(KG + "confidence", [])),
            **given,
        )

    def add_figure(self, node: NamedNode) -> None:
        """A number with what it is about."""
        if node.value in self.figures:
            return
        said: dict[str, list[Any]] = {}
        for quad in self.quads(node):
            said.setdefault(quad.predicate.value.removeprefix(KG), []).append(quad.object)
        about = said.get("about", [None])[0]

        def text(name: str) -> str:
            return said[name][0].value if name in said else ""

        try:
            value = Decimal(text("value"))
        except InvalidOperation:
            return
        self.figures[node.value] = Measurement(
            value,
            text("unit"),
            text("measure"),
            self.evidence(said.get("evidence", [])),
            text("extractedBy"),
            _fraction(said.get("confidence", [])),
            self.add_entity(about.value) if isinstance(about, NamedNode) else None,
            text("period") or None,
            text("hedge") or None,
        )

    def add_article(self, node: Any) -> tuple[str, int]:
        """An article, without its text: headline, date, file, writers. Gives its key."""
        known = self.articles.get(node.value)
        if known is not None:
            return known.document.name, known.number
        tail = node.value.removeprefix(f"{self.store.base_iri}article/")
        key, _, number = tail.rpartition("-")
        if not (key and number.isdecimal()):
            key, number = tail, "1"
        for document in self.values(node, "kg:inDocument"):
            key = document.value.removeprefix(f"{self.store.base_iri}document/")
            self.files[key] = label(self.store, document)
        self.files.setdefault(key, unquote(key))
        headline = label(self.store, node)
        if headline == node.value:
            headline = ""
        dates = sorted(value.value for value in self.values(node, "schema:datePublished"))
        writers = []
        for person in islice(self.values(node, "kg:byline"), MOST_WRITERS):
            id_ = self.add_entity(person.value)
            name = self.entities[person.value].name
            writers.append(Byline(0, 0, name, self.role(node, person)))
            self.bylines.add((key, int(number), id_))
        self.articles[node.value] = Article(
            Document(key, "", sha256="none"),
            int(number),
            headline,
            (),
            (Block(0, len(headline), HEADLINE),),
            tuple(sorted(writers, key=lambda writer: (writer.role, writer.name))),
            dates[0] if dates else None,
        )
        return key, int(number)

    def role(self, article: Any, person: Any) -> str:
        """As what the byline names a person: 记者, 通讯员, 摄."""
        for fact in self.subjects("rdf:subject", article):
            if person in set(self.values(fact, "rdf:object")):
                for role in self.values(fact, "kg:role"):
                    return str(role.value)
        return ""

    def evidence(self, nodes: Iterable[Any]) -> tuple[Evidence, ...]:
        """The words behind a fact; what names no article is told by its quote alone."""
        found = []
        for node in islice(sorted(nodes, key=str), MOST_EVIDENCE):
            said = {quad.predicate.value: quad.object for quad in self.quads(node)}
            article = said.get(KG + "inArticle")
            begin, end, quote = (
                said[term(f"nif:{name}").value].value if term(f"nif:{name}").value in said else ""
                for name in ("beginIndex", "endIndex", "anchorOf")
            )
            name, number = self.add_article(article) if article is not None else ("", 0)
            found.append(Evidence(name, number, _whole(begin), _whole(end), quote))
        return tuple(sorted(found))

    # --- reading ----------------------------------------------------------------------------

    def facts_of(self, iri: str) -> Iterator[NamedNode]:
        """Statements that an entity takes part in, once each."""
        seen = set()
        for end in _ENDS:
            for fact in self.subjects(end, NamedNode(iri)):
                if fact not in seen:
                    seen.add(fact)
                    yield fact

    def facts_between(self, one: str, other: str) -> Iterator[NamedNode]:
        """Statements with these two ends, either way."""
        for subject, object_ in ((one, other), (other, one)):
            ends = f"rdf:subject {NamedNode(subject)} ; rdf:object {NamedNode(object_)}"
            found: Any = self.store.rdf.query(
                f"SELECT ?f {{ ?f {ends} }}", prefixes=self.store.prefixes
            )
            yield from (row["f"] for row in found)

    def id_of(self, iri: str) -> str:
        """As links of the page name an entity: the same in every page that holds it."""
        base = self.store.base_iri
        return unquote(iri.removeprefix(base)) if iri.startswith(base) else iri

    def iri_of(self, id_: str) -> str | None:
        """The IRI behind an id, where the graph knows it."""
        for iri in (self.mint.entity(id_), f"{self.store.base_iri}{id_}", id_):
            try:
                node = NamedNode(iri)
            except ValueError:
                continue
            if next(self.quads(node), None) is not None:
                return iri
        return None

    def quads(self, subject: Any, property_: str | None = None) -> Iterator[Any]:
        """What is said of ``subject``."""
        predicate = None if property_ is None else term(property_)
        return iter(self.store.rdf.quads_for_pattern(subject, predicate, None, DefaultGraph()))

    def values(self, node: Any, property_: str) -> Iterator[Any]:
        """Objects of a property."""
        return (quad.object for quad in self.quads(node, property_))

    def subjects(self, property_: str, value: Any) -> Iterator[Any]:
        """Who has ``value`` for a property."""
        quads = self.store.rdf.quads_for_pattern(None, term(property_), value, DefaultGraph())
        return (quad.subject for quad in quads)

    # --- handing out ------------------------------------------------------------------------

    def knowledge(self) -> Knowledge:
        """All that was added, sorted."""
        documents = {article.document.name: article.document for article in self.articles.values()}
        return Knowledge(
            tuple(documents[name] for name in sorted(documents)),
            tuple(sorted(self.articles.values(), key=lambda a: (a.document.name, a.number))),
            tuple(sorted(self.entities.values(), key=lambda entity: entity.id)),
            tuple(self.statements[iri] for iri in sorted(self.statements)),
            tuple(self.figures[iri] for iri in sorted(self.figures)),
            tuple(sorted(self.bylines)),
            contradictions=tuple(self.contradictions()),
        )

    def contradictions(self) -> Iterator[Contradiction]:
        """Pairs among what was added that the graph says cannot both hold; why, it does not say."""
        known: dict[str, Statement | Measurement] = {**self.statements, **self.figures}
        for iri in sorted(known):
            for other in sorted(v.value for v in self.values(NamedNode(iri), "kg:contradicts")):
                if iri < other and other in known:
                    yield Contradiction(known[iri], known[other], "")

    def naming(self) -> Naming:
        """Names by the graph's own IRIs."""
        return _Naming(self)


class _Naming(Naming):
    def __init__(self, part: Part) -> None:
        base = part.store.base_iri
        self.files = part.files
        self.facts = {
            id(fact): iri.removeprefix(f"{base}statement/") for iri, fact in part.statements.items()
        }
        self.figures = {
            id(figure): iri.removeprefix(f"{base}figure/") for iri, figure in part.figures.items()
        }

    def file(self, document: Document) -> str:
        return self.files[document.name]

    def key(self, document: Document) -> str:
        return document.name

    def fact(self, statement: Statement) -> str:
        return self.facts[id(statement)]

    def figure(self, figure: Measurement) -> str:
        return self.figures[id(figure)]


def quoted(knowledge: Knowledge) -> Callable[[Evidence], Json]:
    """How the page is told of words whose text it is yet to ask for: their quote stands for it."""
    numbers = {(a.document.name, a.number): n for n, a in enumerate(knowledge.articles)}

    def locate(evidence: Evidence) -> Json:
        number = numbers.get((evidence.document, evidence.article))
        if number is None:
            return [-1, evidence.start, evidence.end, evidence.quote, evidence.document]
        return [number, evidence.start, evidence.end, evidence.quote]

    return locate


def _whole(text: str) -> int:
    return int(text) if text.lstrip("-").isdecimal() else 0


def _fraction(values: list[Any]) -> float:
    try:
        return float(values[0].value)
    except (IndexError, ValueError):
        return 1.0
