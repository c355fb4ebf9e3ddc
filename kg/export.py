"""The graph in the formats of other tools."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

import networkx as nx
import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import QueryError
from kg.graph.build import term
from kg.graph.iris import Shortener
from kg.graph.turtle import trig, turtle
from kg.graph.vocabulary import KG, SUPERCLASS, XSD, classes_of
from kg.store import Store

Described = dict[Any, dict[str, list[Any]]]

# One colour a class, apart in hue and in lightness (Okabe and Ito 2008), for Gephi.
COLOURS = {
    "Person": (230, 159, 0),
    "Organization": (0, 114, 178),
    "Place": (0, 158, 115),
    "Programme": (204, 121, 167),
    "Award": (213, 94, 0),
    "Platform": (86, 180, 233),
    "Work": (128, 128, 128),
}


def export(store: Store, format_: str) -> str:
    """The whole graph as text in ``format_``, one of :data:`FORMATS`."""
    try:
        write = FORMATS[format_]
    except KeyError:
        known = ", ".join((*FORMATS, "tables", "neo4j"))
        raise QueryError(f"unknown format {format_!r}; known are {known}") from None
    return write(store)


def _turtle(store: Store) -> str:
    return turtle(store.quads(), store.prefixes)


def _trig(store: Store) -> str:
    return trig(store.quads(), store.prefixes)


def _ntriples(store: Store) -> str:
    lines = {f"{q.triple} .\n" for q in store.quads()}
    return "".join(sorted(lines))


def _nquads(store: Store) -> str:
    graphs = ((q, q.graph_name) for q in store.quads())
    named = (
        f"{q.triple} {g} .\n" if isinstance(g, NamedNode) else f"{q.triple} .\n" for q, g in graphs
    )
    return "".join(sorted(named))


# --- JSON-LD ----------------------------------------------------------------------------------


def _jsonld(store: Store) -> str:
    """JSON-LD with its context inside: a tool that reads it asks nobody."""
    shortener = Shortener(store.prefixes)

    def shorten(node: Any) -> str:
        """A compact IRI; one that JSON-LD would take for a whole IRI stays whole."""
        parts = shortener.split(node.value)
        return f"{parts[0]}:{parts[1]}" if parts and not parts[1].startswith("//") else node.value

    nodes: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for quad in _plain(store):
        node = nodes[shorten(quad.subject)]
        if quad.predicate == term("rdf:type"):
            node["@type"].append(shorten(quad.object))
        else:
            node[shorten(quad.predicate)].append(_json_value(quad.object, shorten))
    graph = [
        {"@id": id_}
        | {key: values[0] if len(values) == 1 else values for key, values in sorted(node.items())}
        for id_, node in sorted(nodes.items())
    ]
    return (
        json.dumps(
            {"@context": dict(sorted(store.prefixes.items())), "@graph": graph},
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )


def _json_value(value: Any, shorten: Callable[[Any], str]) -> Any:
    if not isinstance(value, Literal):
        return {"@id": shorten(value)}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    datatype = value.datatype.value
    if datatype == f"{XSD}string":
        return value.value
    if datatype == f"{XSD}integer":
        return int(value.value)
    if datatype == f"{XSD}boolean":
        return value.value == "true"
    return {"@value": value.value, "@type": shorten(value.datatype)}


# --- RDF/XML ----------------------------------------------------------------------------------


def _rdfxml(store: Store) -> str:
    triples = [q.triple for q in _plain(store)]
    data = ox.serialize(triples, format=ox.RdfFormat.RDF_XML)
    return (data or b"").decode("utf-8")


# --- networks ---------------------------------------------------------------------------------


def network(store: Store) -> nx.MultiDiGraph[str]:
    """Entities and the facts between them, each with its qualifiers and its evidence."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    out = _described(store)
    types, labels = term("rdf:type").value, term("rdfs:label").value
    for node, properties in out.items():
        classes = {t.value.removeprefix(KG) for t in properties[types]}
        if "Entity" in classes:
            kind = next(name for name in COLOURS if name in classes)
            own = [n for n in sorted(classes) if SUPERCLASS.get(n) == kind] or [kind]
            graph.add_node(
                node.value,
                label=properties[labels][0].value,
                kind=kind,
                type=own[0],
                aliases=" | ".join(a.value for a in properties[term("skos:altLabel").value]),
                articles=len(properties[KG + "mentionedIn"]),
            )
    for node, properties in out.items():
        if term("kg:Statement") not in properties[types]:
            continue
        parts = [properties[term(f"rdf:{p}").value][0] for p in ("subject", "predicate", "object")]
        subject, relation, object_ = (part.value for part in parts)
        if subject not in graph or object_ not in graph:
            continue
        attributes = {
            name: properties[KG + name][0].value
            for name in (
                "title",
                "former",
                "year",
                "date",
                "category",
                "count",
                "role",
                "confidence",
            )
            if properties[KG + name]
        }
        pieces = properties[KG + "evidence"]
        attributes["evidence"] = " | ".join(
            out[piece][term("nif:anchorOf").value][0].value for piece in pieces
        )
        graph.add_edge(
            subject, object_, key=node.value, relation=relation.removeprefix(KG), **attributes
        )
    return graph


def _graphml(store: Store) -> str:
    graph = network(store)
    return "\n".join(nx.generate_graphml(_without_controls(graph))) + "\n"


def _gexf(store: Store) -> str:
    """GEXF 1.2 with labels, classes and a colour a class, as Gephi shows them."""
    graph = _without_controls(network(store))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:viz="http://www.gexf.net/1.2draft/viz"'
        ' version="1.2">',
        '<graph mode="static" defaultedgetype="directed">',
        '<attributes class="node"><attribute id="kind" title="kind" type="string"/>'
        '<attribute id="type" title="type" type="string"/>'
        '<attribute id="aliases" title="aliases" type="string"/></attributes>',
        '<attributes class="edge"><attribute id="relation" title="relation" type="string"/>'
        '<attribute id="confidence" title="confidence" type="double"/>'
        '<attribute id="title" title="title" type="string"/>'
        '<attribute id="year" title="year" type="string"/>'
        '<attribute id="evidence" title="evidence" type="string"/></attributes>',
        "<nodes>",
    ]
    for node, data in graph.nodes(data=True):
        red, green, blue = COLOURS[data["kind"]]
        values = _attvalues(data, ("kind", "type", "aliases"))
        lines.append(
            f"<node id={quoteattr(node)} label={quoteattr(data['label'])}>{values}"
            f'<viz:color r="{red}" g="{green}" b="{blue}"/></node>'
        )
    lines.append("</nodes><edges>")
    for start, end, key, data in graph.edges(keys=True, data=True):
        values = _attvalues(data, ("relation", "confidence", "title", "year", "evidence"))
        lines.append(
            f"<edge id={quoteattr(key)} source={quoteattr(start)} target={quoteattr(end)}"
            f" label={quoteattr(data['relation'])}>{values}</edge>"
        )
    return "\n".join([*lines, "</edges></graph></gexf>", ""])


def _attvalues(data: Mapping[str, str], names: Iterable[str]) -> str:
    values = (
        f'<attvalue for="{name}" value={quoteattr(data[name])}/>'
        for name in names
        if data.get(name)
    )
    return f"<attvalues>{''.join(values)}</attvalues>"


def _without_controls(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """XML cannot hold control characters: a space stands for each."""
    table = dict.fromkeys(range(32), " ")
    for data in (*(d for _, d in graph.nodes(data=True)), *(d for *_, d in graph.edges(data=True))):
        data.update({k: v.translate(table) for k, v in data.items() if isinstance(v, str)})
    return graph


# --- a table ----------------------------------------------------------------------------------

FACT_COLUMNS = (
    "subject", "subject_class", "relation", "object", "object_class", "title", "former", "year",
    "date", "competition", "category", "count", "role", "confidence", "rule", "evidence",
    "document", "start", "end",
)  # fmt: skip


def facts(store: Store) -> list[dict[str, str]]:
    """A row for each piece of evidence of each fact, with names in place of IRIs."""
    out = _described(store)

    def first(node: Any, name: str) -> str:
        values = out[node][term(name).value] if node in out else []
        return values[0].value if values else ""

    def label(node: Any) -> str:
        if isinstance(node, Literal):
            return node.value
        return first(node, "rdfs:label") or first(node, "schema:headline") or node.value

    def class_(node: Any) -> str:
        names = (
            {t.value.removeprefix(KG) for t in out[node][term("rdf:type").value]}
            if node in out
            else set()
        )
        return max(names, key=lambda n: (len(classes_of(n)), n), default="")

    rows = []
    for node in [n for n in out if term("kg:Statement") in out[n][term("rdf:type").value]]:
        subject, object_ = (out[node][term(f"rdf:{p}").value][0] for p in ("subject", "object"))
        competition = out[node][KG + "competition"]
        row = {
            "subject": label(subject),
            "subject_class": class_(subject),
            "relation": first(node, "rdf:predicate").removeprefix(KG),
            "object": label(object_),
            "object_class": class_(object_),
            "competition": label(competition[0]) if competition else "",
            "rule": " ".join(rule.value for rule in out[node][KG + "extractedBy"]),
        } | {
            name: first(node, f"kg:{name}")
            for name in (
                "title",
                "former",
                "year",
                "date",
                "category",
                "count",
                "role",
                "confidence",
            )
        }
        for piece in out[node][KG + "evidence"]:
            [document] = out[piece][term("nif:referenceContext").value]
            rows.append(
                row
                | {
                    "evidence": first(piece, "nif:anchorOf"),
                    "document": first(document, "schema:name"),
                    "start": first(piece, "nif:beginIndex"),
                    "end": first(piece, "nif:endIndex"),
                }
            )
    return sorted(rows, key=lambda row: [row[name] for name in FACT_COLUMNS])


def _csv(store: Store) -> str:
    """The facts as a table; the mark at the front tells Excel that it is UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, FACT_COLUMNS)
    writer.writeheader()
    writer.writerows({k: no_formula(v) for k, v in row.items()} for row in facts(store))
    return "\ufeff" + text.getvalue()


def no_formula(value: str) -> str:
    """A cell that a spreadsheet would run as a formula is kept text by a leading quote."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _described(store: Store) -> Described:
    """Each node's properties: subject, then property's IRI, then values in a fixed order."""
    out: Described = defaultdict(lambda: defaultdict(list))
    for quad in _plain(store):
        out[quad.subject][quad.predicate.value].append(quad.object)
    return out


def _plain(store: Store) -> list[Quad]:
    triples = {(q.subject, q.predicate, q.object) for q in store.quads()}
    return [Quad(*triple) for triple in sorted(triples, key=str)]


FORMATS: Mapping[str, Callable[[Store], str]] = {
    "ttl": _turtle,
    "trig": _trig,
    "nt": _ntriples,
    "nq": _nquads,
    "jsonld": _jsonld,
    "rdfxml": _rdfxml,
    "graphml": _graphml,
    "gexf": _gexf,
    "csv": _csv,
}
