"""The one step that sees every article: things of one identity become one entity.

What each article says is gathered (:mod:`kg.resolve.profiles`), everything but people gets its id
from its own words (:mod:`kg.resolve.things`), people are compared (:mod:`kg.resolve.people`).
Every decision is listed with its weight and reason.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.model import (
    AWARD,
    PROGRAMME,
    Article,
    Document,
    Doubt,
    Entity,
    Evidence,
    Fact,
    Knowledge,
    Measurement,
    Mention,
    Merge,
    Reading,
    Statement,
)
from kg.resolve.kinds import subtype_of
from kg.resolve.names import identity_key
from kg.resolve.people import People, identify_people
from kg.resolve.profiles import Gatherer, Local, PersonProfile, Profile, evidence_of, gather
from kg.resolve.settings import division_name
from kg.resolve.things import EDITION, Things, find_renamings, find_series, identify, series_of

_PRIZE_MARKS = re.compile(r"[“”‘’\"'《》\s]")


def resolve(
    readings: Iterable[Reading], apart: frozenset[frozenset[str]] = frozenset()
) -> Knowledge:
    """Merge what all articles say; the order of ``readings`` does not matter.

    ``apart``: pairs of ids that must stay two, whatever speaks for their being one.
    """
    ordered = sorted(readings, key=lambda r: (r.article.document.name, r.article.number))
    gathered = gather(ordered)
    renamings = [found for reading in ordered for found in find_renamings(reading, gathered)]
    things = identify(gathered, renamings, apart)
    people = identify_people(
        {k: p for k, p in gathered.profiles.items() if isinstance(p, PersonProfile)},
        things.ids,
        things.own_ids,
        apart,
    )
    of = things.ids | people.ids
    entities = _entities(gathered, of, things, people)
    series = find_series({e.id: e.name for e in entities if e.kind == PROGRAMME})
    documents: dict[str, Document] = {}
    articles: list[Article] = []
    for reading in ordered:
        documents.setdefault(reading.article.document.name, reading.article.document)
        articles.append(reading.article)
    statements = _statements(ordered, of, gathered)
    statements += _editions(ordered, of, gathered, series, statements)
    return Knowledge(
        documents=tuple(documents[name] for name in sorted(documents)),
        articles=tuple(articles),
        entities=_with_series(entities, series),
        statements=tuple(sorted(statements, key=_statement_order)),
        measurements=_measurements(ordered, of, gathered),
        bylines=_bylines(ordered, of, gathered),
        merges=_merges(things, people),
        doubts=_doubts(things, people, gathered),
    )


def _entities(
    gathered: Gatherer, of: Mapping[Local, str], things: Things, people: People
) -> list[Entity]:
    groups: dict[str, list[Profile]] = defaultdict(list)
    for local in sorted(gathered.profiles):
        groups[of[local]].append(gathered.profiles[local])
    replaced = things.replaced | people.replaced
    return [
        _entity(identity, groups[identity], things.divisions.get(identity), replaced)
        for identity in sorted(groups)
    ]


def _entity(
    identity: str,
    profiles: Sequence[Profile],
    division: str | None,
    replaced: Mapping[str, tuple[str, ...]],
) -> Entity:
    kind = profiles[0].kind
    names: set[str] = set().union(*(p.forms for p in profiles), {p.name for p in profiles})
    name = _label(identity, profiles, division)
    if kind == AWARD:
        for scope in {p.scope for p in profiles if p.scope}:
            names |= {scope + name, _PRIZE_MARKS.sub("", scope) + name}
            names |= {scope + n for n in names if scope not in n and len(n) <= 12}
    return Entity(
        id=identity,
        kind=kind,
        name=name,
        subtype=subtype_of(kind, name),
        aliases=tuple(sorted(names - {name, ""})),
        articles=tuple(sorted(set().union(*(p.articles for p in profiles)))),
        division=division,
        replaces=replaced.get(identity, ()),
    )


def _label(identity: str, profiles: Sequence[Profile], division: str | None) -> str:
    """The name the id was made of, as the texts write it; a division's official name."""
    names = sorted({p.name for p in profiles}, key=lambda n: (-len(n), n))
    if division and (official := division_name(division)) in names:
        return official
    made_of = identity.partition("/")[2].partition("（")[0]
    return next(
        (name for name in names if identity_key(profiles[0].kind, name) == made_of), names[0]
    )


def _editions(
    readings: Sequence[Reading],
    of: Mapping[Local, str],
    gathered: Gatherer,
    series: Mapping[str, str],
    statements: Sequence[Statement],
) -> list[Statement]:
    """``partOf`` from each edition to its series, with the words that name the edition."""
    known = {(s.subject, s.object) for s in statements if s.relation == "partOf"}
    found: dict[str, set[Evidence]] = defaultdict(set)
    if series:
        for reading in readings:
            for mention in reading.mentions:
                if mention.kind == PROGRAMME and not mention.anaphor:
                    identity = of[gathered.local(mention, reading.article)]
                    if identity in series and series_of(mention.text, EDITION):
                        found[identity].add(
                            evidence_of(reading.article, mention.start, mention.end)
                        )
    return [
        Statement(
            edition,
            "partOf",
            series[edition],
            evidence=tuple(sorted(pieces)),
            rules=("resolve/edition",),
            confidence=0.9,
        )
        for edition, pieces in sorted(found.items())
        if (edition, series[edition]) not in known
    ]


def _with_series(entities: Sequence[Entity], series: Mapping[str, str]) -> tuple[Entity, ...]:
    """Add the series that only its editions name."""
    known = {entity.id: entity for entity in entities}
    articles: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for edition, whole in series.items():
        articles[whole] |= set(known[edition].articles)
    for whole, where in articles.items():
        if whole not in known:
            name = whole.partition("/")[2]
            known[whole] = Entity(
                whole,
                PROGRAMME,
                name,
                subtype_of(PROGRAMME, name),
                articles=tuple(sorted(where)),
            )
    return tuple(known[identity] for identity in sorted(known))


def _merges(things: Things, people: People) -> tuple[Merge, ...]:
    merged = {
        Merge(identity, names, reason, round(weight, 2), True)
        for identity, names, reason, weight in (*things.joined, *people.joined)
    }
    refused = [
        *((d.one, d.other, d.weight, d.reason) for d in people.doubts),
        *things.doubtful,
    ]
    apart = {
        Merge(one, (one.partition("/")[2], other.partition("/")[2]), reason, weight, False)
        for one, other, weight, reason in refused
    }
    return tuple(
        sorted(merged | apart, key=lambda m: (m.entity, m.names, m.reason, m.weight, m.merged))
    )


def _doubts(things: Things, people: People, gathered: Gatherer) -> tuple[Doubt, ...]:
    """Pairs that are linked; each with the words that name the two."""
    found = [Doubt(d.one, d.other, d.weight, d.reason, d.evidence) for d in people.doubts]
    wanted = {identity for pair in things.doubtful for identity in pair[:2]}
    named: dict[str, Evidence] = {}
    for local, identity in things.ids.items():
        where = gathered.profiles[local].named_at
        if identity in wanted and where is not None:
            named[identity] = min(where, named.get(identity, where))
    for pair in things.doubtful:
        one, other = sorted(pair[:2])
        if one in named and other in named:
            evidence = tuple(sorted((named[one], named[other])))
            found.append(Doubt(one, other, pair[2], pair[3], evidence))
    return tuple(sorted({d for d in found if d.evidence}, key=lambda d: (d.one, d.other, d.reason)))


@dataclass(frozen=True, slots=True)
class _Said:
    """What makes two facts one statement: all that is said, but not who says it."""

    subject: str
    relation: str
    object: str | None
    title: str | None
    former: bool
    year: str | None
    date: str | None
    competition: str | None
    category: str | None
    count: int | None
    role: str | None


def _statements(
    readings: Sequence[Reading], of: Mapping[Local, str], gathered: Gatherer
) -> list[Statement]:
    stated: dict[_Said, list[tuple[Fact, Evidence]]] = defaultdict(list)
    for reading in readings:
        article = reading.article

        def identity(mention: Mention | None, article: Article = article) -> str | None:
            return None if mention is None else of.get(gathered.local(mention, article))

        for fact in reading.facts:
            subject, target = identity(fact.subject), identity(fact.object)
            if subject is None or subject == target:
                continue
            q = fact.qualifiers
            contest = identity(q.competition)
            said = _Said(
                subject, fact.relation, target, q.title, q.former, q.year, q.date,
                contest, q.category, q.count, q.role,
            )  # fmt: skip
            stated[said].append((fact, evidence_of(article, fact.start, fact.end)))
    return [_statement(said, items) for said, items in stated.items()]


def _statement(said: _Said, items: Sequence[tuple[Fact, Evidence]]) -> Statement:
    """One node for what several articles say: documents that agree make each other likelier."""
    doubt = 1.0
    for confidence in {e.document: f.confidence for f, e in items}.values():
        doubt *= 1 - confidence
    return Statement(
        evidence=tuple(sorted({e for _, e in items})),
        rules=tuple(sorted({f.rule for f, _ in items})),
        confidence=round(max(1 - doubt, max(f.confidence for f, _ in items)), 2),
        **{name: getattr(said, name) for name in said.__slots__},
    )


def _statement_order(s: Statement) -> tuple[str, ...]:
    return tuple(
        str(x)
        for x in (
            s.subject,
            s.relation,
            s.object or "",
            s.title or "",
            s.former,
            s.year or "",
            s.date or "",
            s.competition or "",
            s.category or "",
            s.count or "",
            s.role or "",
        )
    )


def _measurements(
    readings: Sequence[Reading], of: Mapping[Local, str], gathered: Gatherer
) -> tuple[Measurement, ...]:
    found = []
    for reading in readings:
        for figure in reading.figures:
            about = None
            if figure.about is not None:
                about = of.get(gathered.local(figure.about, reading.article))
            found.append(
                Measurement(
                    value=figure.value,
                    unit=figure.unit,
                    measure=figure.measure,
                    evidence=(evidence_of(reading.article, figure.start, figure.end),),
                    rule=figure.rule,
                    confidence=figure.confidence,
                    about=about,
                    period=figure.period,
                    hedge=figure.hedge,
                )
            )
    return tuple(sorted(found, key=lambda m: (m.evidence, m.value, m.unit, m.measure)))


def _bylines(
    readings: Sequence[Reading], of: Mapping[Local, str], gathered: Gatherer
) -> tuple[tuple[str, int, str], ...]:
    found = set()
    for reading in readings:
        article = reading.article
        for byline in article.bylines:
            identity = of.get(gathered.byline(article, byline.name))
            if identity:
                found.add((article.document.name, article.number, identity))
    return tuple(sorted(found))
