"""The files that the page to ask on is made of, each read once."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

import pyoxigraph as ox

from kg.graph.vocabulary import KG
from kg.render.page import drawing_script

_STYLE, _SCRIPT, _JSON = "text/css", "text/javascript", "application/json"
_FILES = {
    "ask.css": _STYLE,
    "ask.js": _SCRIPT,
    "answer.js": _SCRIPT,
    "dom.js": _SCRIPT,
    "drawing.js": _SCRIPT,
    "editor.js": _SCRIPT,
    "yasqe/yasqe.min.css": _STYLE,
    "yasqe/yasqe.min.js": _SCRIPT,
}
_MADE = {"vis-network.js": _SCRIPT, "terms.json": _JSON}


def asset(name: str) -> tuple[str, str] | None:
    """Text and media type of a file of the page; None where there is none of that name."""
    media = _FILES.get(name) or _MADE.get(name)
    return (_text(name), media) if media else None


@cache
def _text(name: str) -> str:
    if name == "vis-network.js":
        return drawing_script()
    if name == "terms.json":
        return json.dumps(_terms(), separators=(",", ":"))
    return files("kg.serve").joinpath("web", name).read_text(encoding="utf-8")


def _terms() -> list[str]:
    """Classes and properties of the ontology, and what goes with them, for the editor to offer."""
    ontology = files("kg").joinpath("ontology", "kg.ttl").read_bytes()
    own = {
        f"kg:{quad.subject.value.removeprefix(KG)}"
        for quad in ox.parse(ontology, format=ox.RdfFormat.TURTLE)
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(KG)
    }
    others = (
        "nif:anchorOf", "nif:beginIndex", "nif:endIndex", "nif:referenceContext", "rdf:object",
        "rdf:predicate", "rdf:subject", "rdf:type", "rdfs:label", "schema:datePublished",
        "schema:headline", "schema:name", "skos:altLabel",
    )  # fmt: skip
    return sorted((own - {"kg:"}) | set(others))
