"""The same triples as rdflib has them, for the tools that speak only that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import rdflib
from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from kg.graph.vocabulary import XSD


def to_rdflib(
    quads: Iterable[Quad | Triple], prefixes: Mapping[str, str] | None = None
) -> rdflib.Graph:
    """A graph of all triples, whatever graph they stand in, with ``prefixes`` bound.

    rdflib's own prefixes are left out: its ``org:`` is not ours.
    """
    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, iri in (prefixes or {}).items():
        graph.bind(prefix, iri)
    known: dict[Any, rdflib.term.Node] = {}

    def term(node: Any) -> rdflib.term.Node:
        found = known.get(node)
        if found is None:
            found = known[node] = _term(node)
        return found

    for quad in quads:
        graph.add((term(quad.subject), term(quad.predicate), term(quad.object)))
    return graph


def plain(node: Any) -> Any:
    """An rdflib term that a store gave, as it was written and as :func:`to_rdflib` has it.

    rdflib tells "a" from "a"^^xsd:string, and the store shortens the decimal 1.0 to 1.
    """
    if not isinstance(node, rdflib.Literal):
        return node
    if node.datatype == rdflib.XSD.string:
        return rdflib.Literal(str(node))
    if node.datatype == rdflib.XSD.decimal and "." not in node:
        return rdflib.Literal(f"{node}.0", datatype=rdflib.XSD.decimal)
    return node


def _term(node: Any) -> rdflib.term.Node:
    if isinstance(node, NamedNode):
        return rdflib.URIRef(node.value)
    if isinstance(node, BlankNode):
        return rdflib.BNode(node.value)
    if node.language:
        return rdflib.Literal(node.value, lang=node.language)
    if node.datatype.value == f"{XSD}string":  # rdflib tells "a" from "a"^^xsd:string
        return rdflib.Literal(node.value)
    return rdflib.Literal(node.value, datatype=rdflib.URIRef(node.datatype.value))
