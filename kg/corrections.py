"""What the user knows better: ``corrections.tsv``, one decision a line, applied to every build.

A line holds, between tabs: action, id, value, names, by, note. Ids are those of the graph (an
entity's, ``person/李伟（泉港区）``, or the end of a statement's IRI); the names beside them are for the
reader and are not looked at. ``#`` begins a remark.

======== ============ ============================== ======================================
action   id           value                          effect
======== ============ ============================== ======================================
reject   statement                                   the fact goes, its evidence stays known
confirm  statement                                   confidence 1
merge    entity       entity                         the second becomes the first
split    entity       entity, or a document's name   the two stay two; that document's is another
retype   entity       class                          another class of the same kind
rename   entity       name                           another canonical name
add      entity       relation | entity | document | quote   a fact with the words that state it
withdraw document                                    as if the document were not there
======== ============ ============================== ======================================

A line that cannot be read or that another contradicts is told with its number, and the rest holds;
a line that no longer applies is listed in the report. None is lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kg.errors import InputError
from kg.graph.iris import Minter
from kg.graph.vocabulary import RELATIONS, SUPERCLASS, classes_of
from kg.model import Corrected, Correction, Entity, Evidence, Knowledge, Statement

FILE = "corrections.tsv"
HEAD = "# action\tid\tvalue\tnames\tby\tnote\n"
_VALUES = {
    "reject": False, "confirm": False, "merge": True, "split": True,
    "retype": True, "rename": True, "add": True, "withdraw": False,
}  # fmt: skip
ACTIONS = tuple(_VALUES)
_SPLITS = 4  # relation, entity, document, quote


@dataclass(frozen=True, slots=True)
class Corrections:
    """The lines that can be used, and one line of text about each that cannot."""

    lines: tuple[Correction, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def withdrawn(self) -> frozenset[str]:
        """Names of documents to leave out."""
        return frozenset(c.id for c in self.lines if c.action == "withdraw")

    @property
    def apart(self) -> frozenset[frozenset[str]]:
        """Pairs of ids that must stay two."""
        return frozenset(
            frozenset((c.id, c.value))
            for c in self.lines
            if c.action == "split" and "/" in c.value and c.value.partition("/")[0] in _FOLDERS
        )


_FOLDERS = frozenset({"person", "org", "place", "programme", "award", "platform", "work"})


def statement_id(statement: Statement) -> str:
    """What the IRI of a statement ends in."""
    return Minter().statement(statement).rsplit("/", 1)[-1]


# --- reading --------------------------------------------------------------------------------


def read_corrections(path: Path) -> Corrections:
    """Read a file of corrections; one that is not there holds none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Corrections()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error}); expected UTF-8 text") from None
    lines: list[Correction] = []
    problems: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            lines.append(parse(line, path, number))
        except InputError as error:
            problems.append(str(error))
    kept, clashes = _without_contradictions(lines, path)
    return Corrections(tuple(kept), (*problems, *clashes))


def parse(line: str, path: Path | str = FILE, number: int = 1) -> Correction:
    """One line; :class:`InputError` says what is wrong with it and what would do."""
    action, id_, value, names, by, note = (*(f.strip() for f in line.split("\t")), *[""] * 6)[:6]
    if action not in _VALUES:
        found, expected = repr(action), f"one of {', '.join(ACTIONS)}, then a tab and an id"
    elif not id_:
        found, expected = f"{action} without an id", "the id of what is meant after a tab"
    elif _VALUES[action] and not value:
        found, expected = f"{action} {id_} without a value", f"{action}, tab, id, tab, value"
    elif action == "retype" and value not in SUPERCLASS:
        found, expected = f"class {value!r}", f"one of {', '.join(SUPERCLASS)}"
    elif action == "add" and len(value.split("|")) < _SPLITS:
        found, expected = repr(value), "relation | id or words | document | quote"
    elif action == "add" and value.split("|")[0].strip() not in RELATIONS:
        found, expected = f"relation {value.split('|')[0]!r}", f"one of {', '.join(RELATIONS)}"
    elif action == "merge" and id_ == value:
        found, expected = f"merge of {id_} with itself", "two ids"
    else:
        return Correction(action, id_, value, names, by or "anonymous", note, number)
    raise InputError.at(path, number, found=found, expected=expected)


def _without_contradictions(
    lines: Sequence[Correction], path: Path
) -> tuple[list[Correction], list[str]]:
    """Neither of two lines that cannot both hold is applied: which is meant, only the user knows."""
    said: dict[tuple[object, ...], list[Correction]] = defaultdict(list)
    for line in lines:
        if line.action in ("merge", "split"):
            said["pair", frozenset((line.id, line.value))].append(line)
        elif line.action in ("reject", "confirm"):
            said["fact", line.id].append(line)
        elif line.action in ("retype", "rename"):
            said[line.action, line.id].append(line)
    bad: set[int] = set()
    problems = []
    for group in said.values():
        if len(
            {(line.action, line.value if "name" in line.action else "") for line in group}
        ) > 1 or (
            group[0].action in ("retype", "rename") and len({line.value for line in group}) > 1
        ):
            bad |= {line.line for line in group}
            numbers = " and ".join(f"{line.line} ({line.action})" for line in group)
            problems.append(
                f"{path}: lines {numbers} contradict each other about {group[0].id}; "
                "none is applied: keep one and delete the others"
            )
    return [line for line in lines if line.line not in bad], problems


def write_line(correction: Correction) -> str:
    """A correction as a line of the file."""
    fields = (correction.action, correction.id, correction.value, correction.names,
              correction.by, correction.note)  # fmt: skip
    return "\t".join(" ".join(field.split()) for field in fields).rstrip("\t") + "\n"


# --- applying -------------------------------------------------------------------------------


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
    if correction.value.partition("/")[0] in _FOLDERS and "/" in correction.value:
        other = state.current(correction.value)
        if other == whole:
            return "", f"{correction.value} and {correction.id} rest on the same words"
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
    relation, target, name, quote = (
        part.strip() for part in correction.value.split("|", _SPLITS - 1)
    )
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
