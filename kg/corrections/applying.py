"""What is known once the user has been heard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kg.corrections.lines import FOLDERS, split_value
from kg.graph.iris import Minter
from kg.graph.vocabulary import classes_of
from kg.model import Corrected, Correction, Entity, Evidence, Knowledge, Statement
from kg.resolve.statements import statement_order


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
    lines = sorted(corrections, key=lambda c: (order.index(c.action), c.line))
    if not lines:
        return known, []
    state = _State(known)
    outcomes = []
    for correction in lines:
        done, stale = _APPLIERS[correction.action](state, correction)
        outcomes.append(Outcome(correction, done, stale))
    return state.knowledge(), sorted(outcomes, key=lambda o: o.correction.line)


class _State:
    """Knowledge while it is corrected."""

    def __init__(self, known: Knowledge) -> None:
        self.known = known
        self.entities = {entity.id: entity for entity in known.entities}
        self.former = {old: e.id for e in known.entities for old in e.replaces}
        self.statements: dict[str, Statement] = {}
        self.about: dict[str, dict[str, None]] = defaultdict(dict)  # entity -> facts, in order
        self.measurements = list(known.measurements)
        self.bylines = list(known.bylines)
        self.ids: dict[str, str] = {}  # of entities and of facts, before -> after
        self.corrected: list[Corrected] = []
        for statement in known.statements:
            self.put(statement)

    def current(self, id_: str) -> str | None:
        """The id under which a thing is known now."""
        seen = set()
        while id_ not in self.entities and id_ not in seen:
            seen.add(id_)
            id_ = self.ids.get(id_) or self.former.get(id_) or id_
        return id_ if id_ in self.entities else None

    def find(self, fact: str) -> str | None:
        """The id of a fact now, by the one it has or had."""
        seen = set()
        while fact not in self.statements and fact not in seen:
            seen.add(fact)
            fact = self.ids.get(fact, fact)
        return fact if fact in self.statements else None

    def put(self, statement: Statement) -> str:
        """Hold a fact; those that have become the same are one, with the evidence of all."""
        id_ = statement_id(statement)
        same = self.statements.get(id_)
        if same is not None:
            statement = replace(
                same,
                evidence=tuple(sorted({*same.evidence, *statement.evidence})),
                rules=tuple(sorted({*same.rules, *statement.rules})),
                confidence=max(same.confidence, statement.confidence),
            )
        self.statements[id_] = statement
        for end in (statement.subject, statement.object, statement.competition):
            if end is not None:
                self.about[end][id_] = None
        return id_

    def facts_about(self, entity: str) -> list[str]:
        return [id_ for id_ in self.about.get(entity, ()) if id_ in self.statements]

    def rewire(self, old: str, new: str) -> None:
        """Let every fact and figure about one id be about another."""
        self.ids[old] = new
        for id_ in self.facts_about(old):
            moved = _moved(self.statements.pop(id_), old, new)
            if moved.subject != moved.object:
                self.ids[id_] = self.put(moved)
        self.measurements = [
            replace(m, about=new) if m.about == old else m for m in self.measurements
        ]
        self.bylines = [(d, n, new if id_ == old else id_) for d, n, id_ in self.bylines]

    def note(self, correction: Correction, entity: str = "", statement: Statement | None = None,
             *, invalid: bool = False) -> None:  # fmt: skip
        """Remember whose word it was."""
        self.corrected.append(Corrected(correction, entity, statement, invalid))

    def knowledge(self) -> Knowledge:
        """The result, sorted again."""
        known = self.known

        def now(id_: str) -> str:
            return self.current(id_) or id_

        doubts = [replace(d, one=now(d.one), other=now(d.other)) for d in known.doubts]
        return replace(
            known,
            entities=tuple(self.entities[id_] for id_ in sorted(self.entities)),
            statements=tuple(sorted(self.statements.values(), key=statement_order)),
            measurements=tuple(self.measurements),
            bylines=tuple(sorted(set(self.bylines))),
            doubts=tuple(d for d in doubts if d.one != d.other),
            corrected=tuple(self.corrected),
        )


def _moved(statement: Statement, old: str, new: str) -> Statement:
    """The same fact about another thing."""
    return replace(
        statement,
        subject=new if statement.subject == old else statement.subject,
        object=new if statement.object == old else statement.object,
        competition=new if statement.competition == old else statement.competition,
    )


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
        moved = state.put(_moved(replace(statement, evidence=here), whole, fresh))
        if not rest:
            state.ids[id_] = moved
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
    id_ = state.find(correction.id)
    if id_ is None:
        return "", "no such fact is read any more"
    statement = state.statements.pop(id_)
    state.note(correction, statement=statement, invalid=True)
    return shown(statement) + " is rejected", ""


def _confirm(state: _State, correction: Correction) -> _Result:
    id_ = state.find(correction.id)
    if id_ is None:
        return "", "no such fact is read any more"
    statement = state.statements[id_] = replace(state.statements[id_], confidence=1.0)
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
    if statement_id(statement) in state.statements:
        return "", "the text says so already"
    state.put(statement)
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
