"""Rows of an answer as bars: an SVG that needs no library to draw it and no font but the reader's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from html import escape
from typing import Any

from rich.cells import cell_len

from kg.picture import Picture

# Apart in hue and in lightness (Okabe and Ito 2008).
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#808080")
HEIGHT, GAP, LETTER, WIDTH = 18, 6, 7.0, 420


def bars(
    rows: Iterable[Mapping[str, Any]], label: str, value: str, group: str | None = None
) -> Picture:
    """A bar for each value of the column ``label``, as long as its numbers in ``value`` add up to.

    ``group``: a column by which each bar is parted into colours. Rows without a number count as 0.
    """
    parts: dict[str, dict[str, Decimal]] = {}
    for row in rows:
        name = "" if row[label] is None else str(row[label])
        part = str(row[group]) if group else ""
        number = Decimal(str(row[value])) if row[value] is not None else Decimal(0)
        one = parts.setdefault(name, {})
        one[part] = one.get(part, Decimal(0)) + number
    groups = list(dict.fromkeys(part for one in parts.values() for part in one))
    left = max((cell_len(name) for name in parts), default=0) * LETTER + 12
    most = max((sum(one.values()) for one in parts.values()), default=Decimal(0)) or Decimal(1)
    lines = []
    for index, (name, one) in enumerate(parts.items()):
        top = index * (HEIGHT + GAP)
        lines.append(
            f'<text x="{left - 8:g}" y="{top + 14}" text-anchor="end">{escape(name)}</text>'
        )
        at = left
        for part, number in one.items():
            width = float(number / most) * WIDTH
            colour = COLOURS[groups.index(part) % len(COLOURS)]
            told = escape(f"{name} {part} {number}".replace("  ", " "))
            lines.append(
                f'<rect x="{at:.1f}" y="{top}" width="{width:.1f}" height="{HEIGHT}"'
                f' fill="{colour}"><title>{told}</title></rect>'
            )
            at += width
        lines.append(f'<text x="{at + 6:.1f}" y="{top + 14}">{sum(one.values()):,f}</text>')
    bottom = len(parts) * (HEIGHT + GAP)
    for index, part in enumerate(groups if group else ()):
        top = bottom + 8 + index * HEIGHT
        colour = COLOURS[index % len(COLOURS)]
        lines.append(f'<rect x="{left:g}" y="{top}" width="12" height="12" fill="{colour}"/>')
        lines.append(f'<text x="{left + 18:g}" y="{top + 11}">{escape(part)}</text>')
    height = bottom + (len(groups) * HEIGHT + 8 if group else 0) + 4
    return Picture(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + WIDTH + 90:g} {height}"'
        f' width="{left + WIDTH + 90:g}" font-family="sans-serif" font-size="13"'
        f' fill="currentColor">{"".join(lines)}</svg>'
    )
