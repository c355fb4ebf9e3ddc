"""kg: a knowledge-graph builder for Chinese news.

>>> import kg
>>> kg.build(["seeds"], "out")  # doctest: +SKIP
>>> kg.load("out").query("SELECT ?name { ?p a kg:Person ; rdfs:label ?name }")  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.building import build
    from kg.library import load

__all__ = ["build", "load"]


def __getattr__(name: str) -> Any:
    """Import on first use: ``import kg.errors`` should not load a triple store."""
    if name == "build":
        from kg.building import build

        return build
    if name == "load":
        from kg.library import load

        return load
    raise AttributeError(f"module 'kg' has no attribute {name!r}")
