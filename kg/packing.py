"""Notes as plain lists that JSON can carry, and back.

A document's name and text are left out: offsets stand for quotes, and the name may be another when
the notes come back. Locals are listed once and then given by their number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from kg.model import Article, Block, Byline, Document, Evidence, Measurement
from kg.resolve.notes import Claim, Note
from kg.resolve.profiles import Key, Local, PersonProfile, Profile, first_of
from kg.resolve.renamings import Renaming
from kg.resolve.settings import Setting

_NUMBERS: list[int] = []  # 0, 1, 2 … as far as a page was long
Number = Callable[[Local | None], int]  # of a local; -1 for None


class KeptArticle(Article):
    """An article of which only the head was read; the rest is read when it is first asked for."""

    __slots__ = ("_body", "_headline")
    _body: Callable[[], list[Any]]
    _headline: str

    def __init__(self, document: Document, head: list[Any], body: Callable[[], list[Any]]) -> None:
        number, headline, bylines, published = head
        known = (document, number, tuple(Byline(*byline) for byline in bylines), published)
        for name, value in zip(_HEAD, (*known, headline, body), strict=True):
            object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        """What Python asks where a slot is empty."""
        if name not in _BODY:
            raise AttributeError(name)
        for empty, value in zip(_BODY, unpack_body(self._body()), strict=True):
            object.__setattr__(self, empty, value)
        return getattr(self, name)

    @property
    def headline(self) -> str:
        """As it was when the article was kept."""
        return self._headline


_HEAD = ("document", "number", "bylines", "published", "_headline", "_body")
_BODY = ("text", "origins", "blocks")


def pack_head(article: Article) -> list[Any]:
    """What is asked of every article, without its document."""
    bylines = [[b.start, b.end, b.name, b.role] for b in article.bylines]
    return [article.number, article.headline, bylines, article.published]


def pack_body(article: Article) -> list[Any]:
    """What is seldom asked of an article that was read before."""
    blocks = [[b.start, b.end, b.kind] for b in article.blocks]
    return [article.text, _runs(article.origins), blocks]


def pack_note(note: Note) -> list[Any]:
    """A note without its article."""
    locals_: dict[Local, int] = {}

    def number(local: Local | None) -> int:
        return -1 if local is None else locals_.setdefault(local, len(locals_))

    setting = note.setting
    return [
        note.checksum,
        [setting.province, setting.prefecture, setting.county, sorted(setting.codes)],
        [_profile(local, profile, number) for local, profile in note.profiles.items()],
        [[number(award), number(body)] for award, body in note.conferring.items()],
        [_claim(claim, number) for claim in note.claims],
        [_figure(local, measurement, number) for local, measurement in note.figures],
        [number(local) for local in note.bylines],
        [[number(local), *_span(evidence)] for local, evidence in note.editions],
        [[number(r.old), number(r.new), *_span(r.evidence)] for r in note.renamings],
        note.pointing,
        [[kind, name, scope, int(bool(document)), which]  # last: now all are numbered
         for kind, name, scope, document, _, which in locals_],
    ]  # fmt: skip


def unpack_note(data: list[Any], article: Article) -> Note:
    """Undo :func:`pack_note`."""
    checksum, setting, profiles, conferring, claims, figures, bylines, *rest = data
    editions, renamings, pointing, locals_ = rest
    document = article.document
    where = document.name, article.number
    known: list[Local] = [
        (kind, name, scope, *(where if bound else ("", 0)), which)
        for kind, name, scope, bound, which in locals_
    ]
    text = document.text

    def slice_(start: int, end: int) -> Evidence:
        return Evidence(*where, start, end, text[start:end])

    province, prefecture, county, codes = setting
    here = Setting(province, prefecture, county, frozenset(codes))
    return Note(
        article,
        checksum,
        here,
        {known[row[0]]: _unprofile(row, known, article, here, (where,), slice_) for row in profiles},
        {known[award]: known[body] for award, body in conferring},
        [
            Claim(
                known[subject], relation, _one(known, object_), title, bool(former), year, date,
                _one(known, competition), category, count, role, rule, confidence,
                slice_(start, end),
            )
            for subject, relation, object_, title, former, year, date, competition, category,
            count, role, rule, confidence, start, end in claims
        ],
        [
            (
                _one(known, local),
                Measurement(
                    Decimal(value), unit, measure, (slice_(start, end),), rule, confidence, None,
                    period, hedge,
                ),
            )
            for local, value, unit, measure, rule, confidence, period, hedge, start, end in figures
        ],
        [known[local] for local in bylines],
        [(known[local], slice_(start, end)) for local, start, end in editions],
        [Renaming(known[old], known[new], slice_(s, e)) for old, new, s, e in renamings],
        [(words, kind) for words, kind in pointing],
    )  # fmt: skip


def unpack_body(data: list[Any]) -> tuple[str, tuple[int, ...], tuple[Block, ...]]:
    """Undo :func:`pack_body`."""
    text, runs, blocks = data
    origins = _offsets(runs)
    if len(origins) != len(text):
        raise ValueError("the text and its origins differ in length")
    return text, origins, tuple(Block(*block) for block in blocks)


def unpack_article(head: list[Any], body: list[Any], document: Document) -> Article:
    """Undo :func:`pack_head` and :func:`pack_body`."""
    number, _, bylines, published = head
    written = tuple(Byline(*byline) for byline in bylines)
    return Article(document, number, *unpack_body(body), written, published)


# --- the parts of a note --------------------------------------------------------------------


def _profile(local: Local, profile: Profile, number: Number) -> list[Any]:
    row = [number(local), list(profile.forms), _span(profile.named_at)]
    if isinstance(profile, PersonProfile):
        row += [
            profile.role,
            [number(employer) for employer in profile.employers],
            list(profile.titles),
            [number(award) for award in profile.awards],
            [number(companion) for companion in profile.companions],
        ]
    return row


def _unprofile(
    row: list[Any],
    known: list[Local],
    article: Article,
    setting: Setting,
    where: tuple[Key],
    slice_: Callable[[int, int], Evidence],
) -> Profile:
    local, forms, named_at, *person = row
    kind, name, scope, *_ = known[local]
    named = slice_(*named_at) if named_at else None
    if not person:
        return Profile(kind, name, scope, tuple(forms), where, named)
    profile = first_of(article, known[local], setting)
    profile.forms, profile.articles, profile.named_at = tuple(forms), where, named
    profile.role, employers, titles, awards, companions = person
    profile.employers = tuple([known[employer] for employer in employers])
    profile.titles = tuple(titles)
    profile.awards = tuple([known[award] for award in awards])
    profile.companions = tuple([known[companion] for companion in companions])
    return profile


def _claim(claim: Claim, number: Number) -> list[Any]:
    c = claim
    return [
        number(c.subject), c.relation, number(c.object), c.title, int(c.former), c.year, c.date,
        number(c.competition), c.category, c.times, c.role, c.rule, c.confidence,
        *_span(c.evidence),
    ]  # fmt: skip


def _figure(local: Local | None, m: Measurement, number: Number) -> list[Any]:
    [evidence] = m.evidence
    return [
        number(local), str(m.value), m.unit, m.measure, m.rule, m.confidence, m.period, m.hedge,
        *_span(evidence),
    ]  # fmt: skip


def _span(evidence: Evidence | None) -> list[int]:
    return [] if evidence is None else [evidence.start, evidence.end]


def _one(known: list[Local], number: int) -> Local | None:
    return None if number < 0 else known[number]


def _offsets(runs: Iterable[list[int]]) -> tuple[int, ...]:
    """Undo :func:`_runs`; offsets that are equal are one object, since there are very many."""
    found: list[int] = []
    for start, count in runs:
        end = start + count
        if end > len(_NUMBERS):
            _NUMBERS.extend(range(len(_NUMBERS), end))
        found += _NUMBERS[start:end]
    return tuple(found)


def _runs(origins: Iterable[int]) -> list[list[int]]:
    """Offsets as stretches that grow by one: ``[start, how many]``.

    >>> _runs((4, 5, 6, 9, 9))
    [[4, 3], [9, 1], [9, 1]]
    """
    runs: list[list[int]] = []
    for at in origins:
        if runs and at == runs[-1][0] + runs[-1][1]:
            runs[-1][1] += 1
        else:
            runs.append([at, 1])
    return runs
