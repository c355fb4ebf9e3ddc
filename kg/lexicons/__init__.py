"""The words of the language, as tables; ``#`` begins the lines on source and licence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from kg.errors import RuleError

LEXICONS = Path(__file__).parent


def read_rows(name: str, columns: int = 1) -> list[list[str]]:
    """Rows of ``<name>.tsv``, each padded with empty strings to at least ``columns`` columns.

    RuleError names the file and line of a row whose first column is empty.
    """
    path = LEXICONS / f"{name}.tsv"
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        row = line.split("\t")
        if not row[0]:
            raise RuleError(
                f"{path}:{number}: found {line!r}; expected a word before the first tab"
            )
        rows.append(row + [""] * (columns - len(row)))
    return rows


def one_of(words: Iterable[str]) -> str:
    """A regular expression's group that matches one of the words, the longest where several do.

    >>> one_of(["总", "总工会", "工会"])
    '(?:总工会|工会|总)'
    """
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(map(re.escape, ordered)) + ")"
