"""SPARQL 1.1 Service Description of the endpoint."""

from __future__ import annotations

import pyoxigraph as ox
from pyoxigraph import BlankNode, NamedNode, Triple

from kg.graph.turtle import turtle
from kg.graph.vocabulary import RDF

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"


def description(endpoint: str, format_: str) -> str:
    """What the service at ``endpoint`` can do, in ``format_`` (ttl, nt, jsonld or rdfxml)."""
    service, dataset, default = BlankNode("service"), BlankNode("dataset"), BlankNode("default")
    type_ = NamedNode(f"{RDF}type")
    triples = [
        Triple(service, type_, _sd("Service")),
        Triple(service, _sd("endpoint"), NamedNode(endpoint)),
        Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        Triple(service, _sd("defaultDataset"), dataset),
        Triple(dataset, type_, _sd("Dataset")),
        Triple(dataset, _sd("defaultGraph"), default),
        Triple(default, type_, _sd("Graph")),
        *(
            Triple(service, _sd("resultFormat"), NamedNode(FORMATS + name))
            for name in (
                "SPARQL_Results_JSON",
                "SPARQL_Results_XML",
                "SPARQL_Results_CSV",
                "SPARQL_Results_TSV",
                "Turtle",
                "N-Triples",
                "JSON-LD",
                "RDF_XML",
            )
        ),
    ]
    if format_ == "ttl":
        return turtle(triples, {"sd": SD, "formats": FORMATS})
    kinds = {
        "nt": ox.RdfFormat.N_TRIPLES,
        "jsonld": ox.RdfFormat.JSON_LD,
        "rdfxml": ox.RdfFormat.RDF_XML,
    }
    return (ox.serialize(triples, format=kinds[format_]) or b"").decode("utf-8")


def _sd(name: str) -> NamedNode:
    return NamedNode(SD + name)
