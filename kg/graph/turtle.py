"""Write Turtle and TriG that a person can read and that is the same byte for byte every time.

pyoxigraph writes faster but lists its prefixes in an order that changes from run to run, and
leaves numbers and the order of properties as they come. Terms are those of pyoxigraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg.graph.iris import Shortener
from kg.graph.rows import Row, rows
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
_TYPE = f"{RDF}type"
# What a reader wants to see first.
_FIRST_PROPERTIES = {
    _TYPE: "0",
    f"{RDFS}label": "1",
    f"{SKOS}altLabel": "2",
    f"{RDF}subject": "3",
    f"{RDF}predicate": "4",
    f"{RDF}object": "5",
}

Quads = Quad | Triple | Row  # what is written, in whatever form
Told = tuple[str, str]  # predicate behind the digit that orders it, object


class _Terms:
    """Writes terms, each once."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.shortener = Shortener(prefixes)
        self.known: dict[object, str] = {}
        self.predicates: dict[NamedNode, str] = {}

    def predicate(self, predicate: NamedNode) -> str:
        """The predicate behind the digit that orders it."""
        found = self.predicates.get(predicate)
        if found is None:
            iri = predicate.value
            found = _FIRST_PROPERTIES.get(iri, "9") + ("a" if iri == _TYPE else self(predicate))
            self.predicates[predicate] = found
        return found

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
        text, language = literal.value, literal.language
        quoted = '"' + _ESCAPED.sub(_escape, text) + '"'
        if language:
            return f"{quoted}@{language}"
        datatype = literal.datatype.value
        bare = _BARE.get(datatype)
        if bare and bare.fullmatch(text):
            return text
        if datatype == f"{XSD}string":
            return quoted
        return f"{quoted}^^{self(literal.datatype)}"


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04X}"


def _blocks(quads: Iterable[Quads], terms: _Terms, indent: str = "") -> Iterator[tuple[str, str]]:
    """What is told of each subject, in order of how that is written."""
    subjects: dict[str, list[Told]] = {}
    written, in_order = terms.known.get, terms.predicates.get
    for subject, predicate, object_, _ in rows(quads):
        name = written(subject) or terms(subject)
        told = subjects.get(name)
        if told is None:
            told = subjects[name] = []
        told.append(
            (
                in_order(predicate) or terms.predicate(predicate),
                written(object_) or terms(object_),
            )
        )
    for name in sorted(subjects):
        yield name, _block(name, sorted(subjects[name]), indent)


def _block(subject: str, told: Iterable[Told], indent: str) -> str:
    lines: list[str] = []
    last = last_object = ""
    for predicate, object_ in told:
        if predicate != last:
            lines.append(f"{predicate[1:]} {object_}")
        elif object_ != last_object:  # several graphs may say one thing
            lines[-1] += f" , {object_}"
        last, last_object = predicate, object_
    return f"{indent}{subject} " + f" ;\n{indent}    ".join(lines) + " .\n"


def _by_graph(quads: Iterable[Quads], terms: _Terms) -> Iterator[tuple[str, list[Row]]]:
    """The rows of each graph by its name as it is written; the default graph's is empty."""
    graphs: dict[str, list[Row]] = {}
    for row in rows(quads):
        graphs.setdefault(terms(row[3]), []).append(row)
    yield from sorted(graphs.items(), key=itemgetter(0))


def _header(prefixes: Mapping[str, str]) -> Iterable[str]:
    return (f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in sorted(prefixes.items()))


def turtle(quads: Iterable[Quads], prefixes: Mapping[str, str]) -> str:
    """Turtle of all triples, in whatever graph they stand, sorted and grouped by subject."""
    blocks = (block for _, block in _blocks(quads, _Terms(prefixes)))
    return "\n".join(["".join(_header(prefixes)), *blocks])


def blocks(quads: Iterable[Quads], prefixes: Mapping[str, str]) -> dict[str, str]:
    """The blocks of :func:`turtle` by their subject as it is written."""
    return dict(_blocks(quads, _Terms(prefixes)))


def graph_blocks(quads: Iterable[Quads], prefixes: Mapping[str, str]) -> dict[str, str]:
    """What :func:`trig` writes for each named graph, by its name as it is written."""
    terms = _Terms(prefixes)
    return {
        graph: _graph(graph, of_graph, terms)
        for graph, of_graph in _by_graph(quads, terms)
        if graph
    }


def written(iri: str, prefixes: Mapping[str, str]) -> str:
    """An IRI as it stands in the files: the key of its block."""
    return _Terms(prefixes)(NamedNode(iri))


def _graph(graph: str, quads: Iterable[Row], terms: _Terms) -> str:
    inside = "".join(block for _, block in _blocks(quads, terms, "  "))
    return f"{graph} {{\n{inside}}}\n"


def trig(quads: Iterable[Quads], prefixes: Mapping[str, str]) -> str:
    """TriG: the default graph first, then each named graph."""
    terms = _Terms(prefixes)
    parts = ["".join(_header(prefixes))]
    for graph, of_graph in _by_graph(quads, terms):
        if graph:
            parts.append(_graph(graph, of_graph, terms))
        else:
            parts.extend(block for _, block in _blocks(of_graph, terms))
    return "\n".join(parts)
