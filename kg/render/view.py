"""What the page holds, as plain data: lists and numbers that JSON can carry, in one fixed order.

The page reads *fragments* (see ``web/store.js``): tables of names, then rows that point into them.
An embedded page holds one fragment with everything; a server may send small ones of the same form.
Evidence is given by its place in the file, in code points as the graph counts; where that is in the
text that the page shows, :mod:`kg.render.texts` says.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from kg.graph.derived import doubted, prizes
from kg.graph.iris import DEFAULT_BASE, Minter, document_key
from kg.model import (
    ENTITY_KINDS,
    PERSON,
    Document,
    Evidence,
    Knowledge,
    Measurement,
    Statement,
)
from kg.render.foremost import foremost, weigh
from kg.render.pinyin import syllables
from kg.render.places import Places, place

Json = Any


@dataclass(frozen=True, slots=True)
class View:
    """``fragment``: entities, facts, figures, articles; ``shown``: what is known of all these."""

    fragment: dict[str, Json]
    shown: Knowledge


class Names(dict[str, int]):
    """A table of names: each gets a number when first used."""

    def __missing__(self, name: str) -> int:
        return self.setdefault(name, len(self))


def view(knowledge: Knowledge, base_iri: str = DEFAULT_BASE) -> View:
    """Turn what is known into what the page holds. ``base_iri`` is the graph's."""
    entities = {entity.id: entity for entity in knowledge.entities}
    derived = (*prizes(knowledge, entities), *map(doubted, knowledge.doubts))
    whole = replace(knowledge, statements=knowledge.statements + derived)
    knowledge = foremost(whole)
    weights = weigh(knowledge)
    places = place(weights, links(knowledge, weights))
    held = fragment(knowledge, base_iri, weights, places, located(knowledge), Naming(knowledge))
    held["left_out"] = [
        len(all_of) - len(shown)
        for all_of, shown in (
            (whole.entities, knowledge.entities),
            (whole.statements, knowledge.statements),
            (whole.measurements, knowledge.measurements),
        )
    ]
    return View(held, knowledge)


def located(knowledge: Knowledge) -> Callable[[Evidence], Json]:
    """Article, start and end in the file of a piece of evidence.

    The quote follows where it holds blanks: there the layout may have joined broken lines, so that
    the file reads otherwise than the page. It follows too, and the file, where no article is known.
    """
    numbers = {(a.document.name, a.number): n for n, a in enumerate(knowledge.articles)}

    def locate(evidence: Evidence) -> Json:
        document, article, start, end, quote = evidence
        number = numbers.get((document, article), -1)
        if number >= 0 and quote.isprintable() and " " not in quote:
            return [number, start, end]
        return [number, start, end, quote] if number >= 0 else [-1, start, end, quote, document]

    return locate


def fragment(
    knowledge: Knowledge,
    base_iri: str,
    weights: Sequence[int],
    places: Places | None,
    locate: Callable[[Evidence], Json],
    naming: Naming,
) -> dict[str, Json]:
    """Write ``knowledge``, or a part of it, as the page reads it.

    ``weights``: of each entity; ``places``: where each stands, None where the page is to choose.
    """
    entity_of = {entity.id: number for number, entity in enumerate(knowledge.entities)}
    article_of = {(a.document.name, a.number): n for n, a in enumerate(knowledge.articles)}
    kinds = Names({kind: number for number, kind in enumerate(ENTITY_KINDS)})
    subtypes, relations, rules = Names(), Names(), Names()
    communities = places.communities if places else ()
    community_of = {
        member: number for number, found in enumerate(communities) for member in found.members
    }
    entities = [
        [
            entity.id,
            kinds[entity.kind],
            -1 if entity.subtype is None else subtypes[entity.subtype],
            entity.name,
            list(entity.aliases),
            sorted(article_of[key] for key in entity.articles if key in article_of),
            [
                syllables(form, surname=entity.kind == PERSON)
                for form in (entity.name, *entity.aliases)
            ],
            *(places.points[number] if places else (None, None)),
            community_of.get(number, -1),
            weights[number],
        ]
        for number, entity in enumerate(knowledge.entities)
    ]
    kept = [
        s
        for s in knowledge.statements
        if s.subject in entity_of and (s.object is None or s.object in entity_of)
    ]
    fact_rows = [
        [
            naming.fact(statement),
            entity_of[statement.subject],
            relations[statement.relation],
            -1 if statement.object is None else entity_of[statement.object],
            round(statement.confidence, 4),
            [rules[rule] for rule in statement.rules],
            [locate(evidence) for evidence in statement.evidence],
            qualifiers(statement, entity_of),
        ]
        for statement in kept
    ]
    figure_rows = [
        [
            naming.figure(figure),
            entity_of.get(figure.about or "", -1),
            str(figure.value),
            figure.unit,
            figure.measure,
            figure.period or "",
            figure.hedge or "",
            round(figure.confidence, 4),
            rules[figure.rule],
            [locate(evidence) for evidence in figure.evidence],
        ]
        for figure in knowledge.measurements
    ]
    writers = {
        (document, number, knowledge.entities[entity_of[entity]].name): entity_of[entity]
        for document, number, entity in knowledge.bylines
        if entity in entity_of
    }
    documents = {document.name: n for n, document in enumerate(knowledge.documents)}
    article_rows = [
        [
            documents[article.document.name],
            article.number,
            article.headline,
            article.published or "",
            [
                [byline.name, byline.role, writers.get((*key, byline.name), -1)]
                for byline in article.bylines
            ],
        ]
        for article in knowledge.articles
        for key in [(article.document.name, article.number)]
    ]
    return {
        "base": base_iri,
        "kinds": list(kinds),
        "subtypes": list(subtypes),
        "relations": list(relations),
        "rules": list(rules),
        "documents": [naming.file(document) for document in knowledge.documents],
        "keys": [naming.key(document) for document in knowledge.documents],
        "articles": article_rows,
        "entities": entities,
        "facts": fact_rows,
        "differing": contradictions(kept),
        "figures": figure_rows,
        "differing_figures": differing_figures(knowledge.measurements),
        "contradicting": contradicting(
            knowledge,
            [str(row[0]) for row in fact_rows],
            [str(row[0]) for row in figure_rows],
            naming,
        ),
        "communities": [
            [found.members[0], len(found.members), found.x, found.y, found.radius]
            for found in communities
        ],
    }


class Naming:
    """What a document, a fact and a figure are called in the page and in its links."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.documents = {document.name: document for document in knowledge.documents}
        self.mint = Minter("")

    def file(self, document: Document) -> str:
        """The file's name as a reader knows it."""
        return document.name

    def key(self, document: Document) -> str:
        """The end of the document's IRI, which its articles' IRIs begin with."""
        return document_key(document)

    def fact(self, statement: Statement) -> str:
        """The end of the fact's IRI: the same in every build that holds it."""
        return self.mint.statement(statement).removeprefix("statement/")

    def figure(self, figure: Measurement) -> str:
        """The end of the figure's IRI."""
        document = self.documents.get(figure.evidence[0].document) if figure.evidence else None
        return self.mint.figure(figure, document).removeprefix("figure/")


def links(knowledge: Knowledge, weights: Sequence[int]) -> list[tuple[int, int, float]]:
    """List what pulls entities together: their facts, else the article that names them both."""
    entity_of = {entity.id: number for number, entity in enumerate(knowledge.entities)}
    found: Counter[tuple[int, int]] = Counter()
    for statement in knowledge.statements:
        if statement.object in entity_of and statement.subject in entity_of:
            one, other = entity_of[statement.subject], entity_of[statement.object]
            found[(one, other) if one < other else (other, one)] += 1
    joined = {end for pair in found for end in pair}
    pulled = {(start, end): float(strength) for (start, end), strength in found.items()}
    foremost: dict[tuple[str, int], int] = {}
    for number, entity in enumerate(knowledge.entities):
        for article in entity.articles:
            known = foremost.get(article)
            if number in joined and (known is None or weights[number] > weights[known]):
                foremost[article] = number
    for number, entity in enumerate(knowledge.entities):
        if number not in joined:
            for article in entity.articles[:1]:
                if article in foremost:
                    pulled[number, foremost[article]] = 0.5
    return [(start, end, strength) for (start, end), strength in sorted(pulled.items())]


_QUALIFIERS = ("title", "former", "year", "date", "category", "count", "role")
_qualifying = attrgetter(*_QUALIFIERS)


def qualifiers(statement: Statement, entity_of: dict[str, int]) -> dict[str, Json]:
    """Give what a fact says beyond its two ends; what it does not say is left out."""
    told = zip(_QUALIFIERS, _qualifying(statement), strict=True)
    said = {name: value for name, value in told if value is not None and value is not False}
    if (competition := statement.competition) is not None:
        said["competition"] = entity_of.get(competition, competition)
    return said


def contradicting(
    knowledge: Knowledge, facts: Sequence[str], figures: Sequence[str], naming: Naming
) -> list[list[Json]]:
    """Pairs that cannot both hold: ``facts`` or ``figures``, the two rows, and why."""
    fact_of = {key: row for row, key in enumerate(facts)}
    figure_of = {key: row for row, key in enumerate(figures)}

    def row(told: Statement | Measurement) -> int | None:
        if isinstance(told, Statement):
            return fact_of.get(naming.fact(told))
        return figure_of.get(naming.figure(told))

    return [
        ["facts" if isinstance(pair.one, Statement) else "figures", one, other, pair.reason]
        for pair in knowledge.contradictions
        if (one := row(pair.one)) is not None and (other := row(pair.other)) is not None
    ]


def contradictions(statements: Sequence[Statement]) -> list[list[int]]:
    """Group the facts, by number, that differ about one pair: another title, year or count.

    Such facts may both hold (two posts, two years); the page shows them side by side.
    """
    groups: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for number, statement in enumerate(statements):
        if statement.object is not None:
            groups[statement.subject, statement.relation, statement.object].append(number)
    return sorted(
        group
        for group in groups.values()
        if len(group) > 1
        and any(
            len(set(said)) > 1
            for said in zip(*(_disputable(statements[n]) for n in group), strict=True)
        )
    )


def differing_figures(figures: Sequence[Measurement]) -> list[list[int]]:
    """Group the figures, by number, that give one measure of one thing several values."""
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, figure in enumerate(figures):
        if figure.about:
            key = (figure.about, figure.measure, figure.unit, figure.period or "")
            groups[key].append(number)
    return sorted(
        group for group in groups.values() if len({figures[number].value for number in group}) > 1
    )


def _disputable(statement: Statement) -> tuple[object, ...]:
    year = statement.year or (statement.date or "")[:4]
    return statement.title, statement.former, year, statement.count, statement.category
