"""Whose a figure is: the programme, body, person … of the article that it belongs to.

What is named around a figure are candidates (:mod:`.candidates`); what a reader goes by are their
features (:mod:`.features`): subject or object of which clause, pointed to by 该公司 or 此次大赛,
what the figure counts, what the story is about. Figures of one paragraph are decided together,
for one owner often has several (:mod:`kg.choosing`). The weights are learned (:mod:`.training`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from kg.choosing import Chooser, Step, load_chooser
from kg.figures.owners.candidates import Candidate, find_candidates
from kg.figures.owners.facets import spell
from kg.figures.owners.features import describe, describe_step
from kg.figures.owners.scene import set_scene
from kg.figures.scan import Located
from kg.model import Mention, Sentence

__all__ = ["find_owners", "load_owners", "read_chains"]

SHIPPED = Path(__file__).parent / "weights.json"

Chain = list[tuple[int, list[Candidate], Step]]  # number of the figure, who may own it, features


def find_owners(
    text: str,
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    located: Sequence[Located],
    owners: Chooser | None = None,
) -> list[Mention | None]:
    """Beside each figure the mention of what it belongs to; None where nothing is named."""
    owners = owners or load_owners()
    found: list[Mention | None] = [None] * len(located)
    for chain in read_chains(text, sentences, mentions, located):
        best = owners.choose([step for _, _, step in chain])
        for (number, candidates, _), chosen in zip(chain, best, strict=True):
            found[number] = candidates[chosen].spot.mention
    return found


@cache
def load_owners(path: Path = SHIPPED) -> Chooser:
    """The shipped model, or another; RuleError where it cannot be read."""
    return load_chooser(path, spell)


def read_chains(
    text: str,
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    located: Sequence[Located],
) -> list[Chain]:
    """Figures that are decided together, those of one paragraph, with their candidates."""
    scene = set_scene(text, sentences, mentions)
    chains: list[Chain] = []
    before: Located | None = None
    for number, figure in enumerate(located):
        candidates = find_candidates(scene, figure)
        if not candidates:
            continue
        stays = describe_step(scene, before, figure)
        if stays is None or not chains:
            stays = None
            chains.append([])
        things = [candidate.spot.thing for candidate in candidates]
        step = Step(things, describe(scene, figure, candidates), stays)
        chains[-1].append((number, candidates, step))
        before = figure
    return chains
