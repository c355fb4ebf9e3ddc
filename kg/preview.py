"""What a correction will do to a graph, said before it is written down; or why it would do nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pyoxigraph import NamedNode

from kg.corrections import FOLDERS, misfit, retyped_id, split_value
from kg.errors import InputError, QueryError
from kg.graph.vocabulary import KG, classes_of, fits
from kg.model import ENTITY_KINDS, Correction
from kg.questions.names import find_things, label
from kg.store import Store
from kg.support import id_of, in_words, node_of, objects, plain_id, subjects, value


def resolved(store: Store, correction: Correction) -> Correction:
    """The same with ids as the file has them, and the names of what they mean."""
    id_, said = correction.id, correction.value
    if correction.action != "withdraw":
        id_ = plain_id(store, id_)
    if correction.action in ("merge", "split"):
        said = plain_id(store, said)
    parts = [part for part in (id_, said) if _is_there(store, part)]
    return replace(
        correction, id=id_, value=said, names="；".join(_name(store, part) for part in parts)
    )


def preview(store: Store, correction: Correction) -> str:
    """One line a change; :class:`InputError` where the graph does not let it be made."""
    return "\n".join(_PREVIEWS[correction.action](store, correction))


def _merge(store: Store, c: Correction) -> Iterator[str]:
    _same_kind(store, c.id, c.value)
    yield f"{_called(store, c.value)} becomes {_called(store, c.id)}:"
    yield f"  {_facts(store, c.value)} will be about it, and its names will be other names of it"


def _split(store: Store, c: Correction) -> Iterator[str]:
    name = _called(store, c.id)
    if "/" in c.value and c.value.partition("/")[0] in FOLDERS:
        now = [value(o) for o in objects(store, node_of(store, c.value), "owl:sameAs")]
        if not now:
            _called(store, c.value)  # says where there is none
        yield f"{name} and {c.value} will be two, whatever speaks for their being one"
        return
    named = list(objects(store, node_of(store, c.id), "kg:mentionedIn"))
    here = [a for a in named if c.value.rsplit("/", 1)[-1] == _document(store, a)]
    if not here or len(here) == len(named):
        raise InputError(
            f"{c.id} is named in {_counted(len(named), 'article')},"
            f" {len(here)} of them in {c.value!r}; it can be split"
            " by a document that names it while another does too"
        )
    yield f"{name} of {c.value} ({_counted(len(here), 'article')}) will be another than that of"
    yield f"  {_counted(len(named) - len(here), 'other article')}"


def _retype(store: Store, c: Correction) -> Iterator[str]:
    name, kinds = _called(store, c.id), _classes(store, c.id)
    kind, was = classes_of(c.value)[-2], _narrowest(kinds)
    if c.value == was:
        raise InputError(f"{c.id} is of class {c.value} already")
    if kind in kinds:
        yield f"{name}, now {was}, will be of class {c.value}"
        return
    fresh = retyped_id(c.id, kind)
    if _is_there(store, fresh):
        raise InputError(f"{fresh} is another thing; reject {c.id}, or rename one of the two")
    yield f"{name}, now {was}, will be of class {c.value}, as {fresh}"
    for statement in _statements(store, c.id):
        if not _fits_as(store, statement, node_of(store, c.id), kind):
            yield f"  {in_words(store, statement)}: will go, since no {kind} can have it"


def _fits_as(store: Store, statement: NamedNode, node: NamedNode, kind: str) -> bool:
    """Whether a fact can be once ``node`` is of class ``kind``."""
    [relation] = (value(o).removeprefix(KG) for o in objects(store, statement, "rdf:predicate"))
    ends = []
    for part in ("subject", "object"):
        [end] = objects(store, statement, f"rdf:{part}")
        ends.append(kind if end == node else _kind(store, end))
    return relation != "byline" and fits(relation, ends[0] or "", ends[1])


def _rename(store: Store, c: Correction) -> Iterator[str]:
    name = _called(store, c.id)
    if label(store, node_of(store, c.id)) == c.value:
        raise InputError(f"{c.id} has this name already")
    yield f"{name} will be called {c.value}; the name it has becomes another name of it"


def _judge(store: Store, c: Correction) -> Iterator[str]:
    if "/" in c.id and c.action == "reject":
        yield f"{_called(store, c.id)}: will go, and what is said of it:"
        yield from (f"  {in_words(store, fact)}" for fact in _statements(store, c.id))
        return
    fact = node_of(store, c.id)
    if not _is_there(store, c.id):
        raise InputError(f"no fact has the id {c.id}; kg facts shows the ids")
    will = "will go" if c.action == "reject" else "will have confidence 1"
    yield f"{in_words(store, fact)}: {will}"
    for evidence in objects(store, fact, "kg:evidence"):
        yield f"  the text says “{_quote(store, evidence)}”"


def _add(store: Store, c: Correction) -> Iterator[str]:
    relation, target, document, quote = split_value(c.value)
    name = _called(store, c.id)
    other = target if relation == "title" else _called(store, target)
    to = None if relation == "title" else _kind(store, node_of(store, target))
    if not fits(relation, (subject := _kind(store, node_of(store, c.id))) or "", to):
        raise InputError(misfit(relation, subject, to))
    found = [
        node
        for node in subjects(store, "rdf:type", NamedNode(KG + "Document"))
        if document.rsplit("/", 1)[-1] == label(store, node)
    ]
    if not found:
        raise InputError(f"no document is called {document!r}")
    if not any(quote in (store.text(node.value) or "") for node in found):
        raise InputError(f"{document} does not hold the words {quote!r}")
    yield f"{name} {relation} {other}: will be a fact, by the words “{quote}” of {document}"


def _withdraw(store: Store, c: Correction) -> Iterator[str]:
    names = {label(store, node) for node in subjects(store, "rdf:type", NamedNode(KG + "Document"))}
    if c.id.rsplit("/", 1)[-1] not in names:
        raise InputError(f"no document is called {c.id!r}")
    yield f"{c.id} will be left out: its quotes go, and the facts that nothing else states"


_PREVIEWS: Mapping[str, Callable[[Store, Correction], Iterator[str]]] = {
    "merge": _merge, "split": _split, "retype": _retype, "rename": _rename,
    "reject": _judge, "confirm": _judge, "add": _add, "withdraw": _withdraw,
}  # fmt: skip


# --- words ----------------------------------------------------------------------------------


def _called(store: Store, id_: str) -> str:
    """Name and id of an entity; :class:`InputError` where there is none."""
    if "/" not in id_ or not _is_there(store, id_):
        meant = " or ".join(_of_this_name(store, id_)) or "kg facts shows the ids"
        raise InputError(f"nothing in {store.folder} has the id {id_}; {meant}")
    return f"{label(store, node_of(store, id_))} ({id_})"


def _of_this_name(store: Store, id_: str) -> list[str]:
    """What may be meant by a name that stands where an id should."""
    try:
        things = find_things(store, id_.partition("/")[2] or id_, ["Entity"])
    except QueryError:
        return []
    return [f"{thing.label} is {id_of(store, NamedNode(thing.iri))}" for thing in things[:5]]


def _same_kind(store: Store, one: str, other: str) -> None:
    _called(store, one), _called(store, other)
    kinds = [_kind(store, node_of(store, id_)) for id_ in (one, other)]
    if kinds[0] != kinds[1]:
        raise InputError(f"{one} is of class {kinds[0]}, {other} of class {kinds[1]}")


def _kind(store: Store, node: Any) -> str | None:
    """Which of the seven kinds a thing is; None for words, and for an article."""
    if not isinstance(node, NamedNode):
        return None
    types = {value(o).removeprefix(KG) for o in objects(store, node, "rdf:type")}
    return next((kind for kind in ENTITY_KINDS if kind in types), None)


def _is_there(store: Store, id_: str) -> bool:
    return any(True for _ in objects(store, node_of(store, id_), "rdf:type"))


def _name(store: Store, id_: str) -> str:
    node = node_of(store, id_)
    return label(store, node) if "/" in id_ else in_words(store, node)


def _classes(store: Store, id_: str) -> set[str]:
    return {value(o).removeprefix(KG) for o in objects(store, node_of(store, id_), "rdf:type")}


def _narrowest(kinds: set[str]) -> str:
    return max(kinds, key=lambda kind: (len(classes_of(kind)), kind))


def _facts(store: Store, id_: str) -> str:
    return _counted(len(_statements(store, id_)), "fact")


def _statements(store: Store, id_: str) -> list[NamedNode]:
    """The facts whose subject or object a thing is."""
    node = node_of(store, id_)
    found = {s for part in ("rdf:subject", "rdf:object") for s in subjects(store, part, node)}
    return sorted(found, key=lambda fact: (in_words(store, fact), fact.value))


def _document(store: Store, article: NamedNode) -> str:
    return next((label(store, node) for node in objects(store, article, "kg:inDocument")), "")


def _quote(store: Store, evidence: NamedNode) -> str:
    return next((" ".join(value(o).split()) for o in objects(store, evidence, "nif:anchorOf")), "")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
