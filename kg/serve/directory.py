"""What stands in a graph, in a small SQLite file beside it: names as typed, weights, the first view.

Made once for a build and then read by every worker, so that finding a name or opening the page does
not depend on the size of the graph. It is no source of truth: without it, it is made anew.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pyoxigraph import DefaultGraph, NamedNode

from kg.graph.build import term
from kg.graph.vocabulary import KG, SUPERCLASS
from kg.questions.names import label, plain
from kg.render.pinyin import syllables
from kg.store import Store, stamp

NAME = "things.sqlite"
VERSION = 1  # of this file's form
NAMES, SOUNDS, INITIALS = 0, 1, 2
MOST_SPELLED = 200_000  # names that are tried syllable by syllable

_TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value BLOB);
CREATE TABLE thing (number INTEGER PRIMARY KEY, iri TEXT UNIQUE, kind TEXT, label TEXT,
  weight INTEGER, honours INTEGER);
CREATE TABLE form (thing INTEGER, sort INTEGER, text TEXT);
"""
_WEIGHTS = """SELECT ?e (COUNT(?f) AS ?n) {
  { ?f rdf:subject ?e } UNION { ?f rdf:object ?e } UNION { ?f kg:competition ?e } } GROUP BY ?e"""
_BYLINES = "SELECT ?e (COUNT(?f) AS ?n) { ?f rdf:predicate kg:byline ; rdf:object ?e } GROUP BY ?e"
_HONOURS = (
    "SELECT ?e (COUNT(?f) AS ?n) { ?f rdf:predicate kg:received ; rdf:subject ?e } GROUP BY ?e"
)
_FIND = """SELECT t.iri, t.label, t.kind, MIN(CASE
    WHEN f.sort = 0 AND f.text = :text THEN 0
    WHEN f.sort = 0 AND substr(f.text, 1, :length) = :text THEN 1
    WHEN f.sort > 0 AND f.text = :text THEN 2
    WHEN f.sort = 0 THEN 3 ELSE 3 + f.sort END) AS rank
  FROM form f JOIN thing t ON t.number = f.thing
  WHERE (f.sort = 0 AND instr(f.text, :text)) OR (f.sort > 0 AND substr(f.text, 1, :length) = :text)
  GROUP BY t.number ORDER BY rank, t.weight DESC, length(t.label), t.label LIMIT :most"""
_SPELLED = """SELECT t.iri, t.label, t.kind, f.text FROM form f JOIN thing t ON t.number = f.thing
  WHERE f.sort = 1 AND substr(f.text, 1, 1) = :first ORDER BY t.weight DESC, t.label LIMIT :most"""


class Thing(NamedTuple):
    """An entity of the graph, as lists show it."""

    iri: str
    label: str
    kind: str


class Directory:
    """The file at ``path``, open for reading."""

    def __init__(self, path: Path) -> None:
        self.rows = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)

    def find(self, text: str, most: int) -> list[Thing]:
        """Things whose name begins with, holds, sounds like or is spelled like ``text``."""
        wanted = plain(text.strip())
        if not wanted:
            return []
        asked = {"text": wanted, "length": len(wanted), "most": most}
        found = {row[0]: Thing(*row[:3]) for row in self.rows.execute(_FIND, asked)}
        if len(found) < most and wanted.isascii():
            asked = {"first": wanted[0], "most": MOST_SPELLED}
            for iri, name, kind, sounds in self.rows.execute(_SPELLED, asked):
                if iri not in found and spells(sounds.split(), wanted):
                    found[iri] = Thing(iri, name, kind)
                    if len(found) == most:
                        break
        return list(found.values())

    def names(self) -> list[tuple[str, Thing]]:
        """Every name as it is compared, with its thing."""
        rows = self.rows.execute(
            "SELECT f.text, t.iri, t.label, t.kind FROM form f JOIN thing t ON t.number = f.thing"
            " WHERE f.sort = 0"
        )
        return [(row[0], Thing(*row[1:])) for row in rows]

    def weight(self, iri: str) -> int:
        """How many facts an entity takes part in."""
        row = self.rows.execute("SELECT weight FROM thing WHERE iri = ?", (iri,)).fetchone()
        return row[0] if row else 0

    def count(self) -> int:
        """How many entities there are."""
        return int(self.rows.execute("SELECT COUNT(*) FROM thing").fetchone()[0])

    def heaviest(
        self, most: int, kind: str | None = None, by: str = "weight"
    ) -> list[tuple[str, int]]:
        """Entities, of one kind or of all, with the most facts or honours, and how many."""
        assert by in {"weight", "honours"}
        where = "" if kind is None else "WHERE kind = :kind"
        rows = self.rows.execute(
            f"SELECT iri, {by} FROM thing {where} ORDER BY {by} DESC, label, iri LIMIT :most",
            {"kind": kind, "most": most},
        )
        return [(iri, number) for iri, number in rows if number]

    def kept(self, name: str) -> bytes | None:
        """What was kept under a name when the file was made."""
        row = self.rows.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return zlib.decompress(row[0]) if row else None


def spells(syllables_: list[str], wanted: str) -> bool:
    """Whether ``wanted`` is made of beginnings of the first syllables, in order.

    >>> spells(["wu", "liang", "jiang"], "wulj"), spells(["wu", "liang"], "wlg")
    (True, False)
    """
    if not wanted:
        return True
    if not syllables_:
        return False
    first, *rest = syllables_
    lengths = range(min(len(first), len(wanted)), 0, -1)
    return any(wanted[:n] == first[:n] and spells(rest, wanted[n:]) for n in lengths)


# --- making it ----------------------------------------------------------------------------------


def is_of(path: Path, build: tuple[int, int]) -> bool:
    """Whether the file at ``path`` was made for this build."""
    with contextlib.suppress(sqlite3.Error, OSError, zlib.error):
        return Directory(path).kept("stamp") == _stamped(build)
    return False


def _stamped(build: tuple[int, int]) -> bytes:
    return json.dumps([VERSION, *build]).encode()


def make(store: Store, path: Path, first: Callable[[Store, Directory], Any]) -> None:
    """Write the file for ``store``; ``first`` makes what the page opens on, out of the rest."""
    stamped = _stamped(stamp(store.folder))
    part = path.with_name(f".{path.name}-{os.getpid()}")
    part.unlink(missing_ok=True)
    rows = sqlite3.connect(part)
    try:
        # Should the machine stop in the middle, the file is made anew: no journal is needed.
        rows.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES)
        _fill(rows, store)
        rows.commit()
        body = json.dumps(first(store, Directory(part)), ensure_ascii=False, separators=(",", ":"))
        for name, value in (("first", body.encode("utf-8", "replace")), ("stamp", stamped)):
            rows.execute("INSERT INTO about VALUES (?, ?)", (name, zlib.compress(value, 3)))
        rows.commit()
        rows.close()
        part.replace(path)
    finally:
        rows.close()
        part.unlink(missing_ok=True)


def _fill(rows: sqlite3.Connection, store: Store) -> None:
    weights, bylines, honours = (_counted(store, q) for q in (_WEIGHTS, _BYLINES, _HONOURS))
    for number, (iri, kind, name, others) in enumerate(_things(store)):
        weight = weights[iri] - bylines[iri]
        rows.execute(
            "INSERT INTO thing VALUES (?, ?, ?, ?, ?, ?)",
            (number, iri, kind, _storable(name), weight, honours[iri]),
        )
        rows.executemany(
            "INSERT INTO form VALUES (?, ?, ?)",
            {(number, sort, _storable(form)) for sort, form in _forms(name, kind, others)},
        )


def _things(store: Store) -> Iterator[tuple[str, str, str, list[str]]]:
    """IRI, kind, name and other names of every entity."""
    kinds = [kind for kind, above in SUPERCLASS.items() if above == "Entity"]
    seen: set[str] = set()
    for kind in (*kinds, "Entity"):
        for typed in store.rdf.quads_for_pattern(
            None, term("rdf:type"), NamedNode(KG + kind), DefaultGraph()
        ):
            node: Any = typed.subject
            if node.value in seen:
                continue
            seen.add(node.value)
            named: Any = store.rdf.quads_for_pattern(
                node, term("skos:altLabel"), None, DefaultGraph()
            )
            yield node.value, kind, label(store, node), [quad.object.value for quad in named]


def _forms(name: str, kind: str, others: list[str]) -> Iterator[tuple[int, str]]:
    """What may be typed for a thing, as it is compared."""
    for form in (name, *others):
        yield NAMES, plain(form)
        for reading in syllables(form, surname=kind == "Person").split("/"):
            if reading:
                yield SOUNDS, reading
                yield SOUNDS, reading.replace(" ", "")
                yield INITIALS, "".join(part[0] for part in reading.split())


def _storable(text: str) -> str:
    """SQLite takes UTF-8 only, and ends a text at a null."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")


def _counted(store: Store, sparql: str) -> Counter[str]:
    found: Any = store.query(sparql)
    return Counter({row["e"].value: int(row["n"].value) for row in found})


def main() -> None:
    """Make the file of a folder, then answers: ``python -m kg.serve.directory FOLDER PATH``."""
    from kg.questions import keep
    from kg.serve.neighbourhood import first

    store = Store.open(Path(sys.argv[1]))
    make(store, Path(sys.argv[2]), first)
    keep(store)


if __name__ == "__main__":
    main()
