"""The verbs of the lexicon, by frame, as regular expressions that prefer the longest verb."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from kg.errors import RuleError


@cache
def verbs(frame: str) -> tuple[str, ...]:
    """Verbs of a frame of ``lexicons/verbs.tsv``, longest first."""
    found = set()
    text = files("kg.lexicons").joinpath("verbs.tsv").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        verb, tab, name = line.partition("\t")
        if not tab:
            raise RuleError(
                f"lexicons/verbs.tsv:{number}: found {line!r}; expected verb, tab, frame"
            )
        if name == frame:
            found.add(verb)
    if not found:
        raise RuleError(f"lexicons/verbs.tsv: no verb of frame {frame!r}")
    return tuple(sorted(found, key=lambda verb: (-len(verb), verb)))


@cache
def verb_pattern(*frames: str) -> str:
    """A group that matches one verb of the frames, those of the first before those of the next.

    All of them in one list: so a search passes over what begins none of them at once.
    """
    return "(?:" + "|".join(re.escape(verb) for frame in frames for verb in verbs(frame)) + ")"
