"""Write Turtle and TriG that a person can read and that is the same byte for byte every time.

pyoxigraph writes faster but lists its prefixes in an order that changes from run to run, and
leaves numbers and the order of properties as they come. Terms are those of pyoxigraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import groupby

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from kg.graph.iris import Shortener
from kg.graph.vocabulary import RDF, RDFS, SKOS, XSD

# Turtle 1.1, PN_LOCAL, without what would have to be escaped by a backslash.
_CHARS = (
    r"A-Za-z0-9_\-:\u00B7\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u037D\u037F-\u1FFF\u200C-\u200D"
    r"\u203F-\u2040\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD"
    r"\U00010000-\U000EFFFF"
)
_FIRST = _CHARS.replace(r"\-", "").replace(r"\u00B7", "").replace(r"\u203F-\u2040", "")
_LOCAL = re.compile(
    rf"(?![\u0300-\u036F])(?:[{_FIRST}]|%[0-9A-F]{{2}})"
    rf"(?:(?:[{_CHARS}.]|%[0-9A-F]{{2}})*(?:[{_CHARS}]|%[0-9A-F]{{2}}))?"
)
_BARE = {
    f"{XSD}integer": re.compile(r"[+-]?[0-9]+"),
    f"{XSD}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"{XSD}boolean": re.compile(r"true|false"),
}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile(r'[\\"\x00-\x1F\x7F]')
# What a reader wants to see first.
_FIRST_PROPERTIES = {
    f"{RDF}type": "0",
    f"{RDFS}label": "1",
    f"{SKOS}altLabel": "2",
    f"{RDF}subject": "3",
    f"{RDF}predicate": "4",
    f"{RDF}object": "5",
}

type_ = NamedNode(f"{RDF}type")
Row = tuple[str, str, str, str, str]  # graph, subject, order of predicate, predicate, object


class _Terms:
    """Writes terms, each once."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.shortener = Shortener(prefixes)
        self.known: dict[object, str] = {}

    def __call__(self, term: object) -> str:
        written = self.known.get(term)
        if written is None:
            written = self.known[term] = self._write(term)
        return written

    def _write(self, term: object) -> str:
        if isinstance(term, NamedNode):
            return self._iri(term.value)
        if isinstance(term, Literal):
            return self._literal(term)
        if isinstance(term, BlankNode):
            return f"_:{term.value}"
        return ""

    def _iri(self, iri: str) -> str:
        parts = self.shortener.split(iri)
        if parts and _LOCAL.fullmatch(parts[1]):
            return ":".join(parts)
        return f"<{iri}>"

    def _literal(self, literal: Literal) -> str:
        datatype = literal.datatype.value
        bare = _BARE.get(datatype)
        if bare and bare.fullmatch(literal.value):
            return literal.value
        quoted = '"' + _ESCAPED.sub(_escape, literal.value) + '"'
        if literal.language:
            return f"{quoted}@{literal.language}"
        if datatype == f"{XSD}string":
            return quoted
        return f"{quoted}^^{self(literal.datatype)}"


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04X}"


def _rows(quads: Iterable[Quad | Triple], terms: _Terms, *, graphs: bool) -> list[Row]:
    rows = set()
    for quad in quads:
        graph = ""
        if graphs and isinstance(quad, Quad) and not isinstance(quad.graph_name, DefaultGraph):
            graph = terms(quad.graph_name)
        predicate = quad.predicate.value
        rows.add(
            (
                graph,
                terms(quad.subject),
                _FIRST_PROPERTIES.get(predicate, "9"),
                "a" if quad.predicate == type_ else terms(quad.predicate),
                terms(quad.object),
            )
        )
    return sorted(rows)


def _blocks(rows: Iterable[Row], indent: str) -> Iterable[str]:
    for subject, of_subject in groupby(rows, key=lambda row: row[1]):
        lines = [
            f"{predicate} " + " , ".join(row[4] for row in of_predicate)
            for predicate, of_predicate in groupby(of_subject, key=lambda row: row[3])
        ]
        yield f"{indent}{subject} " + f" ;\n{indent}    ".join(lines) + " .\n"


def _header(prefixes: Mapping[str, str]) -> Iterable[str]:
    return (f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in sorted(prefixes.items()))


def turtle(quads: Iterable[Quad | Triple], prefixes: Mapping[str, str]) -> str:
    """Turtle of all triples, in whatever graph they stand, sorted and grouped by subject."""
    rows = _rows(quads, _Terms(prefixes), graphs=False)
    return "\n".join(["".join(_header(prefixes)), *_blocks(rows, "")])


def blocks(quads: Iterable[Quad | Triple], prefixes: Mapping[str, str]) -> dict[str, str]:
    """The blocks of :func:`turtle` by their subject as it is written."""
    rows = _rows(quads, _Terms(prefixes), graphs=False)
    return {
        subject: "".join(_blocks(of_subject, ""))
        for subject, of_subject in groupby(rows, key=lambda row: row[1])
    }


def graph_blocks(quads: Iterable[Quad], prefixes: Mapping[str, str]) -> dict[str, str]:
    """What :func:`trig` writes for each named graph, by its name as it is written."""
    rows = _rows(quads, _Terms(prefixes), graphs=True)
    return {
        graph: _graph(graph, of_graph)
        for graph, of_graph in groupby(rows, key=lambda row: row[0])
        if graph
    }


def written(iri: str, prefixes: Mapping[str, str]) -> str:
    """An IRI as it stands in the files: the key of its block."""
    return _Terms(prefixes)(NamedNode(iri))


def _graph(graph: str, rows: Iterable[Row]) -> str:
    return f"{graph} {{\n" + "".join(_blocks(rows, "  ")) + "}\n"


def trig(quads: Iterable[Quad | Triple], prefixes: Mapping[str, str]) -> str:
    """TriG: the default graph first, then each named graph."""
    rows = _rows(quads, _Terms(prefixes), graphs=True)
    parts = ["".join(_header(prefixes))]
    for graph, of_graph in groupby(rows, key=lambda row: row[0]):
        if graph:
            parts.append(_graph(graph, of_graph))
        else:
            parts.extend(_blocks(of_graph, ""))
    return "\n".join(parts)
