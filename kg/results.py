"""Rows of an answer in the formats of the W3C: SPARQL results in JSON, XML, CSV and TSV.

pyoxigraph writes them faster, but only a whole answer and only its own; these write rows that were
counted, cut off or put together from several answers.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.graph.vocabulary import RDF, XSD

Columns = Sequence[str]
Rows = Iterable[Sequence[Any]]  # terms, None where a row has no value

_PLAIN = {f"{XSD}string", f"{RDF}langString"}


def json_results(columns: Columns, rows: Rows) -> str:
    """SPARQL 1.1 Query Results JSON Format."""
    keys = [f"{_quoted(name)}:" for name in columns]
    known: dict[Any, str] = {}  # predicates and the like come again and again

    def written(term: Any) -> str:
        text = known.get(term)
        if text is None:
            text = known[term] = _compact(_json_term(term))
        return text

    bindings = (
        "{"
        + ",".join(
            key + written(term) for key, term in zip(keys, row, strict=True) if term is not None
        )
        + "}"
        for row in rows
    )
    head = _compact({"vars": list(columns)})
    return f'{{"head":{head},"results":{{"bindings":[{",".join(bindings)}]}}}}\n'


def xml_results(columns: Columns, rows: Rows) -> str:
    """SPARQL Query Results XML Format (Second Edition)."""
    parts = [_XML_HEAD, "<head>", *(f"<variable name={quoteattr(name)}/>" for name in columns)]
    parts.append("</head><results>")
    for row in rows:
        parts.append("<result>")
        parts += (
            f"<binding name={quoteattr(name)}>{_xml_term(term)}</binding>"
            for name, term in zip(columns, row, strict=True)
            if term is not None
        )
        parts.append("</result>")
    parts.append("</results></sparql>\n")
    return "".join(parts)


def csv_results(columns: Columns, rows: Rows) -> str:
    """SPARQL 1.1 Query Results CSV: the bare values."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_csv_term(term) for term in row] for row in rows)
    return text.getvalue()


def tsv_results(columns: Columns, rows: Rows) -> str:
    """SPARQL 1.1 Query Results TSV: the terms as Turtle writes them."""
    lines = ["\t".join(f"?{name}" for name in columns)]
    lines += ("\t".join(_tsv_term(term) for term in row) for row in rows)
    return "\n".join(lines) + "\n"


def boolean(format_: str, value: bool) -> str:
    """What an ASK query answers."""
    if format_ == "json":
        return json.dumps({"head": {}, "boolean": value}, separators=(",", ":")) + "\n"
    if format_ == "xml":
        return f"{_XML_HEAD}<head/><boolean>{str(value).lower()}</boolean></sparql>\n"
    return f"{str(value).lower()}\n"


_quoted = json.encoder.encode_basestring
_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

WRITERS: Mapping[str, Callable[[Columns, Rows], str]] = {
    "json": json_results,
    "xml": xml_results,
    "csv": csv_results,
    "tsv": tsv_results,
}
_XML_HEAD = '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'


def _json_term(term: Any) -> dict[str, Any]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Literal):
        found = {"type": "literal", "value": term.value}
        if term.language:
            found["xml:lang"] = term.language
        elif term.datatype.value not in _PLAIN:
            found["datatype"] = term.datatype.value
        return found
    parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
    return {"type": "triple", "value": {name: _json_term(part) for name, part in parts}}


def _xml_term(term: Any) -> str:
    if isinstance(term, NamedNode):
        return f"<uri>{escape(term.value)}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{escape(term.value)}</bnode>"
    if isinstance(term, Literal):
        kind = ""
        if term.language:
            kind = f" xml:lang={quoteattr(term.language)}"
        elif term.datatype.value not in _PLAIN:
            kind = f" datatype={quoteattr(term.datatype.value)}"
        return f"<literal{kind}>{_xml_text(term.value)}</literal>"
    parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
    inside = "".join(f"<{name}>{_xml_term(part)}</{name}>" for name, part in parts)
    return f"<triple>{inside}</triple>"


def _xml_text(text: str) -> str:
    """XML cannot hold most control characters, not even escaped: a mark stands for each."""
    return escape(
        "".join(c if c >= " " or c in "\t\n\r" else "\ufffd" for c in text), {"\r": "&#13;"}
    )


def _csv_term(term: Any) -> str:
    if term is None:
        return ""
    return str(term.value) if isinstance(term, NamedNode | Literal) else str(term)


def _tsv_term(term: Any) -> str:
    return "" if term is None else str(term).replace("\t", "\\t")
