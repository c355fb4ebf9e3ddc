"""Learn the scorer from annotated documents with facts; where to draw each line by cross-validation."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.model import Article, Mention
from kg.refer import find_anaphors
from kg.relations import describe_all
from kg.relations.scorer.candidates import Candidate
from kg.relations.scorer.corpus import (
    FactSheet,
    StatedFact,
    annotated_articles,
    read_pairs,
)
from kg.relations.scorer.features import manner, rival_of
from kg.relations.scorer.model import HOPELESS, Description, Group, Scorer, Weights, fit, save
from kg.relations.scorer.pages import read_pages
from kg.relations.scorer.rivals import LIKELY, Rival, describe_among, odds
from kg.sentences import find_sentences

FOLDS = 5
HELD_OUT = ("g", "h")  # never learned from, never read one by one: they tell whether it generalises
SMALL = 1e-3  # a mean weight below this is dropped
# Sheets of news written to be hard to read teach other proportions than news has: with them the scorer
# told less of the held-out pages. They measure, and teach whose a figure is and of which year a prize.
TOO_HARD = re.compile(r"r(?:2[89]|[34][0-9])_")
PENALTY = 3.0
PAGES_COUNT = 3  # a page is what the scorer will meet; news written to teach is denser
LINES = [step / 20 for step in range(4, 16)]


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate to learn from. ``key`` is equal for one statement of a document.

    ``label`` is None for what is optional for a reader: a rival of others, and neither right nor wrong.
    """

    document: str
    article: int
    manner: str
    key: tuple[str, ...]
    glance: tuple[Group, ...]
    words: tuple[Group, ...]
    rival: Rival
    label: bool | None
    times: int = 1  # counted so often

    def told(self) -> Description:
        """As the scorer is asked."""
        return Description(self.glance, lambda: self.words, lambda: self.rival.lists)


def rows_of(folder: Path) -> tuple[list[Row], dict[str, dict[str, int]]]:
    """Every candidate of a corpus with its label, and how many facts each document requires."""
    rows: list[Row] = []
    required: dict[str, dict[str, int]] = {}
    pages = names_of_pages(folder)
    for name, articles, sheet in documents_of(folder):
        if TOO_HARD.match(name):
            continue
        required[name] = _required(sheet)
        times = PAGES_COUNT if name in pages else 1
        for number, (article, mentions) in enumerate(articles):
            rows += _rows(name, number, article, mentions, sheet, times)
    return rows, required


def documents_of(
    folder: Path,
) -> Iterator[tuple[str, Iterable[tuple[Article, list[Mention]]], FactSheet]]:
    """Documents with marked mentions and a fact sheet, then pages with a gold file.

    Pages whose name begins with a held-out letter are for measuring only.
    """
    for name, annotated, sheet in read_pairs(folder):
        yield name, annotated_articles(name, annotated, sheet), sheet
    for name, articles, sheet in read_pages(folder / "pages" / "gold", folder / "pages" / "texts"):
        if not name.startswith(HELD_OUT):
            yield name, articles, sheet


def names_of_pages(folder: Path) -> set[str]:
    """The documents of a corpus that are pages with a gold file."""
    return {path.stem for path in (folder / "pages" / "gold").glob("*.json")}


def _rows(
    name: str, number: int, article: Article, mentions: list[Mention], sheet: FactSheet, times: int
) -> Iterator[Row]:
    sentences = find_sentences(article)
    everything = [*mentions, *find_anaphors(sentences, mentions)]
    scenes = describe_all(article, sentences, everything)
    for sentence, (_, _, candidates, described) in enumerate(scenes):
        for candidate, told in zip(candidates, described, strict=True):
            yield Row(
                name,
                number,
                manner(candidate),
                _key(candidate),
                tuple(told.glance),
                told.words(),
                rival_of(candidate, sentence, told),
                label_of(candidate, sheet),
                times,
            )


def _name(mention: Mention) -> str:
    return mention.name or mention.text


def _key(candidate: Candidate) -> tuple[str, ...]:
    if candidate.object is None:
        return (
            candidate.relation,
            _name(candidate.subject),
            candidate.facts[0].qualifiers.title or "",
        )
    return candidate.relation, _name(candidate.subject), _name(candidate.object)


def _same(name: str, stated: str, sheet: FactSheet) -> bool:
    stated = stated.partition("@")[0]
    return name == stated or sheet.names.get(name, name) == sheet.names.get(stated, stated)


def label_of(candidate: Candidate, sheet: FactSheet) -> bool | None:
    """Whether the sheet states it; None where it is optional or told otherwise."""
    subject = _name(candidate.subject)
    if candidate.object is None:
        title = (candidate.facts[0].qualifiers.title or "").replace("、", "")
        told = [
            f.qualifiers["title"].replace("、", "")
            for f in sheet.facts
            if f.relation in ("title", "affiliatedWith")
            and "title" in f.qualifiers
            and _same(subject, f.subject, sheet)
        ]
        exact = any(
            f.relation == "title"
            and not f.optional
            and f.qualifiers.get("title", "").replace("、", "") == title
            and _same(subject, f.subject, sheet)
            for f in sheet.facts
        )
        if exact:
            return True
        return None if any(t in title or title in t for t in told) else False
    found = stated_of(candidate, sheet)
    if not found:
        return False
    return None if all(f.optional for f in found) else True


def stated_of(candidate: Candidate, sheet: FactSheet) -> list[StatedFact]:
    """The facts of the sheet between the candidate's two ends."""
    if candidate.object is None:
        return []
    subject, target = _name(candidate.subject), _name(candidate.object)
    return [
        f
        for f in sheet.facts
        if f.relation == candidate.relation
        and _same(subject, f.subject, sheet)
        and _same(target, f.object, sheet)
    ]


def _required(sheet: FactSheet) -> dict[str, int]:
    stated: dict[tuple[str, str, str], bool] = {}
    for fact in sheet.facts:
        key = (fact.relation, fact.subject, fact.object or fact.qualifiers.get("title", ""))
        stated[key] = stated.get(key, True) and fact.optional
    counts: dict[str, int] = defaultdict(int)
    for (relation, _, _), optional in stated.items():
        counts[relation] += not optional
    return dict(counts)


def learn(
    rows: Sequence[Row],
    required: dict[str, dict[str, int]],
    pages: Collection[str] = (),
    *,
    penalty: float = PENALTY,
) -> Scorer:
    """The mean of judges that each left a part of the documents out.

    On the chances that they give to what they never saw are fitted the second look and the lines.
    """
    parts = _parts(rows, sorted(required))
    first = [0.0] * len(rows)
    judges = []
    for part in parts:
        held = set(part)
        judge = fit_all([row for i, row in enumerate(rows) if i not in held], penalty)
        judges.append(judge)
        for i in part:
            first[i] = judge.probability(rows[i].manner, rows[i].told())
    seen = _seen_again(rows, first)
    second = list(first)
    for part in parts:
        held = set(part)
        again = fit_again(rows, first, {i: f for i, f in seen.items() if i not in held}, penalty)
        judge = Scorer({}, {}, again, {})
        for i in held & seen.keys():
            second[i] = judge.among(rows[i].rival.relation, first[i], seen[i])
    again = fit_again(rows, first, seen, penalty)
    lines = draw_lines(_best(rows, second), required, pages)
    glance = _mean([judge.glance for judge in judges])
    return Scorer(glance, _mean([judge.weights for judge in judges]), again, lines)


def _mean(judges: Sequence[Mapping[str, Mapping[str, float]]]) -> dict[str, dict[str, float]]:
    """The mean weight of each feature in each manner; what weighs next to nothing is left out."""
    total: dict[str, dict[str, float]] = {}
    for judge in judges:
        for name, weights in judge.items():
            sums = total.setdefault(name, {})
            for feature, weight in weights.items():
                sums[feature] = sums.get(feature, 0.0) + weight / len(judges)
    return {
        name: {feature: weight for feature, weight in sums.items() if abs(weight) > SMALL}
        for name, sums in total.items()
    }


def _parts(rows: Sequence[Row], documents: Sequence[str]) -> list[list[int]]:
    """Numbers of rows, all of a document in one part."""
    part_of = {document: number % FOLDS for number, document in enumerate(documents)}
    parts: list[list[int]] = [[] for _ in range(FOLDS)]
    for i, row in enumerate(rows):
        parts[part_of[row.document]].append(i)
    return parts


def _seen_again(rows: Sequence[Row], chances: Sequence[float]) -> dict[int, tuple[str, ...]]:
    """What the second look sees of each row that is likely at first, by its number."""
    articles: dict[tuple[str, int], list[int]] = defaultdict(list)
    for i, row in enumerate(rows):
        if chances[i] >= LIKELY:
            articles[row.document, row.article].append(i)
    seen: dict[int, tuple[str, ...]] = {}
    for own in articles.values():
        described = describe_among([rows[i].rival for i in own], [chances[i] for i in own])
        seen.update(zip(own, described, strict=True))
    return seen


def fit_again(
    rows: Sequence[Row],
    chances: Sequence[float],
    seen: Mapping[int, tuple[str, ...]],
    penalty: float,
) -> dict[str, dict[str, float]]:
    """Weights of the second look, of each relation, on top of the first look's odds."""
    by_relation: dict[str, list[int]] = defaultdict(list)
    for i in seen:
        if rows[i].label is not None:
            by_relation[rows[i].rival.relation].append(i)
    return {
        relation: fit(
            [seen[i] for i in own],
            [bool(rows[i].label) for i in own],
            [rows[i].times for i in own],
            [odds(chances[i]) for i in own],
            penalty=penalty,
        )
        for relation, own in sorted(by_relation.items())
    }


Held = dict[tuple[str, tuple[str, ...]], tuple[float, bool]]


def _best(rows: Sequence[Row], chances: Sequence[float]) -> Held:
    """Each statement of a document with the best chance that one of its candidates has."""
    held: Held = {}
    for row, chance in zip(rows, chances, strict=True):
        if row.label is not None:
            at = (row.document, row.key)
            held[at] = max(held.get(at, (0.0, row.label)), (chance, row.label))
    return held


def fit_all(rows: Iterable[Row], penalty: float) -> Scorer:
    """Each manner fitted on its own rows: at a glance, then in full on those that a glance lets pass."""
    by_manner: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.label is not None:
            by_manner[row.manner].append(row)
    glances: dict[str, dict[str, float]] = {}
    weights: dict[str, dict[str, float]] = {}
    for name, own in sorted(by_manner.items()):
        glances[name] = _fit([row.glance for row in own], own, penalty)
        glance = Weights(glances[name])
        left = [r for r in own if glance.weigh(r.glance) >= HOPELESS]
        weights[name] = _fit([(*row.glance, *row.words) for row in left], left, penalty)
    return Scorer(glances, weights, {}, {})


def _fit(
    groups: Iterable[Iterable[Group]], rows: Sequence[Row], penalty: float
) -> dict[str, float]:
    features = [[feature for group in row for feature in group.features] for row in groups]
    return fit(features, [bool(r.label) for r in rows], [r.times for r in rows], penalty=penalty)


def draw_lines(
    held: Held, required: dict[str, dict[str, int]], pages: Collection[str] = ()
) -> dict[str, float]:
    """For each relation the probability that, as a line, gives the best F1.

    All ``pages`` together are as heavy as all other documents: they are what will be read.
    """
    others = len(required) - len(pages)
    heavy = max(1.0, others / len(pages)) if pages else 1.0
    weights = {document: heavy if document in pages else 1.0 for document in required}
    relations = sorted({key[0] for _, key in held})
    return {relation: _best_line(relation, held, required, weights) for relation in relations}


def _best_line(
    relation: str,
    held: Held,
    required: dict[str, dict[str, int]],
    weights: Mapping[str, float],
) -> float:
    judged = [
        (chance, label, weights[document])
        for (document, key), (chance, label) in held.items()
        if key[0] == relation
    ]
    wanted = sum(counts.get(relation, 0) * weights[d] for d, counts in required.items())
    best = (-1.0, 0.5)
    for line in LINES:
        right = sum(weight for chance, label, weight in judged if chance >= line and label)
        wrong = sum(weight for chance, label, weight in judged if chance >= line and not label)
        f1 = 2 * right / (right + wrong + max(wanted, right)) if right else 0.0
        best = max(best, (f1, line))
    return best[1]


def train(folders: Iterable[Path], out: Path) -> Scorer:
    """Learn from every folder with ``news/`` and ``facts/`` and write the model."""
    rows: list[Row] = []
    required: dict[str, dict[str, int]] = {}
    pages: set[str] = set()
    for folder in folders:
        more, counts = rows_of(folder)
        rows += more
        required |= counts
        pages |= names_of_pages(folder) & counts.keys()
    scorer = learn(rows, required, pages)
    save(scorer, out)
    return scorer
