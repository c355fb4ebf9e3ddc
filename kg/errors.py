"""What can go wrong for a user, each kind with one clear line: which file, where, what, what to do.

``kg.cli`` turns every :class:`KgError` into that line and an exit status; nothing else catches them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Self


class KgError(Exception):
    """Something the user can mend. ``exit_status`` is what the command line ends with."""

    exit_status = 2


class InputError(KgError):
    """A file from the user cannot be used: says where, what is there, and what should be."""

    @classmethod
    def at(cls, path: Path | str, line: int, *, found: str, expected: str) -> Self:
        """Build the message for a line (counted from 1) of a file."""
        return cls(f"{path}:{line}: found {found}; expected {expected}")


class OutputError(KgError):
    """A result cannot be written where the user asked for it."""


class SpanError(KgError):
    """Offsets and the text they are said to hold disagree."""


class RuleError(KgError):
    """A rule, lexicon or model that kg ships or was given is malformed."""


class QueryError(KgError):
    """A query cannot be parsed or answered."""
