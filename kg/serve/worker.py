"""A process that answers one request after another, and may be killed at any time.

It reads jobs as JSON lines from standard input and writes replies: a line of JSON that says status,
media type and length, then so many bytes. Before it opens the graph it gives up the network, and
once it has opened it, memory beyond a bound.
"""

from __future__ import annotations

import ctypes
import json
import os
import platform
import resource
import struct
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import pyoxigraph as ox
from pyoxigraph import DefaultGraph, NamedNode

from kg.errors import KgError, QueryError
from kg.graph.turtle import turtle
from kg.questions import ask, question
from kg.results import WRITERS, boolean
from kg.serve import forms, neighbourhood, pages, search
from kg.serve.directory import Directory
from kg.serve.limits import Limits
from kg.store import Store, check_query, explain

Job = Mapping[str, Any]

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_FILTER = 1, 38, 22, 2
_HTML = "text/html; charset=utf-8"
_SOCKET_CALL = {"x86_64": 41, "aarch64": 198}


class Reply(NamedTuple):
    """``status`` and ``media`` as in HTTP."""

    status: int
    media: str
    body: bytes


def reply(store: Store, limits: Limits, job: Job) -> Reply:
    """Answer a job; what the client did wrong is 400, what is too much is 413."""
    try:
        return _ANSWERS[job["kind"]](store, limits, job)
    except _TooMuchError as error:
        return _plain(413, str(error))
    except KgError as error:
        return _plain(400, str(error))
    except MemoryError:
        return _plain(503, f"the answer needs more than {limits.memory} MB of memory")


class _TooMuchError(Exception):
    pass


def _query(store: Store, limits: Limits, job: Job) -> Reply:
    """Evaluate SPARQL; ``rows`` and ``graph``: format and media type, or None, for either kind."""
    sparql = job["query"]
    check_query(sparql)
    _refuse_unknown_graphs(store, sparql, overridden=job["dataset"] is not None)
    dataset: dict[str, Any] = {}
    if job["dataset"] is not None:
        default, named = ([NamedNode(iri) for iri in iris] for iris in job["dataset"])
        dataset = {"default_graph": default, "named_graphs": named}
    try:
        result = store.rdf.query(
            sparql, base_iri=store.base_iri, prefixes=store.prefixes, **dataset
        )
    except SyntaxError as error:
        raise QueryError(explain(sparql, str(error), store.prefixes)) from None
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query cannot be answered: {error}") from None
    if isinstance(result, ox.QueryTriples):
        return _triples(store, limits, result, job["graph"])
    if job["rows"] is None:
        return _plain(406, "SELECT and ASK answer in JSON, XML, CSV or TSV")
    format_, media = job["rows"]
    if isinstance(result, ox.QueryBoolean):
        text = boolean(format_, bool(result))
        return _bounded(limits, media, forms.text_page(text) if format_ == "html" else text)
    columns = [variable.value for variable in result.variables]
    rows = _capped((tuple(solution) for solution in result), limits.rows, "rows")
    if format_ == "html":
        return _bounded(limits, media, forms.rows_page(store, columns, rows))
    return _bounded(limits, media, WRITERS[format_](columns, rows))


def _refuse_unknown_graphs(store: Store, sparql: str, *, overridden: bool) -> None:
    """A graph that is not here is never fetched; better say so than answer with nothing."""
    for iri in [] if overridden else pages.graphs_of(sparql):
        if not store.rdf.contains_named_graph(NamedNode(iri)):
            raise QueryError(f"graph <{iri}> is not here, and none is fetched from elsewhere")


def _triples(store: Store, limits: Limits, triples: Iterable[Any], wanted: Any) -> Reply:
    if wanted is None:
        return _plain(406, "triples come as Turtle, N-Triples, JSON-LD or RDF/XML")
    format_, media = wanted
    found = _capped(triples, limits.rows, "triples")
    if format_ == "html":
        return _bounded(limits, media, forms.text_page(turtle(found, store.prefixes)))
    return _bounded(limits, media, _TRIPLES[format_](found, store.prefixes))


def _graph(store: Store, limits: Limits, job: Job) -> Reply:
    """Graph Store Protocol: all of one graph; ``iri`` None is the default graph."""
    node = DefaultGraph() if job["iri"] is None else NamedNode(job["iri"])
    if isinstance(node, NamedNode) and not store.rdf.contains_named_graph(node):
        return _plain(404, f"no graph is named <{job['iri']}>")
    quads = store.rdf.quads_for_pattern(None, None, None, node)
    return _triples(store, limits, (quad.triple for quad in quads), job["graph"])


def _thing(store: Store, limits: Limits, job: Job) -> Reply:
    """What the graph says about an IRI, as a page or as triples."""
    iri = store.base_iri + job["path"] if job["iri"] is None else job["iri"]
    try:
        node = NamedNode(iri)
    except ValueError:
        return _plain(404, f"{iri!r} is no IRI")
    triples = pages.triples_about(store, node, limits.rows)
    if not triples:
        return _plain(404, f"the graph says nothing about <{iri}>")
    if job["graph"] is not None:
        return _triples(store, limits, triples, job["graph"])
    return _bounded(limits, _HTML, pages.page(store, node))


def _ask(store: Store, limits: Limits, job: Job) -> Reply:
    format_, media = job["rows"]
    if format_ == "html":
        return _ask_on_a_page(store, limits, job)
    answer = ask(store, job["question"], job["given"], limits.rows)
    text = WRITERS[format_](answer.columns, answer.rows)
    if format_ == "json":
        found = json.loads(text)
        found["understood"] = list(answer.understood)
        text = json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n"
    return _bounded(limits, media, ("\ufeff" if job["mark"] else "") + text)


def _ask_on_a_page(store: Store, limits: Limits, job: Job) -> Reply:
    """The question's form; with its answer, or what is wrong, where it is filled in."""
    asked, given = question(job["question"]), job["given"]
    media = job["rows"][1]
    if any(one.required and not given.get(one.name) for one in asked.parameters):
        form = forms.question_form(asked, given)
        return _bounded(limits, media, forms.page(asked.zh, form))
    try:
        answer = ask(store, asked.name, given, limits.rows)
    except QueryError as error:
        form = forms.question_form(asked, given, str(error))
        return _bounded(limits, media, forms.page(asked.zh, form))._replace(status=400)
    form = forms.question_form(asked, given)
    text = forms.rows_page(store, answer.columns, answer.rows, above=form, said=answer.understood)
    return _bounded(limits, media, text)


def _search(store: Store, limits: Limits, job: Job) -> Reply:
    found = search.find(store, _directory(job["index"]), job["text"])
    if job["page"]:
        return _bounded(limits, _HTML, forms.found_page(found))
    return _bounded(limits, "application/json", json.dumps(found, ensure_ascii=False))


def _near(store: Store, limits: Limits, job: Job) -> Reply:
    """What the page of the graph asks for; the first view was made with the directory."""
    directory = _directory(job["index"])
    if job["asked"].get("ask") == "first":
        return Reply(200, "application/json", directory.kept("first") or b"null")
    found = neighbourhood.answer(store, directory, job["asked"])
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    return _bounded(limits, "application/json", text)


@lru_cache(maxsize=1)
def _directory(path: str) -> Directory:
    return Directory(Path(path))


def _capped(items: Iterable[Any], most: int, what: str) -> list[Any]:
    found = list(islice(items, most + 1))
    if len(found) > most:
        raise _TooMuchError(f"the answer has more than {most} {what}; ask for fewer with LIMIT")
    return found


def _bounded(limits: Limits, media: str, text: str) -> Reply:
    body = text.encode("utf-8", "surrogatepass")
    if len(body) > limits.megabytes * 1_000_000:
        raise _TooMuchError(
            f"the answer has more than {limits.megabytes} MB; ask for less with LIMIT"
        )
    return Reply(200, media, body)


def _plain(status: int, text: str) -> Reply:
    return Reply(status, "text/plain; charset=utf-8", text.encode("utf-8", "replace") + b"\n")


def _serialized(format_: ox.RdfFormat) -> Callable[[list[Any], Mapping[str, str]], str]:
    def write(triples: list[Any], prefixes: Mapping[str, str]) -> str:
        text = ox.serialize(triples, format=format_, prefixes=dict(prefixes))
        return (text or b"").decode("utf-8")

    return write


_TRIPLES: Mapping[str, Callable[[list[Any], Mapping[str, str]], str]] = {
    "ttl": turtle,
    "nt": _serialized(ox.RdfFormat.N_TRIPLES),
    "jsonld": _serialized(ox.RdfFormat.JSON_LD),
    "rdfxml": _serialized(ox.RdfFormat.RDF_XML),
}
_ANSWERS: Mapping[str, Callable[[Store, Limits, Job], Reply]] = {
    "query": _query,
    "graph": _graph,
    "thing": _thing,
    "ask": _ask,
    "search": _search,
    "near": _near,
}


# --- the process --------------------------------------------------------------------------------


def give_up_the_network() -> None:
    """Let the kernel refuse every new socket, where it can (Linux, seccomp(2)).

    Queries that would go out are refused before; this holds should one slip through.
    """
    call = _SOCKET_CALL.get(platform.machine())
    if not sys.platform.startswith("linux") or call is None:
        return
    # Load the call's number; the one of socket(2) fails with EACCES, all else is allowed.
    program = struct.pack("=HBBI", 0x20, 0, 0, 0)
    program += struct.pack("=HBBI", 0x15, 0, 1, call)
    program += struct.pack("=HBBI", 0x06, 0, 0, 0x00050000 | 13)
    program += struct.pack("=HBBI", 0x06, 0, 0, 0x7FFF0000)
    code = ctypes.create_string_buffer(program)

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    filter_ = Program(len(program) // 8, ctypes.cast(code, ctypes.c_void_p))
    libc.prctl(_PR_SET_SECCOMP, _SECCOMP_FILTER, ctypes.byref(filter_), 0, 0)


def end_with_the_server() -> None:
    """Die when the server does, in the middle of a query too (Linux)."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, 9, 0, 0, 0)


def bound_memory(megabytes: int) -> None:
    """Take no more than so much address space beyond what is taken now."""
    taken = 0
    if sys.platform.startswith("linux"):
        pages_taken = int(Path("/proc/self/statm").read_text().split()[0])
        taken = pages_taken * os.sysconf("SC_PAGE_SIZE")
    bound = taken + megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve(folder: Path, limits: Limits, jobs: BinaryIO, replies: BinaryIO) -> None:
    """Answer jobs until there are no more."""
    end_with_the_server()
    give_up_the_network()
    store = Store.open(folder)
    bound_memory(limits.memory)
    replies.write(b"ready\n")
    replies.flush()
    for line in jobs:
        found = reply(store, limits, json.loads(line))
        head = {"status": found.status, "media": found.media, "length": len(found.body)}
        replies.write(json.dumps(head).encode() + b"\n" + found.body)
        replies.flush()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), Limits(**json.loads(sys.argv[2])), sys.stdin.buffer, sys.stdout.buffer)
