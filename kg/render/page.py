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
import zlib
from base64 import b64encode
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

from kg.errors import OutputError
from kg.graph.iris import DEFAULT_BASE
from kg.model import Knowledge
from kg.render.embedded import as_json
from kg.render.texts import Text, read_texts, write_texts
from kg.render.view import view

PAGE, KEPT = "graph.html", Path("store", "page.json")
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


def write_page(
    folder: Path, knowledge: Knowledge, base_iri: str = DEFAULT_BASE, old: Path | None = None
) -> None:
    """Write the page into ``folder``; the texts that the last one in ``old`` shows are taken from it."""
    known = {} if old is None else _last_texts(old)
    pieces = _pieces(knowledge, base_iri, known)
    checksum = 0
    with (folder / PAGE).open("wb", buffering=1 << 20) as file:
        for piece in pieces:
            checksum = zlib.crc32(piece, checksum)
            file.write(piece)
    (folder / KEPT).write_text(json.dumps({"by": version(), "checksum": checksum}) + "\n")


def _last_texts(old: Path) -> Mapping[bytes, Text]:
    """The lines of texts in the last page; none where other code wrote it, or it was edited."""
    try:
        said = json.loads((old / KEPT).read_text(encoding="utf-8"))
        if said["by"] != version():
            return {}
        page = (old / PAGE).read_bytes()
        return read_texts(page) if said["checksum"] == zlib.crc32(page) else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


@cache
def version() -> str:
    """A checksum of the code that lays out a text and shows it."""
    root = Path(__file__).parents[1]
    paths = [root / "model.py", *(root / "layout").rglob("*.py"), *(root / "render").glob("*.py")]
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def render_page(knowledge: Knowledge, base_iri: str = DEFAULT_BASE) -> str:
    """The page as a text. The same knowledge gives the same, on any machine."""
    return b"".join(_pieces(knowledge, base_iri, {})).decode("utf-8")


def served_page() -> bytes:
    """The same page without knowledge: it asks the server that it came from."""
    return b"".join(fill(data=[b"null"], texts=[b"null"], connect="'self'"))


def _pieces(knowledge: Knowledge, base_iri: str, known: Mapping[bytes, Text]) -> Iterable[Text]:
    shown = view(knowledge, base_iri)
    texts = write_texts(shown.shown, known)
    return fill(data=[as_json(shown.fragment)], texts=chain([b"[\n"], texts, [b"\n]"]))


def fill(*, data: Iterable[Text], texts: Iterable[Text], connect: str = "'none'") -> list[Text]:
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
        "policy": [policy.encode()],
        "style": [style.encode()],
        "words": [as_json(json.loads(web("words.json")))],
        "data": data,
        "texts": texts,
        "drawing": [drawing.encode()],
        "behaviour": [behaviour.encode()],
    }
    # Each second piece of the template is the name of a part.
    pieces = re.split(r"\{\{(\w+)\}\}", web("page.html"))
    return [
        part
        for number, piece in enumerate(pieces)
        for part in (parts[piece] if number % 2 else [piece.encode()])
    ]


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
