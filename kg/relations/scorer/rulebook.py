"""How often each wording of the rules is found in annotated documents, and how often it is right.

A wording that is seldom right shows itself here, and is mended or dropped.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from kg.refer import find_anaphors
from kg.relations import find_all_candidates
from kg.relations.rule import describe
from kg.relations.scorer.train import documents_of, label_of, names_of_pages
from kg.sentences import find_sentences


@dataclass(frozen=True, slots=True)
class RuleCount:
    """``fired``: facts that the wording stated; those that a reader may doubt count as neither."""

    name: str
    fired: int
    right: int
    wrong: int
    example: str  # one fact it stated, as the rules' examples write facts

    @property
    def precision(self) -> float | None:
        """Share of the right among those judged; None where none was."""
        judged = self.right + self.wrong
        return self.right / judged if judged else None


def count_rules(folder: Path, *, pages_only: bool = False) -> list[RuleCount]:
    """Every wording that fires on a corpus (``facts/`` and ``pages/``, held-out pages left out).

    Names are taken as the annotators marked them, so that a wording is judged, not the tagger.
    """
    fired: Counter[str] = Counter()
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    examples: dict[str, str] = {}
    pages = names_of_pages(folder)
    for name, articles, sheet in documents_of(folder):
        if pages_only and name not in pages:
            continue
        for article, mentions in articles:
            sentences = find_sentences(article)
            everything = [*mentions, *find_anaphors(sentences, mentions)]
            for _, _, candidates in find_all_candidates(article, sentences, everything):
                for candidate in candidates:
                    label = label_of(candidate, sheet)
                    for fact in candidate.facts:
                        fired[fact.rule] += 1
                        right[fact.rule] += label is True
                        wrong[fact.rule] += label is False
                        if label or fact.rule not in examples:
                            examples[fact.rule] = describe(fact)
    return [
        RuleCount(rule, fired[rule], right[rule], wrong[rule], examples[rule])
        for rule in sorted(fired)
    ]
