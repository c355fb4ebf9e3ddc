"""What adding one page costs, beside the build from nothing.

    python benchmarks/growing.py [--pages 200] [--characters 1200] [--keep FOLDER]

The pages are the seeds and the annotated news, or their first characters; where they are used up
they come again in other cities. The second build reads the new page, adds what it says to what was
resolved before, and changes what differs in the last graph; the map of ``graph.html`` is laid out anew.
What it gave is in growing.md.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kg import building
from kg.lexicons import read_rows

ROOT = Path(__file__).parents[1] / "seeds"
SEEDS = sorted(ROOT.glob("*.txt"))
NEWS = sorted((ROOT / "annotated").rglob("*.txt"))


def make(folder: Path, count: int, characters: int | None = None) -> None:
    """Write ``count`` pages of at most so many characters."""
    cities = [name for code, name, *_ in read_rows("division_codes", 2) if len(code) == 4]
    texts = [path.read_text(encoding="utf-8")[:characters] for path in (*SEEDS, *NEWS)]
    for number in range(count):
        again, source = divmod(number, len(texts))
        text = texts[source]
        home = max(cities, key=lambda city: (text.count(city[:-1]), city))
        if again and home[:-1] in text:
            city = cities[(number * 7) % len(cities)]
            text = text.replace(home, city).replace(home[:-1], city[:-1])
        (folder / f"{number:05}.txt").write_text(f"{text}\n第{number}页。\n", encoding="utf-8")


def build(pages: Path, out: Path) -> dict[str, float]:
    """Build in this process: seconds of CPU in all and until all is read, documents read, memory."""
    read = 0.0

    def progress(_: int, __: int, what: str) -> None:
        nonlocal read
        if what != "writing":
            read = time.process_time()

    report = building.build(pages, out, jobs=1, progress=progress)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "all": time.process_time(),
        "read": read,
        "documents": len(report.read),
        "MB": peak / (1024 * 1024 if sys.platform == "darwin" else 1024),
    }


def timed(pages: Path, out: Path) -> dict[str, float]:
    """The same in a process of its own, as ``kg build`` is one: nothing is warm."""
    command = [sys.executable, __file__, "--one", str(pages), str(out)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, float] = json.loads(said)
    return found


def told(what: str, found: dict[str, float]) -> str:
    """A line about a build."""
    return (
        f"{what:13} {found['all']:6.1f} s, of them {found['read']:6.1f} s until"
        f" {found['documents']} documents are read; {found['MB']:.0f} MB"
    )


def main() -> None:
    """Print both builds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--characters", type=int)
    parser.add_argument("--keep", type=Path, help="Where to leave pages and output.")
    parser.add_argument("--one", nargs=2, type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(build(*arguments.one)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        pages, out = folder / "pages", folder / "out"
        pages.mkdir(parents=True, exist_ok=True)
        if not out.exists():
            make(pages, arguments.pages, arguments.characters)
        whole = timed(pages, out)
        print(told("from nothing:", whole), flush=True)
        text = SEEDS[0].read_text(encoding="utf-8")[: arguments.characters]
        (pages / "new.txt").write_text(text, encoding="utf-8")
        again = timed(pages, out)
        print(told("one added:", again))
        print(f"share: {again['all'] / whole['all']:.2%}")


if __name__ == "__main__":
    main()
