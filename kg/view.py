"""The store as rdflib sees it, without a copy: terms are made as they are asked for.

oxrdflib does the work. What differs here: terms are those that a copy would hold, so that code
reads one as it reads the other; and what would write, crash the parser or leave this machine is
refused in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

import pyoxigraph as ox
import rdflib
from oxrdflib import OxigraphStore
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.query import Result

from kg.errors import KgError, QueryError
from kg.graph.interchange import plain
from kg.store import Store, check_query, explain


def view(store: Store) -> rdflib.Graph:
    """The default graph of ``store``, for reading, with the prefixes of the graph bound."""
    graph = rdflib.Graph(
        ReadStore(store.rdf), identifier=DATASET_DEFAULT_GRAPH_ID, bind_namespaces="none"
    )
    for prefix, iri in store.prefixes.items():
        graph.bind(prefix, iri)
    return graph


def holds_more_than(store: Store, count: int) -> bool:
    """Whether the default graph has more triples than ``count``; reads no more than it must."""
    return bool(store.rdf.query(f"ASK {{ SELECT ?s {{ ?s ?p ?o }} OFFSET {count} LIMIT 1 }}"))


class ReadStore(OxigraphStore):
    """rdflib's store interface over a pyoxigraph store that is only read."""

    def __init__(self, rdf: ox.Store) -> None:
        super().__init__(store=rdf)
        self.rdf = rdf

    def triples(self, triple_pattern: Any, context: Any = None) -> Iterator[Any]:
        """Triples that match, each with the graphs that it stands in."""
        for triple, graphs in super().triples(triple_pattern, context):
            yield tuple(map(plain, triple)), graphs

    def __len__(self, context: Any = None) -> int:
        if context is None or context.identifier == DATASET_DEFAULT_GRAPH_ID:
            graph: ox.NamedNode | ox.DefaultGraph = ox.DefaultGraph()
        else:
            graph = ox.NamedNode(str(context.identifier))
        found = self.rdf.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", default_graph=graph)
        assert isinstance(found, ox.QuerySolutions)
        [[count]] = found
        return int(count.value)

    def query(
        self,
        query: Any,
        initNs: Mapping[str, Any],  # noqa: N803 - rdflib's name
        initBindings: Mapping[str, Any],  # noqa: N803
        queryGraph: Any,  # noqa: N803
        **kwargs: Any,
    ) -> Result:
        """Answer SPARQL; :class:`QueryError` says what is wrong with it."""
        if isinstance(query, str):
            check_query(query)
        try:
            result = super().query(query, initNs, initBindings, queryGraph, **kwargs)
        except SyntaxError as error:
            raise QueryError(explain(query, str(error), dict(self.namespaces()))) from None
        if result.type == "SELECT":
            found = result.bindings
            result.bindings = ({k: plain(v) for k, v in row.items()} for row in found)
        elif result.graph is not None:
            copy = rdflib.Graph(bind_namespaces="none")
            copy += (tuple(map(plain, triple)) for triple in result.graph)
            result.graph = copy
        return result

    def add(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse."""
        raise KgError("a graph of this size is only read; change a copy: rdflib.Graph() + graph")

    addN = remove = update = add_graph = remove_graph = destroy = add  # noqa: N815
