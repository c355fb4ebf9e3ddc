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
        self.groups: dict[tuple[str, Thing, Thing], Group] = {}

    def stated_elsewhere(self, candidate: Candidate) -> bool:
        """Whether no rule states the pair here, but one does in another sentence."""
        if candidate.facts or candidate.object is None:
            return False
        pair = candidate.subject.thing, candidate.object.thing
        return candidate.relation in self.pairs.get(pair, ())

    def of(self, relation: str, subject: Thing, target: Thing) -> Group:
        """What is known of a pair beside what it was told for here."""
        key = (relation, subject, target)
        found = self.groups.get(key)
        if found is None:
            found = self.groups[key] = shared(tuple, tuple(self._of(*key)))
        return found

    def _of(self, relation: str, subject: Thing, target: Thing) -> Iterator[str]:
        kinds = f"{subject[0][:2]}:{target[0][:2]}"
        for other in sorted(self.pairs.get((subject, target), ())):
            yield f"known-as={other}"
        others = len(self.subjects.get((relation, subject), _NONE) - {target})
        if others:
            yield f"known-with={kinds}:{others.bit_length()}"
        others = len(self.objects.get((relation, target), _NONE) - {subject})
        if others:
            yield f"known-of={kinds}:{others.bit_length()}"
        yield f"together={kinds}:{min(self.together[relation, subject, target], 3)}"
        if relation == "affiliatedWith":
            end = target[1][-1:]
            for post in sorted(self.posts.get(subject, ())):
                yield f"known-post={post}:{end}"
                yield f"known-post-names={end in post[:-1]}"
        for role, thing in (("subject", subject), ("target", target)):
            headed = thing in self.headed
            yield f"{role}-often={thing[0][:2]}:{min(self.often[thing], 31).bit_length()}"
            yield f"{role}-headed={thing[0][:2]}:{headed}"
