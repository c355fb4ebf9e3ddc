"""pyoxigraph beside rdflib on the same data in one run: loading, five kinds of query, memory.

    python benchmarks/stores.py [--sizes 100k 1M 10M] [--rdflib-up-to 1M] [--rounds 5] [--questions]

The data is made from a seed in the shape of kg's graphs: about 19 triples a fact, with its
statement, evidence and plain triple. Each store runs in a process of its own, one after the other,
on the same N-Triples file. Queries give the median of the rounds; --questions also times every
named question of kg on the oxigraph store, over the entities named most.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

KG = "https://w3id.org/kg-news#"
BASE = "https://w3id.org/kg-news/id/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
NIF = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"
HEAD = f"PREFIX kg: <{KG}> PREFIX rdf: <{RDF}> PREFIX rdfs: <{RDFS}> PREFIX nif: <{NIF}> "
QUERIES = {
    "label lookup": 'SELECT ?p { ?p rdfs:label "人物7"@zh }',
    "2-hop join": "SELECT ?n { <BASEperson/7> kg:affiliatedWith ?o . ?p kg:affiliatedWith ?o ;"
    " rdfs:label ?n }",
    "GROUP BY": "SELECT ?o (COUNT(?p) AS ?n) { ?o kg:organizes ?p } GROUP BY ?o",
    "property path": "SELECT ?whole { <BASEorg/999> kg:partOf+ ?whole }",
    "text filter": 'SELECT ?p { ?p a kg:Award ; rdfs:label ?n FILTER(CONTAINS(?n, "99")) }',
}
RELATIONS = (
    ("person", "affiliatedWith", "org"),
    ("person", "received", "award"),
    ("org", "organizes", "programme"),
    ("person", "participatesIn", "programme"),
    ("org", "partOf", "org"),
    ("person", "mentors", "person"),
)
CLASSES = {
    "person": ("Person", "人物", 0.5),
    "org": ("Organization", "单位", 0.25),
    "programme": ("Programme", "活动", 0.15),
    "award": ("Award", "荣誉", 0.1),
}


def triples(size: int) -> Iterator[str]:
    """About ``size`` lines of N-Triples, the same for the same size."""
    chance = Random(size)
    entities = max(size // 24, 4000)
    count = {kind: int(entities * share) for kind, (_, _, share) in CLASSES.items()}
    written = 0
    for kind, (class_, name, _) in CLASSES.items():
        for number in range(count[kind]):
            node = f"<{BASE}{kind}/{number}>"
            yield f"{node} <{RDF}type> <{KG}{class_}> ."
            yield f"{node} <{RDF}type> <{KG}Entity> ."
            yield f'{node} <{RDFS}label> "{name}{number}"@zh .'
            article = f"<{BASE}article/{chance.randrange(max(1, entities // 8))}>"
            yield f"{node} <{KG}mentionedIn> {article} ."
            written += 4
    number = 0
    while written < size:
        subject, relation, object_ = chance.choice(RELATIONS)
        s = f"<{BASE}{subject}/{_skewed(chance, count[subject])}>"
        o = f"<{BASE}{object_}/{_skewed(chance, count[object_])}>"
        if relation == "partOf":
            low = chance.randrange(1, count["org"])
            s, o = f"<{BASE}org/{low}>", f"<{BASE}org/{low // 2}>"
        fact, piece = f"<{BASE}statement/{number}>", f"<{BASE}evidence/{number}>"
        article = f"<{BASE}article/{chance.randrange(max(1, entities // 8))}>"
        lines = [
            f"{s} <{KG}{relation}> {o} .",
            f"{fact} <{RDF}type> <{KG}Statement> .",
            f"{fact} <{RDF}subject> {s} .",
            f"{fact} <{RDF}predicate> <{KG}{relation}> .",
            f"{fact} <{RDF}object> {o} .",
            f'{fact} <{KG}confidence> "0.9"^^<http://www.w3.org/2001/XMLSchema#decimal> .',
            f'{fact} <{KG}extractedBy> "made" .',
            f"{fact} <{KG}evidence> {piece} .",
            f"{piece} <{RDF}type> <{KG}Evidence> .",
            f"{piece} <{KG}inArticle> {article} .",
            f'{piece} <{NIF}anchorOf> "第{number}句话" .',
        ]
        yield from lines
        written += len(lines)
        number += 1


def _skewed(chance: Random, most: int) -> int:
    """Few have many facts, many have few."""
    return min(int(chance.expovariate(4.0) * most), most - 1)


def measure(store: str, file: Path, rounds: int, questions: bool) -> dict[str, Any]:
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
    if questions and store == "oxigraph disk":
        rdf.flush()
        found["questions ms"] = time_questions(rdf, rounds)
    folder.cleanup()
    return found


def time_questions(rdf: Any, rounds: int) -> dict[str, float]:
    """Median of each named question that the made data has an answer to."""
    from kg.questions import ask, catalogue
    from kg.store import Store

    store = Store(Path(), rdf)
    names = {"Person": "人物7", "Organization": "单位7", "Programme": "活动7", "Award": "荣誉7"}
    names["Entity"] = "人物7"
    found = {}
    for question in catalogue().values():
        given = {}
        for parameter in question.parameters:
            if parameter.kinds[0] in names and parameter.required:
                given[parameter.name] = names[parameter.kinds[0]]
            elif parameter.required:
                given[parameter.name] = question.example[parameter.name]
        if "b" in given:
            given["b"] = "人物9"
        times = []
        for _ in range(rounds):
            begun = time.perf_counter()
            try:
                ask(store, question.name, given, limit=1000)
            except Exception as error:  # the made data has no places, articles or figures
                if "is called" not in str(error):
                    raise
                break
            times.append(time.perf_counter() - begun)
        if times:
            found[question.name] = round(statistics.median(times) * 1000, 1)
    return found


def main() -> None:
    """Print a table a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", default=["100k", "1M"])
    parser.add_argument("--rdflib-up-to", default="1M")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--questions", action="store_true")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        store, file = given.one
        print(json.dumps(measure(store, Path(file), given.rounds, given.questions)))
        return
    for size in given.sizes:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "data.nt"
            with file.open("w", encoding="utf-8") as out:
                out.writelines(f"{line}\n" for line in triples(number(size)))
            stores = ["oxigraph disk", "oxigraph memory"]
            if number(size) <= number(given.rdflib_up_to):
                stores.append("rdflib")
            results = {store: run(store, file, given) for store in stores}
        show(size, results)


def run(store: str, file: Path, given: argparse.Namespace) -> dict[str, Any]:
    """One store in a fresh process."""
    command = [sys.executable, __file__, "--one", store, str(file), "--rounds", str(given.rounds)]
    command += ["--questions"] * given.questions
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def show(size: str, results: dict[str, dict[str, Any]]) -> None:
    """A row for each figure, a column for each store."""
    print(f"\n{size} triples" + "".join(f"{store:>18}" for store in results))
    first = next(iter(results.values()))
    for name in first:
        if name != "questions ms":
            print(f"  {name:20}" + "".join(f"{found[name]:>18}" for found in results.values()))
    times = sorted(first.get("questions ms", {}).items(), key=lambda item: -item[1])
    if times:
        middle = statistics.median(value for _, value in times)
        print(f"  {len(times)} named questions: median {middle} ms; slowest:")
        for name, value in times[:12]:
            print(f"    {name:32}{value:>10} ms")


def number(text: str) -> int:
    """``100k`` is 100,000."""
    return int(float(text.rstrip("kM")) * {"k": 1e3, "M": 1e6}.get(text[-1], 1))


if __name__ == "__main__":
    main()
