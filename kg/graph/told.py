"""What stands in the graphs of articles: of all, or of some without a look at the rest."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from kg.graph.derived import Key, bylines, prize, prized
from kg.graph.iris import Minter
from kg.model import Article, Doubt, Entity, Knowledge, Measurement, Statement

_DOCUMENT = itemgetter(0)  # of a piece of evidence
Prized = Mapping[tuple[str, str], Sequence[Statement]]  # as :func:`kg.graph.derived.prized`


class Told(NamedTuple):
    """The facts that follow from others, too, are among the statements; the doubts are not."""

    entities: Sequence[Entity]
    statements: Sequence[Statement]
    figures: Sequence[Measurement]
    doubts: Sequence[Doubt]
    rejected: Sequence[Statement]


class Tellings:
    """Sorts out of some knowledge what articles tell; ``iris``: those of the articles' graphs."""

    def __init__(
        self,
        knowledge: Knowledge,
        articles: Mapping[Key, Article],
        entities: Mapping[str, Entity],
        iris: Mapping[Key, str],
        mint: Minter,
    ) -> None:
        self.knowledge = knowledge
        self.articles = articles
        self.entities = entities
        self.iris = iris
        self.mint = mint
        self._within: tuple[frozenset[str], Told] | None = None  # which graphs, at least this

    def within(self, graphs: Collection[str] | None) -> Told:
        """What the graphs tell whose IRIs are given, and perhaps more; of None, all."""
        if graphs is None:
            return self._all(self.knowledge.bylines, self.prized)
        asked = frozenset(graphs)
        if self._within is None or not asked <= self._within[0]:
            self._within = asked, self._of(asked)
        return self._within[1]

    def _of(self, graphs: frozenset[str]) -> Told:
        """All that the documents tell that these graphs are of."""
        documents = {key[0] for key, iri in self.iris.items() if iri in graphs}
        keys = {key for key in self.iris if key[0] in documents}

        def touches(said: Statement | Measurement | Doubt) -> bool:
            return not documents.isdisjoint(map(_DOCUMENT, said.evidence))

        told = self._all(
            [byline for byline in self.knowledge.bylines if byline[:2] in keys],
            {pair: facts for pair, facts in self.prized.items() if any(map(touches, facts))},
        )
        return Told(
            [entity for entity in told.entities if not keys.isdisjoint(entity.articles)],
            [statement for statement in told.statements if touches(statement)],
            [figure for figure in told.figures if touches(figure)],
            [doubt for doubt in told.doubts if touches(doubt)],
            [statement for statement in told.rejected if touches(statement)],
        )

    def _all(self, signed: Sequence[tuple[str, int, str]], prized: Prized) -> Told:
        """All that is told, but of the bylines who ``signed``, and of prizes those ``prized``."""
        known = self.knowledge
        by = bylines(signed, self.articles, self.entities, self.mint)
        prizes = (prize(*pair, facts) for pair, facts in prized.items())
        return Told(
            known.entities,
            (*known.statements, *by, *prizes),
            known.measurements,
            known.doubts,
            tuple(self.rejected()),
        )

    def rejected(self) -> Iterator[Statement]:
        """Facts that the user says do not hold."""
        for corrected in self.knowledge.corrected:
            if corrected.invalid and corrected.statement is not None:
                yield corrected.statement

    @cached_property
    def prized(self) -> Prized:
        """What tells whose prize an award is."""
        return prized(self.knowledge, self.entities)
