"""Bytes to text. The encoding is found by what can be checked, never by hope.

In this order: a byte order mark; strict UTF-8; UTF-16 without a mark; and between GB18030 and Big5
the one whose text has more of the commonest characters, since most bytes are lawful in both.
"""

from __future__ import annotations

import codecs
from functools import cache
from typing import NamedTuple

from kg.lexicons import read_rows

MARKS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SAMPLE = 20_000  # characters that decide between encodings
_BEGINNINGS = tuple(mark for mark, _ in MARKS)
COMMON_SHARE = 0.2  # of the Han characters of news, about half are in the list


class Decoded(NamedTuple):
    """Text without its byte order mark, and the encoding that its bytes were in."""

    text: str
    encoding: str


def decode(data: bytes) -> Decoded | None:
    """The text of ``data``, or None where no known encoding gives Chinese or plain ASCII."""
    if data.startswith(_BEGINNINGS):
        mark, encoding = next(pair for pair in MARKS if data.startswith(pair[0]))
        text = _strict(data[len(mark) :], encoding)
        return None if text is None else Decoded(text, encoding)
    if b"\x00" not in data:
        text = _strict(data, "utf-8")
        if text is not None:
            return Decoded(text, "utf-8")
    best: tuple[float, Decoded] | None = None
    for encoding in ("utf-16-le", "utf-16-be", "gb18030", "big5hkscs"):
        text = _strict(data, encoding)
        if text is None or "\x00" in text:
            continue
        share = common_share(text)
        if share >= COMMON_SHARE and (best is None or share > best[0]):
            name = "big5" if encoding == "big5hkscs" else encoding
            best = (share, Decoded(text, name))
    return best[1] if best else None


def common_share(text: str) -> float:
    """Of the characters beyond ASCII at the start of ``text``, the share that are common ones.

    >>> common_share("工人的")
    1.0
    """
    common = _common_characters()
    seen = [character for character in text[:SAMPLE] if character > "\x7f"]
    return sum(character in common for character in seen) / len(seen) if seen else 0.0


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


@cache
def _common_characters() -> frozenset[str]:
    return frozenset("".join(row[0] for row in read_rows("common_characters")))
