"""What was read before: the notes of each document, kept by its text, for the next build.

Notes depend on the text and on what read it (rules, lexicons, models), so a file is named by
the checksum of both and is never wrong, only there or not. It is JSON, not pickle: a folder that
someone sends must not be able to run code. A file that cannot be read back is read anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from kg.model import Document
from kg.packing import pack_note, unpack_note
from kg.resolve import Note

FOLDER = Path("store", "memory")
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

    def __init__(self, old: Path | None) -> None:
        self.old = old / FOLDER if old else None
        self.read = 0  # documents that had to be read

    def key(self, document: Document) -> str:
        """The name of the file for a document's notes."""
        text = document.sha256 or hashlib.sha256(document.text.encode("utf-8")).hexdigest()
        return hashlib.sha256(f"{version()} {text}".encode()).hexdigest()

    def recall(self, document: Document) -> list[Note] | None:
        """The notes, or None where the text was not read before by the same rules."""
        if self.old is None:
            return None
        try:
            packed = (self.old / self.key(document)).read_bytes()
            return unpack(packed, document)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, IndexError, zlib.error):
            return None

    def keep(self, documents: Iterable[tuple[Document, list[Note] | None]], new: Path) -> None:
        """Put what was read into ``new``; None stands for notes that ``old`` holds."""
        folder = new / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        for document, notes in documents:
            key = self.key(document)
            if notes is not None:
                (folder / key).write_bytes(pack(notes))
            elif self.old is not None and not (folder / key).exists():
                source = self.old / key
                try:
                    os.link(source, folder / key)  # another name for the file: nothing is copied
                except OSError:
                    with contextlib.suppress(FileNotFoundError):
                        (folder / key).write_bytes(source.read_bytes())


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
