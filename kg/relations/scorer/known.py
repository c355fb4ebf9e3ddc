"""What a whole article tells of a pair: how often its ends are named, what rules state elsewhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from kg.model import DECK, HEADLINE, LEAD, Article, Mention
from kg.relations.scorer.candidates import Candidate
from kg.relations.scorer.carried import Thing
from kg.relations.scorer.model import Group, shared

_NONE: frozenset[Thing] = frozenset()
_NOTHING: dict[Thing, set[str]] = {}


class Known:
    """What an article tells as a whole: what it names how often, what rules state anywhere in it."""

    def __init__(
        self, article: Article, mentions: Iterable[Mention], candidates: Iterable[Candidate]
    ) -> None:
        self.often = Counter(m.thing for m in mentions if not m.anaphor)
        heads = [b for b in article.blocks if b.kind in (HEADLINE, DECK, LEAD)]
        self.headed = {m.thing for m in mentions for b in heads if b.start <= m.start < b.end}
        self.ends: dict[Thing, tuple[int, bool]] = {}
        # What rules state of a subject and an object; what is asked of every pair is kept by one end,
        # of which most tell nothing.
        self.pairs: dict[Thing, dict[Thing, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.objects: dict[str, dict[Thing, set[Thing]]] = defaultdict(lambda: defaultdict(set))
        self.subjects: dict[str, dict[Thing, set[Thing]]] = defaultdict(lambda: defaultdict(set))
        self.together: dict[str, dict[tuple[Thing, Thing], int]] = defaultdict(dict)
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
                together = self.together[candidate.relation]
                together[subject, target] = together.get((subject, target), 0) + 1
            if candidate.facts:
                self.pairs[subject][target].add(candidate.relation)
                self.objects[candidate.relation][subject].add(target)
                self.subjects[candidate.relation][target].add(subject)

    def stated_elsewhere(self, candidate: Candidate) -> bool:
        """Whether no rule states the pair here, but one does in another sentence."""
        relation, subject, target, _, facts, _ = candidate
        if facts or target is None:
            return False
        pairs = self.pairs.get(subject.thing)
        return pairs is not None and relation in pairs.get(target.thing, ())

    def of(self, relation: str, subject: Thing, target: Thing) -> Group:
        """What is known of a pair beside what it was told for here."""
        stated = self.pairs.get(subject, _NOTHING).get(target)
        objects = self.objects[relation].get(subject, _NONE)
        subjects = self.subjects[relation].get(target, _NONE)
        posts = self.posts.get(subject) if relation == "affiliatedWith" else None
        return shared(
            _known,
            subject[0][:2],
            target[0][:2],
            tuple(sorted(stated)) if stated else (),
            (len(objects) - (target in objects)).bit_length(),
            (len(subjects) - (subject in subjects)).bit_length(),
            min(self.together[relation].get((subject, target), 0), 3),
            (tuple(sorted(posts)), target[1][-1:]) if posts else None,
            self.ends.get(subject) or self._end(subject),
            self.ends.get(target) or self._end(target),
        )

    def _end(self, thing: Thing) -> tuple[int, bool]:
        """How often a thing is named, by powers of two, and whether at the head of the article."""
        often = min(self.often[thing], 31).bit_length()
        end = self.ends[thing] = (often, thing in self.headed)
        return end


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
        yield f"known-with={kinds}:{objects}"
    if subjects:
        yield f"known-of={kinds}:{subjects}"
    yield f"together={kinds}:{together}"
    if posts:
        held, end = posts
        for post in held:
            yield f"known-post={post}:{end}"
            yield f"known-post-names={end in post[:-1]}"
    ends = (("subject", subject), ("target", target))
    for (role, kind), (often, headed) in zip(ends, named, strict=True):
        yield f"{role}-often={kind}:{often}"
        yield f"{role}-headed={kind}:{headed}"
