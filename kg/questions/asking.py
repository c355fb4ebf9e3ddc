"""Ask a named question: understand what its parameters mean, bind them, gather the rows."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Any

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Variable

from kg.errors import QueryError
from kg.graph.build import term
from kg.graph.iris import Shortener
from kg.questions import kept
from kg.questions.catalogue import NUMBER, VALUE, YEAR, Parameter, Question, catalogue, question
from kg.questions.names import find_things
from kg.questions.words import MOST_VALUES, common_values, find_values
from kg.store import Store

COMMON = 5_000  # times that a value stands in the graph, for its ranking to be kept beforehand
LONG = 0.05  # seconds: an answer about much that takes longer is kept

Bound = NamedNode | Literal


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of RDF terms (None where a row has no value), and what the words were taken to mean."""

    question: Question
    understood: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def ask(store: Store, name: str, given: Mapping[str, str], limit: int | None = None) -> Answer:
    """Answer the question ``name``; ``given`` maps its parameters to what a reader would write.

    Where several things bear a name, all are asked about and a column says which. ``limit``: rows.
    """
    asked = question(name)
    _check(asked, given)
    beyond = _beyond_defaults(asked, given)
    if found := kept.read(store, asked, beyond):
        return Answer(asked, found.understood, found.columns, found.rows[:limit])
    if not _asks_about_much(asked, beyond):
        return _answer(store, asked, given, limit)
    begun = time.perf_counter()
    whole = _answer(store, asked, given, None)
    if time.perf_counter() - begun > LONG:
        kept.write(store, asked, beyond, whole.understood, whole.columns, whole.rows)
    return replace(whole, rows=whole.rows[:limit])


def keep(store: Store) -> None:
    """Ask what takes long in a large graph, so that its answers are kept before anyone does."""
    for asked in catalogue().values():
        if _asks_about_much(asked, {}):
            ask(store, asked.name, {})
        elif name := _ranked(asked):
            of = next(str(parameter.of) for parameter in asked.parameters if parameter.name == name)
            for value in common_values(store, of, COMMON):
                ask(store, asked.name, {name: value})


def _asks_about_much(asked: Question, beyond: Mapping[str, str]) -> bool:
    """Whether a question is about the whole graph, or ranks all that shares a value."""
    if not any(parameter.required for parameter in asked.parameters):
        return not beyond
    return beyond.keys() == {_ranked(asked)}


def _ranked(asked: Question) -> str | None:
    """The parameter whose value a question ranks everything of."""
    match [parameter for parameter in asked.parameters if parameter.required]:
        case [Parameter(kinds=(kind,), of=str(), name=name)] if kind == VALUE:
            return name
    return None


def _beyond_defaults(asked: Question, given: Mapping[str, str]) -> dict[str, str]:
    """What is given and would not be so without."""
    defaults = {parameter.name: parameter.default for parameter in asked.parameters}
    return {name: value for name, value in given.items() if value != defaults[name]}


def _answer(store: Store, asked: Question, given: Mapping[str, str], limit: int | None) -> Answer:
    understood: list[str] = []
    choices: list[list[tuple[Variable, Bound]]] = []
    several: set[str] = set()
    sparql = asked.sparql
    for parameter in asked.parameters:
        text = given.get(parameter.name, parameter.default)
        if text is None:
            continue
        if parameter.of is not None:
            found = find_values(store, parameter.of, text, whole=parameter.kinds == (VALUE,))
            sparql = asked.filled(parameter.name, (str(value) for value in found[:MOST_VALUES]))
            understood.append(f"{parameter.name}: {_listed(found)}")
            continue
        values, said = _understand(store, parameter, text)
        understood.append(f"{parameter.name}: {said}")
        if len(values) > 1 and isinstance(values[0], NamedNode):
            several.add(parameter.name)
        choices.append([(Variable(parameter.name), value) for value in values])
    columns: tuple[str, ...] = ()
    rows: dict[tuple[Any, ...], None] = {}
    names = {parameter.name for parameter in asked.parameters}
    for bound in product(*choices):
        if limit is not None and len(rows) >= limit:
            break
        result = store.query(sparql, substitutions=dict(bound))
        if not isinstance(result, ox.QuerySolutions):
            raise QueryError(f"question {asked.name} answers with no table")
        variables = [variable.value for variable in result.variables]
        columns = tuple(v for v in variables if v not in names or v in several)
        for solution in islice(result, limit):
            rows[tuple(solution[column] for column in columns)] = None
    return Answer(asked, tuple(understood), columns, tuple(rows)[:limit])


def _check(asked: Question, given: Mapping[str, str]) -> None:
    known = [parameter.name for parameter in asked.parameters]
    for name in given:
        if name not in known:
            takes = f"takes {', '.join(f'--{n}' for n in known)}" if known else "takes no parameter"
            raise QueryError(f"question {asked.name} {takes}, not --{name}")
    missing = [p.name for p in asked.parameters if p.required and not given.get(p.name)]
    if missing:
        wanted = ", ".join(f"--{name}" for name in missing)
        raise QueryError(
            f"question {asked.name} needs {wanted}; for example: kg query DIR {asked.call()}"
        )


def _listed(found: Sequence[Literal]) -> str:
    """Values as a reader wants to be told of them: the first few, and how many."""
    shown = "、".join(value.value for value in found[:5])
    if len(found) > MOST_VALUES:
        return f"the {MOST_VALUES} shortest of {len(found)} that hold it: {shown} …"
    return shown if len(found) <= 5 else f"{len(found)} that hold it: {shown} …"


def _understand(store: Store, parameter: Parameter, text: str) -> tuple[Sequence[Bound], str]:
    """The terms that ``text`` may mean, and how to say so."""
    if parameter.kinds == (YEAR,):
        if not (match := re.fullmatch(r"\s*(\d{4})\s*年?\s*", text)):
            raise QueryError(f"--{parameter.name}: found {text!r}; expected a year, such as 2025")
        return [Literal(match[1], datatype=term("xsd:gYear"))], match[1]
    if parameter.kinds == (NUMBER,):
        if not re.fullmatch(r"\s*[+-]?\d{1,30}(\.\d{1,30})?\s*", text, re.ASCII):
            raise QueryError(f"--{parameter.name}: found {text!r}; expected a number")
        return [Literal(text.strip(), datatype=term("xsd:decimal"))], text.strip()
    shorten = Shortener(store.prefixes)
    things = find_things(store, text, parameter.kinds)
    said = "; ".join(
        f"{thing.label} ({shorten(thing.iri)})" + (f", from {thing.said}" if thing.said else "")
        for thing in things
    )
    more = f"{len(things)} things bear this name: " if len(things) > 1 else ""
    return [NamedNode(thing.iri) for thing in things], more + said
