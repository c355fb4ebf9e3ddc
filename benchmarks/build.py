"""Time and memory of a build from a cold start, with the share of each stage.

    python benchmarks/build.py [INPUT...] [--runs N]

Each run is a fresh process that imports, reads, resolves and writes once. Times are medians.
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
from pathlib import Path

ROOT = Path(__file__).parents[1]
SEEDS = sorted(map(str, (ROOT / "seeds").glob("*.txt")))


def run(inputs: list[str]) -> dict[str, float]:
    """Build once in this process; seconds a stage, and peak memory in MB."""
    stages: dict[str, float] = {}
    started = last = time.perf_counter()

    def done(stage: str) -> None:
        nonlocal last
        now = time.perf_counter()
        stages[stage] = now - last
        last = now

    from kg import building, store
    from kg.graph.build import build, prefixes
    from kg.graph.turtle import trig, turtle
    from kg.pipeline import read_document
    from kg.render.page import render_page
    from kg.report import BuildReport
    from kg.resolve import resolve

    done("import")
    documents, _ = building.read_inputs(inputs)
    done("read")
    readings = [reading for document in documents for reading in read_document(document)]
    done("understand")
    knowledge = resolve(readings)
    done("resolve")
    quads = build(knowledge)
    done("graph")
    with tempfile.TemporaryDirectory() as folder:
        turtle(quads, prefixes())
        trig(quads, prefixes())
        done("Turtle and TriG")
        page = render_page(knowledge)
        done("page")
        store.write(Path(folder), quads, documents)
        (Path(folder) / "graph.html").write_text(page, encoding="utf-8")
        BuildReport(knowledge).markdown()
        done("write all")
    stages["whole"] = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    stages["peak MB"] = peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
    stages["characters"] = sum(len(document.text) for document in documents)
    return stages


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inputs", nargs="*", default=SEEDS)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(run(arguments.inputs)))
        return
    command = [sys.executable, __file__, "--one", *arguments.inputs]
    runs = [
        json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        for _ in range(arguments.runs)
    ]
    median = {name: statistics.median(r[name] for r in runs) for name in runs[0]}
    print(f"{median['characters']:.0f} characters, median of {len(runs)} cold runs")
    for name, value in median.items():
        if name not in {"whole", "peak MB", "characters"}:
            print(f"  {name:16}{value:7.2f} s  {value / median['whole']:5.0%}")
    print(f"  {'whole':16}{median['whole']:7.2f} s")
    print(f"peak memory {median['peak MB']:.0f} MB")


if __name__ == "__main__":
    main()
