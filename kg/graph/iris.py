"""IRIs that a person can read, that last, and that every RDF tool can parse.

An IRI depends on nothing but the thing it names: not on the order of the input, not on what else
is in the graph. Chinese stays Chinese (RFC 3987); what may not stand in an IRI is percent-encoded,
so that two names never share one.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from kg.errors import InputError
from kg.model import Article, Document, Entity, Measurement, Statement

DEFAULT_BASE = "https://w3id.org/kg-news/id/"

# Folder under the base IRI -> prefix in Turtle.
FOLDERS = {
    "person": "person",
    "org": "org",
    "place": "place",
    "programme": "programme",
    "award": "award",
    "platform": "platform",
    "work": "work",
    "document": "doc",
    "article": "article",
    "statement": "stmt",
    "evidence": "ev",
    "figure": "fig",
}

# RFC 3987, ucschar and unreserved, without U+3000 (a space): what stays as it is.
_UNSAFE = re.compile(
    r"[^A-Za-z0-9\-._~\u00A0-\u1FFF\u2010-\u2027\u2030-\u205E\u2070-\u2FFF\u3001-\uD7FF"
    r"\uF900-\uFDCF\uFDF0-\uFFEF\U00010000-\U0001FFFD\U00020000-\U0002FFFD\U00030000-\U0003FFFD]"
)
_BASE = re.compile(r"(?:https?://[^\s<>\"{}|^`\\]+|urn:[^\s<>\"{}|^`\\]+)[/#:]")
_STEM_LENGTH = 40
_SHA256 = hashlib.sha256()


def normal(text: str) -> str:
    """The one among texts that are equal in Unicode."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def segment(text: str) -> str:
    """``text`` as one part of an IRI; equal only for texts that are equal in Unicode (NFC).

    >>> segment("“泉工” 50%")
    '“泉工”%2050%25'
    """
    safe = _UNSAFE.sub(
        lambda match: quote(match[0], safe="", errors="surrogatepass"),
        normal(text),
    )
    return safe.replace(".", "%2E") if safe in {".", ".."} else safe  # else a reader climbs up


def digest(parts: Iterable[object], length: int = 16) -> str:
    """Hexadecimal name for a tuple of values; None and "" differ."""
    made = _SHA256.copy()  # in half the time of one from nothing
    made.update(repr(tuple(parts)).encode("utf-8", "surrogatepass"))
    return made.hexdigest()[:length]


def check_base(base: str) -> str:
    """Return ``base`` if IRIs can be built on it, else raise :class:`InputError`."""
    if not _BASE.fullmatch(base):
        raise InputError(
            f"base IRI {base!r} will not do: it must start with http://, https:// or urn: "
            f"and end in / or # or :, for example {DEFAULT_BASE}"
        )
    return base


@dataclass(frozen=True, slots=True)
class Minter:
    """Makes every IRI of a graph under one base."""

    base: str = DEFAULT_BASE

    @property
    def prefixes(self) -> dict[str, str]:
        """Turtle prefixes of the instances."""
        return {prefix: f"{self.base}{folder}/" for folder, prefix in FOLDERS.items()}

    def entity(self, entity: Entity | str) -> str:
        """IRI for an entity or its id."""
        id_ = entity if isinstance(entity, str) else entity.id
        folder, slash, name = id_.partition("/")
        return f"{self.base}{segment(folder)}{slash}{segment(name)}"

    def id_of(self, iri: str) -> str:
        """Undo :meth:`entity`, but for what :func:`normal` makes equal."""
        return unquote(iri.removeprefix(self.base), errors="surrogatepass")

    def document(self, document: Document) -> str:
        """IRI for a document: its file name and its text, wherever the file lies."""
        return f"{self.base}document/{document_key(document)}"

    def article(self, article: Article) -> str:
        """IRI for an article, which also names the graph of its facts."""
        return f"{self.base}article/{document_key(article.document)}-{article.number}"

    def evidence(self, article: Article) -> str:
        """What the IRI of a slice of ``article``'s document begins with; its ends follow: 12-16."""
        return f"{self.base}evidence/{document_key(article.document)}-{article.number}-"

    def statement(self, statement: Statement) -> str:
        """IRI for a fact: what it says, whoever says it."""
        said = (
            statement.subject,
            statement.relation,
            statement.object,
            statement.title,
            statement.former,
            statement.year,
            statement.date,
            statement.competition,
            statement.category,
            statement.count,
            statement.role,
        )
        return f"{self.base}statement/{digest(said)}"

    def figure(self, figure: Measurement, document: Document | None = None) -> str:
        """IRI for a figure; one that belongs to no entity is told apart by its ``document``."""
        said = (
            figure.about or (document and document_key(document)),
            figure.measure,
            str(figure.value.normalize()),
            figure.unit,
            figure.period,
            figure.hedge,
        )
        return f"{self.base}figure/{digest(said)}"


class Shortener:
    """Writes IRIs with their prefix, as a reader wants them; the longest namespace wins.

    >>> Shortener({"person": "urn:example:person/"})("urn:example:person/吴良江")
    'person:吴良江'
    """

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        # Of two prefixes for one namespace the first by name.
        self.prefix_of = {iri: prefix for prefix, iri in sorted(prefixes.items(), reverse=True)}
        longest = sorted(self.prefix_of, key=len, reverse=True)
        self.namespace = re.compile("|".join(map(re.escape, longest)) or r"(?!)")

    def split(self, iri: str) -> tuple[str, str] | None:
        """Prefix and the rest, or None where no namespace begins the IRI."""
        found = self.namespace.match(iri)
        return (self.prefix_of[found[0]], iri[found.end() :]) if found else None

    def __call__(self, iri: str) -> str:
        """``person:吴良江``, or the whole IRI in angle brackets."""
        parts = self.split(iri)
        return f"{parts[0]}:{parts[1]}" if parts else f"<{iri}>"


def document_key(document: Document) -> str:
    """File name without folders and ending, then the first half of the text's checksum.

    >>> document_key(Document("in/石狮.txt", "新闻"))
    '石狮-d39567b2b9f1'
    """
    name = document.filename
    stem, dot, ending = name.rpartition(".")
    stem = (stem if stem and dot and ending else name)[:_STEM_LENGTH]
    return f"{segment(stem)}-{document.checksum[:12]}"
