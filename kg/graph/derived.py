"""What follows from the facts of all articles: who signed each, whose prize an award is, who may be one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from kg.graph.iris import Minter
from kg.model import PROGRAMME, Article, Doubt, Entity, Evidence, Knowledge, Statement

Key = tuple[str, int]  # document name, article number


def bylines(
    signed: Iterable[tuple[str, int, str]],
    articles: Mapping[Key, Article],
    entities: Mapping[str, Entity],
    mint: Minter,
) -> Iterator[Statement]:
    """Who wrote or photographed an article, with the words of its byline.

    ``signed``: document, number of the article, id of the person.
    """
    for name, number, id_ in signed:
        article = articles[name, number]
        person = entities[id_]
        for byline in article.bylines:
            if byline.name in {person.name, *person.aliases}:
                start, end = article.source(byline.start, byline.end)
                quote = article.document.text[start:end]
                yield Statement(
                    mint.article(article),
                    "byline",
                    id_,
                    evidence=(Evidence(name, number, start, end, quote),),
                    rules=("layout/byline",),
                    confidence=1.0,
                    role=byline.role or None,
                )


def prizes(knowledge: Knowledge, entities: Mapping[str, Entity]) -> Iterator[Statement]:
    """``prizeOf``: the competition in the award's own name, or the one all recipients had."""
    for (award, programme), facts in prized(knowledge, entities).items():
        yield prize(award, programme, facts)


def prize(award: str, programme: str, facts: Collection[Statement]) -> Statement:
    """That an award is a programme's, for all that these facts say."""
    return Statement(
        award,
        "prizeOf",
        programme,
        evidence=tuple(sorted({piece for fact in facts for piece in fact.evidence})),
        rules=tuple(sorted({rule for fact in facts for rule in fact.rules})),
        confidence=max(fact.confidence for fact in facts),
    )


def prized(
    knowledge: Knowledge, entities: Mapping[str, Entity]
) -> dict[tuple[str, str], list[Statement]]:
    """The facts that tell of an award and a programme that it is its prize, by the ids of the two."""
    found: dict[tuple[str, str], list[Statement]] = {}
    touching: dict[str, list[Statement]] = defaultdict(list)
    for statement in knowledge.statements:
        if statement.relation == "received" and statement.object is not None:
            touching[statement.object].append(statement)
        elif statement.relation == "conferredBy":
            touching[statement.subject].append(statement)
    contests: dict[str, set[str]] = defaultdict(set)
    for entity in knowledge.entities:
        if entity.kind == PROGRAMME:
            for form in (entity.name, *entity.aliases):
                contests[form].add(entity.id)
    for award, statements in sorted(touching.items()):
        won_at = {s.competition for s in statements if s.relation == "received"}
        programmes = _named_in(entities[award], contests)
        if not programmes and len(won_at) == 1:
            programmes = {id_ for id_ in won_at if id_ is not None}
        for programme in sorted(programmes):
            support = [s for s in statements if s.competition == programme]
            found[award, programme] = support or statements
    return found


def doubted(doubt: Doubt) -> Statement:
    """Two that may be one, as a statement with where each is named."""
    return Statement(
        doubt.one,
        "possiblySameAs",
        doubt.other,
        evidence=doubt.evidence,
        rules=("resolve/compare",),
        confidence=doubt.probability,
    )


def _named_in(award: Entity, contests: Mapping[str, set[str]]) -> set[str]:
    """Competitions that a name of the prize holds before its level: 技能竞赛 of 技能竞赛一等奖."""
    names = {award.name, *award.aliases}
    return {
        id_
        for name in names
        for level in names
        if name != level and name.endswith(level)
        for id_ in contests.get(name.removesuffix(level), ())
    }
