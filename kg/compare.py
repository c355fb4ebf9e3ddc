"""What changed between two graphs, for ``kg diff``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.graph.build import term
from kg.graph.vocabulary import KG, OWL
from kg.store import Store

_SAID = ("title", "former", "year", "date", "competition", "category", "count", "role")
_SAYING = (
    *(term(f"rdf:{part}").value for part in ("subject", "predicate", "object")),
    *(KG + name for name in _SAID),
)
_TYPE, _LABEL, _ALIAS = (term(t).value for t in ("rdf:type", "rdfs:label", "skos:altLabel"))
_HEADLINE, _FILE = (term(t).value for t in ("schema:headline", "schema:name"))


@dataclass(frozen=True, slots=True)
class Changes:
    """Titles, with lines of text under them, each about one change; falsy where there is none."""

    sections: tuple[tuple[str, tuple[str, ...]], ...]

    def __bool__(self) -> bool:
        return bool(self.sections)

    def __str__(self) -> str:
        lines = []
        for title, found in self.sections:
            lines += [f"{title}: {len(found)}", *(f"  {line}" for line in found)]
        return "\n".join(lines) or "nothing differs"


class _Graph:
    """What of a store is compared."""

    def __init__(self, store: Store) -> None:
        self.known: dict[str, dict[str, set[str]]] = {}
        for quad in store.quads():
            value = quad.object
            text = value.value if isinstance(value, Literal | NamedNode) else str(value)
            if isinstance(quad.subject, NamedNode):
                properties = self.known.setdefault(quad.subject.value, {})
                properties.setdefault(quad.predicate.value, set()).add(text)
        self.entities, self.statements, self.figures, self.documents = (
            {iri for iri, said in self.known.items() if KG + kind in said.get(_TYPE, ())}
            for kind in ("Entity", "Statement", "Figure", "Document")
        )
        self.replaced = {
            iri: target
            for iri, said in self.known.items()
            for target in said.get(OWL + "sameAs", ())
        }

    def name(self, iri: str) -> str:
        said = self.known.get(iri, {})
        labels = said.get(_LABEL) or said.get(_HEADLINE) or said.get(_FILE)
        return min(labels) if labels else iri.rsplit("/", 1)[-1]

    def all(self, iri: str, property_: str) -> set[str]:
        return self.known.get(iri, {}).get(property_, set())

    def one(self, iri: str, property_: str) -> str:
        return ", ".join(sorted(self.all(iri, property_)))

    def fact(self, iri: str) -> str:
        """A statement in words: subject, relation, object, and what qualifies it."""
        subject, object_ = (
            self.one(iri, term(f"rdf:{part}").value) for part in ("subject", "object")
        )
        relation = self.one(iri, term("rdf:predicate").value).removeprefix(KG)
        values = {name: self.one(iri, KG + name) for name in _SAID}
        said = [f"{name}={self.name(value)}" for name, value in values.items() if value]
        text = f"{self.name(subject)} {relation} {self.name(object_)}"
        return text + (f" ({', '.join(said)})" if said else "")

    def figure(self, iri: str) -> str:
        """A figure in words: whose, what, how many, when."""
        owner, period = self.one(iri, KG + "about"), self.one(iri, KG + "period")
        count = "".join(self.one(iri, KG + part) for part in ("hedge", "value", "unit"))
        said = f"{self.one(iri, KG + 'measure')} {count}{f' (period={period})' if period else ''}"
        return f"{self.name(owner)} {said}" if owner else said

    def said(self, iri: str, now: Mapping[str, str]) -> frozenset[tuple[str, str]]:
        """What a statement says, with the IRIs that its ends have ``now``."""
        return frozenset((p, now.get(v, v)) for p in _SAYING for v in self.all(iri, p))

    def in_words(self, iri: str) -> str:
        return self.figure(iri) if iri in self.figures else self.fact(iri)

    def described(self, iri: str) -> str:
        """Name and classes."""
        types = sorted(t.removeprefix(KG) for t in self.all(iri, _TYPE))
        return f"{self.name(iri)} ({', '.join(types)})"

    def contradictions(self) -> set[str]:
        """Each pair once."""
        return {
            " contradicts ".join(sorted(map(self.in_words, (one, other))))
            for one in (*self.statements, *self.figures)
            for other in self.all(one, KG + "contradicts")
        }


def compare(old: Store, new: Store) -> Changes:
    """Documents, entities, facts and figures that came, went or changed; falsy if none of all."""
    before, after = _Graph(old), _Graph(new)
    moved = _moved(before, after)
    added = after.statements - before.statements - set(moved.values())
    sections = [
        *_documents(before, after),
        *_entities(before, after),
        ("facts added", _words(after, added)),
        ("facts gone", _words(before, before.statements - after.statements - moved.keys())),
        (
            "facts changed",
            _supported(
                before,
                after,
                [(iri, iri) for iri in before.statements & after.statements]
                + [(old, new) for old, new in moved.items() if new not in before.statements],
            ),
        ),
        *_came_and_went(
            "figures",
            _words(before, before.figures - after.figures),
            _words(after, after.figures - before.figures),
        ),
        (
            "figures changed",
            _supported(before, after, [(iri, iri) for iri in before.figures & after.figures]),
        ),
        *_came_and_went("contradictions", before.contradictions(), after.contradictions()),
    ]
    found = tuple((title, tuple(lines)) for title, lines in sections if lines)
    if not found and before.known != after.known:
        subjects = sum(before.known.get(s) != after.known.get(s)
                       for s in before.known.keys() | after.known.keys())  # fmt: skip
        found = (("other things said", (f"about {subjects} nodes; compare graph.ttl",)),)
    return Changes(found)


Section = tuple[str, list[str]]


def _documents(before: _Graph, after: _Graph) -> Iterator[Section]:
    """By their names: one whose text is another has changed."""
    gone = {before.name(iri) for iri in before.documents - after.documents}
    fresh = {after.name(iri) for iri in after.documents - before.documents}
    yield "documents added", sorted(fresh - gone)
    yield "documents gone", sorted(gone - fresh)
    yield "documents changed", sorted(fresh & gone)


def _entities(before: _Graph, after: _Graph) -> Iterator[Section]:
    gone, fresh = before.entities - after.entities, after.entities - before.entities
    merged = {iri: after.replaced[iri] for iri in gone if iri in after.replaced}
    split = dict(_split(before, after, fresh))
    moved = {iri for iri, now in merged.items() if now in fresh}
    for title, found in (
        ("entities merged", merged.keys() - moved),
        ("entities under another id", moved),
    ):
        yield title, [f"{_named(before, iri)} is now {_end(merged[iri])}" for iri in sorted(found)]
    yield (
        "entities split",
        [f"{_named(after, iri)} was part of {_end(split[iri])}" for iri in sorted(split)],
    )
    added = fresh - split.keys() - set(merged.values())
    yield "entities added", [_named(after, iri) for iri in sorted(added)]
    yield "entities gone", [_named(before, iri) for iri in sorted(gone - merged.keys())]
    changed = []
    for iri in sorted(before.entities & after.entities):
        was, now = before.described(iri), after.described(iri)
        said = [f"{was} to {now}"] if was != now else []
        for word, one, other in (("no longer", before, after), ("now also", after, before)):
            if names := one.all(iri, _ALIAS) - other.all(iri, _ALIAS) - {other.name(iri)}:
                said.append(f"{word} called {'、'.join(sorted(names))}")
        if said:
            changed.append(f"{_end(iri)}: {'; '.join(said)}")
    yield "entities changed", changed


def _split(before: _Graph, after: _Graph, fresh: Iterable[str]) -> Iterator[tuple[str, str]]:
    """New entities with what they were part of: an id it was known by, or a name and articles."""
    by_name: dict[str, list[str]] = {}
    for iri in before.entities & after.entities:
        by_name.setdefault(before.name(iri), []).append(iri)
    for iri in fresh:
        articles = after.all(iri, KG + "mentionedIn")
        wholes = [before.replaced.get(iri, "")] + [
            whole
            for whole in sorted(by_name.get(after.name(iri), ()))
            if articles & before.all(whole, KG + "mentionedIn")
        ]
        if any(wholes):
            yield iri, next(filter(None, wholes))


def _words(graph: _Graph, said: Iterable[str]) -> list[str]:
    return sorted(map(graph.in_words, said))


def _came_and_went(what: str, old: Iterable[str], new: Iterable[str]) -> Iterator[Section]:
    """Of what is told by its words alone: the same words on both sides are no change."""
    before, after = Counter(old), Counter(new)
    yield f"{what} added", sorted((after - before).elements())
    yield f"{what} gone", sorted((before - after).elements())


def _moved(before: _Graph, after: _Graph) -> dict[str, str]:
    """Facts that say the same of what was merged or split since, with what they are now."""
    gone, fresh = before.entities - after.entities, after.entities - before.entities
    merged = {iri: after.replaced[iri] for iri in gone if iri in after.replaced}
    split = dict(_split(before, after, fresh))
    if not (merged or split):
        return {}
    told: dict[frozenset[tuple[str, str]], str] = {}
    for iri in sorted(after.statements):
        told.setdefault(after.said(iri, split), iri)
    found = {iri: told.get(before.said(iri, merged)) for iri in before.statements}
    return {iri: now for iri, now in found.items() if now and iri not in after.statements}


def _supported(before: _Graph, after: _Graph, both: Iterable[tuple[str, str]]) -> list[str]:
    """What rests on other support than before; ``both``: how it was called, how it is now."""
    lines = []
    for old, new in sorted(both, key=lambda pair: (after.in_words(pair[1]), pair)):
        said = [
            f"{what} {before.one(old, KG + of)} to {after.one(new, KG + of)}"
            for what, of in (("confidence", "confidence"), ("by", "extractedBy"))
            if before.all(old, KG + of) != after.all(new, KG + of)
        ]
        was, now = before.all(old, KG + "evidence"), after.all(new, KG + "evidence")
        if len(was) != len(now):
            said.append(f"quotes {len(was)} to {len(now)}")
        elif was != now:
            said.append("other quotes")
        if said:
            lines.append(f"{after.in_words(new)}: {', '.join(said)}")
    return lines


def _named(graph: _Graph, iri: str) -> str:
    return f"{graph.name(iri)} ({_end(iri)})"


def _end(iri: str) -> str:
    return "/".join(iri.rsplit("/", 2)[-2:])
