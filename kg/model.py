"""What each step hands to the next: immutable, comparable, free of I/O.

A *document* is a file, an *article* one story in it. A *mention* refers to something; an *entity* is
the thing; a *fact* is one instance of a relation; *evidence* is the words that state it.

Offsets are half-open ``[start, end)`` in code points, never bytes or tokens. Up to
:class:`Reading` they count in ``Article.text``, the text with its broken lines restored;
:meth:`Article.source` turns them into offsets of ``Document.text``, and only those are written out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter
from typing import Any, NamedTuple

from kg.errors import SpanError

PERSON, ORGANIZATION, PLACE = "Person", "Organization", "Place"
PROGRAMME, AWARD, PLATFORM, WORK = "Programme", "Award", "Platform", "Work"
ENTITY_KINDS = (PERSON, ORGANIZATION, PLACE, PROGRAMME, AWARD, PLATFORM, WORK)
TITLE = "Title"  # a post or trade; a mention that never becomes an entity

# What a block of an article is; a sentence carries the kind of its block.
HEADLINE, DECK, LEAD, HEADING = "headline", "deck", "lead", "heading"
BYLINE, CAPTION, BODY = "byline", "caption", "body"


@dataclass(frozen=True, slots=True)
class Document:
    """A file's text, decoded and otherwise as it stands.

    ``name``: as the user named it, folders with ``/``; ``encoding``: what the bytes were;
    ``sha256``: the text's checksum, where it is known already.
    """

    name: str
    text: str
    encoding: str = "utf-8"
    sha256: str = ""

    @property
    def filename(self) -> str:
        """The name without its folders."""
        return self.name.replace("\\", "/").rsplit("/", 1)[-1]

    @property
    def checksum(self) -> str:
        """By which a text is known again: the hexadecimal SHA-256 of it in UTF-8."""
        return self.sha256 or checksum_of(self.text)


def checksum_of(text: str) -> str:
    """The hexadecimal SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True, order=True)
class Block:
    """``article.text[start:end]`` is a headline, heading, caption, paragraph … (``kind``)."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True, order=True)
class Byline:
    """One person who wrote or photographed the article: ``article.text[start:end]`` is the name."""

    start: int
    end: int
    name: str
    role: str  # as printed: 记者, 通讯员, 摄


@dataclass(frozen=True, slots=True)
class Article:
    """One story of a document, with what the page broke put together again.

    ``origins[i]`` is the offset in ``document.text`` of character ``i`` of ``text``; within a block
    it never falls (a caption in the middle of a paragraph comes behind it). A line break of
    ``text`` that the layout inserted has the origin of the character before it.
    """

    document: Document
    number: int  # counts from 1 within the document
    text: str
    origins: tuple[int, ...]
    blocks: tuple[Block, ...]
    bylines: tuple[Byline, ...] = ()
    published: str | None = None  # ISO 8601 date where the page states it

    @property
    def headline(self) -> str:
        """The first headline on one line, or the article's first words where it has none."""
        for block in self.blocks:
            if block.kind == HEADLINE:
                return self.text[block.start : block.end].replace("\n", " ").strip()
        return self.text.strip()[:20]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in ``document.text`` of the smallest slice that holds ``text[start:end]``."""
        if not 0 <= start < end <= len(self.text):
            raise SpanError(f"span {start}:{end} does not lie in {len(self.text)} characters")
        return self.origins[start], self.origins[end - 1] + 1

    def position(self, offset: int) -> int:
        """Offset in ``text`` of the character at ``offset`` of the document: undoes ``source``."""
        try:
            return self.origins.index(offset)
        except ValueError:
            raise SpanError(f"character {offset} of the page is not in the article") from None

    def quote(self, start: int, end: int) -> str:
        """The source as it stands, line breaks of the page included, for ``text[start:end]``."""
        begin, stop = self.source(start, end)
        return self.document.text[begin:stop]


@dataclass(frozen=True, slots=True, order=True)
class Sentence:
    """``article.text[start:end]``, of a block of kind ``kind``, the ``paragraph``-th block."""

    start: int
    end: int
    text: str
    kind: str
    paragraph: int


@dataclass(frozen=True, slots=True)
class Mention:
    """``article.text[start:end]``, read as referring to one thing of class ``kind``.

    ``name`` is the fullest name the article supports and, with ``scope``, says which thing: mentions
    of one article are of one thing when ``kind``, ``name`` and ``scope`` agree. ``scope`` is the
    competition of a prize level (一等奖 of which contest?), else empty. ``anaphor`` marks words
    that point to a thing without naming it (该公司, 他); they are no alias.
    """

    start: int
    end: int
    text: str
    kind: str  # local name of an ontology class, or TITLE
    rule: str = ""  # what found it
    name: str = ""
    scope: str = ""
    anaphor: bool = False
    confidence: float = 1.0
    rank: int = 0  # of several things that one span stands for (三人), as the text named them
    # Equal for mentions of one thing within one article; asked for so often that it is kept.
    thing: tuple[str, str, str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "thing", (self.kind, self.name or self.text, self.scope))
        if self.end - self.start != len(self.text):
            raise SpanError(
                f"mention {self.text!r} has {len(self.text)} characters but spans "
                f"{self.start}:{self.end}; offsets count code points, end exclusive"
            )

    def named(self, name: str, scope: str | None = None) -> Mention:
        """The same words with another name, and another scope where one is given."""
        scope = self.scope if scope is None else scope
        if (name, scope) == (self.name, self.scope):
            return self
        return Mention(
            self.start, self.end, self.text, self.kind, self.rule, name, scope, self.anaphor,
            self.confidence, self.rank,
        )  # fmt: skip

    def __lt__(self, other: Mention) -> bool:
        return _EVERY_FIELD(self) < _EVERY_FIELD(other)


_EVERY_FIELD: Callable[[Mention], tuple[Any, ...]] = attrgetter(
    "start", "end", "rank", "text", "kind", "rule", "name", "scope", "anaphor", "confidence"
)


def in_order(mentions: Iterable[Mention]) -> list[Mention]:
    """What ``sorted`` gives, in a third of the time."""
    return sorted(mentions, key=_EVERY_FIELD)


@dataclass(frozen=True, slots=True)
class Qualifiers:
    """What a fact says beyond its two ends; see ``kg:Statement`` in the ontology."""

    title: str | None = None
    former: bool = False
    year: str | None = None
    date: str | None = None
    competition: Mention | None = None
    category: str | None = None
    count: int | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One instance of a relation, stated by ``article.text[start:end]``.

    ``object`` is None for ``title``, whose object is the literal in ``qualifiers.title``.
    """

    relation: str  # local name of an ontology property: "received"
    subject: Mention
    object: Mention | None
    start: int
    end: int
    rule: str
    qualifiers: Qualifiers = field(default_factory=Qualifiers)
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A number the article reports, stated by ``article.text[start:end]``.

    ``value`` counts plain ``unit``: 73.37万件 is 733700 件. ``period`` is a year or ``2018/2023``.
    """

    value: Decimal
    unit: str
    measure: str
    start: int
    end: int
    rule: str
    about: Mention | None = None
    period: str | None = None
    hedge: str | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one article says. Depends on nothing but the article: cached by its content."""

    article: Article
    mentions: tuple[Mention, ...]
    facts: tuple[Fact, ...]
    figures: tuple[Figure, ...]


# --- over all documents ---------------------------------------------------------------------


class Evidence(NamedTuple):
    """``document.text[start:end] == quote``, in the ``article``-th article of ``document``.

    No dataclass: there are more of these than of anything, and a tuple is made in a third of the time.
    """

    document: str
    article: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing with one IRI. ``id`` is readable and stable, ``person/吴良江``; the IRI ends in it."""

    id: str
    kind: str
    name: str
    subtype: str | None = None  # local name of a subclass: "TradeUnion"
    aliases: tuple[str, ...] = ()
    articles: tuple[tuple[str, int], ...] = ()  # (document name, article number), sorted
    division: str | None = None  # a place's administrative code (GB/T 2260)
    replaces: tuple[str, ...] = ()  # ids under which builds that knew less held parts of it


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact over all documents: entity ids for its ends, every piece of evidence, one node."""

    subject: str
    relation: str
    object: str | None  # None for "title"
    evidence: tuple[Evidence, ...]
    rules: tuple[str, ...]
    confidence: float
    title: str | None = None
    former: bool = False
    year: str | None = None
    date: str | None = None
    competition: str | None = None  # entity id
    category: str | None = None
    count: int | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Measurement:
    """A figure over all documents."""

    value: Decimal
    unit: str
    measure: str
    evidence: tuple[Evidence, ...]
    rule: str
    confidence: float
    about: str | None = None  # entity id
    period: str | None = None
    hedge: str | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """A decision of identity: ``entity`` took in ``names`` (or was kept apart), and why."""

    entity: str
    names: tuple[str, ...]
    reason: str
    weight: float
    merged: bool


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two entities that may be one: kept apart, linked, with the weight of the evidence in bits."""

    one: str
    other: str
    weight: float
    reason: str
    evidence: tuple[Evidence, ...]  # where each is named

    @property
    def probability(self) -> float:
        """That they are one: a weight of 0 bits is an even chance."""
        return 1 / (1 + 2**-self.weight)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two statements, or two measurements, that cannot both hold."""

    one: Statement | Measurement
    other: Statement | Measurement
    reason: str


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision of the user, a line of the corrections file; see :mod:`kg.corrections`."""

    action: str
    id: str  # of an entity or a statement, or a document's name
    value: str = ""
    names: str = ""  # for the reader
    by: str = "anonymous"
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction changed: an entity or a statement, which may no longer hold."""

    correction: Correction
    entity: str = ""  # id
    statement: Statement | None = None
    invalid: bool = False


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that the documents say, ready to be written as a graph. Every tuple is sorted."""

    documents: tuple[Document, ...]
    articles: tuple[Article, ...]
    entities: tuple[Entity, ...]
    statements: tuple[Statement, ...]
    measurements: tuple[Measurement, ...]
    bylines: tuple[tuple[str, int, str], ...]  # (document name, article number, entity id)
    merges: tuple[Merge, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    corrected: tuple[Corrected, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
