"""What was resolved as lines of JSON, and back: each thing, fact and figure a line of its own.

A line is written once and then copied as it stands from build to build, for as long as nothing that
is read touches it; until it is written, what it is to be made of stands in its place. Quotes are left
out: offsets stand for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from kg.model import Doubt, Entity, Evidence, Measurement, Merge, Statement
from kg.plain import dumps, loads
from kg.resolve.joining import Firm
from kg.resolve.notes import Claim

Row = list[Any]
Quote = Callable[[str, int, int, int], Evidence]  # document, article, start, end


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the names of an entity are made of."""

    names: tuple[str, ...]  # those that say which it is
    scopes: tuple[str, ...]  # of a prize level: the competitions
    forms: tuple[str, ...]  # how it is written besides

    def and_(self, other: Grounds) -> Grounds:
        """Both together."""
        return Grounds(
            tuple(sorted({*self.names, *other.names})),
            tuple(sorted({*self.scopes, *other.scopes})),
            tuple(sorted({*self.forms, *other.forms})),
        )


class Told(NamedTuple):
    """What is kept of a claim."""

    evidence: Evidence
    rule: str
    confidence: float


Telling = Claim | Told  # what a fact rests on: a claim as it was noted, or what was kept of it


def line_of(row: Any) -> bytes:
    """A row as it is written, with the end of its line."""
    return dumps(row) + b"\n"


# --- entities -------------------------------------------------------------------------------


def pack_entity(entity: Entity, grounds: Grounds | bytes) -> bytes:
    """An entity with what its names are made of; a line that was written stands for that."""
    if isinstance(grounds, bytes):
        return grounds
    e = entity
    where = [part for article in e.articles for part in article]
    row = [e.id, e.kind, e.name, e.subtype, e.aliases, where, e.division, e.replaces]
    if grounds.scopes:
        row += [grounds.names, grounds.scopes, grounds.forms]
    elif grounds.names != (e.name,):
        row += [grounds.names]
    return line_of(row)


def unpack_entity(row: Row, names: Mapping[str, str]) -> Entity:
    """Undo :func:`pack_entity`. ``names``: those of documents, each of which is kept once."""
    id_, kind, name, subtype, aliases, where, division, replaces, *_ = row
    articles = tuple(zip(map(names.__getitem__, where[::2]), where[1::2], strict=True))
    return Entity(id_, kind, name, subtype, tuple(aliases), articles, division, tuple(replaces))


def grounds_of(entity: Entity, line: Grounds | bytes) -> Grounds:
    """What the line says that the names of ``entity`` are made of."""
    if isinstance(line, Grounds):
        return line
    row: Row = loads(line)
    names, scopes, forms, *_ = *row[8:], None, None, None
    if scopes:
        return Grounds(tuple(names), tuple(scopes), tuple(forms))
    return Grounds(tuple(names or (entity.name,)), (), (entity.name, *entity.aliases))


# --- statements -----------------------------------------------------------------------------


def pack_statement(s: Statement, tellings: Sequence[Telling] | bytes) -> bytes:
    """A fact with who says so; a line that was written stands for that."""
    if isinstance(tellings, bytes):
        return tellings
    piece = {evidence: number for number, evidence in enumerate(s.evidence)}
    rule = {name: number for number, name in enumerate(s.rules)}
    return line_of(
        [
            s.subject, s.relation, s.object, s.confidence, s.title, s.former, s.year, s.date,
            s.competition, s.category, s.count, s.role, s.rules,
            [part for evidence in s.evidence for part in evidence[:4]],
            [part for t in tellings for part in (piece[t.evidence], rule[t.rule], t.confidence)],
        ]
    )  # fmt: skip


def unpack_statement(row: Row, quote: Quote) -> Statement:
    """Undo :func:`pack_statement`."""
    subject, relation, object_, sure, *said, rules, places, _ = row
    pieces = tuple(_pieces(places, quote))
    return Statement(subject, relation, object_, pieces, tuple(rules), sure, *said)


def tellings_of(line: Sequence[Telling] | bytes, quote: Quote) -> Sequence[Telling]:
    """Who says so, in order of the articles."""
    if not isinstance(line, bytes):
        return line
    *_, rules, places, told = loads(line)
    pieces = list(_pieces(places, quote))
    return [
        Told(pieces[piece], rules[rule], sure)
        for piece, rule, sure in zip(told[::3], told[1::3], told[2::3], strict=True)
    ]


def _pieces(places: Row, quote: Quote) -> Iterable[Evidence]:
    """Evidence from where it stands: document, article, start, end, and so on."""
    return map(quote, places[::4], places[1::4], places[2::4], places[3::4])


# --- figures, firms, decisions --------------------------------------------------------------


def pack_measurement(m: Measurement, line: bytes | None) -> bytes:
    """A figure, which one article gives; ``line``, where it was written."""
    if line is not None:
        return line
    [e] = m.evidence
    return line_of(
        [
            str(m.value), m.unit, m.measure, m.rule, m.confidence, m.about, m.period, m.hedge,
            e.document, e.article, e.start, e.end,
        ]
    )  # fmt: skip


def unpack_measurement(row: Row, quote: Quote) -> Measurement:
    """Undo :func:`pack_measurement`."""
    value, unit, measure, rule, sure, about, period, hedge, *place = row
    evidence = (quote(*place),)
    return Measurement(Decimal(value), unit, measure, evidence, rule, sure, about, period, hedge)


def firm_row(identity: str, firm: Firm) -> Row:
    """A firm by its id."""
    return [identity, firm.name, sorted(firm.codes), place_of(firm.named_at), firm.core]


def firm_of(row: Row, quote: Quote) -> tuple[str, Firm]:
    """Undo :func:`firm_row`."""
    identity, name, codes, place, core = row
    return identity, Firm(name, frozenset(codes), quote(*place) if place else None, core)


def merge_row(m: Merge) -> Row:
    """A decision of identity."""
    return [m.entity, m.names, m.reason, m.weight, m.merged]


def merge_of(row: Row) -> Merge:
    """Undo :func:`merge_row`."""
    entity, names, reason, weight, merged = row
    return Merge(entity, tuple(names), reason, weight, merged)


def doubt_row(d: Doubt) -> Row:
    """Two that may be one."""
    return [d.one, d.other, d.weight, d.reason, [place_of(piece) for piece in d.evidence]]


def doubt_of(row: Row, quote: Quote) -> Doubt:
    """Undo :func:`doubt_row`."""
    one, other, weight, reason, places = row
    return Doubt(one, other, weight, reason, tuple(quote(*place) for place in places))


def place_of(evidence: Evidence | None) -> Row:
    """Where a piece of evidence stands."""
    if evidence is None:
        return []
    return [evidence.document, evidence.article, evidence.start, evidence.end]
