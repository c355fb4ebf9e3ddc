"""A build that is killed at any moment leaves the old folder or the new one, whole.

A process that has loaded the models forks one child a build, so that a hundred builds take seconds.
Half of the children are killed by the clock, half by their own hand at a file operation of theirs.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_growing import NEWS, bytes_of, stored

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
KILLS = 100
SEED = 4

NURSERY = """
import os, signal, sys
from kg import building, renewal
from kg.model import Document
from kg.pipeline import understand

renewal.MOST = 2.0  # a copy of the last graph is changed
understand([Document("a", "云溪市总工会主席沈望舒说。")])  # the models are loaded; no store is opened
FILES = ("open", "os.", "shutil.", "ctypes.dlsym")


def build(pages, out, fatal):
    done = 0

    def count(event, _):
        nonlocal done
        done += event.startswith(FILES)
        if done == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    building.build(pages, out, jobs=1)
    return done


for line in sys.stdin:
    pages, out, fatal = line.rstrip().split("\\t")
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.write(write, str(build(pages, out, int(fatal))).encode())
        os._exit(0)
    print(child, flush=True)
    os.close(write)
    status = os.waitpid(child, 0)[1]
    print(os.read(read, 20).decode() or "killed" if not os.WIFEXITED(status) or not status
          else "failed", flush=True)
    os.close(read)
"""


class Nursery:
    """Starts builds and says how they ended."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", NURSERY],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[1],
        )

    def say(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def build(self, pages: Path, out: Path, after: float | None = None, fatal: int = 0) -> str:
        """``after`` so many seconds, or at its ``fatal``-th file operation, the build is killed.

        ``killed``, ``failed``, or the number of its file operations.
        """
        assert self.process.stdin is not None
        self.process.stdin.write(f"{pages}\t{out}\t{fatal}\n")
        self.process.stdin.flush()
        child = int(self.say())
        if after is not None:
            time.sleep(after)
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        return self.say()


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    nursery = Nursery()
    yield nursery
    nursery.process.communicate()


def test_whoever_kills_a_hundred_builds_finds_the_old_graph_or_the_new_one(
    tmp_path: Path, nursery: Nursery
) -> None:
    out, pages = tmp_path / "out", [tmp_path / "some", tmp_path / "more"]
    for folder, count in zip(pages, (2, 4), strict=True):
        folder.mkdir()
        for name, text in zip("abcd"[:count], NEWS, strict=False):
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    whole = []
    for folder in pages:
        assert nursery.build(folder, tmp_path / folder.name / "out").isdigit()
        whole.append(
            (bytes_of(tmp_path / folder.name / "out"), stored(tmp_path / folder.name / "out"))
        )
    started = time.monotonic()
    operations = int(nursery.build(pages[0], out))
    seconds = time.monotonic() - started
    dice = random.Random(SEED)
    ends: Counter[str] = Counter()
    for number in range(KILLS):
        after = dice.uniform(0, seconds) if number % 2 else None
        fatal = 0 if number % 2 else dice.randint(1, operations)
        end = nursery.build(pages[dice.random() < 0.5], out, after, fatal)
        assert end != "failed"
        ends["killed" if end == "killed" else "done"] += 1
        assert (bytes_of(out), stored(out)) in whole
    assert ends["killed"] > 0.6 * KILLS
    for folder, expected in zip(pages, whole, strict=True):
        assert nursery.build(folder, out).isdigit()
        assert (bytes_of(out), stored(out)) == expected
    assert {path.name for path in tmp_path.iterdir()} == {"out", "some", "more"}
