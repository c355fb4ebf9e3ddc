"""Posts that stand between a body and a person: 河湾电厂|检修工|史明."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import rjieba

from kg.lexicons import one_of, words
from kg.model import ORGANIZATION, PERSON, TITLE, Article, Mention

SURE = 0.9  # of such words nineteen in twenty are marked as posts
_BETWEEN = re.compile("[的、]?(?P<post>[一-鿿]{2,7})")
_UNIT = re.compile(rf"(?:{one_of(words('body_heads', 'department'))}|队)$")
_NOUN = re.compile("[nbj]|vn")
_END = re.compile(rf"{one_of(words('post_words', 'ends'))}$")


def find_posts(article: Article, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """What fills the gap between a body and the person behind it: nouns, or what ends as posts do."""
    for body, person in pairwise(mentions):
        if (body.kind, person.kind) != (ORGANIZATION, PERSON) or person.start - body.end > 8:
            continue
        match = _BETWEEN.fullmatch(article.text, body.end, person.start)
        if match and _is_post(match["post"]):
            yield Mention(
                *match.span("post"), match["post"], TITLE, "grammar/post", confidence=SURE
            )


@lru_cache(maxsize=10_000)
def _is_post(text: str) -> bool:
    """Whether a text may be a post and is no unit of a body."""
    if _UNIT.search(text):
        return False
    return bool(_END.search(text)) or all(_NOUN.match(tag) for _, tag in rjieba.tag(text))
