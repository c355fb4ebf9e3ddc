"""Mentions to facts: rules over typed mentions, sentence by sentence, with what the story told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg.model import (
    BODY,
    BYLINE,
    ORGANIZATION,
    PERSON,
    Article,
    Fact,
    Mention,
    Sentence,
)
from kg.relations.awards import find_conferred, find_default, find_granted, find_held, find_won
from kg.relations.bonds import find_mentors, find_parts, find_places
from kg.relations.people import find_posts, find_posts_after, plain
from kg.relations.programmes import find_joined, find_run, find_run_in_noun
from kg.relations.scene import make_scene
from kg.relations.story import Story
from kg.relations.works import find_created

_PLAIN = (
    find_posts_after,
    find_won,
    find_granted,
    find_conferred,
    find_held,
    find_run,
    find_run_in_noun,
    find_joined,
    find_created,
    find_mentors,
    find_places,
    find_parts,
)


def find_facts(
    article: Article, sentences: Sequence[Sentence], mentions: Iterable[Mention]
) -> list[Fact]:
    """Every fact the rules read in an article, in text order, each once."""
    written = {(byline.start, byline.end) for byline in article.bylines}
    ordered = sorted(m for m in mentions if (m.start, m.end) not in written)
    story = Story(article)
    story.protagonist = protagonist(ordered)
    found: dict[tuple[object, ...], Fact] = {}
    for sentence in sentences:
        if sentence.kind == BYLINE:
            continue
        for fact in _read(sentence, story, ordered):
            key = (fact.relation, fact.subject.thing, fact.object and fact.object.thing,
                   fact.qualifiers.title, fact.start)
            found.setdefault(key, fact)
    return sorted(found.values(), key=lambda f: (f.start, f.end, f.relation))


def _read(sentence: Sentence, story: Story, mentions: Sequence[Mention]) -> Iterator[Fact]:
    whole = make_scene(story.article, sentence, mentions)
    yield from find_posts(whole, story)
    scene = plain(whole)
    told: set[tuple[int, int]] = set()
    for find in _PLAIN:
        for fact in find(scene, story):
            if fact.relation == "received" and fact.object is not None:
                told.add((fact.object.start, fact.object.end))
            yield fact
    for fact in find_default(scene, story):
        if fact.object is not None and (fact.object.start, fact.object.end) not in told:
            yield fact
    for position in sorted(whole.mentions):
        story.heard(whole.mentions[position])
    people = scene.find([PERSON])
    subjects = scene.find([PERSON, ORGANIZATION])
    if sentence.kind == BODY:
        if people:
            story.people = tuple(scene.mention(i) for i in people)
        if subjects:
            story.subjects = (scene.mention(subjects[0]),)


def protagonist(mentions: Sequence[Mention]) -> Mention | None:
    """The organisation named most often, the first named of equals."""
    counts: dict[tuple[str, str, str], int] = {}
    first: dict[tuple[str, str, str], Mention] = {}
    for mention in mentions:
        if mention.kind == ORGANIZATION:
            counts[mention.thing] = counts.get(mention.thing, 0) + 1
            first.setdefault(mention.thing, mention)
    if not counts:
        return None
    thing = max(counts, key=lambda t: (counts[t], -first[t].start))
    return first[thing]
