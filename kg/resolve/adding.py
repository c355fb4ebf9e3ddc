"""Add the news of some documents to what was resolved before, with work in proportion to the news.

What the documents name is found by its id, and only people of a name that they name are compared
anew: for these the notes of every document that names one are needed. The result is what
:func:`kg.resolve.combine` gives for all documents. Where the news moves the id of a thing that was
known (a firm's short name turns out to be of another), everything must be looked at again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple, TypeVar

from kg.model import PERSON, Article, Doubt, Entity, Evidence, Measurement, Statement
from kg.resolve.entities import (
    doubts_in_order,
    editions_in,
    grounds_in,
    grouped,
    in_order,
    make_entity,
    people_in,
    pointing_in,
    renamings_in,
)
from kg.resolve.joining import Joined, find_firms, join
from kg.resolve.lines import (
    Grounds,
    Quote,
    Telling,
    grounds_of,
    tellings_of,
)
from kg.resolve.notes import Gathered, Note, gather
from kg.resolve.people import People, identify_people
from kg.resolve.profiles import Local
from kg.resolve.resolved import Resolved, is_person, merged
from kg.resolve.statements import (
    Said,
    figure_order,
    make_statement,
    measured_in,
    said_by,
    said_in,
    statement_order,
)
from kg.resolve.things import Things, identify

Thing = TypeVar("Thing")
MOST = 0.1  # of the documents: where people of so many are to be compared, all are


class _News(NamedTuple):
    """What is new, and what is looked at again with it."""

    notes: Sequence[Note]  # of the documents that are added
    names: frozenset[str]  # of people whom they name
    namesakes: frozenset[str]  # ids that people of these names had
    again: Sequence[Note]  # of documents that name those
    gathered: Gathered  # from all these notes
    things: Things
    joined: Joined
    people: People
    ids: Mapping[Local, str]

    def is_namesake(self, local: Local | None) -> bool:
        """Whether a local is of a person who was compared."""
        return local is not None and local[0] == PERSON and local[1] in self.names


def add(
    before: Resolved,
    notes: Sequence[Note],
    notes_of: Callable[[Collection[str]], Sequence[Note] | None],
    quote: Quote,
) -> Resolved | None:
    """``before`` with what ``notes`` of other documents say; None where all must be looked at.

    ``notes_of`` gives those of documents by name or None, ``quote`` a piece of evidence by its place.
    """
    notes = sorted(notes, key=lambda note: note.key)
    names = frozenset(k[1] for note in notes for k in note.profiles if k[0] == PERSON)
    known = [entity for entity, _ in before.entities if entity.kind == PERSON]
    namesakes = [entity for entity in known if entity.name in names]
    again = {document for entity in namesakes for document, _ in entity.articles}
    if len(again) > max(MOST * len(before.articles), 100):
        return None
    if (found := notes_of(again)) is None:
        return None
    told = sorted(found, key=lambda note: note.key)
    gathered = gather(sorted((*told, *notes), key=lambda note: note.key))
    things = identify(gathered)
    firms = {
        identity: firm.and_(before.firms.get(identity))
        for identity, firm in find_firms(gathered, things.ids).items()
    }
    firms = before.firms | firms
    renamings = sorted({*before.renamings, *renamings_in(notes, things.ids)})
    joined = join(firms, renamings, before.apart)
    if _moves(before, joined):
        return None
    of = {local: joined.renamed.get(own, own) for local, own in things.ids.items()}
    compared = {k: p for k, p in people_in(gathered.profiles).items() if k[1] in names}
    people = identify_people(compared, of, things.ids, before.apart)
    ids = frozenset(entity.id for entity in namesakes)
    news = _News(notes, names, ids, told, gathered, things, joined, people, of | people.ids)
    others = _others(before, news)
    if others is None:
        return None
    return Resolved(
        apart=before.apart,
        articles=merged(before.articles, [n.article for n in notes], _place),
        entities=_entities(before, news),
        statements=_statements(before, news, others, quote),
        measurements=merged(
            [made for made in before.measurements if made[0].about not in ids],
            [(m, None) for m in _measurements(news)],
            lambda made: figure_order(made[0]),
        ),
        bylines=sorted(_once(
            (byline for byline in before.bylines if byline[2] not in ids),
            ((*n.key, people.ids[k]) for n in (*told, *notes) for k in n.bylines
             if k in people.ids),
        )),
        editions=_with(before.editions, editions_in(notes, of)),
        firms=firms,
        renamings=renamings,
        merges=in_order(_once(
            (m for m in before.merges if is_person(m.entity) and m.entity not in ids),
            joined.merges, people.merges,
        )),
        doubts=_as_known(before.doubts, doubts_in_order(_once(
            (d for d in before.doubts if is_person(d.one) and d.one not in ids),
            joined.doubts, people.doubts,
        ))),
        pointing=sorted((*before.pointing, *pointing_in(notes))),
    )  # fmt: skip


def _place(article: Article) -> tuple[str, int]:
    return article.document.name, article.number


def _once(known: Iterable[Thing], *more: Iterable[Thing]) -> Iterable[Thing]:
    """All of them, each once; what is ``known`` stays in its order, so that it is soon sorted."""
    return dict.fromkeys(chain(known, *more))


def _as_known(known: Iterable[Doubt], doubts: Iterable[Doubt]) -> list[Doubt]:
    """The doubts; those that were known are the same objects as before."""
    before = {doubt: doubt for doubt in known}
    return [before.get(doubt, doubt) for doubt in doubts]


def _with(
    known: Mapping[str, set[Evidence]], more: Mapping[str, set[Evidence]]
) -> dict[str, set[Evidence]]:
    return {**known, **{i: pieces | known.get(i, set()) for i, pieces in more.items()}}


def _moves(before: Resolved, joined: Joined) -> bool:
    """Whether a thing that was known has another id now."""
    things = [entity for entity, _ in before.entities if entity.kind != PERSON]
    was = {entity.id: entity.id for entity in things}
    was |= {former: entity.id for entity in things for former in entity.replaces}
    return any(
        identity in was and was[identity] != kept for identity, kept in joined.renamed.items()
    ) or any(joined.renamed.get(identity, identity) != kept for identity, kept in was.items())


def _entities(before: Resolved, news: _News) -> list[tuple[Entity, Grounds | bytes]]:
    """Those that the news names, made anew from what was known and what is said."""
    known = {made[0].id: made for made in before.entities if made[0].id not in news.namesakes}
    things = {k: p for k, p in gather(news.notes).profiles.items() if k[0] != PERSON}
    people = {k: news.gathered.profiles[k] for k in news.people.ids}
    replaced = news.joined.replaced | news.people.replaced
    fresh = []
    for identity, profiles in grouped(things | people, news.ids).items():
        grounds, articles = grounds_in(profiles)
        division = news.things.divisions.get(identity)
        if identity in known:
            entity, line = known.pop(identity)
            grounds = grounds_of(entity, line).and_(grounds)
            articles = sorted({*entity.articles, *articles})
            division = entity.division
        fresh.append(make_entity(identity, grounds, articles, division, replaced.get(identity, ())))
    return merged(list(known.values()), fresh, lambda one: one[0].id)


def _others(before: Resolved, news: _News) -> dict[Local, str] | None:
    """Ids of people of other names of whom something is told together with one who was compared.

    None where two of one name are named in one article: then a local does not say which it is.
    """
    wanted = {
        local
        for note in news.again
        for claim in note.claims
        if news.is_namesake(claim.subject) or news.is_namesake(claim.object)
        for local in (claim.subject, claim.object)
        if local is not None and local[0] == PERSON and local not in news.ids
    }
    names = {local[1] for local in wanted}
    bearers: dict[tuple[str, str, int], list[str]] = defaultdict(list)
    for entity, _ in before.entities:
        if entity.kind == PERSON and entity.name in names:
            for article in entity.articles:
                bearers[(entity.name, *article)].append(entity.id)
    found = {local: bearers[local[1], local[3], local[4]] for local in wanted}
    if any(len(ids) != 1 for ids in found.values()):
        return None
    return {local: ids[0] for local, ids in found.items()}


def _statements(
    before: Resolved, news: _News, others: Mapping[Local, str], quote: Quote
) -> list[tuple[Statement, Sequence[Telling] | bytes]]:
    """What the news says, what was said of those who were compared, and the rest as it was."""
    of = {**news.ids, **others}
    stated: dict[Said, list[Telling]] = defaultdict(list)
    claims = [claim for note in news.notes for claim in note.claims] + [
        claim
        for note in news.again
        for claim in note.claims
        if news.is_namesake(claim.subject) or news.is_namesake(claim.object)
    ]
    for said, telling in said_in(claims, of):
        stated[said].append(telling)
    subjects = {said[0] for said in stated}
    kept = []
    for made in before.statements:
        statement, line = made
        if {statement.subject, statement.object} & news.namesakes:
            continue
        if statement.subject in subjects and (said := said_by(statement)) in stated:
            stated[said] += tellings_of(line, quote)
        else:
            kept.append(made)
    articles = (*before.articles, *(note.article for note in news.notes))
    texts = {article.document.name: article.document.checksum for article in articles}
    fresh = []
    for said, tellings in stated.items():
        in_turn = sorted(tellings, key=lambda telling: telling.evidence[:2])
        statement = make_statement(said, in_turn, texts)
        fresh.append((statement, in_turn))
    return merged(kept, fresh, lambda made: statement_order(made[0]))


def _measurements(news: _News) -> Iterable[Measurement]:
    """The figures of the news, and those of people who were compared."""
    for note in news.notes:
        yield from measured_in(note.figures, news.ids)
    for note in news.again:
        about = [figure for figure in note.figures if news.is_namesake(figure[0])]
        yield from measured_in(about, news.ids)
