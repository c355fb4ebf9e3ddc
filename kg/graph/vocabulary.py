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

# Relations that a rule can read in a text, with the classes that each leads from and to, None for
# words; prizeOf and byline follow from other facts.
ENDS: Final[dict[str, tuple[tuple[str, str | None], ...]]] = {
    "affiliatedWith": (("Person", "Organization"),),
    "received": tuple(
        (winner, "Award") for winner in ("Person", "Organization", "Programme", "Platform", "Work")
    ),
    "conferredBy": (("Award", "Organization"),),
    "organizes": (("Organization", "Programme"),),
    "participatesIn": (("Person", "Programme"), ("Organization", "Programme")),
    "partOf": (
        ("Organization", "Organization"),
        ("Programme", "Programme"),
        ("Place", "Place"),
        ("Platform", "Organization"),
    ),
    "locatedIn": (("Organization", "Place"), ("Programme", "Place")),
    "mentors": (("Person", "Person"),),
    "created": tuple(
        (maker, made) for maker in ("Person", "Organization") for made in ("Work", "Platform")
    ),
    "title": (("Person", None),),
}
RELATIONS: Final = tuple(ENDS)


def fits(relation: str, subject: str, object_: str | None) -> bool:
    """Whether a relation leads from things of one class to things of another, None for words.

    >>> fits("mentors", "Person", "Person"), fits("mentors", "Person", "Award")
    (True, False)
    """
    return (subject, object_) in ENDS[relation] if relation in ENDS else True


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
