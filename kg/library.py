"""A built graph for notebooks and programs: ``kg.load("out")``."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import pyoxigraph as ox

from kg import export, questions, tables
from kg.charts import bars
from kg.errors import KgError
from kg.graph.interchange import to_rdflib
from kg.graph.iris import Shortener
from kg.measures import measured
from kg.picture import Picture, picture
from kg.store import Store
from kg.view import holds_more_than, view

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    import rdflib

# rdflib needs half a minute and 1.5 GB for a copy of a million: benchmarks/as_rdflib.md.
COPIED = 200_000

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rows(Sequence[Row]):
    """Rows of an answer, each a dict from column to a Python value."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Rows: ...
    def __getitem__(self, index: int | slice) -> Row | Rows:
        if isinstance(index, slice):
            return Rows(self.columns, self.rows[index])
        return dict(zip(self.columns, self.rows[index], strict=True))

    def __str__(self) -> str:
        text = [["" if cell is None else str(cell) for cell in row] for row in self.rows]
        return tables.aligned(self.columns, text)

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(column)}</th>" for column in self.columns)
        body = "".join(
            "<tr>"
            + "".join(f"<td>{escape('' if c is None else str(c))}</td>" for c in row)
            + "</tr>"
            for row in self.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def bars(self, label: str, value: str, group: str | None = None) -> Picture:
        """A bar for each ``label``, as long as ``value``; ``group`` parts it into colours."""
        return bars(self, label, value, group)

    def to_pandas(self) -> pd.DataFrame:
        """A pandas frame, decimals as floats; pandas is yours to install."""
        try:
            import pandas as pd
        except ImportError:
            raise KgError("to_pandas needs pandas: pip install pandas") from None
        rows = [[float(c) if isinstance(c, Decimal) else c for c in row] for row in self.rows]
        return pd.DataFrame(rows, columns=list(self.columns))


class Graph:
    """A graph that ``kg build`` wrote, open for reading."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def query(self, sparql: str) -> Rows | bool | rdflib.Graph:
        """Answer SPARQL: rows for SELECT, a bool for ASK, an rdflib graph for CONSTRUCT."""
        result = self.store.query(sparql)
        if isinstance(result, ox.QueryBoolean):
            return bool(result)
        if isinstance(result, ox.QueryTriples):
            return to_rdflib(result, self.store.prefixes)
        shorten = Shortener(self.store.prefixes)
        return Rows(
            tuple(variable.value for variable in result.variables),
            tuple(tuple(tables.value(term, shorten) for term in solution) for solution in result),
        )

    def ask(self, question: str, **parameters: str | int) -> Rows:
        """Answer a named question, such as ``ask("colleagues", person="程德宪")``."""
        given = {name: str(value) for name, value in parameters.items()}
        answer = questions.ask(self.store, question, given)
        shorten = Shortener(self.store.prefixes)
        rows = (tuple(tables.value(term, shorten) for term in row) for row in answer.rows)
        return Rows(answer.columns, tuple(rows))

    def entities(self, kind: str | None = None) -> Rows:
        """Each entity: iri, name, class, aliases, in how many articles; of one class if asked."""
        shorten = Shortener(self.store.prefixes)
        network = self.to_networkx(measures=False)
        found = ((iri, network.nodes[iri]) for iri in sorted(network))
        rows = (
            (
                shorten(iri),
                data["label"],
                data["type"],
                data["aliases"],
                data["articles"],
            )
            for iri, data in found
            if kind in {None, data["kind"], data["type"]}
        )
        return Rows(("iri", "name", "class", "aliases", "articles"), tuple(rows))

    def facts(self, entity: str | None = None) -> Rows:
        """Each fact with each piece of its evidence; those of one entity's name if asked."""
        rows = (
            tuple(row[name] for name in export.FACT_COLUMNS)
            for row in export.facts(self.store)
            if entity is None or entity in {row["subject"], row["object"]}
        )
        return Rows(export.FACT_COLUMNS, tuple(rows))

    def to_networkx(self, *, measures: bool = True) -> nx.MultiDiGraph[str]:
        """Entities as nodes, facts as edges with their qualifiers and quotes.

        A node has its name (``label``), class (``kind``, ``type``), ``aliases``, in how many
        ``articles`` it is named, and unless told otherwise its :func:`~kg.measures.measured`
        ``degree``, ``betweenness`` and ``community``.
        """
        network = export.network(self.store)
        return measured(network) if measures else network

    def picture(self, name: str, steps: int = 1) -> Picture:
        """An image of the entity called ``name`` and all that is at most ``steps`` facts away."""
        return picture(self.to_networkx(measures=False), name, steps)

    def rdflib(self) -> rdflib.Graph:
        """All triples as an rdflib graph.

        A copy in memory, yours to change; of more than ``COPIED`` triples a view of the store,
        which is there at once and can only be read. A file of named graphs is always copied.
        """
        if self.store.whole and holds_more_than(self.store, COPIED):
            return view(self.store)
        return to_rdflib(self.store.quads(), self.store.prefixes)

    def __repr__(self) -> str:
        return f"kg.load({str(self.store.folder)!r})"


def load(out: str | os.PathLike[str]) -> Graph:
    """Open the folder that a build wrote, or a graph file."""
    path = Path(out)
    return Graph(Store.read(path) if path.is_file() else Store.open(path))
