"""Change some blocks of a long Turtle or TriG file without reading the rest of it.

:mod:`kg.graph.turtle` writes blocks sorted by their subject, or by the name of their graph, with a
blank line between them; inside a block there is none. So a block is found by bisection, and what
lies between changed blocks is copied as it stands.
"""

from __future__ import annotations

import mmap
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

_GAP = b"\n\n"
_CHUNK = 1 << 22  # bytes copied at a time


def splice(
    old: Path, new: Path, blocks: Mapping[str, str], graphs: Mapping[str, str] | None = None
) -> int:
    """Write ``new`` as ``old`` with other blocks; gives the file's CRC-32.

    ``blocks``: the text for a subject as it is written, empty for one that goes; ``graphs``: the
    same for the graphs that stand behind all blocks.
    """
    with old.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        gap = data.find(_GAP)  # behind the prefixes
        first = len(data) if gap < 0 else gap + len(_GAP)
        middle = _first_graph(data, first) if graphs is not None else len(data)
        edits = list(_edits(data, blocks, first, middle))
        edits += _edits(data, graphs or {}, middle, len(data))
        with new.open("wb") as target:
            checksum = 0
            for piece in _pieces(data, edits):
                checksum = zlib.crc32(piece, checksum)
                target.write(piece)
    return checksum


def checksum_of(path: Path) -> int:
    """The CRC-32 of a file."""
    checksum = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            checksum = zlib.crc32(chunk, checksum)
    return checksum


Edit = tuple[int, int, bytes]  # what stands from here to there becomes this


def _edits(data: mmap.mmap, blocks: Mapping[str, str], first: int, last: int) -> Iterator[Edit]:
    """Changes in order of their place; ``first`` and ``last`` bound where the blocks stand."""
    for key in sorted(blocks):
        start, end = _find(data, key.encode("utf-8"), first, last)
        first = end
        yield start, end, blocks[key].encode("utf-8")


def _find(data: mmap.mmap, key: bytes, low: int, high: int) -> tuple[int, int]:
    """Where the block of ``key`` stands, or an empty place where it would."""
    while low < high:
        start, end = _around(data, (low + high) // 2, low, high)
        found = _key(data, start)
        if found == key:
            return start, end
        if found < key:
            low = end
        else:
            high = start
    return low, low


def _first_graph(data: mmap.mmap, first: int) -> int:
    """Where the first block stands that is a graph's: ``name {``."""
    low, high = first, len(data)
    while low < high:
        start, end = _around(data, (low + high) // 2, low, high)
        if data[start : data.find(b"\n", start)].endswith(b" {"):
            high = start
        else:
            low = end
    return low


def _around(data: mmap.mmap, place: int, low: int, high: int) -> tuple[int, int]:
    """The block that holds ``place``, with the blank line behind it."""
    gap = data.rfind(_GAP, low, place)
    start = low if gap < 0 else gap + len(_GAP)
    gap = data.find(_GAP, max(start, place - 1), high)
    return start, high if gap < 0 else gap + len(_GAP)


def _key(data: mmap.mmap, start: int) -> bytes:
    return data[start : data.find(b" ", start)]


def _pieces(data: mmap.mmap, edits: list[Edit]) -> Iterator[bytes]:
    """The new file. Each block has a blank line behind it, but for the last."""
    held = b""  # the last piece waits: its blank line may have to go
    for piece in _with_blank_lines(data, edits):
        if held:
            yield held
        held = piece
    yield held.removesuffix(b"\n")


def _with_blank_lines(data: mmap.mmap, edits: list[Edit]) -> Iterator[bytes]:
    done = 0
    for start, end, text in (*edits, (len(data), len(data), b"")):
        for at in range(done, start, _CHUNK):
            yield data[at : min(at + _CHUNK, start)]
        if done < start == len(data):
            yield b"\n"
        done = end
        if text:
            yield text + b"\n"
