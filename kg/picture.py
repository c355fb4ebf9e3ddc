"""What surrounds one entity, as a picture for a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import networkx as nx

from kg.errors import QueryError
from kg.export import COLOURS

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH, HEIGHT, MARGIN = 900, 600, 70


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG image; a notebook shows it."""

    svg: str

    def _repr_svg_(self) -> str:
        return self.svg


def picture(network: nx.MultiDiGraph[str], name: str, steps: int = 1) -> Picture:
    """Draw the entity called ``name`` with all that is at most ``steps`` facts away.

    The same graph gives the same picture. QueryError where nothing has that name or alias.
    """
    centres = [node for node in sorted(network) if name in _names(network, node)]
    if not centres:
        raise QueryError(f"nothing in the graph is called {name!r}")
    around = nx.ego_graph(network.to_undirected(as_view=True), centres[0], radius=steps)
    shown = network.subgraph(sorted(around))
    places = nx.spring_layout(nx.Graph(shown), seed=1, k=1.2)
    return Picture(
        "\n".join(_draw(shown, {n: (float(x), float(y)) for n, (x, y) in places.items()}))
    )


def _names(network: nx.MultiDiGraph[str], node: str) -> list[str]:
    data = network.nodes[node]
    return [data["label"], *data["aliases"].split(" | ")]


def _draw(network: nx.MultiDiGraph[str], places: dict[str, tuple[float, float]]) -> Iterator[str]:
    at = {
        node: (
            WIDTH / 2 + x * (WIDTH / 2 - MARGIN),
            HEIGHT / 2 + y * (HEIGHT / 2 - MARGIN),
        )
        for node, (x, y) in places.items()
    }
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" font-size="13">'
    )
    for start, end, data in sorted(network.edges(data=True), key=lambda edge: edge[:2]):
        (x1, y1), (x2, y2) = at[start], at[end]
        yield f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="#bbb"/>'
        yield (
            f'<text x="{(x1 + x2) / 2:.1f}" y="{(y1 + y2) / 2:.1f}" fill="#777" font-size="10" '
            f'text-anchor="middle">{escape(data["relation"])}</text>'
        )
    for node in sorted(network):
        x, y = at[node]
        data = network.nodes[node]
        label = escape(data["label"])
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="rgb{COLOURS[data["kind"]]}"/>'
        yield f'<text x="{x:.1f}" y="{y - 14:.1f}" text-anchor="middle">{label}</text>'
    yield "</svg>"
