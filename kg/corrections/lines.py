"""What the user knows better: ``corrections.tsv``, one decision a line, applied to every build.

A line holds, between tabs: action, id, value, names, by, note. Ids are those of the graph (an
entity's, ``person/李伟（泉港区）``, or the end of a statement's IRI); the names beside them are for the
reader and are not looked at. ``#`` begins a remark.

======== ============ ============================== ======================================
action   id           value                          effect
======== ============ ============================== ======================================
reject   statement                                   the fact goes, its evidence stays known
reject   entity                                      it is no thing: its facts go too
confirm  statement                                   confidence 1
merge    entity       entity                         the second becomes the first
split    entity       entity, or a document's name   the two stay two; that document's is another
retype   entity       class                          another class; facts it cannot have go
rename   entity       name                           another canonical name
add      entity       relation | entity | document | quote   a fact with the words that state it
withdraw document                                    as if the document were not there
======== ============ ============================== ======================================

A line that cannot be read or that another contradicts is told with its number, and the rest holds;
a line that no longer applies is listed in the report. None is lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError
from kg.graph.vocabulary import RELATIONS, SUPERCLASS
from kg.model import Correction

FILE = "corrections.tsv"
HEAD = "# action\tid\tvalue\tnames\tby\tnote\n"
_VALUES = {
    "reject": False, "confirm": False, "merge": True, "split": True,
    "retype": True, "rename": True, "add": True, "withdraw": False,
}  # fmt: skip
ACTIONS = tuple(_VALUES)
_SPLITS = 4  # relation, entity, document, quote


@dataclass(frozen=True, slots=True)
class Corrections:
    """The lines that can be used, and one line of text about each that cannot."""

    lines: tuple[Correction, ...] = ()
    problems: tuple[str, ...] = ()
    file: str = ""

    @property
    def withdrawn(self) -> frozenset[str]:
        """Names of documents to leave out."""
        return frozenset(c.id for c in self.lines if c.action == "withdraw")

    @property
    def apart(self) -> frozenset[frozenset[str]]:
        """Pairs of ids that must stay two."""
        return frozenset(
            frozenset((c.id, c.value))
            for c in self.lines
            if c.action == "split" and "/" in c.value and c.value.partition("/")[0] in FOLDERS
        )


FOLDERS = frozenset({"person", "org", "place", "programme", "award", "platform", "work"})


# --- reading --------------------------------------------------------------------------------


def read_corrections(path: Path) -> Corrections:
    """Read a file of corrections; one that is not there holds none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Corrections()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error}); expected UTF-8 text") from None
    lines: list[Correction] = []
    problems: list[str] = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            lines.append(parse(line, path, number))
        except InputError as error:
            problems.append(str(error))
    kept, clashes = _without_contradictions(lines, path)
    return Corrections(tuple(kept), (*problems, *clashes), str(path))


def parse(line: str, path: Path | str = FILE, number: int = 1) -> Correction:
    """One line; :class:`InputError` says what is wrong with it and what would do."""
    action, id_, value, names, by, note = (*(f.strip() for f in line.split("\t")), *[""] * 6)[:6]
    if wrong := _what_is_wrong(action, id_, value):
        raise InputError.at(Path(path), number, found=wrong[0], expected=wrong[1])
    return Correction(action, id_, value, names, by or "anonymous", note, number)


def check(correction: Correction) -> None:
    """Raise :class:`InputError` where a correction that stands in no file yet cannot be meant."""
    if wrong := _what_is_wrong(correction.action, correction.id, correction.value):
        raise InputError(f"found {wrong[0]}; expected {wrong[1]}")


def _what_is_wrong(action: str, id_: str, value: str) -> tuple[str, str] | None:
    """What was found and what was expected; None where a line can be used."""
    if action not in _VALUES:
        return repr(action), f"one of {', '.join(ACTIONS)}, then a tab and an id"
    if not id_:
        return f"{action} without an id", "the id of what is meant after a tab"
    if _VALUES[action] and not value:
        return f"{action} {id_} without a value", f"{action}, tab, id, tab, value"
    if action == "retype" and value not in SUPERCLASS:
        return f"class {value!r}", f"one of {', '.join(SUPERCLASS)}"
    if action == "add" and len(value.split("|")) < _SPLITS:
        return repr(value), "relation | id or words | document | quote"
    if action == "add" and value.split("|")[0].strip() not in RELATIONS:
        return f"relation {value.split('|')[0]!r}", f"one of {', '.join(RELATIONS)}"
    if action in ("merge", "split") and id_ == value:
        return f"{action} of {id_} with itself", "two ids"
    return None


def _without_contradictions(
    lines: Sequence[Correction], path: Path
) -> tuple[list[Correction], list[str]]:
    """Neither of two lines that cannot both hold is applied: which is meant, only the user knows."""
    said: dict[tuple[object, ...], list[Correction]] = defaultdict(list)
    for line in lines:
        if line.action in ("merge", "split"):
            said["pair", frozenset((line.id, line.value))].append(line)
        elif line.action in ("reject", "confirm"):
            said["fact", line.id].append(line)
        elif line.action in ("retype", "rename"):
            said[line.action, line.id].append(line)
    bad: set[int] = set()
    problems = []
    for group in said.values():
        if len(
            {(line.action, line.value if "name" in line.action else "") for line in group}
        ) > 1 or (
            group[0].action in ("retype", "rename") and len({line.value for line in group}) > 1
        ):
            bad |= {line.line for line in group}
            numbers = " and ".join(f"{line.line} ({line.action})" for line in group)
            problems.append(
                f"{path}: lines {numbers} contradict each other about {group[0].id}; "
                "none is applied: keep one and delete the others"
            )
    return [line for line in lines if line.line not in bad], problems


def split_value(value: str) -> tuple[str, str, str, str]:
    """Relation, entity or words, document and quote of a line that adds a fact."""
    relation, target, document, quote = (part.strip() for part in value.split("|", _SPLITS - 1))
    return relation, target, document, quote


def write_line(correction: Correction) -> str:
    """A correction as a line of the file."""
    fields = (correction.action, correction.id, correction.value, correction.names,
              correction.by, correction.note)  # fmt: skip
    return "\t".join(" ".join(field.split()) for field in fields).rstrip("\t") + "\n"
