"""From what articles claim to statements: one node for what several of them say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import prod
from operator import attrgetter

from kg.model import Evidence, Measurement, Statement
from kg.resolve.independent import independent
from kg.resolve.lines import Telling
from kg.resolve.notes import Claim
from kg.resolve.profiles import Local

# What makes two claims one statement: all that is said, but not who says it.
Said = tuple[
    str, str, str | None, str | None, bool, str | None, str | None, str | None, str | None,
    int | None, str | None,
]  # fmt: skip


def said_in(claims: Iterable[Claim], of: Mapping[Local, str]) -> Iterator[tuple[Said, Telling]]:
    """What each claim says, and its word for that; ``of`` gives the ids of the locals."""
    for claim in claims:
        subject = of.get(claim.subject)
        target = of.get(claim.object) if claim.object else None
        if subject is None or subject == target:
            continue
        contest = of.get(claim.competition) if claim.competition else None
        said = (
            subject, claim.relation, target, claim.title, claim.former, claim.year, claim.date,
            contest, claim.category, claim.times, claim.role,
        )  # fmt: skip
        yield said, claim


def make_statement(said: Said, tellings: Sequence[Telling], texts: Mapping[str, str]) -> Statement:
    """A fact that articles, in order, tell; most are told by one. ``texts``: documents' checksums."""
    subject, relation, target, title, former, year, date, contest, category, count, role = said
    evidence: tuple[Evidence, ...] = (tellings[0].evidence,)
    rules: tuple[str, ...] = (tellings[0].rule,)
    sure = round(tellings[0].confidence, 2)
    if len(tellings) > 1:
        evidence = tuple(sorted({telling.evidence for telling in tellings}, key=_place))
        rules = tuple(sorted({telling.rule for telling in tellings}))
        sure = _confidence(tellings, texts)
    return Statement(
        subject, relation, target, evidence, rules, sure, title, former, year, date, contest,
        category, count, role,
    )  # fmt: skip


def said_by(s: Statement) -> Said:
    """What makes a claim say the same as a statement."""
    return (
        s.subject, s.relation, s.object, s.title, s.former, s.year, s.date, s.competition,
        s.category, s.count, s.role,
    )  # fmt: skip


def _confidence(tellings: Sequence[Telling], texts: Mapping[str, str]) -> float:
    """Texts that agree make each other likelier, unless one repeats the other."""
    surest = max(telling.confidence for telling in tellings)
    by_text = {texts[t.evidence.document]: t.confidence for t in tellings}
    if len(by_text) > 1:
        sources = independent((texts[t.evidence.document], t.evidence.quote) for t in tellings)
        doubt = prod(1 - max(by_text[text] for text in group) for group in sources)
        surest = max(surest, 1 - doubt)
    return round(surest, 2)


def statement_order(s: Statement) -> tuple[str, ...]:
    """By what is said."""
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


def editions_of(
    found: Mapping[str, Iterable[Evidence]],
    series: Mapping[str, str],
    statements: Iterable[Statement],
) -> list[Statement]:
    """``partOf`` from each edition to its series, with the words of ``found`` that name the edition."""
    known = {(s.subject, s.object) for s in statements if s.relation == "partOf"}
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
        if edition in series and (edition, series[edition]) not in known
    ]


def measured_in(
    figures: Iterable[tuple[Local | None, Measurement]], of: Mapping[Local, str]
) -> Iterator[Measurement]:
    """Figures, each with the id of the thing it belongs to."""
    for local, m in figures:
        about = None if local is None else of.get(local)
        yield (
            Measurement(
                m.value,
                m.unit,
                m.measure,
                m.evidence,
                m.rule,
                m.confidence,
                about,
                m.period,
                m.hedge,
            )
            if about
            else m
        )


def figure_order(m: Measurement) -> tuple[object, ...]:
    """By where it stands, then what it is."""
    return (*map(_place, m.evidence), m.value, m.unit, m.measure)


_place = attrgetter("document", "article", "start", "end")
