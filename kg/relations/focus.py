"""Whose post a bare one is: 局长马平川 in a page about a 局, 当选会长 at the meeting of a 商会."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from kg.lexicons import one_of, read_rows, words
from kg.model import ORGANIZATION, PROGRAMME, Mention
from kg.relations.scene import Scene
from kg.relations.story import Story

# Posts that any body may have: the nearest one is meant. Other posts (工程师) say nothing of a body.
_POST_OF = re.compile(rf"{one_of(words('post_words', 'of_any_body'))}$")
_RANK = re.compile(rf"{one_of(words('post_words', 'rank'))}+$")
_FAR = 8  # bodies back


@cache
def _bodies() -> dict[str, tuple[str, ...]]:
    return {post: tuple(ends.split()) for post, ends, *_ in read_rows("post_bodies", 2)}


def employer_in_focus(
    title: str, scene: Scene, positions: Sequence[int], story: Story, rule: str
) -> tuple[Mention | None, str]:
    """The body that a bare post speaks of, if any, and what ``rule`` that finds it so is called."""
    body, fits = _employer(title, _bodies_in_focus(scene, positions, story))
    return body, f"{rule}-in-focus" if fits else f"{rule}-nearest"


def _employer(title: str, bodies: Sequence[Mention]) -> tuple[Mention | None, bool]:
    """The body that a bare post speaks of, of ``bodies``, nearest first; whether its name says so.

    None where none of them has such a post, or where the post says nothing of a body.
    """
    titles = _bodies()
    post = next((title[-n:] for n in range(min(6, len(title)), 1, -1) if title[-n:] in titles), "")
    own = _RANK.sub("", title[: len(title) - len(post)])
    if post and not own:
        for body in bodies[:_FAR]:
            if (body.name or body.text).endswith(titles[post]):
                return body, True
        return None, False
    if bodies and (post or _POST_OF.search(title)):
        return bodies[0], False
    return None, False


def _bodies_in_focus(scene: Scene, positions: Sequence[int], story: Story) -> list[Mention]:
    """Bodies that a post may be of, each once: those at ``positions`` of the sentence from the last
    to the first, whose meeting it is (某协会第六次会员代表大会), those of the story back to the first.
    """
    here = [scene.mention(i) for i in positions]
    events = [m for m in scene.mentions.values() if m.kind == PROGRAMME]
    meetings = [e.name or e.text for e in (*events, *([story.event] if story.event else []))]
    hosts = [
        body
        for body in story.named
        if body.kind == ORGANIZATION and any(_opens(body, meeting) for meeting in meetings)
    ]
    bodies = [*reversed(here), *hosts, *reversed(story.bodies)]
    return list({body.thing: body for body in reversed(bodies)}.values())[::-1]


def _opens(body: Mention, meeting: str) -> bool:
    name = body.name or body.text
    return meeting.startswith(name) and meeting != name
