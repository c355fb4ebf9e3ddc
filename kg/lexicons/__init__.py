"""The words of the language, as tables; ``#`` begins the lines on source and licence.

Code says what stands where, and takes the words from here: ``one_of(words("verbs", "win"))``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
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


@cache
def _uses(table: str) -> Mapping[str, tuple[str, ...]]:
    """The words of a table by their use; rows of one use add up."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for use, row, *_ in read_rows(table, 2):
        found[use] += row.split()
    return {use: tuple(dict.fromkeys(listed)) for use, listed in found.items()}


@cache
def words(table: str, *uses: str) -> tuple[str, ...]:
    """Words that ``<table>.tsv`` lists for these uses, each once, those of the first use first.

    A row of such a table is a use, a tab, and words with a blank between two. RuleError names the
    file and the use that has no words.

    >>> words("verbs", "leave")
    ('辞去', '免去', '卸任', '不再担任')
    """
    found = dict.fromkeys(word for use in uses for word in _uses(table).get(use, ()))
    missing = [use for use in uses if not _uses(table).get(use)]
    if missing:
        raise RuleError(f"{LEXICONS / table}.tsv: found no words for {', '.join(missing)}")
    return tuple(found)


def one_of(choices: Iterable[str]) -> str:
    """A regular expression's group that matches one of the words, the longest where several do.

    >>> one_of(["总", "总工会", "工会"])
    '(?:总工会|工会|总)'
    """
    ordered = sorted(set(choices), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(map(re.escape, ordered)) + ")"
