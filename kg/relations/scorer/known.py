"""What a whole article tells of a pair: how often its ends are named, what rules state elsewhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from kg.model import DECK, HEADLINE, LEAD, Article, Mention
from kg.relations.scorer.candidates import Candidate
from kg.relations.scorer.carried import Thing
from kg.relations.scorer.model import Group, shared

_NONE: frozenset[Thing] = frozenset()


class Known:
    """What an article tells as a whole: what it names how often, what rules state anywhere in it."""

    def __init__(
        self, article: Article, mentions: Iterable[Mention], candidates: Iterable[Candidate]
    ) -> None:
        self.often = Counter(m.thing for m in mentions if not m.anaphor)
        heads = [b for b in article.blocks if b.kind in (HEADLINE, DECK, LEAD)]
        self.headed = {m.thing for m in mentions if any(b.start <= m.start < b.end for b in heads)}
        self.pairs: dict[tuple[Thing, Thing], set[str]] = defaultdict(set)
        self.subjects: dict[tuple[str, Thing], set[Thing]] = defaultdict(set)
        self.objects: dict[tuple[str, Thing], set[Thing]] = defaultdict(set)
        self.together: Counter[tuple[str, Thing, Thing]] = Counter()
        self.posts: dict[Thing, set[str]] = defaultdict(set)
        for candidate in candidates:
            subject = candidate.subject.thing
            for fact in candidate.facts:
                if fact.qualifiers.title:
                    self.posts[subject].add(fact.qualifiers.title[-2:])
            if candidate.object is None:
                continue
            target = candidate.object.thing
            if None not in candidate.at:
                self.together[candidate.relation, subject, target] += 1
            if candidate.facts:
                self.pairs[subject, target].add(candidate.relation)
                self.subjects[candidate.relation, subject].add(target)
                self.objects[candidate.relation, target].add(subject)

    def stated_elsewhere(self, candidate: Candidate) -> bool:
        """Whether no rule states the pair here, but one does in another sentence."""
        if candidate.facts or candidate.object is None:
            return False
        pair = candidate.subject.thing, candidate.object.thing
        return candidate.relation in self.pairs.get(pair, ())

    def of(self, relation: str, subject: Thing, target: Thing) -> Group:
        """What is known of a pair beside what it was told for here."""
        posts = self.posts.get(subject) if relation == "affiliatedWith" else None
        return shared(
            _known,
            subject[0][:2],
            target[0][:2],
            tuple(sorted(self.pairs.get((subject, target), ()))),
            len(self.subjects.get((relation, subject), _NONE) - {target}),
            len(self.objects.get((relation, target), _NONE) - {subject}),
            min(self.together[relation, subject, target], 3),
            (tuple(sorted(posts)), target[1][-1:]) if posts else None,
            (min(self.often[subject], 31), subject in self.headed),
            (min(self.often[target], 31), target in self.headed),
        )


def _known(
    subject: str,
    target: str,
    relations: tuple[str, ...],
    objects: int,
    subjects: int,
    together: int,
    posts: tuple[tuple[str, ...], str] | None,
    *named: tuple[int, bool],
) -> Iterator[str]:
    kinds = f"{subject}:{target}"
    for relation in relations:
        yield f"known-as={relation}"
    if objects:
        yield f"known-with={kinds}:{objects.bit_length()}"
    if subjects:
        yield f"known-of={kinds}:{subjects.bit_length()}"
    yield f"together={kinds}:{together}"
    if posts:
        held, end = posts
        for post in held:
            yield f"known-post={post}:{end}"
            yield f"known-post-names={end in post[:-1]}"
    ends = (("subject", subject), ("target", target))
    for (role, kind), (often, headed) in zip(ends, named, strict=True):
        yield f"{role}-often={kind}:{often.bit_length()}"
        yield f"{role}-headed={kind}:{headed}"
