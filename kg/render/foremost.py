"""What of a very large graph one page holds: as much as a browser opens at once."""

from __future__ import annotations

from dataclasses import replace

from kg.model import Knowledge

# Of a larger graph the page shows the entities of most facts, and of each fact so many quotes.
MOST_ENTITIES, MOST_QUOTES = 20_000, 30


def foremost(
    knowledge: Knowledge, most: int = MOST_ENTITIES, quotes: int = MOST_QUOTES
) -> Knowledge:
    """The part of a large graph that one page can hold: entities of most facts, facts among them.

    A browser opens some twenty thousand entities at once; ``kg serve`` shows the others.
    """
    if len(knowledge.entities) <= most:
        return knowledge
    weights = weigh(knowledge)
    ranked = sorted(range(len(weights)), key=lambda number: -weights[number])
    kept = {knowledge.entities[number].id for number in ranked[:most]}
    return replace(
        knowledge,
        entities=tuple(e for e in knowledge.entities if e.id in kept),
        statements=tuple(
            s if len(s.evidence) <= quotes else replace(s, evidence=s.evidence[:quotes])
            for s in knowledge.statements
            if s.subject in kept
            and (not s.object or s.object in kept)
            and (not s.competition or s.competition in kept)
        ),
        measurements=tuple(m for m in knowledge.measurements if m.about in kept),
        bylines=tuple(byline for byline in knowledge.bylines if byline[2] in kept),
    )


def weigh(knowledge: Knowledge) -> list[int]:
    """Count the statements that each entity takes part in."""
    count = dict.fromkeys((entity.id for entity in knowledge.entities), 0)
    for s in knowledge.statements:
        if s.subject in count:
            count[s.subject] += 1
        if s.object in count and s.object != s.subject:
            count[s.object] += 1
        if s.competition in count and s.competition not in (s.subject, s.object):
            count[s.competition] += 1
    return list(count.values())
