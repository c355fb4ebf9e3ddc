"""Knowledge while it is corrected: what is where now, and what it was called before."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from kg.graph.iris import Minter
from kg.graph.vocabulary import fits
from kg.model import PERSON, PROGRAMME, Corrected, Correction, Knowledge, Statement
from kg.resolve.statements import statement_order


def statement_id(statement: Statement) -> str:
    """What the IRI of a statement ends in."""
    return Minter().statement(statement).rsplit("/", 1)[-1]


class State:
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
        """The ids of the facts that a thing has a part in."""
        return [id_ for id_ in self.about.get(entity, ()) if id_ in self.statements]

    def rewire(self, old: str, new: str) -> None:
        """Let every fact and figure about one id be about another."""
        self.ids[old] = new
        for id_ in self.facts_about(old):
            statement = moved(self.statements.pop(id_), old, new)
            if statement.subject != statement.object:
                self.ids[id_] = self.put(statement)
        self.measurements = [
            replace(m, about=new) if m.about == old else m for m in self.measurements
        ]
        self.bylines = [(d, n, new if id_ == old else id_) for d, n, id_ in self.bylines]

    def kind(self, id_: str | None) -> str | None:
        """The class of a thing as it is now; None for words."""
        entity = self.entities.get(id_ or "")
        return entity.kind if entity else None

    def holds(self, statement: Statement) -> bool:
        """Whether the ontology has such a fact between things of these classes."""
        return fits(
            statement.relation, self.kind(statement.subject) or "", self.kind(statement.object)
        )

    def reject(self, fact: str, correction: Correction) -> None:
        """Let a fact go, but know whose word that was."""
        self.note(correction, statement=self.statements.pop(fact), invalid=True)

    def remove(self, entity: str, correction: Correction) -> int:
        """Let a thing go, and what is said of it; gives how many facts went."""
        gone = 0
        for id_ in self.facts_about(entity):
            statement = self.statements[id_]
            if entity in (statement.subject, statement.object):
                self.reject(id_, correction)
                gone += 1
            else:
                del self.statements[id_]
                self.ids[id_] = self.put(replace(statement, competition=None))
        del self.entities[entity]
        self.measurements = [
            replace(m, about=None) if m.about == entity else m for m in self.measurements
        ]
        self.bylines = [byline for byline in self.bylines if byline[2] != entity]
        return gone

    def fit(self, entity: str, correction: Correction) -> int:
        """Let those facts go that a thing cannot have in its class; gives how many."""
        kind, gone = self.entities[entity].kind, 0
        for id_ in self.facts_about(entity):
            statement = self.statements[id_]
            if not self.holds(statement):
                self.reject(id_, correction)
                gone += 1
            elif statement.competition == entity and kind != PROGRAMME:
                del self.statements[id_]
                self.ids[id_] = self.put(replace(statement, competition=None))
        if kind != PERSON:
            self.bylines = [byline for byline in self.bylines if byline[2] != entity]
        return gone

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
            doubts=tuple(
                d for d in doubts if d.one != d.other and self.kind(d.one) == self.kind(d.other)
            ),
            corrected=tuple(self.corrected),
        )


def moved(statement: Statement, old: str, new: str) -> Statement:
    """The same fact about another thing."""
    return replace(
        statement,
        subject=new if statement.subject == old else statement.subject,
        object=new if statement.object == old else statement.object,
        competition=new if statement.competition == old else statement.competition,
    )
