"""Answers of a query as text: a table that aligns Chinese, or a format that other tools read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode
from rich.cells import cell_len

from kg.errors import QueryError
from kg.graph.iris import Shortener
from kg.graph.turtle import turtle
from kg.graph.vocabulary import XSD
from kg.results import WRITERS

if TYPE_CHECKING:
    from kg.store import Result

FORMATS = ("table", "csv", "tsv", "json", "ttl")
_W3C = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
}


def write(result: Result, prefixes: Mapping[str, str], format_: str | None = None) -> str:
    """The whole answer in ``format_``, or in the one that suits it."""
    if format_ is not None and format_ not in FORMATS:
        raise QueryError(f"unknown format {format_!r}; known are {', '.join(FORMATS)}")
    if isinstance(result, ox.QueryTriples):
        if format_ not in {None, "ttl"}:
            raise QueryError(f"the query answers with triples: --format ttl, not {format_}")
        return turtle(result, prefixes)
    if format_ == "ttl":
        raise QueryError(
            "the query answers with a table: --format table, csv, tsv or json; "
            "ttl is for CONSTRUCT and DESCRIBE"
        )
    if format_ in _W3C:
        data = result.serialize(format=_W3C[format_]) or b""
        return data.decode("utf-8").rstrip("\r\n") + "\n"
    if isinstance(result, ox.QueryBoolean):
        return "yes\n" if result else "no\n"
    columns = [variable.value for variable in result.variables]
    return _table(columns, [tuple(solution) for solution in result], prefixes)


def write_rows(
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    prefixes: Mapping[str, str],
    format_: str | None = None,
) -> str:
    """Rows of terms in ``format_``: a table, csv, tsv or json."""
    if format_ not in {None, "table", *_W3C}:
        known = ", ".join(name for name in FORMATS if name != "ttl")
        raise QueryError(f"unknown format {format_!r}; a question answers in {known}")
    if format_ in _W3C:
        return WRITERS[format_](columns, rows)
    return _table(columns, rows, prefixes)


def _table(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], prefixes: Mapping[str, str]
) -> str:
    shorten = Shortener(prefixes)
    cells = [[shown(term, shorten) for term in row] for row in rows]
    numeric = [
        bool(cells) and all(_is_number(row[i]) or not row[i] for row in cells)
        for i in range(len(columns))
    ]
    return aligned(columns, cells, numeric)


def shown(term: Any, shorten: Shortener) -> str:
    """A term as a reader of a table wants it: no quotes, IRIs with their prefix."""
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return shorten(term.value)
    return str(term.value) if isinstance(term, Literal) else str(term)


def value(term: Any, shorten: Shortener) -> Any:
    """A term as Python has it: int, Decimal, bool, str (IRIs with their prefix) or None."""
    if not isinstance(term, Literal):
        return None if term is None else shown(term, shorten)
    datatype = term.datatype.value.removeprefix(XSD)
    if datatype == "integer":
        return int(term.value)
    if datatype == "decimal":
        return Decimal(term.value)
    if datatype in {"double", "float"}:
        return float(term.value)
    if datatype == "boolean":
        return term.value == "true"
    return term.value


def aligned(
    columns: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[bool] = ()
) -> str:
    """Columns under their heads, each Chinese character two cells wide; then how many rows.

    >>> print(aligned(["名", "n"], [["沈望舒", "7"], ["A", "12"]], [False, True]), end="")
    名      n
    ──────  ──
    沈望舒   7
    A       12
    (2 rows)
    """
    cells = [[_one_line(cell) for cell in row] for row in rows]
    right = right or [False] * len(columns)
    widths = [
        max(cell_len(text) for text in (column, *(row[index] for row in cells)))
        for index, column in enumerate(columns)
    ]

    def line(row: Sequence[str], sides: Sequence[bool]) -> str:
        parts = (
            pad + text if at_right else text + pad
            for text, width, at_right in zip(row, widths, sides, strict=True)
            for pad in (" " * (width - cell_len(text)),)
        )
        return "  ".join(parts).rstrip()

    lines = [line(columns, [False] * len(columns)), "  ".join("─" * width for width in widths)]
    lines += [line(row, right) for row in cells]
    lines.append(f"({len(cells)} row{'' if len(cells) == 1 else 's'})")
    return "\n".join(lines) + "\n"


def _one_line(text: str) -> str:
    """Line breaks and control characters (a terminal obeys some) stand as ⏎ and nothing."""
    return "".join(
        "⏎" if c == "\n" else " " if c == "\t" else c
        for c in text
        if c in "\n\t" or c.isprintable()
    )


def _is_number(text: str) -> bool:
    return text.lstrip("+-").replace(".", "", 1).isdigit()
