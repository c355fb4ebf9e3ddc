"""What the graph says about one IRI: its triples for machines, a page for people."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from importlib.resources import files
from itertools import islice
from typing import Any
from urllib.parse import quote, unquote

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Triple

from kg.graph.build import term
from kg.graph.iris import Shortener
from kg.graph.vocabulary import KG, SUPERCLASS
from kg.questions.names import label
from kg.store import Store

MOST_SHOWN = 500  # facts on a page
_FROM = re.compile(r"\bFROM\s+(?:NAMED\s+)?<([^<>\"{}|^`\\\s]*)>", re.IGNORECASE)
_STRINGS = re.compile(
    r"\"{3}.*?\"{3}|'{3}.*?'{3}|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'", re.DOTALL
)


def graphs_of(sparql: str) -> list[str]:
    """IRIs of the graphs that a query's FROM names in angle brackets.

    >>> graphs_of('SELECT * FROM <urn:g> FROM NAMED <urn:h> { ?s ?p "FROM <urn:i>" }')
    ['urn:g', 'urn:h']
    """
    return _FROM.findall(_STRINGS.sub(" ", sparql))


def triples_about(store: Store, node: NamedNode, most: int) -> list[Triple]:
    """Triples with ``node`` at either end, and whole statements and evidence that speak of it."""
    found: dict[Triple, None] = {}
    pending: list[Any] = [node]
    for quad in islice(_quads(store, None, None, node), most + 1):
        found[quad.triple] = None
        if quad.predicate in {term("rdf:subject"), term("rdf:object"), term("kg:about")}:
            pending.append(quad.subject)
    for subject in pending:
        for quad in islice(_quads(store, subject), most + 1 - len(found)):
            found[quad.triple] = None
            if subject != node and quad.predicate == term("kg:evidence"):
                pending.append(quad.object)
    return list(found)


def page(store: Store, node: NamedNode) -> str:
    """A page of HTML; every link stays on this server."""
    return _Page(store, node).html()


class _Page:
    def __init__(self, store: Store, node: NamedNode) -> None:
        self.store = store
        self.node = node
        self.shorten = Shortener(store.prefixes)

    def html(self) -> str:
        name = label(self.store, self.node)
        types = [value.value for value in self.values(self.node, "rdf:type")]
        classes = sorted(
            (iri.removeprefix(KG) for iri in types if iri.startswith(KG)),
            key=lambda name: (name == "Entity", SUPERCLASS.get(name) == "Entity", name),
        )
        aliases = sorted(value.value for value in self.values(self.node, "skos:altLabel"))
        words = _words()
        kinds = [words["kinds"].get(c) or words["subtypes"].get(c) or c for c in classes[:2]]
        parts = [
            f"<h1>{escape(name)}</h1>",
            f"<p class=kind>{escape(' · '.join(k for k in kinds if k != 'Entity'))}",
            f" <code>{escape(self.shorten(self.node.value))}</code></p>",
        ]
        if aliases:
            parts.append(f"<p>{escape(words['aliases'])}：{escape('、'.join(aliases))}</p>")
        parts += self.table(words["facts"], ["", "", "", words["evidence"]], self.facts())
        parts += self.table(words["figures"], ["", "", words["evidence"]], self.figures())
        parts += self.table(words["articles"], ["", ""], self.articles())
        if "Entity" not in classes:
            parts += self.table("RDF", ["", ""], self.properties())
        here = local(self.store, self.node.value)
        machine = "".join(
            f' <a href="{escape(_with(here, format_))}">{shown}</a>'
            for format_, shown in (("ttl", "Turtle"), ("jsonld", "JSON-LD"), ("nt", "N-Triples"))
        )
        drawn = ""
        if "Entity" in classes and self.node.value.startswith(self.store.base_iri):
            drawn = "#entity=" + quote(unquote(self.node.value.removeprefix(self.store.base_iri)))
        drawing = f'<a href="/graph{escape(drawn)}">看图</a>'
        links = f'<p class=formats><a href="/">问</a> {drawing}{machine}</p>'
        return (
            '<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            f'<title>{escape(name)}</title><link rel="icon" href="data:,">'
            f'<link rel="alternate" type="text/turtle" href="{escape(_with(here, "ttl"))}">'
            '<link rel="stylesheet" href="/web/ask.css"></head><body><main>'
            + "\n".join([*parts, links])
            + "</main></body></html>\n"
        )

    def table(self, title: str, heads: list[str], rows: Iterable[list[str]]) -> list[str]:
        """A table of ready HTML cells, or nothing where there are no rows."""
        found = list(islice(rows, MOST_SHOWN))
        if not found:
            return []
        head = "".join(f"<th>{escape(text)}</th>" for text in heads)
        body = "\n".join(
            "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in found
        )
        return [
            f"<h2>{escape(title)}</h2>",
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>",
        ]

    def facts(self) -> Iterator[list[str]]:
        """Relation, the other end, qualifiers, quotes."""
        words = _words()
        rows = []
        for end, other, names in (
            ("rdf:subject", "rdf:object", words["relations"]),
            ("rdf:object", "rdf:subject", words["inverse"]),
        ):
            for quad in _quads(self.store, None, end, self.node):
                fact = quad.subject
                for predicate in self.values(fact, "rdf:predicate"):
                    relation = predicate.value.removeprefix(KG)
                    shown = names.get(relation) or words["relations"].get(relation) or relation
                    for far in self.values(fact, other):
                        qualifiers = [
                            f"{escape(words['qualifiers'][name])} {self.link(value)}"
                            for name in words["qualifiers"]
                            for value in self.values(fact, f"kg:{name}")
                        ]
                        rows.append(
                            [
                                escape(shown),
                                self.link(far),
                                "<br>".join(qualifiers),
                                self.quotes(fact),
                            ]
                        )
        yield from sorted(rows)

    def figures(self) -> Iterator[list[str]]:
        rows = []
        for quad in _quads(self.store, None, "kg:about", self.node):
            figure = quad.subject
            one = {
                name: next((v.value for v in self.values(figure, f"kg:{name}")), "")
                for name in ("measure", "value", "unit", "period", "hedge")
            }
            amount = f"{one['hedge']}{one['value']}{one['unit']}"
            when = f"（{one['period']}）" if one["period"] else ""
            rows.append([escape(one["measure"] + when), escape(amount), self.quotes(figure)])
        yield from sorted(rows)

    def articles(self) -> Iterator[list[str]]:
        for article in sorted(self.values(self.node, "kg:mentionedIn"), key=str):
            files = [
                name.value
                for document in self.values(article, "kg:inDocument")
                for name in self.values(document, "schema:name")
            ]
            yield [self.link(article), escape("、".join(sorted(files)))]

    def properties(self) -> Iterator[list[str]]:
        for quad in sorted(_quads(self.store, self.node), key=str):
            yield [escape(self.shorten(quad.predicate.value)), self.link(quad.object)]
        for quad in sorted(islice(_quads(self.store, None, None, self.node), MOST_SHOWN), key=str):
            yield [f"← {escape(self.shorten(quad.predicate.value))}", self.link(quad.subject)]

    def quotes(self, of: Any) -> str:
        found = []
        for evidence in self.values(of, "kg:evidence"):
            texts = [value.value for value in self.values(evidence, "nif:anchorOf")]
            articles = [self.link(value) for value in self.values(evidence, "kg:inArticle")]
            found += [
                f"<q>{escape(text)}</q> <small>{' '.join(articles)}</small>" for text in texts
            ]
        return "<br>".join(sorted(found))

    def values(self, node: Any, property_: str) -> list[Any]:
        return [quad.object for quad in _quads(self.store, node, property_)]

    def link(self, value: Any) -> str:
        """A term as a reader sees it."""
        if isinstance(value, Literal | BlankNode):
            return escape(value.value)
        shown = label(self.store, value)
        if shown == value.value:
            shown = self.shorten(value.value)
        if not value.value.startswith(self.store.base_iri):
            return escape(shown)
        return f'<a href="{escape(local(self.store, value.value))}">{escape(shown)}</a>'


def local(store: Store, iri: str) -> str:
    """Where this server shows an IRI."""
    if iri.startswith(store.base_iri):
        return "/id/" + quote(iri.removeprefix(store.base_iri), safe="/~")
    return "/about?iri=" + quote(iri, safe="")


def _with(path: str, format_: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}format={format_}"


def _quads(
    store: Store, subject: Any, property_: str | None = None, value: Any = None
) -> Iterator[Any]:
    predicate = None if property_ is None else term(property_)
    return iter(store.rdf.quads_for_pattern(subject, predicate, value, DefaultGraph()))


@cache
def _words() -> Any:
    text = files("kg.render").joinpath("web/words.json").read_text(encoding="utf-8")
    return json.loads(text)["zh"]
