"""Requests a second and p99 of ``kg serve`` beside ``oxigraph serve`` and rdflib-endpoint.

    python benchmarks/serve.py [DIR] [--requests 600] [--clients 8]

DIR is an output folder (default: the seeds, built anew). The servers run one after the other on the
same triples; each is sent the same queries, by GET, from as many clients. rdflib-endpoint is left
out where it is not installed.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from hostile import ROOT, serving

KG = "PREFIX kg: <https://w3id.org/kg-news#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
QUERIES = {
    "one row": KG + 'SELECT ?p { ?p rdfs:label "泉州市总工会"@zh } LIMIT 1',
    "join": KG + "SELECT ?n ?o { ?p kg:affiliatedWith ?f . ?p rdfs:label ?n . ?f rdfs:label ?o }",
    "GROUP BY": KG + "SELECT ?o (COUNT(?p) AS ?n) { ?o kg:organizes ?p } GROUP BY ?o",
    "1000 rows": "SELECT * { ?s ?p ?o } LIMIT 1000",
}
RDFLIB = """
import sys, rdflib, uvicorn
from rdflib_endpoint import SparqlEndpoint
graph = rdflib.Dataset(default_union=True)
graph.default_graph.parse(sys.argv[1], format="nt")
uvicorn.run(SparqlEndpoint(graph=graph), host="127.0.0.1", port=int(sys.argv[2]), log_level="error")
"""


def send(url: str, query: str) -> float:
    """Seconds of one query, answered with 200."""
    parts = urlsplit(url)
    started = time.perf_counter()
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    with contextlib.closing(connection):
        headers = {"accept": "application/sparql-results+json"}
        connection.request("GET", f"{parts.path}?{urlencode({'query': query})}", headers=headers)
        response = connection.getresponse()
        body = response.read()
    if response.status != 200:
        raise RuntimeError(f"{url}: {response.status} {body[:200]!r}")
    return time.perf_counter() - started


def load(url: str, query: str, requests: int, clients: int) -> tuple[float, float, float]:
    """Requests a second, median and 99th percentile in ms."""
    for _ in range(5):
        send(url, query)
    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        seconds = list(pool.map(lambda _: send(url, query), range(requests)))
    elapsed = time.perf_counter() - started
    p99 = statistics.quantiles(seconds, n=100)[98]
    return requests / elapsed, statistics.median(seconds) * 1000, p99 * 1000


@contextlib.contextmanager
def process(command: list[str], port: int, path: str) -> Iterator[str]:
    """A server of someone else, ended by its number."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as started:
        try:
            for _ in range(200):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}{path}"
        finally:
            started.terminate()


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@contextlib.contextmanager
def ours(folder: Path) -> Iterator[str]:
    """The endpoint of ``kg serve``."""
    with serving(folder) as (url, _):
        yield f"{url}/sparql"


def servers(
    folder: Path, scratch: Path
) -> Iterator[tuple[str, contextlib.AbstractContextManager[str]]]:
    """Each server by its name, started when its context is entered."""
    from kg.export import export
    from kg.store import Store

    data = scratch / "data.nt"
    data.write_text(export(Store.open(folder), "nt"), encoding="utf-8")
    yield "kg serve", ours(folder)
    oxigraph = shutil.which("oxigraph") or str(Path(sys.executable).parent / "oxigraph")
    if Path(oxigraph).exists():
        place, port = str(scratch / "oxigraph"), free_port()
        command = [oxigraph, "load", "--location", place, "--file", str(data)]
        subprocess.run(command, check=True, capture_output=True)
        command = [oxigraph, "serve", "--location", place, "--bind", f"127.0.0.1:{port}"]
        yield "oxigraph serve", process(command, port, "/query")
    with contextlib.suppress(ImportError):
        import rdflib_endpoint  # noqa: F401

        port = free_port()
        command = [sys.executable, "-c", RDFLIB, str(data), str(port)]
        yield "rdflib-endpoint", process(command, port, "/")


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--requests", type=int, default=600)
    parser.add_argument("--clients", type=int, default=8)
    given = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.folder
        if folder is None:
            from kg.building import build

            folder = Path(scratch) / "out"
            build(sorted((ROOT / "seeds").glob("*.txt")), folder)
        print(f"{'server':18}{'query':12}{'req/s':>9}{'median ms':>11}{'p99 ms':>9}")
        for name, server in servers(folder, Path(scratch)):
            with server as url:
                for what, query in QUERIES.items():
                    rate, median, p99 = load(url, query, given.requests, given.clients)
                    print(f"{name:18}{what:12}{rate:9.0f}{median:11.1f}{p99:9.1f}", flush=True)


if __name__ == "__main__":
    main()
