"""What resolving needs of an article, without its mentions: noted once, remembered, combined often.

A note depends on nothing but the article, so that it can be kept from build to build.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.model import PROGRAMME, Article, Evidence, Measurement, Mention, Reading
from kg.resolve.profiles import Gatherer, Local, PersonProfile, Profile, evidence_of
from kg.resolve.renamings import Renaming, find_renamings
from kg.resolve.series import EDITION, series_of
from kg.resolve.settings import Setting


class Claim(NamedTuple):
    """A fact of an article; its ends are locals, what else it says is as in a statement."""

    subject: Local
    relation: str
    object: Local | None
    title: str | None
    former: bool
    year: str | None
    date: str | None
    competition: Local | None
    category: str | None
    times: int | None  # as count in a statement
    role: str | None
    rule: str
    confidence: float
    evidence: Evidence


@dataclass(slots=True)
class Note:
    """All that an article adds to what is known."""

    article: Article
    checksum: str
    setting: Setting
    profiles: dict[Local, Profile]
    conferring: dict[Local, Local]  # an award's body, where the article says it
    claims: list[Claim]
    figures: list[tuple[Local | None, Measurement]]  # whose, where that is known
    bylines: list[Local]
    editions: list[tuple[Local, Evidence]]  # programmes named with a year or number
    renamings: list[Renaming]
    pointing: list[tuple[str, str]]  # words that point to something unknown, and its class

    @property
    def key(self) -> tuple[str, int]:
        """The article's document and number."""
        return self.article.document.name, self.article.number


@dataclass(slots=True)
class Gathered:
    """What all articles say of each thing."""

    profiles: dict[Local, Profile] = field(default_factory=dict)
    settings: dict[tuple[str, int], Setting] = field(default_factory=dict)
    checksums: dict[tuple[str, int], str] = field(default_factory=dict)
    conferring: dict[Local, Local] = field(default_factory=dict)


def take_note(reading: Reading) -> Note:
    """Note what an article says."""
    article, gatherer = reading.article, Gatherer()
    gatherer.read(reading)
    key = article.document.name, article.number

    def local(mention: Mention | None) -> Local | None:
        return None if mention is None else gatherer.local(mention, article)

    return Note(
        article,
        gatherer.checksums[key],
        gatherer.settings[key],
        gatherer.profiles,
        gatherer.conferring,
        _claims(reading, gatherer),
        [
            (
                local(figure.about),
                Measurement(
                    value=figure.value,
                    unit=figure.unit,
                    measure=figure.measure,
                    evidence=(evidence_of(article, figure.start, figure.end),),
                    rule=figure.rule,
                    confidence=figure.confidence,
                    period=figure.period,
                    hedge=figure.hedge,
                ),
            )
            for figure in reading.figures
        ],
        [gatherer.byline(article, byline.name) for byline in article.bylines],
        [
            (gatherer.local(m, article), evidence_of(article, m.start, m.end))
            for m in reading.mentions
            if m.kind == PROGRAMME and not m.anaphor and series_of(m.text, EDITION)
        ],
        list(find_renamings(reading, gatherer)),
        [(m.text, m.kind) for m in reading.mentions if m.anaphor and m.name in {"", m.text}],
    )


def _claims(reading: Reading, gatherer: Gatherer) -> list[Claim]:
    article, claims = reading.article, []
    for fact in reading.facts:
        q = fact.qualifiers
        claims.append(
            Claim(
                gatherer.local(fact.subject, article),
                fact.relation,
                None if fact.object is None else gatherer.local(fact.object, article),
                q.title,
                q.former,
                q.year,
                q.date,
                None if q.competition is None else gatherer.local(q.competition, article),
                q.category,
                q.count,
                q.role,
                fact.rule,
                fact.confidence,
                evidence_of(article, fact.start, fact.end),
            )
        )
    return claims


def gather(notes: Iterable[Note]) -> Gathered:
    """Put together what notes, in order of their articles, say of each thing; they stay as they are."""
    found = Gathered()
    several: dict[Local, list[Profile]] = {}
    for note in notes:
        found.settings[note.key] = note.setting
        found.checksums[note.key] = note.checksum
        for award, body in note.conferring.items():
            found.conferring.setdefault(award, body)
        for local, profile in note.profiles.items():
            known = found.profiles.setdefault(local, profile)
            if known is not profile:
                several.setdefault(local, [known]).append(profile)
    for local, profiles in several.items():
        found.profiles[local] = _together(profiles)
    return found


def _together(profiles: Sequence[Profile]) -> Profile:
    """What several articles, in order, say of one thing."""
    first = profiles[0]
    if isinstance(first, PersonProfile):
        raise TypeError(f"{first.name} of one article cannot be named in another")
    return Profile(
        first.kind,
        first.name,
        first.scope,
        tuple(sorted({form for profile in profiles for form in profile.forms})),
        tuple(article for profile in profiles for article in profile.articles),
        next((profile.named_at for profile in profiles if profile.named_at), None),
    )
