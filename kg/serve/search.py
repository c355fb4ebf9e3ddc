"""Find things as they are typed: characters in either script, pinyin, initials."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from pyoxigraph import DefaultGraph

from kg.graph.build import term
from kg.graph.vocabulary import KG, SUPERCLASS
from kg.questions import nearest
from kg.questions.names import label, plain
from kg.render.pinyin import syllables
from kg.serve.pages import local
from kg.store import Store

MOST = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing, and what may be typed for it."""

    label: str
    iri: str
    kind: str
    names: tuple[str, ...]  # plain
    sounds: tuple[str, ...]  # without blanks
    initials: tuple[str, ...]
    weight: int  # in how many articles


_indexes: WeakKeyDictionary[Store, list[Entry]] = WeakKeyDictionary()


def find(store: Store, text: str) -> list[dict[str, Any]]:
    """At most twenty things whose name begins with, holds, or sounds like ``text``."""
    wanted = plain(text.strip())
    if not wanted:
        return []
    if store not in _indexes:
        _indexes[store] = list(_entries(store))
    scored = [(rank, entry) for entry in _indexes[store] if (rank := _rank(entry, wanted)) < 6]
    scored.sort(key=lambda pair: (pair[0], -pair[1].weight, len(pair[1].label), pair[1].label))
    found = [_shown(store, entry) for _, entry in scored[:MOST]]
    if not found and not wanted.isascii():
        by_iri = {entry.iri: entry for entry in _indexes[store]}
        near = nearest(store, text, ["Entity"])
        found = [_shown(store, by_iri[t.iri]) | {"near": True} for t in near if t.iri in by_iri]
    return found


def _rank(entry: Entry, wanted: str) -> int:
    if wanted in entry.names:
        return 0
    if any(name.startswith(wanted) for name in entry.names):
        return 1
    if wanted in entry.initials or wanted in entry.sounds:
        return 2
    if any(wanted in name for name in entry.names):
        return 3
    if wanted.isascii() and any(sound.startswith(wanted) for sound in entry.sounds):
        return 4
    if wanted.isascii() and any(letters.startswith(wanted) for letters in entry.initials):
        return 5
    return 6


def _entries(store: Store) -> Iterator[Entry]:
    for typed in store.rdf.quads_for_pattern(
        None, term("rdf:type"), term("kg:Entity"), DefaultGraph()
    ):
        node: Any = typed.subject
        classes = {value.removeprefix(KG) for value in _values(store, node, "rdf:type")}
        kind = next((c for c in sorted(classes) if SUPERCLASS.get(c) == "Entity"), "Entity")
        name = label(store, node)
        readings = [
            reading.split() for reading in syllables(name, surname=kind == "Person").split("/")
        ]
        yield Entry(
            name,
            node.value,
            kind,
            tuple({plain(form) for form in (name, *_values(store, node, "skos:altLabel"))}),
            tuple("".join(reading) for reading in readings),
            tuple("".join(part[0] for part in reading) for reading in readings),
            len(list(_values(store, node, "kg:mentionedIn"))),
        )


def _values(store: Store, node: Any, property_: str) -> Iterator[str]:
    found: Any
    for found in store.rdf.quads_for_pattern(node, term(property_), None, DefaultGraph()):
        yield found.object.value


def _shown(store: Store, entry: Entry) -> dict[str, Any]:
    return {"label": entry.label, "kind": entry.kind, "href": local(store, entry.iri)}
