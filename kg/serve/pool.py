"""Worker processes, and one request at a time to each.

A worker that takes too long is killed, one that dies is replaced; either way the server lives on
and the next request gets a fresh worker.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from dataclasses import asdict
from pathlib import Path

from kg.errors import InputError
from kg.serve.limits import Limits
from kg.serve.worker import Job, Reply
from kg.store import stamp


class Pool:
    """Workers on the graph in ``folder``."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self.folder = folder
        self.limits = limits
        self.idle: asyncio.Queue[asyncio.subprocess.Process] = asyncio.Queue()
        # Each with the build that it opened.
        self.workers: dict[asyncio.subprocess.Process, tuple[int, int]] = {}
        self.starting: set[asyncio.Task[None]] = set()
        self.waiting = 0

    async def start(self) -> None:
        """Start every worker; :class:`InputError` where the graph cannot be opened."""
        await asyncio.gather(*(self._add() for _ in range(self.limits.workers)))

    async def stop(self) -> None:
        """End every worker, whatever it does."""
        for task in self.starting:
            task.cancel()
        for worker in list(self.workers):
            await self._remove(worker)

    async def run(self, job: Job) -> Reply:
        """The reply of a worker, or one that says why there is none."""
        if self.waiting >= self.limits.queue:
            return _refusal(503, f"{self.waiting} requests are waiting already; try again later")
        self.waiting += 1
        try:
            async with asyncio.timeout(self.limits.wait):
                worker = await self._next()
        except TimeoutError:
            return _refusal(503, "all workers are busy; try again later")
        finally:
            self.waiting -= 1
        done = False
        try:
            async with asyncio.timeout(self.limits.seconds):
                found = await _call(worker, job)
            done = True
            return found
        except TimeoutError:
            return _refusal(
                504, f"no answer within {self.limits.seconds:g} seconds; ask for less, or for part"
            )
        except (asyncio.IncompleteReadError, ConnectionError):
            return _refusal(
                503, f"the answer needs more than {self.limits.memory} MB or crashed the worker"
            )
        finally:
            if done:
                self.idle.put_nowait(worker)
            else:  # killed, crashed, or the client went away
                task = asyncio.create_task(self._replace(worker))
                self.starting.add(task)
                task.add_done_callback(self.starting.discard)

    async def _next(self) -> asyncio.subprocess.Process:
        """A worker on what the folder holds now; those on an older build are replaced."""
        while True:
            worker = await self.idle.get()
            if self.workers[worker] == stamp(self.folder):
                return worker
            await self._replace(worker)

    async def _add(self) -> None:
        build = stamp(self.folder)
        worker = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "kg.serve.worker",
            str(self.folder),
            json.dumps(asdict(self.limits)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,  # an interrupt at the terminal is the server's to handle
        )
        self.workers[worker] = build
        assert worker.stdout is not None
        if await worker.stdout.readline() != b"ready\n":
            await self._remove(worker)
            raise InputError(f"{self.folder}: a worker could not open the graph")
        self.idle.put_nowait(worker)

    async def _replace(self, worker: asyncio.subprocess.Process) -> None:
        await self._remove(worker)
        for pause in (0, 1, 5, 30):  # the graph may be being written anew
            await asyncio.sleep(pause)
            with contextlib.suppress(InputError):
                await self._add()
                return

    async def _remove(self, worker: asyncio.subprocess.Process) -> None:
        self.workers.pop(worker, None)
        with contextlib.suppress(ProcessLookupError):
            worker.kill()
        await worker.wait()


async def _call(worker: asyncio.subprocess.Process, job: Job) -> Reply:
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(json.dumps(job).encode() + b"\n")
    await worker.stdin.drain()
    line = await worker.stdout.readline()
    if not line.endswith(b"\n"):
        raise asyncio.IncompleteReadError(line, None)
    head = json.loads(line)
    body = await worker.stdout.readexactly(head["length"])
    return Reply(head["status"], head["media"], body)


def _refusal(status: int, reason: str) -> Reply:
    return Reply(status, "text/plain; charset=utf-8", reason.encode() + b"\n")
