"""What changed between two graphs, for ``kg diff``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from kg.graph.build import term
from kg.graph.vocabulary import KG, OWL
from kg.store import Store

_SAID = ("title", "former", "year", "date", "competition", "category", "count", "role")


@dataclass(slots=True)
class Changes:
    """Lines of text, each about one change; falsy where the graphs say the same."""

    merged: list[str] = field(default_factory=list)
    split: list[str] = field(default_factory=list)
    entities_added: list[str] = field(default_factory=list)
    entities_gone: list[str] = field(default_factory=list)
    entities_changed: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(lines for _, lines in self.sections())

    def sections(self) -> Iterator[tuple[str, list[str]]]:
        """Titles, with the lines under them."""
        yield "entities merged", self.merged
        yield "entities split", self.split
        yield "entities added", self.entities_added
        yield "entities gone", self.entities_gone
        yield "entities changed", self.entities_changed
        yield "facts added", self.added
        yield "facts gone", self.gone
        yield "facts changed", self.changed

    def __str__(self) -> str:
        lines = []
        for title, found in self.sections():
            if found:
                lines.append(f"{title}: {len(found)}")
                lines += (f"  {line}" for line in found)
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
        type_ = term("rdf:type").value
        self.entities = {
            iri for iri, said in self.known.items() if KG + "Entity" in said.get(type_, ())
        }
        self.statements = {
            iri for iri, said in self.known.items() if KG + "Statement" in said.get(type_, ())
        }
        self.replaced = {
            iri: target
            for iri, said in self.known.items()
            for target in said.get(OWL + "sameAs", ())
        }

    def name(self, iri: str) -> str:
        said = self.known.get(iri, {})
        labels = said.get(term("rdfs:label").value) or said.get(term("schema:headline").value)
        return min(labels) if labels else iri.rsplit("/", 1)[-1]

    def one(self, iri: str, property_: str) -> str:
        return ", ".join(sorted(self.known[iri].get(property_, ())))

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

    def described(self, iri: str) -> str:
        """Name and classes."""
        types = sorted(t.removeprefix(KG) for t in self.known[iri][term("rdf:type").value])
        return f"{self.name(iri)} ({', '.join(types)})"

    def support(self, iri: str) -> tuple[str, int]:
        return self.one(iri, KG + "confidence"), len(self.known[iri].get(KG + "evidence", ()))


def compare(old: Store, new: Store) -> Changes:
    """Facts added, gone and changed; entities added, gone, merged and split."""
    before, after = _Graph(old), _Graph(new)
    changes = Changes()
    gone, fresh = before.entities - after.entities, after.entities - before.entities
    for iri in sorted(gone):
        target = after.replaced.get(iri)
        if target:
            changes.merged.append(f"{before.name(iri)} ({_end(iri)}) is now {_end(target)}")
    for iri in sorted(fresh):
        whole = before.replaced.get(iri)
        if whole:
            changes.split.append(f"{after.name(iri)} ({_end(iri)}) was part of {_end(whole)}")
    changes.entities_gone = [_named(before, i) for i in sorted(gone) if i not in after.replaced]
    changes.entities_added = [_named(after, i) for i in sorted(fresh) if i not in before.replaced]
    for iri in sorted(before.entities & after.entities):
        was, now = before.described(iri), after.described(iri)
        if was != now:
            changes.entities_changed.append(f"{_end(iri)}: {was} to {now}")
    changes.added = _facts(after, after.statements - before.statements)
    changes.gone = _facts(before, before.statements - after.statements)
    for iri in sorted(before.statements & after.statements, key=after.fact):
        old_support, support = before.support(iri), after.support(iri)
        if old_support != support:
            told = zip(("confidence", "quotes"), old_support, support, strict=True)
            said = (f"{what} {was} to {now}" for what, was, now in told if was != now)
            changes.changed.append(f"{after.fact(iri)}: {', '.join(said)}")
    return changes


def _facts(graph: _Graph, statements: Iterable[str]) -> list[str]:
    return sorted(map(graph.fact, statements))


def _named(graph: _Graph, iri: str) -> str:
    return f"{graph.name(iri)} ({_end(iri)})"


def _end(iri: str) -> str:
    return "/".join(iri.rsplit("/", 2)[-2:])
