"""Answers about the graph as a whole, found when first asked for and kept beside it.

What is asked about one thing takes as long in a large graph as in a small one; what counts or ranks
everything does not. Such a question needs no parameter, so it has one answer for each build; or it
ranks all that shares a value, of which a graph has few that are common.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from kg.questions.catalogue import Question
from kg.results import json_results
from kg.store import Store

FOLDER = Path("store", "answers")


class Kept(NamedTuple):
    """What an answer is made of."""

    understood: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def write(
    store: Store,
    question: Question,
    given: Mapping[str, str],
    understood: Sequence[str],
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
) -> None:
    """Keep an answer in the store's folder, where that can be: a line about it, then SPARQL's JSON."""
    if store.build is None:
        return
    about = {"build": store.build, "question": _name(question), "given": given}
    head = json.dumps(about | {"understood": list(understood)})
    text = f"{head}\n{json_results(columns, rows)}"
    path = store.folder / FOLDER / _file(question, given)
    part = path.with_name(f".{path.name}-{os.getpid()}")
    with contextlib.suppress(OSError):  # a folder for reading only
        path.parent.mkdir(exist_ok=True)
        part.write_bytes(text.encode("utf-8"))
        part.replace(path)


def read(store: Store, question: Question, given: Mapping[str, str]) -> Kept | None:
    """The kept answer; None where there is none to this very question and build."""
    if store.build is None:
        return None
    try:
        head, _, body = (
            (store.folder / FOLDER / _file(question, given)).read_bytes().partition(b"\n")
        )
        about = json.loads(head)
        if (about["question"], about["given"]) != (_name(question), given):
            return None
        if tuple(about["build"]) != store.build:
            return None
        found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    except (OSError, ValueError, KeyError, SyntaxError):
        return None
    if not isinstance(found, ox.QuerySolutions):
        return None
    columns = tuple(variable.value for variable in found.variables)
    return Kept(tuple(about["understood"]), columns, tuple(tuple(row) for row in found))


def _file(question: Question, given: Mapping[str, str]) -> str:
    """Where the answer stands; what is given may be any text, so its checksum is in the name."""
    said = json.dumps(sorted(given.items()))
    mark = f".{hashlib.sha256(said.encode('utf-8')).hexdigest()[:16]}" if given else ""
    return f"{question.name}{mark}.json"


def _name(question: Question) -> str:
    """Tells a question from the one that another release asks under the same name."""
    return hashlib.sha256(question.text.encode("utf-8")).hexdigest()[:16]
