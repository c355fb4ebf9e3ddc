"""Mentions to facts: rules over typed mentions, sentence by sentence, with what the story told."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace

from kg.model import (
    BODY,
    BYLINE,
    DECK,
    HEADLINE,
    LEAD,
    ORGANIZATION,
    PERSON,
    PROGRAMME,
    Article,
    Fact,
    Mention,
    Qualifiers,
    Sentence,
    in_order,
)
from kg.refer import is_anothers
from kg.relations.honours import award_qualifiers
from kg.relations.introductions import plain
from kg.relations.posts import post_beside, title_near
from kg.relations.rule import Rule
from kg.relations.rules import RULES
from kg.relations.scene import Scene, make_scene
from kg.relations.scorer.candidates import Candidate, find_candidates
from kg.relations.scorer.features import describe, manner, rival_of
from kg.relations.scorer.known import Known
from kg.relations.scorer.model import Description, load_scorer
from kg.relations.scorer.rivals import LIKELY, Rival
from kg.relations.story import Story
from kg.relations.years import date_honours

NEAR = 200  # characters that evidence may reach back
_STOP = re.compile("[。；！？]")


def find_facts(
    article: Article, sentences: Sequence[Sentence], mentions: Iterable[Mention]
) -> list[Fact]:
    """Every fact read in an article, in text order, each once."""
    mentions = list(mentions)
    scorer = load_scorer()
    likely: list[tuple[Scene, Story, Candidate]] = []
    rivals: list[Rival] = []
    chances: list[float] = []
    scenes = enumerate(describe_all(article, sentences, mentions))
    for number, (scene, story, candidates, described) in scenes:
        for candidate, told in zip(candidates, described, strict=True):
            chance = scorer.probability(manner(candidate), told)
            if chance >= LIKELY:
                likely.append((scene, story, candidate))
                rivals.append(rival_of(candidate, number, told))
                chances.append(chance)
    found: dict[tuple[object, ...], Fact] = {}
    chances = scorer.look_again(rivals, chances)
    for (scene, story, candidate), seen in zip(likely, chances, strict=True):
        chance = seen * _sure_of_names(candidate)
        if not scorer.holds(candidate.relation, chance):
            continue
        for fact in facts_of(scene, story, candidate):
            fact = replace(fact, confidence=round(chance, 2))
            key = (
                fact.relation,
                fact.subject.thing,
                fact.object and fact.object.thing,
                fact.qualifiers.title,
                fact.start,
            )
            found.setdefault(key, fact)
    ordered = sorted(found.values(), key=lambda f: (f.start, f.end, f.relation))
    return date_honours(article, sentences, mentions, ordered)


def facts_of(scene: Scene, story: Story, candidate: Candidate) -> list[Fact]:
    """What rules state of a candidate, in full; where none does, the plain fact."""
    facts = _fullest(candidate.facts) or [_plain_fact(scene, story, candidate)]
    return [_with_post(scene, candidate, fact) for fact in facts]


def _with_post(scene: Scene, candidate: Candidate, fact: Fact) -> Fact:
    """An employment with the post that stands beside the person, where none was told with it."""
    told = fact.qualifiers
    at = candidate.at[0]
    if fact.relation != "affiliatedWith" or told.title or told.former or at is None:
        return fact
    title = post_beside(scene, at)
    return replace(fact, qualifiers=replace(told, title=title)) if title else fact


def _fullest(facts: Sequence[Fact]) -> list[Fact]:
    """Of what rules state of one pair, all that another does not tell with more to it."""
    return [f for f in facts if not any(_tells_more(g.qualifiers, f.qualifiers) for g in facts)]


def _tells_more(one: Qualifiers, other: Qualifiers) -> bool:
    pairs = [(getattr(one, item.name), getattr(other, item.name)) for item in fields(Qualifiers)]
    return one != other and all(less in (None, False, more) for more, less in pairs)


def _sure_of_names(candidate: Candidate) -> float:
    """How sure kg is of the two names, which the scorer learned from marked ones: their geometric mean.

    With it a fact's confidence says how often such facts are right
    (``python benchmarks/score.py --reliability``).
    """
    other = candidate.object.confidence if candidate.object else 1.0
    return math.sqrt(candidate.subject.confidence * other)


def _plain_fact(scene: Scene, story: Story, candidate: Candidate) -> Fact:
    """A fact that no rule worded: its evidence is from one end to the other.

    Where one end was named before, it is all that stands between two stops around the other, and
    what leads there from the end named before where that is near.
    """
    assert candidate.object is not None
    positions = [i for i in candidate.at if i is not None]
    first, last = min(positions), max(positions)
    if None in candidate.at:
        first = max((m.end() for m in _STOP.finditer(scene.code, 0, first)), default=0)
        stop = _STOP.search(scene.code, last)
        last = stop.start() - 1 if stop else len(scene.code) - 1
    start, end = scene.span(first, last)
    if None in candidate.at:
        before = candidate.subject if candidate.at[0] is None else candidate.object
        led = scene.article.text[before.start : start]
        if before.start < start and end - before.start <= NEAR and "\n\n" not in led:
            start = before.start
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


# 某总书记关于工会工作的重要论述, 某某思想: words of theirs are told of, not what they do.
_CITED = re.compile(
    "(?:总书记|主席)(?:关于|对[^，。；]{2,16}重要|[^，。；]{0,10}(?:考察|视察|座谈)[^，。；]{0,8}(?:讲话|精神|时)|的?嘱托|的?回信)|"
    "(?:总书记|主席|同志)?(?:的|系列|在[^，。；]{2,24})*(?:重要(?:讲话|论述|指示|批示|回信)|讲话精神|新时代|[一-鿿]{0,2}思想)"
)


def _is_cited(article: Article, mention: Mention) -> bool:
    return mention.kind == PERSON and bool(_CITED.match(article.text, mention.end))


def find_all_candidates(
    article: Article, sentences: Sequence[Sentence], mentions: Iterable[Mention]
) -> Iterator[tuple[Scene, Story, list[Candidate]]]:
    """The candidates of each sentence, with the sentence and the story as it stood there."""
    written = {(byline.start, byline.end) for byline in article.bylines}
    named = [m for m in mentions if (m.start, m.end) not in written and not _is_cited(article, m)]
    ordered = in_order(named)
    story = Story(article)
    story.protagonist, story.is_report = protagonist(article, ordered)
    things = {m.thing: m for m in reversed(ordered) if m.kind in (ORGANIZATION, PROGRAMME)}
    story.named = tuple(sorted(things.values()))
    begins = [mention.start for mention in ordered]
    for sentence in sentences:
        if sentence.kind == BYLINE:
            continue
        inside = slice(bisect_left(begins, sentence.start), bisect_left(begins, sentence.end))
        whole = make_scene(article, sentence, ordered[inside])
        scene = plain(whole)
        candidates = find_candidates(whole, story, apply_rules(whole, scene, story))
        yield whole, story.now(), candidates
        remember(story, sentence, whole, scene)


def describe_all(
    article: Article, sentences: Sequence[Sentence], mentions: Iterable[Mention]
) -> Iterator[tuple[Scene, Story, list[Candidate], list[Description]]]:
    """The candidates of each sentence with what they look like, knowing the whole article.

    A pair that a rule states somewhere is a candidate there; its mere company elsewhere says nothing.
    """
    mentions = list(mentions)
    found = list(find_all_candidates(article, sentences, mentions))
    known = Known(article, mentions, [c for _, _, candidates in found for c in candidates])
    for scene, story, candidates in found:
        new = [candidate for candidate in candidates if not known.stated_elsewhere(candidate)]
        yield scene, story, new, describe(scene, new, known)


def apply_rules(
    whole: Scene, scene: Scene, story: Story, rules: Sequence[Rule] = RULES
) -> list[Fact]:
    """What the rules find in one sentence, in their order; ``scene`` is :func:`plain`."""
    facts: list[Fact] = []
    story.awarded.clear()
    kinds = {mention.kind for mention in whole.mentions.values()}
    for rule in rules:
        if kinds.isdisjoint(rule.needs):
            continue
        for fact in rule.find(whole if rule.whole else scene, story):
            if fact.relation == "received" and fact.object is not None and not rule.whole:
                story.awarded.add((fact.object.start, fact.object.end))
            facts.append(fact)
    return facts


def remember(story: Story, sentence: Sentence, whole: Scene, scene: Scene) -> None:
    """Let the story go on past a sentence; ``scene`` is :func:`plain`."""
    kinds: set[str] = set()
    for position in sorted(whole.mentions):
        mention = whole.mentions[position]
        if is_anothers(sentence, mention):
            story.heard(mention)
        else:
            story.heard(mention, opened=mention.kind not in kinds)
            kinds.add(mention.kind)
    story.told += 1
    people = scene.find([PERSON])
    subjects = [
        scene.mention(i)
        for i in scene.find([PERSON, ORGANIZATION])
        if not is_anothers(sentence, scene.mention(i))
    ]
    if sentence.kind == BODY:
        if people:
            story.people = tuple(scene.mention(i) for i in people)
        if subjects:
            story.subjects = (subjects[0],)


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
