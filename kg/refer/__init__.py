"""Mentions to mentions with a name: short forms and pointing words get what they stand for."""

from kg.refer.anaphora import find_anaphors, is_anothers
from kg.refer.names import name_mentions, scope_prizes

__all__ = ["find_anaphors", "is_anothers", "name_mentions", "scope_prizes"]
