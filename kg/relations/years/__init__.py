"""Of which year an honour is: one that the article tells, or none.

A reader goes by how a year was told, how far before the honour, and what stands between
(:mod:`.features`). What each of these weighs is learned (:mod:`.training`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from kg.choosing import Chooser, Facet, load_chooser
from kg.model import Article, Fact, Mention, Sentence
from kg.relations.years.features import Scenery, ask

SHIPPED = Path(__file__).parent / "weights.json"


def date_honours(
    article: Article,
    sentences: Sequence[Sentence],
    mentions: Iterable[Mention],
    facts: Sequence[Fact],
    years: Chooser | None = None,
) -> list[Fact]:
    """The facts, those of honours with their year where the article tells it."""
    if not any(fact.relation == "received" for fact in facts):
        return list(facts)
    years = years or load_years()
    scenery = Scenery(article, sentences, mentions)
    return [_dated(scenery, fact, years) if fact.relation == "received" else fact for fact in facts]


def _dated(scenery: Scenery, fact: Fact, years: Chooser) -> Fact:
    step = ask(scenery, fact)
    [chosen] = years.choose([step])
    [year] = step.things[chosen]
    return replace(fact, qualifiers=replace(fact.qualifiers, year=year or None))


def spell(facet: Facet) -> Iterable[str]:
    """A facet is one feature."""
    return map(str, facet)


@cache
def load_years(path: Path = SHIPPED) -> Chooser:
    """The shipped model, or another; RuleError where it cannot be read."""
    return load_chooser(path, spell)
