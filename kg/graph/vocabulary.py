"""The terms that kg writes; ``ontology/kg.ttl`` says what they mean, a test holds them together."""

from __future__ import annotations

from typing import Final

KG: Final = "https://w3id.org/kg-news#"
NIF: Final = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
PROV: Final = "http://www.w3.org/ns/prov#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
SCHEMA: Final = "https://schema.org/"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"

NAMESPACES: Final = {
    "kg": KG,
    "nif": NIF,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "skos": SKOS,
    "xsd": XSD,
}

# Each class of things in the news, with the class it is a kind of.
SUPERCLASS: Final = {
    "Person": "Entity",
    "Organization": "Entity",
    "Place": "Entity",
    "Programme": "Entity",
    "Award": "Entity",
    "Platform": "Entity",
    "Work": "Entity",
    "TradeUnion": "Organization",
    "GovernmentBody": "Organization",
    "PartyBody": "Organization",
    "Company": "Organization",
    "School": "Organization",
    "MediaOutlet": "Organization",
    "Association": "Organization",
    "Team": "Organization",
    "Initiative": "Programme",
    "Competition": "Programme",
    "Event": "Programme",
}

# Relations that a rule can read in a text; prizeOf and byline follow from other facts.
RELATIONS: Final = (
    "affiliatedWith",
    "received",
    "conferredBy",
    "organizes",
    "participatesIn",
    "partOf",
    "locatedIn",
    "mentors",
    "created",
    "title",
)


def classes_of(kind: str, subtype: str | None = None) -> list[str]:
    """Every class of an instance, the most specific first.

    >>> classes_of("Organization", "TradeUnion")
    ['TradeUnion', 'Organization', 'Entity']
    """
    name: str | None = subtype or kind
    classes = []
    while name is not None:
        classes.append(name)
        name = SUPERCLASS.get(name)
    return classes
