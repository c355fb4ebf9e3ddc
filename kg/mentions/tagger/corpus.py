"""Annotated news, ``⟦Person:吴良江⟧``: marks stand in the line, never nest, never overlap."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError
from kg.model import ENTITY_KINDS, TITLE

KINDS = (*ENTITY_KINDS, TITLE)
EXPECTED = "a mark such as ⟦Person:吴良江⟧ of kind " + ", ".join(KINDS)
MARK = re.compile(r"⟦(?P<kind>[^⟦⟧:：]*)(?P<colon>[:：]?)(?P<text>[^⟦⟧]*)⟧")
BRACKET = re.compile(r"[⟦⟧]")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """``text[start:end]`` of an annotated text is a mention of ``kind``."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text without its marks, and the marks as spans, sorted."""

    name: str
    text: str
    spans: tuple[Span, ...]


def read_corpus(paths: Sequence[Path]) -> list[Annotated]:
    """Read files, and the ``*.txt`` of folders at any depth, in the order of their names.

    News always names something: a text without a mark is no annotated text and is left out.
    """
    files = sorted({f for p in paths for f in (p.rglob("*.txt") if p.is_dir() else [p])})
    texts = [text for file in files if (text := read_annotated(file)).spans]
    if not texts:
        raise InputError(f"no annotated text (*.txt) in {', '.join(map(str, paths))}")
    return texts


def read_annotated(path: Path) -> Annotated:
    """Read one file; UTF-8, line ends as they are."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            marked = file.read()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path}: byte {error.start} is not UTF-8; annotated text must be"
        ) from error
    return parse(marked, path)


def parse(marked: str, path: Path | str = "text") -> Annotated:
    """Take the marks out of a text.

    >>> parse("⟦Title:焊工⟧⟦Person:于根⟧来了").spans
    (Span(start=0, end=2, kind='Title'), Span(start=2, end=4, kind='Person'))
    """
    pieces: list[str] = []
    spans: list[Span] = []
    length = position = 0
    for mark in MARK.finditer(marked):
        before = marked[position : mark.start()]
        _refuse_bracket(before, position, marked, path)
        kind, text = mark["kind"], mark["text"]
        if not mark["colon"] or kind not in KINDS or not text.strip():
            raise InputError.at(path, _line(marked, mark.start()), found=mark[0], expected=EXPECTED)
        start = length + len(before)
        length = start + len(text)
        spans.append(Span(start, length, kind))
        pieces += (before, text)
        position = mark.end()
    _refuse_bracket(marked[position:], position, marked, path)
    pieces.append(marked[position:])
    return Annotated(str(path), "".join(pieces), tuple(spans))


def lines(marked: Iterator[str] | Sequence[str]) -> Iterator[Annotated]:
    """Parse texts that stand one a line, for tests and small experiments."""
    return (parse(line, f"line {number}") for number, line in enumerate(marked, start=1))


def _refuse_bracket(text: str, offset: int, marked: str, path: Path | str) -> None:
    if stray := BRACKET.search(text):
        at = offset + stray.start()
        raise InputError.at(
            path,
            _line(marked, at),
            found=f"an unbalanced {marked[at : at + 12]!r}",
            expected=EXPECTED,
        )


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
