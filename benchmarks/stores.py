"""pyoxigraph beside rdflib on the same data in one run: loading, five kinds of query, memory.

    python benchmarks/stores.py [--sizes 100k 1M 10M] [--rounds 5] [--table FILE]
                                [--memory 8] [--minutes 30]

The data is made from a seed in the shape of kg's graphs (``made.py``). Each store runs in a process
of its own, one after the other, on the same N-Triples file. Queries give the median of the rounds.
A store that needs more than --memory GB or --minutes is stopped, and the table says so.
On the oxigraph store every named question of kg is timed too, about things that have many facts
(the eighth of their class), and what it costs a build to keep the answers about the whole graph.
--table also writes the figures as Markdown, as benchmarks/stores.md holds them.
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

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from made import BASE, KG, NIF, RDF, RDFS, triples  # noqa: E402

HEAD = f"PREFIX kg: <{KG}> PREFIX rdf: <{RDF}> PREFIX rdfs: <{RDFS}> PREFIX nif: <{NIF}> "
STORES = ("oxigraph disk", "oxigraph memory", "rdflib")
QUERIES = {
    "label lookup": 'SELECT ?p { ?p rdfs:label "人物7"@zh }',
    "2-hop join": "SELECT ?n { <BASEperson/8> kg:affiliatedWith ?o . ?p kg:affiliatedWith ?o ;"
    " rdfs:label ?n }",
    "GROUP BY": "SELECT ?o (COUNT(?p) AS ?n) { ?o kg:organizes ?p } GROUP BY ?o",
    "property path": "SELECT ?whole { <BASEprogramme/99> kg:partOf+ ?whole }",
    "text filter": 'SELECT ?p { ?p a kg:Award ; rdfs:label ?n FILTER(CONTAINS(?n, "99")) }',
}
# What a question is asked about, by the first class or the name of its parameter.
GIVEN = {
    "Person": "人物8", "Organization": "单位7", "Programme": "活动8", "Award": "荣誉7",
    "Place": "地点7", "Entity": "单位7", "Article": "第7篇报道", "b": "单位9", "year": "2025",
    "measure": "好师傅", "unit": "元", "words": "工程师",
}  # fmt: skip


def measure(store: str, file: Path, rounds: int) -> dict[str, Any]:
    """Load the file and ask it, in this process."""
    started = time.perf_counter()
    ask: Callable[[str], int]
    folder = tempfile.TemporaryDirectory()
    if store == "rdflib":
        import rdflib

        graph = rdflib.Graph().parse(file, format="nt")

        def ask(sparql: str) -> int:
            return len(list(graph.query(sparql)))

    else:
        import pyoxigraph as ox

        path = Path(folder.name) / "store" / "rdf"
        path.mkdir(parents=True)
        rdf = ox.Store() if store == "oxigraph memory" else ox.Store(str(path))
        rdf.bulk_load(path=str(file), format=ox.RdfFormat.N_TRIPLES)
        if store == "oxigraph disk":
            rdf.flush()
            rdf.optimize()  # as a build does

        def ask(sparql: str) -> int:
            return sum(1 for _ in rdf.query(sparql))

    found: dict[str, Any] = {"load s": round(time.perf_counter() - started, 2)}
    for name, query in QUERIES.items():
        text = HEAD + query.replace("BASE", BASE)
        times = []
        for _ in range(rounds):
            begun = time.perf_counter()
            rows = ask(text)
            times.append(time.perf_counter() - begun)
        found[f"{name} ms"] = round(statistics.median(times) * 1000, 2)
        found[f"{name} rows"] = rows
    found["peak MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if store == "oxigraph disk":
        rdf.flush()
        found["on disk MB"] = sum(f.stat().st_size for f in path.iterdir()) // 1_000_000
        found |= time_questions(rdf, Path(folder.name), rounds)
    folder.cleanup()
    return found


def time_questions(rdf: Any, folder: Path, rounds: int) -> dict[str, Any]:
    """Milliseconds and rows of each named question, and seconds to keep what is kept."""
    from kg.questions import ask, catalogue, keep
    from kg.store import Store

    store = Store(folder, rdf)
    begun = time.perf_counter()
    keep(store)
    kept = time.perf_counter() - begun
    found = {}
    for question in catalogue().values():
        given = {
            one.name: GIVEN.get(one.name) or GIVEN[one.kinds[0]]
            for one in question.parameters
            if one.required
        }
        if question.name == "honours-named":
            given["words"] = "全国荣誉"
        times = []
        for _ in range(rounds):
            begun = time.perf_counter()
            rows = len(ask(store, question.name, given, limit=1000).rows)
            times.append(time.perf_counter() - begun)
        found[question.name] = (round(statistics.median(times) * 1000, 1), rows)
    return {"answers kept s": round(kept, 1), "questions": found}


def main() -> None:
    """Print a table a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", default=["100k", "1M"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--memory", type=float, default=8, help="GB a store may use")
    parser.add_argument("--minutes", type=float, default=30, help="time that a store may take")
    parser.add_argument("--table", type=Path)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        store, file = given.one
        limit = int(given.memory * 1e9)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        try:
            print(json.dumps(measure(store, Path(file), given.rounds)))
        except MemoryError:
            print("MemoryError", file=sys.stderr, flush=True)
            os._exit(1)  # to free millions of objects one by one takes many minutes
        return
    every = {}
    for size in given.sizes:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "data.nt"
            with file.open("w", encoding="utf-8") as out:
                out.writelines(f"{line}\n" for line in triples(number(size)))
            every[size] = {store: run(store, file, given) for store in STORES}
        print("\n".join(shown({size: every[size]})), flush=True)
        if given.table:
            text = "\n".join((*heading(given), *shown(every)))
            given.table.write_text(text + "\n", encoding="utf-8")


def run(store: str, file: Path, given: argparse.Namespace) -> dict[str, Any]:
    """One store in a fresh process; where it needs too much, why it was not measured."""
    command = [sys.executable, __file__, "--one", store, str(file), "--rounds", str(given.rounds)]
    command += ["--memory", str(given.memory)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=given.minutes * 60, check=False
        )
    except subprocess.TimeoutExpired:
        return {"not measured": f"not done after {given.minutes:g} min"}
    # Python says that memory is out; Rust is stopped by the allocator.
    if done.returncode and ("MemoryError" in done.stderr or "allocation of" in done.stderr):
        return {"not measured": f"out of {given.memory:g} GB"}
    if done.returncode:
        raise SystemExit(f"{store}: status {done.returncode}\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def heading(given: argparse.Namespace) -> list[str]:
    """What the table is, and the command that makes it."""
    return [
        "# Stores and questions, measured",
        "",
        f"Made by `python benchmarks/stores.py --sizes {' '.join(given.sizes)}"
        f" --table benchmarks/stores.md`: {given.rounds} rounds, at most {given.memory:g} GB and"
        f" {given.minutes:g} min for a store, {os.cpu_count()} cores shared with other work.",
    ]


def shown(every: dict[str, dict[str, dict[str, Any]]]) -> list[str]:
    """A table of the stores for each size, then one of the questions."""
    lines = []
    for size, results in every.items():
        lines += [
            "",
            f"## {size} triples",
            "",
            row("", *results),
            row(*["---"] * (len(results) + 1)),
        ]
        names = list(dict.fromkeys(name for found in results.values() for name in found))
        names = [name for name in names if name not in ("questions", "not measured")]
        for name in names:
            lines.append(row(name, *(found.get(name, "") for found in results.values())))
        if any("not measured" in found for found in results.values()):
            reasons = (found.get("not measured", "") for found in results.values())
            lines.append(row("not measured", *reasons))
    asked = {
        size: results[STORES[0]]["questions"]
        for size, results in every.items()
        if "questions" in results[STORES[0]]
    }
    if not asked:
        return lines
    lines += ["", "## Named questions: milliseconds (rows)", "", row("", *asked)]
    lines.append(row(*["---"] * (len(asked) + 1)))
    last = list(asked.values())[-1]
    for name in sorted(last, key=lambda name: -last[name][0]):
        lines.append(row(name, *("{} ({})".format(*found[name]) for found in asked.values())))
    middles = (statistics.median(ms for ms, _ in found.values()) for found in asked.values())
    within = (sum(ms < 100 for ms, _ in found.values()) for found in asked.values())
    lines.append(row("**median**", *(f"**{ms:.1f}**" for ms in middles)))
    lines.append(row("under 100 ms", *(f"{count} of {len(last)}" for count in within)))
    return lines


def row(*cells: Any) -> str:
    """A line of a Markdown table."""
    return f"| {' | '.join(map(str, cells))} |"


def number(text: str) -> int:
    """``100k`` is 100,000."""
    return int(float(text.rstrip("kM")) * {"k": 1e3, "M": 1e6}.get(text[-1], 1))


if __name__ == "__main__":
    main()
