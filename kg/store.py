"""The graph on disk, and SPARQL over it.

``store/rdf`` in an output folder is an embedded pyoxigraph store: the default graph holds every
triple once, and a graph named by each article holds what that article says. ``texts/`` holds the
text of each document under its checksum, which is what evidence points into.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Variable

from kg.errors import InputError, QueryError
from kg.graph.build import prefixes, term
from kg.graph.iris import DEFAULT_BASE
from kg.graph.rows import PLAIN, Row, rows
from kg.graph.turtle import trig, turtle
from kg.model import Document

Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

GRAPH_TTL, GRAPH_TRIG, TEXTS = "graph.ttl", "graph.trig", "texts"
RDF, _ABOUT = Path("store", "rdf"), Path("store", "about.json")
_CHECKSUM_LENGTH = 12  # as in the IRI of a document

_DECIMAL = term("xsd:decimal")

# Not RDF/XML: a few lines of it can ask for more memory than there is.
_READABLE = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".jsonld": ox.RdfFormat.JSON_LD,
}

# Brackets deeper than this crash the parser's process; no one nests so deep by hand.
MAX_DEPTH = 100
# IRIs, strings and comments: what is inside them is not SPARQL.
_OPAQUE = re.compile(
    r"\"{3}.*?\"{3}|'{3}.*?'{3}|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
    r"|<[^<>\"{}|^`\\\s]*>|#[^\n]*",
    re.DOTALL,
)
_SERVICE = re.compile(r"SERVICE", re.IGNORECASE)
# What may stand before it where it is no keyword: the rest of a variable, of a name behind its
# prefix, or of a prefix. Not "1", "true" or ".": the parser asks for no space behind those.
_IN_A_NAME = re.compile(
    r"(?:[?$]\w*|:[\w%\\:-][\w%\\:.-]*|:|(?<![\w.:-])(?!(?:a|true|false)\Z)[A-Za-z_][A-Za-z_-]*)\Z",
    re.IGNORECASE,
)
_UNDECLARED = re.compile(r"(?<![\w?$:<-])([A-Za-z][\w-]*)?:(?=[\w%])")


def write(
    folder: Path,
    quads: Iterable[Quad | Row],
    documents: Iterable[Document] = (),
    base_iri: str = DEFAULT_BASE,
) -> None:
    """Write the graph as Turtle, as TriG and as a store into ``folder``, with the texts quoted."""
    quads = list(rows(quads))
    known = prefixes(base_iri)
    write_text(folder / GRAPH_TTL, turtle(quads, known))
    write_text(folder / GRAPH_TRIG, trig(quads, known))
    write_texts(folder, documents)
    (folder / RDF).mkdir(parents=True)
    write_about(folder, base_iri)
    rdf = ox.Store(folder / RDF)
    rdf.bulk_extend(Quad(*row) for row in quads)
    said = {row[:3] for row in quads if row[3] != PLAIN}
    rdf.bulk_extend(Quad(subject, predicate, object_) for subject, predicate, object_ in said)
    rdf.flush()
    rdf.optimize()  # loaded in layers, each of which is looked through for each triple


def write_texts(folder: Path, documents: Iterable[Document], old: Path | None = None) -> None:
    """Write what evidence counts in, each text under its checksum.

    A text that the output folder ``old`` holds gets another name there: it is never written again.
    """
    (folder / TEXTS).mkdir()
    last, new = None if old is None else f"{old / TEXTS}{os.sep}", f"{folder / TEXTS}{os.sep}"
    checksums = {d.checksum: d.text for d in documents}
    for checksum, text in checksums.items():
        name, data = f"{checksum[:_CHECKSUM_LENGTH]}.txt", text.encode("utf-8")
        if last is None or not _linked(last + name, new + name, data):
            Path(new + name).write_bytes(data)


def _linked(old: str, new: str, data: bytes) -> bool:
    """Whether the file ``old`` holds ``data`` and could get the name ``new``."""
    try:
        file = os.open(old, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            same = os.read(file, len(data) + 1) == data
        finally:
            os.close(file)
        if same:
            os.link(old, new)
    except OSError:
        return False
    return same


def write_about(folder: Path, base_iri: str) -> None:
    """Write what one must know to ask the store."""
    about = json.dumps({"base_iri": base_iri}, ensure_ascii=False)
    write_text(folder / _ABOUT, about + "\n")


def is_output(folder: Path) -> bool:
    """Whether a build wrote ``folder``."""
    return (folder / _ABOUT).is_file()


def stamp(folder: Path) -> tuple[int, int]:
    """Tells one build of a folder from the next."""
    for path in (folder / _ABOUT, folder / GRAPH_TTL):
        with contextlib.suppress(OSError):
            found = path.stat()
            return found.st_ino, found.st_mtime_ns
    return 0, 0


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 with line ends as they are."""
    path.write_bytes(text.encode("utf-8"))


class Store:
    """A built graph, open for reading.

    ``whole``: whether the default graph has every triple, as in what :func:`write` wrote.
    ``build``: which build of the folder it is, though another take its place; None for a file.
    """

    def __init__(
        self,
        folder: Path,
        rdf: ox.Store,
        base_iri: str = DEFAULT_BASE,
        *,
        whole: bool = True,
        build: tuple[int, int] | None = None,
    ) -> None:
        self.folder = folder
        self.build = build
        self.rdf = rdf
        self.base_iri = base_iri
        self.whole = whole

    @classmethod
    def open(cls, folder: Path) -> Store:
        """Open what ``kg build`` wrote into ``folder``."""
        if not folder.is_dir():
            raise InputError(f"{folder}: no such folder; build one with: kg build INPUT --out DIR")
        if not (folder / RDF).is_dir():
            if (folder / GRAPH_TTL).is_file():
                return cls.read(folder / GRAPH_TTL)
            raise InputError(
                f"{folder}: holds no graph; build one with: kg build INPUT --out {folder}"
            )
        try:
            build = stamp(folder)
            about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
            rdf = ox.Store.read_only(str(folder / RDF))
            return cls(folder, rdf, about["base_iri"], build=build)
        except (OSError, ValueError, KeyError) as error:
            raise InputError(
                f"{folder}: the store is damaged ({error}); build the folder again"
            ) from None

    @classmethod
    def read(cls, path: Path) -> Store:
        """Read a graph file (Turtle, TriG, N-Triples, N-Quads, JSON-LD) into memory."""
        rdf = ox.Store()
        if path.suffix not in _READABLE:
            raise InputError(f"{path}: not a graph; expected {', '.join(_READABLE)}")
        try:
            rdf.bulk_load(path=str(path), format=_READABLE[path.suffix])
        except SyntaxError as error:
            raise InputError(f"{path}: not a graph: {_first_line(str(error))}") from None
        except OSError as error:
            raise InputError(f"{path}: cannot be read ({error})") from None
        return cls(path.parent, rdf, whole=not any(rdf.named_graphs()))

    @property
    def prefixes(self) -> dict[str, str]:
        """Prefixes that a query need not declare."""
        return prefixes(self.base_iri)

    def query(
        self, sparql: str, substitutions: Mapping[Variable, NamedNode | Literal] | None = None
    ) -> Result:
        """Answer a SPARQL query; the prefixes of the graph are known.

        ``substitutions``: terms for variables that the query selects, never pasted into its text.
        """
        check_query(sparql)
        try:
            return self.rdf.query(
                sparql, prefixes=self.prefixes, substitutions=dict(substitutions or {})
            )
        except SyntaxError as error:
            raise QueryError(explain(sparql, str(error), self.prefixes)) from None
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"the query cannot be answered: {_first_line(str(error))}") from None

    def quads(self) -> list[Quad]:
        """What was built: shared descriptions, and each article's facts in its own graph.

        In the order of the terms' text. A triple of the default graph that some article states is
        left out: it stands there only so that a query finds each triple once.
        """
        stated = set()
        named = []
        plain = []
        for quad in self.rdf.quads_for_pattern(None, None, None, None):
            if isinstance(quad.graph_name, DefaultGraph):
                plain.append(quad)
            else:
                named.append(quad)
                stated.add((quad.subject, quad.predicate, quad.object))
        kept = [q for q in plain if (q.subject, q.predicate, q.object) not in stated]
        return sorted(map(with_point, (*kept, *named)), key=str)

    def text(self, document_iri: str) -> str | None:
        """The text that evidence in a document counts in; None where it was not kept."""
        checksum = document_iri[-_CHECKSUM_LENGTH:]
        if not re.fullmatch(r"[0-9a-f]+", checksum):
            return None
        path = self.folder / TEXTS / f"{checksum}.txt"
        return path.read_bytes().decode("utf-8") if path.is_file() else None


def with_point(quad: Quad) -> Quad:
    """A quad as it was written: the store shortens the decimal 1.0 to 1; graph.ttl has 1.0."""
    value = quad.object
    if isinstance(value, Literal) and value.datatype == _DECIMAL and "." not in value.value:
        value = Literal(f"{value.value}.0", datatype=_DECIMAL)
    return Quad(quad.subject, quad.predicate, value, quad.graph_name)


def check_query(sparql: str) -> None:
    """Refuse what would crash the parser or leave this machine: :class:`QueryError`."""
    code = _OPAQUE.sub(lambda match: " " * len(match[0]), sparql)
    if not code.strip():
        raise QueryError("the query is empty; expected SELECT, ASK, CONSTRUCT or DESCRIBE")
    for found in _SERVICE.finditer(code):
        if not _IN_A_NAME.search(code, max(0, found.start() - 200), found.start()):
            place = _place(sparql, found.start())
            raise QueryError(point_at(sparql, *place, "SERVICE would leave this machine"))
    depth = 0
    for index, character in enumerate(code):
        depth += (character in "({[") - (character in ")}]")
        if depth > MAX_DEPTH:
            raise QueryError(f"brackets nest deeper than {MAX_DEPTH} at character {index + 1}")
    if len(re.findall(r"[!^+*-]{100}", code)):
        raise QueryError("a path or sum of a hundred signs in a row will not be parsed")


def explain(sparql: str, error: str, known: Iterable[str] = ()) -> str:
    """Say where a query is wrong: line, column, a caret, and what was expected there."""
    match = re.match(r"error at (\d+):(\d+): (?:expected )?(.*)", error, re.DOTALL)
    if not match:
        return f"the query cannot be parsed: {_first_line(error)}"
    line, column, expected = int(match[1]), int(match[2]), match[3]
    if "Prefix not found" in expected:
        code = _OPAQUE.sub(lambda found: " " * len(found[0]), sparql)
        declared = set(re.findall(r"PREFIX\s+([\w-]*):", code, re.IGNORECASE)) | set(known)
        for used in _UNDECLARED.finditer(code):
            if (used[1] or "") not in declared:
                place = _place(sparql, used.start())
                names = ", ".join(sorted(known))
                near = get_close_matches(used[1] or "", sorted(known), n=1)
                hint = f"; did you mean {near[0]}:?" if near else ""
                what = f"prefix {used[1] or ''}: is not declared; known are {names}{hint}"
                return point_at(sparql, *place, what)
    if "update" in error.lower() or re.match(r"\s*(INSERT|DELETE|LOAD|CLEAR|DROP)\b", sparql, re.I):
        return "only SELECT, ASK, CONSTRUCT and DESCRIBE are answered: the graph is read-only"
    return point_at(sparql, line, column, _expected(expected))


def _expected(text: str) -> str:
    """The parser's list of what could stand here, without its rules for letters."""
    if "unbound" in text:
        return "a variable is selected that the query never binds"
    items = re.findall(r'"[^"\s]+"|\b[A-Z]{2,}\b', re.sub(r"\[[^\]]*\]", "", text))
    names = list(dict.fromkeys(item.strip('"') for item in items if item not in {"IRI", "U"}))
    return f"expected {' or '.join(names)}" if 0 < len(names) <= 12 else "not expected here"


def point_at(sparql: str, line: int, column: int, what: str) -> str:
    """``what``, with the line it is about and a caret under the place (both count from 1)."""
    lines = sparql.splitlines() or [""]
    shown = lines[min(line, len(lines)) - 1].replace("\t", " ")
    pad = "".join("\u3000" if ord(c) > 0x2E80 else " " for c in shown[: column - 1])
    return f"query, line {line}, column {column}: {what}\n  {shown}\n  {pad}^"


def _place(text: str, index: int) -> tuple[int, int]:
    before = text[:index]
    return before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0] if text.strip() else "no reason given"
