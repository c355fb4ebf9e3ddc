"""Send a graph to any store that speaks SPARQL 1.1 Graph Store Protocol, and go on where it broke.

The default graph (each triple once, as ``kg query`` sees it) is sent in parts, the first of which
replaces what was there; then each article's graph by itself. What was sent is noted beside the
graph, so that the next push sends only what changed and deletes what is gone.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from pyoxigraph import DefaultGraph, NamedNode

from kg.errors import InputError, KgError, OutputError
from kg.store import Store

NOTED = ".pushed.json"  # in the output folder; a build keeps it
PART = 20_000  # triples in one request
TRIES = 4
Progress = Callable[[int, int, str], None]


class PushError(KgError):
    """The store cannot be reached, or refuses."""


@dataclass(slots=True)
class Pushed:
    """What a push did."""

    sent: int = 0  # graphs
    triples: int = 0
    unchanged: int = 0
    deleted: int = 0

    def __str__(self) -> str:
        return (
            f"sent {self.sent} graphs with {self.triples} triples, "
            f"left {self.unchanged} unchanged, deleted {self.deleted}"
        )


@dataclass(slots=True)
class _Notes:
    """Graph to checksum of what the store has; ``parts``: how much of the default graph."""

    path: Path
    url: str
    graphs: dict[str, str] = field(default_factory=dict)
    parts: dict[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path, url: str) -> _Notes:
        try:
            found = json.loads(path.read_text(encoding="utf-8")).get(url, {})
        except FileNotFoundError:
            found = {}
        except (OSError, ValueError, AttributeError) as error:
            raise InputError(f"{path}: cannot be read ({error}); remove it to send all") from None
        return cls(path, url, found.get("graphs", {}), found.get("parts", {}))

    def write(self) -> None:
        try:
            known = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            known = {}
        known[self.url] = {"graphs": self.graphs, "parts": self.parts}
        part = self.path.with_name(self.path.name + ".part")
        try:
            part.write_text(json.dumps(known, ensure_ascii=False, indent=1), encoding="utf-8")
            part.replace(self.path)
        except OSError as error:
            raise OutputError(f"{self.path}: cannot write here ({error.strerror})") from None


def push(
    store: Store,
    url: str,
    *,
    user: str | None = None,
    password: str = "",
    default_graph: str = "",
    again: bool = False,
    progress: Progress | None = None,
) -> Pushed:
    """Make the store at ``url`` hold what ``store`` does; ``again``: whatever was noted as sent.

    ``url``: where the store takes graphs, for example ``http://localhost:7878/store``.
    ``default_graph``: the graph that the default graph is sent to, for a store that has none.
    """
    if urlsplit(url).scheme not in {"http", "https"}:
        raise InputError(f"{url!r} is no address of a store; expected http://HOST:PORT/PATH")
    if default_graph and not urlsplit(default_graph).scheme:
        raise InputError(f"{default_graph!r} names no graph; expected an IRI, such as urn:kg")
    send = _Sender(url, user, password)
    notes = _Notes.read(store.folder / NOTED, url)
    if again:
        notes.graphs, notes.parts = {}, {}
    pushed = Pushed()
    graphs: list[Any] = [
        DefaultGraph(),
        *sorted((g for g in store.rdf.named_graphs() if isinstance(g, NamedNode)), key=str),
    ]
    for done, graph in enumerate(graphs):
        name = graph.value if isinstance(graph, NamedNode) else default_graph
        if progress:
            progress(done, len(graphs), "sending")
        lines = sorted(
            f"{q.triple} .\n" for q in store.rdf.quads_for_pattern(None, None, None, graph)
        )
        checksum = hashlib.sha256("".join(lines).encode()).hexdigest()
        if notes.graphs.get(name) == checksum:
            pushed.unchanged += 1
            continue
        _send_graph(send, name, lines, checksum, notes)
        pushed.sent += 1
        pushed.triples += len(lines)
    kept = {getattr(graph, "value", default_graph) for graph in graphs}
    for name in sorted(set(notes.graphs) - kept):
        send("DELETE", name, b"", may_be_gone=True)
        del notes.graphs[name]
        notes.write()
        pushed.deleted += 1
    return pushed


def _send_graph(send: _Sender, name: str, lines: list[str], checksum: str, notes: _Notes) -> None:
    """Send in parts: the first replaces, the others add; sending one twice changes nothing."""
    first = notes.parts.get(f"{checksum} {name}", 0)
    notes.parts = {}
    for number, part in enumerate(_parts(lines)):
        if number >= first:
            send("POST" if number else "PUT", name, "".join(part).encode())
            notes.parts = {f"{checksum} {name}": number + 1}
            notes.graphs.pop(name, None)
            notes.write()
    notes.parts = {}
    notes.graphs[name] = checksum
    notes.write()


def _parts(lines: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(lines)
    yield list(islice(rest, PART))  # an empty graph is sent too
    while part := list(islice(rest, PART)):
        yield part


class _Sender:
    """Requests to one store, each tried again where it may help."""

    def __init__(self, url: str, user: str | None, password: str) -> None:
        self.url = url
        self.opener = urllib.request.build_opener()
        if user is not None:
            known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
            known.add_password(None, url, user, password)
            self.opener.add_handler(urllib.request.HTTPDigestAuthHandler(known))
            self.opener.add_handler(urllib.request.HTTPBasicAuthHandler(known))

    def __call__(self, method: str, graph: str, body: bytes, *, may_be_gone: bool = False) -> None:
        where = f"graph={quote(graph, safe='')}" if graph else "default"
        address = f"{self.url}{'&' if '?' in self.url else '?'}{where}"
        headers = {"Content-Type": "application/n-triples"}
        for attempt in range(1, TRIES + 1):
            request = urllib.request.Request(
                address,
                data=body or (None if method == "DELETE" else b""),
                headers=headers,
                method=method,
            )
            try:
                with self.opener.open(request, timeout=600):
                    return
            except urllib.error.HTTPError as error:
                reason = _reason(error)
                if error.code == 404 and may_be_gone:
                    return
                if error.code == 401:
                    raise PushError(
                        f"{self.url}: 401 {error.reason}; it takes what is sent with --user NAME"
                        " and that user's password in KG_PASSWORD"
                    ) from None
                if not graph and "default graph" in reason:  # as Virtuoso says it
                    raise PushError(
                        f"{self.url}: this store has no default graph; name one that it can be sent"
                        " to with --default-graph IRI"
                    ) from None
                if error.code < 500 or attempt == TRIES:
                    raise PushError(
                        f"{self.url}: {error.code} {error.reason}{': ' * bool(reason)}{reason}"
                    ) from None
            except (OSError, urllib.error.URLError) as error:
                if attempt == TRIES:
                    reason = str(getattr(error, "reason", error))
                    raise PushError(
                        f"{self.url}: no answer ({reason}); push again to go on from here"
                    ) from None
            time.sleep(0.2 * 4 ** (attempt - 1))


def _reason(error: urllib.error.HTTPError) -> str:
    """What the store says, on one line: its text, or what a page of HTML shows last."""
    text = error.read(2000).decode("utf-8", "replace")
    if "<html" in text.lower():
        text = "\n".join(re.sub(r"<[^>]*>", "\n", text).split("\n")[::-1])
    return next((line.strip()[:300] for line in text.split("\n") if line.strip()), "")
