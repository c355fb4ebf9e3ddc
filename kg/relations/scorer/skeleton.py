"""A sentence's bones: introductions, brackets and lists folded, so that far wordings look near.

``兰州大学教授许鹏飞（右）、李四和王五分获金、银、铜奖`` is ``P分获A``: a list of three people, then a list
of three prizes. Each mention knows the token that it went into and its place in the list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.model import AWARD, ORGANIZATION, PERSON, PLATFORM, PROGRAMME, WORK
from kg.relations.introductions import read_intros
from kg.relations.scene import ANY_LETTER, LETTER, Scene

_BRACKET = re.compile(r"（[^（）]*）")
_P, _O = LETTER[PERSON], LETTER[ORGANIZATION]
_HEADED = f"[{_P}{_O}]"
_THING = f"[{LETTER[WORK]}{LETTER[PROGRAMME]}{LETTER[PLATFORM]}{LETTER[AWARD]}{_O}]"
_AND = r"(?:、|和|与|及|以及|，以及|，和)"
# 甲的《一》、乙的《二》: two lists told together, of owners and of things
_PAIRS = re.compile(rf"({_HEADED})的?({_THING})(?:{_AND}\1的?\2)+")
_LIST = re.compile(rf"({ANY_LETTER})(?:{_AND}?\1)+")


@dataclass(frozen=True, slots=True)
class Bone:
    """Where a mention went: ``token`` of the skeleton, ``rank`` in a list of ``size``.

    ``within`` tells that it stood inside another's introduction (``i``) or in brackets (``b``).
    """

    token: int
    rank: int
    size: int
    within: str = ""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """``code`` as a scene's code, shorter; ``bones`` by the position of a mention in the scene."""

    code: str
    bones: dict[int, Bone]


def make_skeleton(scene: Scene) -> Skeleton:
    """Fold what stands in a sentence beside its main line."""
    size = len(scene.code)
    inside: dict[int, tuple[int, str]] = {}  # position to the position that stands for it
    for intro in read_intros(scene):
        for position in range(intro.first, intro.person):
            inside[position] = (intro.person, "i")
    for match in _BRACKET.finditer(scene.code):
        for position in range(match.start(), match.end()):
            inside[position] = (max(0, match.start() - 1), "b")
    kept = [i for i in range(size) if i not in inside]
    code = "".join(scene.code[i] for i in kept)
    code, kept_at, lists = _folded(code, kept)
    token_of = {
        position: token for token, positions in enumerate(kept_at) for position in positions
    }
    bones = {}
    for position in scene.mentions:
        at, within = position, ""
        while at in inside and at not in token_of:
            following, flag = inside[at]
            if following == at or len(within) > 3:
                break
            at, within = following, within + flag
        token = token_of.get(at, max(0, min(len(code) - 1, at)))
        rank, count = lists.get(at, (0, 1))
        bones[position] = Bone(token, rank, count, within)
    return Skeleton(code, bones)


def _folded(code: str, kept: list[int]) -> tuple[str, list[list[int]], dict[int, tuple[int, int]]]:
    """Fold lists into one letter: the code, the positions of each token, each one's rank and size."""
    at = [[position] for position in kept]
    lists: dict[int, tuple[int, int]] = {}
    for pattern, letters in ((_PAIRS, 2), (_LIST, 1)):
        out: list[str] = []
        places: list[list[int]] = []
        cursor = 0
        for match in pattern.finditer(code):
            start, end = match.span()
            out.append(code[cursor:start])
            places += at[cursor:start]
            for letter in match.groups()[:letters]:
                members = [i for i in range(start, end) if code[i] == letter]
                flat = [p for i in members for p in at[i]]
                for rank, position in enumerate(flat):
                    lists[position] = (rank, len(flat))
                out.append(letter)
                places.append(flat)
            cursor = end
        out.append(code[cursor:])
        places += at[cursor:]
        code, at = "".join(out), places
    return code, at, lists
