"""What one request may use."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on a request; what goes beyond one is refused with the reason.

    ``workers``: requests worked on at a time. ``queue``: how many may wait for a worker, for at
    most ``wait`` seconds. ``memory``: MB that answering may take beyond what the open graph does.
    """

    seconds: float = 10.0
    memory: int = 1024
    rows: int = 50_000
    length: int = 100_000  # bytes of a request's body or of its address
    megabytes: int = 64  # of an answer
    workers: int = max(2, min(8, os.cpu_count() or 2))
    queue: int = 256
    wait: float = 30.0
