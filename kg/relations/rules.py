"""Every rule, in the order they read a sentence."""

from kg.relations import awards, bonds, conferring, holders, introductions, posts, programmes, works
from kg.relations.rule import Rule

RULES: tuple[Rule, ...] = (
    *introductions.RULES,
    *posts.RULES,
    *awards.RULES,
    *holders.RULES,
    *conferring.RULES,
    *programmes.RULES,
    *works.RULES,
    *bonds.RULES,
    holders.DEFAULT,  # last: an honour that no other rule gave a holder
)
