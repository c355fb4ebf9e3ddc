"""What the page holds, as plain data: lists and numbers that JSON can carry, in one fixed order.

The page reads *fragments* (see ``web/store.js``): tables of names, then rows that point into them.
An embedded page holds one fragment with everything; a server may send small ones of the same form.
Offsets are given twice: into the restored text that the page shows, in UTF-16 units as JavaScript
counts, and into the file, in code points as the graph counts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kg.graph.iris import DEFAULT_BASE, Minter, document_key
from kg.model import (
    ENTITY_KINDS,
    PERSON,
    Article,
    Evidence,
    Knowledge,
    Statement,
)
from kg.render.pinyin import syllables
from kg.render.places import place

Json = Any

BLOCK_KINDS = ("headline", "deck", "lead", "heading", "byline", "caption", "body")
MOST_TEXT = (
    4_000_000  # characters of articles that a page holds whole; above, paragraphs with facts
)


@dataclass(frozen=True, slots=True)
class View:
    """``fragment``: entities, facts, figures, articles. ``texts``: what the articles say."""

    fragment: dict[str, Json]
    texts: list[Json]


class Names:
    """A table of names: each gets a number when first used."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.numbers = {name: number for number, name in enumerate(names)}

    def __getitem__(self, name: str) -> int:
        return self.numbers.setdefault(name, len(self.numbers))

    def get(self, name: str | None) -> int:
        """Give the number of a name that may be missing, -1 where it is."""
        return -1 if name is None else self[name]

    def list(self) -> list[str]:
        """All names, by number."""
        return list(self.numbers)


def view(knowledge: Knowledge, base_iri: str = DEFAULT_BASE) -> View:
    """Turn what is known into what the page holds. ``base_iri`` is the graph's."""
    entity_of = {entity.id: number for number, entity in enumerate(knowledge.entities)}
    article_of = {
        (article.document.name, article.number): number
        for number, article in enumerate(knowledge.articles)
    }
    weights = weigh(knowledge, entity_of)
    places = place(weights, links(knowledge, entity_of, weights))
    spans = Spans(knowledge.articles, article_of)
    kinds, subtypes, relations, rules = Names(ENTITY_KINDS), Names(), Names(), Names()
    community_of = {
        member: number
        for number, community in enumerate(places.communities)
        for member in community.members
    }

    entities = [
        [
            entity.id,
            kinds[entity.kind],
            subtypes.get(entity.subtype),
            entity.name,
            list(entity.aliases),
            sorted(article_of[key] for key in entity.articles if key in article_of),
            [
                syllables(form, surname=entity.kind == PERSON)
                for form in (entity.name, *entity.aliases)
            ],
            *places.points[number],
            community_of.get(number, -1),
            weights[number],
        ]
        for number, entity in enumerate(knowledge.entities)
    ]
    differing = contradictions(knowledge.statements)
    kept = [s for s in knowledge.statements if s.subject in entity_of]
    fact_rows = [
        [
            fact_key(statement),
            entity_of[statement.subject],
            relations[statement.relation],
            entity_of.get(statement.object or "", -1),
            round(statement.confidence, 4),
            [rules[rule] for rule in statement.rules],
            [spans.locate(evidence) for evidence in statement.evidence],
            qualifiers(statement, entity_of),
        ]
        for statement in kept
    ]
    row_of = {row[0]: number for number, row in enumerate(fact_rows)}
    figure_rows = [
        [
            entity_of.get(figure.about or "", -1),
            str(figure.value),
            figure.unit,
            figure.measure,
            figure.period or "",
            figure.hedge or "",
            round(figure.confidence, 4),
            rules[figure.rule],
            [spans.locate(evidence) for evidence in figure.evidence],
        ]
        for figure in knowledge.measurements
    ]
    documents = Names(document.name for document in knowledge.documents)
    writers = {
        (document, number, knowledge.entities[entity_of[entity]].name): entity_of[entity]
        for document, number, entity in knowledge.bylines
        if entity in entity_of
    }
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
    fragment = {
        "base": base_iri,
        "kinds": kinds.list(),
        "subtypes": subtypes.list(),
        "relations": relations.list(),
        "rules": rules.list(),
        "documents": documents.list(),
        "keys": [document_key(document) for document in knowledge.documents],
        "articles": article_rows,
        "entities": entities,
        "facts": fact_rows,
        "differing": sorted(
            sorted(row_of[key] for key in group if key in row_of) for group in differing
        ),
        "figures": figure_rows,
        "communities": [
            [
                community.members[0],
                len(community.members),
                community.x,
                community.y,
                community.radius,
            ]
            for community in places.communities
        ],
    }
    return View(fragment, texts(knowledge.articles, spans))


def weigh(knowledge: Knowledge, entity_of: dict[str, int]) -> list[int]:
    """Count the statements that each entity takes part in."""
    count: Counter[str] = Counter()
    for statement in knowledge.statements:
        ends = {statement.subject, statement.object, statement.competition}
        count.update(end for end in ends if end)
    return [count[identity] for identity in entity_of]


def links(
    knowledge: Knowledge, entity_of: dict[str, int], weights: Sequence[int]
) -> list[tuple[int, int, float]]:
    """List what pulls entities together: their facts, else the article that names them both."""
    found: Counter[tuple[int, int]] = Counter()
    for statement in knowledge.statements:
        if statement.object in entity_of and statement.subject in entity_of:
            ends = sorted((entity_of[statement.subject], entity_of[statement.object]))
            found[ends[0], ends[1]] += 1
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


def fact_key(statement: Statement) -> str:
    """Name a fact in a link, the same in every build that holds it: the end of its IRI."""
    return Minter("").statement(statement).removeprefix("statement/")


def qualifiers(statement: Statement, entity_of: dict[str, int]) -> dict[str, Json]:
    """Give what a fact says beyond its two ends; what it does not say is left out."""
    said: dict[str, Json] = {
        "title": statement.title,
        "former": statement.former or None,
        "year": statement.year,
        "date": statement.date,
        "competition": entity_of.get(statement.competition or "", statement.competition),
        "category": statement.category,
        "count": statement.count,
        "role": statement.role,
    }
    return {name: value for name, value in said.items() if value is not None}


def contradictions(statements: Sequence[Statement]) -> list[list[str]]:
    """Group the facts that say different things of the same pair: another title, year or count.

    Such facts may both hold (two posts, two years); the page shows them side by side.
    """
    groups: dict[tuple[str, str, str | None], list[Statement]] = defaultdict(list)
    for statement in statements:
        if statement.object is not None:
            groups[statement.subject, statement.relation, statement.object].append(statement)
    return [
        [fact_key(statement) for statement in group]
        for _, group in sorted(groups.items(), key=lambda item: [str(part) for part in item[0]])
        if any(len(set(said)) > 1 for said in zip(*map(_disputable, group), strict=True))
    ]


def _disputable(statement: Statement) -> tuple[object, ...]:
    year = statement.year or (statement.date or "")[:4]
    return statement.title, statement.former, year, statement.count, statement.category


class Spans:
    """Finds evidence in the text that the page shows, and remembers which paragraphs it needs."""

    def __init__(self, articles: Sequence[Article], article_of: dict[tuple[str, int], int]) -> None:
        self.articles = articles
        self.article_of = article_of
        self.used: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.wide = [any(c > "\uffff" for c in article.text) for article in articles]

    def locate(self, evidence: Evidence) -> list[Json]:
        """Give article, UTF-16 start and end in its text, then start and end in the file.

        The quote follows where the page broke it, so that the file reads otherwise. Where the
        article is not known the quote itself stands in place of the offsets.
        """
        number = self.article_of.get((evidence.document, evidence.article))
        if number is None:
            return [-1, evidence.quote, evidence.document, evidence.start, evidence.end]
        article = self.articles[number]
        start = bisect_left(article.origins, evidence.start)
        end = bisect_left(article.origins, evidence.end)
        while end > start and article.text[end - 1].isspace():
            end -= 1
        self.used[number].append((start, end))
        span = [
            number,
            self.units(number, start),
            self.units(number, end),
            evidence.start,
            evidence.end,
        ]
        return span if article.text[start:end] == evidence.quote else [*span, evidence.quote]

    def units(self, number: int, offset: int) -> int:
        """Count the UTF-16 units before a code point of an article."""
        if not self.wide[number]:
            return offset
        before = self.articles[number].text[:offset]
        return offset + sum(c > "\uffff" for c in before)


def texts(articles: Sequence[Article], spans: Spans) -> list[Json]:
    """Give each article's text and its blocks (start, end, kind), for the page to read from."""
    rows: list[Json] = []
    for number, article in enumerate(articles):
        blocks = [
            [spans.units(number, block.start), spans.units(number, block.end), block.kind]
            for block in article.blocks
        ]
        rows.append([article.text, [[s, e, BLOCK_KINDS.index(kind)] for s, e, kind in blocks]])
    return rows
