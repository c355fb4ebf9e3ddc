"""What commands share: their kinds of arguments, standard input and output, the progress bar."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import click

from kg.errors import InputError

FOLDER = click.Path(file_okay=False, path_type=Path)
ANY_PATH = click.Path(path_type=Path)


class Bar:
    """A progress bar: on a terminal only, and only for what takes longer than a second."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.progress: Any = None
        self.task: Any = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self.progress:
            self.progress.stop()

    def show(self, done: int, total: int, what: str) -> None:
        """Say that so much of the work is done."""
        if self.progress is None and sys.stderr.isatty() and time.monotonic() - self.started > 1:
            from rich.console import Console
            from rich.progress import Progress

            self.progress = Progress(console=Console(stderr=True), transient=True)
            self.progress.start()
            self.task = self.progress.add_task(what, total=total)
        if self.progress is not None:
            self.progress.update(self.task, completed=done, total=total, description=what)


def command_line() -> str:
    """How the user can call kg from where they stand: by its path where that is not searched."""
    if shutil.which("kg"):
        return "kg"
    script = Path(sys.argv[0])
    return os.path.relpath(script) if script.name == "kg" else f"{sys.executable} -m kg.cli"


def read(path: Path | None) -> str:
    """A file's text, or that of standard input; InputError where it cannot be read."""
    if path is None or str(path) == "-":
        return sys.stdin.read()
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error})") from None


def write(text: str) -> None:
    """UTF-8 to standard output, whatever the locale: what is piped is data."""
    if sys.stdout.isatty() or not hasattr(sys.stdout, "buffer"):
        click.echo(text, nl=False)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
