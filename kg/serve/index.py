"""Keeps the directory of the present build at hand: made by a process of its own, once.

It lies in the output folder's ``store/``, or in a folder that goes with the server where the output
folder cannot be written.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import tempfile
from pathlib import Path

from kg.serve.directory import NAME, is_of
from kg.store import stamp


class Index:
    """Where the directory for ``folder`` is, once it is made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lent = tempfile.TemporaryDirectory(prefix="kg-serve-")
        self.made: tuple[tuple[int, int], Path] | None = None
        self.making: asyncio.Task[None] | None = None
        self.process: asyncio.subprocess.Process | None = None

    def close(self) -> None:
        """Stop making it, and leave nothing behind."""
        if self.making:
            self.making.cancel()
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()
        self.lent.cleanup()

    async def path(self, wait: float) -> Path | None:
        """The directory of what the folder holds now; None where that takes longer than ``wait``."""
        build = stamp(self.folder)
        if self.made and self.made[0] == build:
            return self.made[1]
        if self.making is None or self.making.done():
            self.making = asyncio.create_task(self._make(build))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await asyncio.shield(self.making)
        return self.made[1] if self.made and self.made[0] == build else None

    async def _make(self, build: tuple[int, int]) -> None:
        store = self.folder / "store"
        beside = store.is_dir() and os.access(store, os.W_OK)
        path = (store if beside else Path(self.lent.name)) / NAME
        if not is_of(path, build):
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "kg.serve.directory",
                str(self.folder),
                str(path),
                stdin=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,
            )
            await self.process.wait()
            self.process = None
            if not is_of(path, build):
                return
        self.made = build, path
