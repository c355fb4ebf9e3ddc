"""From the paths a user names to a whole output folder: what ``kg build`` does.

:mod:`kg.pipeline` says what becomes of a document; here files are read, work is shared out among
processes, and the result is written in one step.
"""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path

from kg import known, renewal, store
from kg.contradictions import with_contradictions
from kg.corrections import FILE, Corrections, Outcome, apply, read_corrections
from kg.errors import InputError
from kg.graph.iris import DEFAULT_BASE, check_base
from kg.known import Known
from kg.memory import Memory
from kg.model import Correction, Document, Knowledge
from kg.output import OURS, staged
from kg.pipeline import note_document
from kg.read import Input, find_inputs, read_document
from kg.render.page import write_page
from kg.report import BuildReport, Refused, Unresolved
from kg.resolve import Note, combine

Progress = Callable[[int, int, str], None]  # done, of how many, what

REPORT = "report.md"
IGNORE = ".kgignore"
# Below this a second process takes longer to start than it saves.
CHARACTERS_A_PROCESS = 200_000


def build(
    inputs: Iterable[Path | str] | Path | str,
    out: Path | str,
    *,
    base_iri: str = DEFAULT_BASE,
    jobs: int | None = None,
    progress: Progress | None = None,
    corrections: Path | str | None = None,
) -> BuildReport:
    """Read ``inputs`` (files and folders) and write graph, page, store and report into ``out``.

    ``corrections``: a file of :mod:`kg.corrections`; None takes ``corrections.tsv`` in or beside the
    inputs. ``jobs``: how many processes read; None takes what the machine and the amount of text suggest.
    A file that cannot be used is left out and named in the report. :class:`InputError` where
    nothing can be used or a path is missing, :class:`OutputError` where ``out`` cannot be written.
    """
    check_base(base_iri)
    paths = [inputs] if isinstance(inputs, Path | str) else list(inputs)
    with no_cycles(), staged(Path(out)) as folder:
        documents, refused = read_inputs(paths)
        chosen = _read_corrections(paths, corrections)
        documents, stale = _without(documents, chosen)
        memory = Memory(Path(out))
        fresh = _read_new(documents, memory, jobs, progress)
        tell = progress or (lambda *_: None)
        tell(len(documents), len(documents), "resolving")
        lines = [line for line in chosen.lines if line.id not in stale]
        before = known.recall(Path(out), documents, chosen.apart, memory)
        added = known.add_to(before.resolved, fresh, documents, memory) if before else None
        resolved = added or combine(_all_notes(documents, memory, fresh), chosen.apart)
        knowledge, outcomes = apply(resolved.knowledge(), lines)
        outcomes += [
            Outcome(line, stale=stale[line.id]) for line in chosen.lines if line.id in stale
        ]
        report = BuildReport(
            with_contradictions(knowledge),
            refused,
            tuple(Unresolved(*where) for where in resolved.pointing),
            tuple(sorted(outcomes, key=lambda outcome: outcome.correction.line)),
            chosen.problems,
            tuple(sorted(fresh)),
            chosen.file,
        )
        tell(len(documents), len(documents), "writing")
        told = _told(before, lines) if before and added else None
        write(folder, report, base_iri, Path(out), told)
        memory.keep(((d, fresh.get(d.name)) for d in documents), folder)
        known.keep(resolved, documents, lines, folder)
    return report


def _read_new(
    documents: Sequence[Document], memory: Memory, jobs: int | None, progress: Progress | None
) -> dict[str, list[Note]]:
    """What the documents say that memory does not hold, by their names."""
    new = [document for document in documents if not memory.holds(document)]
    return dict(zip((d.name for d in new), _notes(new, jobs, progress), strict=True))


def _all_notes(
    documents: Sequence[Document], memory: Memory, fresh: dict[str, list[Note]]
) -> Iterator[Note]:
    """The notes of every document; what memory cannot give back is read, and is ``fresh`` then."""
    for document in documents:
        if document.name not in fresh:
            if (recalled := memory.recall(document)) is not None:
                yield from recalled
                continue
            fresh[document.name] = note_document(document)
        yield from fresh[document.name]


@contextlib.contextmanager
def no_cycles() -> Iterator[None]:
    """Let Python not look for cycles among millions of records that hold none, nor soon after."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.freeze()  # what was made counts as old: it is looked through when much more is
            gc.unfreeze()
            gc.enable()


def _read_corrections(paths: Sequence[Path | str], named: Path | str | None) -> Corrections:
    if named is not None:
        if not Path(named).exists():
            raise InputError(f"{named}: no such file; write one with: kg correct")
        return read_corrections(Path(named))
    found = find_corrections(paths)
    if not found:
        return Corrections()
    heard, *others = found
    passed_over = tuple(
        f"{other}: not read, since {heard} is; put the lines into one file, or name it by --corrections"
        for other in others
    )
    corrections = read_corrections(heard)
    return replace(corrections, problems=(*corrections.problems, *passed_over))


def find_corrections(paths: Sequence[Path | str]) -> list[Path]:
    """Files of corrections in the folders named, beside them, or beside the files named."""
    found: dict[Path, Path] = {}
    for path in map(Path, paths):
        for place in (path, path.parent) if path.is_dir() else (path.parent,):
            if (place / FILE).is_file():
                found.setdefault((place / FILE).resolve(), place / FILE)
    return list(found.values())


def _without(
    documents: Sequence[Document], corrections: Corrections
) -> tuple[list[Document], dict[str, str]]:
    """Documents that were not withdrawn; and of what is withdrawn but not there, why it is stale."""
    gone = corrections.withdrawn
    kept = [d for d in documents if not {d.name, d.name.rsplit("/", 1)[-1]} & gone]
    there = {name for d in documents for name in (d.name, d.name.rsplit("/", 1)[-1])}
    return kept, dict.fromkeys(sorted(gone - there), "no document of this name is read")


def read_inputs(paths: Sequence[Path | str]) -> tuple[list[Document], tuple[Refused, ...]]:
    """Documents in order of their names, and the files that are none.

    What kg wrote itself is no news, though a folder that was named holds an output folder; and a
    folder below a named one that holds a file called ``.kgignore`` is passed over.
    """
    documents: list[Document] = []
    refused: list[Refused] = []
    is_left_out = _left_out([Path(path) for path in paths])
    for found in find_inputs(paths):
        if is_left_out(found):
            continue
        try:
            documents.append(read_document(found.path, found.name))
        except InputError as error:
            refused.append(Refused(found.name, str(error)))
    if not documents:
        raise InputError(
            "\n".join(file.reason for file in refused) or f"{paths[0]}: holds no news but kg's own"
        )
    return documents, tuple(refused)


def _left_out(named: Sequence[Path]) -> Callable[[Input], bool]:
    """Tells what a build wrote, and what marks keep out; each folder is looked at once."""
    is_output = cache(store.is_output)

    @cache
    def is_inside_ours(folder: Path) -> bool:
        inside = folder.resolve()
        return any(
            is_output(above) and inside.relative_to(above).parts[0] in OURS
            for above in inside.parents
        )

    @cache
    def is_marked(folder: Path) -> bool:
        """Whether a mark stands between the folder's files and every named folder that holds it."""
        above = (folder, *folder.parents)
        marks = [
            any((between / IGNORE).is_file() for between in above if _is_below(between, root))
            for root in named
            if folder.is_relative_to(root)
        ]
        return bool(marks) and all(marks)

    def is_left_out(found: Input) -> bool:
        path = found.path.resolve() if found.is_link else found.path
        above = path.parent
        ours = path.name in OURS and is_output(above.resolve())
        marked = is_marked(found.path.parent if found.is_link else above)
        return ours or is_inside_ours(above) or (marked and found.path not in named)

    return is_left_out


def _is_below(folder: Path, root: Path) -> bool:
    return folder != root and folder.is_relative_to(root)


def _told(before: Known, lines: Sequence[Correction]) -> Knowledge | None:
    """What the last output tells of; None where the user has said something else since."""
    if before.corrections != known.corrections_key(lines):
        return None
    return with_contradictions(apply(before.resolved.knowledge(), lines)[0])


def write(
    folder: Path,
    report: BuildReport,
    base_iri: str = DEFAULT_BASE,
    old: Path | None = None,
    before: Knowledge | None = None,
) -> None:
    """Write everything that an output folder holds.

    ``old`` is the last one, ``before`` what it tells of, if that is known.
    """
    knowledge: Knowledge = report.knowledge
    renewal.write(folder, old, knowledge, base_iri, before)
    write_page(folder, knowledge, base_iri, old)
    store.write_text(folder / REPORT, report.markdown())


def _notes(
    documents: Sequence[Document], jobs: int | None, progress: Progress | None
) -> Iterator[list[Note]]:
    """What each document says, in the order of ``documents``, however many read."""
    if jobs is None:
        size = sum(len(document.text) for document in documents)
        jobs = min(os.cpu_count() or 1, size // CHARACTERS_A_PROCESS + 1)
    for done, notes in enumerate(_mapped(documents, min(jobs, len(documents))), start=1):
        if progress:
            progress(done, len(documents), "reading")
        yield notes


def _mapped(documents: Sequence[Document], jobs: int) -> Iterator[list[Note]]:
    if jobs <= 1:
        yield from map(note_document, documents)
        return
    with ProcessPoolExecutor(jobs, initializer=gc.disable) as pool:  # reading makes no cycles
        yield from pool.map(note_document, documents, chunksize=max(1, len(documents) // jobs // 8))
