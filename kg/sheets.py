"""The graph as a folder of tables: for a spreadsheet, or for ``neo4j-admin database import``."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pyoxigraph import DefaultGraph

from kg.export import FACT_COLUMNS, facts, network, no_formula
from kg.graph.build import term
from kg.graph.vocabulary import classes_of
from kg.store import Store

NODE_COLUMNS = ("iri", "name", "class", "subclass", "aliases", "articles")
FIGURE_COLUMNS = (
    "about", "measure", "value", "unit", "period", "hedge", "confidence", "evidence", "document",
    "start", "end",
)  # fmt: skip
NEO4J_NODES = ("iri:ID", "name", "aliases:string[]", "articles:int", ":LABEL")
NEO4J_RELATIONSHIPS = (
    ":START_ID", ":END_ID", "iri", "title", "year", "former:boolean", "category", "role",
    "confidence:double", "evidence", ":TYPE",
)  # fmt: skip


def tables(store: Store) -> dict[str, str]:
    """``nodes.csv``, ``facts.csv`` and ``figures.csv``, marked as UTF-8 for Excel."""
    graph: Any = network(store)
    nodes = [
        (iri, data["label"], data["kind"], data["type"], data["aliases"], str(data["articles"]))
        for iri, data in sorted(graph.nodes(data=True))
    ]
    return {
        "nodes.csv": _sheet(NODE_COLUMNS, nodes),
        "facts.csv": _sheet(FACT_COLUMNS, ([row[c] for c in FACT_COLUMNS] for row in facts(store))),
        "figures.csv": _sheet(FIGURE_COLUMNS, figures(store)),
    }


def figures(store: Store) -> list[tuple[str, ...]]:
    """A row for each piece of evidence of each figure."""
    rows = []
    for typed in store.rdf.quads_for_pattern(
        None, term("rdf:type"), term("kg:Figure"), DefaultGraph()
    ):
        figure = typed.subject
        about = [_first(store, node, "rdfs:label") for node in _values(store, figure, "kg:about")]
        said = [
            _first(store, figure, f"kg:{name}")
            for name in ("measure", "value", "unit", "period", "hedge", "confidence")
        ]
        for evidence in _values(store, figure, "kg:evidence"):
            [document] = _values(store, evidence, "nif:referenceContext")
            place = [
                _first(store, evidence, "nif:anchorOf"),
                _first(store, document, "schema:name"),
                _first(store, evidence, "nif:beginIndex"),
                _first(store, evidence, "nif:endIndex"),
            ]
            rows.append((about[0] if about else "", *said, *place))
    return sorted(rows)


def neo4j(store: Store) -> dict[str, str]:
    """``nodes.csv`` and ``relationships.csv``, with the heads that Neo4j's import expects.

    ``neo4j-admin database import full --nodes=nodes.csv --relationships=relationships.csv``
    """
    graph: Any = network(store)
    nodes = [
        (
            iri,
            data["label"],
            ";".join(alias.replace(";", "；") for alias in data["aliases"].split(" | ")),
            str(data["articles"]),
            ";".join(classes_of(data["kind"], _subclass(data))),
        )
        for iri, data in sorted(graph.nodes(data=True))
    ]
    edges = [
        (
            start,
            end,
            key,
            *(data.get(name, "") for name in ("title", "year", "former", "category", "role")),
            data["confidence"],
            data["evidence"],
            data["relation"],
        )
        for start, end, key, data in sorted(graph.edges(keys=True, data=True), key=lambda e: e[:3])
    ]
    return {
        "nodes.csv": _plain_sheet(NEO4J_NODES, nodes),
        "relationships.csv": _plain_sheet(NEO4J_RELATIONSHIPS, edges),
    }


FOLDERS: Mapping[str, Callable[[Store], dict[str, str]]] = {"tables": tables, "neo4j": neo4j}


def _subclass(data: Mapping[str, str]) -> str | None:
    return data["type"] if data["type"] != data["kind"] else None


def _sheet(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\ufeff" + _write(columns, ([no_formula(cell) for cell in row] for row in rows))


def _plain_sheet(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """One line a row, as Neo4j reads it by default: no line break within a cell."""
    return _write(columns, ([" ".join(cell.split()) for cell in row] for row in rows))


def _write(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def _values(store: Store, node: Any, property_: str) -> list[Any]:
    found: Iterable[Any] = store.rdf.quads_for_pattern(node, term(property_), None, DefaultGraph())
    return [quad.object for quad in found]


def _first(store: Store, node: Any, property_: str) -> str:
    return next((str(value.value) for value in _values(store, node, property_)), "")
