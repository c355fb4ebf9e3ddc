"""Mentions to facts: rules over typed mentions, sentence by sentence, with what the story told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kg.model import (
    BODY,
    BYLINE,
    DECK,
    HEADLINE,
    LEAD,
    ORGANIZATION,
    PERSON,
    Article,
    Fact,
    Mention,
    Qualifiers,
    Sentence,
)
from kg.relations.awards import (
    award_qualifiers,
    find_conferred,
    find_default,
    find_granted,
    find_held,
    find_won,
)
from kg.relations.bonds import find_mentors, find_parts, find_places
from kg.relations.people import find_posts, find_posts_after, plain, title_near
from kg.relations.programmes import (
    find_joined,
    find_protagonist_runs,
    find_run,
    find_run_in_noun,
)
from kg.relations.scene import Scene, make_scene
from kg.relations.scorer.candidates import Candidate, find_candidates
from kg.relations.scorer.features import describe
from kg.relations.scorer.model import load_scorer
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
    find_protagonist_runs,
    find_joined,
    find_created,
    find_mentors,
    find_places,
    find_parts,
)


def find_facts(
    article: Article, sentences: Sequence[Sentence], mentions: Iterable[Mention]
) -> list[Fact]:
    """Every fact read in an article, in text order, each once."""
    scorer = load_scorer()
    found: dict[tuple[object, ...], Fact] = {}
    for scene, story, candidates in find_all_candidates(article, sentences, mentions):
        for candidate in candidates:
            probability = scorer.probability(describe(scene, candidate, candidates))
            if not scorer.holds(candidate.relation, probability):
                continue
            for fact in candidate.facts or (_plain_fact(scene, story, candidate),):
                fact = replace(fact, confidence=round(probability, 2))
                key = (
                    fact.relation,
                    fact.subject.thing,
                    fact.object and fact.object.thing,
                    fact.qualifiers.title,
                    fact.start,
                )
                found.setdefault(key, fact)
    return sorted(found.values(), key=lambda f: (f.start, f.end, f.relation))


def _plain_fact(scene: Scene, story: Story, candidate: Candidate) -> Fact:
    """A fact that no rule worded: its evidence is from one end to the other."""
    assert candidate.object is not None
    positions = [i for i in candidate.at if i is not None]
    start, end = scene.span(min(positions), max(positions))
    subject_at, object_at = candidate.at
    qualifiers = Qualifiers()
    if candidate.relation == "received" and object_at is not None:
        qualifiers = award_qualifiers(scene, story, object_at)
    elif candidate.relation == "affiliatedWith" and subject_at is not None:
        qualifiers = Qualifiers(title=title_near(scene, subject_at, object_at))
    return Fact(
        candidate.relation,
        candidate.subject,
        candidate.object,
        start,
        end,
        "scorer/company",
        qualifiers,
    )


def find_all_candidates(
    article: Article, sentences: Sequence[Sentence], mentions: Iterable[Mention]
) -> Iterator[tuple[Scene, Story, list[Candidate]]]:
    """The candidates of each sentence, with the sentence and what was told before it."""
    written = {(byline.start, byline.end) for byline in article.bylines}
    ordered = sorted(m for m in mentions if (m.start, m.end) not in written)
    story = Story(article)
    story.protagonist, story.is_report = protagonist(article, ordered)
    for sentence in sentences:
        if sentence.kind == BYLINE:
            continue
        whole = make_scene(article, sentence, ordered)
        scene = plain(whole)
        facts = [*find_posts(whole, story)]
        told: set[tuple[int, int]] = set()
        for find in _PLAIN:
            for fact in find(scene, story):
                if fact.relation == "received" and fact.object is not None:
                    told.add((fact.object.start, fact.object.end))
                facts.append(fact)
        for fact in find_default(scene, story):
            if fact.object is not None and (fact.object.start, fact.object.end) not in told:
                facts.append(fact)
        yield whole, story, find_candidates(whole, story, facts)
        _remember(story, sentence, whole, scene)


def _remember(story: Story, sentence: Sentence, whole: Scene, scene: Scene) -> None:
    story.passed(sentence.text)
    for position in sorted(whole.mentions):
        story.heard(whole.mentions[position])
    people = scene.find([PERSON])
    subjects = scene.find([PERSON, ORGANIZATION])
    if sentence.kind == BODY:
        if people:
            story.people = tuple(scene.mention(i) for i in people)
        if subjects:
            story.subjects = (scene.mention(subjects[0]),)


def protagonist(article: Article, mentions: Sequence[Mention]) -> tuple[Mention | None, bool]:
    """The organisation named most often, and whether the whole article is its report on itself.

    That is so where the headline names it, or where it is named as often as all others together.
    """
    counts: dict[tuple[str, str, str], int] = {}
    first: dict[tuple[str, str, str], Mention] = {}
    in_headline: set[tuple[str, str, str]] = set()
    heads = [b for b in article.blocks if b.kind in (HEADLINE, DECK, LEAD)]
    for mention in mentions:
        if mention.kind == ORGANIZATION:
            counts[mention.thing] = counts.get(mention.thing, 0) + 1
            first.setdefault(mention.thing, mention)
            if any(b.start <= mention.start < b.end for b in heads):
                in_headline.add(mention.thing)
    if not counts:
        return None, False
    thing = max(counts, key=lambda t: (counts[t] + 3 * (t in in_headline), -first[t].start))
    others = sum(counts.values()) - counts[thing]
    report = counts[thing] >= 3 and (thing in in_headline or counts[thing] >= others)
    return first[thing], report
