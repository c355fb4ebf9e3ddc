"""What is known once the user has been heard."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kg.corrections.lines import FOLDERS, split_value
from kg.corrections.state import State, moved, statement_id
from kg.graph.vocabulary import ENDS, classes_of
from kg.model import Correction, Entity, Evidence, Knowledge, Statement
from kg.resolve.things import FOLDERS as FOLDER_OF


@dataclass(frozen=True, slots=True)
class Outcome:
    """A correction, and what it did; ``stale`` says why it did nothing."""

    correction: Correction
    done: str = ""
    stale: str = ""


def apply(known: Knowledge, corrections: Iterable[Correction]) -> tuple[Knowledge, list[Outcome]]:
    """What is known once the user has been heard, and what became of each line.

    Entities are merged, split, renamed and retyped before facts are added, confirmed and rejected,
    whatever the order of the lines; the ids of facts are looked up before and after.
    """
    order = ("merge", "split", "retype", "rename", "add", "confirm", "reject", "withdraw")
    lines = sorted(corrections, key=lambda c: (order.index(c.action), c.line))
    if not lines:
        return known, []
    state = State(known)
    outcomes = []
    for correction in lines:
        done, stale = _APPLIERS[correction.action](state, correction)
        outcomes.append(Outcome(correction, done, stale))
    return state.knowledge(), sorted(outcomes, key=lambda o: o.correction.line)


_Result = tuple[str, str]  # what was done, or why nothing


def _merge(state: State, correction: Correction) -> _Result:
    kept, gone = state.current(correction.id), state.current(correction.value)
    if kept is None or gone is None:
        missing = correction.id if kept is None else correction.value
        return "", f"nothing is called {missing} now"
    if kept == gone:
        return "", "the two are one already"
    one, other = state.entities[kept], state.entities.pop(gone)
    if one.kind != other.kind:
        state.entities[gone] = other
        return "", f"{kept} is of class {one.kind}, {gone} of class {other.kind}"
    names = {one.name, other.name, *one.aliases, *other.aliases}
    state.entities[kept] = replace(
        one,
        aliases=tuple(sorted(names - {one.name})),
        articles=tuple(sorted({*one.articles, *other.articles})),
        replaces=tuple(sorted({*one.replaces, *other.replaces, gone})),
    )
    state.rewire(gone, kept)
    state.note(correction, kept)
    return f"{gone} is {kept}", ""


def _split(state: State, correction: Correction) -> _Result:
    whole = state.current(correction.id)
    if whole is None:
        return "", f"nothing is called {correction.id} now"
    if correction.value.partition("/")[0] in FOLDERS and "/" in correction.value:
        other = state.current(correction.value)
        if other == whole:
            pair = f"{correction.value} and {correction.id}"
            if state.ids.keys() & {correction.id, correction.value}:
                return "", f"other lines merge {pair}: delete those or this"
            return "", f"{pair} rest on the same words"
        state.note(correction, whole)
        return f"{correction.id} and {correction.value} stay two", ""
    entity = state.entities[whole]
    mine = tuple(a for a in entity.articles if correction.value in (a[0], a[0].rsplit("/", 1)[-1]))
    if not mine or len(mine) == len(entity.articles):
        return "", f"{whole} is not named in {correction.value} and elsewhere"
    stem = Path(mine[0][0]).stem
    fresh = f"{whole}（{stem}）"
    state.entities[whole] = replace(
        entity, articles=tuple(a for a in entity.articles if a not in mine)
    )
    state.entities[fresh] = replace(entity, id=fresh, articles=mine, replaces=())
    for id_ in state.facts_about(whole):
        statement = state.statements[id_]
        here = tuple(e for e in statement.evidence if (e.document, e.article) in mine)
        rest = tuple(e for e in statement.evidence if (e.document, e.article) not in mine)
        if not here:
            continue
        if rest:
            state.statements[id_] = replace(statement, evidence=rest)
        else:
            del state.statements[id_]
        apart = state.put(moved(replace(statement, evidence=here), whole, fresh))
        if not rest:
            state.ids[id_] = apart
    state.measurements = [
        replace(m, about=fresh)
        if m.about == whole and any((e.document, e.article) in mine for e in m.evidence)
        else m
        for m in state.measurements
    ]
    state.bylines = [
        (d, n, fresh if id_ == whole and (d, n) in mine else id_) for d, n, id_ in state.bylines
    ]
    state.note(correction, fresh)
    return f"{whole} in {correction.value} is {fresh}", ""


def _retype(state: State, correction: Correction) -> _Result:
    id_ = state.current(correction.id)
    if id_ is None:
        return "", f"nothing is called {correction.id} now"
    entity = state.entities[id_]
    kind = classes_of(correction.value)[-2]
    subtype = correction.value if correction.value != kind else None
    if (kind, subtype) == (entity.kind, entity.subtype):
        return "", f"{id_} is of class {correction.value} already"
    if kind == entity.kind:
        state.entities[id_] = replace(entity, subtype=subtype)
        state.note(correction, id_)
        return f"{id_} is a {correction.value}", ""
    fresh = retyped_id(id_, kind)
    if fresh in state.entities:
        return "", f"{fresh} is another thing; reject {id_}, or rename one of the two"
    del state.entities[id_]
    state.entities[fresh] = replace(
        entity, id=fresh, kind=kind, subtype=subtype, division=None,
        replaces=tuple(sorted({*entity.replaces, id_})),
    )  # fmt: skip
    state.rewire(id_, fresh)
    gone = state.fit(fresh, correction)
    state.note(correction, fresh)
    lost = f"; {gone} of its facts cannot be and went" if gone else ""
    return f"{id_} is a {correction.value}, {fresh}{lost}", ""


def retyped_id(id_: str, kind: str) -> str:
    """The id of a thing that is of another class than was read.

    >>> retyped_id("person/方向（上海交通大学）", "Programme")
    'programme/方向（上海交通大学）'
    """
    return f"{FOLDER_OF[kind]}/{id_.partition('/')[2]}"


def _rename(state: State, correction: Correction) -> _Result:
    id_ = state.current(correction.id)
    if id_ is None:
        return "", f"nothing is called {correction.id} now"
    entity: Entity = state.entities[id_]
    if entity.name == correction.value:
        return "", f"{id_} has this name already"
    names = {entity.name, *entity.aliases} - {correction.value}
    state.entities[id_] = replace(entity, name=correction.value, aliases=tuple(sorted(names)))
    state.note(correction, id_)
    return f"{id_} is named {correction.value}", ""


def _reject(state: State, correction: Correction) -> _Result:
    if "/" in correction.id:
        entity = state.current(correction.id)
        if entity is None:
            return "", f"nothing is called {correction.id} now"
        gone = state.remove(entity, correction)
        state.note(correction, entity, invalid=True)
        return f"{entity} is rejected, with {gone} facts about it", ""
    id_ = state.find(correction.id)
    if id_ is None:
        return "", "no such fact is read any more"
    statement = state.statements[id_]
    state.reject(id_, correction)
    return shown(statement) + " is rejected", ""


def _confirm(state: State, correction: Correction) -> _Result:
    id_ = state.find(correction.id)
    if id_ is None:
        return "", "no such fact is read any more"
    statement = state.statements[id_] = replace(state.statements[id_], confidence=1.0)
    state.note(correction, statement=statement)
    return shown(statement) + " is confirmed", ""


def _add(state: State, correction: Correction) -> _Result:
    relation, target, name, quote = split_value(correction.value)
    subject = state.current(correction.id)
    object_ = state.current(target) if relation != "title" else None
    if subject is None or (object_ is None and relation != "title"):
        missing = correction.id if subject is None else target
        return "", f"nothing is called {missing} now"
    evidence = _find_quote(state.known, name, quote)
    if evidence is None:
        return "", f"{name} does not hold the words {quote!r}"
    statement = Statement(
        subject, relation, object_, (evidence,), ("correction",), 1.0,
        title=target if relation == "title" else None,
    )  # fmt: skip
    if not state.holds(statement):
        return "", misfit(relation, state.kind(subject), state.kind(object_))
    if statement_id(statement) in state.statements:
        return "", "the text says so already"
    state.put(statement)
    state.note(correction, statement=statement)
    return shown(statement) + " is added", ""


def misfit(relation: str, subject: str | None, object_: str | None) -> str:
    """Why the ontology has no such fact."""
    pairs = " or ".join(f"{one} to {other or 'words'}" for one, other in ENDS[relation])
    return f"{relation} leads from {pairs}, not from {subject} to {object_ or 'words'}"


def _find_quote(known: Knowledge, name: str, quote: str) -> Evidence | None:
    for article in known.articles:
        document = article.document
        if quote and name in (document.name, document.name.rsplit("/", 1)[-1]):
            start = document.text.find(quote)
            inside = {*article.origins}
            if start >= 0 and start in inside:
                return Evidence(document.name, article.number, start, start + len(quote), quote)
    return None


def _withdraw(_: State, correction: Correction) -> _Result:
    """Documents are left out before they are read; what is here was not among them."""
    return f"{correction.id} is left out", ""


def shown(statement: Statement) -> str:
    """A fact by the ids of its ends."""
    return " ".join(
        (statement.subject, statement.relation, statement.object or statement.title or "")
    )


_APPLIERS: Mapping[str, Callable[[State, Correction], _Result]] = {
    "merge": _merge, "split": _split, "retype": _retype, "rename": _rename,
    "reject": _reject, "confirm": _confirm, "add": _add, "withdraw": _withdraw,
}  # fmt: skip
