"""What was read before: each document's readings, kept by its text, for the next build.

A reading depends on the text and on what read it (rules, lexicons, models), so a file is named by
the checksum of both and is never wrong, only there or not. It is JSON, not pickle: a folder that
someone sends must not be able to run code. A file that cannot be read back is read anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import zlib
from collections.abc import Iterable
from dataclasses import fields
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from kg.model import (
    Article,
    Block,
    Byline,
    Document,
    Fact,
    Figure,
    Mention,
    Qualifiers,
    Reading,
)

FOLDER = Path("store", "memory")
_READERS = ("figures", "layout", "lexicons", "mentions", "refer", "relations")
_MODULES = ("memory.py", "model.py", "pipeline.py", "sentences.py")


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
    """Readings in the output folder ``old``, and what the next one is to hold."""

    def __init__(self, old: Path | None) -> None:
        self.old = old / FOLDER if old else None
        self.read = 0  # documents that had to be read

    def key(self, document: Document) -> str:
        """The name of the file for a document's readings."""
        text = document.sha256 or hashlib.sha256(document.text.encode("utf-8")).hexdigest()
        return hashlib.sha256(f"{version()} {text}".encode()).hexdigest()

    def recall(self, document: Document) -> list[Reading] | None:
        """The readings, or None where the text was not read before by the same rules."""
        if self.old is None:
            return None
        try:
            packed = (self.old / self.key(document)).read_bytes()
            return unpack(packed, document)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, IndexError, zlib.error):
            return None

    def keep(self, documents: Iterable[tuple[Document, list[Reading] | None]], new: Path) -> None:
        """Put what was read into ``new``; None stands for readings that ``old`` holds."""
        folder = new / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        for document, readings in documents:
            key = self.key(document)
            if readings is not None:
                (folder / key).write_bytes(pack(readings))
            elif self.old is not None and not (folder / key).exists():
                source = self.old / key
                try:
                    os.link(source, folder / key)  # another name for the file: nothing is copied
                except OSError:
                    with contextlib.suppress(FileNotFoundError):
                        (folder / key).write_bytes(source.read_bytes())


# --- as bytes -------------------------------------------------------------------------------


def pack(readings: Iterable[Reading]) -> bytes:
    """Readings of one document, without its text and name."""
    data = [_reading(reading) for reading in readings]
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), level=1)


def unpack(packed: bytes, document: Document) -> list[Reading]:
    """Undo :func:`pack` for the same text, under the name that it has now."""
    data = json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass"))
    return [_unread(reading, document) for reading in data]


def _reading(reading: Reading) -> dict[str, Any]:
    mentions: dict[Mention, int] = {}

    def number(mention: Mention | None) -> int | None:
        return None if mention is None else mentions.setdefault(mention, len(mentions))

    article = reading.article
    own = [number(mention) for mention in reading.mentions]
    facts = [
        [
            number(value)
            if isinstance(value, Mention) or name in ("subject", "object")
            else _qualifiers(value, number)
            if isinstance(value, Qualifiers)
            else value
            for name, value in _values(fact)
        ]
        for fact in reading.facts
    ]
    figures = [
        [
            number(value) if name == "about" else str(value) if name == "value" else value
            for name, value in _values(figure)
        ]
        for figure in reading.figures
    ]
    return {
        "number": article.number,
        "text": article.text,
        "origins": _runs(article.origins),
        "blocks": [_plain(block) for block in article.blocks],
        "bylines": [_plain(byline) for byline in article.bylines],
        "published": article.published,
        "own": own,
        "facts": facts,
        "figures": figures,
        "mentions": [_plain(mention) for mention in mentions],
    }


def _unread(data: dict[str, Any], document: Document) -> Reading:
    article = Article(
        document,
        data["number"],
        data["text"],
        tuple(at for start, count in data["origins"] for at in range(start, start + count)),
        tuple(Block(*block) for block in data["blocks"]),
        tuple(Byline(*byline) for byline in data["bylines"]),
        data["published"],
    )
    if len(article.origins) != len(article.text):
        raise ValueError("the text and its origins differ in length")
    mentions = [Mention(*mention) for mention in data["mentions"]]

    def mention(number: int | None) -> Mention | None:
        return None if number is None else mentions[number]

    facts = []
    for values in data["facts"]:
        fact = dict(zip(_names(Fact), values, strict=True))
        said = dict(zip(_names(Qualifiers), fact["qualifiers"], strict=True))
        fact["qualifiers"] = Qualifiers(**said | {"competition": mention(said["competition"])})
        fact |= {"subject": mentions[fact["subject"]], "object": mention(fact["object"])}
        facts.append(Fact(**fact))
    figures = []
    for values in data["figures"]:
        figure = dict(zip(_names(Figure), values, strict=True))
        figure |= {"about": mention(figure["about"]), "value": Decimal(figure["value"])}
        figures.append(Figure(**figure))
    own = tuple(mentions[number] for number in data["own"])
    return Reading(article, own, tuple(facts), tuple(figures))


def _qualifiers(qualifiers: Qualifiers, number: Any) -> list[Any]:
    return [number(v) if n == "competition" else v for n, v in _values(qualifiers)]


def _names(of: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(of))


def _values(of: Any) -> list[tuple[str, Any]]:
    return [(name, getattr(of, name)) for name in _names(type(of))]


def _plain(of: Any) -> list[Any]:
    return [value for _, value in _values(of)]


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
