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
    Measurement,
    Statement,
)
from kg.render.foremost import foremost, weigh
from kg.render.pinyin import syllables
from kg.render.places import place

Json = Any

GAP = "\n\n……\n\n"  # stands for paragraphs left out
BLOCK_KINDS = ("headline", "deck", "lead", "heading", "byline", "caption", "body")
# Characters of articles that a page holds whole; of more, the headline and paragraphs with facts.
MOST_TEXT = 2_500_000


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
    whole, knowledge = knowledge, foremost(knowledge)
    entity_of = {entity.id: number for number, entity in enumerate(knowledge.entities)}
    weights = weigh(knowledge, entity_of)
    places = place(weights, links(knowledge, entity_of, weights))
    spans = Spans(knowledge)
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
            sorted(spans.article_of[key] for key in entity.articles if key in spans.article_of),
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
        "left_out": [
            len(all_of) - len(shown)
            for all_of, shown in (
                (whole.entities, knowledge.entities),
                (whole.statements, knowledge.statements),
                (whole.measurements, knowledge.measurements),
            )
        ],
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
        "differing_figures": differing_figures(knowledge.measurements),
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
    return View(fragment, [spans.text(number) for number in range(len(knowledge.articles))])


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


class Spans:
    """Finds evidence in the text that the page shows, which of very much text is only a part."""

    def __init__(self, knowledge: Knowledge, most_text: int = MOST_TEXT) -> None:
        self.articles = knowledge.articles
        self.article_of = {
            (article.document.name, article.number): number
            for number, article in enumerate(self.articles)
        }
        self.wide = [len(a.text.encode("utf-16-le", "surrogatepass")) > 2 * len(a.text)
                     for a in self.articles]  # fmt: skip
        self.kept: list[list[tuple[int, int]]] = [[(0, len(a.text))] for a in self.articles]
        if sum(len(article.text) for article in self.articles) > most_text:
            self.kept = self._paragraphs_with_evidence(knowledge)

    def _paragraphs_with_evidence(self, knowledge: Knowledge) -> list[list[tuple[int, int]]]:
        kept: list[set[tuple[int, int]]] = [
            {(b.start, b.end) for b in article.blocks[:1]} for article in self.articles
        ]
        pieces = [piece for statement in knowledge.statements for piece in statement.evidence]
        pieces += [piece for figure in knowledge.measurements for piece in figure.evidence]
        for evidence in pieces:
            number = self.article_of.get((evidence.document, evidence.article))
            if number is not None:
                article = self.articles[number]
                start, end = self._place(article, evidence)
                touched = [b for b in article.blocks if b.start < end and b.end > start]
                kept[number] |= {(b.start, b.end) for b in touched} | {(start, end)}
        return [_union(parts) for parts in kept]

    def _place(self, article: Article, evidence: Evidence) -> tuple[int, int]:
        start = bisect_left(article.origins, evidence.start)
        end = bisect_left(article.origins, evidence.end)
        while end > start and article.text[end - 1].isspace():
            end -= 1
        return start, end

    def locate(self, evidence: Evidence) -> list[Json]:
        """Give article, UTF-16 start and end in its text, then start and end in the file.

        The quote follows where the page broke it, so that the file reads otherwise. Where the
        article is not known the quote itself stands in place of the offsets.
        """
        number = self.article_of.get((evidence.document, evidence.article))
        if number is None:
            return [-1, evidence.quote, evidence.document, evidence.start, evidence.end]
        start, end = self._place(self.articles[number], evidence)
        span = [
            number,
            self.units(number, start),
            self.units(number, end),
            evidence.start,
            evidence.end,
        ]
        same = self.articles[number].text[start:end] == evidence.quote
        return span if same else [*span, evidence.quote]

    def units(self, number: int, offset: int) -> int:
        """Where a code point of an article stands in the text shown, in UTF-16 units."""
        text, before = self.articles[number].text, 0
        for rank, (start, end) in enumerate(self.kept[number]):
            if rank:
                before += len(GAP)
            stop = min(end, offset)
            before += stop - start
            if self.wide[number]:
                before += sum(c > "\uffff" for c in text[start:stop])
            if offset <= end:
                break
        return before

    def text(self, number: int) -> list[Json]:
        """Give an article's text as shown and its blocks: start, end, number of the kind."""
        article, kept = self.articles[number], self.kept[number]
        blocks = [
            [
                self.units(number, block.start),
                self.units(number, block.end),
                BLOCK_KINDS.index(block.kind),
            ]
            for block in article.blocks
            if any(start <= block.start and block.end <= end for start, end in kept)
        ]
        return [GAP.join(article.text[start:end] for start, end in kept), blocks]


def _union(parts: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join parts that touch or overlap."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(parts):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
