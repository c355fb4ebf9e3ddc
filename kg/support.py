"""What stands behind the facts about one thing, for ``kg facts``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pyoxigraph import QuerySolutions

from kg.errors import QueryError
from kg.export import FACT_COLUMNS, facts
from kg.graph.iris import Minter, segment
from kg.store import Store

_QUALIFIERS = ("title", "former", "year", "date", "competition", "category", "count", "role")
_DATES = """SELECT ?name ?date { ?a a kg:Article ; kg:inDocument/schema:name ?name ;
    schema:datePublished ?date }"""
_REJECTED = """SELECT ?said ?by ?why ?quote ?name { ?s prov:wasInvalidatedBy ?act ; rdfs:label ?said ;
    prov:wasDerivedFrom ?e . ?act prov:wasAssociatedWith/rdfs:label ?by .
    OPTIONAL { ?act rdfs:comment ?why }
    ?e nif:anchorOf ?quote ; nif:referenceContext/schema:name ?name }"""
_CONTRADICTED = """SELECT ?one ?other { ?s kg:contradicts ?t . ?s kg:evidence/nif:anchorOf ?one .
    ?t kg:evidence/nif:anchorOf ?other }"""


def describe(store: Store, name: str) -> str:
    """Each fact about an entity of this name: its quotes, articles, dates, rule and confidence.

    Articles that print the same words count once. :class:`QueryError` where nothing is so called.
    """
    rows = [row for row in facts(store) if name in (row["subject"], row["object"])]
    rejected = list(_rejected(store, name))
    if not (rows or rejected):
        raise QueryError(f"no fact about {name!r}; names are those of: kg query OUT --question")
    dates = defaultdict(set)
    for document, date in _pairs(store, _DATES):
        dates[document].add(date)
    against = defaultdict(set)
    for one, other in _pairs(store, _CONTRADICTED):
        against[one].add(other)
    groups: dict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[c] for c in FACT_COLUMNS[: FACT_COLUMNS.index("evidence")])].append(row)
    told = ["\n".join(_fact(pieces, dates, against)) for pieces in groups.values()]
    return "\n\n".join((*told, *rejected))


def _rejected(store: Store, name: str) -> Iterator[str]:
    """Facts about ``name`` that the user rejected, with the words that say so all the same."""
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for said, by, why, quote, document in sorted(_rows(store, _REJECTED)):
        if said.startswith(f"{name} ") or said.endswith(f" {name}"):
            found[said, by, why].append(f"  “{' '.join(quote.split())}”  {document}")
    for (said, by, why), quotes in found.items():
        yield "\n".join((f"{said}: rejected by {by}{f' ({why})' if why else ''}", *quotes))


def _fact(
    pieces: list[dict[str, str]], dates: dict[str, set[str]], against: dict[str, set[str]]
) -> Iterator[str]:
    first = pieces[0]
    said = [f"{name}={first[name]}" for name in _QUALIFIERS if first[name] not in ("", "false")]
    yield f"{first['subject']} {first['relation']} {first['object']}" + (
        f" ({', '.join(said)})" if said else ""
    )
    seen = sorted(d for piece in pieces for d in dates[piece["document"].rsplit("/", 1)[-1]])
    independent = len({piece["evidence"] for piece in pieces})
    articles = len({piece["document"] for piece in pieces})
    times = f", first seen {seen[0]}, last {seen[-1]}" if seen else ""
    counted = f"{articles} documents, {independent} independent{times}"
    yield f"  confidence {first['confidence']} by {first['rule']}; {counted}"
    for piece in pieces:
        quote = " ".join(piece["evidence"].split())
        yield f"  “{quote}”  {piece['document']}:{piece['start']}-{piece['end']}"
        for other in sorted(against[piece["evidence"]]):
            yield f"    contradicts “{' '.join(other.split())}”"


def _pairs(store: Store, sparql: str) -> list[tuple[str, str]]:
    return sorted({(one, other) for one, other in _rows(store, sparql)})


def _rows(store: Store, sparql: str) -> Iterator[list[str]]:
    found = store.query(sparql)
    if isinstance(found, QuerySolutions):
        for row in found:
            yield ["" if value is None else str(getattr(value, "value", "")) for value in row]


def called(store: Store, id_: str) -> str:
    """What an id means: an entity's name, a fact in words; empty where it is not in the graph."""
    node = f"{store.base_iri}statement/{segment(id_)}"
    if "/" in id_:
        node = Minter(store.base_iri).entity(id_)
    for row in _rows(store, f"SELECT ?name {{ <{node}> rdfs:label ?name }}"):
        return row[0]
    said = f"""SELECT ?one ?relation ?other ?object {{ <{node}> rdf:subject ?s ; rdf:object ?object ;
        rdf:predicate ?relation . ?s rdfs:label ?one . OPTIONAL {{ ?object rdfs:label ?other }} }}"""
    for one, relation, other, object_ in _rows(store, said):
        return f"{one} {relation.rsplit('#', 1)[-1]} {other or object_}"
    return ""
