"""The user's corrections: read, held against each other, applied to every build."""

from kg.corrections.applying import Outcome, apply, shown, statement_id
from kg.corrections.lines import (
    ACTIONS,
    FILE,
    FOLDERS,
    HEAD,
    Corrections,
    check,
    parse,
    read_corrections,
    split_value,
    write_line,
)

__all__ = [
    "ACTIONS",
    "FILE",
    "FOLDERS",
    "HEAD",
    "Corrections",
    "Outcome",
    "apply",
    "check",
    "parse",
    "read_corrections",
    "shown",
    "split_value",
    "statement_id",
    "write_line",
]
