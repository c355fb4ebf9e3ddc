"""``kg.load(DIR).rdflib()`` as a copy in memory and as a view of the store, on the same data.

    python benchmarks/as_rdflib.py [--size 1M] [--rounds 5] [--table FILE]

The graph is made from a seed in the shape of kg's (``made.py``). Copy and view run in a process
each, one after the other, over the same store on disk; the memory is the process's peak. Times are
medians of the rounds, save that of getting the graph. --table also writes the figures as Markdown.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from made import BASE, KG, triples  # noqa: E402
from rdflib import RDFS, Graph, Literal, URIRef  # noqa: E402
from stores import QUERIES, number, row  # noqa: E402

import kg  # noqa: E402
from kg import library  # noqa: E402
from kg.store import RDF, write_about  # noqa: E402

NAMED = Literal("人物7", lang="zh")
READS: dict[str, Callable[[Graph], Any]] = {
    "len() ms": len,
    "subjects of a label ms": lambda graph: list(graph.subjects(RDFS.label, NAMED)),
    "triples of a subject ms": lambda graph: list(
        graph.triples((URIRef(f"{BASE}person/8"), None, None))
    ),
    "triples of a property ms": lambda graph: list(
        graph.triples((None, URIRef(f"{KG}organizes"), None))
    ),
}


def make(folder: Path, size: int) -> None:
    """Write a store of so many triples, as a build writes it."""
    (folder / RDF).mkdir(parents=True)
    write_about(folder, BASE)
    lines = "\n".join(triples(size)).encode()
    rdf = ox.Store(str(folder / RDF))
    rdf.bulk_load(input=lines, format=ox.RdfFormat.N_TRIPLES)
    rdf.flush()


def measure(folder: Path, way: str, rounds: int) -> dict[str, Any]:
    """Get the graph and read it, in this process."""
    library.COPIED = {"copy": sys.maxsize, "view": 0}[way]
    started = time.perf_counter()
    graph = kg.load(folder).rdflib()
    found: dict[str, Any] = {"until it is there s": round(time.perf_counter() - started, 3)}
    found["peak MB when it is there"] = peak()
    asked = {f"{name} ms": text.replace("BASE", BASE) for name, text in QUERIES.items()}
    for name, read in READS.items():
        found[name] = timed(lambda read=read: read(graph), rounds)
    for name, text in asked.items():
        found[f"SPARQL: {name}"] = timed(lambda text=text: list(graph.query(text)), rounds)
    found["peak MB after all"] = peak()
    return found


def peak() -> int:
    """Megabytes that this process has used at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def timed(act: Callable[[], Any], rounds: int) -> float:
    """Median milliseconds."""
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        act()
        times.append(time.perf_counter() - begun)
    return round(statistics.median(times) * 1000, 2)


def main() -> None:
    """Print a table with a column for the copy and one for the view."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="1M")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--table", type=Path)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        folder, way = given.one
        if way == "make":
            make(Path(folder), number(given.size))
        else:
            print(json.dumps(measure(Path(folder), way, given.rounds)), flush=True)
        os._exit(0)  # to free millions of objects one by one takes long
    results: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--size", given.size, "--rounds", str(given.rounds)]
        # Each in a process of its own: a child begins with the peak of its parent.
        for way in ("make", "view", "copy"):
            told = subprocess.check_output([*command, "--one", folder, way])
            if told:
                results[way] = json.loads(told)
    lines = [
        "# The graph as rdflib, viewed and copied",
        "",
        f"Made by `python benchmarks/as_rdflib.py --size {given.size} --table"
        f" benchmarks/as_rdflib.md`: {given.rounds} rounds, {os.cpu_count()} cores shared with"
        f" other work. `kg.load(DIR).rdflib()` copies up to {library.COPIED:,} triples and views"
        " more.",
        "",
        row(f"{given.size} triples", *results),
        row("---", *("---" for _ in results)),
        *(row(name, *(found[name] for found in results.values())) for name in results["view"]),
    ]
    text = "\n".join(lines) + "\n"
    print(text)
    if given.table:
        given.table.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
