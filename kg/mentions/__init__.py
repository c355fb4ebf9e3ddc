"""Sentences to mentions: what the tagger sees, what grammar adds, and what the article repeats.

Each source proposes; :mod:`kg.mentions.overlaps` settles which reading of a stretch is kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.mentions.borders import trim
from kg.mentions.grammar import (
    find_bodies,
    find_bylined,
    find_divisions,
    find_events,
    find_halves,
    find_levels,
    find_prize_lists,
    find_projects,
    find_teams,
    find_titled_works,
)
from kg.mentions.overlaps import settle
from kg.mentions.parallel import find_parallel_people
from kg.mentions.posts import find_posts
from kg.mentions.repeats import agree, find_repeats, without_doubtful
from kg.mentions.short_forms import with_stated
from kg.mentions.tagger import load_tagger
from kg.mentions.units import within_establishments
from kg.model import Article, Mention, Sentence, in_order


def find_mentions(article: Article, sentences: Sequence[Sentence]) -> list[Mention]:
    """Mentions of all kinds and titles, in text order, none overlapping another."""
    tagged = list(
        trim(article, without_doubtful(article, load_tagger().mentions(article, sentences)))
    )
    proposed = [
        *find_bylined(article),
        *find_prize_lists(article),
        *tagged,
        *find_titled_works(article, tagged),
        *find_projects(article),
        *find_halves(article, tagged),
        *find_teams(article, tagged),
        *find_events(article, tagged),
        *find_levels(article),
        *find_bodies(article),
        *find_divisions(article),
    ]
    settled = with_stated(article, agree(settle(proposed)))
    settled = settle([*settled, *find_parallel_people(article, settled)])
    settled = settle([*settled, *find_repeats(article, settled)])
    settled = in_order([*settled, *find_posts(article, settled)])
    return in_order(within_establishments(article, settled))


__all__ = ["find_mentions", "settle"]
