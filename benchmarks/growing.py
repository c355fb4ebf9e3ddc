"""What adding one page costs, beside the build from nothing.

    python benchmarks/growing.py [--pages 200] [--characters 1200] [--keep FOLDER]

The pages are the seeds and the annotated news, or their first characters; where they are used up
they come again in other cities. ``read`` is what memory spares; the rest is resolving, which sees
every note each time, and writing, which changes what differs from the last graph; only the page is
laid out anew. What it gave is in growing.md.
"""

from __future__ import annotations

import argparse
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


def timed(pages: Path, out: Path) -> tuple[float, float, int]:
    """Seconds of CPU in all, of them until all is read, and how many documents were read."""
    started = time.process_time()
    read = started

    def progress(_: int, __: int, what: str) -> None:
        nonlocal read
        if what != "writing":
            read = time.process_time()

    report = building.build(pages, out, jobs=1, progress=progress)
    return time.process_time() - started, read - started, len(report.read)


def main() -> None:
    """Print both builds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--characters", type=int)
    parser.add_argument("--keep", type=Path, help="Where to leave pages and output.")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        pages, out = folder / "pages", folder / "out"
        pages.mkdir(parents=True, exist_ok=True)
        if not out.exists():
            make(pages, arguments.pages, arguments.characters)
        whole, read, number = timed(pages, out)
        print(
            f"from nothing: {whole:6.1f} s, of them {read:6.1f} s for reading {number} documents",
            flush=True,
        )
        text = SEEDS[0].read_text(encoding="utf-8")[: arguments.characters]
        (pages / "new.txt").write_text(text, encoding="utf-8")
        again, reread, number = timed(pages, out)
        print(
            f"one added:    {again:6.1f} s, of them {reread:6.1f} s for reading {number} documents"
        )
        print(f"share: {again / whole:.1%} of the build, {reread / read:.1%} of the reading")


if __name__ == "__main__":
    main()
