"""From what articles claim to statements: one node for what several of them say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import prod
from operator import attrgetter

from kg.model import Evidence, Measurement, Statement
from kg.resolve.independent import independent
from kg.resolve.notes import Claim, Note
from kg.resolve.profiles import Local, text_of

# What makes two claims one statement: all that is said, but not who says it.
_Said = tuple[
    str, str, str | None, str | None, bool, str | None, str | None, str | None, str | None,
    int | None, str | None,
]  # fmt: skip


def make_statements(notes: Sequence[Note], of: Mapping[Local, str]) -> list[Statement]:
    """Every statement; ``of`` gives the ids of the locals."""
    stated: dict[_Said, list[Claim]] = defaultdict(list)
    for note in notes:
        for claim in note.claims:
            subject = of.get(claim.subject)
            target = of.get(claim.object) if claim.object else None
            if subject is None or subject == target:
                continue
            contest = of.get(claim.competition) if claim.competition else None
            said = (
                subject, claim.relation, target, claim.title, claim.former, claim.year, claim.date,
                contest, claim.category, claim.times, claim.role,
            )  # fmt: skip
            stated[said].append(claim)
    texts = {note.article.document.name: text_of(note.article.document) for note in notes}
    return [_statement(said, claims, texts) for said, claims in stated.items()]


def _statement(said: _Said, claims: Sequence[Claim], texts: Mapping[str, str]) -> Statement:
    """What articles say so; most facts are told by one."""
    subject, relation, target, title, former, year, date, contest, category, count, role = said
    evidence: tuple[Evidence, ...] = (claims[0].evidence,)
    rules: tuple[str, ...] = (claims[0].rule,)
    sure = round(claims[0].confidence, 2)
    if len(claims) > 1:
        evidence = tuple(sorted({claim.evidence for claim in claims}, key=_place))
        rules = tuple(sorted({claim.rule for claim in claims}))
        sure = _confidence(claims, texts)
    return Statement(
        subject, relation, target, evidence, rules, sure, title, former, year, date, contest,
        category, count, role,
    )  # fmt: skip


def _confidence(claims: Sequence[Claim], texts: Mapping[str, str]) -> float:
    """Texts that agree make each other likelier, unless one repeats the other."""
    surest = max(claim.confidence for claim in claims)
    by_text = {texts[claim.evidence.document]: claim.confidence for claim in claims}
    if len(by_text) > 1:
        sources = independent((texts[c.evidence.document], c.evidence.quote) for c in claims)
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
    notes: Sequence[Note],
    of: Mapping[Local, str],
    series: Mapping[str, str],
    statements: Sequence[Statement],
) -> list[Statement]:
    """``partOf`` from each edition to its series, with the words that name the edition."""
    known = {(s.subject, s.object) for s in statements if s.relation == "partOf"}
    found: dict[str, set[Evidence]] = defaultdict(set)
    for note in notes:
        for local, evidence in note.editions:
            if of[local] in series:
                found[of[local]].add(evidence)
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


def make_measurements(notes: Sequence[Note], of: Mapping[Local, str]) -> tuple[Measurement, ...]:
    """Every figure, with the id of the thing it belongs to."""
    found = []
    for note in notes:
        for local, m in note.figures:
            about = None if local is None else of.get(local)
            found.append(
                Measurement(
                    m.value, m.unit, m.measure, m.evidence, m.rule, m.confidence, about, m.period,
                    m.hedge,
                ) if about else m
            )  # fmt: skip
    return tuple(sorted(found, key=_figure_order))


def _figure_order(m: Measurement) -> tuple[object, ...]:
    """By where it stands, then what it is."""
    return (*map(_place, m.evidence), m.value, m.unit, m.measure)


_place = attrgetter("document", "article", "start", "end")
