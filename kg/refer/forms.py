"""Two writings of one name: line breaks, quotation marks and brackets that differ."""

from __future__ import annotations

import re
from functools import lru_cache

_MARKS = re.compile(r"[“”‘’\"'「」『』《》\s]")


@lru_cache(maxsize=16384)
def clean(text: str) -> str:
    """A name on one line: the page's line breaks and a pair of enclosing marks left out."""
    text = re.sub(r"\s*\n\s*", "", text).strip()
    if len(text) > 2 and (text[0], text[-1]) in (("“", "”"), ("《", "》"), ("‘", "’"), ('"', '"')):
        inner = text[1:-1]
        if not re.search(r"[“”‘’《》]", inner):
            return inner
    return text


@lru_cache(maxsize=16384)
def key(text: str) -> str:
    """What two writings of one name share."""
    return _MARKS.sub("", text).replace("（", "(").replace("）", ")")
