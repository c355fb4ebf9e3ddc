#!/usr/bin/env python3
"""How often what is chosen among candidates is right in documents that the model never saw.

    choices.py owners|years [CORPUS] [--folds N] [--write]

``owners``: whose a figure is, of those whose owner a reader names. ``years``: of which year an honour
is, of those whose year, or that it has none, a reader could note. Documents of CORPUS
(seeds/annotated) are held out in turn, marked mentions given. The pages held out for good are
measured by pages.py (given mentions) and by ``kg score`` (mentions as found). ``--write`` learns from
all and ships the weights.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from kg.choosing.training import FOLDS, Known, cross_validate  # noqa: E402
from kg.figures import owners  # noqa: E402
from kg.figures.owners import facets  # noqa: E402
from kg.figures.owners import training as owners_training  # noqa: E402
from kg.relations import years  # noqa: E402
from kg.relations.years import training as years_training  # noqa: E402

SETS = {"pages": r"[c-f][0-9]", "retold": r"[0-9]{3}_.*", "sheets": r"[npqr][0-9]{2}_.*"}
CHOICES = {
    "owners": (owners_training, facets.spell, owners.SHIPPED),
    "years": (years_training, years.spell, years.SHIPPED),
}


def total(known: Iterable[Known]) -> str:
    """Sum in print."""
    rows = list(known)
    found = Known(sum(row.right for row in rows), sum(row.all for row in rows))
    return f"{found.share:.3f}   {found.right} of {found.all}"


def main() -> None:
    """Read the arguments, hold out, report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("choice", choices=sorted(CHOICES))
    parser.add_argument("corpus", nargs="?", type=Path, default=ROOT / "seeds/annotated")
    parser.add_argument("--folds", type=int, default=FOLDS)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    training, spell, shipped = CHOICES[args.choice]
    found = cross_validate(list(training.lessons_of(args.corpus)), spell, args.folds)
    for name, names in SETS.items():
        print(f"{name:7}", total(known for d, known in found.items() if re.fullmatch(names, d)))
    if args.write:
        learned = training.train([args.corpus], shipped)
        print(f"wrote {len(learned.weights)} weights to {shipped.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
