"""Plain values as JSON, for what a build keeps for the next: fast, and the same bytes each time.

orjson does it, but for halves of characters, which file names may hold: Python's own knows these.
"""

from __future__ import annotations

import json
from typing import Any

import orjson

_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def dumps(value: Any) -> bytes:
    """Write a value."""
    try:
        # A copy: orjson leaves a kilobyte behind what it wrote, much where there are many values.
        return bytes(memoryview(orjson.dumps(value)))
    except TypeError:
        return _dumps(value).encode("utf-8", "surrogatepass")


def loads(text: bytes | memoryview) -> Any:
    """Undo :func:`dumps`; ValueError where that cannot be."""
    try:
        return orjson.loads(text)
    except ValueError:
        return json.loads(bytes(text).decode("utf-8", "surrogatepass"))
