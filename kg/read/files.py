"""What a user names on the command line, as files in a fixed order, each with a document's name."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from kg.errors import InputError
from kg.model import Document, checksum_of
from kg.read.formats import READERS


class Input(NamedTuple):
    """A file to read, the name under which its document is known, and whether it is a link."""

    path: Path
    name: str
    is_link: bool


def find_inputs(paths: Iterable[Path | str]) -> list[Input]:
    """List the readable files among ``paths``, folders walked, sorted by document name.

    A document is named by its path below the folder that was given, with ``/``, or by its file
    name; where two would share a name, parent folders in front tell them apart. Hidden files and
    ``README`` files are passed over in folders; a file named twice is read once. InputError for a
    missing path or a folder with nothing to read.
    """
    found: dict[str, Input] = {}  # by resolved path, each under its longest name
    folders: dict[str, str] = {}  # each resolved once

    def add(item: Input) -> None:
        above, name = os.path.split(item.path)
        if item.is_link:
            resolved = str(item.path.resolve())
        else:
            folder = folders.get(above) or folders.setdefault(above, str(Path(above).resolve()))
            resolved = os.path.join(folder, name)  # noqa: PTH118  there are many
        known = found.get(resolved)
        if known is None or (len(known.name), known.name) < (len(item.name), item.name):
            found[resolved] = item

    for given in map(Path, paths):
        if not given.exists():
            raise InputError(f"{given}: no such file or folder; check the path")
        if given.is_dir():
            below = list(_walk(given))
            if not below:
                raise InputError(
                    f"{given}: nothing to read in this folder; kg reads {_endings()} files"
                )
            for item in below:
                add(item)
        else:
            add(Input(given, given.name, given.is_symlink()))
    return _distinct(found)


def read_document(path: Path | str, name: str | None = None) -> Document:
    """Read one file; InputError, in one line, where it cannot be used.

    A file whose ending is not known is read as plain text: a user who names it means it.
    """
    path = path if isinstance(path, Path) else Path(path)
    try:
        with path.open("rb", buffering=0) as file:
            data = file.read()
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; check the path") from None
    except IsADirectoryError:
        raise InputError(
            f"{path}: this is a folder; name it to kg build, or a file in it"
        ) from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error})") from None
    reader = READERS.get(path.suffix.lower(), READERS[".txt"])
    text, encoding = reader(data, str(path))
    return Document(name or path.name, text, encoding, checksum_of(text))


def _walk(folder: Path, within: str = "") -> Iterator[Input]:
    """The files to read, each named by its path below the first folder."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name.startswith("."):
                continue
            name = f"{within}{entry.name}"
            if entry.is_dir():
                yield from _walk(folder / entry.name, f"{name}/")
                continue
            ending = os.path.splitext(entry.name)[1].lower()  # noqa: PTH122  there are many
            if ending in READERS and entry.name.split(".")[0].upper() != "README":
                yield Input(folder / entry.name, name, entry.is_symlink())


def _distinct(found: dict[str, Input]) -> list[Input]:
    """Sort by name; where names clash, put as many parent folders in front as tell them apart."""
    by_name: dict[str, list[str]] = {}
    for resolved, item in found.items():
        by_name.setdefault(item.name, []).append(resolved)
    inputs = []
    for name, clashing in by_name.items():
        if len(clashing) == 1:
            inputs.append(found[clashing[0]])
            continue
        depth = len(Path(name).parts)
        names = [name] * len(clashing)
        while len(set(names)) < len(names):
            depth += 1
            names = [Path(*Path(path).parts[-depth:]).as_posix() for path in clashing]
        inputs += [
            found[path]._replace(name=own) for path, own in zip(clashing, names, strict=True)
        ]
    return sorted(inputs, key=lambda item: item.name)


def _endings() -> str:
    return ", ".join(sorted(READERS))
