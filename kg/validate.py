"""Whether a graph keeps its promises: the shapes of ``ontology/shapes.ttl``, and every quote.

Quotes and the constraints that the shapes write in SPARQL are checked on the whole graph, by
pyoxigraph. The other shapes are pyshacl's work, which takes a second for some 5,000 triples: on a
graph of more than :data:`WHOLE` triples it sees an even sample of nodes, and the report says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import pyoxigraph as ox
import pyshacl
import rdflib
from pyoxigraph import NamedNode, Quad, Triple
from rdflib.namespace import RDF, SH

from kg.graph.build import term
from kg.graph.interchange import to_rdflib
from kg.graph.iris import Shortener
from kg.graph.vocabulary import NAMESPACES

WHOLE = 100_000
SAMPLE = 5_000
ONTOLOGY = Path(__file__).parent / "ontology" / "kg.ttl"
SHAPES = Path(__file__).parent / "ontology" / "shapes.ttl"

_SHAPE = "https://w3id.org/kg-news/shapes#"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One broken promise: which shape, which node, what was found, and the words behind it."""

    shape: str
    node: str
    messages: tuple[str, ...]
    value: str = ""
    evidence: tuple[str, ...] = ()

    def __str__(self) -> str:
        found = f" (found {self.value})" if self.value else ""
        quotes = "".join(f" “{quote}”" for quote in self.evidence)
        line = f"{self.shape}: {self.node}{found}: {' / '.join(self.messages)}{quotes}"
        return line.replace("\n", "⏎")


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked, and what was found wrong."""

    findings: tuple[Finding, ...]
    triples: int
    nodes: int
    nodes_checked: int
    quotes: int
    quotes_without_text: int

    @property
    def conforms(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.findings

    def __str__(self) -> str:
        lines = [str(finding) for finding in self.findings]
        share = "all" if self.nodes_checked == self.nodes else f"a sample of {self.nodes_checked}"
        lines.append(f"shapes: {share} of {self.nodes} nodes ({self.triples} triples)")
        checked = self.quotes - self.quotes_without_text
        lines.append(f"evidence: {checked} of {self.quotes} quotes held against their text")
        if self.quotes_without_text:
            lines.append(f"  the text of {self.quotes_without_text} was not kept in texts/")
        lines.append("nothing wrong" if self.conforms else f"{len(self.findings)} findings")
        return "\n".join(lines)


def check(
    quads: Iterable[Quad],
    text_of: Callable[[str], str | None],
    prefixes: dict[str, str] | None = None,
    *,
    whole: int = WHOLE,
    sample: int = SAMPLE,
) -> Report:
    """Hold a graph against the shapes, and its quotes against ``text_of`` a document's IRI."""
    triples = list(dict.fromkeys(Triple(q.subject, q.predicate, q.object) for q in quads))
    data = ox.Store()
    data.bulk_extend(Quad(*triple) for triple in triples)
    shapes = rdflib.Graph().parse(SHAPES)
    written = _Written(triples, prefixes or NAMESPACES)
    nodes = {triple.subject for triple in triples}
    focus = nodes if len(triples) <= whole else _even_sample(nodes, sample)
    wrong_quotes, quotes, without_text = _quotes(data, text_of, written)
    findings = [
        *wrong_quotes,
        *_answered_by_sparql(data, shapes, written),
        *_by_pyshacl(triples, shapes, focus if focus is not nodes else None, written),
    ]
    return Report(
        tuple(sorted(set(findings))), len(triples), len(nodes), len(focus), quotes, without_text
    )


class _Written:
    """How nodes are shown: with a prefix, and with the words that state them."""

    def __init__(self, triples: Iterable[Triple], prefixes: dict[str, str]) -> None:
        self.shorten = Shortener(prefixes)
        self.quotes: dict[str, str] = {}
        self.evidence: dict[str, list[str]] = defaultdict(list)
        for subject, predicate, object_ in triples:
            if predicate == term("nif:anchorOf"):
                self.quotes[subject.value] = object_.value
            elif predicate == term("kg:evidence"):
                self.evidence[subject.value].append(object_.value)

    def node(self, node: Any) -> str:
        if isinstance(node, rdflib.URIRef | NamedNode):
            return self.shorten(node.value if isinstance(node, NamedNode) else str(node))
        return str(getattr(node, "value", node))

    def words(self, node: Any) -> tuple[str, ...]:
        iri = node.value if isinstance(node, NamedNode) else str(node)
        pieces = [iri, *self.evidence.get(iri, ())]
        return tuple(sorted({self.quotes[piece] for piece in pieces if piece in self.quotes}))


def _quotes(
    data: ox.Store, text_of: Callable[[str], str | None], written: _Written
) -> tuple[list[Finding], int, int]:
    findings: list[Finding] = []
    count = without_text = 0
    texts: dict[str, str | None] = {}
    solutions = data.query(
        """SELECT ?node ?document ?begin ?end ?quote
           WHERE { ?node nif:referenceContext ?document ; nif:beginIndex ?begin ;
                         nif:endIndex ?end ; nif:anchorOf ?quote }""",
        prefixes=NAMESPACES,
    )
    assert isinstance(solutions, ox.QuerySolutions)
    for node, document, begin, end, quote in solutions:
        count += 1
        if document.value not in texts:
            texts[document.value] = text_of(document.value)
        text = texts[document.value]
        if text is None:
            without_text += 1
            continue
        try:
            held = text[int(begin.value) : int(end.value)]
        except ValueError:
            continue  # the shape of nif:beginIndex says so
        if held != quote.value:
            findings.append(
                Finding(
                    "evidence",
                    written.node(node),
                    ("引文与原文不符", "the text does not say this there"),
                    held,
                    (quote.value,),
                )
            )
    return findings, count, without_text


def _answered_by_sparql(
    data: ox.Store, shapes: rdflib.Graph, written: _Written
) -> Iterator[Finding]:
    """Findings of ``sh:sparql``; the constraints are then taken out of ``shapes``."""
    for shape, constraint in list(shapes.subject_objects(SH.sparql)):
        shapes.remove((shape, SH.sparql, constraint))
        target = shapes.value(shape, SH.targetClass)
        select = str(shapes.value(constraint, SH.select))
        nodes = f"WHERE {{ $this a <{target}> ."
        solutions = data.query(select.replace("WHERE {", nodes, 1), prefixes=NAMESPACES)
        assert isinstance(solutions, ox.QuerySolutions)
        for solution in solutions:
            node = solution["this"]
            yield Finding(
                _name(constraint),
                written.node(node),
                tuple(map(str, _in_order(shapes.objects(constraint, SH.message)))),
                evidence=written.words(node),
            )


def _by_pyshacl(
    triples: list[Triple], shapes: rdflib.Graph, focus: set[Any] | None, written: _Written
) -> Iterator[Finding]:
    graph = to_rdflib(triples if focus is None else _around(triples, focus))
    _, results, _ = pyshacl.validate(
        graph,
        shacl_graph=shapes,
        inplace=True,
        focus_nodes=None if focus is None else [rdflib.URIRef(node.value) for node in focus],
    )
    assert isinstance(results, rdflib.Graph)
    for result in results.subjects(RDF.type, SH.ValidationResult):
        node = results.value(result, SH.focusNode)
        value = results.value(result, SH.value)
        yield Finding(
            _name(results.value(result, SH.sourceShape)),
            written.node(node),
            tuple(map(str, _in_order(results.objects(result, SH.resultMessage)))),
            "" if value is None or value == node else written.node(value),
            written.words(node),
        )


def _even_sample(nodes: set[Any], size: int) -> set[Any]:
    """Always the same nodes of one graph, of every kind in its share."""
    ordered = sorted(nodes, key=lambda node: (crc32(node.value.encode()), node.value))
    return set(ordered[:size])


def _around(triples: Iterable[Triple], focus: set[Any]) -> Iterator[Triple]:
    """What ``focus`` says, and of what it points to the classes."""
    triples = list(triples)
    pointed_to = {triple.object for triple in triples if triple.subject in focus}
    for triple in triples:
        is_class = triple.predicate == term("rdf:type") and triple.subject in pointed_to
        if triple.subject in focus or is_class:
            yield triple


def _name(shape: Any) -> str:
    return str(shape).removeprefix(_SHAPE)


def _in_order(messages: Iterable[Any]) -> list[Any]:
    """Chinese first."""
    return sorted(messages, key=lambda m: (getattr(m, "language", None) != "zh", str(m)))
