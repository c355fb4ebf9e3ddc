"""What the last build knew, so that news can be added to it: the file ``store/known``.

Its first line says of which documents it was resolved, and by which code; then each thing, fact and
figure has a line (:mod:`kg.resolve.lines`), of all else a line holds many, and the last line is a
checksum of these. It is read line by line, which leaves little behind. Where it is damaged, or
documents went or changed, it is not used, and all notes are resolved again.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from kg.memory import Memory, version
from kg.model import Article, Correction, Document, Evidence
from kg.plain import loads
from kg.resolve import Note, Resolved, add
from kg.resolve.joining import Renamed
from kg.resolve.lines import (
    doubt_of,
    doubt_row,
    firm_of,
    firm_row,
    line_of,
    merge_of,
    merge_row,
    pack_entity,
    pack_measurement,
    pack_statement,
    place_of,
    unpack_entity,
    unpack_measurement,
    unpack_statement,
)
from kg.resolve.resolved import is_person

FILE = Path("store", "known")
Thing = TypeVar("Thing")
Apart = frozenset[frozenset[str]]  # pairs of ids that must stay two
_SECTIONS = (
    "entities", "statements", "measurements", "bylines", "editions", "firms", "renamings",
    "merges", "doubts", "pointing",
)  # fmt: skip
_A_TIME = 2_000  # rows that are read at a time


@dataclass(frozen=True, slots=True)
class Known:
    """What was resolved, before it was corrected; ``corrections`` tells by which lines."""

    resolved: Resolved
    corrections: str


def corrections_key(lines: Iterable[Correction]) -> str:
    """A checksum of lines of corrections."""
    return hashlib.sha256(repr(tuple(lines)).encode("utf-8", "surrogatepass")).hexdigest()


def keep(
    resolved: Resolved,
    documents: Iterable[Document],
    corrections: Iterable[Correction],
    folder: Path,
) -> None:
    """Write what was resolved of ``documents``, and by what it was corrected, into ``folder``."""
    sections = _lines(resolved)
    head = {
        "by": version(),
        "documents": sorted([document.name, document.checksum] for document in documents),
        "apart": sorted(sorted(pair) for pair in resolved.apart),
        "corrections": corrections_key(corrections),
        "lines": [len(sections[name]) for name in _SECTIONS],
    }
    checksum = 0
    with (folder / FILE).open("wb") as file:
        file.write(line_of(head))
        for name in _SECTIONS:
            for some in _some(sections[name], _A_TIME):
                checksum = zlib.crc32(text := b"".join(some), checksum)
                file.write(text)
        file.write(line_of(checksum))


def recall(old: Path, documents: Sequence[Document], apart: Apart, memory: Memory) -> Known | None:
    """What the output folder ``old`` knew, if ``documents`` hold all that it was resolved of."""
    try:
        with (old / FILE).open("rb") as file:
            said = loads(file.readline())
            if said["by"] != version() or {frozenset(pair) for pair in said["apart"]} != apart:
                return None
            now = {document.name: document for document in documents}
            was = dict(said["documents"])
            if any(name not in now or now[name].checksum != was[name] for name in was):
                return None
            articles: list[Article] = []
            for name in sorted(was):
                found = memory.articles(now[name])
                if found is None:
                    return None
                articles += found
            lines = _Lines(file, said["lines"])
            resolved = _resolved(lines, articles, apart)
            if loads(file.readline()) != lines.checksum:
                return None
        return Known(resolved, said["corrections"])
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, ArithmeticError):
        return None  # before its checksum is known, a damaged line may be anything


def add_to(
    before: Resolved, fresh: Mapping[str, list[Note]], documents: Sequence[Document],
    memory: Memory,
) -> Resolved | None:  # fmt: skip
    """``before`` with the documents that are new; None where everything must be resolved again."""
    known = {article.document.name for article in before.articles}
    new = [d for d in documents if d.name not in known]
    of = {document.name: document for document in documents}
    notes: list[Note] = []
    for document in new:
        found = fresh[document.name] if document.name in fresh else memory.recall(document)
        if found is None:
            return None
        notes += found

    def notes_of(names: Collection[str]) -> list[Note] | None:
        recalled = [memory.recall(of[name]) for name in names]
        whole = [found for found in recalled if found is not None]
        return [n for found in whole for n in found] if len(whole) == len(recalled) else None

    return add(before, notes, notes_of, _Quotes(of))


class _Quotes:
    """Makes pieces of evidence from where they stand."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self.documents = documents
        self.texts = {name: (known.name, known.text) for name, known in documents.items()}

    def __call__(self, document: str, article: int, start: int, end: int) -> Evidence:
        name, text = self.texts[document]  # a name is kept once
        return _evidence((name, article, start, end, text[start:end]))


_evidence = partial(tuple.__new__, Evidence)  # in half the time: there are very many


def _some(things: Iterable[Thing], most: int) -> Iterator[list[Thing]]:
    """The things in stretches of at most so many."""
    rest = iter(things)
    while found := list(islice(rest, most)):
        yield found


# --- lines ----------------------------------------------------------------------------------


def _lines(r: Resolved) -> dict[str, list[bytes]]:
    """The lines of each section."""
    rows: dict[str, Iterable[Any]] = {
        "bylines": r.bylines,
        "editions": ([i, [place_of(e) for e in sorted(r.editions[i])]] for i in sorted(r.editions)),
        "firms": (firm_row(identity, r.firms[identity]) for identity in sorted(r.firms)),
        "renamings": r.renamings,
        "merges": (merge_row(merge) for merge in r.merges if is_person(merge.entity)),
        "doubts": map(doubt_row, r.doubts),
        "pointing": r.pointing,
    }
    return {
        "entities": [pack_entity(*made) for made in r.entities],
        "statements": [pack_statement(*made) for made in r.statements],
        "measurements": [pack_measurement(*made) for made in r.measurements],
        **{name: list(map(line_of, _some(found, _A_TIME))) for name, found in rows.items()},
    }


class _Lines:
    """The lines of a file, section by section; ``counts`` tells how many each has."""

    def __init__(self, file: BinaryIO, counts: Sequence[int]) -> None:
        self.file = file
        self.counts = dict(zip(_SECTIONS, counts, strict=True))
        self.checksum = 0

    def rows(self, section: str, most: int = _A_TIME) -> Iterator[tuple[Any, bytes]]:
        """The next section's rows and lines, some at a time: so many lists at once take much memory."""
        left = self.counts[section]
        while left:
            some = list(islice(self.file, min(left, most)))
            if not some:
                raise ValueError("lines are missing")
            self.checksum = zlib.crc32(b"".join(some), self.checksum)
            yield from zip(loads(b"[" + b",".join(some) + b"]"), some, strict=True)
            left -= len(some)

    def together(self, section: str) -> Iterator[Any]:
        """The rows of a section in which a line holds many."""
        return chain.from_iterable(rows for rows, _ in self.rows(section, 1))


def _resolved(lines: _Lines, articles: list[Article], apart: Apart) -> Resolved:
    """Undo :func:`_lines`."""
    quote = _Quotes({article.document.name: article.document for article in articles})
    names = {name: document.name for name, document in quote.documents.items()}
    rows, together = lines.rows, lines.together
    return Resolved(
        apart=apart,
        articles=articles,
        # In the order in which they stand in the file.
        entities=[(unpack_entity(row, names), line) for row, line in rows("entities")],
        statements=[(unpack_statement(row, quote), line) for row, line in rows("statements")],
        measurements=[(unpack_measurement(row, quote), line) for row, line in rows("measurements")],
        bylines=[(document, article, id_) for document, article, id_ in together("bylines")],
        editions={id_: {quote(*at) for at in places} for id_, places in together("editions")},
        firms=dict(firm_of(row, quote) for row in together("firms")),
        renamings=[Renamed(*row) for row in together("renamings")],
        merges=[merge_of(row) for row in together("merges")],
        doubts=[doubt_of(row, quote) for row in together("doubts")],
        pointing=[(document, n, text, kind) for document, n, text, kind in together("pointing")],
    )
