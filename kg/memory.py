"""What was read before: the notes of each document, kept by its text, for the next build.

Notes depend on the text and on what read it (rules, lexicons, models). They stand in one file under
the checksum of the text, and its first line says what read them, so that they are never wrong, only
there or not. They are JSON, not pickle: a folder that someone sends must not be able to run code.
What cannot be read back is read anew. The heads of a document's articles, their texts and what they
say stand apart, so that the one can be had without the others.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from kg.model import Document
from kg.packing import KeptArticle, pack_body, pack_head, pack_note, unpack_article, unpack_note
from kg.plain import dumps, loads
from kg.resolve import Note

FILE = Path("store", "notes")
_READERS = ("figures", "layout", "lexicons", "mentions", "refer", "relations", "resolve")
_MODULES = ("known.py", "memory.py", "model.py", "packing.py", "pipeline.py", "plain.py",
            "sentences.py")  # fmt: skip


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
        return document.checksum in self.packed

    def articles(self, document: Document) -> list[KeptArticle] | None:
        """The articles of a document, or None where they cannot be had."""
        try:
            heads, bodies, _ = self.packed[document.checksum]
            return [
                KeptArticle(document, head, partial(_nth, bodies, place))
                for place, head in enumerate(loads(heads))
            ]
        except _DAMAGED:
            return None

    def recall(self, document: Document) -> list[Note] | None:
        """The notes, or None where the text was not read before by the same rules."""
        try:
            return unpack(self.packed[document.checksum], document)
        except _DAMAGED:
            return None

    def keep(self, documents: Iterable[tuple[Document, list[Note] | None]], new: Path) -> None:
        """Put what was read into ``new``; None stands for notes that are known already."""
        kept = {
            document.checksum: self.packed[document.checksum] if notes is None else pack(notes)
            for document, notes in documents
        }
        order = sorted(kept)
        notes = [[which, [*map(len, kept[which])], _checksum(kept[which])] for which in order]
        with (new / FILE).open("wb") as file:
            file.write(dumps({"by": version(), "notes": notes}) + b"\n")
            file.writelines(part for which in order for part in kept[which])


Part = bytes | memoryview
Packed = tuple[Part, Part, Part]  # heads of articles, their texts, what they say
_DAMAGED = (ValueError, KeyError, TypeError, IndexError, zlib.error)


def _read(path: Path) -> dict[str, Packed]:
    """Packed notes by the checksum of their text; none where other rules wrote them or it is damaged."""
    try:
        data = path.read_bytes()
        first = data.index(b"\n") + 1
        said = loads(data[:first])
        if said["by"] != version():
            return {}
        found: dict[str, Packed] = {}
        rest = memoryview(data)[first:]
        for which, (heads, bodies, notes), checksum in said["notes"]:
            whole, rest = rest[: heads + bodies + notes], rest[heads + bodies + notes :]
            if zlib.crc32(whole) == checksum:
                found[which] = whole[:heads], whole[heads:-notes], whole[-notes:]
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return {}
    return found


def _checksum(packed: Packed) -> int:
    return zlib.crc32(b"".join(packed))


def _nth(packed: Part, place: int) -> list[Any]:
    found: list[Any] = _spread(packed)[place]
    return found


def pack(notes: Sequence[Note]) -> Packed:
    """Notes of one document, without its text and name."""
    return (
        dumps([pack_head(note.article) for note in notes]),
        _squeeze([pack_body(note.article) for note in notes]),
        _squeeze([pack_note(note) for note in notes]),
    )


def unpack(packed: Packed, document: Document) -> list[Note]:
    """Undo :func:`pack` for the same text, under the name that it has now."""
    heads, bodies, notes = loads(packed[0]), _spread(packed[1]), _spread(packed[2])
    return [
        unpack_note(note, unpack_article(head, body, document))
        for head, body, note in zip(heads, bodies, notes, strict=True)
    ]


def _squeeze(rows: list[Any]) -> bytes:
    return zlib.compress(dumps(rows), level=1)


def _spread(packed: Part) -> list[Any]:
    rows: list[Any] = loads(zlib.decompress(packed))
    return rows
