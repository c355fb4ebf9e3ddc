"""Write a folder whole or not at all: beside the old one, then in its place in one step.

Until the last moment the old folder stands as it was; whoever kills the build keeps it. Files in
the folder that kg did not write are kept.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from kg.errors import OutputError

OURS = frozenset(
    {"graph.ttl", "graph.trig", "graph.html", "report.md", "screenshots", "store", "texts"}
)
_PART = "kg-part"
_SWAP_LINUX, _SWAP_MACOS, _HERE = 2, 2, -100  # RENAME_EXCHANGE, RENAME_SWAP, AT_FDCWD


@contextlib.contextmanager
def staged(out: Path) -> Iterator[Path]:
    """Give an empty folder to write into; it becomes ``out`` when the block ends without error.

    What kg wrote into ``out`` before goes, so that no stale file stays. :class:`OutputError` where
    ``out`` cannot be written, before any work is done; where the disk is full; and where another
    build is writing there.
    """
    out = Path(os.path.abspath(out))  # noqa: PTH100  not resolve(): a link stays a link
    with _said_plainly(out), _alone(out):
        beside = _can_stand_beside(out)
        for leftover in _leftovers(out):
            _keep_what_is_not_ours(leftover, out)
            shutil.rmtree(leftover, ignore_errors=True)
        part = out.parent / f".{out.name}.{_PART}" if beside else out / f".{_PART}"
        part.mkdir()
        part.chmod(out.stat().st_mode)
        try:
            yield part
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        if not (beside and _exchange(part, out)):
            _replace_one_by_one(part, out)
        _keep_what_is_not_ours(part, out)
        shutil.rmtree(part, ignore_errors=True)


def _keep_what_is_not_ours(old: Path, out: Path) -> None:
    """Move the user's own files from the folder that was swapped out to the new one."""
    for path in old.iterdir():
        if path.name not in OURS and not path.name.startswith(f".{_PART}"):
            target = out / path.name
            if not target.exists():
                with contextlib.suppress(FileNotFoundError):  # the next build was quicker
                    path.rename(target)


def _replace_one_by_one(part: Path, out: Path) -> None:
    """Where folders cannot be swapped: each entry in one step, the graph last."""
    aside = part / f".{_PART}-old"
    aside.mkdir()
    new = {path.name for path in part.iterdir()} - {aside.name}
    for name in sorted(OURS | new, key=lambda name: (name == "graph.ttl", name)):
        if (part / name).is_file():
            (part / name).replace(out / name)
            continue
        if (out / name).exists() and name in OURS | new:
            (out / name).rename(aside / name)
        if (part / name).exists():
            (part / name).rename(out / name)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step, where the system can; else False and nothing is changed."""
    first, second = os.fsencode(one), os.fsencode(other)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            return bool(libc.renamex_np(first, second, _SWAP_MACOS) == 0)
        return bool(libc.renameat2(_HERE, first, _HERE, second, _SWAP_LINUX) == 0)
    except (AttributeError, OSError, TypeError):  # an older system, or another one
        return False


def _can_stand_beside(out: Path) -> bool:
    """Whether ``out`` may be swapped for a folder beside it.

    Not where someone stands in it (their shell would be left in a folder that is gone), where it
    is a link or a disk of its own, or where its parent cannot be written.
    """
    return (
        not Path.cwd().is_relative_to(out)
        and not out.is_symlink()
        and not out.is_mount()
        and os.access(out.parent, os.W_OK)
    )


def _leftovers(out: Path) -> list[Path]:
    """Folders that a killed build left."""
    found = [out.parent / f".{out.name}.{_PART}", out / f".{_PART}"]
    return [path for path in found if path.is_dir()]


@contextlib.contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Hold ``out`` (made if need be) against a second build; the lock goes with the process."""
    made = not out.exists()
    out.mkdir(parents=True, exist_ok=True)
    if not os.access(out, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(out))
    try:
        import fcntl
    except ImportError:  # Windows has no such locks
        yield
        return
    lock = os.open(out, os.O_RDONLY)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise OutputError(f"{out}: another build is writing here; wait for it") from None
        yield
    except BaseException:
        if made:
            with contextlib.suppress(OSError):
                out.rmdir()
        raise
    finally:
        os.close(lock)


@contextlib.contextmanager
def _said_plainly(out: Path) -> Iterator[None]:
    """Turn what the system says about writing into one line for the user."""
    try:
        yield
    except OSError as error:
        # The store's library tells the system's error in words only.
        if error.errno in {errno.ENOSPC, errno.EDQUOT} or "No space left" in str(error):
            raise OutputError(f"{out}: the disk is full; nothing there was changed") from error
        where = Path(os.fsdecode(error.filename)) if error.filename else out
        if not (out.is_relative_to(where) or _PART in str(where)):
            raise
        reason = (error.strerror or str(error)).lower()
        raise OutputError(
            f"{out}: cannot write here ({reason}); choose another folder with --out"
        ) from error


def write_file(path: Path, text: str) -> None:
    """Write one file of UTF-8 in one step, or say in one line why not."""
    part = path.with_name(f".{path.name}.{_PART}")
    try:
        part.write_bytes(text.encode("utf-8"))
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"{path}: cannot write here ({reason})") from error
