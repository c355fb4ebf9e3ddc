#!/usr/bin/env python3
"""How often figures find their owner in documents that the model never saw.

    figure_owners.py [CORPUS] [--folds N] [--write]

Documents of CORPUS (seeds/annotated) are held out in turn, marked mentions given; shares are of
the figures whose owner a reader names. The pages held out for good are measured by pages.py (given
mentions) and by ``kg score`` (mentions as found). ``--write`` learns from all and ships the weights.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from kg.figures.owners.model import SHIPPED  # noqa: E402
from kg.figures.owners.training import (  # noqa: E402
    FOLDS,
    Known,
    cross_validate,
    lessons_of,
    train,
)

SETS = {"pages": r"[c-f][0-9]", "retold": r"[0-9]{3}_.*", "sheets": r"[npq][0-9]{2}_.*"}


def total(known: Iterable[Known]) -> str:
    """Sum in print."""
    rows = list(known)
    found = Known(sum(row.right for row in rows), sum(row.all for row in rows))
    return f"{found.share:.3f}   {found.right} of {found.all}"


def main() -> None:
    """Read the arguments, hold out, report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", nargs="?", type=Path, default=ROOT / "seeds/annotated")
    parser.add_argument("--folds", type=int, default=FOLDS)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    found = cross_validate(list(lessons_of(args.corpus)), args.folds)
    for name, names in SETS.items():
        print(f"{name:7}", total(known for d, known in found.items() if re.fullmatch(names, d)))
    if args.write:
        owners = train([args.corpus], SHIPPED)
        print(f"wrote {len(owners.weights)} weights to {SHIPPED.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
