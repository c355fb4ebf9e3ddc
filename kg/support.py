"""What stands behind the facts about one thing, for ``kg facts``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from pyoxigraph import DefaultGraph, Literal, NamedNode

from kg.errors import QueryError
from kg.graph.build import term
from kg.graph.iris import Minter, segment
from kg.graph.vocabulary import KG
from kg.questions.names import Thing, find_things, label
from kg.resolve.independent import independent
from kg.store import Store

_QUALIFIERS = ("title", "former", "year", "date", "competition", "category", "count", "role")


def describe(store: Store, name: str) -> str:
    """Each fact and figure of what bears this name: quotes, articles, dates, rule, confidence.

    Articles that print the same words are one source. :class:`QueryError` where nothing is so called.
    """
    blocks = []
    for thing in _things(store, name):
        node = NamedNode(thing.iri)
        others = sorted(value(found) for found in objects(store, node, "skos:altLabel"))
        said = [_fact(store, found) for found in _statements(store, node)]
        said += [_fact(store, figure) for figure in subjects(store, "kg:about", node)]
        said += _rejected(store, thing.label)
        if not said:
            continue
        also = f"; also called {'、'.join(others)}" if others else ""
        blocks += [f"{thing.label}  {id_of(store, node)}{also}", *said]
    if not blocks:
        raise QueryError(f"there is no fact about {name!r}; kg query can tell where it is named")
    return "\n\n".join(blocks)


def _things(store: Store, name: str) -> list[Thing]:
    """By id, by name, by another name."""
    node = node_of(store, name)
    if "/" in name and any(True for _ in objects(store, node, "rdf:type")):
        return [Thing(label(store, node), node.value)]
    return find_things(store, name, ["Entity"])


def _statements(store: Store, node: NamedNode) -> list[NamedNode]:
    """Facts that a thing has a part in, in the order of what they say."""
    found = {s for part in ("rdf:subject", "rdf:object", "kg:competition")
             for s in subjects(store, part, node)}  # fmt: skip
    return sorted(found, key=lambda s: (in_words(store, s), s.value))


def in_words(store: Store, statement: NamedNode) -> str:
    """A fact: subject, relation, object, and what qualifies it. A figure: whose, what, how many."""
    if measure := _one(store, statement, "kg:measure"):
        parts = [_one(store, statement, f"kg:{part}") for part in ("hedge", "value", "unit")]
        period = _one(store, statement, "kg:period")
        owner = _one(store, statement, "kg:about")
        return f"{owner} {measure} {''.join(parts)}" + (f" (period={period})" if period else "")
    ends = (_one(store, statement, f"rdf:{part}") for part in ("subject", "predicate", "object"))
    values = [(name, _one(store, statement, f"kg:{name}")) for name in _QUALIFIERS]
    said = [f"{name}={value}" for name, value in values if value]
    return " ".join(ends) + (f" ({', '.join(said)})" if said else "")


@dataclass(frozen=True, slots=True, order=True)
class _Piece:
    """A quote, and where it stands."""

    document: str
    start: int
    end: int
    article: str
    date: str
    quote: str


def _pieces(store: Store, statement: NamedNode) -> list[_Piece]:
    found = []
    for evidence in objects(store, statement, "kg:evidence"):
        said: dict[str, str] = {
            name: next((value(o) for o in objects(store, evidence, f"nif:{name}")), "")
            for name in ("beginIndex", "endIndex", "anchorOf")
        }
        [document] = objects(store, evidence, "nif:referenceContext")
        [article] = objects(store, evidence, "kg:inArticle")
        day = _one(store, article, "schema:datePublished")
        found.append(
            _Piece(
                label(store, document),
                int(said["beginIndex"]),
                int(said["endIndex"]),
                article.value,
                day,
                " ".join(said["anchorOf"].split()),
            )
        )
    return sorted(found)


def _fact(store: Store, statement: NamedNode) -> str:
    pieces = _pieces(store, statement)
    rules = ", ".join(sorted(value(rule) for rule in objects(store, statement, "kg:extractedBy")))
    articles = len({piece.article for piece in pieces})
    # An article's IRI ends in the checksum of its document's text, and its number there.
    texts = (piece.article.rsplit("-", 2)[1:] for piece in pieces)
    said = zip(map(tuple, texts), (piece.quote for piece in pieces), strict=True)
    sources = len(independent(said))
    days = sorted(piece.date for piece in pieces if piece.date)
    seen = f", first seen {days[0]}, last {days[-1]}" if days else ""
    counted = f"{articles} article{'s' * (articles != 1)}, {sources} independent{seen}"
    confidence = _one(store, statement, "kg:confidence")
    lines = [
        f"{in_words(store, statement)}  {id_of(store, statement)}",
        f"  confidence {confidence} by {rules}; {counted}",
        *_decided(store, statement),
        *(f"  “{p.quote}”  {p.document}:{p.start}-{p.end}" for p in pieces),
    ]
    for other in sorted(objects(store, statement, "kg:contradicts"), key=value):
        quotes = "”, “".join(piece.quote for piece in _pieces(store, other))
        lines.append(f"  contradicts {in_words(store, other)}: “{quotes}”")
    return "\n".join(lines)


def _decided(store: Store, statement: NamedNode) -> list[str]:
    """Which corrections this fact rests on, whose they are and why."""
    found = []
    for act in objects(store, statement, "prov:wasInfluencedBy"):
        action = _one(store, act, "rdfs:label").partition(" ")[0]
        agent = next(objects(store, act, "prov:wasAssociatedWith"))
        note = "; ".join(sorted(map(value, objects(store, act, "rdfs:comment"))))
        done = {"add": "added", "confirm": "confirmed"}.get(action, action)
        found.append(f"  {done} by {label(store, agent)}" + f" ({note})" * bool(note))
    return sorted(found)


_REJECTED = """SELECT ?said ?by ?why ?quote ?name { ?s prov:wasInvalidatedBy ?act ; rdfs:label ?said ;
    prov:wasDerivedFrom ?e . ?act prov:wasAssociatedWith/rdfs:label ?by .
    OPTIONAL { ?act rdfs:comment ?why }
    ?e nif:anchorOf ?quote ; nif:referenceContext/schema:name ?name }"""


def _rejected(store: Store, name: str) -> Iterator[str]:
    """Facts about ``name`` that the user rejected, with the words that say so all the same."""
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    answer: Any = store.query(_REJECTED)
    rows = sorted([value(cell) for cell in row] for row in answer)
    for said, by, why, quote, document in rows:
        if said.startswith(f"{name} ") or said.endswith(f" {name}"):
            found[said, by, why].append(f"  “{' '.join(quote.split())}”  {document}")
    for (said, by, why), quotes in found.items():
        yield "\n".join((f"{said}: rejected by {by}{f' ({why})' if why else ''}", *quotes))


# --- nodes ----------------------------------------------------------------------------------


def node_of(store: Store, id_: str) -> NamedNode:
    """The node of an entity's id (``person/吴良江``), or of the end of a statement's IRI."""
    if "/" in id_:
        return NamedNode(Minter(store.base_iri).entity(id_))
    return NamedNode(f"{store.base_iri}statement/{segment(id_)}")


def plain_id(store: Store, text: str) -> str:
    """An id however it is written: ``stmt:…``, ``person:吴良江``, ``<https://…>``, as it stands."""
    iri = text.strip().removeprefix("<").removesuffix(">")
    prefix, colon, rest = iri.partition(":")
    if colon and prefix in store.prefixes:
        iri = store.prefixes[prefix] + rest
    if not iri.startswith(store.base_iri):
        return iri.removeprefix("statement/")
    return unquote(iri.removeprefix(store.base_iri)).removeprefix("statement/")


def id_of(store: Store, node: NamedNode) -> str:
    """The id that a correction names a thing or a fact by."""
    return plain_id(store, node.value)


def objects(store: Store, node: NamedNode, property_: str) -> Iterator[Any]:
    """What a node has under a property. The default graph holds every triple once."""
    for quad in store.rdf.quads_for_pattern(node, term(property_), None, DefaultGraph()):
        yield quad.object


def subjects(store: Store, property_: str, object_: NamedNode) -> list[NamedNode]:
    """The nodes that have ``object_`` under a property, sorted."""
    quads = store.rdf.quads_for_pattern(None, term(property_), object_, DefaultGraph())
    return sorted((q.subject for q in quads if isinstance(q.subject, NamedNode)), key=value)


def value(node: Any) -> str:
    """The text of a term; empty for none."""
    return "" if node is None else str(node.value)


def _one(store: Store, node: NamedNode, property_: str) -> str:
    """What a property says, in words."""
    for found in sorted(objects(store, node, property_), key=value):
        if isinstance(found, Literal) or found.value.startswith(KG):
            return str(found.value).removeprefix(KG)
        return label(store, found)
    return ""
