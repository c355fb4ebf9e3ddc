"""Files and folders to documents: the one place that reads what a user names.

    >>> from kg.read import decode
    >>> decode("工会".encode("gb18030")).encoding
    'gb18030'

A further format is one module with ``read(data, name) -> (text, encoding)`` and one line in
:data:`kg.read.formats.READERS`.
"""

from __future__ import annotations

from kg.read.encodings import Decoded, decode
from kg.read.files import Input, find_inputs, read_document
from kg.read.formats import READERS

__all__ = ["READERS", "Decoded", "Input", "decode", "find_inputs", "read_document"]
