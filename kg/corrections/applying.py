"""What is known once the user has been heard."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kg.corrections.lines import FOLDERS, split_value
from kg.graph.iris import Minter
from kg.graph.vocabulary import classes_of
from kg.model import Corrected, Correction, Entity, Evidence, Knowledge, Statement


def statement_id(statement: Statement) -> str:
    """What the IRI of a statement ends in."""
    return Minter().statement(statement).rsplit("/", 1)[-1]


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
    state = _State(known)
    outcomes = []
    for correction in sorted(corrections, key=lambda c: (order.index(c.action), c.line)):
        done, stale = _APPLIERS[correction.action](state, correction)
        outcomes.append(Outcome(correction, done, stale))
    return state.knowledge(), sorted(outcomes, key=lambda o: o.correction.line)


class _State:
    """Knowledge while it is corrected."""

    def __init__(self, known: Knowledge) -> None:
        self.known = known
        self.entities = {entity.id: entity for entity in known.entities}
        self.former = {old: e.id for e in known.entities for old in e.replaces}
        self.statements = list(known.statements)
        self.first_ids = {statement_id(s): s for s in known.statements}
        self.ids: dict[str, str] = {}  # id before -> after
        self.corrected: list[Corrected] = []

    def current(self, id_: str) -> str | None:
        """The id under which a thing is known now."""
        seen = set()
        while id_ not in self.entities and id_ not in seen:
            seen.add(id_)
            id_ = self.ids.get(id_) or self.former.get(id_) or id_
        return id_ if id_ in self.entities else None

    def find(self, statement: str) -> int | None:
        """Where a fact stands, by the id it has or had."""
        for index, found in enumerate(self.statements):
            if statement_id(found) == statement:
                return index
        old = self.first_ids.get(statement)
        if old is None:
            return None
        moved = statement_id(self.moved(old))
        return next((i for i, s in enumerate(self.statements) if statement_id(s) == moved), None)

    def moved(self, statement: Statement) -> Statement:
        """The same fact about the ids of now."""

        def now(id_: str | None) -> str | None:
            return None if id_ is None else self.ids.get(id_, id_)

        return replace(
            statement,
            subject=now(statement.subject) or "",
            object=now(statement.object),
            competition=now(statement.competition),
        )

    def rewire(self, old: str, new: str) -> None:
        """Let every fact about one id be about another."""
        self.ids = {k: new if v == old else v for k, v in self.ids.items()} | {old: new}
        self.statements = _united(
            s for s in map(self.moved, self.statements) if s.subject != s.object
        )

    def note(self, correction: Correction, entity: str = "", statement: Statement | None = None,
             *, invalid: bool = False) -> None:  # fmt: skip
        """Remember whose word it was."""
        self.corrected.append(Corrected(correction, entity, statement, invalid))

    def knowledge(self) -> Knowledge:
        """The result, sorted again."""
        known = self.known

        def now(id_: str) -> str:
            return self.ids.get(id_, id_)

        doubts = [replace(d, one=now(d.one), other=now(d.other)) for d in known.doubts]
        return replace(
            known,
            entities=tuple(self.entities[id_] for id_ in sorted(self.entities)),
            statements=tuple(self.statements),
            measurements=tuple(
                replace(m, about=now(m.about)) if m.about else m for m in known.measurements
            ),
            bylines=tuple(sorted({(d, n, now(id_)) for d, n, id_ in known.bylines})),
            doubts=tuple(d for d in doubts if d.one != d.other),
            corrected=tuple(self.corrected),
        )


def _united(statements: Iterable[Statement]) -> list[Statement]:
    """Facts that have become the same are one, with the evidence of all."""
    found: dict[str, Statement] = {}
    for statement in statements:
        id_ = statement_id(statement)
        same = found.get(id_)
        if same is not None:
            statement = replace(
                same,
                evidence=tuple(sorted({*same.evidence, *statement.evidence})),
                rules=tuple(sorted({*same.rules, *statement.rules})),
                confidence=max(same.confidence, statement.confidence),
            )
        found[id_] = statement
    return list(found.values())


_Result = tuple[str, str]  # what was done, or why nothing


def _merge(state: _State, correction: Correction) -> _Result:
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


def _split(state: _State, correction: Correction) -> _Result:
    whole = state.current(correction.id)
    if whole is None:
        return "", f"nothing is called {correction.id} now"
    if correction.value.partition("/")[0] in FOLDERS and "/" in correction.value:
        other = state.current(correction.value)
        if other == whole:
            return (
                "",
                f"{correction.value} and {correction.id} rest on the same words, or are merged",
            )
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
    parted: list[Statement] = []
    for statement in state.statements:
        here = tuple(e for e in statement.evidence if (e.document, e.article) in mine)
        if not here or whole not in (statement.subject, statement.object):
            parted.append(statement)
            continue
        rest = tuple(e for e in statement.evidence if e not in here)
        if rest:
            parted.append(replace(statement, evidence=rest))
        parted.append(
            replace(
                statement,
                subject=fresh if statement.subject == whole else statement.subject,
                object=fresh if statement.object == whole else statement.object,
                evidence=here,
            )
        )
    state.statements = _united(parted)
    state.note(correction, fresh)
    return f"{whole} in {correction.value} is {fresh}", ""


def _retype(state: _State, correction: Correction) -> _Result:
    id_ = state.current(correction.id)
    if id_ is None:
        return "", f"nothing is called {correction.id} now"
    entity = state.entities[id_]
    kind = next(name for name in reversed(classes_of(correction.value)[:-1]))
    if kind != entity.kind:
        return "", f"{id_} is of class {entity.kind}, and {correction.value} is no kind of that"
    subtype = correction.value if correction.value != kind else None
    if subtype == entity.subtype:
        return "", f"{id_} is of class {correction.value} already"
    state.entities[id_] = replace(entity, subtype=subtype)
    state.note(correction, id_)
    return f"{id_} is a {correction.value}", ""


def _rename(state: _State, correction: Correction) -> _Result:
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


def _reject(state: _State, correction: Correction) -> _Result:
    index = state.find(correction.id)
    if index is None:
        return "", "no such fact is read any more"
    statement = state.statements.pop(index)
    state.note(correction, statement=statement, invalid=True)
    return shown(statement) + " is rejected", ""


def _confirm(state: _State, correction: Correction) -> _Result:
    index = state.find(correction.id)
    if index is None:
        return "", "no such fact is read any more"
    statement = replace(state.statements[index], confidence=1.0)
    state.statements[index] = statement
    state.note(correction, statement=statement)
    return shown(statement) + " is confirmed", ""


def _add(state: _State, correction: Correction) -> _Result:
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
    if any(statement_id(s) == statement_id(statement) for s in state.statements):
        return "", "the text says so already"
    state.statements.append(statement)
    state.note(correction, statement=statement)
    return shown(statement) + " is added", ""


def _find_quote(known: Knowledge, name: str, quote: str) -> Evidence | None:
    for article in known.articles:
        document = article.document
        if quote and name in (document.name, document.name.rsplit("/", 1)[-1]):
            start = document.text.find(quote)
            inside = {*article.origins}
            if start >= 0 and start in inside:
                return Evidence(document.name, article.number, start, start + len(quote), quote)
    return None


def _withdraw(_: _State, correction: Correction) -> _Result:
    """Documents are left out before they are read; what is here was not among them."""
    return f"{correction.id} is left out", ""


def shown(statement: Statement) -> str:
    """A fact by the ids of its ends."""
    return " ".join(
        (statement.subject, statement.relation, statement.object or statement.title or "")
    )


_APPLIERS: Mapping[str, Callable[[_State, Correction], _Result]] = {
    "merge": _merge, "split": _split, "retype": _retype, "rename": _rename,
    "reject": _reject, "confirm": _confirm, "add": _add, "withdraw": _withdraw,
}  # fmt: skip
