"""What the last build knew, so that news can be added to it: the file ``store/known``.

Its first line says of which documents it was resolved, and by which code; then each thing, fact and
figure has a line (:mod:`kg.resolve.lines`), and the last line is a checksum of these. Where it is damaged, or
documents went or changed, it is not used, and all notes are resolved again.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from kg.memory import Memory, version
from kg.model import Article, Correction, Document, Evidence
from kg.plain import dumps, loads
from kg.resolve import Note, Resolved, add
from kg.resolve.joining import Renamed
from kg.resolve.lines import (
    doubt_of,
    doubt_row,
    firm_of,
    firm_row,
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
Apart = frozenset[frozenset[str]]  # pairs of ids that must stay two
_SECTIONS = (
    "entities", "statements", "measurements", "bylines", "editions", "firms", "renamings",
    "merges", "doubts", "pointing",
)  # fmt: skip
_A_TIME = 2_000  # lines that are read at a time


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
    lines = [line for name in _SECTIONS for line in sections[name]]
    checksum = 0
    with (folder / FILE).open("wb") as file:
        file.write(dumps(head) + b"\n")
        for start in range(0, len(lines), _A_TIME):
            some = b"".join(line + b"\n" for line in lines[start : start + _A_TIME])
            checksum = zlib.crc32(some, checksum)
            file.write(some)
        file.write(b"%d\n" % checksum)


def recall(old: Path, documents: Sequence[Document], apart: Apart, memory: Memory) -> Known | None:
    """What the output folder ``old`` knew, if ``documents`` hold all that it was resolved of."""
    try:
        data = (old / FILE).read_bytes()
        first, last = data.index(b"\n") + 1, data.rindex(b"\n", 0, -1) + 1
        said = loads(data[:first])
        if said["by"] != version() or int(data[last:]) != zlib.crc32(memoryview(data)[first:last]):
            return None
        if {frozenset(pair) for pair in said["apart"]} != apart:
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
        resolved = _resolved(_split(data, said["lines"]), articles, apart)
        return Known(resolved, said["corrections"])
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


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
        **{name: [dumps(row) for row in found] for name, found in rows.items()},
    }


def _split(data: bytes, counts: Sequence[int]) -> dict[str, list[bytes]]:
    """The lines of each section, of which ``counts`` tells how many they are."""
    lines = data.split(b"\n")
    if len(lines) != 1 + sum(counts) + 2:  # what is between the first line and the last
        raise ValueError("lines are missing")
    found, start = {}, 1
    for name, count in zip(_SECTIONS, counts, strict=True):
        found[name] = lines[start : start + count]
        start += count
    return found


def _resolved(lines: Mapping[str, list[bytes]], articles: list[Article], apart: Apart) -> Resolved:
    """Undo :func:`_lines`."""
    quote = _Quotes({article.document.name: article.document for article in articles})
    names = {name: document.name for name, document in quote.documents.items()}

    def rows(section: str) -> Iterator[Any]:
        """The rows of a section, read some at a time: so many lists at once take much memory."""
        of_section = lines[section]
        for start in range(0, len(of_section), _A_TIME):
            some = of_section[start : start + _A_TIME]
            found = loads(b"[" + b",".join(some) + b"]")
            if len(found) != len(some):
                raise ValueError("a line holds more than a row")
            yield from found

    made = (
        [unpack_entity(row, names) for row in rows("entities")],
        [unpack_statement(row, quote) for row in rows("statements")],
        [unpack_measurement(row, quote) for row in rows("measurements")],
    )
    return Resolved(
        apart=apart,
        articles=articles,
        entities=list(zip(made[0], lines["entities"], strict=True)),
        statements=list(zip(made[1], lines["statements"], strict=True)),
        measurements=list(zip(made[2], lines["measurements"], strict=True)),
        bylines=[(document, article, id_) for document, article, id_ in rows("bylines")],
        editions={id_: {quote(*at) for at in places} for id_, places in rows("editions")},
        firms=dict(firm_of(row, quote) for row in rows("firms")),
        renamings=[Renamed(*row) for row in rows("renamings")],
        merges=[merge_of(row) for row in rows("merges")],
        doubts=[doubt_of(row, quote) for row in rows("doubts")],
        pointing=[(document, n, text, kind) for document, n, text, kind in rows("pointing")],
    )
