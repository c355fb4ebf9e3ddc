"""What was read before: the notes of each document, kept by its text, for the next build.

Notes depend on the text and on what read it (rules, lexicons, models). They stand in one file under
the checksum of the text, and its first line says what read them, so that they are never wrong, only
there or not. They are JSON, not pickle: a folder that someone sends must not be able to run code.
What cannot be read back is read anew.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from kg.model import Document
from kg.packing import pack_note, unpack_note
from kg.resolve import Note

FILE = Path("store", "notes")
_READERS = ("figures", "layout", "lexicons", "mentions", "refer", "relations", "resolve")
_MODULES = ("memory.py", "model.py", "packing.py", "pipeline.py", "sentences.py")


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

    def recall(self, document: Document) -> list[Note] | None:
        """The notes, or None where the text was not read before by the same rules."""
        packed = self.packed.get(key(document))
        if packed is None:
            return None
        try:
            return unpack(packed, document)
        except (ValueError, KeyError, TypeError, IndexError, zlib.error):
            return None

    def keep(self, documents: Iterable[tuple[Document, list[Note] | None]], new: Path) -> None:
        """Put what was read into ``new``; None stands for notes that are known already."""
        kept = {
            key(document): self.packed[key(document)] if notes is None else pack(notes)
            for document, notes in documents
        }
        order = sorted(kept)
        head = {"by": version(), "notes": [[which, len(kept[which])] for which in order]}
        with (new / FILE).open("wb") as file:
            file.write(json.dumps(head).encode() + b"\n")
            file.writelines(kept[which] for which in order)


def key(document: Document) -> str:
    """The checksum of a document's text."""
    return document.sha256 or hashlib.sha256(document.text.encode("utf-8")).hexdigest()


def _read(path: Path) -> dict[str, bytes]:
    """Packed notes by the checksum of their text; none where other rules wrote them."""
    try:
        head, _, body = path.read_bytes().partition(b"\n")
        said = json.loads(head)
        if said["by"] != version():
            return {}
        found, start = {}, 0
        for which, length in said["notes"]:
            found[which] = body[start : start + length]
            start += length
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return found


def pack(notes: Iterable[Note]) -> bytes:
    """Notes of one document, without its text and name."""
    data = [pack_note(note) for note in notes]
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), level=1)


def unpack(packed: bytes, document: Document) -> list[Note]:
    """Undo :func:`pack` for the same text, under the name that it has now."""
    data: Sequence[list[object]] = json.loads(
        zlib.decompress(packed).decode("utf-8", "surrogatepass")
    )
    return [unpack_note(note, document) for note in data]
