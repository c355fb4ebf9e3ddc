"""The user's corrections: read, held against each other, applied to every build."""

from kg.corrections.applying import Outcome, apply, misfit, retyped_id, shown
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
from kg.corrections.state import statement_id

__all__ = [
    "ACTIONS",
    "FILE",
    "FOLDERS",
    "HEAD",
    "Corrections",
    "Outcome",
    "apply",
    "check",
    "misfit",
    "parse",
    "read_corrections",
    "retyped_id",
    "shown",
    "split_value",
    "statement_id",
    "write_line",
]
