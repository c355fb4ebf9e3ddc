"""Which thing of the graph a reader means by a name, in either script, by any of its names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from opencc import OpenCC
from pyoxigraph import DefaultGraph, Literal, NamedNode
from rapidfuzz import fuzz, process

from kg.errors import QueryError
from kg.graph.build import term
from kg.graph.iris import Shortener
from kg.questions.catalogue import ARTICLE
from kg.store import Store

MOST = 20  # things of one name that are asked about at once
_MARKS = re.compile(r"[\s\"'“”‘’「」『』《》〈〉()()\[\]【】·・,,、。::!!??-]+")
_PREFIXED = re.compile(r"([A-Za-z][\w-]*):(.+)")


@dataclass(frozen=True, slots=True, order=True)
class Thing:
    """An entity or article. ``said``: the name by which it was found, where not its own."""

    label: str
    iri: str
    said: str = ""


def find_things(store: Store, text: str, kinds: Sequence[str]) -> list[Thing]:
    """Things of one of the classes ``kinds`` that ``text`` names, by IRI, own name or other name.

    A thing's own name counts before an other name of something else, the text as it stands before
    its other script, and quotation marks only where nothing matched with them. No thing:
    :class:`QueryError` with the nearest names.
    """
    text = text.strip()
    found = _by_iri(store, text, kinds) or _by_name(store, text, kinds)
    if not found:
        near = [thing.label for thing in nearest(store, text, kinds)]
        hint = f"; nearest: {'、'.join(near)}" if near else ""
        raise QueryError(f"no {' or '.join(kinds)} in the graph is called {text!r}{hint}")
    if len(found) > MOST:
        raise QueryError(
            f"{len(found)} things are called {text!r}; give more of the name, or one of them as "
            f"{Shortener(store.prefixes)(found[0].iri)}"
        )
    return found


def nearest(store: Store, text: str, kinds: Sequence[str], limit: int = 5) -> list[Thing]:
    """Things whose names look most like ``text``, the most alike first."""
    forms = list(_forms(store, kinds))
    scored = process.extract(
        plain(text), [form for form, _ in forms], scorer=fuzz.WRatio, limit=4 * limit
    )
    things = {forms[index][1].iri: forms[index][1] for _, score, index in scored if score >= 45}
    return list(things.values())[:limit]


def simplified(text: str) -> str:
    """``text`` in simplified script.

    >>> simplified("泉州市總工會")
    '泉州市总工会'
    """
    return str(_converter("t2s").convert(text))


def traditional(text: str) -> str:
    """``text`` in traditional script."""
    return str(_converter("s2t").convert(text))


def plain(text: str) -> str:
    """``text`` without what names are written with or without: script, width, case, marks.

    >>> plain("“泉工”e家") == plain("泉工E家")
    True
    """
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_script())
    return _MARKS.sub("", folded) or folded


def _by_iri(store: Store, text: str, kinds: Sequence[str]) -> list[Thing]:
    match = _PREFIXED.fullmatch(text)
    iri = text.removeprefix("<").removesuffix(">")
    if match and match[1] in store.prefixes:
        iri = store.prefixes[match[1]] + match[2]
    try:
        node = NamedNode(iri)
    except ValueError:
        return []
    return [_thing(store, node)] if _is_one_of(store, node, kinds) else []


def _by_name(store: Store, text: str, kinds: Sequence[str]) -> list[Thing]:
    properties = ["schema:headline"] if ARTICLE in kinds else ["rdfs:label", "skos:altLabel"]
    for form in dict.fromkeys((text, simplified(text), traditional(text))):
        for property_ in properties:
            found = {
                quad.subject
                for quad in store.rdf.quads_for_pattern(
                    None, term(property_), Literal(form, language="zh"), DefaultGraph()
                )
                if _is_one_of(store, quad.subject, kinds)
            }
            if found:
                return sorted(_thing(store, node, text) for node in found)
    wanted = plain(text)
    if not wanted:
        return []
    forms = list(_forms(store, kinds))
    same = {thing for form, thing in forms if form == wanted}
    if not same and ARTICLE in kinds:
        same = {thing for form, thing in forms if wanted in form}
    return [
        Thing(thing.label, thing.iri, text if text != thing.label else "") for thing in sorted(same)
    ]


def _forms(store: Store, kinds: Sequence[str]) -> Iterator[tuple[str, Thing]]:
    """Every name of everything of a class, plain, with the thing."""
    properties = ["schema:headline"] if ARTICLE in kinds else ["rdfs:label", "skos:altLabel"]
    for kind in kinds:
        for typed in store.rdf.quads_for_pattern(
            None, term("rdf:type"), term(f"kg:{kind}"), DefaultGraph()
        ):
            thing = _thing(store, typed.subject)
            for property_ in properties:
                for name in _values(store, typed.subject, property_):
                    yield plain(name), thing


def label(store: Store, node: Any) -> str:
    """The name of a thing, headline of an article, or its IRI."""
    for property_ in ("rdfs:label", "schema:headline", "schema:name"):
        if texts := sorted(_values(store, node, property_)):
            return texts[0]
    return str(node.value)


def _values(store: Store, node: Any, property_: str) -> Iterator[str]:
    found: Any
    for found in store.rdf.quads_for_pattern(node, term(property_), None, DefaultGraph()):
        yield found.object.value


def _thing(store: Store, node: Any, said: str | None = None) -> Thing:
    name = label(store, node)
    return Thing(name, node.value, said if said is not None and said != name else "")


def _is_one_of(store: Store, node: Any, kinds: Sequence[str]) -> bool:
    return any(
        next(
            store.rdf.quads_for_pattern(node, term("rdf:type"), term(f"kg:{kind}"), DefaultGraph()),
            None,
        )
        is not None
        for kind in kinds
    )


@cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)


@cache
def _script() -> dict[int, str]:
    """Each traditional character with the first simplified one that may stand for it."""
    lines = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in lines.splitlines() if "\t" in line)
    return {ord(old): new.split()[0] for old, new in pairs}
