"""Plain text and Markdown, in any encoding that Chinese text comes in."""

from __future__ import annotations

import re

from kg.errors import InputError
from kg.read.encodings import Decoded, decode

# How files that are not text begin, and what a user calls them.
SIGNATURES = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip archive (.docx, .xlsx, .epub are such)",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x1f\x8b": "a gzip archive",
    b"SQLite format 3\x00": "an SQLite database",
    b"\x7fELF": "a program",
}
_BEGINNINGS = tuple(SIGNATURES)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
ADVICE = "save its text as UTF-8 in a .txt file"


def read(data: bytes, name: str) -> Decoded:
    """Decode ``data``; InputError where it is empty, binary, not Chinese or in no known code."""
    if not data or data.isspace():
        raise InputError(f"{name}: the file is empty; expected the text of a news page")
    if data.startswith(_BEGINNINGS):
        what = next(what for signature, what in SIGNATURES.items() if data.startswith(signature))
        raise InputError(f"{name}: this is {what}, not plain text; {ADVICE}")
    decoded = decode(data)
    if decoded is None:
        if b"\x00" in data or len(CONTROL.findall(data.decode("latin-1"))) * 50 > len(data):
            raise InputError(f"{name}: this is a binary file, not plain text; {ADVICE}")
        raise InputError(f"{name}: the encoding is none of UTF-8, UTF-16, GB18030, Big5; {ADVICE}")
    if len(CONTROL.findall(decoded.text)) * 50 > len(decoded.text):
        raise InputError(f"{name}: this is a binary file, not plain text; {ADVICE}")
    if not decoded.text or decoded.text.isspace():
        raise InputError(f"{name}: the file is empty; expected the text of a news page")
    if not HAN.search(decoded.text):
        raise InputError(f"{name}: found no Chinese in it; kg reads news in Chinese")
    return decoded
