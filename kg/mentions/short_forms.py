"""Short forms that the text itself states: 青山县总工会（以下简称“青总”）.

From there on the words in brackets are a name, whatever else they could be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from kg.lexicons import one_of, words
from kg.mentions.overlaps import settle
from kg.model import ENTITY_KINDS, Article, Mention

_STATES = re.compile(
    rf"[”》]?\s*[（(](?:以下|下文)?(?:均|统一)?{one_of(words('page_words', 'states_short'))}[为作]?[：:]?"
    r"[“‘《]?(?P<form>[^（()）“”‘’《》，。；,;：:]{2,16})[”’》]?[）)]"
)


def stated_forms(article: Article, mentions: Iterable[Mention]) -> dict[str, Mention]:
    """Each short form that is stated, with the name in front of the brackets."""
    found: dict[str, Mention] = {}
    for mention in mentions:
        if mention.kind in ENTITY_KINDS and (match := _STATES.match(article.text, mention.end)):
            found.setdefault(match["form"], mention)
    return found


def with_stated(article: Article, mentions: list[Mention]) -> list[Mention]:
    """The mentions, with stated short forms as names of what they are short for."""
    forms = stated_forms(article, mentions)
    if not forms:
        return mentions
    known = [
        replace(m, kind=forms[m.text].kind) if m.text in forms and m.kind in ENTITY_KINDS else m
        for m in mentions
    ]
    more = [
        Mention(*match.span(), form, source.kind, "repeat/stated", confidence=source.confidence)
        for form, source in forms.items()
        for match in re.finditer(re.escape(form), article.text)
    ]
    return settle([*known, *more])
