"""Write the graph by changing a copy of the last one, where little differs.

Beside the graph stands a list of its parts (:mod:`kg.graph.digests`). Parts that differ are made
anew; the rest is taken as it stands: files of the store by another name for them, stretches of
Turtle and TriG byte by byte. The result is what :func:`kg.store.write` gives from nothing, and that
is what is done where there is no last one, or it was written by other code, damaged or edited.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
from pyoxigraph import DefaultGraph, NamedNode, Quad

from kg import store
from kg.graph.build import Builder, prefixes
from kg.graph.changes import find_touched
from kg.graph.digests import Digests, Parts, find_digests, renew_digests
from kg.graph.iris import Minter, check_base
from kg.graph.splice import checksum_of, splice
from kg.graph.turtle import blocks, graph_blocks, written
from kg.model import Knowledge
from kg.plain import dumps, loads

PARTS = Path("store", "parts.json")
# Where more of the graph differs than this, all is written anew.
MOST = 0.3
_FILES = (store.GRAPH_TTL, store.GRAPH_TRIG)
_MODULES = ("graph", "model.py", "plain.py", "renewal.py", "store.py")


def write(
    folder: Path,
    old: Path | None,
    knowledge: Knowledge,
    base_iri: str,
    before: Knowledge | None = None,
) -> bool:
    """Write graph, store and texts into ``folder``; ``old`` is the last output.

    ``before``: what that tells of, if it is known. Whether the last one could be used.
    """
    builder = Builder(knowledge, Minter(check_base(base_iri)))
    last = None if old is None else _last(old, base_iri)
    if last is None or before is None:
        parts = find_digests(builder)
    else:
        touched = find_touched(Builder(before, builder.mint), builder)
        parts = renew_digests(last.parts, builder, touched)
    checksums = None
    if old is not None and last is not None:
        changed = _changed(last.parts, parts)
        if len(changed.graphs) <= MOST * len(parts.graphs):
            checksums = _renew(folder, old, builder, changed, last.checksums)
    renewed = checksums is not None
    if checksums is not None:
        store.write_texts(folder, knowledge.documents, old)
        store.write_about(folder, base_iri)
    else:
        rows = chain(builder.described(), builder.said())
        store.write(folder, rows, knowledge.documents, base_iri)
        checksums = {name: checksum_of(folder / name) for name in _FILES}
    said = {
        "base_iri": base_iri,
        "by": version(),
        "checksums": checksums,
        "graphs": dict(sorted(parts.graphs.items())),
        "subjects": dict(sorted(parts.subjects.items())),
    }
    (folder / PARTS).write_bytes(dumps(said) + b"\n")
    return renewed


@cache
def version() -> str:
    """A checksum of the code that writes graphs."""
    root = Path(__file__).parent
    paths = [p for name in _MODULES for p in ((root / name), *(root / name).glob("*.py"))]
    digest = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


# --- the list of parts ----------------------------------------------------------------------


class _Last(NamedTuple):
    """The last graph: its parts, and the checksums of its files."""

    parts: Digests
    checksums: dict[str, int]


def _last(old: Path, base_iri: str) -> _Last | None:
    """What the last graph was, where it can be built upon."""
    try:
        said = loads((old / PARTS).read_bytes())
        if (said["base_iri"], said["by"]) != (base_iri, version()):
            return None
        if not (old / store.RDF / "CURRENT").is_file():  # its library would make an empty one
            return None
        checksums = {name: int(said["checksums"][name]) for name in _FILES}
        return _Last(Digests(dict(said["subjects"]), dict(said["graphs"])), checksums)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _changed(before: Digests, now: Digests) -> Parts:
    """The parts that are new, gone or different."""

    def differing(one: dict[str, str], other: dict[str, str]) -> frozenset[str]:
        other_than = (part for part in one if other.get(part) != one[part])
        return frozenset((*other_than, *(part for part in other if part not in one)))

    return Parts(differing(before.subjects, now.subjects), differing(before.graphs, now.graphs))


# --- changing a copy ------------------------------------------------------------------------


def _renew(
    folder: Path, old: Path, builder: Builder, changed: Parts, was: Mapping[str, int]
) -> dict[str, int] | None:
    """Change a copy of the old store and files; None, and no trace, where that fails.

    ``was``: the checksums of the old files. Gives those of the new ones.
    """
    try:
        _copy_store(old / store.RDF, folder / store.RDF)
        rdf = ox.Store(folder / store.RDF)
        new = _New(builder, changed)
        touched = _change(rdf, new, changed)
        rdf.flush()
        known = prefixes(builder.mint.base)
        blocks_of = {
            store.GRAPH_TTL: (_turtle_blocks(rdf, touched, known), None),
            store.GRAPH_TRIG: _trig_blocks(new, changed, known),
        }
        return {
            name: splice(old / name, folder / name, *made, checksum=was[name])
            for name, made in blocks_of.items()
        }
    except (OSError, RuntimeError, ValueError):  # the store's library raises all of these
        for name in _FILES:
            (folder / name).unlink(missing_ok=True)
        shutil.rmtree(folder / store.RDF, ignore_errors=True)
        return None


class _New:
    """The quads of the parts that changed, as they are to be."""

    def __init__(self, builder: Builder, changed: Parts) -> None:
        self.described = {Quad(*row) for row in builder.described(changed.subjects)}
        self.said = {Quad(*row) for row in builder.said(changed.graphs)}


def _copy_store(old: Path, new: Path) -> None:
    """Tables are never written again, so that another name for them will do."""
    new.mkdir(parents=True)
    for path in old.iterdir():
        if path.suffix == ".sst":
            with contextlib.suppress(OSError):
                os.link(path, new / path.name)
                continue
        if path.name not in {"LOCK", "LOG", "LOG.old"}:
            shutil.copyfile(path, new / path.name)


def _change(rdf: ox.Store, new: _New, changed: Parts) -> frozenset[NamedNode]:
    """Make the store hold what is new; gives the subjects of all that came or went.

    What is described and what is said have no triple in common, as in :meth:`kg.store.Store.quads`.
    """
    said = {q for iri in changed.graphs for q in _quads(rdf, graph=NamedNode(iri))}
    described = {q for iri in changed.subjects for q in _described(rdf, NamedNode(iri))}
    gone, come = said - new.said, new.said - said
    for quad in (*gone, *(described - new.described)):
        rdf.remove(quad)
    rdf.extend((*come, *map(_plain, come), *(new.described - described)))
    for quad in set(map(_plain, gone)):
        if len(list(_quads(rdf, quad))) == 1:  # no article says so any more
            rdf.remove(quad)
    for iri in changed.graphs - {_iri(quad.graph_name) for quad in new.said}:
        rdf.remove_graph(NamedNode(iri))
    return frozenset(
        quad.subject
        for quad in (*gone, *come, *(described ^ new.described))
        if isinstance(quad.subject, NamedNode)
    )


def _quads(
    rdf: ox.Store,
    like: Quad | None = None,
    *,
    subject: NamedNode | None = None,
    graph: NamedNode | DefaultGraph | None = None,
) -> Iterator[Quad]:
    """What the store holds of a triple in all graphs, of a subject, or of a graph."""
    if like is not None:
        return rdf.quads_for_pattern(like.subject, like.predicate, like.object, None)
    return map(store.with_point, rdf.quads_for_pattern(subject, None, None, graph))


def _described(rdf: ox.Store, subject: NamedNode) -> Iterator[Quad]:
    """What the default graph says of a subject and no article does."""
    said, plain = set(), []
    for quad in _quads(rdf, subject=subject):
        if isinstance(quad.graph_name, DefaultGraph):
            plain.append(quad)
        else:
            said.add((quad.predicate, quad.object))
    return (quad for quad in plain if (quad.predicate, quad.object) not in said)


def _plain(quad: Quad) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object, DefaultGraph())


def _iri(node: object) -> str:
    return node.value if isinstance(node, NamedNode) else ""


# --- the files ------------------------------------------------------------------------------


def _turtle_blocks(
    rdf: ox.Store, touched: Collection[NamedNode], known: dict[str, str]
) -> dict[str, str]:
    """The blocks of the subjects of which something came or went."""
    made = {written(subject.value, known): "" for subject in touched}
    plain = DefaultGraph()  # holds every triple once
    quads = (_quads(rdf, subject=subject, graph=plain) for subject in touched)
    return made | blocks(chain.from_iterable(quads), known)


def _trig_blocks(
    new: _New, changed: Parts, known: dict[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """The blocks of subjects, and those of graphs, that changed."""
    subjects = {written(iri, known): "" for iri in changed.subjects}
    graphs = {written(iri, known): "" for iri in changed.graphs}
    return subjects | blocks(new.described, known), graphs | graph_blocks(new.said, known)
