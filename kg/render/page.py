"""Knowledge -> one HTML file that opens by double click: no server, no network, nothing to install.

Drawing is vis-network's, taken from the installed pyvis; template, style and behaviour are ours,
in ``web/``. The page may run the scripts whose hashes its Content-Security-Policy names, and may
fetch nothing. Text from documents reaches it as JSON only, in which ``<`` is escaped, and is shown
through ``textContent`` only.
"""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kg.errors import OutputError
from kg.graph.iris import DEFAULT_BASE
from kg.model import Knowledge
from kg.render.view import view

# In the order in which each may use those before it.
MODULES = (
    "dom.js",
    "words.js",
    "places.js",
    "store.js",
    "embedded.js",
    "served.js",
    "filters.js",
    "search.js",
    "choose.js",
    "route.js",
    "camera.js",
    "labels.js",
    "canvas.js",
    "spans.js",
    "panel.js",
    "timeline.js",
    "table.js",
    "takeaway.js",
    "legend.js",
    "find.js",
    "keys.js",
    "main.js",
)
DRAWING = Path("lib", "vis-9.1.2", "vis-network.min.js")
SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
# What would end a script element, and marks that turn the order of the source about for a reader.
UNSAFE = re.compile("[<\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def render_page(knowledge: Knowledge, base_iri: str = DEFAULT_BASE) -> str:
    """Write the page. The same knowledge gives the same text, on any machine."""
    shown = view(knowledge, base_iri)
    return fill(data=as_json(shown.fragment), texts=as_json(shown.texts))


def served_page() -> str:
    """The same page without knowledge: it asks the server that it came from."""
    return fill(data="null", texts="null", connect="'self'")


def fill(*, data: str, texts: str, connect: str = "'none'") -> str:
    """Put data, style and scripts into the template. ``connect``: where the page may fetch from."""
    style = web("page.css")
    drawing, behaviour = drawing_script(), page_script()
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src '{digest(drawing)}' '{digest(behaviour)}'",
            f"style-src '{digest(style)}'",
            "img-src data: blob:",
            f"connect-src {connect}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    parts = {
        "policy": policy,
        "style": style,
        "words": as_json(json.loads(web("words.json"))),
        "data": data,
        "texts": texts,
        "drawing": drawing,
        "behaviour": behaviour,
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match[1]], web("page.html"))


def as_json(value: Any) -> str:
    """Write JSON that may stand inside a script element.

    >>> as_json("</script>")
    '"\\\\u003c/script>"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return UNSAFE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return "\\ufffd" if 0xD800 <= code <= 0xDFFF else f"\\u{code:04x}"


def digest(text: str) -> str:
    """Name a script or style by its hash, as Content Security Policy 3 wants it."""
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def web(name: str) -> str:
    """Read one of the page's own files."""
    return files("kg.render").joinpath("web", name).read_text(encoding="utf-8")


@cache
def page_script() -> str:
    """Join the page's modules into one closed scope."""
    modules = "\n".join(f"// --- {name}\n{web(name)}" for name in MODULES)
    return f'(() => {{\n"use strict";\n{modules}\n}})();\n'


@cache
def drawing_script() -> str:
    """Read vis-network as pyvis ships it, its licence in its first lines.

    pyvis itself is not imported: that loads IPython, which takes longer than drawing the page.
    """
    found = find_spec("pyvis")
    if found is None or found.origin is None:
        raise OutputError("graph.html cannot be written: pyvis is missing; run: pip install pyvis")
    path = Path(found.origin).parent / DRAWING
    if not path.is_file():
        raise OutputError(f"graph.html cannot be written: pyvis 0.3.2 is needed, {path} is missing")
    return SOURCE_MAP.sub("", path.read_text(encoding="utf-8"))
