"""Precision, recall and F1 on every set of gold documents, beside the floors they must not fall under.

    python benchmarks/score.py [--floors] [--reliability] [SET...]

Sets: ``seeds`` (five real newspaper pages, which lie in ../shared and are not part of the project),
``retold`` (the same facts newly told), ``open`` and ``closed`` (pages of many provinces; the closed
ones were never read while rules were written or models trained). With ``--floors`` the exit status
is 1 where a figure lies under its floor in benchmarks/floors.tsv. ``--reliability`` adds how often
facts and figures of each confidence are right.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kg.graph.build import build as build_graph
from kg.model import AWARD, ORGANIZATION, PERSON, PLACE, PROGRAMME, Document
from kg.pipeline import understand
from kg.score import (
    ENTITY,
    FIGURE,
    MAIN_KINDS,
    RELATION,
    Scores,
    read_gold,
    read_text,
    reliability,
    score_graph,
)

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
PAGES = ROOT / "seeds" / "annotated" / "pages"
SETS: dict[str, tuple[Path, Path, str]] = {  # gold, texts, first letters of the documents
    "seeds": (SHARED / "gold", SHARED / "seeds", ""),
    "retold": (ROOT / "seeds" / "gold", ROOT / "seeds", ""),
    "open": (PAGES / "gold", PAGES / "texts", "cdef"),
    "closed": (PAGES / "gold", PAGES / "texts", "gh"),
}
FLOORS = Path(__file__).with_name("floors.tsv")


def scores_of(name: str) -> Scores:
    """The scores of a set, each document built by itself."""
    gold_folder, texts, letters = SETS[name]
    total = Scores()
    for gold in read_gold(gold_folder):
        if letters and gold["doc"][0] not in letters:
            continue
        text = read_text(texts / gold["doc"])
        knowledge = understand([Document(gold["doc"], text)])
        total += score_graph(gold, build_graph(knowledge), text)
    return total


def figures(scores: Scores) -> dict[str, float]:
    """What is shown and floored, by name."""
    shown = {"main entities": scores.total(ENTITY, MAIN_KINDS).f1}
    for kind in (PERSON, ORGANIZATION, PROGRAMME, AWARD, PLACE):
        shown[kind] = scores.total(ENTITY, [kind]).f1
    shown["relations"] = scores.total(RELATION).f1
    shown["figures"] = scores.total(FIGURE).f1
    for share in ("qualifier title", "qualifier year", "figure about", "evidence"):
        shown[share] = scores.shares[share].value
    return shown


def show_reliability(name: str, scores: Scores) -> None:
    """What confidence promised and what was right, bin by bin."""
    print(f"\n{name}: confidence, right, count")
    for bin_ in reliability(scores.judged):
        print(f"  {bin_.predicted:.2f}  {bin_.right:.2f}  {bin_.count:5}")


def read_floors() -> dict[tuple[str, str], float]:
    """Floors by set and figure."""
    rows = [line.split("\t") for line in FLOORS.read_text(encoding="utf-8").splitlines()]
    return {
        (row[0], row[1]): float(row[2]) for row in rows if row[0] and not row[0].startswith("#")
    }


def main() -> int:
    """Print a table of all sets; with ``--floors`` judge it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="*", default=list(SETS), metavar="SET", help="; ".join(SETS))
    parser.add_argument("--floors", action="store_true", help="fail where a floor is not kept")
    parser.add_argument("--reliability", action="store_true", help="show what confidence is worth")
    options = parser.parse_args()
    found: dict[str, Scores] = {}
    table: dict[str, dict[str, float]] = {}
    for name in options.sets:
        if not SETS[name][0].is_dir():
            print(f"{name}: skipped, {SETS[name][0].parent.name}/ is not beside the project")
            continue
        found[name] = scores_of(name)
        table[name] = figures(found[name])
    if not table:
        return 0
    print(f"{'F1':18}" + "".join(f"{name:>9}" for name in table))
    for row in next(iter(table.values())):
        print(f"{row:18}" + "".join(f"{table[name][row]:9.3f}" for name in table))
    if options.reliability:
        for name, scores in found.items():
            show_reliability(name, scores)
    under = [
        f"{name}: {row} is {table[name][row]:.3f}, floor {floor:.3f}"
        for (name, row), floor in read_floors().items()
        if name in table and table[name][row] < floor
    ]
    if options.floors and under:
        print("under the floor:", *under, sep="\n  ")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
