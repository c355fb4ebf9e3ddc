"""The one step that sees every article: things of one identity become one entity.

What each article says is noted and gathered (:mod:`kg.resolve.notes`), everything but people gets its id
from its own words (:mod:`kg.resolve.things`), people are compared (:mod:`kg.resolve.people`).
Every decision is listed with its weight and reason.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kg.model import AWARD, Doubt, Entity, Evidence, Knowledge, Merge, Reading, Statement
from kg.resolve.joining import Renamed, find_firms, join
from kg.resolve.kinds import subtype_of
from kg.resolve.lines import Grounds, Telling
from kg.resolve.names import identity_key
from kg.resolve.notes import Note, gather, take_note
from kg.resolve.people import identify_people
from kg.resolve.profiles import Local, PersonProfile, Profile
from kg.resolve.resolved import Resolved
from kg.resolve.settings import division_name
from kg.resolve.statements import (
    Said,
    figure_order,
    make_statement,
    measured_in,
    said_in,
    statement_order,
)
from kg.resolve.things import KINDS, identify

_PRIZE_MARKS = re.compile(r"[“”‘’\"'《》\s]")


def resolve(
    readings: Iterable[Reading], apart: frozenset[frozenset[str]] = frozenset()
) -> Knowledge:
    """Merge what all articles say; the order of ``readings`` does not matter.

    ``apart``: pairs of ids that must stay two, whatever speaks for their being one.
    """
    return combine(map(take_note, readings), apart).knowledge()


def combine(notes: Iterable[Note], apart: frozenset[frozenset[str]] = frozenset()) -> Resolved:
    """The same for articles of which notes were taken."""
    ordered = sorted(notes, key=lambda note: note.key)
    gathered = gather(ordered)
    things = identify(gathered)
    firms = find_firms(gathered, things.ids)
    renamings = renamings_in(ordered, things.ids)
    joined = join(firms, renamings, apart)
    of = {local: joined.renamed.get(own, own) for local, own in things.ids.items()}
    people = identify_people(people_in(gathered.profiles), of, things.ids, apart)
    of |= people.ids
    replaced = joined.replaced | people.replaced
    entities = [
        make_entity(identity, *grounds_in(profiles), things.divisions.get(identity),
                    replaced.get(identity, ()))
        for identity, profiles in sorted(grouped(gathered.profiles, of).items())
    ]  # fmt: skip
    return Resolved(
        apart=apart,
        articles=[note.article for note in ordered],
        entities=list(entities),
        statements=sorted(_statements(ordered, of), key=lambda made: statement_order(made[0])),
        measurements=[
            (m, None)
            for m in sorted(
                (m for n in ordered for m in measured_in(n.figures, of)), key=figure_order
            )
        ],
        bylines=sorted(
            {(*n.key, of[local]) for n in ordered for local in n.bylines if local in of}
        ),
        editions=editions_in(ordered, of),
        firms=firms,
        renamings=renamings,
        merges=in_order({*joined.merges, *people.merges}),
        doubts=doubts_in_order({*joined.doubts, *people.doubts}),
        pointing=pointing_in(ordered),
    )


# --- what notes hold ------------------------------------------------------------------------


def people_in(profiles: Mapping[Local, Profile]) -> dict[Local, PersonProfile]:
    """The profiles of people."""
    return {k: p for k, p in profiles.items() if isinstance(p, PersonProfile)}


def renamings_in(notes: Iterable[Note], ids: Mapping[Local, str]) -> list[Renamed]:
    """What articles say was renamed, by ids."""
    return sorted(
        {
            Renamed(ids[found.old], ids[found.new], found.evidence.quote)
            for note in notes
            for found in note.renamings
        }
    )


def editions_in(notes: Iterable[Note], of: Mapping[Local, str]) -> dict[str, set[Evidence]]:
    """Programmes that articles name with a year or number, and the words that do."""
    found: dict[str, set[Evidence]] = defaultdict(set)
    for note in notes:
        for local, evidence in note.editions:
            found[of[local]].add(evidence)
    return dict(found)


def pointing_in(notes: Iterable[Note]) -> list[tuple[str, int, str, str]]:
    """Where articles point to something without saying what."""
    return sorted((*note.key, text, kind) for note in notes for text, kind in note.pointing)


def grouped(profiles: Mapping[Local, Profile], of: Mapping[Local, str]) -> dict[str, list[Profile]]:
    """The profiles of each id, those of several locals in a fixed order."""
    groups: dict[str, list[Profile]] = defaultdict(list)
    for local in sorted(profiles):
        groups[of[local]].append(profiles[local])
    return groups


def _statements(
    notes: Sequence[Note], of: Mapping[Local, str]
) -> Iterable[tuple[Statement, Sequence[Telling]]]:
    stated: dict[Said, list[Telling]] = defaultdict(list)
    for note in notes:
        for said, telling in said_in(note.claims, of):
            stated[said].append(telling)
    texts = {note.article.document.name: note.article.document.checksum for note in notes}
    for said, tellings in stated.items():
        statement = make_statement(said, tellings, texts)
        yield statement, tellings


def in_order(merges: Iterable[Merge]) -> list[Merge]:
    """By the entity."""
    return sorted(merges, key=lambda m: (m.entity, m.names, m.reason, m.weight, m.merged))


def doubts_in_order(doubts: Iterable[Doubt]) -> list[Doubt]:
    """By the two that may be one."""
    return sorted(doubts, key=lambda d: (d.one, d.other, d.reason))


# --- entities -------------------------------------------------------------------------------


def grounds_in(profiles: Sequence[Profile]) -> tuple[Grounds, list[tuple[str, int]]]:
    """What the names of one thing are made of, and the articles that name it."""
    if len(profiles) == 1:  # as most are
        [p] = profiles
        return Grounds((p.name,), (p.scope,) if p.scope else (), p.forms), list(p.articles)
    grounds = Grounds(
        tuple(sorted({p.name for p in profiles})),
        tuple(sorted({p.scope for p in profiles if p.scope})),
        tuple(sorted(set().union(*(p.forms for p in profiles)))),
    )
    return grounds, sorted(set().union(*(p.articles for p in profiles)))


def make_entity(
    identity: str,
    grounds: Grounds,
    articles: Iterable[tuple[str, int]],
    division: str | None,
    replaces: tuple[str, ...],
) -> tuple[Entity, Grounds]:
    """The entity of an id."""
    kind = KINDS[identity.partition("/")[0]]
    name = _label(identity, kind, grounds.names, division)
    names = {*grounds.names, *grounds.forms}
    if kind == AWARD:
        for scope in grounds.scopes:
            names |= {scope + name, _PRIZE_MARKS.sub("", scope) + name}
            names |= {scope + n for n in names if scope not in n and len(n) <= 12}
    entity = Entity(
        id=identity,
        kind=kind,
        name=name,
        subtype=subtype_of(kind, name),
        aliases=tuple(sorted(names - {name, ""})),
        articles=tuple(articles),
        division=division,
        replaces=replaces,
    )
    return entity, grounds


def _label(identity: str, kind: str, names: Sequence[str], division: str | None) -> str:
    """The name the id was made of, as the texts write it; a division's official name."""
    if len(names) == 1:
        return names[0]
    if division and (official := division_name(division)) in names:
        return official
    names = sorted(names, key=lambda n: (-len(n), n))
    made_of = identity.partition("/")[2].partition("（")[0]
    return next((name for name in names if identity_key(kind, name) == made_of), names[0])
