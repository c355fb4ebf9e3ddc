"""What was read before: the notes of each document, kept by its text, for the next build.

Notes depend on the text and on what read it (rules, lexicons, models). They stand in one file under
the checksum of the text, and its first line says what read them, so that they are never wrong, only
there or not. They are JSON, not pickle: a folder that someone sends must not be able to run code.
What cannot be read back is read anew. A document's articles stand apart from what they say, so that
the one can be had without the other.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from kg.model import Article, Document
from kg.packing import pack_article, pack_note, unpack_article, unpack_note
from kg.resolve import Note

FILE = Path("store", "notes")
_READERS = ("figures", "layout", "lexicons", "mentions", "refer", "relations", "resolve")
_MODULES = ("known.py", "memory.py", "model.py", "packing.py", "pipeline.py", "sentences.py")


@cache
def version() -> str:
    """A checksum of all that reads an article: rules, lexicons and models, as they stand."""
    root = Path(__file__).parent
    digest = hashlib.sha256()
    paths = [root / name for name in _MODULES]
    for part in _READERS:
        paths += [p for p in (root / part).rglob("*") if p.is_file() and p.suffix != ".pyc"]
    for path in sorted(paths):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


class Memory:
    """Notes in the output folder ``old``, and what the next one is to hold."""

    def __init__(self, old: Path) -> None:
        self.packed = _read(old / FILE)

    def holds(self, document: Document) -> bool:
        """Whether the text was read before by the same rules."""
        return key(document) in self.packed

    def articles(self, document: Document) -> list[Article] | None:
        """The articles of a document, or None where they cannot be had."""
        try:
            return unpack_articles(self.packed[key(document)][0], document)
        except _DAMAGED:
            return None

    def recall(self, document: Document) -> list[Note] | None:
        """The notes, or None where the text was not read before by the same rules."""
        try:
            return unpack(self.packed[key(document)], document)
        except _DAMAGED:
            return None

    def keep(self, documents: Iterable[tuple[Document, list[Note] | None]], new: Path) -> None:
        """Put what was read into ``new``; None stands for notes that are known already."""
        kept = {
            key(document): self.packed[key(document)] if notes is None else pack(notes)
            for document, notes in documents
        }
        order = sorted(kept)
        notes = [[which, *map(len, kept[which]), _checksum(kept[which])] for which in order]
        with (new / FILE).open("wb") as file:
            file.write(json.dumps({"by": version(), "notes": notes}).encode() + b"\n")
            for which in order:
                file.writelines(kept[which])


def key(document: Document) -> str:
    """The checksum of a document's text."""
    return document.sha256 or hashlib.sha256(document.text.encode("utf-8")).hexdigest()


Packed = tuple[bytes, bytes]  # articles, what they say
_DAMAGED = (ValueError, KeyError, TypeError, IndexError, zlib.error)


def _read(path: Path) -> dict[str, Packed]:
    """Packed notes by the checksum of their text; none where other rules wrote them or it is damaged."""
    try:
        head, _, body = path.read_bytes().partition(b"\n")
        said = json.loads(head)
        if said["by"] != version():
            return {}
        found, start = {}, 0
        for which, one, other, checksum in said["notes"]:
            packed = body[start : start + one], body[start + one : start + one + other]
            start += one + other
            if _checksum(packed) == checksum:
                found[which] = packed
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return {}
    return found


def _checksum(packed: Packed) -> int:
    return zlib.crc32(packed[1], zlib.crc32(packed[0]))


def pack(notes: Sequence[Note]) -> Packed:
    """Notes of one document, without its text and name."""
    return (
        _squeeze([pack_article(note.article) for note in notes]),
        _squeeze([pack_note(note) for note in notes]),
    )


def unpack_articles(packed: bytes, document: Document) -> list[Article]:
    """The articles of a text, under the name that it has now."""
    return [unpack_article(row, document) for row in _spread(packed)]


def unpack(packed: Packed, document: Document) -> list[Note]:
    """Undo :func:`pack` for the same text, under the name that it has now."""
    articles = unpack_articles(packed[0], document)
    notes = zip(_spread(packed[1]), articles, strict=True)
    return [unpack_note(row, article) for row, article in notes]


def _squeeze(rows: list[Any]) -> bytes:
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), level=1)


def _spread(packed: bytes) -> list[Any]:
    rows: list[Any] = json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass"))
    return rows
