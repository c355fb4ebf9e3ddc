"""Find things as they are typed: characters in either script, pinyin, initials."""

from __future__ import annotations

from typing import Any

from rapidfuzz import fuzz, process

from kg.questions.names import plain
from kg.serve.directory import Directory, Thing
from kg.serve.pages import local
from kg.store import Store

MOST = 20
MOST_COMPARED = 100_000  # entities up to which the nearest names are looked for
NEAREST, ALIKE = 5, 45  # how many, and how much alike out of 100


def find(store: Store, directory: Directory, text: str) -> list[dict[str, Any]]:
    """At most twenty things whose name begins with, holds, or sounds like ``text``."""
    found = [_shown(store, thing) for thing in directory.find(text, MOST)]
    if not found and not text.isascii() and directory.count() <= MOST_COMPARED:
        found = [_shown(store, thing) | {"near": True} for thing in nearest(directory, text)]
    return found


def nearest(directory: Directory, text: str) -> list[Thing]:
    """Things whose names look most like ``text``, the most alike first."""
    names = directory.names()
    scored = process.extract(
        plain(text), [name for name, _ in names], scorer=fuzz.WRatio, limit=4 * NEAREST
    )
    things = dict.fromkeys(names[index][1] for _, score, index in scored if score >= ALIKE)
    return list(things)[:NEAREST]


def _shown(store: Store, thing: Thing) -> dict[str, Any]:
    return {"label": thing.label, "kind": thing.kind, "href": local(store, thing.iri)}
