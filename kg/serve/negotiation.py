"""Which format a client wants: ``Accept`` (RFC 9110, section 12.5.1) against what there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

# Format -> media types that ask for it; the first is what the answer is labelled with where the
# client left it open. In order of preference, which settles ties.
ROWS: Mapping[str, Sequence[str]] = {
    "json": ("application/sparql-results+json", "application/json"),
    "xml": ("application/sparql-results+xml", "application/xml", "text/xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
}
TRIPLES: Mapping[str, Sequence[str]] = {
    "ttl": ("text/turtle", "application/x-turtle"),
    "nt": ("application/n-triples", "text/plain"),
    "jsonld": ("application/ld+json", "application/json"),
    "rdfxml": ("application/rdf+xml", "application/xml"),
}
PAGE: Mapping[str, Sequence[str]] = {"html": ("text/html", "application/xhtml+xml")}


def choose(accept: str, offered: Mapping[str, Sequence[str]]) -> tuple[str, str] | None:
    """Format and media type that ``accept`` likes best; None where it wants none of them.

    >>> choose("application/json, application/sparql-results+json", ROWS)
    ('json', 'application/sparql-results+json')
    >>> choose("text/csv;q=0.9, */*;q=0.1", ROWS)
    ('csv', 'text/csv')
    >>> choose("image/png", ROWS) is None
    True
    """
    ranges = _ranges(accept) or [("*/*", 1.0)]
    best: tuple[float, str, str] | None = None
    for position in range(max(map(len, offered.values()))):
        for format_, types in offered.items():
            if position < len(types):
                quality = _quality(types[position], ranges)
                if quality > 0 and (best is None or quality > best[0]):
                    best = quality, format_, types[position]
    return best[1:] if best else None


def _quality(media: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The quality that the most specific range gives."""
    kind = media.partition("/")[0]
    for wanted in (media, f"{kind}/*", "*/*"):
        found = [quality for name, quality in ranges if name == wanted]
        if found:
            return max(found)
    return 0.0


def _ranges(accept: str) -> list[tuple[str, float]]:
    found = []
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    quality = min(1.0, max(0.0, float(parameter[2:])))
                except ValueError:
                    quality = 0.0
        if name:
            found.append((name, quality))
    return found
