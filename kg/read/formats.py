"""Which reader takes which file: by the ending of its name, in lower case and with the dot."""

from __future__ import annotations

from collections.abc import Callable

from kg.read import plain
from kg.read.encodings import Decoded

#: Bytes and the file's name, for messages, to text. Raises InputError where they are no such file.
Reader = Callable[[bytes, str], Decoded]

READERS: dict[str, Reader] = {
    ".txt": plain.read,
    ".md": plain.read,
}
