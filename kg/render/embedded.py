"""JSON that may stand inside a script element, and that shows its reader what it says."""

from __future__ import annotations

import re
from typing import Any

import orjson

# Marks that turn the order of the source about for a reader, and the ends of lines and paragraphs.
_TURNS = re.compile(b"\xe2(?:\x80[\x8e\x8f\xa8-\xae]|\x81[\xa6-\xa9])")
_HALVES = re.compile("[\ud800-\udfff]")  # of a character, which no file in UTF-8 can hold


def as_json(value: Any) -> bytes:
    """Write JSON in UTF-8.

    >>> as_json(["</script>", 0.5])
    b'["\\\\u003c/script>",0.5]'
    """
    try:
        text = orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS)
    except TypeError:
        text = orjson.dumps(_whole(value))
    text = text.replace(b"<", b"\\u003c").replace(b"\xef\xbb\xbf", b"\\ufeff")
    return _TURNS.sub(_escape, text)


def _escape(match: re.Match[bytes]) -> bytes:
    return b"\\u%04x" % ord(match[0].decode())


def _whole(value: Any) -> Any:
    """The value with a mark in place of each half of a character."""
    if isinstance(value, str):
        return _HALVES.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_whole(name): _whole(part) for name, part in value.items()}
    return [_whole(part) for part in value] if isinstance(value, list | tuple) else value
