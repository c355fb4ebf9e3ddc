"""Change some blocks of a long Turtle or TriG file without reading the rest of it.

:mod:`kg.graph.turtle` writes blocks sorted by their subject, or by the name of their graph, with a
blank line between them; inside a block there is none. So a block is found by bisection, and what
lies between changed blocks is copied as it stands.
"""

from __future__ import annotations

import mmap
import zlib
from collections.abc import Iterable, Iterator, Mapping
from io import FileIO
from pathlib import Path

_GAP = b"\n\n"
_CHUNK = 1 << 18  # bytes copied at a time: what stays in the processor's cache


def splice(
    old: Path,
    new: Path,
    blocks: Mapping[str, str],
    graphs: Mapping[str, str] | None = None,
    *,
    checksum: int,
) -> int:
    """Write ``new`` as ``old`` with other blocks; gives the file's CRC-32.

    ``blocks``: the text for a subject as it is written, empty for one that goes; ``graphs``: the
    same for the graphs that stand behind all blocks. ``checksum``: that of ``old``, ValueError where
    it has another.
    """
    with old.open("rb", buffering=0) as file:
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            gap = data.find(_GAP)  # behind the prefixes
            first = len(data) if gap < 0 else gap + len(_GAP)
            middle = _first_graph(data, first) if graphs is not None else len(data)
            edits = list(_edits(data, blocks, first, middle))
            edits += _edits(data, graphs or {}, middle, len(data))
            pieces = _without_last_line(_with_blank_lines(len(data), edits))
        with new.open("wb", buffering=0) as target:
            was, now = _copy(file, target, pieces)
    if was != checksum:
        raise ValueError(f"{old} was edited")
    return now


def checksum_of(path: Path) -> int:
    """The CRC-32 of a file."""
    buffer = memoryview(bytearray(_CHUNK))
    checksum = 0
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(buffer):
            checksum = zlib.crc32(buffer[:count], checksum)
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


Piece = bytes | tuple[int, int, bool]  # new text, or a stretch of the old file and whether it stays


def _with_blank_lines(size: int, edits: Iterable[Edit]) -> Iterator[Piece]:
    """The pieces of the new file. Each block has a blank line behind it."""
    done = 0
    for start, end, text in (*edits, (size, size, b"")):
        if done < start:
            yield done, start, True
            if start == size:
                yield b"\n"
        if start < end:
            yield start, end, False
        done = end
        if text:
            yield text + b"\n"


def _without_last_line(pieces: Iterable[Piece]) -> list[Piece]:
    """The last block has no blank line behind it."""
    found = list(pieces)
    for place in range(len(found) - 1, -1, -1):
        piece = found[place]
        if isinstance(piece, bytes):
            found[place] = piece.removesuffix(b"\n")
            break
        start, end, stays = piece
        if stays:  # behind a block that went
            found[place : place + 1] = [(start, end - 1, True), (end - 1, end, False)]
            break
    return found


def _copy(source: FileIO, target: FileIO, pieces: Iterable[Piece]) -> tuple[int, int]:
    """Write the pieces; gives the checksums of what was read and of what was written."""
    buffer = memoryview(bytearray(_CHUNK))
    was = now = 0
    for piece in pieces:
        if isinstance(piece, bytes):
            now = zlib.crc32(piece, now)
            _write(target, memoryview(piece))
            continue
        start, end, stays = piece
        while start < end and (count := source.readinto(buffer[: end - start])):
            same = was == now
            was = zlib.crc32(buffer[:count], was)
            if stays:
                now = was if same else zlib.crc32(buffer[:count], now)
                _write(target, buffer[:count])
            start += count
    return was, now


def _write(target: FileIO, data: memoryview) -> None:
    """All of ``data``: the system may take a part of it at a time."""
    while data:
        data = data[target.write(data) :]
