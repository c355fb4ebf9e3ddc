"""The values of a property that hold some words, for questions about words and not about a thing."""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

from pyoxigraph import DefaultGraph, Literal, QuerySolutions
from rapidfuzz import fuzz, process

from kg.errors import QueryError
from kg.graph.build import term
from kg.questions.names import simplified, traditional
from kg.store import Store

MOST_VALUES = 1000  # that are asked about at once

# Read once: a graph has few titles, units and the like, each many times over.
_known: WeakKeyDictionary[Store, dict[str, tuple[Literal, ...]]] = WeakKeyDictionary()


def find_values(store: Store, of: str, text: str, *, whole: bool) -> Sequence[Literal]:
    """Values of the property ``of``, or labels of its instances where it is a class.

    Those that hold ``text`` in either script, or (``whole``) are no more than that; the shortest
    first. None: :class:`QueryError` with the nearest.
    """
    forms = {text, simplified(text), traditional(text)}
    known = values(store, of)
    found = [
        value
        for value in known
        if (value.value in forms if whole else any(form in value.value for form in forms))
    ]
    if not found:
        near = process.extract(
            simplified(text), [v.value for v in known], scorer=fuzz.WRatio, limit=5, score_cutoff=45
        )
        hint = f"; nearest: {'、'.join(dict.fromkeys(match[0] for match in near))}" if near else ""
        raise QueryError(f"no {of} in the graph {'is' if whole else 'holds'} {text!r}{hint}")
    return sorted(found, key=lambda value: (len(value.value), str(value)))


def values(store: Store, of: str) -> tuple[Literal, ...]:
    """Every value once."""
    kept = _known.setdefault(store, {})
    if of not in kept:
        kept[of] = tuple(dict.fromkeys(_read(store, of)))
    return kept[of]


def common_values(store: Store, of: str, count: int) -> list[str]:
    """Values that stand more than ``count`` times as the property ``of``."""
    found = store.query(
        f"SELECT (STR(?value) AS ?text) {{ ?of {of} ?value }}"
        f" GROUP BY ?value HAVING(COUNT(*) > {count}) ORDER BY ?text"
    )
    assert isinstance(found, QuerySolutions)
    return list(dict.fromkeys(row["text"].value for row in found))


def _read(store: Store, of: str) -> Sequence[Literal]:
    if ":" in of:
        quads = store.rdf.quads_for_pattern(None, term(of), None, DefaultGraph())
        return [quad.object for quad in quads if isinstance(quad.object, Literal)]
    label = term("rdfs:label")
    return [
        quad.object
        for typed in store.rdf.quads_for_pattern(
            None, term("rdf:type"), term(f"kg:{of}"), DefaultGraph()
        )
        for quad in store.rdf.quads_for_pattern(typed.subject, label, None, DefaultGraph())
        if isinstance(quad.object, Literal)
    ]
