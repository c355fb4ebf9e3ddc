"""What all articles say together, kept so that more can be added to it: see :mod:`kg.resolve.adding`."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from kg.model import (
    PROGRAMME,
    Article,
    Doubt,
    Entity,
    Evidence,
    Knowledge,
    Measurement,
    Merge,
    Statement,
)
from kg.resolve.joining import Firm, Renamed
from kg.resolve.kinds import subtype_of
from kg.resolve.lines import Grounds, Telling
from kg.resolve.series import find_series
from kg.resolve.statements import editions_of, statement_order

Thing = TypeVar("Thing")


@dataclass(slots=True)
class Resolved:
    """Every list is sorted; behind each entity and fact stands its line, or what that is made of."""

    apart: frozenset[frozenset[str]]  # pairs of ids that the user says are two
    articles: list[Article]
    entities: list[
        tuple[Entity, Grounds | bytes]
    ]  # without the series that only their editions name
    statements: list[tuple[Statement, Sequence[Telling] | bytes]]  # without those of editions
    measurements: list[tuple[Measurement, bytes | None]]
    bylines: list[tuple[str, int, str]]  # document, article, who signed it
    editions: dict[str, set[Evidence]]  # programmes named with a year or number, and where
    firms: dict[str, Firm]
    renamings: list[Renamed]
    merges: list[Merge]
    doubts: list[Doubt]
    pointing: list[tuple[str, int, str, str]]  # document, article, words to nothing known, class

    def knowledge(self) -> Knowledge:
        """All of it, as the other steps read it."""
        entities = [entity for entity, _ in self.entities]
        statements = [statement for statement, _ in self.statements]
        series = find_series({e.id: e.name for e in entities if e.kind == PROGRAMME})
        editions = editions_of(self.editions, series, statements)
        documents = {article.document.name: article.document for article in self.articles}
        return Knowledge(
            documents=tuple(documents[name] for name in sorted(documents)),
            articles=tuple(self.articles),
            entities=_with_series(entities, series),
            statements=tuple(merged(statements, editions, statement_order)),
            measurements=tuple(measurement for measurement, _ in self.measurements),
            bylines=tuple(self.bylines),
            merges=tuple(self.merges),
            doubts=tuple(self.doubts),
        )


def is_person(identity: str) -> bool:
    """Whether an id is a person's. What is decided of all others is decided anew each time."""
    return identity.startswith("person/")


def _with_series(entities: Sequence[Entity], series: Mapping[str, str]) -> tuple[Entity, ...]:
    """Add the series that only its editions name."""
    known = {entity.id: entity for entity in entities if entity.kind == PROGRAMME}
    articles: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for edition, whole in series.items():
        if whole not in known:
            articles[whole] |= set(known[edition].articles)
    return tuple(
        merged(
            entities,
            [
                Entity(
                    whole,
                    PROGRAMME,
                    name := whole.partition("/")[2],
                    subtype_of(PROGRAMME, name),
                    articles=tuple(sorted(where)),
                )
                for whole, where in articles.items()
            ],
            lambda entity: entity.id,
        )
    )


FEW = 0.02  # of a list: so much more is put where it belongs, without looking at all the rest


def merged(
    known: Sequence[Thing], more: Iterable[Thing], key: Callable[[Thing], Any]
) -> list[Thing]:
    """Two lists as one in order of ``key``, the first of which is in order."""
    added = sorted(more, key=key)
    if len(added) > FEW * len(known):
        return sorted((*known, *added), key=key)
    found, done = list[Thing](), 0
    for thing in added:
        at = bisect_right(known, key(thing), lo=done, key=key)
        found += known[done:at]
        found.append(thing)
        done = at
    found += known[done:]
    return found
