"""The one step that sees every article: things of one identity become one entity.

What each article says is noted and gathered (:mod:`kg.resolve.notes`), everything but people gets its id
from its own words (:mod:`kg.resolve.things`), people are compared (:mod:`kg.resolve.people`).
Every decision is listed with its weight and reason.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kg.model import (
    AWARD,
    PROGRAMME,
    Doubt,
    Entity,
    Evidence,
    Knowledge,
    Merge,
    Reading,
)
from kg.resolve.kinds import subtype_of
from kg.resolve.names import identity_key
from kg.resolve.notes import Gathered, Note, gather, take_note
from kg.resolve.people import People, identify_people
from kg.resolve.profiles import Local, PersonProfile, Profile
from kg.resolve.series import find_series
from kg.resolve.settings import division_name
from kg.resolve.statements import editions_of, make_measurements, make_statements, statement_order
from kg.resolve.things import Things, identify

_PRIZE_MARKS = re.compile(r"[“”‘’\"'《》\s]")


def resolve(
    readings: Iterable[Reading], apart: frozenset[frozenset[str]] = frozenset()
) -> Knowledge:
    """Merge what all articles say; the order of ``readings`` does not matter.

    ``apart``: pairs of ids that must stay two, whatever speaks for their being one.
    """
    return combine(map(take_note, readings), apart)


def combine(notes: Iterable[Note], apart: frozenset[frozenset[str]] = frozenset()) -> Knowledge:
    """The same for articles of which notes were taken."""
    ordered = sorted(notes, key=lambda note: note.key)
    gathered = gather(ordered)
    renamings = [found for note in ordered for found in note.renamings]
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
    documents = {note.article.document.name: note.article.document for note in reversed(ordered)}
    statements = make_statements(ordered, of)
    statements += editions_of(ordered, of, series, statements)
    return Knowledge(
        documents=tuple(documents[name] for name in sorted(documents)),
        articles=tuple(note.article for note in ordered),
        entities=_with_series(entities, series),
        statements=tuple(sorted(statements, key=statement_order)),
        measurements=make_measurements(ordered, of),
        bylines=tuple(
            sorted({(*n.key, of[local]) for n in ordered for local in n.bylines if local in of})
        ),
        merges=_merges(things, people),
        doubts=_doubts(things, people, gathered),
    )


def _entities(
    gathered: Gathered, of: Mapping[Local, str], things: Things, people: People
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
    names = {p.name for p in profiles}.union(*(p.forms for p in profiles))
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
    if len(profiles) == 1:  # as most are
        return profiles[0].name
    names = sorted({p.name for p in profiles}, key=lambda n: (-len(n), n))
    if division and (official := division_name(division)) in names:
        return official
    made_of = identity.partition("/")[2].partition("（")[0]
    return next(
        (name for name in names if identity_key(profiles[0].kind, name) == made_of), names[0]
    )


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


def _doubts(things: Things, people: People, gathered: Gathered) -> tuple[Doubt, ...]:
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
