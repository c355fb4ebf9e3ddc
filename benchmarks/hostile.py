"""Two hundred hostile queries among two thousand good ones, from eight clients at once.

    python benchmarks/hostile.py [DIR] [--good N] [--hostile N] [--clients N] [--workers N]

DIR is an output folder (default: the seeds, built anew). Starts ``kg serve``, sends the queries in
an order that a seed fixes, and prints how many good ones were answered rightly, what the hostile
ones were told, how long the good ones took, and the server's memory as it went. Exit status 1
where a good query was lost or memory grew by more than half.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).parents[1]

GOOD = (
    "SELECT ?n { ?p a kg:Person ; rdfs:label ?n } ORDER BY ?n LIMIT 5",
    "SELECT (COUNT(*) AS ?n) { ?s a kg:Statement }",
    "ASK { ?p kg:received ?award }",
    "SELECT ?o (COUNT(?x) AS ?n) { ?o kg:organizes ?x } GROUP BY ?o ORDER BY DESC(?n) ?o LIMIT 3",
    "CONSTRUCT { ?p kg:mentors ?q } WHERE { ?p kg:mentors ?q }",
)
HOSTILE = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?i ?d",
    "SELECT * { ?a ?b ?c . ?d ?e ?f }",
    "SELECT * " + "{" * 10_000 + "}" * 10_000,
    "SELECT * { FILTER(" + "(" * 10_000 + "1" + ")" * 10_000 + ") }",
    "SELECT * { ?a " + "!" * 20_000 + "kg:a ?b }",
    "SELECT * { ?a (kg:partOf|!kg:partOf)*/(kg:partOf|!kg:partOf)*/(kg:partOf|!kg:partOf)* ?b }",
    "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o.SERVICE <http://127.0.0.1:1/> { ?a ?b ?c } }",
    "SELECT * FROM <http://127.0.0.1:1/> { ?s ?p ?o }",
    "LOAD <http://127.0.0.1:1/>",
    "DROP ALL",
    "SELECT (GROUP_CONCAT(?c) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    'SELECT * { ?a ?b ?c FILTER(REGEX(STR(?c), "(((.*)*)*)*x")) }',
    "ASK { } #" + "x" * 200_000,
    "SELECT ?x WHERE ?x",
)


@contextlib.contextmanager
def serving(folder: Path, *options: str) -> Iterator[tuple[str, int]]:
    """A server of its own, ended by its number: its address and its process."""
    command = [sys.executable, "-m", "kg.cli", "serve", str(folder), "--port", "0", *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip().rstrip("/"), process.pid
        finally:
            process.terminate()


def ask(url: str, query: str) -> tuple[int, bytes, float]:
    """Status, body and seconds of one query."""
    parts = urlsplit(url)
    started = time.perf_counter()
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120)
    with contextlib.closing(connection):
        headers = {"content-type": "application/x-www-form-urlencoded", "accept": "*/*"}
        connection.request("POST", "/sparql", urlencode({"query": query}), headers)
        response = connection.getresponse()
        return response.status, response.read(), time.perf_counter() - started


def memory(process: int) -> int:
    """Resident MB of the server and its workers (Linux)."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError):
            lines = (line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
            fields = {name: value.strip() for name, value in lines}
            if str(process) in {fields["Pid"], fields["PPid"]}:
                total += int(fields.get("VmRSS", "0").split()[0])
    return total // 1024


def attack(folder: Path, good: int, hostile: int, clients: int, workers: int) -> dict[str, object]:
    """Send the mix; what became of it."""
    options = ("--workers", str(workers), "--timeout", "2", "--memory", "256")
    with serving(folder, *options) as (url, process):
        expected = {query: ask(url, query)[1] for query in GOOD}
        queries = [(query, True) for query in (GOOD * (good // len(GOOD) + 1))[:good]]
        queries += [(query, False) for query in (HOSTILE * (hostile // len(HOSTILE) + 1))[:hostile]]
        random.Random(5).shuffle(queries)
        told: Counter[int] = Counter()
        lost: list[str] = []
        seconds: list[float] = []
        memories = [memory(process)]

        def send(job: tuple[int, tuple[str, bool]]) -> None:
            number, (query, is_good) = job
            status, body, took = ask(url, query)
            if is_good:
                seconds.append(took)
                if (status, sorted(body)) != (200, sorted(expected[query])):
                    lost.append(f"{status}: {query}: {body[:80]!r}")
            else:
                told[status] += 1
            if number % 200 == 0:
                memories.append(memory(process))

        started = time.perf_counter()
        with ThreadPoolExecutor(clients) as pool:
            list(pool.map(send, enumerate(queries)))
        elapsed = time.perf_counter() - started
        time.sleep(2)
        memories.append(memory(process))
        return {
            "good": good,
            "lost": lost,
            "hostile told": dict(sorted(told.items())),
            "seconds": round(elapsed, 1),
            "good median ms": round(statistics.median(seconds) * 1000, 1),
            "good p99 ms": round(statistics.quantiles(seconds, n=100)[98] * 1000),
            "memory MB": memories,
        }


def main() -> int:
    """Print what became of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--good", type=int, default=2000)
    parser.add_argument("--hostile", type=int, default=200)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--workers", type=int, default=4)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.folder
        if folder is None:
            from kg.building import build

            folder = Path(scratch) / "out"
            build(sorted((ROOT / "seeds").glob("*.txt")), folder)
        found = attack(folder, given.good, given.hostile, given.clients, given.workers)
    print(json.dumps(found, ensure_ascii=False, indent=1))
    memories = found["memory MB"]
    assert isinstance(memories, list)
    return int(bool(found["lost"]) or memories[-1] > 1.5 * memories[0] + 20)


if __name__ == "__main__":
    sys.exit(main())
