"""A sentence with its candidates, read once for all of them: its verbs, its marks, its bones."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import cache, cached_property

from kg.lexicons import one_of, words
from kg.relations.posts import title_near
from kg.relations.scene import KIND, Scene
from kg.relations.scorer.candidates import Candidate
from kg.relations.scorer.known import Known
from kg.relations.scorer.model import Group
from kg.relations.scorer.skeleton import Skeleton, make_skeleton

SHORT = {letter: kind[:2] for letter, kind in KIND.items()}
_FRAMES = ("win", "granted", "grant", "run", "join", "write", "serve", "leave")
_NEGATED = re.compile(one_of(words("clause_words", "not_so")))
PUNCTUATION = re.compile("[，。；：！？]")


@cache
def _verbs() -> re.Pattern[str]:
    """All verbs of the lexicon, each found with its frames."""
    first = "".join(sorted({verb[0] for verb in words("verbs", *_FRAMES)}))
    each = "|".join(f"(?P<{frame}>{one_of(words('verbs', frame))})" for frame in _FRAMES)
    return re.compile(f"(?=[{first}])(?:{each})")  # most characters begin no verb: seen at once


class View:
    """A sentence with its candidates; a group that many of them share is made once."""

    def __init__(self, scene: Scene, candidates: Sequence[Candidate], known: Known) -> None:
        self.scene = scene
        self.known = known
        self.told: dict[str, list[Candidate]] = defaultdict(list)
        for candidate in candidates:
            if candidate.facts:
                self.told[candidate.relation].append(candidate)
        self.groups: dict[Hashable, Group] = {}
        self.titles: dict[tuple[int, int | None], str | None] = {}

    @cached_property
    def skeleton(self) -> Skeleton:
        """The sentence's bones."""
        return make_skeleton(self.scene)

    @cached_property
    def tokens(self) -> list[str]:
        """The sentence's code, each mention as its kind in short."""
        return [SHORT.get(character, character) for character in self.scene.code]

    @cached_property
    def stops(self) -> list[int]:
        """Where its marks stand, which part it into clauses."""
        return [match.start() for match in PUNCTUATION.finditer(self.scene.code)]

    # No verb and no negation holds a mark or a mention: what a clause, or the stretch between two
    # mentions, holds is found in the whole sentence as in itself.

    @cached_property
    def verbs(self) -> list[tuple[int, str, str]]:
        """Where its verbs stand, each with its frame."""
        found = _verbs().finditer(self.scene.code)
        return [(match.start(), match.group(), match.lastgroup or "") for match in found]

    @cached_property
    def negations(self) -> list[int]:
        """Where words stand that negate or only plan."""
        return [match.start() for match in _NEGATED.finditer(self.scene.code)]

    def title(self, person: int, body: int | None) -> str | None:
        """The post that goes with a person and a body; see :func:`title_near`."""
        if (person, body) not in self.titles:
            self.titles[person, body] = title_near(self.scene, person, body)
        return self.titles[person, body]

    def plain(self, start: int, end: int) -> str:
        """A stretch of the code to read."""
        return "".join(self.tokens[max(0, start) : end])

    @cached_property
    def folded_tokens(self) -> list[str]:
        """The skeleton's code, each mention as its kind in short."""
        return [SHORT.get(character, character) for character in self.skeleton.code]

    def folded(self, start: int, end: int) -> str:
        """A stretch of the skeleton to read."""
        return "".join(self.folded_tokens[max(0, start) : end])

    def clause(self, position: int) -> tuple[int, int]:
        """The stretch between the marks around a position."""
        following = bisect_left(self.stops, position)
        start = self.stops[following - 1] + 1 if following else 0
        end = self.stops[following] if following < len(self.stops) else len(self.tokens)
        return start, end

    def verbs_in(self, start: int, end: int) -> list[tuple[int, str, str]]:
        """The verbs of a stretch that mentions or marks bound."""
        return [verb for verb in self.verbs if start <= verb[0] < end]

    def is_negated(self, start: int, end: int) -> bool:
        """Whether a negation stands in a stretch that marks bound."""
        return any(start <= at < end for at in self.negations)

    def group(self, make: Callable[..., Iterator[str]], *arguments: Hashable) -> Group:
        """What ``make`` tells of this sentence and these arguments."""
        key = (make, *arguments)
        found = self.groups.get(key)
        if found is None:
            found = self.groups[key] = Group(make(self, *arguments))
        return found
